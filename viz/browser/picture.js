// The picture in a box of its own: its parts by name, its zoom, and what is brought into view.
// Rectangles are [left, top, width, height] in the picture's own units.
const SMALLEST_TEXT = 10; // in the picture's units
const READABLE = 11; // pixels, on a phone

function openPicture(image, label, onStart) {
  const source = decodeURIComponent(image.getAttribute("src").replace(/^[^,]*,/, ""));
  const svg = document.importNode(
    new DOMParser().parseFromString(source, "image/svg+xml").documentElement, true);
  svg.setAttribute("role", "group");
  svg.setAttribute("aria-label", label);
  const parts = new Map();
  for (const part of svg.querySelectorAll("[id]")) {
    parts.set(part.id, part);
    part.removeAttribute("id"); // a page may hold many pictures
  }
  const { width, height } = svg.viewBox.baseVal;
  const box = make("div", "mg-picture");
  box.append(svg);
  let scale = 0;

  function zoom(wanted, x = box.clientWidth / 2, y = box.clientHeight / 2) {
    const before = scale || wanted;
    const left = box.scrollLeft + x, top = box.scrollTop + y;
    scale = clamp(0.1, wanted, 5);
    svg.style.width = `${width * scale}px`;
    svg.style.height = `${height * scale}px`;
    box.scrollTo({
      left: (left * scale) / before - x, top: (top * scale) / before - y, behavior: "instant" });
  }
  function fitting() {
    const room = document.fullscreenElement ? box.clientHeight : innerHeight * 0.7;
    return Math.min((box.clientWidth - 2) / width, room / height);
  }
  function start() {
    if (!box.clientWidth) return;
    const least = box.clientWidth < 600 ? READABLE / SMALLEST_TEXT : 0.9;
    zoom(clamp(least, fitting(), document.fullscreenElement ? 3 : 1.4));
  }
  function inView([left, top, wide, high], margin = 24) {
    const frame = box.getBoundingClientRect(), at = svg.getBoundingClientRect();
    const along = (from, size, offset, scroll, room) => {
      const near = (from * scale) + offset + scroll - margin;
      const far = near + (size * scale) + 2 * margin;
      if (far - near > room) return near - (room - (far - near)) / 2;
      return near < scroll ? near : far > scroll + room ? far - room : scroll;
    };
    box.scrollTo({
      left: along(left, wide, at.left - frame.left, box.scrollLeft, box.clientWidth),
      top: along(top, high, at.top - frame.top, box.scrollTop, box.clientHeight),
      behavior: isCalm() ? "instant" : "smooth" });
  }
  const fits = ([, , wide, high]) =>
    Math.min(wide * scale + 48, width * scale) <= box.clientWidth &&
    Math.min(high * scale + 48, height * scale) <= box.clientHeight;

  zoomByHand(box, () => scale, zoom);
  dragByMouse(box, svg);
  new ResizeObserver(() => { // a closed fold has no width: it starts when it is opened
    if (scale || !box.clientWidth) return;
    start();
    onStart();
  }).observe(box);
  return {
    box, svg, parts, width, height, inView, fits, start,
    closer: () => zoom(scale * 1.25), farther: () => zoom(scale / 1.25), fit: () => zoom(fitting()),
  };
}

// Ctrl and the wheel (a touchpad's pinch), or two fingers, about the point between them.
function zoomByHand(box, scale, zoom) {
  const place = (x, y) => {
    const frame = box.getBoundingClientRect();
    return [x - frame.left, y - frame.top];
  };
  box.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoom(scale() * Math.exp(-event.deltaY / 200), ...place(event.clientX, event.clientY));
  }, { passive: false });
  let apart = 0, began = 0;
  const between = ([a, b]) => Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
  box.addEventListener("touchstart", ({ touches }) => {
    if (touches.length === 2) [apart, began] = [between(touches), scale()];
  }, { passive: true });
  box.addEventListener("touchmove", (event) => {
    if (event.touches.length !== 2) return;
    event.preventDefault();
    const [a, b] = event.touches;
    zoom(began * between([a, b]) / apart,
      ...place((a.clientX + b.clientX) / 2, (a.clientY + b.clientY) / 2));
  }, { passive: false });
}

// A mouse moves the picture; a finger does so by itself.
function dragByMouse(box, svg) {
  let from = null;
  svg.addEventListener("pointerdown", (event) => { // not on a scrollbar of the box
    if (event.pointerType !== "mouse" || event.button) return;
    const hit = event.target.closest("[tabindex]"); // a node, or another thing with keys
    if (hit && svg.contains(hit)) return;
    from = [event.clientX + box.scrollLeft, event.clientY + box.scrollTop];
    box.setPointerCapture(event.pointerId);
  });
  box.addEventListener("pointermove", (event) => {
    if (from) box.scrollTo({
      left: from[0] - event.clientX, top: from[1] - event.clientY, behavior: "instant" });
  });
  box.addEventListener("pointerup", () => { from = null; });
}

function union(...rectangles) {
  const left = Math.min(...rectangles.map(([x]) => x));
  const top = Math.min(...rectangles.map(([, y]) => y));
  const right = Math.max(...rectangles.map(([x, , wide]) => x + wide));
  const bottom = Math.max(...rectangles.map(([, y, , high]) => y + high));
  return [left, top, right - left, bottom - top];
}
