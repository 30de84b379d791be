// What a step h promises and what it does: two bars, a sentence, and the curve with its tangent.

// One bar for each number, from a zero line in the middle; a full bar is a number of 1, 2 or 5
// times a power of ten, so that bars neither vanish nor always fill their track.
function twoBars(make) {
  const element = make("div", "mg-bars");
  const rows = [["predicted", "predicted δ·h"], ["actual", "actual change"]].map(([kind, words]) => {
    const track = make("span", "mg-track");
    const bar = make("span", `mg-bar-${kind}`);
    const text = make("span", "mg-number");
    track.append(bar);
    element.append(make("span", "mg-word", words), track, text);
    return { bar, text };
  });
  const scale = make("span", "mg-scale");
  element.append(scale);

  function fullBar(size) {
    if (!(size > 0)) return 1;
    const power = 10 ** Math.floor(Math.log10(size));
    return [1, 2, 5, 10].map((step) => step * power).find((full) => full >= size) ?? size;
  }
  function show(numbers) {
    const finite = numbers.filter(Number.isFinite).map(Math.abs);
    const full = fullBar(Math.max(0, ...finite));
    scale.textContent = `half a track: ${shownNumber(full)}`;
    rows.forEach(({ bar, text }, place) => {
      const x = numbers[place];
      const width = Number.isNaN(x) ? 0 : Math.min(1, Math.abs(x) / full) * 50;
      bar.style.width = `${width}%`;
      bar.style.left = `${x < 0 ? 50 - width : 50}%`;
      text.textContent = Number.isNaN(x) ? "—" : shownNumber(x);
    });
  }
  return { element, show };
}

const PLOT = { width: 320, height: 190, left: 6, right: 6, top: 22, bottom: 20, runs: 81 };

// The curve of the root along one number. `at` computes the root there, nan where it has no value.
function tangentPlot(draw, rootName) {
  const svg = draw("svg", { viewBox: `0 0 ${PLOT.width} ${PLOT.height}`, class: "mg-plot", role: "img" });
  const title = draw("text", { x: PLOT.left, y: 14, class: "mg-title" });
  const [low, high] = ["start", "end"].map((anchor) => draw("text", {
    x: anchor === "start" ? PLOT.left : PLOT.width - PLOT.right,
    y: PLOT.height - 6, "text-anchor": anchor, class: "mg-axis",
  }));
  const frame = draw("svg", {
    x: PLOT.left, y: PLOT.top, width: PLOT.width - PLOT.left - PLOT.right,
    height: PLOT.height - PLOT.top - PLOT.bottom, class: "mg-frame",
  });
  const ground = draw("rect", { width: "100%", height: "100%", class: "mg-ground" });
  const [curve, tangent, gap] = ["mg-curve", "mg-tangent", "mg-gap"].map((name) => draw("path", { class: name }));
  const anchor = draw("circle", { r: 4.5, class: "mg-anchor" });
  const promised = draw("circle", { r: 4, class: "mg-promised" });
  const point = draw("circle", { r: 5, class: "mg-point" });
  frame.append(ground, curve, tangent, gap, anchor, promised, point);
  svg.append(title, frame, low, high);
  const size = { x: PLOT.width - PLOT.left - PLOT.right, y: PLOT.height - PLOT.top - PLOT.bottom };
  let [xs, ys] = [[0, 1], [0, 1]];
  let half = 1;
  let points = [];

  const place = (x, [from, to], length) => ((x - from) / (to - from)) * length;
  const across = (x) => place(x, xs, size.x);
  const up = (y) => size.y - place(y, ys, size.y);
  const isPlace = (x, y) => Number.isFinite(x) && Number.isFinite(y);

  // Computed anew only when a number is taken up, or leaves the plot.
  function compute(start, at) {
    xs = [start.x - half, start.x + half];
    points = Array.from({ length: PLOT.runs }, (_, run) => {
      const x = xs[0] + ((xs[1] - xs[0]) * run) / (PLOT.runs - 1);
      return [x, at(x)];
    });
    const sorted = points.map(([, y]) => y).filter(Number.isFinite).sort((a, b) => a - b);
    if (!sorted.length) sorted.push(0);
    // Beside a pole a few values are huge: what most of the curve needs, and as much again.
    const [few, most] = [0.1, 0.9].map((share) => sorted[Math.round(share * (sorted.length - 1))]);
    const spread = most - few || sorted.at(-1) - sorted[0] || Math.abs(most) || 1;
    const room = (sorted.at(-1) - sorted[0]) * 0.08 || spread * 0.5;
    ys = [Math.max(few - spread, sorted[0] - room), Math.min(most + spread, sorted.at(-1) + room)];
    include(start.y);
  }
  function include(y) {
    if (!Number.isFinite(y)) return false;
    const room = (ys[1] - ys[0]) * 0.08;
    const before = ys.join();
    if (y < ys[0]) ys[0] = y - room;
    if (y > ys[1]) ys[1] = y + room;
    return ys.join() !== before;
  }
  function drawCurve() {
    let pen = "M";
    const clamped = (y) => Math.min(9999, Math.max(-9999, y)).toFixed(1);
    const steps = points.map(([x, y]) => {
      if (!Number.isFinite(y)) { pen = "M"; return ""; }
      const step = `${pen}${across(x).toFixed(1)} ${clamped(up(y))}`;
      pen = "L";
      return step;
    });
    curve.setAttribute("d", steps.join(""));
  }
  function put(circle, x, y) {
    circle.style.display = isPlace(x, y) ? "" : "none";
    if (!isPlace(x, y)) return;
    circle.setAttribute("cx", across(x).toFixed(1));
    circle.setAttribute("cy", up(y).toFixed(1));
  }
  return {
    element: svg,
    takeUp(start, at) {
      half = Number.isFinite(start.x) ? Math.abs(start.x) || 1 : 1;
      compute(start, at);
      drawCurve();
    },
    show(name, start, x, y, at) {
      const before = half;
      while (Number.isFinite(x) && Math.abs(x - start.x) > half) half *= 2;
      if (half !== before) compute(start, at);
      if (include(y) || half !== before) drawCurve();
      const line = (z) => start.y + start.slope * (z - start.x);
      const [first, last] = xs.map((z) => [across(z), up(line(z))]);
      const isLine = [...first, ...last].every(Number.isFinite);
      tangent.setAttribute("d", isLine ? `M${first.map((z) => z.toFixed(1))}L${last.map((z) => z.toFixed(1))}` : "");
      put(anchor, start.x, start.y);
      put(point, x, y);
      put(promised, x, line(x));
      gap.setAttribute("d", isPlace(x, y) && isPlace(x, line(x))
        ? `M${across(x).toFixed(1)} ${up(y).toFixed(1)}V${up(line(x)).toFixed(1)}` : "");
      title.textContent = `${rootName} along ${name}, tangent of slope ${shownNumber(start.slope)}`;
      svg.setAttribute("aria-label", `${title.textContent} at ${shownNumber(start.x)}`);
      low.textContent = shownNumber(xs[0]);
      high.textContent = shownNumber(xs[1]);
    },
  };
}
