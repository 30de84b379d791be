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
  const points = along(...Array.from({ length: 41 }, (_, index) => index / 40));
  const middle = anchors[0];
  const nearest = (place) => Math.min(...points.map((point) => distance(place, point))) +
    distance(place, middle) / 3;
  for (let ring = 1; ring < 24; ring += 1) {
    const free = anchors.flatMap(({ x, y }) => turns(8 * ring).map((angle) => around({
      x: x + Math.cos(angle) * ring * (wide / 2), y: y + Math.sin(angle) * ring * (high / 2) })))
      .filter(isFree);
    if (free.length) return free.reduce((one, two) => nearest(two) < nearest(one) ? two : one);
  }
  return around(anchors[0]);
}

const turns = (count) => Array.from({ length: count }, (_, index) => (2 * Math.PI * index) / count);
const distance = ([left, top, wide, high], { x, y }) =>
  Math.hypot(Math.max(left - x, 0, x - left - wide), Math.max(top - y, 0, y - top - high));

// From the middle of the pill to the nearest point of its path; null where the pill lies on it.
function threadEnd(place, path) {
  const length = path.getTotalLength();
  let best = null, least = Infinity;
  for (let t = 0; t <= 40; t += 1) {
    const point = path.getPointAtLength((t / 40) * length);
    const away = distance(place, point);
    if (away < least) [best, least] = [point, away];
  }
  return least > 3 ? best : null;
}
