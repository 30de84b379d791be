"""Colours can be read, numbers look the same everywhere, hidden characters are shown."""

import itertools
import math

import pytest

from minigrad import Value, total, weighted_sum
from minigrad.datasets import Dataset
from tests.colour_vision import VISIONS, difference
from viz import regions, theme
from viz.tables import delta_text

TEXTS = {
    "ink": ["header", "cell"],
    "muted": ["header", "cell", "positive_weak", "negative_weak"],
    "positive": ["cell", "positive_weak", "positive_medium", "positive_strong"],
    "highlight": ["cell"],
    "negative": ["cell", "negative_weak", "negative_medium", "negative_strong"],
}


def luminance(colour):
    """WCAG 2.1, "relative luminance"."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(colour, ground):
    dark, light = sorted([luminance(colour), luminance(ground)])
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    "text, ground", [(text, ground) for text, grounds in TEXTS.items() for ground in grounds]
)
def test_text_stands_out_from_its_ground(text, ground, mode):
    assert contrast(theme.COLOURS[text][mode], theme.COLOURS[ground][mode]) >= 4.8


def test_text_outside_of_boxes_stands_out_from_the_page():
    light, dark = theme.COLOURS["muted"]
    assert contrast(light, "#ffffff") >= 4.8
    assert contrast(dark, theme.DARK_PAGE) >= 4.8


def test_no_two_roles_share_a_light_colour():
    for one, other in itertools.combinations(theme.COLOURS, 2):
        assert theme.LIGHT[one] != theme.LIGHT[other]


@pytest.mark.parametrize(
    "x, text",
    [
        (0.0, "0"),
        (-0.0, "0"),
        (-1.0, "−1"),
        (1e-9, "1e−09"),
        (-123456.0, "−1.235e+05"),
        (math.nan, "nan"),
        (math.inf, "inf"),
        (-math.inf, "−inf"),
        (5e-324, "4.941e−324"),
    ],
)
def test_number(x, text):
    assert theme.number(x) == text


@pytest.mark.parametrize(
    "delta, role",
    [
        (1.0, "positive_strong"),
        (-0.5, "negative_strong"),
        (0.1, "positive_medium"),
        (0.099, "positive_weak"),
        (-0.01, "negative_weak"),
        (0.0, "cell"),
        (math.nan, "cell"),
        (-math.inf, "negative_strong"),
    ],
)
def test_strength_shows_sign_and_size(delta, role):
    assert theme.strength(delta, largest=1.0) == role


@pytest.mark.parametrize("character", ["\x00", "\n", "\x1b", "\x7f", "\x9b", "\u2028", "\ud800"])
def test_hidden_characters_become_visible(character):
    shown = theme.visible(f"a{character}b")
    assert len(shown) == 3
    assert shown.isprintable() or shown[1] == "\ufffd"
    shown.encode("utf-8")


@pytest.mark.parametrize(
    "node, shown",
    [
        (Value(1.0) * 2, "×"),
        (Value(1.0) - 2, "−"),
        (Value(1.0) / 2, "÷"),
        (-Value(1.0), "−□"),
        (abs(Value(1.0)), "|□|"),
        (Value(1.0).sqrt(), "√□"),
        (Value(1.0) ** Value(2.0), "xʸ"),
        (Value(1.0) ** -12345, "□⁻¹²³⁴⁵"),
        (Value(1.0) ** 67890, "□⁶⁷⁸⁹⁰"),
        (Value(1.0) ** -0.5, "□^−0.5"),
        (2 ** Value(1.0), "2^□"),
        (total([Value(1.0)]), "Σ"),
        (weighted_sum([Value(1.0)], [Value(2.0)]), "w·x + b"),
        (Value(1.0).exp(), "exp"),
    ],
)
def test_how_an_operation_looks(node, shown):
    assert theme.operation(node.op) == shown


def test_a_long_text_is_cut_to_its_length():
    assert theme.shortened("x" * 32, 32) == "x" * 32
    assert theme.shortened("x" * 33, 32) == "x" * 31 + "…"


@pytest.mark.parametrize("delta, role", [(0.5, "positive"), (-0.5, "negative"), (0.0, "muted")])
def test_a_terminal_shows_the_sign_of_a_delta_by_its_colour(delta, role):
    assert delta_text(delta).style == theme.TERMINAL[role]


@pytest.mark.parametrize("role", theme.COLOURS)
def test_every_colour_of_a_light_picture_becomes_a_variable(role):
    rules = theme.stylesheet("svg").splitlines()
    for attribute in "fill", "stroke":
        rule = f'svg [{attribute}="{theme.LIGHT[role]}"]{{{attribute}:var(--mg-{role})}}'
        assert rule in rules


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    "roles", [theme.CLASS_ROLES, ("positive", "negative", "highlight")], ids=["classes", "deltas"]
)
def test_colours_are_told_apart_with_any_vision(roles, mode, vision):
    for one, other in itertools.combinations(roles, 2):
        pair = theme.COLOURS[one][mode], theme.COLOURS[other][mode]
        assert difference(*pair, vision) >= 20


def test_colours_that_deuteranopes_confuse_are_found():
    assert (
        difference("#17508c", "#7b3294", "deuteranopia")
        < 20
        < difference("#17508c", "#7b3294", "usual")
    )
    assert difference("#000000", "#ffffff", "usual") == pytest.approx(100, abs=0.01)
    assert difference("#0000ff", "#ff0000", "usual") == pytest.approx(176.3, abs=0.1)


@pytest.mark.parametrize("role", [*theme.CLASS_ROLES, "highlight"])
@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_lines_and_marks_stand_out_from_the_page(role, mode):
    page = ("#ffffff", theme.DARK_PAGE)[mode]
    assert contrast(theme.COLOURS[role][mode], page) >= (4.8 if role == "highlight" else 3)


@pytest.mark.parametrize("role", theme.CLASS_ROLES)
@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_texts_and_lines_stand_out_from_regions(role, mode):
    ground = theme.COLOURS[f"{role}_weak"][mode]
    for mark in theme.CLASS_ROLES:
        assert contrast(theme.COLOURS[mark][mode], ground) >= 2.5


def test_a_sample_in_a_terminal_stands_out_from_the_colour_of_its_class():
    data = Dataset("three", ("x", "y"), tuple("abc"), [([i, i], i) for i in range(3)])
    picture = regions(lambda x: 0, data)
    styles = [span.style.split() for span in picture.spans if "bold" in span.style]
    assert {style[3] for style in styles} == set(theme.CLASSES)
    for _, digit, _, ground in styles:
        assert contrast({"white": "#ffffff", "black": "#000000"}[digit], ground) >= 4.8
