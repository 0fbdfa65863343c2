# Two commands matter to a newcomer: `make rehearse` and `make test`. `make help` lists the rest.

PYTHON ?= python3
UV ?= uv
VENV ?= .venv
JOBS ?= auto
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check
# Installing the project itself asks nobody anything: its build backend came with the lock file.
SELF = $(PIP) install -qq --no-index --no-build-isolation --no-deps --editable .
PYTEST = $(BIN)/python -m pytest -n $(JOBS)
ALONE = UV_CUSTOM_COMPILE_COMMAND='make lock' $(UV) pip compile --quiet --no-config --universal --python-version 3.11 \
	--generate-hashes --no-annotate --no-strip-extras --no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade)
COMPILE = $(ALONE) pyproject.toml --extra postgres
# pip before 23.3 (Debian 12 has 23.0) takes `name[extra]` and `name` for two packages, so the one is said again as the other.
WITHOUT_EXTRAS = sed -E '/^[a-z0-9-]+\[/,/[^\\]$$/!d; s/\[[^]]*\]//'

.PHONY: help rehearse look test check lint crash agreement screenshots accessibility browser bench bench-count docs docs-clauses postgres postgres-stop test-postgres up audit sbom lock clean
.DEFAULT_GOAL := help

help: ## list what can be made (this list)
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

rehearse: $(VENV)/.runs ## install what is needed, then play a whole endorsement season on this machine
	$(BIN)/canvass rehearse

look: $(VENV)/.runs ## open the dashboard, the forms and everybody's mail as the last rehearsal left them
	$(BIN)/canvass look

up: $(VENV)/.runs ## start the Prefect dashboard and the worker, with the settings in .env
	$(BIN)/canvass up

test: $(VENV)/.checks ## run the quick tests
	$(PYTEST) -m 'not crash and not agreement and not browser'

check: lint ## everything a change must pass: style, types, import order, tests
	@$(PYTEST) -m 'not crash and not agreement and not browser'

lint: $(VENV)/.checks ## style, types and import order only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

crash: $(VENV)/.checks ## fail every outside call and every commit once, spoil thousands of sheets, play more rehearsals (minutes)
	$(PYTEST) -m crash

agreement: $(VENV)/.checks ## count 10,000 elections by other people's counters too, and explain every difference (minutes)
	$(PYTEST) -m agreement -rP

bench: $(VENV)/.checks ## measure, beside the least it could cost (ONLY="idle counting" for some of it)
	@$(BIN)/python bench/run.py $(ONLY)

bench-count: $(VENV)/.checks ## count a million ballots, beside reading the file and beside other people's counters (minutes)
	@$(BIN)/python bench/run.py counters

screenshots: $(VENV)/.checks ## play a rehearsal, and take the pictures in docs/images anew (minutes; needs Chromium)
	$(PYTEST) -n 0 -m browser tests/browser/test_screenshots.py

accessibility: $(VENV)/.checks ## check every letter, and the pages that voters see, with axe-core in Chromium (minutes; needs npm)
	@command -v npm >/dev/null || { echo "npm is not installed. On Debian or Ubuntu: sudo apt install npm" >&2; exit 1; }
	npm ci --prefix tests/browser/axe --no-audit --no-fund --silent
	$(PYTEST) -n 0 -m browser tests/browser/test_accessibility.py

browser: $(VENV)/.checks ## set up by the documents and hold an election from the dashboard alone, in Chromium (minutes)
	$(PYTEST) -n 0 -rP -m browser tests/browser/test_election_night.py

docs: $(VENV)/.docs ## build README and docs as a site to browse, in build/site; a broken link fails
	$(BIN)/python docs/site.py build/docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict
	@echo "Open build/site/index.html. Its search needs a server: $(BIN)/python -m http.server --bind 127.0.0.1 -d build/site"

docs-clauses: $(VENV)/.runs ## write docs/clauses.md anew: each clause and what proves it
	$(BIN)/canvass clauses --write docs/clauses.md

postgres: ## start a private PostgreSQL in .postgres/ for trying out, and print its address
	@.ci/postgres start

postgres-stop: ## stop it and throw its data away
	@.ci/postgres stop

test-postgres: $(VENV)/.checks ## run the quick tests, and those that keep a book on a private PostgreSQL too
	CANVASS_TEST_EVERYTHING=1 .ci/postgres run $(PYTEST) -m 'not crash and not agreement and not browser'

audit: ## look the locked packages up among known vulnerabilities (needs pip-audit and a network)
	@command -v pip-audit >/dev/null || { echo "pip-audit is not installed: see docs/contributing.md." >&2; exit 1; }
	pip-audit --require-hashes --disable-pip -r requirements.txt

sbom: $(VENV)/.sbom ## list every locked package with its hashes in build/sbom.json, in the form of CycloneDX
	@mkdir -p build
	$(VENV)/.sbom/bin/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible -o build/sbom.json \
		requirements.txt

lock: ## write the lock files anew from pyproject.toml (needs uv; UPGRADE=1 takes newer releases)
	@command -v $(UV) >/dev/null || { echo "uv is not installed: see docs/contributing.md." >&2; exit 1; }
	$(COMPILE) --group build -o requirements.txt
	$(WITHOUT_EXTRAS) requirements.txt > requirements.more && cat requirements.more >> requirements.txt
	$(COMPILE) --group dev -c requirements.txt -o requirements-dev.txt
	$(WITHOUT_EXTRAS) requirements-dev.txt > requirements.more && cat requirements.more >> requirements-dev.txt
	@rm requirements.more
	$(ALONE) --group sbom -o requirements-sbom.txt
	$(WITHOUT_EXTRAS) requirements-sbom.txt > requirements.more && cat requirements.more >> requirements-sbom.txt
	@rm requirements.more
	$(ALONE) --group docs -c requirements-dev.txt -o requirements-docs.txt

clean: postgres-stop ## remove what was installed, built or rehearsed; never keys, packs, databases or .env
	rm -rf $(VENV) rehearsal build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find core flows integrations templates tests bench -name __pycache__ -type d -prune -exec rm -rf {} +

# What is installed, as stamps: newer lock file, new installation. The second holds all of the first.
$(VENV)/.runs: requirements.txt pyproject.toml | $(VENV)/bin/pip
	$(PIP) install -qq --require-hashes -r requirements.txt
	$(SELF)
	@touch $@

$(VENV)/.checks: requirements-dev.txt pyproject.toml | $(VENV)/bin/pip
	$(PIP) install -qq --require-hashes -r requirements-dev.txt
	$(SELF)
	@touch $@ $(VENV)/.runs

# In an environment of its own: what it needs is nothing that Canvass runs with.
$(VENV)/.sbom: requirements-sbom.txt | $(VENV)/bin/pip
	$(BIN)/python -m venv $@
	$@/bin/python -m pip --disable-pip-version-check install -qq --require-hashes -r requirements-sbom.txt
	@touch $@

# The site's generator has a lock file of its own, bounded by the others, so that all fit into one environment.
$(VENV)/.docs: requirements-docs.txt | $(VENV)/.runs
	$(PIP) install -qq --require-hashes -r requirements-docs.txt
	@touch $@

$(VENV)/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Canvass needs Python 3.11 or newer; '$(PYTHON)' is not that." >&2; \
		echo "Install one and name it: make PYTHON=python3.12 rehearse" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "This Python can't make virtual environments: a part of it is packaged apart." >&2; \
		echo "On Debian or Ubuntu: sudo apt install python3-venv   Then run the same make again." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
