// What a step h promises and what it does, as two bars that part as h grows.

// The next number of 1, 2 or 5 times a power of ten: scaled by the largest number of all, one bar
// would always be full; scaled by the plot, both would vanish.
function fullBar(size) {
  if (!(size > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(size));
  return [1, 2, 5, 10].map((step) => step * power).find((full) => full >= size) ?? size;
}

// Each bar begins in the middle of its track, and goes to the left for a negative number.
function twoBars() {
  const element = make("div", "mg-bars");
  const [promised, done] = [["promised", "predicted δ·h"], ["done", "actual change"]]
    .map(([kind, words]) => {
      const [track, bar, text] = [make("span", "mg-track"), make("span", `mg-${kind}`), make("span", "mg-number")];
      track.append(bar);
      element.append(make("span", "", words), track, text);
      return { bar, text };
    });
  const scale = make("span", "mg-scale");
  element.append(scale);

  function showBar({ bar, text }, x, full) {
    const width = 50 * Math.min(1, Math.abs(x) / full) || 0;
    bar.style.width = `${width}%`;
    bar.style.left = `${x < 0 ? 50 - width : 50}%`;
    bar.hidden = width === 0;
    text.textContent = Number.isNaN(x) ? "—" : shownNumber(x);
  }
  return {
    element,
    show([expected, actual]) {
      const full = fullBar(Math.max(...[expected, actual].map(Math.abs).filter(Number.isFinite), 0));
      scale.textContent = `a full bar: ${shownNumber(full)}`;
      showBar(promised, expected, full);
      showBar(done, actual, full);
    },
  };
}
