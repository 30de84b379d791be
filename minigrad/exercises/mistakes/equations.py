"""Mistakes in the four equations by hand: in σ′, in each δ, in both gradients, in the mean."""

from __future__ import annotations

from math import tanh

from minigrad.equations import propagate
from minigrad.exercises.mistakes.backpropagation import (
    SIGMOID,
    SLOPE,
    averaged,
    changed,
    differences,
    divided,
    equations,
    last_of,
    minus,
    products,
    right_hidden,
    right_output,
    right_weights,
    scaled,
    slopes,
    summed,
    times,
    transposed,
    updated,
    with_delta_of_the_output,
    with_slope,
    with_slope_of_z,
)
from minigrad.exercises.mistakes.mistake import Mistake

MISTAKES = (
    # ---------------------------------------------------------------- σ′
    Mistake(
        "sigmoid-slope-reversed",
        "σ′ is written as a(a − 1), which is negative: it should be a(1 − a).",
        "Does σ grow or fall with z, and what sign has σ′ then?",
        (
            equations(**with_slope_of_z(lambda z: -SLOPE(z))),
            equations(slope=lambda z: -SLOPE(z)),
            equations(**with_slope(lambda z, a: scaled(-1, slopes(z)))),
            equations(hidden=lambda s, w, delta: scaled(-1, right_hidden(s, w, delta))),
        ),
    ),
    Mistake(
        "slope-of-the-answer",
        "σ′ is taken at a, where σ has been applied already, instead of at z.",
        "What goes into sigmoid_slope: the sum z, or the answer a = σ(z)?",
        (
            equations(**with_slope(lambda z, a: slopes(a))),
            equations(output=lambda s: times(minus(s.a2, s.y), slopes(s.a2))),
            equations(hidden=lambda s, w, delta: propagate(w, delta, slopes(s.a1))),
        ),
    ),
    Mistake(
        "slope-without-sigmoid",
        "σ′(z) is written as z(1 − z): this formula needs a = σ(z) in place of z.",
        "What is σ′(0), and what does your sigmoid_slope say at 0?",
        (
            equations(**with_slope_of_z(lambda z: z * (1 - z))),
            equations(slope=lambda z: z * (1 - z)),
        ),
    ),
    Mistake(
        "slope-of-tanh",
        "1 − a² is the slope of tanh: σ has a different one.",
        "What is σ′(0), and what does your sigmoid_slope say at 0?",
        (
            equations(**with_slope_of_z(lambda z: 1 - SIGMOID(z) ** 2)),
            equations(**with_slope_of_z(lambda z: 1 - tanh(z) ** 2)),
        ),
    ),
    Mistake(
        "sigmoid-for-its-slope",
        "σ(z) is used where its slope σ′(z) belongs.",
        "For large z, how much does σ(z) still grow?",
        (equations(**with_slope_of_z(SIGMOID)), equations(slope=SIGMOID)),
    ),
    # ---------------------------------------------------------------- δ of the output layer
    Mistake(
        "error-doubled",
        "δ is twice as large as it should be: the ½ in Cₙ cancels the 2 of the square.",
        "What is the derivative of ½(a − y)² with respect to a?",
        (equations(output=lambda s: scaled(2, right_output(s))),),
    ),
    Mistake(
        "error-halved",
        "δ is half as large as it should be: the 2 of the square cancels the ½ in Cₙ.",
        "What is the derivative of ½(a − y)² with respect to a?",
        (equations(output=lambda s: scaled(0.5, right_output(s))),),
    ),
    Mistake(
        "error-reversed",
        "δ of the output has the wrong sign: the error is y − a, or σ′ at the output a(a − 1).",
        "If a is too large, does C grow or shrink when a grows? And does σ fall anywhere?",
        (equations(output=lambda s: scaled(-1, right_output(s))),),
    ),
    Mistake(
        "no-slope-at-the-output",
        "δ of the output layer is a − y alone: σ′(z) is missing.",
        "δ is a derivative with respect to z: through which function does z act on a?",
        (equations(output=lambda s: minus(s.a2, s.y)),),
    ),
    Mistake(
        "mean-in-delta",
        "1/N is in δ: δ belongs to one sample; the mean is taken in ∂C/∂w and ∂C/∂b.",
        "Should δ of one sample change when another sample joins the batch?",
        (changed(lambda deltas, dw, db, s, w: (scaled(1 / len(s), deltas), dw, db)),),
    ),
    # ---------------------------------------------------------------- δ of the hidden layer
    Mistake(
        "no-slope-in-the-hidden-layer",
        "δ of the hidden layer is what comes back through the weights: σ′(z) is missing.",
        "Through which function does the hidden z act on the output layer?",
        (equations(hidden=lambda s, w, delta: propagate(w, delta, [1.0] * 3)),),
    ),
    Mistake(
        "slope-of-the-other-layer",
        "σ′ is taken at the z of the other layer.",
        "δ of which layer do you compute, and whose z is in its σ′?",
        (
            equations(hidden=lambda s, w, delta: propagate(w, delta, slopes(s.z2))),
            equations(output=lambda s: times(minus(s.a2, s.y), slopes(s.z1))),
        ),
    ),
    Mistake(
        "weights-not-transposed",
        "δ goes back through w as if it went forward: it needs wᵀ, a sum over the outputs.",
        "w[j][k] leads from k to j: over which of the two do you sum for hidden neuron k?",
        (equations(hidden=lambda s, w, delta: right_hidden(s, transposed(w), delta)),),
    ),
    Mistake(
        "weights-left-out",
        "δ goes back without the weights, as if each output had one hidden neuron of its own.",
        "By how much does an output's z grow with the answer of a hidden neuron?",
        (
            equations(hidden=lambda s, w, delta: times(delta, slopes(s.z1))),
            equations(hidden=lambda s, w, delta: scaled(sum(delta), slopes(s.z1))),
        ),
    ),
    Mistake(
        "weights-already-updated",
        "δ goes back through weights that have already been updated.",
        "With which weights was C computed?",
        tuple(updated(lr) for lr in (1.0, 0.5, 0.1, 0.01)),
    ),
    # ---------------------------------------------------------------- ∂C/∂w
    Mistake(
        "activation-of-the-same-layer",
        "δ is multiplied by the activation of its own layer instead of the layer before.",
        "Which number does a weight multiply in the forward pass?",
        (equations(before=lambda s: (s.a1, s.a2)),),
    ),
    Mistake(
        "sum-for-activation",
        "δ is multiplied by z of the layer before; what a weight multiplies is a = σ(z).",
        "Which number does a weight multiply in the forward pass?",
        (equations(before=lambda s: (s.x, s.z1)),),
    ),
    Mistake(
        "gradient-transposed",
        "∂C/∂w is transposed: rows and columns have changed places.",
        "Where does ∂C/∂w of the weight from k to j stand in your matrix?",
        (equations(weights_=lambda deltas, before: transposed(right_weights(deltas, before))),),
    ),
    Mistake(
        "delta-of-the-other-layer",
        "The hidden layer's gradients are computed with the output layer's δ.",
        "Which z does a hidden neuron's weight act on, and whose δ is that?",
        (
            changed(with_delta_of_the_output),
            changed(
                lambda *given: (given[0], with_delta_of_the_output(*given)[1], given[2]),
            ),
        ),
    ),
    # ---------------------------------------------------------------- the mean
    Mistake(
        "gradients-not-averaged",
        "The samples are added up and not divided by their number N: C is a mean.",
        "If every sample came twice, should ∂C/∂w change? Does yours?",
        (
            equations(
                weights_=lambda deltas, before: summed(products(deltas, before)),
                biases_=lambda deltas, dw: summed(deltas),
            ),
            equations(weights_=lambda deltas, before: summed(products(deltas, before))),
            equations(biases_=lambda deltas, dw: summed(deltas)),
        ),
    ),
    Mistake(
        "gradients-averaged-twice",
        "∂C/∂w is divided by N twice: 1/N² instead of 1/N.",
        "If every sample came twice, should ∂C/∂w change? Does yours?",
        (
            equations(
                weights_=lambda deltas, before: divided(right_weights(deltas, before), deltas),
                biases_=lambda deltas, dw: divided(averaged(deltas), deltas),
            ),
            equations(
                weights_=lambda deltas, before: divided(right_weights(deltas, before), deltas)
            ),
        ),
    ),
    Mistake(
        "last-sample-in-the-gradient",
        "Only the last sample is in ∂C/∂w: each sample replaces the one before it.",
        "Does your loop over the samples add to ∂C/∂w, or replace it?",
        (
            equations(
                weights_=lambda deltas, before: products(deltas, before)[-1],
                biases_=lambda deltas, dw: deltas[-1],
            ),
            equations(
                weights_=lambda deltas, before: last_of(deltas, before),
                biases_=lambda deltas, dw: divided(deltas[-1], deltas),
            ),
            equations(weights_=lambda deltas, before: products(deltas, before)[-1]),
            equations(weights_=lambda deltas, before: last_of(deltas, before)),
        ),
    ),
    # ---------------------------------------------------------------- ∂C/∂b
    Mistake(
        "bias-gradient-zero",
        "∂C/∂b stays 0: the bias is left out.",
        "By how much does z grow when its bias grows by 0.01?",
        (equations(biases_=lambda deltas, dw: [0.0] * 3),),
    ),
    Mistake(
        "bias-averaged-twice",
        "∂C/∂b is divided by N twice: 1/N² instead of 1/N.",
        "Which of your lines divide by N on the way to ∂C/∂b?",
        (equations(biases_=lambda deltas, dw: divided(averaged(deltas), deltas)),),
    ),
    Mistake(
        "bias-from-the-last-sample",
        "∂C/∂b comes from the last sample alone.",
        "Does your loop over the samples add to ∂C/∂b, or replace it?",
        (
            equations(biases_=lambda deltas, dw: deltas[-1]),
            equations(biases_=lambda deltas, dw: divided(deltas[-1], deltas)),
        ),
    ),
    Mistake(
        "bias-from-the-weights",
        "∂C/∂b is a sum over ∂C/∂w: but a bias multiplies no input.",
        "Which number does a bias multiply in the forward pass?",
        (
            equations(biases_=lambda deltas, dw: [sum(row) for row in dw]),
            equations(biases_=lambda deltas, dw: divided([sum(row) for row in dw], dw)),
            equations(biases_=lambda deltas, dw: [sum(column) for column in transposed(dw)]),
        ),
    ),
    # ---------------------------------------------------------------- all of it
    Mistake(
        "layers-in-reverse",
        "The lists begin with the output layer: the hidden layer has to be at [0].",
        "Which layer is computed first on the way back, and where does append put it?",
        (
            changed(lambda deltas, dw, db, s, w: (deltas[::-1], dw[::-1], db[::-1])),
            changed(lambda deltas, dw, db, s, w: (deltas, dw[::-1], db[::-1])),
        ),
    ),
    Mistake(
        "difference-quotients",
        "The numbers are right to about ten digits only, like those of (C(w + h) − C(w − h)) / 2h.",
        "For 24 numbers of ∂C/∂w and ∂C/∂b, how often does your code run the network forward?",
        tuple(differences(of) for of in ("w b", "w", "b", "δ w b", "δ")),
    ),
)

MORE_FORMS = {  # of what differences can get wrong too
    "first-of-equal-numbers": (
        equations(wanted=lambda inputs, targets: [targets[inputs.index(x)] for x in inputs]),
    ),
}
