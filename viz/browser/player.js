// The player: its buttons, its list and its words, and the step that all of them show.
function player(id, data) {
  // A notebook may hold the same output twice: take the one that is not running yet.
  const root = [...document.querySelectorAll(`[id="${id}"]`)].find((each) => !each.dataset.ready);
  if (!root) return;
  root.dataset.ready = "true";
  data.id = id;
  const picture = openPicture(root.querySelector("img"), data.title, () => show(position));
  const table = root.querySelector("table");
  const read = readSteps(table, data);
  const { steps, rows } = read, last = steps.length - 1;
  const view = openNodes(picture, data, read);
  const folds = openFolds(picture, view, read, data);
  const overlay = makeSvg("g", { class: "mg-overlay" });
  picture.svg.append(overlay);
  const score = newScore();
  let position = 0, predicting = data.predict, timer = null, stopGlide = () => {};

  // The page
  const bar = make("div", "mg-bar"), words = make("div", "mg-words");
  const stage = make("div", "mg-stage"), list = make("ol", "mg-list");
  const slider = make("input", "mg-slider"), place = make("span", "mg-place");
  const points = make("span", "mg-score"), speed = make("select");
  const playing = button("▶ play", "play or pause (space)", toggle);
  const forth = button("▶", "one step on (→)", () => go(position + 1));
  const predict = button("predict", "be asked each number before it appears", togglePredict);
  const full = button("full screen", "full screen (f)", toggleFull);
  words.setAttribute("aria-live", "polite");
  words.tabIndex = 0;
  words.setAttribute("role", "region");
  words.setAttribute("aria-label", "what happens");
  slider.type = "range";
  slider.max = last;
  slider.setAttribute("aria-label", "step");
  slider.addEventListener("input", () => go(Number(slider.value)));
  speed.setAttribute("aria-label", "speed");
  for (const [text, value] of [["½ ×", 0.5], ["1 ×", 1], ["2 ×", 2]]) {
    speed.append(new Option(text, value, value === 1, value === 1));
  }
  speed.addEventListener("change", () => { if (timer !== null) { pause(); toggle(); } });
  const byNode = steps.length - data.turn > 61 ? [
    button("◀◀", "one node back (Page Up)", () => go(nodeBefore())),
    button("▶▶", "one node on (Page Down)", () => go(nodeAfter()))] : [];
  bar.append(
    button("|◀", "first step (Home)", () => go(0)), ...byNode.slice(0, 1),
    button("◀", "one step back (←)", () => go(position - 1)), playing, forth, ...byNode.slice(1),
    button("▶|", "last step (End)", () => go(last)), slider, place, predict, speed,
    button("−", "smaller (−)", picture.farther), button("fit", "the whole picture (0)", picture.fit),
    button("+", "larger (+)", picture.closer));
  const unfold = button("unfold", "show all groups, also those that the walk has not come to", () => {
    unfold.setAttribute("aria-pressed", folds.toggle());
    show(position);
  });
  if (folds.isNeeded) bar.append(unfold);
  if (document.fullscreenEnabled) bar.append(full);
  const items = steps.map((step) => {
    const item = make("li"), link = button("", "", () => go(step.index));
    link.removeAttribute("title");
    item.append(link);
    list.append(item);
    return link;
  });
  stage.append(picture.box, list);
  const heading = make("div", "mg-heading");
  const title = make("div", "mg-title", data.title);
  title.setAttribute("role", "heading");
  title.setAttribute("aria-level", document.querySelector("h1") ? 2 : 1);
  heading.append(title, points);
  root.prepend(heading, bar, words, stage, legend());
  for (const spoiler of root.querySelectorAll(".mg-static")) spoiler.remove();
  root.tabIndex = 0;
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", `step through ${data.title}`);
  if (new URLSearchParams(location.search).get("embed") === "1") root.classList.add("mg-embed");

  function legend() {
    const line = make("div", "mg-legend"), name = data.names[data.root];
    for (const [className, text] of [
      ["mg-positive", `δ > 0: more of it, more ${name}`],
      ["mg-negative", `δ < 0: more of it, less ${name}`],
      ["mg-unknown", "? not known yet"], ["mg-at-work", "at work"], ["mg-receives", "receives"]]) {
      line.append(make("span", className, text));
    }
    return line;
  }

  // What is shown
  const isAsked = (step) =>
    predicting && step.receiver !== undefined && !score.isDone(step.index);
  function show(wanted) {
    position = clamp(0, wanted, last);
    const step = steps[position], asks = isAsked(step), known = asks ? position - 1 : position;
    delete root.dataset.settled;
    stopGlide();
    view.show(known, step);
    folds.show(position);
    const focused = words.contains(document.activeElement);
    words.replaceChildren();
    if (asks) ask(step, focused);
    else words.append(...sentences(step, data).map((line) => make("p", "", line)));
    if (!asks && position === last && score.asked) words.append(summary());
    words.scrollTop = 0;
    showList(known);
    showTable(known);
    slider.value = position;
    slider.setAttribute(
      "aria-valuetext", `step ${position} of ${last}: ${titleOf(step, !asks, data)}`);
    place.textContent = `${position} / ${last}`;
    points.textContent = score.text;
    predict.setAttribute("aria-pressed", predicting);
    mark(step, asks);
    root.dataset.step = position;
    if (hashStep() !== null && isFirst) history.replaceState(null, "", `#step=${position}`);
  }
  function showList(known) {
    items.forEach((item, index) => {
      const text = titleOf(steps[index], index <= known, data);
      if (item.textContent !== text) item.textContent = text;
      if (index === position) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
    });
    const item = items[position].parentElement;
    list.scrollTop = item.offsetTop - list.clientHeight / 2 + item.offsetHeight / 2;
  }
  function showTable(known) {
    const body = rows[0].parentElement;
    rows.forEach((row, index) => {
      if (index > known) row.remove();
      else if (!row.isConnected) body.append(row);
    });
  }
  function mark(step, asks) {
    overlay.replaceChildren();
    const settle = () => { root.dataset.settled = position; };
    if (step.node === undefined) return settle();
    const active = view.nodes[step.node];
    const frame = (node, name) => overlay.append(makeSvg("path", { class: name, d: node.frame }));
    frame(active, "mg-active");
    if (step.receiver === undefined) {
      picture.inView(active.rect);
      return settle();
    }
    const receiver = view.nodes[step.receiver];
    if (receiver !== active) frame(receiver, "mg-receiver");
    const isFar = !picture.fits(union(active.rect, receiver.rect));
    const product = asks ? step.numbers.replace(/ = .*/, " = ?") : step.numbers;
    const lines = pillLines(product, isFar && lastParts(data.names[step.node], 2));
    const edge = view.edgeOf(step), back = makeBack(overlay, edge.group, lines);
    const tip = back.path.getPointAtLength(back.path.getTotalLength());
    const head = [tip.x - 15, tip.y - 15, 30, 30];
    const spot = placePill(back.size, edge.label, back.path, isFar,
      [...view.rectangles, ...view.labelsBut(edge), head], [picture.width, picture.height]);
    const end = threadEnd(spot, back.path);
    if (end) {
      back.thread = makeSvg("path", { class: "mg-thread",
        d: `M${spot[0] + spot[2] / 2} ${spot[1] + spot[3] / 2}L${end.x} ${end.y}` });
      back.pill.before(back.thread);
    }
    const pill = [spot[0], spot[1], ...back.size];
    picture.inView(isFar ? union(receiver.rect, pill) : union(active.rect, receiver.rect, pill));
    stopGlide = drawBack(overlay, edge.group, back, spot, settle);
  }

  // Moving
  function go(wanted) { pause(); show(wanted); }
  const isOfAnother = (step) => step.node !== steps[position].node;
  function nodeAfter() {
    if (position <= data.turn) return position + 1;
    const next = steps.findIndex((step, index) => index > position && isOfAnother(step));
    return next < 0 ? last : next;
  }
  function nodeBefore() {
    let first = Math.max(0, position - 1);
    while (first > data.turn + 1 && steps[first - 1].node === steps[first].node) first -= 1;
    return first;
  }
  function pause() {
    clearInterval(timer);
    timer = null;
    playing.textContent = "▶ play";
  }
  function toggle() {
    if (timer !== null) return pause();
    if (position === last) show(0);
    playing.textContent = "⏸ pause";
    timer = setInterval(() => {
      if (position === last || isAsked(steps[position])) pause();
      else show(position + 1);
    }, 1200 / Number(speed.value));
  }
  function visit(node) { // the step that computes it; from there, the one that completes its δ
    const at = view.forward[node];
    go(position === at ? read.arrivals[node].at(-1) ?? at : at);
  }
  function toggleFull() {
    if (document.fullscreenElement) document.exitFullscreen();
    else root.requestFullscreen();
  }
  root.addEventListener("fullscreenchange", () => {
    full.textContent = document.fullscreenElement ? "leave full screen" : "full screen";
    picture.start();
    show(position);
  });

  // Predicting
  function togglePredict() {
    predicting = !predicting;
    score.clear();
    go(predicting ? Math.min(position, data.turn) : position);
  }
  function ask(step, keepsFocus) {
    const reveal = () => {
      score.first(step.index, "shown");
      answered(step, []);
    };
    const { form, field } = askingForm(question(step, data), (answer) => {
      const mistake = judge(answer, step, steps, view.values, data);
      score.first(step.index, mistake ? mistake[0] : "");
      points.textContent = score.text;
      if (!mistake) answered(step, ["✓ Right. "]);
      return mistake?.[1];
    }, reveal);
    words.append(form);
    if (keepsFocus || root.contains(document.activeElement)) field.focus({ preventScroll: true });
  }
  function answered(step, praise) {
    score.finish(step.index);
    show(step.index);
    if (praise.length) words.firstElementChild.prepend(...praise);
    forth.focus({ preventScroll: true });
  }
  function summary() {
    const box = make("div", "mg-summary");
    box.append(make("strong", "", `${score.text}.`));
    const skipped = steps.filter(isSkipped).length;
    if (skipped) box.append(` ${skipped} not answered.`);
    if (score.again.length) box.append(" Look again at:");
    for (const [index, mistake] of score.again) {
      box.append(" ", button(`${steps[index].what} (${mistake})`, "", () => go(index)));
    }
    return box;
  }
  const isSkipped = (step) => step.receiver !== undefined && !score.isDone(step.index);

  // Keys, addresses, paper
  const keys = {
    ArrowRight: () => go(position + 1), ArrowLeft: () => go(position - 1),
    Home: () => go(0), End: () => go(last),
    PageDown: () => go(nodeAfter()), PageUp: () => go(nodeBefore()),
    "+": picture.closer, "-": picture.farther, 0: picture.fit, f: toggleFull, " ": toggle,
  };
  root.addEventListener("keydown", (event) => {
    const { target, key } = event, action = keys[key];
    const node = target.closest?.("[data-node]");
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (node && (key === "Enter" || key === " ")) visit(Number(node.dataset.node));
    else if (!action || target.matches("input[type=text], select")) return;
    else if (key === " " && target.matches("button, summary")) return;
    else action();
    event.preventDefault();
    event.stopPropagation();
  });
  picture.svg.addEventListener("click", (event) => {
    const node = event.target.closest("[data-node]");
    if (node) visit(Number(node.dataset.node));
  });
  const isFirst = document.querySelector(".minigrad-player") === root;
  const hashStep = () => /^#step=\d+$/.test(location.hash) ? Number(location.hash.slice(6)) : null;
  addEventListener("hashchange", () => { if (isFirst && hashStep() !== null) go(hashStep()); });
  let onScreen = null;
  addEventListener("beforeprint", () => {
    const fold = table.closest("details");
    onScreen = [position, predicting, fold.open];
    predicting = false;
    fold.open = true;
    go(last);
  });
  addEventListener("afterprint", () => {
    if (!onScreen) return;
    [position, predicting, table.closest("details").open] = onScreen;
    onScreen = null;
    show(position);
  });
  picture.start();
  show((isFirst && hashStep()) || 0);
}
