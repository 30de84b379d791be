// The paths from a node to the root: on each the product of its local derivatives, and their sum.

// For every node the number of its paths, and the `most` whose products are largest, in this
// order. A path is its product, its first edge, and the path from the user of that edge on.
function pathsToRoot(nodes, most = 8) {
  const found = nodes.map(() => ({ count: 0, best: [] }));
  found[nodes.length - 1] = { count: 1, best: [{ product: 1, size: 1, edge: null, rest: null }] };
  for (let user = nodes.length - 1; user >= 0; user -= 1) {
    for (const edge of nodes[user].edges) {
      const [input, local] = [found[edge.input], edge.local()];
      input.count += found[user].count;
      for (const rest of found[user].best) {
        const product = local * rest.product;
        const size = Number.isNaN(product) ? Infinity : Math.abs(product);
        const after = input.best.findIndex((other) => other.size < size);
        if (after < 0 && input.best.length === most) break; // so are all that follow
        input.best.splice(after < 0 ? most : after, 0, { product, size, edge, rest });
        input.best.length = Math.min(input.best.length, most);
      }
    }
  }
  return found;
}

function edgesOf(path) {
  const edges = [];
  for (let at = path; at.edge; at = at.rest) edges.push(at.edge);
  return edges;
}

// A number behind a sign: a negative one stands in brackets.
function bracketed(x) {
  const text = shownNumber(x);
  return text.startsWith("−") ? `(${text})` : text;
}

// In one frame with the node before, the last part of a name is enough.
function nameAfter({ name, frame }, place, path) {
  return place && frame === path[place - 1].frame ? name.slice(frame.length) : name;
}

// The list of them; `light` is called with the edges of the row that a reader looks at.
function pathList(graph, light) {
  const element = make("div", "mg-side");
  const heading = make("p", "mg-heading");
  const list = make("ol", "mg-paths");
  const rest = make("p", "mg-rest");
  element.append(heading, list, rest);
  const rows = [];
  let node = null;

  function newRow() {
    const row = { item: make("li"), press: make("button"), edges: [] };
    row.press.type = "button";
    listen(row.press, "pointerenter focus click", () => light(row.edges));
    listen(row.press, "pointerleave blur", () => light(null));
    row.item.append(row.press);
    list.append(row.item);
    return row;
  }
  function words(edges, product) {
    const names = [node, ...edges.map((edge) => graph.nodes[edge.user])].map(nameAfter);
    const factors = edges.map((edge, i) => (i ? bracketed : shownNumber)(edge.local()));
    if (factors.length > 1) factors.push(`${factors.pop()} = ${shownNumber(product)}`);
    return `${names.join(" → ")}: ${factors.join(" · ")}`;
  }
  function title(count) {
    if (!graph.isWhole()) return `Here ${node.name} has no δ.`;
    const delta = `δ(${node.name}) = ${shownNumber(node.delta())}`;
    if (node === graph.root) return `This is the end of all paths: ${delta}`;
    const many = count > 1e6 ? "More than 10⁶" : String(count);
    const from = `from ${node.name} to ${graph.root.name}`;
    return count === 1 ? `1 path ${from}; its product is ${delta}`
      : `${many} paths ${from}; the sum of their products is ${delta}`;
  }
  function update() {
    const { count, best } = pathsToRoot(graph.nodes)[node.place];
    const paths = graph.isWhole() && node !== graph.root ? best : [];
    heading.textContent = title(count);
    while (rows.length < paths.length) rows.push(newRow());
    while (rows.length > paths.length) rows.pop().item.remove();
    paths.forEach((path, place) => {
      const row = rows[place];
      row.edges = edgesOf(path);
      row.press.textContent = words(row.edges, path.product);
    });
    const others = paths.reduce((left, path) => left - path.product, node.delta());
    const many = count > 1e6 ? "" : ` ${count - paths.length}`;
    rest.textContent = paths.length && count > paths.length
      ? `the other${many} together: ${shownNumber(others)}` : "";
  }
  return {
    element,
    update,
    isOf: (other) => node === other,
    show(other) {
      node = other;
      light(null);
      update();
    },
  };
}
