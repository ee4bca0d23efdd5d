# Everything runs in .venv, which is made with the standard library's venv and pip: nothing else is needed.
# What is installed is named in the lock files, with its digests; `make lock` writes them anew.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
CORES ?= 2
LOCK := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header --no-emit-index-url --quiet

.PHONY: demo test test-long lint bench bench-mastery bench-arranging docs lock clean

demo: $(VENV)/.for-use        ## make a simulated school and show what can be asked of it
	@$(BIN)/whynext demo demo.school

test: lint                    ## everything but the long tests
	$(BIN)/python -m pytest -n $(CORES) tests
	$(BIN)/python -m pytest -n $(CORES) --doctest-modules --ignore=src/whynext/store/migrations src

test-long: $(VENV)/.for-work  ## the long tests alone
	$(BIN)/python -m pytest -n $(CORES) -m long tests

lint: $(VENV)/.for-work       ## style, types, and which room may import which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.for-work      ## print the figures
	$(BIN)/python bench/run.py

bench-mastery: $(VENV)/.for-work  ## print the figures of measuring and placing, peers beside them; SMALL=1 only checks
	$(BIN)/python bench/run.py --mastery $(if $(SMALL),--small)

bench-arranging: $(VENV)/.for-work  ## print the figures of shared places and groups, a quarter of an hour; SMALL=1 only checks
	$(BIN)/python bench/run.py --arranging $(if $(SMALL),--small)

docs: $(VENV)/.for-use        ## write docs/reference from the code
	$(BIN)/python docs/reference.py

lock: $(VENV)/.for-work       ## resolve the lock files anew
	$(LOCK) pyproject.toml --group build -o requirements.lock
	$(LOCK) pyproject.toml --group build --group dev --all-extras -o requirements-dev.lock
	@! grep -n '://' requirements.lock requirements-dev.lock

clean:                        ## remove what was installed and made
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache demo.school*

# The stamps say that .venv holds what the locks name, so that a second call installs nothing.

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "whynext needs Python 3.11 or newer; this is $$($(PYTHON) --version). Next: make PYTHON=python3.12"; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.for-use: requirements.lock pyproject.toml | $(BIN)/python
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q src
	@touch $@

$(VENV)/.for-work: requirements-dev.lock $(VENV)/.for-use
	$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@
