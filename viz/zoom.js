// A picture in a box that scrolls: larger and smaller by buttons, and by Ctrl and the wheel.

function zoomable(box, svg, button) {
  const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
  let scale = 1;

  function to(wanted, x = box.clientWidth / 2, y = box.clientHeight / 2) {
    const next = Math.min(4, Math.max(0.2, wanted));
    const [left, top] = [(box.scrollLeft + x) / scale, (box.scrollTop + y) / scale];
    scale = next;
    svg.setAttribute("width", width * scale);
    svg.setAttribute("height", height * scale);
    box.scrollLeft = left * scale - x;
    box.scrollTop = top * scale - y;
  }
  // All of it where its texts stay readable then; never larger than they need to be.
  const fitting = () => box.clientWidth / width || 1;
  box.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return; // which a touchpad's pinch sends, too
    event.preventDefault();
    const frame = box.getBoundingClientRect();
    to(scale * Math.exp(-event.deltaY / 300), event.clientX - frame.left, event.clientY - frame.top);
  }, { passive: false });
  to(Math.min(1.35, Math.max(0.7, fitting())));
  return [
    button("−", "smaller picture", () => to(scale / 1.25)),
    button("+", "larger picture", () => to(scale * 1.25)),
    button("fit", "the whole picture", () => to(fitting())),
  ];
}
