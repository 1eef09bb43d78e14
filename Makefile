# A fresh machine needs Python 3.11 (or later) with pip and venv, and make: `make demo` and `make test` do the rest.

PYTHON ?= $(or $(shell command -v python3.11),python3)
VENV := .venv
BIN := $(VENV)/bin
DEMO := .demo
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
PYTEST := $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

# Python keeps what it compiles, else each of many processes compiles every library again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test test-quick test-all test-browser test-engines test-slow docs release audit lint lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/ready ## make reports of all units from the sample data, in Vietnamese and English
	@test -e $(DEMO)/dtplan.toml || $(BIN)/dtplan init $(DEMO) --language en
	$(BIN)/dtplan report -w $(DEMO) --quarter 2024Q2 --lang vi,en

test: $(VENV)/ready-dev ## run all checks that need only Python (under 5 minutes)
	@$(MAKE) --no-print-directory --jobs 2 lint test-quick

test-quick: $(VENV)/ready-dev  # TESTS=...: of these files and folders
	$(PYTEST) -m "not browser and not engines and not spark and not slow" $(TESTS)

test-all: test test-browser test-engines test-slow ## run those too that need other programs (skipped, with the reason, without)

test-browser: $(VENV)/ready-dev ## run those that need Chromium
	$(PYTEST) -m "browser and not slow"

test-engines: $(VENV)/ready-dev ## run those that need PostgreSQL, Java, Dask or LibreOffice
	$(PYTEST) -m "(engines or spark) and not slow"

# The longest file comes first, so that both processes end at about the same time.
test-slow: $(VENV)/ready-dev ## run those that take minutes, or gigabytes, and all properties on many examples
	$(PYTEST) -m "slow or (hypothesis and not browser and not engines and not spark)" --hypothesis-profile many \
		tests/test_installed.py tests dtplan_analysis

docs: $(VENV)/ready-dev ## build the documentation, and run every example in it
	$(BIN)/python -m sphinx --builder html --fail-on-warning --keep-going --quiet --doctree-dir docs/_build/doctrees docs docs/_build/html
	@echo docs/_build/html/index.html

release: test docs ## check all, and build what is released: sdist, wheel, documentation
	$(BIN)/python .ci/release.py

audit: $(VENV)/ready-dev ## list licences and versions of what runs, and what is known to be unsafe
	$(BIN)/python .ci/audit.py

lint: $(VENV)/ready-dev ## check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

lock: ## choose the versions again for pyproject.toml (UPGRADE=1: the newest ones)
	@set -e; tools=$$(mktemp -d); trap 'rm -rf "$$tools"' EXIT; \
	$(PYTHON) -m venv "$$tools"; "$$tools/bin/python" -m pip install --quiet uv; \
	compile() { "$$tools/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade) \
		pyproject.toml "$$@" > /dev/null; }; \
	compile --group build --output-file requirements.lock; \
	compile --group dev --constraints requirements.lock --output-file requirements-dev.lock

clean: ## remove everything that was made
	rm -rf $(VENV) .venv-* $(DEMO) dist build docs/_build docs/reference .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The lock says which files are installed, by hash; our own build backend is one of them.
$(VENV)/ready: requirements.lock
$(VENV)/ready-dev: requirements-dev.lock
$(VENV)/ready $(VENV)/ready-dev: pyproject.toml | $(VENV)/bin/python
	$(PIP) install --quiet --no-compile --require-hashes -r $(filter %.lock,$^)
	$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("make PYTHON=...: 3.11 or later is needed" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
