# The two commands to know: `make run` and `make test`. Each sets up what it needs in .venv, and nothing elsewhere.
# Options go into ARGS: make run ARGS="--port 9000", make test ARGS="-k points".

.PHONY: help run sync test test-quick lint format bench faults kills reliability coverage docs screenshots lock clean python broken
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
PY := $(VENV)/bin/python

# Whatever the locks ask for, nothing may bring along another Python, a user-wide install or a question.
export UV_PYTHON_DOWNLOADS := never
export UV_SYSTEM_CERTS := true
export PIP_USER := 0
export PIP_NO_INPUT := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Without a home directory to write to, the caches stay here.
ifeq ($(shell test -n "$$HOME" && test -d "$$HOME" && test -w "$$HOME" && echo yes),)
export UV_CACHE_DIR := $(CURDIR)/.cache/uv
export PIP_CACHE_DIR := $(CURDIR)/.cache/pip
endif

# The first Python here that is new enough; PYTHON=… chooses another.
ifndef PYTHON
PYTHON := $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$name; break; }; done)
endif

# Tests run in as many processes as there are processors, each file of tests in one; WORKERS= runs them in this one.
WORKERS := --numprocesses auto --dist loadfile

# An environment whose Python no longer starts is made anew.
BROKEN := $(shell $(PY) -c '' >/dev/null 2>&1 || echo broken)

# The development set holds all of the playground's, so where it is installed it serves both.
READY_DEV := $(VENV)/.ready-dev
READY_RUN := $(if $(wildcard $(READY_DEV)),$(READY_DEV),$(VENV)/.ready-playground)

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

run: $(READY_RUN) ## Start the bot if a token is configured, else the playground in the browser
	@$(PY) -m bot start $(ARGS)

sync: $(READY_RUN) ## Tell Discord the commands: once, and after each update
	@$(PY) -m bot sync $(ARGS)

test: lint ## Everything: style, types, layers, then all tests; ends with what was skipped, and why
	$(PY) -m pytest $(WORKERS) $(ARGS)

test-quick: $(READY_DEV) ## The tests that need neither browser, PostgreSQL nor another process
	$(PY) -m pytest $(WORKERS) -m "not browser and not e2e and not postgres" $(ARGS)

lint: $(READY_DEV) ## Style, types and layers
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports --no-logo

format: $(READY_DEV) ## Put the code into its format
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

bench: $(READY_DEV) ## Latency, throughput, start and memory beside a bare discord.py bot; files beside their libraries
	$(PY) -m benchmarks.files
	$(PY) -m benchmarks.pictures
	$(PY) -m benchmarks.imports
	$(PY) -m benchmarks.cheers
	$(PY) -m benchmarks.boards --runs 1000000
	$(PY) -m benchmarks.races
	$(PY) -m benchmarks.coaching
	$(PY) -m benchmarks.strava
	$(PY) -m benchmarks.outbox
	$(PY) -m benchmarks.due
	$(PY) -m benchmarks.latency $(ARGS)

faults: $(READY_DEV) ## 200 random sequences of what goes wrong with Strava (ARGS="--sequences 1 --seed N" for one)
	$(PY) -m tests.strava.fault_run $(ARGS)

kills: $(READY_DEV) ## Kills one of three processes 200 times under load, and counts what is there (ARGS="--rounds 20 --seed N")
	$(PY) -m tests.reliability.kills $(ARGS)

reliability: $(READY_DEV) ## Breaks one thing after the other under load, and writes docs/reliability.md (ARGS="--short", "--kills 20")
	$(PY) -m tests.reliability.run --output docs/reliability.md $(ARGS)

coverage: $(READY_DEV) ## Which lines and branches the tests reach
	@mkdir -p .cache
	$(PY) -m coverage run -m pytest $(ARGS)
	$(PY) -m coverage report

docs: $(READY_DEV) ## Write the pages in docs/ that are made from the code
	$(PY) -m tests.domain.audience_page

screenshots: $(READY_DEV) ## Take the pictures in docs/ anew from a running playground
	$(PY) -m tests.playground.take_screenshots $(ARGS)

# Constrained by the largest set, so that every version is the same in all of them. A plain `make lock` keeps the
# versions there are; ARGS=--upgrade looks for newer ones.
COMPILE = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header $(ARGS)
lock: $(READY_DEV) ## Compile the hashed lock files in requirements/ (ARGS=--upgrade for newer versions)
	@PATH="$(CURDIR)/$(VENV)/bin:$$PATH"; export PATH; set -e; set -x; \
	$(COMPILE) --extra dev pyproject.toml requirements/build.in -o requirements/dev.txt; \
	$(COMPILE) --extra playground -c requirements/dev.txt pyproject.toml requirements/build.in -o requirements/playground.txt; \
	$(COMPILE) -c requirements/dev.txt pyproject.toml requirements/build.in -o requirements/runtime.txt; \
	$(COMPILE) requirements/uv.in -o requirements/uv.txt

clean: ## Remove the environment, caches and results, but neither config.toml nor data/
	rm -rf $(VENV) .cache .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache *.egg-info build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "Baton needs Python 3.11 or newer, and none is on the path."; \
		echo "Install one (Debian, Ubuntu: sudo apt install python3 python3-venv), or name it: make run PYTHON=/path/to/python3"; \
		exit 1; \
	elif ! $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
		echo "Baton needs Python 3.11 or newer; $(PYTHON) is older or does not start."; \
		exit 1; \
	fi

$(PY): $(BROKEN) | python
	@rm -rf $(VENV)
	@if command -v uv >/dev/null 2>&1; then \
		uv venv --quiet --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" $(VENV); \
	elif $(PYTHON) -c 'import ensurepip' 2>/dev/null; then \
		$(PYTHON) -m venv $(VENV); \
	else \
		echo "This Python cannot make environments: its venv part is not installed."; \
		echo "Debian, Ubuntu: sudo apt install python3-venv. Elsewhere: install uv, which needs no such part."; \
		exit 1; \
	fi

# $(call install,FILE): the hashed lock, then Baton itself from this folder. uv is quick; where it cannot be had or
# does not get through (it does not read pip's own settings), pip does the same.
define install
	@echo "Setting up $(VENV) from requirements/$(1).txt (the first time takes a while) …"
	@PATH="$(CURDIR)/$(VENV)/bin:$$PATH"; export PATH; \
	fetch_uv() { \
		command -v uv >/dev/null 2>&1 || $(PY) -m pip install --quiet --require-hashes -r requirements/uv.txt; }; \
	with_uv() { \
		uv pip install --quiet --python $(PY) --require-hashes -r requirements/$(1).txt \
		&& uv pip install --quiet --python $(PY) --no-deps --no-build-isolation -e .; }; \
	with_pip() { \
		echo "uv cannot do it here; pip does the same, only slower."; \
		$(PY) -m pip --version >/dev/null 2>&1 || $(PY) -m ensurepip >/dev/null || exit 1; \
		$(PY) -m pip install --quiet --require-hashes -r requirements/$(1).txt \
		&& $(PY) -m pip install --quiet --no-deps --no-build-isolation -e .; }; \
	fetch_uv && with_uv || with_pip
	@touch $@
endef

$(VENV)/.ready-playground: requirements/playground.txt pyproject.toml $(BROKEN) | $(PY)
	$(call install,playground)

$(READY_DEV): requirements/dev.txt pyproject.toml $(BROKEN) | $(PY)
	$(call install,dev)
