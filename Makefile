# `make serve` and `make test` need Python 3.11 or newer and nothing else; what they need they put into .venv.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: serve test lint bench lock clean

serve: .venv/runtime  ## load the seed, then serve it; e.g. HOST=0.0.0.0 PORT=8080 make serve
	@exec $(BIN)/python -m deploy.serve

test: lint  ## every check and every test, on SQLite and on PostgreSQL
	PYTHONDONTWRITEBYTECODE= PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m pytest --numprocesses auto --dist worksteal --cov --cov-report term

lint: .venv/dev
	$(BIN)/ruff check
	$(BIN)/mypy --num-workers auto
	$(BIN)/lint-imports

bench: .venv-bench/peers  ## what an answer costs, beside the same data served by others; five minutes on an idle machine
	@.venv-bench/bin/python -m benchmarks.compare
	@.venv-bench/bin/python -m benchmarks.processes

lock: .venv/uv  ## pin the newest versions that pyproject.toml allows
	$(LOCK) --output-file requirements.txt pyproject.toml
	$(LOCK) --output-file requirements-dev.txt --constraints requirements.txt --group dev pyproject.toml
	$(LOCK) --output-file benchmarks/requirements.txt --constraints requirements.txt --group bench pyproject.toml

clean:
	rm -rf .venv .venv-bench var .coverage* .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

# The same versions for every Python from 3.11 and every platform; no package host may get into the files.
LOCK = $(BIN)/uv pip compile --quiet --no-config --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock'
INSTALL = $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check
# The lock is complete, so pip need not resolve: an older one would look past it for `coverage[toml]` once a newer coverage is out.
LOCKED = --no-deps --require-hashes --requirement
TOO_OLD = Python 3.11 or newer is needed and $(PYTHON) is $(or $(shell $(PYTHON) -V 2>&1),missing); try PYTHON=python3.11 make $(MAKECMDGOALS)

.venv/bin/pip:
	$(if $(shell $(PYTHON) -c 'import sys; print("yes" if sys.version_info >= (3, 11) else "")' 2>&1 | grep yes),,$(error $(TOO_OLD)))
	$(PYTHON) -m venv .venv

.venv/runtime: requirements.txt | .venv/bin/pip
	$(INSTALL) $(LOCKED) requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt | .venv/bin/pip
	$(INSTALL) $(LOCKED) requirements-dev.txt
	@touch $@

.venv-bench/peers: BIN := .venv-bench/bin
.venv-bench/peers: benchmarks/requirements.txt | .venv/bin/pip
	$(PYTHON) -m venv .venv-bench
	$(INSTALL) $(LOCKED) benchmarks/requirements.txt
	@touch $@

.venv/uv: | .venv/bin/pip
	$(INSTALL) uv
	@touch $@
