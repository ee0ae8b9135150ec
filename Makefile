# make run    see Canopy at work in a pretend Teams on this machine
# make test   install what is needed and check everything
# make bench  measure Canopy beside the stock bot and a bare server
# make lock   pin requirements.in again

SHELL := /bin/bash
unexport PYTHONDONTWRITEBYTECODE
.DEFAULT_GOAL := help
PYTHON ?= $(shell for v in 3.13 3.12 3.11; do command -v python$$v >/dev/null 2>&1 && python$$v -c 'import sys' 2>/dev/null && echo python$$v && break; done)
ifeq ($(strip $(PYTHON)),)
PYTHON := python3
endif
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/.stamps
PAGE := sandbox/page/node_modules
MANIFEST_SCHEMA := tests/node_modules
# Python compiles what is used when it is used first: most of what comes along never is.
PIP := $(BIN)/pip install -qq --disable-pip-version-check --no-compile --require-hashes
say = @printf '\n\033[1m== %s\033[0m\n' "$(1)"

.PHONY: help run test check tests bench lock format pictures clean

help:
	@sed -n 's/^# //p' Makefile | head -4

$(STAMPS):
	@$(PYTHON) -c 'import sys; sys.exit(0 if (3,11) <= sys.version_info < (3,14) else "Canopy needs Python 3.11, 3.12 or 3.13: make PYTHON=python3.12")'
	@$(PYTHON) -m venv $(VENV)
	@mkdir -p $(STAMPS)

$(STAMPS)/run: requirements.txt requirements-sandbox.txt | $(STAMPS)
	$(call say,Installing what Canopy needs)
	@$(PIP) -r requirements.txt
	@$(PIP) -r requirements-sandbox.txt
	@touch $@

$(STAMPS)/dev: requirements-dev.txt | $(STAMPS)
	$(call say,Installing what the checks need)
	@$(PIP) -r requirements-dev.txt
	@touch $@

# Node comes from the machine, or else from pip.
$(STAMPS)/node: requirements-node.txt | $(STAMPS)
	@command -v npm >/dev/null 2>&1 || { printf '\nInstalling Node\n'; $(PIP) -r requirements-node.txt; }
	@touch $@

$(PAGE)/.ready: sandbox/page/package-lock.json $(STAMPS)/node
	$(call say,Installing the card renderer)
	@cd sandbox/page && PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --silent --no-audit --no-fund --ignore-scripts
	@touch $@

$(MANIFEST_SCHEMA)/.ready: tests/package-lock.json $(STAMPS)/node
	$(call say,Installing the manifest schemas)
	@cd tests && PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --silent --no-audit --no-fund --ignore-scripts
	@touch $@

run: $(STAMPS)/run $(PAGE)/.ready
	@exec $(BIN)/python -m sandbox

test: check tests
	$(call say,Everything passed)

check: $(STAMPS)/dev
	$(call say,Format)
	@$(BIN)/ruff format --check .
	$(call say,Lint)
	@$(BIN)/ruff check .
	$(call say,Types)
	@$(BIN)/python -m pytest --collect-only -qq >/dev/null 2>&1 & $(BIN)/mypy; status=$$?; wait; exit $$status  # tests are read meanwhile
	$(call say,Import contracts)
	@$(BIN)/lint-imports --no-logo

tests: $(STAMPS)/dev $(PAGE)/.ready $(MANIFEST_SCHEMA)/.ready
	$(call say,Browser)
	@bash tests/browser/find-chromium
	$(call say,Tests on SQLite and PostgreSQL)
	@$(BIN)/python -m pytest --numprocesses 3 --dist worksteal $(ARGS)

bench: $(STAMPS)/dev
	@$(BIN)/python -m bench $(ARGS)

format: $(STAMPS)/dev
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

audit: $(STAMPS)/dev
	@$(BIN)/pip-audit --require-hashes --disable-pip -r requirements.txt

lock: $(STAMPS)/dev
	@$(BIN)/pip install --quiet uv
	@for each in requirements requirements-dev requirements-sandbox requirements-node; do \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header $$each.in -o $$each.txt; \
	done

clean:
	@rm -rf $(VENV) $(PAGE) $(MANIFEST_SCHEMA) .mypy_cache .ruff_cache .pytest_cache .hypothesis

pictures: $(STAMPS)/dev $(PAGE)/.ready
	@$(BIN)/python -m tests.support.pictures
