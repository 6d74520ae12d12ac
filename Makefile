# What people type. Everything here is also what CI runs; see CONTRIBUTING.md.
SHELL := /bin/bash
BIN := .venv/bin
PY := $(BIN)/python
# The first Python that is new enough; none found is told in one sentence by `found-python`.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
  "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
# Twice the cores: many tests wait for servers of their own.
WORKERS ?= 4
TEMPLATES = git ls-files -z --cached --others --exclude-standard '*.html'

.DEFAULT_GOAL := help
.PHONY: help benchmark run demo test check prepare found-python lock lint types floors templates \
  migrations deploy messages test-sqlite test-postgresql test-browser format

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

found-python:
	@test -n "$(PYTHON)" || { echo "Install Python 3.11 or newer (https://www.python.org or your system's packages), then try again." >&2; exit 2; }

run: found-python ## Install what is missing and serve http://127.0.0.1:8000
	@$(PYTHON) -m tools.prepare && exec $(PY) -m allmenning serve

demo: found-python ## As run, with invented users to step into, on data of its own
	@export ALLMENNING_DEMO=1 ALLMENNING_DATA_DIR=$(CURDIR)/var/demo; \
	  $(PYTHON) -m tools.prepare && $(PY) -m allmenning demo && exec $(PY) -m allmenning serve

prepare: found-python
	@$(PYTHON) -m tools.prepare --for-tests

test: prepare ## The whole suite on SQLite, browser tests included
	$(PY) -m pytest -n $(WORKERS) -m "not browser"
	$(PY) -m pytest -n 2 -m browser

# Checks that take seconds come first, so that a slip is told soon.
check: prepare lint types floors templates migrations deploy messages test-sqlite test-postgresql test-browser ## What CI runs

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types:
	$(BIN)/mypy .

floors:
	$(BIN)/lint-imports

templates:
	@$(TEMPLATES) | xargs -0 -r $(BIN)/djade --check --target-version 5.2
	@$(TEMPLATES) | xargs -0 -r $(BIN)/djhtml --check --tabwidth 2

migrations:
	$(PY) manage.py makemigrations --check --dry-run

deploy:
	ALLMENNING_HTTPS=1 ALLMENNING_HOSTS=allmenning.example ALLMENNING_SECRET_KEY=$$(head -c 48 /dev/urandom | base64 -w0) \
	  $(PY) manage.py check --deploy --fail-level WARNING

messages:
	$(PY) -m tools.messages check

test-sqlite:
	$(BIN)/coverage erase
	$(PY) -m pytest -n $(WORKERS) -m "not browser" --cov=allmenning --cov-branch --cov-report=term:skip-covered

# All that can meet a database; the core and the clients know none (import-linter sees to it).
test-postgresql:
	bash tools/with-postgresql.sh $(PY) -m pytest -n $(WORKERS) -m "not browser" \
	  --ignore=allmenning/core --ignore=allmenning/clients

test-browser:
	$(PY) -m pytest -n 2 -m browser

benchmark: prepare ## Measure pages and core against their peers, for benchmarks/README.md
	$(PY) benchmarks/core.py
	$(PY) benchmarks/similarity.py
	$(PY) -m benchmarks.surveys
	$(PY) -m benchmarks.survey_weights
	$(PY) -m benchmarks.coverage
	$(PY) benchmarks/disclosure.py
	$(PY) benchmarks/cap.py
	$(PY) benchmarks/pages.py
	$(PY) benchmarks/arena.py
	$(PY) benchmarks/arena.py --postgresql
	$(PY) -m benchmarks.writers
	$(PY) -m benchmarks.writers --postgresql
	$(PY) -m benchmarks.answering
	$(PY) -m benchmarks.answering --postgresql
	$(PY) benchmarks/digest.py
	$(PY) benchmarks/spam.py
	$(PY) benchmarks/status_page.py
	$(PY) benchmarks/search.py
	$(PY) benchmarks/mail.py
	$(PY) benchmarks/counters.py
	$(PY) benchmarks/fanout.py
	$(PY) benchmarks/chaos.py
	$(PY) benchmarks/chaos.py --postgresql

format: ## Put code and templates in the form that check asks for
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	@$(TEMPLATES) | xargs -0 -r $(BIN)/djade --target-version 5.2
	@$(TEMPLATES) | xargs -0 -r $(BIN)/djhtml --tabwidth 2

lock: ## Choose versions anew for requirements/ (needs uv)
	@command -v uv >/dev/null || { echo "Install uv (pip install uv), then try again." >&2; exit 2; }
	uv pip compile --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q \
	  pyproject.toml requirements/build.in -o requirements/base.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q \
	  --extra dev pyproject.toml requirements/build.in -c requirements/base.txt -o requirements/dev.txt
