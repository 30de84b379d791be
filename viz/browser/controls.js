// The row of buttons, the slider, and playing by itself. `walk` is what they move: its position,
// its last one, and where a whole node begins before and after.
function makeControls(root, picture, walk) {
  const bar = make("div", "mg-bar"), slider = make("input", "mg-slider");
  const place = make("span", "mg-place"), speed = make("select");
  let timer = null;

  function pause() {
    clearInterval(timer);
    timer = null;
    playing.textContent = "▶ play";
  }
  function toggle() {
    if (timer !== null) return pause();
    if (walk.position === walk.last) walk.show(0);
    playing.textContent = "⏸ pause";
    timer = setInterval(() => {
      if (walk.position === walk.last || walk.isWaiting) pause();
      else walk.show(walk.position + 1);
    }, 1200 / Number(speed.value));
  }
  function go(wanted) {
    pause();
    walk.show(wanted);
  }
  function toggleFull() {
    if (document.fullscreenElement) document.exitFullscreen();
    else root.requestFullscreen();
  }
  const playing = button("▶ play", "play or pause (space)", toggle);
  const next = button("▶", "one step on (→)", () => go(walk.position + 1));
  const predict = button("predict", "be asked each number before it appears", walk.togglePredict);
  const unfold = button("unfold", "show all groups, also those that the walk has not come to",
    () => unfold.setAttribute("aria-pressed", walk.unfold()));
  const full = button("full screen", "full screen (f)", toggleFull);
  const byNode = [button("◀◀", "one node back (Page Up)", () => go(walk.nodeBefore)),
    button("▶▶", "one node on (Page Down)", () => go(walk.nodeAfter))];
  slider.type = "range";
  slider.max = walk.last;
  slider.setAttribute("aria-label", "step");
  slider.addEventListener("input", () => go(Number(slider.value)));
  speed.setAttribute("aria-label", "speed");
  for (const [text, value] of [["½ ×", 0.5], ["1 ×", 1], ["2 ×", 2]]) {
    speed.append(new Option(text, value, value === 1, value === 1));
  }
  speed.addEventListener("change", () => { if (timer !== null) { pause(); toggle(); } });
  bar.append(
    button("|◀", "first step (Home)", () => go(0)), ...(walk.isLong ? [byNode[0]] : []),
    button("◀", "one step back (←)", () => go(walk.position - 1)), playing, next,
    ...(walk.isLong ? [byNode[1]] : []), button("▶|", "last step (End)", () => go(walk.last)),
    slider, place, predict, speed, button("−", "smaller (−)", picture.farther),
    button("fit", "the whole picture (0)", picture.fit), button("+", "larger (+)", picture.closer),
    ...(walk.hasFolds ? [unfold] : []), ...(document.fullscreenEnabled ? [full] : []));
  root.addEventListener("fullscreenchange", () => {
    full.textContent = document.fullscreenElement ? "leave full screen" : "full screen";
    picture.start();
    walk.show(walk.position);
  });
  listen(root, walk, {
    ArrowRight: () => go(walk.position + 1), ArrowLeft: () => go(walk.position - 1),
    Home: () => go(0), End: () => go(walk.last),
    PageDown: () => go(walk.nodeAfter), PageUp: () => go(walk.nodeBefore),
    "+": picture.closer, "-": picture.farther, 0: picture.fit, f: toggleFull, " ": toggle,
  });
  function show(title, isPredicting) {
    slider.value = walk.position;
    slider.setAttribute("aria-valuetext", `step ${walk.position} of ${walk.last}: ${title}`);
    place.textContent = `${walk.position} / ${walk.last}`;
    predict.setAttribute("aria-pressed", isPredicting);
  }
  return { bar, go, next, show };
}

// Keys, on the player and on a node of the picture; a field and a focused button keep theirs.
function listen(root, walk, keys) {
  root.addEventListener("keydown", (event) => {
    const { target, key } = event, action = keys[key];
    const node = target.closest?.("[data-node]");
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (node && (key === "Enter" || key === " ")) walk.visit(Number(node.dataset.node));
    else if (!action || target.matches("input[type=text], select")) return;
    else if (key === " " && target.matches("button, summary")) return;
    else action();
    event.preventDefault();
    event.stopPropagation();
  });
}
