"""The reference solution of 05a: depth first, with a stack in place of recursion."""


def topological_order(root):
    order, visited, stack = [], set(), [(root, False)]
    while stack:
        node, has_its_inputs = stack.pop()
        if has_its_inputs:
            order.append(node)
        elif node not in visited:
            visited.add(node)
            stack.append((node, True))
            stack += [(each, False) for each in node.inputs]
    return order
