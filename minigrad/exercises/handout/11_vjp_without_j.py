"""11 vᵀJ without J: rules for whole lists of numbers, in which no matrix J appears.

A function with n inputs and m outputs has m × n slopes, its Jacobian J. A walk backward knows v,
one δ for each OUTPUT, and needs vᵀJ, one number for each INPUT: Σ over the outputs i of
v[i] · J[i][j]. The four functions below:

    y = W x                J is W itself. W = [[1, 2], [3, 4]], v = [1, 10] give [31, 42]
    y[i] = g(x[i])         the slopes g′(x[i]) are given; [2, 3] and v = [1, 10] give [2, 30]
    s = softmax(x)         ∂s[i]/∂x[j] is s[i] (1 − s[i]) for i = j, else −s[i] s[j];
                           s = [¼, ¾] and v = [4, 8] give [−¾, ¾]
    the whole J, by asking a function v ↦ vᵀJ once for each output

Where J has n × n numbers but vᵀJ needs only about n multiplications, they are counted.
W is a list of rows; answers are lists. Ask with   pytest -k 11   or   minigrad exercises check 11
"""


def linear_vjp(W, v):
    """vᵀJ of y = W x: a number for each column of W."""
    raise NotImplementedError("x[j] goes into all outputs: which numbers of W say by how much?")


def elementwise_vjp(slopes, v):
    """vᵀJ of y[i] = g(x[i]), where slopes[i] is g′(x[i])."""
    raise NotImplementedError("which of the outputs changes when only x[0] grows?")


def softmax_vjp(s, v):
    """vᵀJ of s = softmax(x), from the outputs s."""
    raise NotImplementedError("write Σ v[i] · J[i][j] out: which sum is the same for every j?")


def jacobian(vjp, n_outputs):
    """The rows of J, where vjp(v) is vᵀJ and v has n_outputs numbers."""
    raise NotImplementedError("which v makes vᵀJ the first row of J?")
