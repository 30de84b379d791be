"""Worksheets: numbers for the head, no two sheets alike, answers that are right and not given away.

What the browser prints is tested in the slow test at the end.
"""

import math
import re
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest

from minigrad import Value, maximum, topological_order
from minigrad.cli import main
from minigrad.cli.roster import names_of
from minigrad.expressions import evaluate
from tests.browser import chromium, paper
from viz import worksheet

VALUES = {"w": 2, "x": 3, "b": 1}


def square(w, x, b):
    return (w * x + b) ** 2


def expression(text):
    return lambda **leaves: evaluate(text, {name: leaf.data for name, leaf in leaves.items()})


@pytest.fixture(scope="module")
def dozen():
    return worksheet(square, VALUES, copies=12, seed=1)


@pytest.fixture(scope="module")
def three():
    return worksheet(square, VALUES, copies=3, seed=1)


def numbers_of(root):
    """Every value, local derivative, contribution and δ of a graph."""
    for step in root.backward_steps():
        yield from (step.node.data, step.delta, *step.contributions, *step.node._backward(1.0))


def digits(x):
    """How many digits stand between the first and the last that is not 0."""
    return len(str(abs(round(Fraction(x) * 1000))).strip("0"))


# -------------------------------------------------------------------- numbers

EXPRESSIONS = {
    "(w*x + b)**2": {"w": 2, "x": 3, "b": 1},
    "(w*x + b)**2 ": {"w": 0.5, "x": 3, "b": 0.1},
    "0.5*(relu(w*x + b) - y)**2": {"w": 2, "x": 3, "b": 1, "y": 1},
    "(a + b)*(b + c)*(a - c)": {"a": 1, "b": 1, "c": 1},
    "x/y + y": {"x": 2, "y": 3},
    "abs(x) * y": {"x": 2, "y": 3},
    "(weighted_sum([u, v], [x, y], b) - 1)**2": {"u": 1, "v": 1, "x": 1, "y": 1, "b": 1},
}


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_every_number_is_short_and_none_is_nothing(text):
    for sheet in worksheet(expression(text), EXPRESSIONS[text], copies=3).sheets:
        for x in numbers_of(sheet.root):
            assert abs(x * 1000 - round(x * 1000)) < 1e-6 and 0.001 <= abs(x) < 200
            assert digits(x) <= 3


@pytest.mark.parametrize(
    "given, largest, decimals", [(2, 5, 0), (8, 8, 0), (0.5, 1, 1), (2.5, 2.5, 1)]
)
def test_numbers_are_like_the_given_ones(given, largest, decimals):
    sheets = worksheet(lambda x, y: x * y, {"x": given, "y": 2}, copies=9).sheets
    numbers = {node.data for sheet in sheets for node in sheet.root.inputs if node.label == "x"}
    assert all(0 < abs(x) <= largest and x == round(x, decimals) for x in numbers)
    assert min(numbers) < 0 < max(numbers)
    assert any(x != round(x) for x in numbers) == bool(decimals)


def test_no_factor_is_1_and_no_two_are_alike(dozen):
    for sheet in dozen.sheets:
        w, x = (abs(factor.data) for factor in sheet.root.inputs[0].inputs[0].inputs)
        assert w != x and 1 not in (w, x)


def test_kinks_ties_and_jumps_are_avoided():
    with pytest.raises(ValueError, match="got only 2 "):  # a tie would be a third
        worksheet(maximum, {"x": 2, "y": 3}, copies=3)
    jump = worksheet(expression("where(x > 2, 3*x, x - 9)"), {"x": 2}, copies=5, blanks="values")
    assert {leaves(sheet.root, "x")[0].data for sheet in jump.sheets} == {-5, -4, -2, 4, 5}


def leaves(root, name):
    return [node for node in topological_order(root) if node.label == name]


def test_what_has_endless_digits_is_rounded_and_said():
    sheets = worksheet(expression("(tanh(w*x) - y)**2"), {"w": 0.5, "x": 1, "y": 2}, copies=3)
    assert "rounded to four digits" in sheets.page
    for sheet in sheets.sheets:
        z = sheet.root.inputs[0].inputs[0].inputs[0]
        assert z.op == "*" and z.data == pytest.approx(round(z.data, 2))
        assert all(abs(x) >= 0.01 for x in numbers_of(sheet.root))


def test_exact_numbers_are_not_called_rounded(three):
    assert "rounded" not in three.page


# -------------------------------------------------------------------- copies


def test_no_two_sheets_have_the_same_answers(dozen):
    asked = [tuple(step.delta for step in sheet.root.backward_steps()) for sheet in dozen.sheets]
    assert len(set(asked)) == 12


def test_the_seed_decides_every_byte(three):
    assert worksheet(square, VALUES, copies=3, seed=1).page == three.page
    assert worksheet(square, VALUES, copies=3, seed=2).page != three.page


@pytest.mark.parametrize(
    "text, values, copies, said",
    [
        ("x - x", {"x": 2}, 1, "needs numbers with which every value and δ is short"),
        ("x*0.12345", {"x": 2}, 1, "write a simpler one"),
        ("x + y", {"x": 2, "y": 3}, 2, "for each of 2 copies, got only 1"),
        ("sqrt(x)", {"x": 2}, 9, "got only 2 .* ask for 2, give larger numbers"),
        ("exp(x)", {"x": 2}, 10, "got only 9 "),  # e^-5 is less than 0.01
        ("x*y", {"x": 2, "y": 200}, 1, "from -100 to 100, got y=200"),
        ("x*y", {"x": 2, "y": float("nan")}, 1, "from -100 to 100, got y=nan"),
        ("x", {"x": 2}, 1, "something to fill in .* got one of 1 node"),
        ("x" + "+1" * 90, {"x": 2}, 1, "fits on a page of A4, got one of 1?[0-9][0-9] nodes"),
        ("x" + "+1" * 13, {"x": 2}, 1, "fits on a page of A4 in type of 9 points or more"),
        ("x*y", {"x": 2, "y": 3}, 1001, "to 1,000 copies, got 1,001"),
        ("x*y", {"x": 2, "y": 3}, 0, "copies to be an integer >= 1"),
    ],
)
def test_what_cannot_be_is_one_sentence(text, values, copies, said):
    with pytest.raises(ValueError, match=said):
        worksheet(expression(text), values, copies=copies)


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"function": Value(2.0)}, "needs a function that makes a graph"),
        ({"function": lambda **leaves: 2.0}, "needs a function that returns a Value, got float"),
        ({"values": [2, 3]}, "needs a number for each name, such as .* got list"),
        ({"values": {"w": "2", "x": 3, "b": 1}}, "a Value holds one real number .* got str"),
        ({"names": "Ada"}, "needs names as a list of texts"),
        ({"names": [1]}, "needs names as a list of texts"),
    ],
)
def test_what_is_no_function_or_no_name_is_said(wrong, said):
    with pytest.raises(TypeError, match=said):
        worksheet(**{"function": square, "values": VALUES} | wrong)


def test_blanks_are_one_of_four():
    with pytest.raises(ValueError, match="delta, values, contributions, all, got 'deltas'"):
        worksheet(square, VALUES, blanks="deltas")


# -------------------------------------------------------------------- pages


def test_a_name_is_printed_as_text_or_has_a_line():
    page = worksheet(square, VALUES, copies=3, names=["<b>Bo</b> & Co", "李雷"]).questions.page
    assert "<bdi>&lt;b&gt;Bo&lt;/b&gt; &amp; Co</bdi>" in page and "<bdi>李雷</bdi>" in page
    assert page.count('class="line"') == 1
    assert "Sheet 3 of 3" in page


def test_labels_of_a_function_are_kept_and_shown_as_text():
    def labelled(w, x):
        z = w * x
        y = z + 1.0
        z.label, y.label = "v1", "<i>{back}\n"
        return y * w + y

    (sheet,) = worksheet(labelled, {"w": 2, "x": 3}).sheets
    labels = [node.label for node in topological_order(sheet.root) if node.inputs]
    assert labels == ["v1", "<i>{back}\n", "v2", "y"]
    page = worksheet(lambda w, x: labelled(w, x).inputs[1], {"w": 2, "x": 3}).page
    assert "how fast the last box, &lt;i&gt;{back}␊, changes" in page and "<i>{" not in page


def test_there_is_a_sheet_for_each_name():
    assert [sheet.name for sheet in worksheet(square, VALUES, names=["A", "B"]).sheets] == [
        "A",
        "B",
    ]
    with pytest.raises(ValueError, match="from 2, one for each name, to 1,000 copies, got 1"):
        worksheet(square, VALUES, names=["A", "B"], copies=1)


def test_a_file_has_no_script_and_needs_nothing(three):
    assert "<script" not in three.page and " src=" not in three.page
    assert set(re.findall(r"https?://[^\"]+", three.page)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }


def test_sheets_and_answers_are_saved_together_or_apart(three, tmp_path):
    whole = three.save(tmp_path / "whole.html").read_text(encoding="utf-8")
    questions = three.questions.save(tmp_path / "questions.html").read_text(encoding="utf-8")
    answers = three.answers.save(tmp_path / "answers.html").read_text(encoding="utf-8")
    assert [text.count("<section") for text in (whole, questions, answers)] == [4, 3, 1]
    assert "<svg" not in answers and "Answers" not in questions
    with pytest.raises(ValueError, match=r"ends in .html, got 'x.pdf'"):
        three.save("x.pdf")


# (2·3 + 4)² = 100: what is asked for, by kind, and the numbers that a sheet shows.
VALUES_ASKED, DELTAS = ["6", "10", "100"], ["1", "20", "20", "20", "40", "60"]
FACTORS, SENT = ["20", "1", "1", "3", "2"], ["20", "20", "20", "60", "40"]
GIVEN, SHOWN_FACTORS = {"2", "3", "4"}, {"×1", "×2", "×3", "×20"}
BY_BLANKS = {
    "delta": (DELTAS, GIVEN | set(VALUES_ASKED) | SHOWN_FACTORS),
    "values": (VALUES_ASKED, GIVEN),
    "contributions": (SENT, GIVEN | set(VALUES_ASKED) | SHOWN_FACTORS | set(DELTAS)),
    "all": (VALUES_ASKED + FACTORS + SENT + DELTAS, GIVEN),
}


@pytest.mark.parametrize("blanks", BY_BLANKS)
def test_answers_are_right_and_not_on_the_sheet(blanks, monkeypatch):
    monkeypatch.setattr("viz.worksheets.different_graphs", lambda build, given, *_: [build(given)])
    sheets = worksheet(square, {"w": 2, "x": 3, "b": 4}, blanks=blanks)
    answers, shown = BY_BLANKS[blanks]
    rows = re.findall("<tr><td>1</td>(.*?)</tr>", sheets.answers.page)
    assert re.findall("<td>(.*?)</td>", "".join(rows)) == answers
    picture = re.search("<svg.*</svg>", sheets.questions.page, re.DOTALL)[0]
    assert set(re.findall(r">(×?−?\d[\d.]*)<", picture)) == shown
    assert not any(re.search("= (?!2$|3$|4$)[−0-9]", text) for text in tooltips(picture))


def tooltips(picture):
    found = re.findall('title="([^"]*)"', picture)
    assert "w = 2" in found
    return found


def test_a_sheet_shows_itself_in_a_notebook(three):
    shown = three._repr_html_()
    assert shown.startswith("&lt;Worksheet: 3 sheets") and 'src="data:image/svg' in shown


# -------------------------------------------------------------------- rosters


@pytest.mark.parametrize(
    "content, names",
    [
        ("name\nAda\nBo\n", ["Ada", "Bo"]),
        ("\ufeffName\r\nAda\r\n\r\nBo\r\n", ["Ada", "Bo"]),
        ('Id;NAME ;Group\n1;"Lovelace; Ada";2\n2;Bo\n3\n', ["Lovelace; Ada", "Bo"]),
        ('Id,name\n1,"Lovelace, Ada"\n2,李雷\n3,"محمد"\n', ["Lovelace, Ada", "李雷", "محمد"]),
        ("Id\tname\n1\tAda\n", ["Ada"]),
        ("Ada\nBo", ["Ada", "Bo"]),
        ("Ada;1\nBo;2\n;\n", ["Ada", "Bo"]),
        ('name\n"Ada\nLovelace"\n', ["Ada Lovelace"]),
    ],
)
def test_a_roster_is_what_spreadsheets_write(content, names, tmp_path):
    path = tmp_path / "roster.csv"
    path.write_bytes(content.encode("utf-8"))
    assert names_of(str(path)) == names


@pytest.mark.parametrize(
    "content, said",
    [
        (b"", "got none in"),
        (b"name;group\n\n ; \n;2\n", "got none in"),
        ("name\nMüller\n".encode("cp1252"), "CSV file in UTF-8.* as CSV UTF-8"),
        ("name\nAda\n".encode("utf-16"), "CSV file in UTF-8"),
        (b'name\n"Ada\n', "which is none: unexpected end of data"),
    ],
)
def test_what_is_no_roster_is_said(content, said, tmp_path):
    path = tmp_path / "roster.csv"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=said):
        names_of(str(path))


# -------------------------------------------------------------------- the command


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


COMMAND = ["worksheet", "(w*x + b)**2", "w=2", "x=3", "b=1"]


def test_the_command_writes_one_file_or_two(folder, capsys):
    Path("roster.csv").write_text("name\nAda\nBo\n", encoding="utf-8")
    assert main([*COMMAND, "--names", "roster.csv", "--answers", "a.html"]) == 0
    assert capsys.readouterr().out == "Wrote a.html\nWrote worksheet.html\n"
    sheets, answers = (Path(file).read_text("utf-8") for file in ("worksheet.html", "a.html"))
    assert sheets.count("<section") == 2 and "Ada" in sheets and "Answers" not in sheets
    assert answers.count("<section") == 1 and "Ada" in answers


def test_the_command_makes_what_the_function_makes(folder, capsys):
    assert main(["worksheet", "--copies", "2", "--seed", "5", "-w*x", "w=2", "x=3", "-o", "-"]) == 0
    page = worksheet(expression("-w*x"), {"w": 2, "x": 3}, copies=2, seed=5).page
    assert capsys.readouterr().out == page


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["-o", "a.html", "--answers", "./a.html"], "need a file each, got 'a.html' for both"),
        (["-o", "a.pdf"], "-o needs a file that ends in .html, got 'a.pdf'"),
        (["--answers", "a.csv"], "--answers needs a file that ends in .html, got 'a.csv'"),
        (["--names", "none.csv"], "cannot read 'none.csv'"),
        (["--blanks", "deltas"], "--blanks needs one of delta, values, contributions, all"),
        (["--copies", "0"], "--copies needs an integer >= 1, got 0"),
        (["y=1"], "the value of 'y' is not used"),
    ],
)
def test_a_slip_is_one_line(arguments, said, folder, capsys):
    assert main([*COMMAND, *arguments]) == 2
    out, err = capsys.readouterr()
    assert said in err and err.count("\n") == 1 and not out
    assert list(folder.iterdir()) == []


# -------------------------------------------------------------------- paper

A4 = {"portrait": (190, 277), "landscape": (277, 190)}  # without its margins, in millimetres
TALLEST = """
const mm = 96 / 25.4;
document.body.style.maxWidth = document.body.style.width = arguments[0] * mm + 'px';
return [...document.querySelectorAll('section')].map(section => {
  const right = [...section.querySelectorAll('svg, table, ol, header')].map(
    part => part.getBoundingClientRect().right - section.getBoundingClientRect().left);
  return [Math.max(...right) / mm, section.getBoundingClientRect().height / mm];
});
"""


def printed(driver, path):
    """The sizes of the sections in millimetres, and the pages of the PDF."""
    driver.get(path.as_uri())
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    lies = re.search(r"size:A4 (\w+)", path.read_text(encoding="utf-8"))[1]
    sizes = driver.execute_script(TALLEST, A4[lies][0])
    driver.get(path.as_uri())
    pdf = paper(driver, preferCSSPageSize=True, printBackground=False)
    return A4[lies], sizes, len(re.findall(rb"/Type\s*/Page\b", pdf))


NEURON = "0.5*(tanh(w1*x1 + w2*x2 + b) - y)**2"
FUSED = "(tanh(weighted_sum([w1, w2], [x1, x2], b)) - y)**2"
INPUTS = {"w1": 1, "x1": 2, "w2": 3, "x2": 1, "b": 1, "y": 1}
PRINTED = [
    *(("(w*x + b)**2", VALUES, blanks) for blanks in BY_BLANKS),
    *((FUSED, INPUTS, blanks) for blanks in BY_BLANKS),
    *((NEURON, INPUTS, blanks) for blanks in ("delta", "values")),  # for more, it is too long
    ("(a + b)*(b + c)*(a - c)", {"a": 1, "b": 1, "c": 1}, "all"),
]


@pytest.mark.slow
def test_a_sheet_is_a_page_of_paper_and_nothing_is_cut_off(tmp_path):
    names = ["Ada", "An extremely long name " * 4, "李雷"]
    with chromium() as driver:
        for (text, values, blanks), copies in product(PRINTED, (3, 20)):
            sheets = worksheet(expression(text), values, copies=copies, names=names, blanks=blanks)
            (width, height), sizes, pages = printed(driver, sheets.save(tmp_path / "sheets.html"))
            assert len(sizes) == copies + 1
            assert all(right <= width for right, _ in sizes)
            assert all(tall <= height for _, tall in sizes[:-1])
            answers = math.ceil(sizes[-1][1] / height)
            assert copies + answers <= pages <= copies + answers + (answers > 1)


@pytest.mark.parametrize("values", [{"w": 2}, {"w": 2, "x": 3, "b": 1}, {1: 2}])
def test_each_argument_of_the_function_needs_its_number(values):
    with pytest.raises(TypeError, match=r"worksheet\(\) needs a number for each"):
        worksheet(lambda w, x: w * x, values)
