# `make help` lists the targets. Variables: PYTHON (3.11 to 3.13), DATA (embedded, live or a folder), VERSION, ARGS.
BIN := .venv/bin
INSTALLED := .venv/.installed
SUITABLE := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c '$(SUITABLE)' 2>/dev/null && echo $$python && break; done)
VERSION := # of an edition, named on the command line
COMMITTED := data figures notebooks hubgap README.md CHANGELOG.md CITATION.cff codemeta.json datacite.json
SELECTED := $(if $(DATA),--data "$(DATA)")
PYTEST := HF_HUB_OFFLINE=1 HUBGAP_WIDGETS=off $(BIN)/python -m pytest -q -n 4

.DEFAULT_GOAL := build
.PHONY: build lint test lab check refresh edition dist bench torture clean help

build: $(INSTALLED) ## install, make what has changed: figures, notebooks, site/ (plain `make` does this)
	@$(BIN)/python -m hubgap build $(SELECTED) $(ARGS)

lint: $(INSTALLED) ## look for mistakes in the code without running it
	@$(BIN)/pre-commit run --all-files

test: $(INSTALLED) ## run the tests (but the long ones), and every notebook against its stored outputs
	@$(PYTEST) -m "not long" --nbval --nbval-current-env --ignore tests/torture tests notebooks

lab: $(INSTALLED) ## open the notebooks in JupyterLab
	@$(BIN)/jupyter lab --LabApp.default_url=/lab/tree/notebooks/00-start-here.ipynb

check: $(INSTALLED) ## check every table of DATA
	@$(BIN)/python -m hubgap check $(SELECTED)

refresh: $(INSTALLED) ## bring one more snapshot of the Hub into live/ (options in ARGS="...")
	@$(BIN)/python -m hubgap refresh $(ARGS)

edition: $(INSTALLED) ## make the latest snapshot of live/ the latest one of data/, build, and tag it as VERSION
	@$(BIN)/python -m hubgap edition $(if $(VERSION),--version "$(VERSION)") $(ARGS)
	@$(BIN)/python -m hubgap build
	@$(if $(VERSION),git add --all $(COMMITTED) && git commit -qm "Edition $(VERSION)" && git tag -a "v$(VERSION)" -m "Edition $(VERSION)")

dist: build ## pack the wheel and the archives of data, figures and site into dist/
	@rm -rf build/lib
	@$(BIN)/python -m hubgap pack
	@$(BIN)/python -m pip wheel -qq --disable-pip-version-check --no-deps --wheel-dir dist .

bench: $(INSTALLED) ## measure the refresh, into bench/results.md (options in ARGS="...")
	@$(BIN)/python -m hubgap bench $(ARGS)

torture: $(INSTALLED) ## the long tests: altered editions, the refresh on every fault, random kills (slow)
	@$(PYTEST) tests/torture
	@$(PYTEST) -m long --ignore tests/torture tests

clean: ## remove what make has made, but no collected data (live/)
	@rm -rf .venv build dist site hubgap.egg-info .pytest_cache .ruff_cache .mypy_cache
	@find hubgap tests -name __pycache__ -type d -exec rm -rf {} +

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' $(MAKEFILE_LIST) | expand -t 16

$(INSTALLED): requirements.txt constraints.txt pyproject.toml
	@"$(PYTHON)" -c '$(SUITABLE)' 2>/dev/null || { echo "hubgap needs Python 3.11, 3.12 or 3.13: \
	install one, or name it: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "Installing into .venv (once; a few minutes) ..."
	@"$(PYTHON)" -m venv .venv
	@$(BIN)/python -m pip install -qq --disable-pip-version-check \
		-r requirements.txt -c constraints.txt
	@touch $@
