// An arrow against its edge, from the user of a number back to the number, with a pill on it.
const HEAD = 15, LINE = 17, GLIDE = 250; // units, units, milliseconds

function drawBack({ path, head, pill, thread, size }, place, onEnd) {
  const length = path.getTotalLength();
  const degrees = (a, b) => (Math.atan2(a.y - b.y, a.x - b.x) * 180) / Math.PI;
  function at(t) {
    const reached = length * t, tip = path.getPointAtLength(reached);
    const back = path.getPointAtLength(Math.max(0, reached - HEAD));
    head.setAttribute(
      "transform", `translate(${tip.x} ${tip.y}) rotate(${degrees(tip, back)})`);
    path.setAttribute("stroke-dasharray", `${Math.max(0, reached - HEAD + 4)} ${length}`);
    const start = path.getPointAtLength(0);
    const x = start.x - size[0] / 2 + (place[0] - start.x + size[0] / 2) * t;
    const y = start.y - size[1] / 2 + (place[1] - start.y + size[1] / 2) * t;
    pill.setAttribute("transform", `translate(${x} ${y})`);
    pill.style.opacity = t;
    if (thread) thread.style.opacity = t < 1 ? 0 : 1;
  }
  let request = 0;
  if (isCalm()) {
    at(1);
    onEnd();
    return () => {};
  }
  const began = performance.now();
  at(0);
  const glide = (now) => {
    const t = clamp(0, (now - began) / GLIDE, 1);
    at(1 - (1 - t) ** 2);
    if (t < 1) request = requestAnimationFrame(glide);
    else onEnd();
  };
  request = requestAnimationFrame(glide);
  return () => cancelAnimationFrame(request);
}

// A long product takes two lines, as the picture has room for it.
function pillLines(product, longest, from) {
  const lines = product.length > longest ? product.split(/ (?==)/) : [product];
  return from ? [`from ${from}:`, ...lines] : lines;
}

// The pieces of such an arrow: not yet placed.
function makeBack(layer, edge, lines) {
  const [line, tail] = edge.querySelectorAll("path");
  const points = curvePoints(line.getAttribute("d")).reverse();
  const [x, y, right, down] = numbersOf(tail.getAttribute("d"));
  const tip = [x + right, y + down];
  const path = makeSvg("path", {
    class: "mg-back", d: `M${tip} L${points[0]} C${points.slice(1).join(" ")}` });
  const head = makeSvg("path", { class: "mg-head", d: `M0 0L${-HEAD} -6V6z` });
  const pill = makeSvg("g", { class: "mg-pill" });
  const words = makeSvg("text", {});
  const spans = lines.map((line) => {
    const span = makeSvg("tspan", {}), [before, result] = line.split(/(?<== )/);
    span.append(before);
    if (result !== undefined) {
      const bold = makeSvg("tspan", { class: "mg-result" });
      bold.textContent = result;
      span.append(bold);
    }
    words.append(span);
    return span;
  });
  pill.append(words);
  layer.append(path, head, pill);
  const wide = Math.max(...spans.map((span) => span.getComputedTextLength())) + 20;
  const size = [wide, lines.length * LINE + 6];
  spans.forEach((span, index) => {
    span.setAttribute("x", wide / 2);
    span.setAttribute("y", 3 + (index + 0.5) * LINE);
  });
  pill.prepend(makeSvg("rect", { width: wide, height: size[1], rx: Math.min(12, size[1] / 2) }));
  return { path, head, pill, size };
}

const numbersOf = (d) => d.match(/-?\d+/g).map(Number);

// The points of `M1 2c3 4 5 6 7 8…`, where each three are relative to where the last three ended.
function curvePoints(d) {
  const [x, y, ...rest] = numbersOf(d), points = [[x, y]];
  for (let i = 0; i < rest.length; i += 6) {
    const [left, top] = points.at(-1);
    for (let k = i; k < i + 6; k += 2) points.push([left + rest[k], top + rest[k + 1]]);
  }
  return points;
}
