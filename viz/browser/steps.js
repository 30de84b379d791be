// The steps, read from the table that readers without scripts see. `data` says which nodes they
// are about: data.steps[k] is [node, argument, fill], without an argument on the way forward.
function readSteps(table, data) {
  const rows = [...table.querySelectorAll("tr")].slice(1);
  const steps = rows.map((row, index) => {
    const [, what, numbers, gives, note] = [...row.children].map((cell) => cell.textContent);
    const [node, argument, fill] = data.steps[index];
    const step = { index, row, what, numbers, gives, note, node, argument, fill };
    if (argument === undefined) return step;
    const [product, sent] = numbers.split(" = "), [delta, local] = product.split(" × ");
    return { ...step, delta, local, sent, receiver: data.inputs[node][argument] };
  });
  const arrivals = data.inputs.map(() => []);
  arrivals[data.root].push(data.turn);
  for (const step of steps) {
    if (step.receiver === undefined) continue;
    step.before = arrivals[step.receiver].length && steps[arrivals[step.receiver].at(-1)].sum;
    step.sum = step.gives.replace(" + ?", "");
    arrivals[step.receiver].push(step.index);
  }
  return { rows, steps, arrivals };
}

// The last of the ascending `places` that is no later than `known`; undefined without one.
const lastUntil = (places, known) => places.findLast((place) => place <= known);

// What a step is called in the list, before and after it is known.
function titleOf(step, isKnown, { names, turn }) {
  if (step.receiver !== undefined) return `${step.what}: ${isKnown ? step.sent : "?"}`;
  if (step.index === 0 || step.index >= turn) return step.what;
  return `${names[step.node]} = ${isKnown ? step.gives : "?"}`;
}

// A long dotted name is said in full once; in a formula its last part is enough, or its last two.
function lastParts(name, count) {
  const parts = name.split(".");
  return parts.every((part) => part && !/^\d|\s/.test(part)) ? parts.slice(-count).join(".") : name;
}
function inFormula(names, node, input) {
  const [from, to] = [names[node], names[input]];
  const count = lastParts(from, 1) === lastParts(to, 1) ? 2 : 1;
  return [lastParts(from, count), lastParts(to, count)];
}

const added = (sum, term) => term.startsWith("−") ? `${sum} − ${term.slice(1)}` : `${sum} + ${term}`;

// The sentences of a step that is known.
function sentences(step, data) {
  const { names } = data;
  if (step.index === 0) return [`Given: ${step.numbers}`];
  if (step.index === data.turn) {
    const root = names[data.root];
    return ["Every value is known. Now through the same graph in the other direction:",
      `δ(${root}) = ∂${root}/∂${root} = 1, and no other δ is known yet.`];
  }
  if (step.node === undefined) return step.numbers.split("\n");
  if (step.receiver === undefined) return [`${step.what} = ${step.gives}`, `with ${step.numbers}`];
  const [from, to] = inFormula(names, step.node, step.receiver);
  const sum = step.before || step.note
    ? `${added(step.before || "0", step.sent)} = ${step.sum}` : step.sum;
  const end = step.note.startsWith("=") || !step.note ? "complete" : step.note;
  return [
    `${names[step.node]} sends δ(${from}) · ∂${from}/∂${to} = ` +
      `${step.numbers} to ${names[step.receiver]}.`,
    `δ(${to}) = ${sum}: ${end}.`];
}

// The table has only the rows of the steps that are known.
function showRows(rows, known) {
  const body = rows[0].parentElement; // the first one is always known
  rows.forEach((row, index) => {
    if (index > known) row.remove();
    else if (!row.isConnected) body.append(row);
  });
}

// Where a node begins, before and after a place: a click for all of its arrows.
function nodeAfter(steps, position, turn) {
  if (position <= turn) return position + 1;
  const next = steps.findIndex((step, index) =>
    index > position && step.node !== steps[position].node);
  return next < 0 ? steps.length - 1 : next;
}
function nodeBefore(steps, position, turn) {
  let first = Math.max(0, position - 1);
  while (first > turn + 1 && steps[first - 1].node === steps[first].node) first -= 1;
  return first;
}
