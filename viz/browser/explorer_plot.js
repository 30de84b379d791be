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
  const room = 0.06 * (high - low);
  return Number.isFinite(y) ? [Math.min(low, y - room), Math.max(high, y + room)] : [low, high];
}

function plotParts() {
  const text = (attributes) => makeSvg("text", attributes);
  const bottom = PLOT.height + 36;
  const parts = {
    element: makeSvg("svg", {
      viewBox: `0 0 ${PLOT.width + 12} ${PLOT.height + 40}`, class: "mg-plot", role: "img" }),
    title: text({ x: 6, y: 14 }),
    low: text({ x: 6, y: bottom }),
    high: text({ x: PLOT.width + 6, y: bottom, "text-anchor": "end" }),
  };
  const lines = ["curve", "tangent", "miss"].map((name) => makeSvg("path", { class: `mg-${name}` }));
  const points = ["anchor", "promised", "point"]
    .map((name) => makeSvg("circle", { class: `mg-${name}`, r: 4.5 }));
  [parts.curve, parts.tangent, parts.miss] = lines;
  [parts.anchor, parts.promised, parts.point] = points;
  const frame = makeSvg("svg", { x: 6, y: 21, width: PLOT.width, height: PLOT.height });
  frame.append(makeSvg("rect", { width: "100%", height: "100%", class: "mg-ground" }), ...lines, ...points);
  parts.element.append(parts.title, frame, parts.low, parts.high);
  return parts;
}

// Places of numbers in the plot, for the range of each axis.
function plotScale(xs, ys) {
  const across = (x) => ((x - xs[0]) / (xs[1] - xs[0])) * PLOT.width;
  const up = (y) => (1 - (y - ys[0]) / (ys[1] - ys[0])) * PLOT.height;
  const isPoint = ([x, y]) => Number.isFinite(across(x)) && Number.isFinite(up(y));
  // Far outside of the frame is far enough for any renderer.
  const at = ([x, y]) => [across(x), clamp(-9e3, up(y), 9e3)].map((length) => length.toFixed(1));
  return {
    put(circle, point) {
      circle.setAttribute("visibility", isPoint(point) ? "visible" : "hidden");
      if (!isPoint(point)) return;
      const [x, y] = at(point);
      circle.setAttribute("cx", x);
      circle.setAttribute("cy", y);
    },
    // A line through the points, with gaps where the root has no value.
    draw(path, points) {
      let pen = "M";
      path.setAttribute("d", points.map((point) => {
        const step = isPoint(point) ? `${pen}${at(point).join(" ")}` : "";
        pen = step ? "L" : "M";
        return step;
      }).join(""));
    },
  };
}

function tangentPlot(rootName) {
  const parts = plotParts();
  let start, along, half, points, ys;
  const line = (x) => start.y + start.slope * (x - start.x);
  const xs = () => [start.x - half, start.x + half];

  // 81 runs of the forward pass: when a leaf is taken up, and when it leaves the plot.
  function compute() {
    const places = Array.from(
      { length: PLOT.runs }, (_, run) => start.x + half * ((2 * run) / (PLOT.runs - 1) - 1));
    const values = along(places);
    points = places.map((x, run) => [x, values[run]]);
    ys = including(drawnRange(values), start.y);
  }
  return {
    element: parts.element,
    takeUp(newStart, newAlong) {
      [start, along] = [newStart, newAlong];
      half = 50 * stepAt(start.x); // the power of ten of the number
      compute();
    },
    show(name, x, y) {
      if (Number.isFinite(x) && Math.abs(x - start.x) > half) {
        while (Math.abs(x - start.x) > half) half *= 2;
        compute();
      }
      ys = including(including(ys, y), line(x));
      const scale = plotScale(xs(), ys);
      scale.draw(parts.curve, points);
      scale.draw(parts.tangent, xs().map((end) => [end, line(end)]));
      scale.draw(parts.miss, [[x, y], [x, line(x)]]);
      scale.put(parts.anchor, [start.x, start.y]);
      scale.put(parts.promised, [x, line(x)]);
      scale.put(parts.point, [x, y]);
      const title = `${rootName} along ${name}; the tangent's slope is ${shownNumber(start.slope)}`;
      parts.title.textContent = title;
      parts.element.setAttribute("aria-label", `${title} at ${shownNumber(start.x)}`);
      [parts.low.textContent, parts.high.textContent] = xs().map(shownNumber);
    },
  };
}
