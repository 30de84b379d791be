"""01 Horner's scheme, solved."""


def horner(coefficients, x):
    so_far = 0.0
    for coefficient in coefficients:
        so_far = so_far * x + coefficient
    return so_far
