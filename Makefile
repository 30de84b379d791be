# Everything is installed into .venv, once; a change of setup.cfg or pyproject.toml renews it.
PYTHON ?= python3
EXTRAS ?= test

ifeq ($(OS),Windows_NT)
VENV_PYTHON := .venv/Scripts/python.exe
else
VENV_PYTHON := .venv/bin/python
endif
INSTALL := $(VENV_PYTHON) -m pip install --quiet --disable-pip-version-check --editable

# A PYTHON that was asked for must not be ignored because there is a .venv of another one.
VERSION_OF = $(shell $(1) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
ifneq ($(origin PYTHON),file)
ifneq ($(wildcard $(VENV_PYTHON)),)
ifneq ($(filter-out help clean,$(MAKECMDGOALS)),)
ifneq ($(call VERSION_OF,$(PYTHON)),$(call VERSION_OF,$(VENV_PYTHON)))
ASKED := $(or $(addprefix Python ,$(call VERSION_OF,$(PYTHON))),no Python that runs)
$(error PYTHON=$(PYTHON) is $(ASKED), and .venv is there with Python $(call VERSION_OF,$(VENV_PYTHON)): leave PYTHON out, or make .venv anew after rm -rf .venv)
endif
endif
endif
endif

.PHONY: help demo test slow notebooks pages site serve-site lab check bench clean

help:
	@echo "make demo    a neuron and a network meet real flowers; pictures in out/"
	@echo "make test    run the tests; make slow those that take minutes"
	@echo "make lab     open the notebooks in JupyterLab, with everything installed"
	@echo "make notebooks  execute all notebooks and save them with their outputs"
	@echo "make pages   the notebooks as pages in out/pages, each answer behind a fold"
	@echo "make site    the course, the documentation and a playground in out/site (needs npm)"
	@echo "make serve-site  show out/site at http://localhost:8000"
	@echo "make check   ruff, mypy, the workflows, and what a built package holds and does"
	@echo "make bench   measure minigrad beside micrograd, PyTorch, JAX and CasADi: a quarter of an hour"
	@echo "make clean   remove what was built and cached (.venv stays)"
	@echo "PYTHON=python3.12 chooses the Python (3.11 or newer) that makes .venv,"
	@echo "EXTRAS=test,parity compares with PyTorch and JAX too (default: test)"

demo: .venv/installed
	@$(VENV_PYTHON) -m minigrad demo

# The tests start hundreds of Pythons: without bytecode each would compile all that it imports.
test slow: export PYTHONDONTWRITEBYTECODE :=

test: .venv/installed-$(EXTRAS)
	$(VENV_PYTHON) -m pytest -n auto --dist worksteal

slow: .venv/installed-$(EXTRAS)
	$(VENV_PYTHON) -m pytest -m slow -n auto --dist worksteal

notebooks: .venv/installed-$(EXTRAS)
	$(VENV_PYTHON) notebooks/execute.py

pages: .venv/installed-$(EXTRAS)
	$(VENV_PYTHON) -m notebooks.pages

site: .venv/installed-site
	$(VENV_PYTHON) -m docs.site.make_site

# Any server of plain files will do.
serve-site:
	$(PYTHON) -m http.server --directory out/site

lab: .venv/installed-notebooks
	$(VENV_PYTHON) -m jupyterlab notebooks

check: .venv/installed-dev
	$(VENV_PYTHON) -m ruff check .
	$(VENV_PYTHON) -m ruff format --check .
	$(VENV_PYTHON) -m mypy
	$(VENV_PYTHON) -m check_jsonschema --builtin-schema vendor.github-workflows .github/workflows/ci.yml .github/workflows/pages.yml
	$(VENV_PYTHON) -m check_jsonschema --builtin-schema vendor.citation-file-format CITATION.cff
	$(VENV_PYTHON) .ci/check_build.py

bench: .venv/installed-bench
	$(VENV_PYTHON) -m tests.benchmarks.run --write

clean:
	rm -rf build dist out *.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -path ./.venv -prune -o -type d -name __pycache__ -prune -exec rm -rf {} +

.venv/installed: setup.cfg pyproject.toml | $(VENV_PYTHON)
	@echo "Installing minigrad into .venv ..."
	@$(INSTALL) .
	@touch $@

# .venv/installed-test,parity for the extras test and parity, and so on.
.venv/installed-%: setup.cfg pyproject.toml | $(VENV_PYTHON)
	@echo "Installing minigrad[$*] into .venv ..."
	@$(INSTALL) ".[$*]"
	@touch .venv/installed $@

$(VENV_PYTHON):
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(None if v >= (3, 11) else "minigrad needs Python 3.11 or newer, got %d.%d: choose one, such as make PYTHON=python3.12 demo" % v[:2])'
	@$(PYTHON) -m venv --clear .venv || { rm -rf .venv; exit 1; }
