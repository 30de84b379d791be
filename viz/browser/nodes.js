// What the nodes and edges of the picture show at a step: what is known there, and no more.
function openNodes(picture, data, { steps, arrivals }) {
  const { svg, parts } = picture;
  const pattern = makeSvg("pattern", {
    id: `${data.id}-hatch`, width: 7, height: 7,
    patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
  pattern.append(makeSvg("rect", { class: "mg-stripe", width: 3.5, height: 7 }));
  svg.prepend(pattern);

  const forward = data.inputs.map((inputs) => (inputs.length ? Infinity : 0));
  for (const step of steps.slice(1, data.turn)) forward[step.node] = step.index;
  const values = [];
  const nodes = data.inputs.map((_, place) => {
    const group = parts.get(`v${place}`);
    if (!group) return null; // a number that stands in a formula
    const [value, delta, note] = ["v", "d", "o"].map((name) => group.querySelector(`.${name}`));
    values[place] = value.textContent;
    group.dataset.node = place;
    group.setAttribute("role", "button");
    group.setAttribute("tabindex", "0");
    for (const text of group.querySelectorAll("text")) text.after(" "); // apart for who hears them
    if (!group.querySelector(".t").textContent.startsWith(data.names[place])) {
      explain(group, data.names[place]); // in its frame a node stands with the last part alone
    }
    const frame = group.querySelector(".k").getAttribute("d").split("z")[0] + "z";
    return { group, value, delta: delta.lastElementChild, note, frame, rect: rectangle(frame) };
  });
  const edges = [];
  data.inputs.forEach((inputs, user) => inputs.forEach((_, argument) => {
    const group = parts.get(`e${user}.${argument}`);
    if (!group) return;
    const [local, sent] = [".l", ".s"].map((name) => group.querySelector(name));
    // In a wrong order a node may run again, and then sends again.
    const walked = steps.filter((each) => each.node === user && each.argument === argument)
      .map((each) => each.index);
    const [x, y] = ["x", "y"].map((name) => Number(local?.getAttribute(name)));
    const label = local && { x, y: y + 3 }; // the middle of its two lines
    const [factor, arrow] = [local?.textContent, sent?.textContent.slice(0, 2)];
    edges.push({ group, local, sent, user, walked, label, factor, arrow });
  }));

  function showNode(place, known, isEnd) {
    const { group, value, delta, note } = nodes[place];
    const isComputed = known >= forward[place];
    const last = lastUntil(arrivals[place], known);
    const step = steps[last];
    const text = last === undefined ? "?" : last === data.turn ? "1" : step.gives;
    const line = last === undefined || last === data.turn ? "" : step.note.split(";")[0];
    const wrong = isEnd && data.wrong[place];
    const isPending = line && !line.startsWith("=") && !isEnd;
    const fill = last === undefined || wrong ? 0 : last === data.turn ? data.seedFill : step.fill;
    const shown = [isComputed, wrong || text, line, fill, isPending].join("|");
    if (group.dataset.shown === shown) return;
    group.dataset.shown = shown;
    value.textContent = isComputed ? values[place] : "";
    delta.textContent = wrong || text;
    if (note) note.textContent = isEnd && line === "so far" ? "" : line;
    group.setAttribute("class", group.getAttribute("class").replace(/ f\d/, ` f${fill}`));
    group.classList.toggle("mg-waiting", !isComputed);
    group.classList.toggle("mg-pending", Boolean(isPending));
    group.classList.toggle("mg-wrong", Boolean(wrong));
    hatch(group, isPending);
    const texts = [...group.querySelectorAll("text")].map((text) => text.textContent);
    group.setAttribute("aria-label", texts.filter(Boolean).join(" "));
  }
  function hatch(group, isOn) {
    const stripes = group.querySelector(".mg-hatch");
    if (!isOn) stripes?.remove();
    if (!isOn || stripes) return;
    const ground = group.querySelector(".f"), copy = ground.cloneNode();
    copy.setAttribute("class", "mg-hatch");
    copy.setAttribute("fill", `url(#${data.id}-hatch)`);
    ground.after(copy);
  }
  function showEdge(edge, known, shown) {
    const { group, local, sent, user, walked, factor, arrow } = edge;
    const isKnown = known >= forward[user], step = steps[lastUntil(walked, known)];
    group.classList.toggle("mg-waiting", !isKnown);
    group.classList.toggle("mg-used", shown.receiver === undefined && shown.index > 0 &&
      shown.index < data.turn && shown.node === user);
    group.classList.toggle("mg-walked", walked.includes(shown.index));
    if (!local) return;
    local.textContent = isKnown ? factor : "";
    sent.textContent = step ? arrow + step.sent : "";
    sent.setAttribute("class", `s ${inkClass(step ? step.sent : "0")}`);
  }
  return {
    nodes, values, forward, rectangles: nodes.filter(Boolean).map((node) => node.rect),
    labelsBut: (one) => edges.filter((edge) => edge.label && edge !== one)
      .map(({ label }) => [label.x - 18, label.y - 13, 36, 26]),
    edgeOf: (step) => edges.find((edge) => edge.walked.includes(step.index)),
    show(known, shown) {
      const isEnd = known === steps.length - 1 && shown.node === undefined;
      nodes.forEach((node, place) => { if (node) showNode(place, known, isEnd); });
      for (const edge of edges) showEdge(edge, known, shown);
    },
  };
}

// The colour of a number, by its sign: that of the weakest ground of this sign.
const inkClass = (text) => /^(0|nan)$/.test(text) ? "f0" : text.startsWith("−") ? "f4" : "f1";

// A tooltip while the pointer is there: left in place, it would hide the other texts of a node
// from those who hear the page.
function explain(group, text) {
  group.setAttribute("aria-description", text);
  const tooltip = makeSvg("title", {});
  tooltip.textContent = text;
  group.addEventListener("pointerenter", () => group.prepend(tooltip));
  group.addEventListener("pointerleave", () => tooltip.remove());
}

// The frame of a node, `M12 30h60v73H12z`, as [left, top, width, height].
function rectangle(d) {
  return numbersOf(d).slice(0, 4);
}
