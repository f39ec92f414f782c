# Two commands for a newcomer: `make run` and `make test`. Everything else serves them.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
# The lock is the truth: uv installs it fast, pip installs the same hashes where uv can't.
install = $(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r $(1) \
	|| $(BIN)/pip install -q --require-hashes -r $(1)

# Where bytecode is forbidden, each of the many processes compiles all it imports anew: seconds every time.
export PYTHONDONTWRITEBYTECODE =

.PHONY: run setup setup-dev setup-bench setup-scale test walls types unit lock clean

run: setup
	@$(BIN)/python manage.py up --demo

setup: $(VENV)/.base

setup-dev: $(VENV)/.dev

# Splink and DuckDB, which `manage.py bench matching` measures the engine against.
setup-bench: $(VENV)/.bench

# PySpark, for `manage.py scale_link --over spark`; Java 17 comes from the system.
setup-scale: $(VENV)/.scale

test: setup-dev walls types unit

walls:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports

types:
	$(BIN)/mypy

unit:
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python -m pytest -n 2

# For a maintainer: resolve the requirements anew. The files carry hashes, no download addresses.
lock: $(BIN)/uv
	$(BIN)/uv pip compile requirements/base.in -o requirements/base.lock --generate-hashes --python-version 3.11 --no-header --no-emit-index-url -q --upgrade
	$(BIN)/uv pip compile requirements/dev.in -o requirements/dev.lock --generate-hashes --python-version 3.11 --no-header --no-emit-index-url -q --upgrade
	$(BIN)/uv pip compile requirements/bench.in -o requirements/bench.lock --generate-hashes --python-version 3.11 --no-header --no-emit-index-url -q --upgrade
	$(BIN)/uv pip compile requirements/scale.in -o requirements/scale.lock --generate-hashes --python-version 3.11 --no-header --no-emit-index-url -q --upgrade

clean:
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(BIN)/uv:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -q --disable-pip-version-check "uv>=0.13,<0.14" || true
	@touch $@

$(VENV)/.base: requirements/base.lock $(BIN)/uv
	$(call install,requirements/base.lock)
	@touch $@

$(VENV)/.dev: requirements/dev.lock $(VENV)/.base
	$(call install,requirements/dev.lock)
	@touch $@

$(VENV)/.bench: requirements/bench.lock $(VENV)/.base
	$(call install,requirements/bench.lock)
	@touch $@

$(VENV)/.scale: requirements/scale.lock $(VENV)/.base
	$(call install,requirements/scale.lock)
	@touch $@
