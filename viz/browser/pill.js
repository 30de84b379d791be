// Where the product stands: on its arrow if there is room, else near it, and on no node.
const meet = ([x, y, w, h], [X, Y, W, H]) => x < X + W && X < x + w && y < Y + H && Y < y + h;

// The first of the candidates that covers nothing. `path` is an SVG path with a layout.
function placePill([wide, high], label, path, isFar, obstacles, [width, height]) {
  const length = path.getTotalLength();
  const along = (...places) => places.map((t) => path.getPointAtLength(t * length));
  const anchors = isFar ? along(0.95, 0.9, 0.85)
    : [...along(0.5, 0.4, 0.6), ...(label ? [label] : []), ...along(0.3, 0.7, 0.2, 0.8)];
  const around = ({ x, y }) => [x - wide / 2, y - high / 2, wide, high];
  const isFree = (place) => place[0] >= 2 && place[1] >= 2 &&
    place[0] + wide <= width - 2 && place[1] + high <= height - 2 &&
    !obstacles.some((other) => meet(place, other));
  for (const anchor of anchors) if (isFree(around(anchor))) return around(anchor);
  for (let ring = 1; ring < 24; ring += 1) {
    for (const { x, y } of anchors) {
      for (let turn = 0; turn < 8 * ring; turn += 1) {
        const angle = (2 * Math.PI * turn) / (8 * ring);
        const place = around({
          x: x + Math.cos(angle) * ring * (wide / 2), y: y + Math.sin(angle) * ring * (high / 2) });
        if (isFree(place)) return place;
      }
    }
  }
  return around(anchors[0]);
}

// From the middle of the pill to the nearest point of its path; null where the pill lies on it.
function threadEnd([left, top, wide, high], path) {
  const length = path.getTotalLength();
  let best = null, least = Infinity;
  for (let t = 0; t <= 40; t += 1) {
    const point = path.getPointAtLength((t / 40) * length);
    const away = Math.hypot(
      Math.max(left - point.x, 0, point.x - left - wide),
      Math.max(top - point.y, 0, point.y - top - high));
    if (away < least) [best, least] = [point, away];
  }
  return least > 3 ? best : null;
}
