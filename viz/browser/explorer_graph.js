// The graph of an explorer: its nodes and edges, whose numbers the table computes.

function livingGraph(data) {
  const machine = runnable(data.table);
  const { numbers } = machine;
  const given = data.table.numbers.length;
  // A number stands if it is given, or was computed before the first row outside of its domain.
  const stands = (place) => machine.refusal === null || place - given < machine.refusal.row;
  let edgeCount = 0;
  const nodes = data.nodes.map(([name, frame, inputs, value, delta, locals, sent], place) => ({
    name,
    frame, // of a dotted name, all but its last part
    place,
    users: [], // the edges that leave it, in the order of the way back
    leaf: inputs.length === 0 && value < data.table.arguments ? value : null,
    value: () => numbers[value],
    delta: () => numbers[delta],
    hasValue: () => stands(value),
    edges: inputs.map((input, argument) => ({
      place: edgeCount++,
      input,
      user: place,
      local: () => numbers[locals[argument]],
      sent: () => numbers[sent[argument]],
    })),
  }));
  for (const node of [...nodes].reverse()) {
    for (const edge of node.edges) nodes[edge.input].users.push(edge);
  }
  const root = nodes.at(-1);
  const rootValue = () => (root.hasValue() ? root.value() : NaN);
  const graph = {
    nodes,
    root,
    edges: nodes.flatMap((node) => node.edges),
    leaves: nodes.filter((node) => node.leaf !== null).sort((a, b) => a.leaf - b.leaf),
    isWhole: () => machine.refusal === null,
    rootValue,
    set(leaf, x) {
      numbers[leaf.leaf] = x;
      machine.run();
    },
    reset() {
      numbers.set(data.table.numbers.slice(0, data.table.arguments));
      machine.run();
    },
    // The root at many numbers of one leaf; nan where it has no value.
    along(leaf, xs) {
      const before = leaf.value();
      const found = xs.map((x) => {
        numbers[leaf.leaf] = x;
        machine.run(true);
        return rootValue();
      });
      graph.set(leaf, before);
      return found;
    },
    refusal() {
      const owner = data.table.owners[machine.refusal.row];
      const where = owner === undefined ? "on the way back" : `at ${nodes[owner].name}`;
      return `${machine.refusal.words}, ${where}`;
    },
  };
  return graph;
}
