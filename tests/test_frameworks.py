"""The examples of docs/frameworks.md give the numbers that stand beside them, in all frameworks."""

import ast
import re
import warnings
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[1] / "docs" / "frameworks.md"
BLOCK = re.compile(r"```python\n# (minigrad|PyTorch|JAX)\n(.*?)```", re.DOTALL)
SECTIONS = PAGE.read_text(encoding="utf-8").split("\n## ")
BEGIN = dict(BLOCK.findall(SECTIONS[0]))
EXAMPLES = {
    f"{framework}-{section.splitlines()[0].partition(':')[0].replace('`', '')}": (framework, code)
    for section in SECTIONS[1:]
    for framework, code in BLOCK.findall(section)
}
NEEDED = {"PyTorch": "torch", "JAX": "jax"}


def numbers(result):
    """All numbers of a result, whatever holds them."""
    if hasattr(result, "tolist"):
        result = result.tolist()
    if isinstance(result, (list, tuple)):
        return [x for each in result for x in numbers(each)]
    return [float(result)]


def promised(code):
    """What the comment of the last line says."""
    return [float(x) for x in code.rstrip().splitlines()[-1].rpartition("#")[2].split(",")]


def last_value(code):
    *before, last = ast.parse(code).body
    names = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the frameworks, about themselves
        exec(compile(ast.Module(before, []), PAGE.name, "exec"), names)
        return eval(compile(ast.Expression(last.value), PAGE.name, "eval"), names)


@pytest.fixture
def begun():
    """The way an example begins; a framework's own settings are taken back afterwards."""
    undo = []

    def begin(framework):
        if framework in NEEDED:
            module = pytest.importorskip(
                NEEDED[framework], reason=f"{framework} is not installed: extra 'parity'"
            )
            if framework == "PyTorch":
                dtype = module.get_default_dtype()
                undo.append(lambda: module.set_default_dtype(dtype))
        return BEGIN[framework]

    yield begin
    for each in undo:
        each()


def is_quick(name):
    return name.startswith("minigrad") or "The backward pass" in name


@pytest.mark.parametrize(
    "name",
    [pytest.param(each, marks=[pytest.mark.slow] * (not is_quick(each))) for each in EXAMPLES],
)
def test_an_example_gives_the_numbers_beside_it(begun, name):
    framework, code = EXAMPLES[name]
    found = numbers(last_value(begun(framework) + code))
    assert found == pytest.approx(promised(code), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("section", SECTIONS[1:], ids=lambda section: section.splitlines()[0])
def test_all_frameworks_are_promised_the_same_or_it_is_said_why_not(section):
    found = BLOCK.findall(section)
    assert len({tuple(promised(code)) for _, code in found}) == 1
    missing = re.findall(r"\*\*(minigrad|PyTorch|JAX):\*\* not here, because", section)
    assert sorted([name for name, _ in found] + missing) == ["JAX", "PyTorch", "minigrad"]
