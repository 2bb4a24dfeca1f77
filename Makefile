# Two commands do everything on a fresh machine with Python 3.11 or newer: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test lint format bench faults week roundtrip audit clean

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $(READY)

demo: $(READY)  ## correct the demo invoices from the example workbook; prints where the report is
	$(BIN)/batcher sandbox --reset --home .batcher
	$(BIN)/batcher run templates/example.xlsx --sandbox --yes --home .batcher

test: $(READY) lint
	$(BIN)/python -m pytest -n 2

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY)  ## every figure beside its peer, into tests/benchmarks/RESULTS.md; FULL="--full --times 3": 1,000,000 rows too, three times
	$(BIN)/python -m tests.benchmarks $(FULL)

faults: $(READY)  ## thousands of schedules of faults and kills, and every point of the crash sweep
	$(BIN)/python -m tests.faults --sweep --write

week: $(READY)  ## a week of nights of the inbox, 50 workbooks, with everything that fails; SEED=N
	$(BIN)/python -m tests.inbox.week --seed $(or $(SEED),1)

roundtrip: $(READY)  ## hundreds of random workbooks there and back: export, edit, run, verify, undo
	$(BIN)/python -m tests.roundtrip --write

audit:  ## ask the advisory service about every pinned version
	$(PYTHON) .ci/audit.py

clean:
	rm -rf $(VENV) .venv-audit .batcher .mypy_cache .pytest_cache .ruff_cache .hypothesis
