// The learner's turn: a number is asked before it appears, and a wrong one is named. Numbers are
// multiplied here only to judge an answer; what is shown was written by Python.
const asNumber = (text) => Number(text.trim().replace(/[−–]/g, "-").replace(",", ".")
  .replace(/^([+-]?)inf(inity)?$/i, "$1Infinity"));
const isNear = (x, right) => right === x || (Number.isNaN(right) && Number.isNaN(x)) ||
  Math.abs(x - right) <= (right === 0 ? 0.005 : 0.01 * Math.abs(right));

// Whether the sum is asked, or what this arrow brings: the sum where it completes one.
const asksSum = (step) => step.note.startsWith("=");

function question(step, data) {
  const [from, to] = inFormula(data.names, step.node, step.receiver);
  const product = `δ(${from}) · ∂${from}/∂${to}`;
  return asksSum(step) ? `δ(${to}) = ${step.before} + ${product} = ?` : `${product} = ?`;
}

// The numbers that known mistakes give, and what to say of each.
function mistakes(step, steps, values, data) {
  const sent = asNumber(step.sent), delta = asNumber(step.delta), local = asNumber(step.local);
  const before = step.before ? asNumber(step.before) : 0;
  const [from, to] = inFormula(data.names, step.node, step.receiver);
  const others = steps
    .filter((other) => other.node === step.node && other.receiver !== undefined && other !== step)
    .map((other) => asNumber(other.sent));
  const sum = asksSum(step);
  const found = [];
  const add = (name, text, ...numbers) => found.push([name, text, numbers]);
  if (sum) {
    add("forgot to add",
      `That is only what arrives now: add it to the ${step.before} that ${to} already has.`, sent);
    add("only what was there", `That is what ${to} had before: add what arrives now.`, before);
  } else if (step.before) {
    add("added", `That is the sum at ${to}: asked is only what this arrow brings.`, before + sent);
    add("only what was there", `That is what ${to} had before this arrow.`, before);
  }
  const both = (x) => (sum ? [x, before + x] : [x]);
  add("forgot to multiply by δ",
    `That is the local derivative ∂${from}/∂${to}: multiply it by δ(${from}).`, ...both(local));
  add("forgot the local derivative",
    `That is δ(${from}): multiply it by ∂${from}/∂${to}.`, ...both(delta));
  add("the other factor",
    `That goes to another input of ${from}: for ${to} take ∂${from}/∂${to}.`,
    ...others.flatMap(both));
  add("added instead of multiplied",
    `δ(${from}) and ∂${from}/∂${to} are multiplied, not added.`, ...both(delta + local));
  add("a node's own value", `That is the value of ${to}, not what is sent to it.`,
    ...both(asNumber(values[step.receiver])));
  add("a node's own value", `That is the value of ${from}, not what it sends.`,
    ...both(asNumber(values[step.node])));
  add("wrong sign", "The sign is wrong.", sum ? -asNumber(step.gives) : -sent,
    ...(sum ? [before - sent] : []));
  return found;
}

// null for a right answer; else what to call the mistake, and what to say.
function judge(answer, step, steps, values, data) {
  const right = asNumber(asksSum(step) ? step.gives : step.sent);
  const product = asNumber(step.delta) * asNumber(step.local);
  // Right is also what the shown digits give, where rounding makes that another number.
  const shown = asksSum(step) ? [asNumber(step.before) + asNumber(step.sent)] : [product];
  const isRight = (x) => isNear(x, right) || shown.some((each) => isNear(x, each));
  if (isRight(answer)) return null;
  for (const [name, text, numbers] of mistakes(step, steps, values, data)) {
    if (numbers.some((x) => isNear(answer, x) && !isRight(x))) return [name, text];
  }
  return ["another number", "Not yet: take the two numbers on the arrow."];
}

// Who was asked what, and how the first tries went.
function newScore() {
  const firsts = new Map(); // step -> "" where the first try was right, else its mistake
  const done = new Set();
  return {
    isDone: (index) => done.has(index),
    first(index, mistake) { if (!firsts.has(index)) firsts.set(index, mistake); },
    finish(index) { done.add(index); },
    clear() { firsts.clear(); done.clear(); },
    get asked() { return firsts.size; },
    get text() {
      const right = [...firsts.values()].filter((mistake) => !mistake).length;
      return firsts.size ? `${right} of ${firsts.size} at the first try` : "";
    },
    get again() { return [...firsts].filter(([, mistake]) => mistake).sort(([a], [b]) => a - b); },
  };
}

// The line that asks: a field, and two buttons.
function askingForm(text, onAnswer, onReveal) {
  const form = make("form", "mg-ask"), said = make("p", "mg-said");
  const label = make("label", "", `${text} `), field = make("input");
  field.type = "text";
  field.inputMode = "text";
  field.autocomplete = "off";
  field.spellcheck = false;
  label.append(field);
  form.append(label, button("check", "check the answer (Enter)", submit),
    button("show", "show the answer (Enter in the empty field)", onReveal), said);
  function submit(event) {
    event.preventDefault();
    if (!field.value.trim()) return onReveal();
    const answer = asNumber(field.value);
    if (Number.isNaN(answer) && !/^\s*nan\s*$/i.test(field.value)) {
      said.textContent = "Type a number, such as −0.5; an empty field shows the answer.";
    } else {
      const mistake = onAnswer(answer);
      if (mistake) said.textContent = `✗ ${mistake}`;
    }
    field.select();
    const box = form.parentElement; // gone with the question, after a right answer
    if (box) box.scrollTop = box.scrollHeight;
  }
  form.addEventListener("submit", submit);
  return form;
}

// The end: how many at the first try, and which to look at again.
function summary(score, steps, go) {
  const box = make("div", "mg-summary");
  const skipped = steps.filter((step) => step.receiver !== undefined && !score.isDone(step.index));
  box.append(make("strong", "", `${score.text}.`));
  if (skipped.length) box.append(` ${skipped.length} not answered.`);
  if (score.again.length) box.append(" Look again at:");
  for (const [index, mistake] of score.again) {
    box.append(" ", button(`${steps[index].what} (${mistake})`, "", () => go(index)));
  }
  return box;
}
