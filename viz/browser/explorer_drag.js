// A leaf is a slider: by pointer, by keys and by a field, in steps that give tidy numbers.

function listen(element, events, action) {
  for (const event of events.split(" ")) element.addEventListener(event, action);
}

// 2 % of the power of ten of a number: what a pixel is worth.
function stepAt(x) {
  const power = Number.isFinite(x) && x !== 0 ? Math.floor(Math.log10(Math.abs(x))) : 0;
  return 0.02 * 10 ** Math.max(-12, Math.min(12, power));
}

// The nearest multiple of the step, without the dust of binary fractions.
function tidied(x, step) {
  const multiple = Math.round(x / step) * step;
  return Number.isFinite(multiple) ? Number(multiple.toPrecision(12)) : x;
}

// `takeUp` is called before the first change, `change` with each new number.
function makeDraggable(element, number, takeUp, change) {
  let hold = null;
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    element.focus({ preventScroll: true, focusVisible: false });
    element.setPointerCapture(event.pointerId);
    takeUp();
    hold = { at: event.clientX, x: number(), step: stepAt(number()) };
  });
  element.addEventListener("pointermove", (event) => {
    if (hold === null) return;
    const step = event.shiftKey ? hold.step / 10 : hold.step;
    hold.x += (event.clientX - hold.at) * step; // not rounded, as Shift may come and go
    hold.at = event.clientX;
    const x = tidied(hold.x, step);
    if (x !== number()) change(x);
  });
  listen(element, "pointerup pointercancel lostpointercapture", () => { hold = null; });
  return { isHeld: () => hold !== null };
}

const STEPS_OF_KEYS = {
  ArrowUp: 5, ArrowRight: 5, ArrowDown: -5, ArrowLeft: -5, PageUp: 50, PageDown: -50,
};

// The number that a key leads to; null for any other key. `start` is where it was taken up.
function numberAfterKey(event, x, start) {
  const steps = STEPS_OF_KEYS[event.key];
  const isOurs = steps !== undefined || event.key === "Home";
  if (!isOurs || event.ctrlKey || event.metaKey || event.altKey) return null;
  event.preventDefault();
  event.stopPropagation();
  const step = stepAt(start) * (event.shiftKey ? 0.1 : 1);
  return event.key === "Home" ? start : tidied(x + steps * step, step);
}
