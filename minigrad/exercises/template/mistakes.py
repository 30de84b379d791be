"""What students get wrong in these exercises: for each mistake a cause, a question, and wrong code.

A form is a function that returns wrong code under the names that an exercise needs. It is asked
what the student is asked; a mistake is named if it gives all of the student's wrong answers.
"""

from minigrad.exercises.mistakes.mistake import Mistake

# -------------------------------------------------------------------- 01 Horner's scheme


def lowest_first(coefficients, x):
    so_far = 0.0
    for coefficient in reversed(coefficients):
        so_far = so_far * x + coefficient
    return so_far


def added_first(coefficients, x):
    so_far = 0.0
    for coefficient in coefficients:
        so_far = (so_far + coefficient) * x
    return so_far


def last_left_out(coefficients, x):
    so_far = 0.0
    for coefficient in coefficients[:-1]:
        so_far = so_far * x + coefficient
    return so_far


def a_product_for_each_power(coefficients, x):
    total = 0.0
    for place, coefficient in enumerate(coefficients):
        for _ in range(len(coefficients) - 1 - place):
            coefficient = coefficient * x
        total += coefficient
    return total


# -------------------------------------------------------------------- 02 dual numbers


def right_sum(a, b):
    return a.slope + b.slope


def right_product(a, b):
    return a.slope * b.value + a.value * b.slope


def form(plus=right_sum, times=right_product, begin=1.0, answer=lambda z: z.slope):
    """Right code in which one thing can be replaced: the slope of a sum, of a product, of x …"""

    class Dual:
        def __init__(self, value, slope=0.0):
            self.value = value
            self.slope = slope

        def __add__(self, other):
            other = as_dual(other)
            return Dual(self.value + other.value, plus(self, other))

        def __mul__(self, other):
            other = as_dual(other)
            return Dual(self.value * other.value, times(self, other))

        __radd__ = __add__
        __rmul__ = __mul__

    def as_dual(x):
        return x if isinstance(x, Dual) else Dual(x)

    def derivative(f, x):
        return answer(f(Dual(x, begin)))

    return {"Dual": Dual, "derivative": derivative}


MISTAKES = (
    Mistake(
        "coefficients-lowest-first",
        "The coefficients are read from the constant upward, so the first one gets no x.",
        "Which coefficient belongs to the highest power, and which do you meet first?",
        (lambda: {"horner": lowest_first},),
    ),
    Mistake(
        "added-before-multiplied",
        "Each coefficient is added before the multiplication, so the last one is times x too.",
        "Which of 2, 5 and 7 is not multiplied by x in 2x² + 5x + 7?",
        (lambda: {"horner": added_first},),
    ),
    Mistake(
        "last-coefficient-left-out",
        "The loop ends before the last coefficient.",
        "What is horner([7], 10), where there is only one coefficient?",
        (lambda: {"horner": last_left_out},),
    ),
    Mistake(
        "powers-one-by-one",
        "Every power of x is multiplied up anew.",
        "You have x³ when you need x⁴: how many multiplications is that away?",
        (lambda: {"horner": a_product_for_each_power},),
    ),
    Mistake(
        "slopes-multiplied",
        "The slope of a product is not the product of the slopes.",
        "By how much does a·b grow when only a grows, and b stands still?",
        (lambda: form(times=lambda a, b: a.slope * b.slope),),
    ),
    Mistake(
        "one-term-of-the-product",
        "A product has two terms with ε, and one of them is missing.",
        "Which terms does (a + bε)·(c + dε) have before ε² is dropped?",
        (
            lambda: form(times=lambda a, b: a.slope * b.value),
            lambda: form(times=lambda a, b: a.value * b.slope),
        ),
    ),
    Mistake(
        "sum-keeps-one-slope",
        "The slope of a sum is that of one of its terms.",
        "By how much does a + b grow when both grow?",
        (
            lambda: form(plus=lambda a, b: a.slope),
            lambda: form(plus=lambda a, b: b.slope),
        ),
    ),
    Mistake(
        "x-stands-still",
        "x begins with the slope 0, so nothing that is made of it moves.",
        "By how much does x grow when x grows by 1?",
        (lambda: form(begin=0.0),),
    ),
    Mistake(
        "value-for-slope",
        "derivative() returns the value of f, not its slope.",
        "f(Dual(x, 1.0)) has two parts: which of them was asked for?",
        (lambda: form(answer=lambda z: z.value),),
    ),
)
