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
    start = { x: leaf.value(), y: graph.valueOf(), slope: graph.isWhole() ? leaf.delta() : NaN };
    page.plot.takeUp(start, (xs) => graph.along(leaf, xs));
    page.paths.show(leaf);
    refresh();
  }
  function change(x) {
    graph.set(current, x);
    refresh();
  }
  function refresh() {
    const [x, y] = [current.value(), graph.valueOf()];
    const step = { x, y, h: x - start.x, promised: start.slope * (x - start.x), done: y - start.y };
    page.picture.paint(current);
    page.bars.show([step.promised, step.done]);
    page.plot.show(current.name, x, y);
    page.paths.update();
    page.say(graph.isWhole() ? stepWords(current, graph.root, start, step) : refusalWords());
    page.showNumber(current);
  }
  const refusalWords = () => `${graph.refusal()}. Here ${graph.root.name} has no value: `
    + `take ${current.name} back, or reset.`;
  function onKey(event, leaf) {
    takeUp(leaf);
    const x = numberAfterKey(event, leaf.value(), start.x);
    if (x !== null) change(x);
    return x !== null;
  }

  const held = graph.leaves.filter(({ group }) => group).map((leaf) => {
    leaf.group.addEventListener("focus", () => takeUp(leaf));
    leaf.group.addEventListener("keydown", (event) => onKey(event, leaf));
    return makeDraggable(leaf.group, leaf.value, () => takeUp(leaf), change);
  });
  for (const node of graph.nodes.filter(({ group }) => group)) {
    listen(node.group, "pointerenter focus click", () => {
      if (!page.paths.isOf(node) && !held.some((leaf) => leaf.isHeld())) page.paths.show(node);
    });
  }
  page.choice.addEventListener("change", () => {
    takeUp(graph.nodes[page.choice.value]);
    page.reveal(current.group);
  });
  page.field.addEventListener("input", () => {
    const x = typedNumber(page.field.value);
    page.field.setAttribute("aria-invalid", Number.isNaN(x));
    if (!Number.isNaN(x)) change(x);
  });
  page.field.addEventListener("blur", () => page.writeNumber(current));
  page.field.addEventListener("keydown", (event) => {
    if (/^(Arrow|Page)(Up|Down)$/.test(event.key) && onKey(event, current)) page.writeNumber(current);
  });
  page.tangent.addEventListener("click", () => startAt(current));
  page.reset.addEventListener("click", () => {
    graph.reset();
    startAt(current);
  });
  startAt(graph.leaves[0]);
}

function stepWords(leaf, root, start, { x, y, h, promised, done }) {
  const slope = shownNumber(start.slope);
  if (h === 0) {
    return `δ(${leaf.name}) = ${slope}: a small step h of ${leaf.name} should change ${root.name} `
      + `by ${slope} · h. Drag ${leaf.name}, and see how far that is true.`;
  }
  const miss = done - promised;
  return `${leaf.name} went from ${shownNumber(start.x)} to ${shownNumber(x)}: h = ${shownNumber(h)}. `
    + `Predicted: δ · h = ${slope} · ${bracketed(h)} = ${shownNumber(promised)}. `
    + `Actual: ${shownNumber(y)} − ${bracketed(start.y)} = ${shownNumber(done)}. `
    + `The prediction misses by ${shownNumber(miss)}.`;
}

// Everything that a reader sees and presses, in place of the picture that stands without scripts.
function explorerPage(root, graph, colours) {
  const image = root.querySelector("img");
  const view = openPicture(image, image.alt, () => {});
  const choice = make("select");
  for (const leaf of graph.leaves) choice.append(new Option(leaf.name, leaf.place));
  const field = make("input", "mg-field");
  field.inputMode = "decimal";
  field.autocomplete = "off";
  const said = make("p", "mg-said");
  said.setAttribute("role", "status");
  const bars = twoBars();
  const plot = tangentPlot(graph.root.name);
  const tangent = button("tangent here", "let h be 0 at the number as it is now");
  const reset = button("reset", "all numbers as they were at first");

  const label = make("label", "", "number ");
  label.append(choice);
  const controls = make("div", "mg-controls");
  controls.append(label, make("span", "", "="), field, tangent, reset);
  const words = make("div");
  words.append(controls, said, bars.element);
  const strip = make("div", "mg-strip");
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

  function writeNumber(leaf) {
    const x = leaf.value();
    field.value = (Number.isFinite(x) ? String(x) : shownNumber(x)).replace("-", "−");
    field.removeAttribute("aria-invalid");
  }
  return {
    ...{ choice, field, tangent, reset, bars, plot, picture, paths, writeNumber },
    say(text) {
      said.textContent = text;
      said.classList.toggle("mg-refused", !graph.isWhole());
    },
    reveal(group) {
      const [all, part] = [view.svg, group].map((each) => each.getBoundingClientRect());
      const scale = all.width / view.width;
      view.inView([part.left - all.left, part.top - all.top, part.width, part.height]
        .map((length) => length / scale));
    },
    showNumber(leaf) {
      choice.value = leaf.place;
      field.setAttribute("aria-label", `value of ${leaf.name}`);
      if (document.activeElement !== field) writeNumber(leaf);
    },
  };
}
