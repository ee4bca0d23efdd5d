# Two commands do everything on a fresh machine with Python >= 3.11, pip, git and make:
#   make demo    sets up, builds a simulated school, plans its tomorrow and shows why
#   make test    sets up and passes the tests (PostgreSQL included)

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test test-long lint bench bench-long docs lock clean

demo: .venv/.run
	$(BIN)/whynext demo

test: .venv/.develop lint
	$(BIN)/python -m pytest -n 2 -m "not long" tests
	$(BIN)/python -m pytest -n 2 --doctest-modules src/whynext

test-long: .venv/.develop
	$(BIN)/python -m pytest -n 2 --timeout=3600 tests

lint: .venv/.develop
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/.develop
	$(BIN)/python bench/run.py

bench-long: .venv/.develop
	$(BIN)/python bench/run.py --long

docs: .venv/.develop
	$(BIN)/python docs/reference.py

# Locks hold names, versions and hashes, never where to download from.
lock: .venv/.develop
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  --no-emit-index-url --quiet --group build pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  --no-emit-index-url --quiet --all-extras --group build --group dev pyproject.toml -o requirements-dev.lock

.venv/.made:
	$(PYTHON) -m venv .venv
	@touch $@

.venv/.run: .venv/.made requirements.lock pyproject.toml
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.develop: .venv/.run requirements-dev.lock
	$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

clean:
	rm -rf .venv demo.school demo.school-wal demo.school-shm
