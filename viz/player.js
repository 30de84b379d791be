// Shows the frames that Python prepared, one at a time. It computes no number.
function minigradPlayer(id, frames, unknown, rootName) {
  "use strict";
  // A notebook may hold the same output twice: take the one that is not running yet.
  const root = [...document.querySelectorAll(`[id="${id}"]`)].find((each) => !each.dataset.ready);
  if (!root) return;
  root.dataset.ready = "true";

  const image = root.querySelector("img");
  const bytes = Uint8Array.from(atob(image.src.split(",")[1]), (c) => c.charCodeAt(0));
  const source = new TextDecoder().decode(bytes);
  const svg = document.importNode(
    new DOMParser().parseFromString(source, "image/svg+xml").documentElement, true);
  const part = (name) => svg.querySelector(`[id="${id}-${name}"]`);
  const nodes = [...svg.querySelectorAll("g.node")].map((group) => group.id.slice(id.length + 1));

  function make(tag, className, text) {
    const element = document.createElement(tag);
    element.className = className;
    if (text !== undefined) element.textContent = text;
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

  const bar = make("div", "mg-bar");
  const words = make("div", "mg-words");
  const stage = make("div", "mg-stage");
  const list = make("ol", "mg-list");
  const slider = make("input", "mg-slider");
  const place = make("span", "mg-place");
  const playing = button("▶ play", "play or pause", toggle);
  words.setAttribute("aria-live", "polite");
  slider.type = "range";
  slider.max = frames.length - 1;
  slider.setAttribute("aria-label", "step");
  slider.addEventListener("input", () => { pause(); show(Number(slider.value)); });
  bar.append(
    button("|◀", "first step (Home)", () => go(0)),
    button("◀", "one step back (←)", () => go(position - 1)),
    playing,
    button("▶", "one step on (→)", () => go(position + 1)),
    button("▶|", "last step (End)", () => go(frames.length - 1)),
    slider, place);
  const items = frames.map((frame, index) => {
    const item = make("li", "");
    item.append(button(frame.title, `step ${index}: ${frame.title}`, () => go(index)));
    list.append(item);
    return item;
  });
  const legend = make("div", "mg-legend");
  for (const [className, text] of [
    ["mg-positive", `δ > 0: more of it, more ${rootName}`],
    ["mg-negative", `δ < 0: more of it, less ${rootName}`],
    ["mg-unknown", "? not known yet"],
    ["mg-at-work", "at work"],
    ["mg-receives", "receives"]]) {
    legend.append(make("span", className, text));
  }
  const drawn = make("div", "mg-picture");
  drawn.append(svg);
  stage.append(drawn, list);
  image.replaceWith(bar, words, stage, legend);

  let position = -1;
  let timer = null;

  function setDelta(name, [text, ink, fill]) {
    const delta = part(`${name}-delta`);
    delta.textContent = text;
    delta.setAttribute("fill", ink);
    part(`${name}-letter`).setAttribute("fill", ink);
    part(`${name}-fill`).setAttribute("fill", fill);
  }
  const edgesInto = (name) => svg.querySelectorAll(`[class~="into-${id}-${name}"]`);
  function wait(name, on) {
    part(name).classList.toggle("mg-waiting", on);
    for (const edge of edgesInto(name)) edge.classList.toggle("mg-waiting", on);
  }
  function reset() {
    for (const name of nodes) {
      wait(name, true);
      setDelta(name, [unknown.text, unknown.ink, unknown.fill]);
    }
    position = -1;
  }
  function apply(frame) {
    for (const name of frame.values) wait(name, false);
    for (const [name, shown] of Object.entries(frame.deltas)) setDelta(name, shown);
  }
  function mark(frame, on) {
    part(frame.active).classList.toggle("mg-active", on);
    for (const name of frame.receivers) part(name).classList.toggle("mg-receiver", on);
    for (const edge of edgesInto(frame.active)) edge.classList.toggle("mg-used", on);
  }
  function show(wanted) {
    const next = Math.max(0, Math.min(frames.length - 1, wanted));
    if (position >= 0) {
      mark(frames[position], false);
      items[position].classList.remove("mg-current");
    }
    if (next < position) reset();
    for (let index = position + 1; index <= next; index += 1) apply(frames[index]);
    position = next;
    mark(frames[position], true);
    words.replaceChildren(...frames[position].words.map((line) => make("p", "", line)));
    items[position].classList.add("mg-current");
    list.scrollTop = items[position].offsetTop - list.clientHeight / 2;
    slider.value = position;
    place.textContent = `${position} / ${frames.length - 1}`;
    root.dataset.step = position;
  }
  function go(wanted) { pause(); show(wanted); }
  function pause() {
    clearInterval(timer);
    timer = null;
    playing.textContent = "▶ play";
  }
  function toggle() {
    if (timer !== null) { pause(); return; }
    if (position === frames.length - 1) show(0);
    playing.textContent = "⏸ pause";
    timer = setInterval(() => {
      if (position === frames.length - 1) pause();
      else show(position + 1);
    }, 900);
  }

  root.addEventListener("keydown", (event) => {
    const to = {
      ArrowRight: position + 1, ArrowLeft: position - 1, Home: 0, End: frames.length - 1,
    }[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    go(to);
  });
  reset();
  show(0);
}
