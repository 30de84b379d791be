"""02 dual numbers, solved."""


class Dual:
    def __init__(self, value, slope=0.0):
        self.value = value
        self.slope = slope

    def __add__(self, other):
        other = as_dual(other)
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        other = as_dual(other)
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    __radd__ = __add__
    __rmul__ = __mul__


def as_dual(x):
    return x if isinstance(x, Dual) else Dual(x)


def derivative(f, x):
    return f(Dual(x, 1.0)).slope
