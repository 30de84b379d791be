// A picture whose numbers can be dragged: all others are computed again, here, by the table.
function minigradExplore(key, data) {
  // A notebook may hold the same output twice: take the one that is not running yet.
  const root = [...document.querySelectorAll(`[data-explore="${key}"]`)]
    .find((each) => !each.dataset.ready);
  if (!root) return;
  root.dataset.ready = "true";

  const graph = livingGraph(data);
  const page = explorerPage(root, graph, data.colours);
  let current = null; // the leaf that was taken up last
  let start = null; // where h is 0: x, the root's value and δ there

  function takeUp(leaf) {
    if (leaf !== current) startAt(leaf);
  }
  function startAt(leaf) {
    current = leaf;
    const isWhole = graph.isWhole();
    start = { isWhole, x: leaf.value(), y: graph.rootValue(), slope: isWhole ? leaf.delta() : NaN };
    page.plot.takeUp(start, (xs) => graph.along(leaf, xs));
    page.paths.show(leaf);
    refresh();
  }
  function change(x) {
    graph.set(current, x);
    if (graph.isWhole() && !start.isWhole) startAt(current); // back from where C had no value
    else refresh();
  }
  function refresh() {
    const [x, y] = [current.value(), graph.rootValue()];
    const h = Object.is(x, start.x) ? 0 : x - start.x; // also at inf and at nan
    const step = { x, y, h, promised: h && start.slope * h, done: h && y - start.y };
    page.picture.paint(current);
    page.bars.show([step.promised, step.done]);
    page.plot.show(current.name, x, y);
    page.paths.update();
    page.say(graph.isWhole() ? stepWords(current, graph.root, start, step)
      : `${graph.refusal()}. Here ${graph.root.name} has no value: take ${current.name} back, or reset.`);
    page.showNumber(current);
    // For a page that holds this one and keeps its numbers.
    const detail = Object.fromEntries(graph.leaves.map((leaf) => [leaf.name, leaf.value()]));
    root.dispatchEvent(new CustomEvent("minigrad-numbers", { bubbles: true, detail }));
  }
  function reset() {
    graph.reset();
    startAt(current);
  }
  connect(page, graph, {
    takeUp, change, reset,
    layTangent: () => startAt(current),
    leaf: () => current,
    startOf: () => start.x,
  });
  startAt(graph.leaves[0]);
}

// What a reader does, and what follows from it.
function connect(page, graph, explorer) {
  const { field, choice } = page;
  function onKey(event, leaf) {
    explorer.takeUp(leaf);
    const x = numberAfterKey(event, leaf.value(), explorer.startOf());
    if (x !== null) explorer.change(x);
  }
  const boxed = graph.nodes.filter(({ group }) => group);
  const held = boxed.filter(({ leaf }) => leaf !== null).map((leaf) => {
    const takeUp = () => explorer.takeUp(leaf);
    leaf.group.addEventListener("focus", takeUp);
    leaf.group.addEventListener("keydown", (event) => onKey(event, leaf));
    return makeDraggable(leaf.group, leaf.value, takeUp, explorer.change);
  });
  for (const node of boxed) {
    listen(node.group, "pointerenter focus click", () => {
      if (!page.paths.isOf(node) && !held.some((leaf) => leaf.isHeld())) page.paths.show(node);
    });
  }
  choice.addEventListener("change", () => {
    explorer.takeUp(graph.nodes[choice.value]);
    page.reveal(explorer.leaf().group);
  });
  field.addEventListener("input", () => {
    const x = typedNumber(field.value);
    field.setAttribute("aria-invalid", Number.isNaN(x));
    if (!Number.isNaN(x)) explorer.change(x);
  });
  field.addEventListener("blur", () => page.writeNumber(explorer.leaf()));
  field.addEventListener("keydown", (event) => {
    if (!/^(Arrow|Page)(Up|Down)$/.test(event.key)) return; // the others move in the text
    onKey(event, explorer.leaf());
    page.writeNumber(explorer.leaf());
  });
  page.tangent.addEventListener("click", explorer.layTangent);
  page.reset.addEventListener("click", explorer.reset);
}

function stepWords(leaf, root, start, { x, y, h, promised, done }) {
  const slope = shownNumber(start.slope);
  if (h === 0) {
    return `δ(${leaf.name}) = ${slope}: a small step h of ${leaf.name} should change ${root.name} `
      + `by ${slope} · h. Drag ${leaf.name}, and see how far that is true.`;
  }
  return `${leaf.name} went from ${shownNumber(start.x)} to ${shownNumber(x)}: h = ${shownNumber(h)}. `
    + `Predicted: δ · h = ${slope} · ${bracketed(h)} = ${shownNumber(promised)}. `
    + `Actual: ${shownNumber(y)} − ${bracketed(start.y)} = ${shownNumber(done)}. `
    + missWords(done - promised, Math.abs(y) + Math.abs(start.y) + Math.abs(promised));
}

function missWords(miss, size) {
  if (Number.isNaN(miss)) return "";
  if (Math.abs(miss) <= 1e-12 * size) return "The prediction is right."; // up to rounding
  return `The prediction is ${shownNumber(Math.abs(miss))} too ${miss > 0 ? "low" : "high"}.`;
}

// Everything that a reader sees and presses, in place of the picture that stands without scripts.
function explorerPage(root, graph, colours) {
  const image = root.querySelector("img");
  const view = openPicture(image, image.alt, () => {});
  const choice = make("select"), field = make("input", "mg-field"), label = make("label", "", "number ");
  for (const leaf of graph.leaves) choice.append(new Option(leaf.name, leaf.place));
  label.append(choice);
  field.inputMode = "decimal";
  field.autocomplete = "off";
  const tangent = button("tangent here", "let h be 0 at the number as it is now");
  const reset = button("reset", "all numbers as they were at first");
  const said = make("p", "mg-said");
  const bars = twoBars();
  const plot = tangentPlot(graph.root.name);

  const controls = make("div", "mg-controls"), words = make("div"), strip = make("div", "mg-strip");
  controls.append(label, make("span", "", "="), field, tangent, reset);
  words.append(controls, said, bars.element);
  strip.append(words, plot.element);
  const below = make("div", "mg-zoom");
  below.append(
    make("span", "mg-hint", "Drag a number in a coloured frame: Shift is finer, arrow keys do it too."),
    button("−", "smaller", view.farther), button("fit", "the whole picture", view.fit),
    button("+", "larger", view.closer));
  const picture = livingPicture(view.svg, graph, colours);
  const paths = pathList(graph, picture.light);
  root.querySelector(".mg-static").remove();
  image.replaceWith(strip, view.box, below, paths.element);
  view.start();
  // Rather a little small than without the root, which is what changes.
  const share = view.box.clientWidth / view.width;
  if (view.box.clientWidth >= 600 && share > 0.7 && share < 0.9) view.fit();

  function writeNumber(leaf) {
    const x = leaf.value();
    field.value = (Number.isFinite(x) ? String(x) : shownNumber(x)).replace("-", "−");
    field.removeAttribute("aria-invalid");
  }
  return {
    ...{ choice, field, tangent, reset, bars, plot, picture, paths, writeNumber },
    // A slider says its number at every step: only that there is none is said aloud besides.
    say(text) {
      said.setAttribute("aria-live", graph.isWhole() ? "off" : "polite");
      said.textContent = text;
      said.classList.toggle("mg-refused", !graph.isWhole());
    },
    showNumber(leaf) {
      choice.value = leaf.place;
      field.setAttribute("aria-label", `value of ${leaf.name}`);
      if (document.activeElement !== field) writeNumber(leaf);
    },
    reveal(group) {
      const [all, part] = [view.svg, group].map((each) => each.getBoundingClientRect());
      const scale = all.width / view.width;
      view.inView([part.left - all.left, part.top - all.top, part.width, part.height]
        .map((length) => length / scale));
    },
  };
}
