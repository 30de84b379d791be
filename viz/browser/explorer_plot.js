// The root as a curve along one leaf, with its tangent: what the two bars are, seen from the side.

const PLOT = { width: 308, height: 150, runs: 81 };

// The range of a curve that is drawn: beside a pole a few values are huge, and most of the curve
// would be flat. So it reaches from the middle 80 % as far again, and no further than the curve.
function drawnRange(values) {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  if (!sorted.length) return [0, 1];
  const [least, low, high, most] = [0, 0.1, 0.9, 1]
    .map((share) => sorted[Math.round(share * (sorted.length - 1))]);
  const spread = high - low || most - least || Math.abs(most) || 1;
  const room = 0.08 * (most - least) || spread / 2;
  return [Math.max(low - spread, least - room), Math.min(high + spread, most + room)];
}

function including([low, high], y) {
  const room = 0.08 * (high - low);
  if (!Number.isFinite(y)) return [low, high];
  return [y < low ? y - room : low, y > high ? y + room : high];
}

function tangentPlot(rootName) {
  const view = `0 0 ${PLOT.width + 12} ${PLOT.height + 40}`;
  const element = makeSvg("svg", { viewBox: view, class: "mg-plot", role: "img" });
  const title = makeSvg("text", { x: 6, y: 14 });
  const low = makeSvg("text", { x: 6, y: PLOT.height + 36 });
  const high = makeSvg("text", { x: PLOT.width + 6, y: PLOT.height + 36, "text-anchor": "end" });
  const frame = makeSvg("svg", { x: 6, y: 21, width: PLOT.width, height: PLOT.height });
  const [curve, tangent, miss] = ["curve", "tangent", "miss"]
    .map((name) => makeSvg("path", { class: `mg-${name}` }));
  const [anchor, promised, point] = ["anchor", "promised", "point"]
    .map((name) => makeSvg("circle", { class: `mg-${name}`, r: 4.5 }));
  frame.append(
    makeSvg("rect", { width: "100%", height: "100%", class: "mg-ground" }),
    curve, tangent, miss, anchor, promised, point);
  element.append(title, frame, low, high);

  let [start, along, half, xs, ys, values, range] = [null, null, 1, [], [], [], [0, 1]];
  const line = (x) => start.y + start.slope * (x - start.x);
  const across = (x) => ((x - xs[0]) / (xs.at(-1) - xs[0])) * PLOT.width;
  const up = (y) => (1 - (y - range[0]) / (range[1] - range[0])) * PLOT.height;
  // Far outside of the frame is far enough for any renderer.
  const at = (x, y) => `${across(x).toFixed(1)} ${Math.max(-9e3, Math.min(9e3, up(y))).toFixed(1)}`;
  const isPoint = (x, y) => Number.isFinite(across(x)) && Number.isFinite(up(y));

  // 81 runs of the forward pass: when a leaf is taken up, and when it leaves the plot.
  function compute() {
    xs = Array.from({ length: PLOT.runs }, (_, run) => start.x + half * ((2 * run) / (PLOT.runs - 1) - 1));
    values = along(xs);
    range = including(drawnRange(values), start.y);
  }
  function drawCurve() {
    let pen = "M"; // lifted where the root has no value
    curve.setAttribute("d", xs.map((x, run) => {
      if (!isPoint(x, values[run])) { pen = "M"; return ""; }
      const step = pen + at(x, values[run]);
      pen = "L";
      return step;
    }).join(""));
  }
  function put(circle, x, y) {
    circle.setAttribute("visibility", isPoint(x, y) ? "visible" : "hidden");
    if (isPoint(x, y)) [circle.cx.baseVal.value, circle.cy.baseVal.value] = at(x, y).split(" ").map(Number);
  }
  function drawLine(path, ...ends) {
    const isLine = ends.every(([x, y]) => isPoint(x, y));
    path.setAttribute("d", isLine ? `M${ends.map(([x, y]) => at(x, y)).join("L")}` : "");
  }
  return {
    element,
    takeUp(newStart, newAlong) {
      [start, along] = [newStart, newAlong];
      half = 50 * stepAt(start.x); // the power of ten of the number
      compute();
      drawCurve();
    },
    show(name, x, y) {
      if (Number.isFinite(x) && Math.abs(x - start.x) > half) {
        while (Math.abs(x - start.x) > half) half *= 2;
        compute();
        drawCurve();
      }
      const needed = including(including(range, y), line(x));
      if (needed.join() !== range.join()) {
        range = needed;
        drawCurve();
      }
      drawLine(tangent, ...[xs[0], xs.at(-1)].map((end) => [end, line(end)]));
      drawLine(miss, [x, y], [x, line(x)]);
      put(anchor, start.x, start.y);
      put(promised, x, line(x));
      put(point, x, y);
      title.textContent = `${rootName} along ${name}; the tangent's slope is ${shownNumber(start.slope)}`;
      element.setAttribute("aria-label", `${title.textContent} at ${shownNumber(start.x)}`);
      low.textContent = shownNumber(xs[0]);
      high.textContent = shownNumber(xs.at(-1));
    },
  };
}
