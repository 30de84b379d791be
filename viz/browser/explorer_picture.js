// The picture that follows its numbers: only what has changed is written into the SVG.

// `colours` has the light colour of each role, of which the style sheet makes the dark one.
function livingPicture(svg, graph, colours) {
  const part = (group, name) => group.querySelector(`[data-shows="${name}"]`);
  const boxes = graph.nodes.flatMap((node) => {
    const group = svg.querySelector(`[data-node="${node.place}"]`);
    if (!group) return []; // a number that is written into a formula
    node.group = group;
    const [value, letter, delta, sum, fill] = ["value", "letter", "delta", "sum", "fill"]
      .map((name) => part(group, name));
    return { node, group, value, letter, delta, sum, fill };
  });
  const arrows = graph.edges.flatMap((edge) => {
    const group = svg.querySelector(`[data-edge="${edge.place}"]`);
    if (!group) return [];
    const [local, sent] = ["local", "sent"].map((name) => part(group, name));
    const [line, head] = ["path", "polygon"].map((name) => group.querySelector(name));
    return { edge, group, local, sent, line, head };
  });
  makeReachable(svg, boxes);

  // What stands before a number, such as ×, is the same for all numbers.
  const text = (element, x, otherwise) => (
    graph.isWhole() ? (element.dataset.before ?? "") + shownNumber(x) : otherwise);

  function paintBox({ node, value, letter, delta, sum, fill }, most) {
    const ink = colours[graph.isWhole() ? signRole(node.delta()) : "muted"];
    if (value) write(value, node.hasValue() ? shownNumber(node.value()) : "—"); // none: constant
    write(delta, text(delta, node.delta(), "—"), ink);
    setAttribute(letter, "fill", ink);
    setAttribute(fill, "fill", colours[graph.isWhole() ? fillRole(node.delta(), most) : "cell"]);
    if (sum) write(sum, graph.isWhole() ? sumText(node.users) : "", ink);
  }
  function paintArrow({ edge, local, sent, line, head }, most) {
    const x = graph.isWhole() ? edge.sent() : 0;
    const colour = colours[local ? "edge" : x === 0 ? "faint_edge" : signRole(x)];
    const width = 0.8 + 2.2 * (Math.min(1, Math.abs(x) / most) || 0);
    setAttribute(line, "stroke", colour);
    setAttribute(line, "stroke-width", width.toPrecision(3));
    setAttribute(head, "stroke", colour);
    setAttribute(head, "fill", colour);
    if (!local) return;
    write(local, text(local, edge.local(), ""), colours[edge.local() === 1 ? "faint" : "muted"]);
    write(sent, text(sent, x, ""), colours[signRole(x)]);
  }
  return {
    paint(current) {
      const most = largest(graph.nodes.map((node) => node.delta()));
      for (const box of boxes) {
        paintBox(box, most);
        if (box.node.leaf !== null) describe(box, graph);
        box.group.classList.toggle("mg-current", box.node === current);
      }
      const mostSent = largest(graph.edges.map((edge) => edge.sent()));
      for (const arrow of arrows) paintArrow(arrow, mostSent);
    },
    // Fade all but the boxes and arrows of a path; none without one.
    light(path) {
      const lit = new Set(path ?? []);
      const ends = new Set([...lit].flatMap((edge) => [edge.input, edge.user]));
      svg.classList.toggle("mg-lit", path !== null);
      for (const { node, group } of boxes) group.classList.toggle("mg-on", ends.has(node.place));
      for (const { edge, group } of arrows) group.classList.toggle("mg-on", lit.has(edge));
    },
  };
}

const MOST_SAID = 1e9; // for programs that read sliders: a decimal number without an exponent

// Every box by keyboard: a leaf is a slider, the others show their paths.
function makeReachable(svg, boxes) {
  svg.removeAttribute("style");
  svg.querySelector("title").remove(); // which browsers show wherever the pointer rests
  for (const { node, group } of boxes) {
    const isLeaf = node.leaf !== null;
    group.setAttribute("tabindex", "0");
    group.setAttribute("role", isLeaf ? "slider" : "button"); // whose name is what stands in it
    group.classList.toggle("mg-leaf", isLeaf);
    if (!isLeaf) continue;
    group.setAttribute("aria-label", node.name);
    group.setAttribute("aria-valuemin", String(-MOST_SAID)); // or browsers take 0 and 100
    group.setAttribute("aria-valuemax", String(MOST_SAID));
  }
}

function describe({ node, group }, { root, isWhole }) {
  const found = isWhole() ? `δ ${shownNumber(node.delta())}, ${root.name} ${shownNumber(root.value())}`
    : `${root.name} has no value`;
  const now = clamp(-MOST_SAID, node.value() || 0, MOST_SAID);
  setAttribute(group, "aria-valuenow", Math.abs(now) < 1e-6 ? now.toFixed(20) : String(now));
  setAttribute(group, "aria-valuetext", `${shownNumber(node.value())}, ${found}`);
}

// What was written last is remembered here: to ask the page for it costs time.
const written = new WeakMap();

function isNews(element, name, text) {
  if (!written.has(element)) written.set(element, {});
  const last = written.get(element);
  if (last[name] === text) return false;
  last[name] = text;
  return true;
}

function write(element, text, ink) {
  if (isNews(element, "text", text)) element.textContent = text;
  if (ink) setAttribute(element, "fill", ink);
}

function setAttribute(element, name, text) {
  if (isNews(element, name, text)) element.setAttribute(name, text);
}

// As in viz/theme.py: the largest finite size, the role of a text, and that of the fill behind it.
function largest(numbers) {
  const sizes = numbers.map(Math.abs).filter((size) => size < Infinity);
  return Math.max(0, ...sizes) || 1;
}

function signRole(x) {
  return x > 0 ? "positive" : x < 0 ? "negative" : "muted";
}

function fillRole(delta, most) {
  if (delta === 0 || Number.isNaN(delta)) return "cell";
  const share = Math.min(1, Math.abs(delta) / most);
  return `${signRole(delta)}_${share >= 0.5 ? "strong" : share >= 0.1 ? "medium" : "weak"}`;
}

// As in viz/dot.py: the sum that a δ is, in the order in which its terms arrive.
function sumText(edges) {
  if (edges.length < 2) return "";
  if (edges.length > 4) return `= Σ of ${edges.length.toLocaleString("en")}`;
  const [first, ...others] = edges.map((edge) => edge.sent());
  const terms = others.map((x) => `${x < 0 ? "−" : "+"} ${shownNumber(Math.abs(x))}`);
  return ["=", shownNumber(first), ...terms].join(" ");
}
