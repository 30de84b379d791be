"""Right implementations of Value in the styles of many honest authors; each makes one class."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field
from functools import partialmethod

FUNCTIONS = {  # name: the function, and its slope from input and output
    "exp": (math.exp, lambda x, z: z),
    "log": (math.log, lambda x, z: 1 / x),
    "tanh": (math.tanh, lambda x, z: 1 - z * z),
    "sigmoid": (lambda x: 1 / (1 + math.exp(-x)), lambda x, z: z * (1 - z)),
    "relu": (lambda x: x if x > 0 else 0.0, lambda x, z: float(x > 0)),
}


def with_functions(make):
    """The methods of FUNCTIONS, by a `make(node, data, slope)` that makes a node of one input."""

    def method(function, slope):
        def apply(self):
            z = function(self.data)
            return make(self, z, slope(self.data, z))

        return apply

    return {name: method(*each) for name, each in FUNCTIONS.items()}


class Composed:
    """micrograd's arithmetic: everything out of +, * and **."""

    def __neg__(self):
        return self * -1

    def __radd__(self, other):
        return self + other

    def __sub__(self, other):
        return self + (-other)

    def __rsub__(self, other):
        return other + (-self)

    def __rmul__(self, other):
        return self * other

    def __truediv__(self, other):
        return self * other**-1

    def __rtruediv__(self, other):
        return other * self**-1


class Reflected(Composed):
    """− and / through a Value(other) on the left."""

    def __rsub__(self, other):
        return type(self)(other) - self

    def __rtruediv__(self, other):
        return type(self)(other) / self


def sorted_recursively(root, inputs):
    topo, visited = [], set()

    def build(v):
        if v not in visited:
            visited.add(v)
            for child in inputs(v):
                build(child)
            topo.append(v)

    build(root)
    return topo


def micrograd():
    """Closures without arguments, a set of inputs, a recursive sort; tanh out of exp."""

    class Value(Composed):
        def __init__(self, data, _children=(), _op=""):
            self.data = data
            self.grad = 0
            self._backward = lambda: None
            self._prev = set(_children)
            self._op = _op

        def __add__(self, other):
            other = other if isinstance(other, Value) else Value(other)
            out = Value(self.data + other.data, (self, other), "+")

            def _backward():
                self.grad += out.grad
                other.grad += out.grad

            out._backward = _backward
            return out

        def __mul__(self, other):
            other = other if isinstance(other, Value) else Value(other)
            out = Value(self.data * other.data, (self, other), "*")

            def _backward():
                self.grad += other.data * out.grad
                other.grad += self.data * out.grad

            out._backward = _backward
            return out

        def __pow__(self, other):
            assert isinstance(other, (int, float)), "only supporting int/float powers for now"
            out = Value(self.data**other, (self,), f"**{other}")

            def _backward():
                self.grad += (other * self.data ** (other - 1)) * out.grad

            out._backward = _backward
            return out

        def exp(self):
            out = Value(math.exp(self.data), (self,), "exp")

            def _backward():
                self.grad += out.data * out.grad

            out._backward = _backward
            return out

        def log(self):
            out = Value(math.log(self.data), (self,), "log")

            def _backward():
                self.grad += out.grad / self.data

            out._backward = _backward
            return out

        def tanh(self):
            e = (2 * self).exp()
            return (e - 1) / (e + 1)

        def sigmoid(self):
            return ((self * 0.5).tanh() + 1) * 0.5

        def relu(self):
            out = Value(0 if self.data < 0 else self.data, (self,), "ReLU")

            def _backward():
                self.grad += (out.data > 0) * out.grad

            out._backward = _backward
            return out

        def _topo(self):
            return sorted_recursively(self, lambda v: v._prev)

        def backward(self):
            self.grad = 1
            for v in reversed(self._topo()):
                v._backward()

        def zero_grad(self):
            for v in self._topo():
                v.grad = 0

    return Value


def micrograd_with_own_rules():
    """The same closures, with rules of their own for − and / and all functions."""
    Base = micrograd()

    def node(data, inputs, slopes):
        out = Value(data, inputs)

        def _backward():
            for each, slope in zip(inputs, slopes):
                each.grad += slope * out.grad

        out._backward = _backward
        return out

    def lift(x):
        return x if isinstance(x, Base) else Value(x)

    class Value(Base):
        def __add__(self, other):
            other = lift(other)
            return node(self.data + other.data, (self, other), (1, 1))

        def __mul__(self, other):
            other = lift(other)
            return node(self.data * other.data, (self, other), (other.data, self.data))

        def __sub__(self, other):
            other = lift(other)
            return node(self.data - other.data, (self, other), (1, -1))

        def __neg__(self):
            return node(-self.data, (self,), (-1,))

        def __pow__(self, n):
            return node(self.data**n, (self,), (n * self.data ** (n - 1),))

        def __rsub__(self, other):
            return lift(other) - self

        def __truediv__(self, other):
            x, y = self.data, lift(other).data
            return node(x / y, (self, lift(other)), (1 / y, -x / y**2))

        def __rtruediv__(self, other):
            return lift(other) / self

    for name, method in with_functions(lambda x, z, slope: node(z, (x,), (slope,))).items():
        setattr(Value, name, method)
    return Value


def contributions():
    """`_backward(delta)` returns what it sends; a tuple of inputs; a stack instead of recursion."""

    class Value(Reflected):
        def __init__(self, data, inputs=(), rule=lambda delta: ()):
            self.data = float(data)
            self.grad = 0.0
            self.inputs = inputs
            self._backward = rule

        def __add__(self, other):
            other = other if isinstance(other, Value) else type(self)(other)
            return type(self)(self.data + other.data, (self, other), lambda d: (d, d))

        def __mul__(self, other):
            other = other if isinstance(other, Value) else type(self)(other)
            x, y = self.data, other.data
            return type(self)(x * y, (self, other), lambda d: (d * y, d * x))

        def __pow__(self, n):
            x = self.data
            return type(self)(x**n, (self,), lambda d: (d * n * x ** (n - 1),))

        locals().update(with_functions(lambda x, z, s: type(x)(z, (x,), lambda d: (d * s,))))

        def nodes(self):
            order, seen, stack = [], set(), [(self, False)]
            while stack:
                node, is_done = stack.pop()
                if is_done:
                    order.append(node)
                elif id(node) not in seen:
                    seen.add(id(node))
                    stack.append((node, True))
                    stack.extend((each, False) for each in node.inputs)
            return order

        def backward(self):
            self.grad += 1.0
            for node in reversed(self.nodes()):
                for each, sent in zip(node.inputs, node._backward(node.grad)):
                    each.grad += sent

        def zero_grad(self):
            for node in self.nodes():
                node.grad = 0.0

    return Value


def deltas_in_a_dictionary():
    """Each pass has its own dictionary of δ, and adds it to grad at its end."""
    Base = contributions()

    class Value(Base):
        def backward(self):
            delta = {id(node): 0.0 for node in self.nodes()}
            delta[id(self)] = 1.0
            for node in reversed(self.nodes()):
                for each, sent in zip(node.inputs, node._backward(delta[id(node)])):
                    delta[id(each)] += sent
            for node in self.nodes():
                node.grad += delta[id(node)]

    return Value


def kahn():
    """Kahn's algorithm: count the uses first, and call a node when the last user has sent."""
    Base = contributions()

    class Value(Base):
        def backward(self):
            uses, stack, seen = {}, [self], {id(self)}
            while stack:
                for each in stack.pop().inputs:
                    uses[id(each)] = uses.get(id(each), 0) + 1
                    if id(each) not in seen:
                        seen.add(id(each))
                        stack.append(each)
            self.grad = 1.0
            ready = deque([self])
            while ready:
                node = ready.popleft()
                for each, sent in zip(node.inputs, node._backward(node.grad)):
                    each.grad += sent
                    uses[id(each)] -= 1
                    if uses[id(each)] == 0:
                        ready.append(each)

    return Value


def counted_recursion():
    """Recursion that waits: a node counts its users and sends when the last one has called."""
    Base = contributions()

    class Value(Base):
        def count(self):
            self.waits_for = getattr(self, "waits_for", 0) + 1
            if self.waits_for == 1:
                for each in self.inputs:
                    each.count()

        def receive(self, delta):
            self.grad += delta
            self.waits_for -= 1
            if self.waits_for == 0:
                for each, sent in zip(self.inputs, self._backward(self.grad)):
                    each.receive(sent)

        def backward(self):
            self.count()
            self.receive(1.0)

    return Value


def every_path():
    """backward(delta) walks every path by itself, and adds up at each node: slow, and right."""

    class Value(Composed):
        def __init__(self, data, edges=()):
            self.data, self.grad, self.edges = data, 0.0, edges

        def __add__(self, other):
            if not isinstance(other, Value):
                return type(self)(self.data + other, [(self, 1.0)])
            return type(self)(self.data + other.data, [(self, 1.0), (other, 1.0)])

        def __mul__(self, other):
            if not isinstance(other, Value):
                return type(self)(self.data * other, [(self, other)])
            return type(self)(self.data * other.data, [(self, other.data), (other, self.data)])

        def __pow__(self, n):
            return type(self)(self.data**n, [(self, n * self.data ** (n - 1))])

        locals().update(with_functions(lambda x, z, slope: type(x)(z, [(x, slope)])))

        def backward(self, delta=1.0):
            self.grad += delta
            for node, slope in self.edges:
                node.backward(delta * slope)

        def zero_grad(self):
            self.grad = 0.0
            for node, _ in self.edges:
                node.zero_grad()

    return Value


def every_path_by_rules():
    """The same with a `_backward(delta)` that sends the δ of one path on at once."""
    Base = every_path()

    class Value(Base):
        def _backward(self, delta):
            for node, slope in self.edges:
                node.grad += delta * slope
                node._backward(delta * slope)

        def backward(self):
            self.grad += 1.0
            self._backward(1.0)

    return Value


def data_class():
    """A dataclass, compared by identity, with a list of inputs and a list of slopes."""

    @dataclass(eq=False)
    class Value(Reflected):
        data: float
        parents: list = field(default_factory=list)
        slopes: list = field(default_factory=list)
        grad: float = 0.0

        def __add__(self, other):
            other = other if isinstance(other, Value) else Value(other)
            return Value(self.data + other.data, [self, other], [1.0, 1.0])

        def __mul__(self, other):
            other = other if isinstance(other, Value) else Value(other)
            return Value(self.data * other.data, [self, other], [other.data, self.data])

        def __pow__(self, n):
            return Value(self.data**n, [self], [n * self.data ** (n - 1)])

        def tanh(self):
            t = math.tanh(self.data)
            return Value(t, [self], [1 - t**2])

        def sigmoid(self):
            return 1 / (1 + (-self).exp())

        def exp(self):
            return Value(math.exp(self.data), [self], [math.exp(self.data)])

        def log(self):
            return Value(math.log(self.data), [self], [self.data**-1])

        def relu(self):
            return Value(max(0.0, self.data), [self], [1.0 if self.data > 0 else 0.0])

        def order(self):
            return sorted_recursively(self, lambda node: node.parents)[::-1]

        def backward(self):
            self.grad = 1.0
            for node in self.order():
                for parent, slope in zip(node.parents, node.slopes):
                    parent.grad += node.grad * slope

        def zero_grad(self):
            for node in self.order():
                node.grad = 0.0

    return Value


def slots():
    """__slots__, no class attribute can be replaced; the rule gets the node itself."""

    class Value(Composed):
        __slots__ = ("args", "data", "grad", "rule")

        def __init__(self, data, args=None, rule=None):
            self.data, self.grad, self.args, self.rule = data, 0.0, args, rule

        def __add__(self, other):
            other = other if isinstance(other, Value) else Value(other)

            def rule(out):
                self.grad += out.grad
                other.grad += out.grad

            return Value(self.data + other.data, [self, other], rule)

        def __mul__(self, other):
            other = other if isinstance(other, Value) else Value(other)

            def rule(out):
                self.grad += out.grad * other.data
                other.grad += out.grad * self.data

            return Value(self.data * other.data, [self, other], rule)

        def __pow__(self, n):
            def rule(out):
                self.grad += out.grad * n * self.data ** (n - 1)

            return Value(self.data**n, [self], rule)

        def _of(self, data, slope):
            def rule(out):
                self.grad += out.grad * slope

            return Value(data, [self], rule)

        locals().update(with_functions(lambda x, z, slope: x._of(z, slope)))

        def all(self):
            return sorted_recursively(self, lambda node: node.args or ())

        def backward(self):
            self.grad = 1.0
            for node in self.all()[::-1]:
                if node.rule is not None:
                    node.rule(node)

        def zero_grad(self):
            for node in self.all():
                node.grad = 0.0

    return Value


def table_of_lambdas():
    """An operation is a word; a table has its number and its slopes."""
    TABLE = {
        "+": (lambda x, y: x + y, lambda x, y: (1, 1)),
        "-": (lambda x, y: x - y, lambda x, y: (1, -1)),
        "*": (lambda x, y: x * y, lambda x, y: (y, x)),
        "/": (lambda x, y: x / y, lambda x, y: (1 / y, -x / (y * y))),
        "^": (lambda x, n: x**n, lambda x, n: (n * x ** (n - 1), 0.0)),
        "neg": (lambda x: -x, lambda x: (-1,)),
        "exp": (math.exp, lambda x: (math.exp(x),)),
        "log": (math.log, lambda x: (1 / x,)),
        "tanh": (math.tanh, lambda x: (1 / math.cosh(x) ** 2,)),
        "sigmoid": (
            lambda x: 0.5 * (1 + math.tanh(x / 2)),
            lambda x: (0.25 * (1 - math.tanh(x / 2) ** 2),),
        ),
        "relu": (lambda x: max(x, 0), lambda x: (1 if x > 0 else 0,)),
    }

    class Value:
        def __init__(self, data, op=None, children=()):
            self.data, self.op, self.children, self.grad = data, op, children, 0

        def nodes(self):
            return sorted_recursively(self, lambda node: node.children)

        def backward(self):
            self.zero_grad()
            self.grad = 1
            for node in reversed(self.nodes()):
                if node.op:
                    slopes = TABLE[node.op][1](*[child.data for child in node.children])
                    for child, slope in zip(node.children, slopes):
                        child.grad += slope * node.grad

        def zero_grad(self):
            for node in self.nodes():
                node.grad = 0

    def lift(x):
        return x if isinstance(x, Value) else Value(x)

    def method(op, is_reflected=False):
        def apply(*operands):
            nodes = [lift(x) for x in operands]
            nodes = nodes[::-1] if is_reflected else nodes
            return Value(TABLE[op][0](*[node.data for node in nodes]), op, tuple(nodes))

        return apply

    names = {"add": "+", "sub": "-", "mul": "*", "truediv": "/"}
    for name, op in names.items():
        setattr(Value, f"__{name}__", method(op))
        setattr(Value, f"__r{name}__", method(op, is_reflected=True))
    Value.__pow__, Value.__neg__ = method("^"), method("neg")
    for name in FUNCTIONS:
        setattr(Value, name, method(name))
    return Value


def numpy_data():
    """data and grad are NumPy's float64; a slope is an array of one number."""
    import numpy as np

    class Value(Reflected):
        def __init__(self, data, children=(), slopes=()):
            self.data = np.float64(data)
            self.grad = np.zeros(())[()]
            self.children = list(children)
            self.slopes = slopes

        def __add__(self, other):
            other = other if isinstance(other, Value) else Value(other)
            return Value(self.data + other.data, [self, other], np.ones(2))

        def __mul__(self, other):
            other = other if isinstance(other, Value) else Value(other)
            return Value(self.data * other.data, [self, other], np.array([other.data, self.data]))

        def __pow__(self, n):
            return Value(self.data**n, [self], np.array([n * self.data ** (n - 1)]))

        def exp(self):
            return Value(np.exp(self.data), [self], [np.exp(self.data)])

        def log(self):
            return Value(np.log(self.data), [self], [1 / self.data])

        def tanh(self):
            return Value(np.tanh(self.data), [self], [1 - np.tanh(self.data) ** 2])

        def sigmoid(self):
            s = 1 / (1 + np.exp(-self.data))
            return Value(s, [self], [s - s**2])

        def relu(self):
            return Value(np.maximum(self.data, 0), [self], [np.heaviside(self.data, 0)])

        def backward(self):
            self.grad = np.float64(1)
            for node in reversed(sorted_recursively(self, lambda each: each.children)):
                for child, slope in zip(node.children, node.slopes):
                    child.grad = child.grad + slope * node.grad

        def zero_grad(self):
            for node in sorted_recursively(self, lambda each: each.children):
                node.grad = np.float64(0)

    return Value


def autograd_functions():
    """Operations are classes with forward and backward and a context, as in PyTorch."""

    class Function:
        def __init__(self, *inputs):
            self.inputs = inputs
            self.saved = ()

        @classmethod
        def apply(cls, *operands):
            inputs = [x if isinstance(x, Value) else Value(x) for x in operands]
            context = cls(*inputs)
            return Value(context.forward(*[x.data for x in inputs]), context)

    class Add(Function):
        def forward(self, x, y):
            return x + y

        def backward(self, delta):
            return delta, delta

    class Mul(Function):
        def forward(self, x, y):
            self.saved = x, y
            return x * y

        def backward(self, delta):
            x, y = self.saved
            return y * delta, x * delta

    class Pow(Function):
        def forward(self, x, n):
            self.saved = x, n
            return x**n

        def backward(self, delta):
            x, n = self.saved
            return delta * n * x ** (n - 1), None

    def unary(function, slope):
        class Unary(Function):
            def forward(self, x):
                self.saved = x, function(x)
                return self.saved[1]

            def backward(self, delta):
                return (delta * slope(*self.saved),)

        return Unary

    class Value(Reflected):
        def __init__(self, data, grad_fn=None):
            self.data, self.grad, self.grad_fn = data, 0.0, grad_fn

        def __add__(self, other):
            return Add.apply(self, other)

        def __mul__(self, other):
            return Mul.apply(self, other)

        def __pow__(self, n):
            return Pow.apply(self, n)

        def graph(self):
            return sorted_recursively(self, lambda v: v.grad_fn.inputs if v.grad_fn else ())

        def backward(self):
            self.grad = 1.0
            for node in reversed(self.graph()):
                if node.grad_fn is not None:
                    sent = node.grad_fn.backward(node.grad)
                    for x, each in zip(node.grad_fn.inputs, sent):
                        if each is not None:
                            x.grad += each

        def zero_grad(self):
            for node in self.graph():
                node.grad = 0.0

    def called(self, kind):
        return kind.apply(self)

    for name, each in FUNCTIONS.items():
        setattr(Value, name, partialmethod(called, unary(*each)))
    return Value


def tape():
    """A Wengert list: nodes know their place on one tape, which is played backward."""
    records = []  # (node, [(input, slope)])

    class Value(Reflected):
        def __init__(self, data, edges=()):
            self.data, self.grad, self.place = data, 0.0, len(records)
            records.append((self, edges))

        def __add__(self, other):
            other = other if isinstance(other, Value) else Value(other)
            return Value(self.data + other.data, [(self, 1.0), (other, 1.0)])

        def __mul__(self, other):
            other = other if isinstance(other, Value) else Value(other)
            return Value(self.data * other.data, [(self, other.data), (other, self.data)])

        def __pow__(self, n):
            return Value(self.data**n, [(self, n * self.data ** (n - 1))])

        locals().update(with_functions(lambda x, z, slope: type(x)(z, [(x, slope)])))

        def backward(self):
            deltas = [0.0] * (self.place + 1)
            deltas[self.place] = 1.0
            for node, edges in reversed(records[: self.place + 1]):
                node.grad += deltas[node.place]
                for each, slope in edges:
                    deltas[each.place] += deltas[node.place] * slope

        def zero_grad(self):
            for node, _ in records:
                node.grad = 0.0

    return Value


def numbered_nodes():
    """Nodes are numbered as they are made: the highest number goes first, from a heap."""
    from heapq import heappop, heappush
    from itertools import count

    numbers = count()

    class Value(Composed):
        def __init__(self, data, pull=None, _inputs=None):
            self.data, self.grad = data, 0.0
            self.number, self._inputs, self.pull = next(numbers), _inputs or [], pull

        def __add__(self, other):
            other = other if isinstance(other, Value) else Value(other)
            return Value(self.data + other.data, lambda g: [g, g], [self, other])

        def __mul__(self, other):
            other = other if isinstance(other, Value) else Value(other)
            return Value(
                self.data * other.data,
                lambda g: [g * other.data, g * self.data],
                [self, other],
            )

        def __pow__(self, n):
            return Value(self.data**n, lambda g: [g * n * self.data ** (n - 1)], [self])

        locals().update(with_functions(lambda x, z, s: type(x)(z, lambda g: [g * s], [x])))

        def backward(self):
            self.grad, heap, queued = 1.0, [(-self.number, self)], {self.number}
            while heap:
                _, node = heappop(heap)
                for each, sent in zip(node._inputs, node.pull(node.grad) if node.pull else ()):
                    each.grad += sent
                    if each.number not in queued:
                        queued.add(each.number)
                        heappush(heap, (-each.number, each))

        def zero_grad(self):
            self.grad = 0.0
            for each in self._inputs:
                each.zero_grad()

    return Value


def generator_rules():
    """A rule is a method that yields (input, contribution); nodes are subclasses of Value."""

    def lift(x):
        return x if isinstance(x, Value) else Value(x)

    class Value:
        def __init__(self, data):
            self.data, self.grad, self.inputs = data, 0.0, ()

        def sends(self, delta):
            return iter(())

        def __add__(self, other):
            return Sum(self, lift(other))

        def __mul__(self, other):
            return Product(self, lift(other))

        def __neg__(self):
            return Product(self, Value(-1.0))

        def __sub__(self, other):
            return Sum(self, -lift(other))

        def __pow__(self, n):
            return OfOne(self, self.data**n, n * self.data ** (n - 1))

        def __truediv__(self, other):
            return self * lift(other) ** -1.0

        __radd__, __rmul__ = __add__, __mul__

        def __rsub__(self, other):
            return -self + other

        def __rtruediv__(self, other):
            return self**-1 * other

        locals().update(with_functions(lambda x, z, slope: OfOne(x, z, slope)))

        def backward(self):
            self.grad = 1.0
            for node in reversed(sorted_recursively(self, lambda each: each.inputs)):
                for each, sent in node.sends(node.grad):
                    each.grad += sent

        def zero_grad(self):
            for node in sorted_recursively(self, lambda each: each.inputs):
                node.grad = 0.0

    class Sum(Value):
        def __init__(self, x, y):
            super().__init__(x.data + y.data)
            self.inputs = x, y

        def sends(self, delta):
            yield from ((each, delta) for each in self.inputs)

    class Product(Value):
        def __init__(self, x, y):
            super().__init__(x.data * y.data)
            self.inputs = x, y

        def sends(self, delta):
            x, y = self.inputs
            yield x, delta * y.data
            yield y, delta * x.data

    class OfOne(Value):
        def __init__(self, x, data, slope):
            super().__init__(data)
            self.inputs, self.slope = (x,), slope

        def sends(self, delta):
            yield self.inputs[0], delta * self.slope

    return Value


def forward_sensitivities():
    """Each node carries the derivatives by all leaves below it; backward() hands them out."""

    class Value(Composed):
        def __init__(self, data, by=None):
            self.data, self.grad = data, 0.0
            self.by = {self: 1.0} if by is None else by

        def _mix(self, data, *terms):
            by = {}
            for node, slope in terms:
                for leaf, x in node.by.items():
                    by[leaf] = by.get(leaf, 0.0) + slope * x
            return Value(data, by)

        def __add__(self, other):
            other = other if isinstance(other, Value) else Value(other)
            return self._mix(self.data + other.data, (self, 1.0), (other, 1.0))

        def __mul__(self, other):
            other = other if isinstance(other, Value) else Value(other)
            return self._mix(self.data * other.data, (self, other.data), (other, self.data))

        def __pow__(self, n):
            return self._mix(self.data**n, (self, n * self.data ** (n - 1)))

        locals().update(with_functions(lambda x, z, slope: x._mix(z, (x, slope))))

        def backward(self):
            self.grad = 1.0
            for leaf, x in self.by.items():
                leaf.grad += x if leaf is not self else 0.0

        def zero_grad(self):
            self.grad = 0.0
            for leaf in self.by:
                leaf.grad = 0.0

    return Value


STYLES = (
    micrograd,
    micrograd_with_own_rules,
    contributions,
    deltas_in_a_dictionary,
    kahn,
    counted_recursion,
    every_path,
    every_path_by_rules,
    data_class,
    slots,
    table_of_lambdas,
    numpy_data,
    autograd_functions,
    tape,
    numbered_nodes,
    generator_rules,
    forward_sensitivities,
)
