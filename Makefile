# Two commands on a fresh machine: `make run` and `make test`. Each does all its own set-up, and is quick the second time.
PYTHON ?= python3
ARGS ?=
PY := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help setup run test parity lint types pictures clean

define LINT
$(PY) -m ruff check . .ci/setup
$(PY) -m ruff format --check . .ci/setup
endef
# A process for each core, and what Python compiles is kept: each of 80 processes that the tests start is a third quicker.
TESTS := env -u PYTHONDONTWRITEBYTECODE $(PY) -m pytest --numprocesses auto --maxprocesses 4 --dist worksteal

define TYPES
$(PY) -m mypy
$(PY) -m mypy .ci/setup playground/preflight.py
endef

help:
	@echo "make run     open the window; without a display, train headless and leave the results in out/"
	@echo "make test    lint, types and all tests"
	@echo "make parity  the engine and its files in PyTorch, scikit-learn and ONNX Runtime, installed into .venv"
	@echo "make setup   only prepare .venv"
	@echo "make lint, make types, make clean (removes .venv and the caches, not out/)"
	@echo "ARGS='...' is passed on to the program or to pytest; PYTHON=python3.12 chooses the Python of .venv"

setup:
	@$(PYTHON) .ci/setup

run:
	@$(PYTHON) .ci/setup --run
	@$(PY) -m playground --fallback out $(ARGS)

test:
	@$(PYTHON) .ci/setup --test
	$(LINT)
	$(TYPES)
	$(TESTS) $(ARGS)

parity:
	@$(PYTHON) .ci/setup --parity
	$(PY) -m pytest tests/parity $(ARGS)

lint: setup
	$(LINT)

types: setup
	$(TYPES)

pictures: setup
	$(PY) -m playground --picture resources/pictures/step_dark.png --epochs 20 --act 16 --theme dark --size 1440x860
	$(PY) -m playground --picture resources/pictures/window_light.png --epochs 400 --theme light --size 1440x860 \
	    --data spiral --hidden 8,8 --features x1,x2,sin_x1,sin_x2 --rate 0.1 --seed 3

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
