// A picture whose numbers can be dragged: every number is computed again, here, by the table.
function minigradExplore(key, data) {
  "use strict";
  // A notebook may hold the same output twice: take the one that is not running yet.
  const root = [...document.querySelectorAll(`[data-explore="${key}"]`)]
    .find((each) => !each.dataset.ready);
  if (!root) return;
  root.dataset.ready = "true";

  function make(tag, className, text) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  }
  function draw(tag, attributes) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, text] of Object.entries(attributes)) element.setAttribute(name, text);
    return element;
  }
  function button(text, label, action) {
    const element = make("button", "", text);
    element.type = "button";
    element.title = label;
    element.setAttribute("aria-label", label);
    element.addEventListener("click", action);
    return element;
  }

  // ------------------------------------------------------------------ the numbers

  const machine = runnable(data.table);
  const { numbers } = machine;
  const firstRow = data.table.numbers.length;
  // A number stands if it is given, or was computed before the first row outside of its domain.
  const stands = (place) => machine.refusal === null || place - firstRow < machine.refusal.row;
  const nodes = data.nodes.map(([name, inputs, value, delta, locals, sent], place) => ({
    name, place, users: [],
    value: () => numbers[value],
    delta: () => numbers[delta],
    hasValue: () => stands(value),
    hasDelta: () => machine.refusal === null,
    leaf: inputs.length === 0 && value < data.leaves ? value : null,
    edges: inputs.map((input, argument) => ({
      input, user: place,
      local: () => numbers[locals[argument]],
      sent: () => numbers[sent[argument]],
      isKnown: () => machine.refusal === null,
    })),
  }));
  let count = 0;
  for (const node of nodes) for (const edge of node.edges) { edge.place = count; count += 1; }
  for (const node of [...nodes].reverse()) for (const edge of node.edges) nodes[edge.input].users.push(edge);
  const rootNode = nodes.at(-1);
  const leaves = nodes.filter((node) => node.leaf !== null);
  const C = rootNode.name;

  // ------------------------------------------------------------------ the page

  const image = root.querySelector("img");
  const [, source] = image.src.split(",");
  const text = image.src.includes(";base64,")
    ? new TextDecoder().decode(Uint8Array.from(atob(source), (c) => c.charCodeAt(0)))
    : decodeURIComponent(source);
  const svg = document.importNode(
    new DOMParser().parseFromString(text, "image/svg+xml").documentElement, true);
  svg.setAttribute("role", "group");
  svg.removeAttribute("style");
  const picture = livingPicture(svg, nodes, data.colours);

  const choice = make("select", "");
  for (const leaf of leaves) choice.append(new Option(leaf.name, leaf.place));
  const field = make("input", "mg-field");
  field.inputMode = "decimal";
  field.autocomplete = "off";
  const said = make("p", "mg-said");
  said.setAttribute("role", "status");
  const bars = twoBars(make);
  const plot = tangentPlot(draw, C);
  const box = make("div", "mg-picture");
  const heading = make("p", "mg-heading");
  const list = make("ol", "mg-paths");
  const rest = make("p", "mg-rest");

  const labelled = (words, element) => {
    const label = make("label", "", words);
    label.append(element);
    return label;
  };
  const controls = make("div", "mg-controls");
  const strip = make("div", "mg-strip");
  const words = make("div", "mg-words");
  const stage = make("div", "mg-stage");
  const side = make("div", "mg-side");
  const frame = make("div", "mg-box");
  root.querySelector(".mg-static")?.remove();
  controls.append(
    labelled("number ", choice), labelled("= ", field),
    button("tangent here", "start h = 0 at the number as it is now", () => { takeUp(current, true); refresh(); }),
    button("reset", "all numbers as they were at the beginning", reset));
  words.append(controls, said, bars.element);
  strip.append(words, plot.element);
  side.append(heading, list, rest);
  box.append(svg);
  stage.append(frame, side);
  image.replaceWith(strip, stage);
  frame.append(box);
  const zoom = make("div", "mg-zoom");
  zoom.append(
    make("span", "mg-hint", "Drag a box with a coloured frame; Shift is finer, arrow keys work too."),
    ...zoomable(box, svg, button));
  frame.append(zoom);

  // ------------------------------------------------------------------ taking up a number

  let current = null;
  let start = null; // where h is 0: x, C and δ there
  let shown = null; // the node whose paths are listed

  function along(leaf, x) {
    const before = numbers[leaf.leaf];
    numbers[leaf.leaf] = x;
    machine.run(true);
    const value = rootNode.hasValue() ? rootNode.value() : NaN;
    numbers[leaf.leaf] = before;
    return value;
  }
  const curve = (x) => along(current, x);

  function takeUp(leaf, again = false) {
    if (leaf === current && !again) return;
    current?.group?.classList.remove("mg-current");
    current = leaf;
    leaf.group?.classList.add("mg-current");
    choice.value = leaf.place;
    machine.run();
    start = {
      x: leaf.value(), y: rootNode.hasValue() ? rootNode.value() : NaN,
      slope: leaf.hasDelta() ? leaf.delta() : NaN,
    };
    plot.takeUp(start, curve);
    list_(leaf);
  }
  function set(leaf, x) {
    takeUp(leaf);
    numbers[leaf.leaf] = x;
    refresh();
  }
  function reset() {
    numbers.set(data.table.numbers.slice(0, data.leaves));
    takeUp(current, true);
    refresh();
  }
  // 2 % of the power of ten of the number where it was taken up.
  function stepOf(x) {
    const power = Number.isFinite(x) && x !== 0 ? Math.floor(Math.log10(Math.abs(x))) : 0;
    return 0.02 * 10 ** Math.max(-12, Math.min(12, power));
  }
  // The multiple of the step that is nearest, without the dust of binary fractions.
  function tidy(x, step) {
    const multiple = Math.round(x / step) * step;
    return Number.isFinite(multiple) ? Number(multiple.toPrecision(12)) : x;
  }

  // ------------------------------------------------------------------ showing

  function refresh() {
    machine.run();
    picture.paint();
    const [x, y] = [current.value(), rootNode.hasValue() ? rootNode.value() : NaN];
    const h = x - start.x;
    const [predicted, actual] = [start.slope * h, y - start.y];
    bars.show([predicted, actual]);
    said.textContent = machine.refusal ? refusalWords() : stepWords(x, y, h, predicted, actual);
    said.classList.toggle("mg-refused", machine.refusal !== null);
    plot.show(current.name, start, x, y, curve);
    machine.run(); // the curve used the same numbers
    if (document.activeElement !== field) field.value = fieldText(x);
    field.removeAttribute("aria-invalid");
    for (const leaf of leaves) describe(leaf);
    listPaths();
    root.dataset.settled = String(Number(root.dataset.settled ?? 0) + 1);
  }
  const fieldText = (x) => (Number.isFinite(x) ? String(x) : shownNumber(x)).replace("-", "−");

  function refusalWords() {
    const owner = data.table.owners[machine.refusal.row];
    const where = owner === undefined ? "on the way back" : `at ${nodes[owner].name}`;
    return `${machine.refusal.words}, ${where}. Here ${C} has no value: take ${current.name} back, or reset.`;
  }
  function stepWords(x, y, h, predicted, actual) {
    const [name, slope] = [current.name, bracketed(start.slope)];
    if (h === 0) {
      return `δ(${name}) = ${shownNumber(start.slope)}: a small step h of ${name} should change `
        + `${C} by ${slope} · h. Drag ${name} and see how far that holds.`;
    }
    return `${name} went from ${shownNumber(start.x)} to ${shownNumber(x)}: h = ${shownNumber(h)}. `
      + `Predicted: δ·h = ${shownNumber(start.slope)} · ${bracketed(h)} = ${shownNumber(predicted)}. `
      + `Actual: ${shownNumber(y)} − ${bracketed(start.y)} = ${shownNumber(actual)}. `
      + `The tangent misses ${shownNumber(actual - predicted)}.`;
  }
  function describe(leaf) {
    if (!leaf.group) return;
    const delta = leaf.hasDelta() ? `, δ = ${shownNumber(leaf.delta())}` : "";
    leaf.group.setAttribute("aria-valuenow", leaf.value());
    leaf.group.setAttribute("aria-valuetext", `${shownNumber(leaf.value())}${delta}`);
  }

  // ------------------------------------------------------------------ paths

  let rows = [];
  function list_(node) {
    shown = node;
    picture.light(null);
    listPaths();
  }
  function listPaths() {
    const node = shown;
    if (machine.refusal) {
      heading.textContent = `${C} has no value here, and ${node.name} no δ.`;
      list.replaceChildren();
      rows = [];
      rest.textContent = "";
      return;
    }
    const { count: paths, best } = pathsToRoot(nodes)[node.place];
    const many = paths > 1e6 ? "more than 10⁶" : String(paths);
    heading.textContent = node === rootNode ? `${C} is the root: δ(${C}) = 1`
      : `${many} path${paths === 1 ? "" : "s"} from ${node.name} to ${C}`
        + `${paths > 1 ? ", and their sum is" : ":"} δ(${node.name}) = ${shownNumber(node.delta())}`;
    const wanted = node === rootNode ? [] : best;
    while (rows.length < wanted.length) rows.push(newRow());
    while (rows.length > wanted.length) rows.pop().item.remove();
    wanted.forEach((path, place) => {
      const edges = edgesOf(path);
      const names = [node, ...edges.map((edge) => nodes[edge.user])].map((each) => each.name);
      const factors = edges.map((edge, i) => (i ? bracketed : shownNumber)(edge.local()));
      const product = edges.length > 1 ? ` = ${shownNumber(path.product)}` : "";
      const row = rows[place];
      row.edges = edges;
      const words = `${names.join(" → ")}: ${factors.join(" · ")}${product}`;
      if (row.press.textContent !== words) row.press.textContent = words;
    });
    const others = wanted.reduce((left, path) => left - path.product, node.delta());
    rest.textContent = paths > wanted.length && wanted.length
      ? `the other ${paths > 1e6 ? "paths" : paths - wanted.length} together: ${shownNumber(others)}` : "";
  }
  function newRow() {
    const row = { item: make("li", ""), press: make("button", ""), edges: [] };
    row.press.type = "button";
    const on = () => picture.light(row.edges);
    const off = () => picture.light(null);
    for (const [event, action] of [["pointerenter", on], ["focus", on], ["click", on],
      ["pointerleave", off], ["blur", off]]) row.press.addEventListener(event, action);
    row.item.append(row.press);
    list.append(row.item);
    return row;
  }

  // ------------------------------------------------------------------ pointers and keys

  function dragged(leaf) {
    let hold = null;
    const { group } = leaf;
    group.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      group.focus({ preventScroll: true });
      group.setPointerCapture(event.pointerId);
      takeUp(leaf);
      hold = { at: event.clientX, x: leaf.value(), step: stepOf(leaf.value()) };
      root.classList.add("mg-dragging");
      refresh();
    });
    group.addEventListener("pointermove", (event) => {
      if (hold === null) return;
      const step = event.shiftKey ? hold.step / 10 : hold.step;
      hold.x += (event.clientX - hold.at) * step; // so far, unrounded: Shift may come and go
      hold.at = event.clientX;
      const x = tidy(hold.x, step);
      if (!Object.is(x, leaf.value())) set(leaf, x);
    });
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
      group.addEventListener(end, () => { hold = null; root.classList.remove("mg-dragging"); });
    }
  }
  function stepped(event, leaf) {
    const steps = {
      ArrowUp: 5, ArrowRight: 5, ArrowDown: -5, ArrowLeft: -5, PageUp: 50, PageDown: -50,
    }[event.key];
    if (steps === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    takeUp(leaf);
    const step = stepOf(start.x) * (event.shiftKey ? 0.1 : 1);
    set(leaf, tidy(leaf.value() + steps * step, step));
  }
  nodes.forEach((node, place) => {
    const { group } = picture.boxes[place];
    if (!group) return; // a number that is written into a formula has no box
    node.group = group;
    group.setAttribute("tabindex", "0");
    const isLeaf = node.leaf !== null;
    group.setAttribute("role", isLeaf ? "slider" : "button");
    group.setAttribute("aria-label", isLeaf ? node.name : `${node.name}: its paths to ${C}`);
    if (isLeaf) {
      group.classList.add("mg-leaf");
      dragged(node);
      group.addEventListener("keydown", (event) => stepped(event, node));
    }
    const show = () => { if (!root.classList.contains("mg-dragging") && shown !== node) list_(node); };
    group.addEventListener("pointerenter", show);
    group.addEventListener("focus", () => { if (isLeaf) { takeUp(node); refresh(); } show(); });
    group.addEventListener("click", show);
  });
  choice.addEventListener("change", () => { takeUp(nodes[choice.value]); refresh(); });
  field.addEventListener("input", () => {
    const x = typedNumber(field.value);
    field.setAttribute("aria-invalid", Number.isNaN(x));
    if (!Number.isNaN(x)) { set(current, x); }
  });
  field.addEventListener("blur", () => { field.value = fieldText(current.value()); field.removeAttribute("aria-invalid"); });
  field.addEventListener("keydown", (event) => {
    if (["ArrowUp", "ArrowDown"].includes(event.key)) { stepped(event, current); field.value = fieldText(current.value()); }
  });

  takeUp(leaves[0]);
  refresh();
}
