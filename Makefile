# Fihris: `make run` to search the sample collection in a browser, `make test` to run every test.
#
#   make run PYTHON=python3.12     with another Python (3.11 or newer)
#   make run PORT=9000             on another port
#   make test ARGS='-k snippets'   with pytest's own options
#
# Everything is installed into .venv beside this file, from hash-locked requirements; nothing else
# on the machine is touched. Recipes use relative paths only, so a clone's path may hold spaces.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
COLLECTIONS ?= ../shared/eval
VECTORS ?= ../shared
ARGS ?=

VENV := .venv
INDEX := .fihris
PY := $(VENV)/bin/python
FIHRIS := $(VENV)/bin/fihris
PIP := $(PY) -m pip --disable-pip-version-check
# Pages whose generated parts must agree with the code (cog blocks).
PAGES := README.md CONTRIBUTING.md $(wildcard docs/*.md)

# What .venv was made for: the interpreter and this folder. If either is another now, or an
# installation was interrupted, the stamps go and .venv is made anew.
WANTED := $(shell $(PYTHON) -c 'import os, sys; sys.version_info < (3, 11) or \
    print(sys.base_prefix, sys.version.split()[0], os.getcwd())' 2>/dev/null)
export WANTED
ifneq ($(WANTED),)
ifneq ($(WANTED),$(shell cat $(VENV)/.made-for 2>/dev/null))
$(shell rm -f $(VENV)/.made-for $(VENV)/.runtime $(VENV)/.development $(VENV)/.bench)
endif
endif

.PHONY: help run test check format relevance bench docs lexicon messages lock clean python
.DELETE_ON_ERROR:

help:
	@echo 'make run     search the sample collection at http://$(HOST):$(PORT)'
	@echo 'make test    every test, those in a browser too'
	@echo 'make check   format, lint, types, import contracts, generated pages, fast tests'
	@echo 'make format  let ruff format and fix'
	@echo 'make docs    renew the generated parts of the pages'
	@echo 'make messages  bring new messages into the Arabic catalogue, and compile it'
	@echo 'make relevance  how good the answers are on the collections in $(COLLECTIONS) (a quarter of an hour)'
	@echo 'make lexicon  compile the lexicon of the analysis again, from its sources'
	@echo 'make bench   speed beside other engines (hours)'
	@echo 'make lock    renew the hash-locked requirements from pyproject.toml'
	@echo 'make clean   remove what the above made'

run: $(VENV)/.runtime
	$(sample_index)
	@exec $(FIHRIS) serve --index $(INDEX) --host $(HOST) --port $(PORT)

# The sample collection's index: made when there is no index, and again when seeds/ or the analysis
# has changed. An index of your own in its place (fihris rebuild FOLDER) is served as it is.
define sample_index
	@stamp="$$(find seeds -type f -exec cksum {} + | LC_ALL=C sort | cksum) \
	    $$($(PY) -c 'from index.analysis import fingerprint; print(fingerprint())')"; \
	live="$$(cat $(INDEX)/CURRENT 2>/dev/null)"; \
	if [ -z "$$live" ] || { [ "$$(sed -n 1p $(INDEX)/.sample 2>/dev/null)" = "$$live" ] && \
	    [ "$$(sed -n 2p $(INDEX)/.sample)" != "$$stamp" ]; }; then \
	    $(FIHRIS) rebuild seeds --index $(INDEX) && \
	    printf '%s\n%s\n' "$$(cat $(INDEX)/CURRENT)" "$$stamp" > $(INDEX)/.sample; \
	fi
endef

test: $(VENV)/.development
	$(PY) -m pytest -n auto $(ARGS)

check: $(VENV)/.development
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports --no-logo
	$(PY) -m cogapp --check $(PAGES)
	$(PY) -m pytest -n auto -m 'not slow and not browser' $(ARGS)

format: $(VENV)/.development
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

docs: $(VENV)/.development
	$(PY) -m cogapp -r $(PAGES)

# The calls whose texts are messages: into the Arabic catalogue, which is then compiled.
ARABIC := index/model/arabic
SAYING := Message Counted:1,2 __init__ notice:2 ParameterError:2 GenerationError \
    CollectionError SynonymsError
messages: $(VENV)/.development
	$(VENV)/bin/pybabel -q extract -F pyproject.toml $(SAYING:%=-k %) --no-location \
	    -o $(VENV)/messages.pot .
	$(VENV)/bin/pybabel -q update -l ar -i $(VENV)/messages.pot -o $(ARABIC).po \
	    --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	$(VENV)/bin/pybabel -q compile -l ar -i $(ARABIC).po -o $(ARABIC).mo

# How good the answers are, into docs/relevance.md: beside Lucene and tantivy, names, misspellings.
relevance: $(VENV)/.bench
	$(collections)
	$(PY) -m bench.relevance '$(COLLECTIONS)' --write
	@test -d '$(VECTORS)/vectors' || { \
	    echo 'Names and misspellings are left out: there is no $(VECTORS)/vectors.' >&2; exit 0; }; \
	    $(PY) -m bench.first_page '$(VECTORS)' --write && \
	    $(PY) -m bench.names '$(VECTORS)' --write && $(PY) -m bench.recovery '$(VECTORS)' --write

define collections
	@test -d '$(COLLECTIONS)' || { \
	    echo 'No collections in $(COLLECTIONS): name a folder of BEIR-layout collections,'; \
	    echo 'make $@ COLLECTIONS=FOLDER'; exit 1; } >&2
endef

# BENCH=... are options of bench.performance, such as --size 10000 or --only lucene.
BENCH ?= --write

bench: $(VENV)/.bench
	$(collections)
	$(PY) -m bench.performance $(BENCH)

lexicon: $(VENV)/.development
	$(PY) -m index.lexicon_compiler

lock: $(VENV)/.development
	$(VENV)/bin/uv pip compile pyproject.toml --group build --output-file requirements.txt $(LOCKING) $(ARGS)
	$(VENV)/bin/uv pip compile pyproject.toml --group dev --output-file requirements-dev.txt \
	    --constraints requirements.txt $(LOCKING) $(ARGS)
	$(VENV)/bin/uv pip compile pyproject.toml --group bench --output-file requirements-bench.txt \
	    --constraints requirements-dev.txt $(LOCKING) $(ARGS)

LOCKING := --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
    --custom-compile-command 'make lock' --quiet

clean:
	rm -rf $(VENV) $(INDEX) build dist
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find index search web tests bench -type d -name __pycache__ -prune -exec rm -rf {} +

# Says plainly what this machine lacks, before anything is installed.
python:
	@$(PYTHON) -c '' 2>/dev/null || { \
	    echo 'Fihris needs Python 3.11 or newer, and there is no $(PYTHON).'; \
	    echo 'Install it, or name yours: make $(firstword $(MAKECMDGOALS)) PYTHON=python3.12'; exit 1; } >&2
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "Fihris needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1)."; \
	    echo 'Name another: make $(firstword $(MAKECMDGOALS)) PYTHON=python3.12'; exit 1; } >&2
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	    echo 'This Python has no venv module. On Debian and Ubuntu: apt-get install python3-venv'; \
	    exit 1; } >&2

# .made-for is absent while an installation is under way: one that was interrupted starts afresh.
define install
	@test -f $(VENV)/.made-for || $(PYTHON) -m venv --clear $(VENV)
	@rm -f $(VENV)/.made-for
	@echo 'Installing $(1) into $(VENV) (half a minute or so)'
	@$(PIP) install -qq --require-hashes --requirement $(1)
	@$(PIP) install -qq --no-deps --no-build-isolation --no-index --editable .
	@printf '%s\n' "$$WANTED" > $(VENV)/.made-for
	@touch $@
endef

$(VENV)/.runtime: pyproject.toml requirements.txt | python
	$(call install,requirements.txt)

$(VENV)/.development: pyproject.toml requirements-dev.txt | python
	$(call install,requirements-dev.txt)
	@touch $(VENV)/.runtime

$(VENV)/.bench: requirements-bench.txt $(VENV)/.development
	$(call install,requirements-bench.txt)
