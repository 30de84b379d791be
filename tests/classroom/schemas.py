"""The documented fields of the files that gradebooks read, and a check of data against them."""

VISIBILITY = {"hidden", "after_due_date", "after_published", "visible"}
TEXT_FORMATS = {"text", "html", "simple_format", "md", "ansi"}
NUMBER = (int, float)

# For each field its type, the words that it may be, or the schema of what stands in it.
GRADESCOPE_TEST = {
    "score": NUMBER,
    "max_score": NUMBER,
    "status": {"passed", "failed"},
    "name": str,
    "name_format": TEXT_FORMATS,
    "number": str,
    "output": str,
    "output_format": TEXT_FORMATS,
    "tags": [str],
    "visibility": VISIBILITY,
    "extra_data": dict,
}
GRADESCOPE = {
    "score": NUMBER,
    "execution_time": NUMBER,
    "output": str,
    "output_format": TEXT_FORMATS,
    "test_output_format": TEXT_FORMATS,
    "test_name_format": TEXT_FORMATS,
    "visibility": VISIBILITY,
    "stdout_visibility": VISIBILITY,
    "extra_data": dict,
    "tests": [GRADESCOPE_TEST],
}
GITHUB_TEST = {"name": str, "status": {"pass", "fail", "error"}, "score": NUMBER, "message": str}
GITHUB = {
    "version": int,
    "max_score": NUMBER,
    "status": {"pass", "fail", "error"},
    "tests": [GITHUB_TEST],
}

# For each element of JUnit's XML its attributes, and what may stand in it.
JUNIT = {
    "testsuites": ({"name"}, {"testsuite"}),
    "testsuite": (
        {"name", "tests", "failures", "errors", "skipped"},
        {"properties", "testcase", "system-out"},
    ),
    "properties": (set(), {"property"}),
    "property": ({"name", "value"}, set()),
    "testcase": ({"classname", "name"}, {"properties", "failure"}),
    "failure": ({"message"}, set()),
    "system-out": (set(), set()),
}


def check_data(data, schema, where="the file"):
    """AssertionError, which names the place, for data that a schema does not allow."""
    if isinstance(schema, dict):
        assert isinstance(data, dict), where
        assert set(data) <= set(schema), f"{where} has {set(data) - set(schema)}"
        for name, value in data.items():
            check_data(value, schema[name], f"{where}.{name}")
    elif isinstance(schema, list):
        assert isinstance(data, list), where
        for place, each in enumerate(data):
            check_data(each, schema[0], f"{where}[{place}]")
    elif isinstance(schema, set):
        assert data in schema, where
    else:
        assert isinstance(data, schema) and not isinstance(data, bool), where


def check_junit(element):
    attributes, inside = JUNIT[element.tag]
    assert set(element.attrib) == attributes, element.tag
    for each in element:
        assert each.tag in inside, f"{each.tag} in {element.tag}"
        check_junit(each)
