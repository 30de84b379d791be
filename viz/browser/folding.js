// In a large graph a group of nodes is folded until the walk comes to it: on the way forward with
// its first operation, on the way back with its first δ. A plate covers what is in its frame.
function openFolds(picture, view, { steps, arrivals }, data) {
  const groups = data.isLarge ? [...picture.svg.querySelectorAll(".c")].map(group) : [];
  let isOpen = false;

  function group(frame) {
    const [left, top, wide, high] = rectangle(frame.querySelector("path").getAttribute("d"));
    const holds = ([x, y, width, height]) => x >= left && y >= top &&
      x + width <= left + wide && y + height <= top + high;
    const members = view.nodes.flatMap((node, place) => (node && holds(node.rect) ? [place] : []));
    const computed = members.filter((place) => data.inputs[place].length);
    const plate = makeSvg("g", { class: "mg-plate", role: "button", tabindex: 0 });
    const title = makeSvg("text", { class: "t", x: left + wide / 2, y: top + high / 2 });
    const size = makeSvg("text", { x: left + wide / 2, y: top + high / 2 + 20 });
    title.textContent = frame.textContent;
    size.textContent = `${members.length} nodes`;
    plate.append(makeSvg("rect", { x: left, y: top, width: wide, height: high }), title, " ", size);
    plate.dataset.node = computed[0] ?? members[0];
    picture.svg.append(plate);
    return { plate, members, rect: [left, top, wide, high], holds,
      forward: computed.length ? Math.min(...computed.map((place) => view.forward[place])) : 0,
      back: Math.min(...members.map((place) => arrivals[place][0] ?? steps.length)) };
  }
  function show(position) {
    const start = position < data.turn ? "forward" : "back";
    const entered = (each) => isOpen || position >= each[start];
    const folded = groups.filter((each) => !entered(each));
    const outer = folded.filter((each) => !folded.some((other) =>
      other !== each && other.holds(each.rect)));
    for (const each of groups) each.plate.classList.toggle("mg-folded", outer.includes(each));
    const hidden = new Set(outer.flatMap((each) => each.members));
    view.nodes.forEach((node, place) =>
      node?.group.classList.toggle("mg-hidden", hidden.has(place)));
  }
  return { show, isNeeded: groups.length > 0, toggle() { isOpen = !isOpen; return isOpen; } };
}
