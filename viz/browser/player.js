// The player: one step at a time, which the picture, the words, the list and the table all show.
function player(id, data) {
  // A notebook may hold the same output twice: take the one that is not running yet.
  const root = [...document.querySelectorAll(`[id="${id}"]`)].find((each) => !each.dataset.ready);
  if (!root) return;
  root.dataset.ready = "true";
  data.id = id;
  const picture = openPicture(root.querySelector("img"), data.title, () => show(walk.position));
  const table = root.querySelector("table"), read = readSteps(table, data), { steps } = read;
  const view = openNodes(picture, data, read), folds = openFolds(picture, view, read, data);
  const marks = openMarks(picture, view, data);
  const score = newScore();
  let isPredicting = data.predict;

  const isAsked = (step) =>
    isPredicting && step.receiver !== undefined && !score.isDone(step.index);
  const walk = {
    position: 0, last: steps.length - 1, show,
    isLong: data.isLarge, hasFolds: folds.isNeeded,
    get isWaiting() { return isAsked(steps[walk.position]); },
    get nodeAfter() { return nodeAfter(steps, walk.position, data.turn); },
    get nodeBefore() { return nodeBefore(steps, walk.position, data.turn); },
    visit(node) { // the step that computes it; from there, the one that completes its δ
      const at = view.forward[node];
      controls.go(walk.position === at ? read.arrivals[node].at(-1) ?? at : at);
    },
    togglePredict() {
      isPredicting = !isPredicting;
      score.clear();
      controls.go(isPredicting ? Math.min(walk.position, data.turn) : walk.position);
    },
    unfold() {
      const isOpen = folds.toggle();
      show(walk.position);
      return isOpen;
    },
  };
  const controls = makeControls(root, picture, walk);
  const heading = makeHeading(data.title), words = makeWords();
  const list = makeList(steps, data, controls.go);
  const stage = make("div", "mg-stage");
  stage.append(picture.box, list.element);
  root.prepend(heading.element, controls.bar, words, stage, makeLegend(data.names[data.root]));
  for (const spoiler of root.querySelectorAll(".mg-static")) spoiler.remove();
  root.tabIndex = 0;
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", `step through ${data.title}`);
  const address = followAddress(root, controls.go);
  printWhole(table.closest("details"), () => {
    const before = [walk.position, isPredicting];
    isPredicting = false;
    controls.go(walk.last);
    return () => {
      isPredicting = before[1];
      show(before[0]);
    };
  });
  picture.svg.addEventListener("click", (event) => {
    const node = event.target.closest("[data-node]");
    if (node) walk.visit(Number(node.dataset.node));
  });

  function show(wanted) {
    const position = clamp(0, wanted, walk.last), step = steps[position];
    const asks = isAsked(step), known = asks ? position - 1 : position;
    walk.position = position;
    delete root.dataset.settled;
    view.show(known, step);
    folds.show(position);
    tell(step, asks);
    heading.points.textContent = score.text;
    list.show(position, known);
    showRows(read.rows, known);
    controls.show(titleOf(step, !asks, data), isPredicting);
    marks.show(step, asks, () => { root.dataset.settled = position; });
    root.dataset.step = position;
    address.show(position);
  }
  function tell(step, asks) {
    const hadFocus = root.contains(document.activeElement);
    const form = asks && ask(step);
    const lines = asks ? [form] : sentences(step, data).map((line) => make("p", "", line));
    words.replaceChildren(...lines);
    if (!asks && step.index === walk.last && score.asked) {
      words.append(summary(score, steps, controls.go));
    }
    words.scrollTop = 0;
    if (form && hadFocus) form.querySelector("input").focus({ preventScroll: true });
  }
  function ask(step) {
    return askingForm(question(step, data), (answer) => {
      const mistake = judge(answer, step, steps, view.values, data);
      score.first(step.index, mistake ? mistake[0] : "");
      heading.points.textContent = score.text;
      if (!mistake) reveal(step, "✓ Right. ");
      return mistake?.[1];
    }, () => {
      score.first(step.index, "shown");
      reveal(step, "");
    });
  }
  function reveal(step, praise) {
    score.finish(step.index);
    show(step.index);
    words.firstElementChild.prepend(praise);
    controls.next.focus({ preventScroll: true });
  }
  picture.start();
  show(address.start);
}
