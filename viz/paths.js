// The paths from each node to the root, with the product of the local derivatives along each.

// For every node: the number of its paths, and the `most` of them whose products are largest.
// A path is its product and its first edge; `rest` is the path from the user of that edge on.
function pathsToRoot(nodes, most = 8) {
  const found = nodes.map(() => ({ count: 0, best: [] }));
  const root = nodes.length - 1;
  found[root] = { count: 1, best: [{ product: 1, edge: null, rest: null }] };
  for (let user = root; user >= 0; user -= 1) {
    const { count, best } = found[user];
    best.sort((a, b) => sizeOf(b.product) - sizeOf(a.product));
    best.splice(most);
    for (const edge of count ? nodes[user].edges : []) {
      const input = found[edge.input];
      input.count += count;
      for (const rest of best) input.best.push({ product: edge.local() * rest.product, edge, rest });
    }
  }
  return found;
}

function sizeOf(product) {
  return Number.isNaN(product) ? Number.MAX_VALUE : Math.min(Math.abs(product), Number.MAX_VALUE);
}

// The edges of a path, in the order of the forward pass.
function edgesOf(path) {
  const edges = [];
  for (let at = path; at.edge; at = at.rest) edges.push(at.edge);
  return edges;
}

// A number as a term or a factor: a negative one stands in brackets.
function bracketed(x) {
  const text = shownNumber(x);
  return text.startsWith("−") ? `(${text})` : text;
}
