"""What pictures and tables share: colours, how a number looks, how an operation looks."""

from __future__ import annotations

import math
from collections.abc import Iterable

from minigrad.checks import shortened as shortened
from minigrad.checks import visible as visible

# Role -> (light, dark). No two roles share a light colour: a finished SVG is re-coloured by it.
# Every text on every ground that it stands on has a contrast of at least 4.8 : 1; `faint` alone,
# for the derivatives of 1 that every sum repeats, is meant to be overlooked.
COLOURS = {
    "ink": ("#1f2933", "#e4e7eb"),
    "muted": ("#62666d", "#a3a9b2"),
    "faint": ("#98a1ad", "#6f7782"),
    "line": ("#b8c0cc", "#59616d"),
    "edge": ("#8793a2", "#8f98a4"),
    "faint_edge": ("#c9d0d9", "#454c56"),
    "cell": ("#ffffff", "#252629"),
    "header": ("#eef1f5", "#31353c"),
    "positive": ("#17508c", "#92c5de"),
    "negative": ("#8a4304", "#fdb863"),
    "highlight": ("#8a2ce8", "#c78fff"),
    "positive_weak": ("#eaf3f9", "#1c2b38"),
    "positive_medium": ("#d1e5f0", "#1f3a52"),
    "positive_strong": ("#a9cfe6", "#234a68"),
    "negative_weak": ("#fff1df", "#38291a"),
    "negative_medium": ("#fee0b6", "#4f3515"),
    "negative_strong": ("#fdc98a", "#64400f"),
    "class_1": ("#2166ac", "#92c5de"),
    "class_2": ("#b35806", "#fdb863"),
    "class_3": ("#009e73", "#26a269"),
    "class_1_weak": ("#dce9f4", "#22374a"),
    "class_2_weak": ("#fbe5d0", "#463019"),
    "class_3_weak": ("#d3efe4", "#163b2c"),
}
LIGHT = {role: light for role, (light, _) in COLOURS.items()}
DARK_PAGE = "#1e1e1e"
TERMINAL = {"positive": "#4393c3", "negative": "#d6762b", "muted": "dim"}  # on black and on white

CLASS_ROLES = ("class_1", "class_2", "class_3")  # of samples, regions, curves: by number
CLASSES = tuple(LIGHT[role] for role in CLASS_ROLES)

STEPS = (0.5, 0.1)  # from these shares of the largest |δ| on, a fill is strong, or medium
NAME_LENGTH = 32  # of what stands in a box or on a frame
SET_OFF = "border-left:3px solid currentColor;padding-left:0.8em"  # what is said in a notebook
FONT = "Helvetica"  # exactly: with a list, engines measure in Times and texts leave their cells

_OPERATIONS = {
    "*": "×",
    "-": "−",
    "/": "÷",
    "neg": "−□",
    "abs": "|□|",
    "sqrt": "√□",
    "**": "xʸ",
    "total": "Σ",
    "weighted_sum": "w·x + b",
}
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def operation(op: str) -> str:
    """How an operation looks in a picture.

    >>> operation("*"), operation("**2"), operation("**0.5"), operation("2**"), operation("tanh")
    ('×', '□²', '□^0.5', '2^□', 'tanh')
    """
    if op in _OPERATIONS:
        return _OPERATIONS[op]
    op = shortened(visible(op), NAME_LENGTH)
    if op.startswith("**"):
        return f"□{exponent(op[2:])}"
    return f"{number_text(op[:-2])}^□" if op.endswith("**") else op


def exponent(text: str) -> str:
    """
    >>> exponent("-2"), exponent("-0.5")
    ('⁻²', '^−0.5')
    """
    if text.lstrip("-").isdigit() and text.isascii():
        return text.translate(_SUPERSCRIPTS)
    return f"^{number_text(text)}"


def number(x: float, digits: int = 4) -> str:
    """Four digits, a real minus sign, 0 for exactly zero.

    >>> number(-0.14644), number(0.0), number(1.0), number(float("-inf"))
    ('−0.1464', '0', '1', '−inf')
    """
    return "0" if x == 0 else number_text(f"{x:.{digits}g}")


def number_text(digits: str) -> str:
    return digits.replace("-", "−")


def round_number(x: float, digits: int = 5) -> str:
    """A number at an axis, to at least five digits.

    >>> round_number(-0.5), round_number(20000.0), round_number(2e6), round_number(-1e-7)
    ('−0.5', '20000', '2·10⁶', '−10⁻⁷')
    """
    if x == 0:
        return "0"
    mantissa, _, exponent = f"{x:.{max(digits, 5)}g}".partition("e")
    if not exponent:
        return number_text(mantissa)
    factor = {"1": "", "-1": "−"}.get(mantissa, f"{number_text(mantissa)}·")
    return factor + power_of_ten(int(exponent))


def power_of_ten(exponent: int) -> str:
    """
    >>> power_of_ten(-3)
    '10⁻³'
    """
    return f"10{str(exponent).translate(_SUPERSCRIPTS)}"


def largest(deltas: Iterable[float]) -> float:
    """The largest finite |δ|, against which a picture measures all of its δs; 1 without any.

    >>> largest([0.5, -2.0, float("inf")]), largest([0.0])
    (2.0, 1.0)
    """
    return max((abs(delta) for delta in deltas if abs(delta) < math.inf), default=0.0) or 1.0


def strength(delta: float, largest: float, steps: tuple[float, float] = STEPS) -> str:
    """The role of the fill behind a δ: by its sign, and in three steps by its size.

    `steps` says from which share of `largest` on it is strong, and from which medium.
    """
    if delta == 0 or math.isnan(delta):
        return "cell"
    sign = "positive" if delta > 0 else "negative"
    share = abs(delta) / largest if abs(delta) < math.inf else 1.0
    strong, medium = steps
    return f"{sign}_{'strong' if share >= strong else 'medium' if share >= medium else 'weak'}"


def sign_role(delta: float) -> str:
    """The role of a δ's text.

    >>> sign_role(0.3), sign_role(-0.3), sign_role(0.0)
    ('positive', 'negative', 'muted')
    """
    return "positive" if delta > 0 else "negative" if delta < 0 else "muted"


def variables(scope: str, roles: Iterable[str] = COLOURS) -> list[str]:
    """CSS rules that give each role its colour: the dark one where the reader's page is dark.

    JupyterLab, VS Code and pages with a `data-theme` say which theme they show; elsewhere the
    system does. Paper is never dark.
    """
    roles = list(roles)
    light, dark = ("".join(f"--mg-{role}:{COLOURS[role][i]};" for role in roles) for i in (0, 1))
    light += "--mg-page:transparent;"
    dark += f"--mg-page:{DARK_PAGE};"
    return [
        f"{scope}{{{light}background:var(--mg-page)}}",
        f"@media screen and (prefers-color-scheme:dark){{{scope}{{{dark}}}}}",
        f'[data-jp-theme-light="true"] {scope},.vscode-light {scope},'
        f'[data-theme="light"] {scope}{{{light}}}',
        f'@media screen{{[data-jp-theme-light="false"] {scope},.vscode-dark {scope},'
        f'[data-theme="dark"] {scope}{{{dark}}}}}',
    ]


def stylesheet(scope: str) -> str:
    """CSS that gives a light SVG its dark colours where the reader's page is dark.

    The picture keeps its light colours as plain attributes, for viewers without CSS; here
    every one of them becomes a variable.
    """
    rules = variables(scope)
    for role, (colour, _) in COLOURS.items():
        rules.append(f'{scope} [fill="{colour}"]{{fill:var(--mg-{role})}}')
        rules.append(f'{scope} [stroke="{colour}"]{{stroke:var(--mg-{role})}}')
    return "\n".join(rules)
