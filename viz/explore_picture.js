// The picture that follows its numbers: only what has changed is written into the SVG.

// `nodes` are the boxes with their edges; `colours` the light colour of each role, from which the
// style sheet makes the dark one.
function livingPicture(svg, nodes, colours) {
  const part = (group, name) => group && group.querySelector(`[data-shows="${name}"]`);
  const boxes = nodes.map((node, place) => {
    const group = svg.querySelector(`[data-node="${place}"]`);
    return {
      group,
      value: part(group, "value"),
      letter: part(group, "letter"),
      delta: part(group, "delta"),
      sum: part(group, "sum"),
      fill: part(group, "fill"),
      terms: node.users.map((edge) => edge),
    };
  });
  const edges = nodes.flatMap((node) => node.edges);
  const arrows = edges.map((edge) => {
    const group = svg.querySelector(`[data-edge="${edge.place}"]`);
    return {
      group,
      lines: group ? [...group.querySelectorAll("path")] : [],
      heads: group ? [...group.querySelectorAll("polygon")] : [],
      local: part(group, "local"),
      sent: part(group, "sent"),
    };
  });

  function write(element, attribute, text) {
    if (!element) return;
    const now = attribute === "text" ? element.textContent : element.getAttribute(attribute);
    if (now === text) return;
    if (attribute === "text") element.textContent = text;
    else element.setAttribute(attribute, text);
  }
  const largest = (numbers) => numbers.reduce(
    (most, x) => (Math.abs(x) < Infinity ? Math.max(most, Math.abs(x)) : most), 0) || 1;
  const signRole = (x) => (x > 0 ? "positive" : x < 0 ? "negative" : "muted");

  function fillRole(delta, most) {
    if (delta === 0 || Number.isNaN(delta)) return "cell";
    const size = Math.abs(delta) < Infinity ? Math.abs(delta) / most : 1;
    return `${signRole(delta)}_${size >= 0.5 ? "strong" : size >= 0.1 ? "medium" : "weak"}`;
  }
  function paintBox(box, node, most) {
    const delta = node.delta();
    write(box.value, "text", node.hasValue() ? shownNumber(node.value()) : "—");
    write(box.delta, "text", node.hasDelta() ? shownNumber(delta) : "—");
    const ink = colours[node.hasDelta() ? signRole(delta) : "muted"];
    write(box.delta, "fill", ink);
    write(box.letter, "fill", ink);
    write(box.fill, "fill", colours[node.hasDelta() ? fillRole(delta, most) : "cell"]);
    if (box.sum) write(box.sum, "text", node.hasDelta() ? sumText(node.users) : "");
  }
  function paintArrow(arrow, edge, most) {
    const isKnown = edge.isKnown();
    const [local, sent] = [edge.local(), edge.sent()];
    const isFaint = isKnown && local === 1;
    write(arrow.local, "text", isKnown ? `×${shownNumber(local)}` : "—");
    write(arrow.local, "fill", colours[isFaint ? "faint" : "muted"]);
    write(arrow.sent, "text", isKnown ? `◂ ${shownNumber(sent)}` : "");
    write(arrow.sent, "fill", colours[signRole(sent)]);
    const share = Math.min(1, Math.abs(sent) / most) || 0;
    const colour = colours[isFaint ? "faint_edge" : "edge"];
    for (const line of arrow.lines) {
      write(line, "stroke", colour);
      write(line, "stroke-width", (0.8 + 2.2 * (isKnown ? share : 0)).toFixed(2));
    }
    for (const head of arrow.heads) {
      write(head, "fill", colour);
      write(head, "stroke", colour);
    }
  }
  return {
    boxes,
    paint() {
      const most = largest(nodes.map((node) => node.delta()));
      nodes.forEach((node, place) => paintBox(boxes[place], node, most));
      const mostSent = largest(edges.map((edge) => edge.sent()));
      edges.forEach((edge, place) => paintArrow(arrows[place], edge, mostSent));
    },
    // Fade all but the nodes and edges of one path; all of them again without one.
    light(path) {
      const lit = new Set(path ?? []);
      const ends = new Set([...lit].flatMap((edge) => [edge.input, edge.user]));
      svg.classList.toggle("mg-lit", path !== null);
      boxes.forEach(({ group }, place) => group?.classList.toggle("mg-on", ends.has(place)));
      arrows.forEach(({ group }, place) => group?.classList.toggle("mg-on", lit.has(edges[place])));
    },
  };
}
