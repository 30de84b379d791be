"""Rendering with whatever Graphviz a machine has, or with none."""

import os
import stat
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import viz.engines
from minigrad import Value, label_values
from tests.svg import texts
from viz import RenderError, draw, render

ENGINES = viz.engines.engines()


def test_there_is_an_engine_after_a_plain_installation():
    assert any(program.stem == "graphviz-pure" for program in ENGINES)


@pytest.mark.parametrize("program", ENGINES, ids=lambda program: program.stem)
def test_each_engine_shows_every_name_value_and_delta(program, monkeypatch):
    monkeypatch.setenv("MINIGRAD_DOT", str(program))
    w, x = Value(-3.25, label="layer1.neuron0.w"), Value(0.5, label="x")
    z = w * x
    a = z.tanh()
    C = (a - 1) ** 2
    label_values(locals())
    nodes = {step.node: step.delta for step in C.backward_steps()}
    shown = texts(draw(C, constants=True).svg)
    assert {"w", "x", "z", "a", "C", "layer1", "neuron0", "= tanh z", "= (a − 1)²"} <= set(shown)
    for node, delta in nodes.items():
        assert viz.theme.number(node.data) in shown
        assert viz.theme.number(delta) in shown
    assert render(draw(C).dot, "png").startswith(b"\x89PNG")


def test_draws_with_an_empty_path(tmp_path):
    program = (
        "from minigrad import Value; from viz import draw; "
        f"draw(Value(2.0, label='a').exp()).save({str(tmp_path / 'a.svg')!r})"
    )
    environment = {name: text for name, text in os.environ.items() if name != "MINIGRAD_DOT"}
    subprocess.run(
        [sys.executable, "-c", program],
        env=environment | {"PATH": "", "PYTHONPATH": os.pathsep.join(sys.path)},
        check=True,
        encoding="utf-8",
    )
    assert "7.389" in texts((tmp_path / "a.svg").read_text(encoding="utf-8"))


def test_without_any_engine_one_error_says_what_to_install(monkeypatch):
    monkeypatch.delenv("MINIGRAD_DOT", raising=False)
    monkeypatch.setattr(viz.engines, "engines", list)
    drawing = draw(Value(1.0).exp())
    with pytest.raises(RenderError, match=r"pip install graphviz-pure.*\.dot.* needs neither"):
        _ = drawing.svg
    assert drawing.dot.startswith("digraph")


def test_a_named_engine_must_exist(monkeypatch):
    monkeypatch.setenv("MINIGRAD_DOT", "/no/such/dot")
    with pytest.raises(RenderError, match="MINIGRAD_DOT needs to name a Graphviz program"):
        render("digraph {}")


@pytest.mark.parametrize("program", ENGINES, ids=lambda program: program.stem)
def test_a_format_the_engine_lacks_names_the_formats_it_has(program, monkeypatch):
    monkeypatch.setenv("MINIGRAD_DOT", str(program))
    with pytest.raises(RenderError, match=r"cannot write 'docx'; it can write .*png.*svg"):
        render("digraph {}", "docx")


@pytest.mark.parametrize("program", ENGINES, ids=lambda program: program.stem)
def test_a_failure_is_told_in_one_line(program, monkeypatch):
    monkeypatch.setenv("MINIGRAD_DOT", str(program))
    with pytest.raises(RenderError, match="syntax error") as failure:
        render("digraph { a -> ")
    assert "\n" not in str(failure.value)


def script(path: Path, text: str) -> Path:
    path.write_text(f"#!{sys.executable}\n{text}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.mark.skipif(sys.platform == "win32", reason="a script is no program on Windows")
def test_dot_on_the_path_goes_first(tmp_path, monkeypatch):
    dot = script(tmp_path / "dot", "pass")
    monkeypatch.delenv("MINIGRAD_DOT", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert [program.stem for program in viz.engines.engines()] == ["dot", "graphviz-pure"]
    assert viz.engines.engines()[0] == dot


@pytest.mark.skipif(sys.platform == "win32", reason="a script is no program on Windows")
def test_a_layout_that_takes_too_long_is_stopped(tmp_path, monkeypatch):
    sleeper = script(tmp_path / "sleeper", "import time; time.sleep(60)")
    monkeypatch.setenv("MINIGRAD_DOT", str(sleeper))
    with pytest.raises(RenderError, match=r"did not finish the layout within 0\.5 s"):
        render("digraph {}", timeout=0.5)


@pytest.mark.skipif(sys.platform == "win32", reason="a script is no program on Windows")
def test_a_program_that_cannot_start_is_told(tmp_path, monkeypatch):
    broken = tmp_path / "broken"
    broken.write_bytes(b"\x7fELF not really")
    broken.chmod(0o755)
    monkeypatch.setenv("MINIGRAD_DOT", str(broken))
    with pytest.raises(RenderError, match="could not be started"):
        render("digraph {}")


@pytest.mark.skipif(not Path("/bin/true").exists(), reason="needs a program that does nothing")
def test_an_engine_that_answers_nothing_has_failed(monkeypatch):
    monkeypatch.setenv("MINIGRAD_DOT", "/bin/true")
    with pytest.raises(RenderError, match="failed on this graph: it said nothing"):
        render("digraph {}")


class FakeViz:
    """What viz.js gives to a browser's Python."""

    def __init__(self, status, output, messages=()):
        self.result = SimpleNamespace(
            status=status,
            output=output,
            errors=[SimpleNamespace(level=level, message=text) for level, text in messages],
        )

    def render(self, dot, options):
        assert options == {"format": "svg"}
        return self.result


@pytest.fixture
def browser(monkeypatch):
    """A browser's Python, as far as `render` looks at it; called with what viz.js gives."""
    viz.engines._viz_js.cache_clear()
    object_of = SimpleNamespace(fromEntries=dict)
    ffi = SimpleNamespace(to_js=lambda given, dict_converter: dict_converter(given))
    code = SimpleNamespace(run_js=lambda script: script)
    monkeypatch.setattr(sys, "platform", "emscripten")
    for name, module in {
        "js": SimpleNamespace(Object=object_of),
        **{"pyodide": SimpleNamespace(), "pyodide.ffi": ffi, "pyodide.code": code},
    }.items():
        monkeypatch.setitem(sys.modules, name, module)
    yield lambda fake: monkeypatch.setattr(viz.engines, "_viz_js", lambda: fake)


def test_in_a_browser_graphviz_is_javascript(browser):
    browser(FakeViz("success", "<svg>δ</svg>"))
    assert render("digraph { a }") == "<svg>δ</svg>".encode()


def test_what_graphviz_says_in_a_browser_is_passed_on(browser):
    browser(FakeViz("failure", None, [("warning", "hm"), ("error", "syntax error in line 1")]))
    with pytest.raises(RenderError, match="syntax error in line 1"):
        render("digraph {")


def test_in_a_browser_without_graphviz_it_is_said_what_is_missing(browser):
    with pytest.raises(RenderError, match=r"package minigrad_graphviz.*\.dot"):
        render("digraph { a }")
