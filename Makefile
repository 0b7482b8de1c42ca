# One command each; `make` lists them. CI runs `make check` and nothing else.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
ARGS ?=
export PYTHONUNBUFFERED := 1

# Build .venv from the lock, again when the lock changed. A linked .venv is somebody else's.
define environment
	@test -L .venv || cmp -s requirements/$(1).txt .venv/$(1).txt || { \
	  $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Qoldau needs Python 3.11 or newer; set PYTHON=")' && \
	  echo "Building .venv from requirements/$(1).txt" && \
	  $(PYTHON) -m venv --clear .venv && \
	  $(BIN)/pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r requirements/$(1).txt && \
	  cp requirements/$(1).txt .venv/$(1).txt; }
endef

.PHONY: help
help: ## list these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1\t\2/' | expand -t 12

.PHONY: run
run: run-environment ## start everything on this machine and print the address
	@$(BIN)/python -m config.local.run

.PHONY: test
test: messages-compiled ## all tests; ARGS="tests/plans -k report" for some
	@$(BIN)/python -m pytest -n auto --dist worksteal -q $(ARGS)

.PHONY: check
check: messages-compiled ## everything that CI does
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy .
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/python -m config.local.manage check --fail-level WARNING
	$(BIN)/python -m config.local.manage makemigrations --check --dry-run
	$(BIN)/python -m pytest -n auto --dist worksteal -q $(ARGS)

.PHONY: manage
manage: run-environment ## a management command: make manage ARGS="shell"
	@$(BIN)/python -m config.local.manage $(ARGS)

.PHONY: demo-data
demo-data: run-environment ## make the demo's families, where there are none yet
	@$(BIN)/python -m config.local.manage demo --if-empty

.PHONY: bench
bench: environment ## measure pages and the sweep with 100,000 plans; ARGS="--quarter" the end of a quarter
	@$(BIN)/python -m config.local.bench $(ARGS)

.PHONY: messages
messages: environment ## collect the strings to translate into locale/ (needs gettext)
	@$(BIN)/python manage.py makemessages -l kk -l ru -l en --no-location --no-obsolete \
	  --ignore .venv --ignore .local --ignore tests
	@$(BIN)/python -m config.messages

.PHONY: lock
lock: ## resolve pyproject.toml again (needs uv) and write the requirements with hashes
	uv lock --upgrade
	uv export --quiet --frozen --no-header --no-annotate --no-dev -o requirements/run.txt
	uv export --quiet --frozen --no-header --no-annotate --all-groups -o requirements/dev.txt

.PHONY: clean
clean: ## remove .local: the data of this machine, demo and test servers
	@$(PYTHON) -m config.local.clean

.PHONY: environment
environment:
	$(call environment,dev)

# Starting needs less than developing; an environment for developing serves too.
.PHONY: run-environment
run-environment:
	@cmp -s requirements/dev.txt .venv/dev.txt || $(MAKE) --no-print-directory run-only-environment

.PHONY: run-only-environment
run-only-environment:
	$(call environment,run)

.PHONY: messages-compiled
messages-compiled: environment
	@$(BIN)/python -m config.messages
