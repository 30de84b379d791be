// An arrow against its edge, from the user of a number back to the number, with a pill on it.
const HEAD = 15, GLIDE = 250; // units; milliseconds

function drawBack(layer, edge, pieces, place, onEnd) {
  const { path, head, pill, thread, size } = pieces;
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

// The pieces of such an arrow: not yet placed.
function makeBack(layer, edge, text) {
  const [line, tail] = edge.querySelectorAll("path");
  const points = curvePoints(line.getAttribute("d")).reverse();
  const [x, y, right, down] = numbersOf(tail.getAttribute("d"));
  const tip = [x + right, y + down];
  const path = makeSvg("path", {
    class: "mg-back", d: `M${tip} L${points[0]} C${points.slice(1).join(" ")}` });
  const head = makeSvg("path", { class: "mg-head", d: `M0 0L${-HEAD} -6V6z` });
  const pill = makeSvg("g", { class: "mg-pill" });
  const words = makeSvg("text", {});
  const [sum, result] = text.split(/(?<= = )/);
  const bold = makeSvg("tspan", {});
  bold.textContent = result;
  words.append(sum, bold);
  pill.append(words);
  layer.append(path, head, pill);
  const { width, height } = words.getBBox();
  const size = [width + 20, height + 8];
  words.setAttribute("x", size[0] / 2);
  words.setAttribute("y", size[1] / 2);
  pill.prepend(makeSvg("rect", { width: size[0], height: size[1], rx: size[1] / 2 }));
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
