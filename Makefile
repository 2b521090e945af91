# What a person does with this checkout. Everything is installed into .venv, by hash, from requirements/.

PYTHON ?= python3
BIN := .venv/bin
UV := UV_PYTHON_DOWNLOADS=never UV_SYSTEM_CERTS=$${UV_SYSTEM_CERTS:-true} $(BIN)/uv --quiet
INSTALL := $(UV) pip install --python .venv
PACTLOG := $(INSTALL) --no-deps --build-constraints requirements/build.txt --editable .
COMPILE := env -u UV_FIND_LINKS $(UV) --no-config pip compile --universal --python-version 3.11 \
	--generate-hashes --no-header --no-emit-index-url --no-emit-find-links

.NOTPARALLEL:
.DELETE_ON_ERROR:

.PHONY: help
help: ## say what can be made (the default)
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/  make \1	\2/p' Makefile | expand -t 20

.PHONY: run
run: .venv/run ## serve on 127.0.0.1:8000, an empty store filled with the demonstration
	$(BIN)/pactlog serve --demo

.PHONY: install
install: .venv/dev ## install everything that development needs

.PHONY: test
test: .venv/dev ## run the tests (ARGS="-k merkle" narrows them)
	$(BIN)/pytest --numprocesses logical --maxprocesses 8 --dist worksteal $(ARGS)

.PHONY: bench
bench: .venv/dev ## measure the figures of the design, on 100,000 events
	$(BIN)/python -m bench $(ARGS)

.PHONY: bench-full
bench-full: .venv/dev ## the same on 1,000,000 events
	$(BIN)/python -m bench --events 1000000 $(ARGS)

.PHONY: pictures
pictures: .venv/dev ## take the pictures of all pages that docs/ shows, with the Chromium that is installed
	PACTLOG_TEST_PICTURES=docs/screenshots $(BIN)/pytest -q -k shown tests/browser

.PHONY: lint
lint: .venv/dev ## check everything but the tests: format, lint, types, layers, migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@store=$$(mktemp -d) && trap 'rm -rf "$$store"' EXIT && \
	export PACTLOG_DATABASE_URL="sqlite:///$$store/pactlog.db" && \
	$(BIN)/alembic upgrade head && $(BIN)/alembic check

.PHONY: check
check: lint test ## check everything

.PHONY: format
format: .venv/dev ## format the code and mend what the linter can
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

.PHONY: docs
docs: .venv/dev ## write docs/command-line.md anew from the commands
	$(BIN)/typer api.cli.commands utils docs --name pactlog --title "The command line" --output docs/command-line.md

.PHONY: lock
lock: .venv/uv ## choose the newest fitting version of every dependency
	$(COMPILE) --upgrade requirements/uv.in --output-file requirements/uv.txt
	$(COMPILE) --upgrade requirements/build.in --output-file requirements/build.txt
	$(COMPILE) --upgrade pyproject.toml --output-file requirements/run.txt
	$(COMPILE) --upgrade pyproject.toml --group dev --constraints requirements/run.txt \
		--constraints requirements/build.txt --output-file requirements/dev.txt

.PHONY: clean
clean: ## remove the environment and every cache; the store in var/ stays
	rm -rf .venv dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache .schemathesis
	find domain infra api alembic tests -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/uv: requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Pactlog needs Python 3.11 or later, and $(PYTHON) is not. Name another: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
		echo "$(PYTHON) cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/uv.txt
	@touch $@

.venv/run: .venv/uv requirements/run.txt requirements/build.txt pyproject.toml
	$(INSTALL) --require-hashes --requirement requirements/run.txt
	$(PACTLOG)
	@touch $@

# dev.txt holds all of run.txt, so it serves both.
.venv/dev: .venv/uv requirements/dev.txt requirements/build.txt pyproject.toml
	$(UV) pip sync --python .venv --require-hashes requirements/dev.txt
	$(PACTLOG)
	@touch .venv/run $@
