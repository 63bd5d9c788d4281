# `make run` and `make test` do all set-up; everything lands in .venv.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PORT ?= 8000

.PHONY: run test test-web test-rest test-postgresql check format lock bench fuzz clean

run: .venv/run.stamp
	$(BIN)/bundlinje serve --port $(PORT)

# All at once, also on two cores: the web application's tests wait for browsers and servers half
# of the while.
test: .venv/dev.stamp check
	$(MAKE) --no-print-directory -j3 test-web test-rest test-postgresql

test-web: .venv/dev.stamp
	$(BIN)/pytest tests/web

test-rest: .venv/dev.stamp
	$(BIN)/pytest --ignore=tests/web

test-postgresql: .venv/dev.stamp
	$(BIN)/python tests/on_postgresql.py tests/web

check: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/dev.stamp
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/dev.stamp
	$(BIN)/python benchmarks/run.py

fuzz: .venv/dev.stamp
	HYPOTHESIS_PROFILE=fuzz $(BIN)/pytest tests/basics/test_yaml_fuzz.py tests/calculation/test_case_fuzz.py tests/contracts/test_contract_fuzz.py tests/contracts/test_properties.py tests/contracts/test_cash_properties.py tests/register/test_register_fuzz.py

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Bundlinje needs Python 3.11 or later with venv and ensurepip (Debian: apt-get install python3 python3-venv). Set it with: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/run.stamp: requirements/run.txt pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.stamp: requirements/dev.txt .venv/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

# Renew the locks; needs uv. Hashes, but no download addresses.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
# Spark is 400 MB and needs Java: only those who ask for it, and the tests, get it.
RUN_EXTRAS := --extra report --extra frames --extra progress --extra workbook --extra documents --extra register --extra web --extra connect
lock:
	$(LOCK) --upgrade $(RUN_EXTRAS) pyproject.toml requirements/run.in -o requirements/run.txt
	$(LOCK) --upgrade --constraint requirements/run.txt --extra all pyproject.toml requirements/run.in requirements/dev.in -o requirements/dev.txt

clean:
	rm -rf .venv output build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
