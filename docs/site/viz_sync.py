"""Make viz.js synchronous: a picture in a notebook cannot wait for a promise."""

from __future__ import annotations

import re

CHANGES = (
    ("import.meta.url", '""'),
    (
        "await WebAssembly.instantiate(binary,imports)",
        "{instance:new WebAssembly.Instance(new WebAssembly.Module(binary),imports)}",
    ),
    ("Module().then(m => new Viz(m))", "new Viz(Module())"),
    ("export { engines, formats, graphvizVersion, instance };", "return instance();"),
)


def synchronous(source: str) -> bytes:
    """An expression whose value is the instance; ValueError if the script is not as expected."""
    for old, new in CHANGES:
        if source.count(old) != 1:
            raise ValueError(
                f"viz.js needs to hold {old!r} once, got {source.count(old)} of them: "
                "look at what its new version does instead"
            )
        source = source.replace(old, new)
    source = re.sub(r"\basync (?=function\b|url=>)", "", source)
    source = re.sub(r"\bawait (?=[A-Za-z_])", "", source)
    return f"(() => {{\n{source}\n}})()".encode()
