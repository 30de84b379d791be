// What is marked in the picture at a step: the node at work, who receives, and the arrow between.
function openMarks(picture, view, data) {
  const overlay = makeSvg("g", { class: "mg-overlay" });
  picture.svg.append(overlay);
  let stop = () => {};

  function show(step, isAsked, onSettled) {
    stop();
    overlay.replaceChildren();
    if (step.node === undefined) return onSettled();
    const active = view.nodes[step.node], receiver = view.nodes[step.receiver] ?? active;
    frame(active, "mg-active");
    if (step.receiver === undefined) {
      picture.inView(active.rect);
      return onSettled();
    }
    frame(receiver, "mg-receiver");
    const isFar = !picture.fits(union(active.rect, receiver.rect));
    const product = isAsked ? step.numbers.replace(/ = .*/, " = ?") : step.numbers;
    const back = makeBack(overlay, view.edgeOf(step).group,
      pillLines(product, data.pillLine, isFar && lastParts(data.names[step.node], 2)));
    const spot = room(step, back, isFar), pill = [spot[0], spot[1], ...back.size];
    thread(back, spot);
    const wanted = [union(active.rect, receiver.rect, pill), union(receiver.rect, pill)];
    picture.inView(wanted.find(picture.fits) ?? receiver.rect);
    stop = drawBack(back, spot, onSettled);
  }
  function frame(node, name) {
    overlay.append(makeSvg("path", { class: name, d: node.frame }));
  }
  function room(step, back, isFar) {
    const edge = view.edgeOf(step), tip = back.path.getPointAtLength(back.path.getTotalLength());
    const head = [tip.x - HEAD, tip.y - HEAD, 2 * HEAD, 2 * HEAD];
    const obstacles = [...view.rectangles, ...view.labelsBut(edge), head];
    const size = [picture.width, picture.height];
    return placePill(back.size, edge.label, back.path, isFar, obstacles, size);
  }
  function thread(back, [left, top, wide, high]) {
    const end = threadEnd([left, top, wide, high], back.path);
    if (!end) return;
    const d = `M${left + wide / 2} ${top + high / 2}L${end.x} ${end.y}`;
    back.thread = makeSvg("path", { class: "mg-thread", d });
    back.pill.before(back.thread);
  }
  return { show };
}
