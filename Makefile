# Every target bootstraps what it needs: uv comes from the PATH, else from PyPI into .venv; the rest from uv.lock.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null || echo .venv/bin/uv)
RUN := .venv/bin/python -m

.PHONY: help run test check smoke bench build clean

help: ## what there is to make
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.venv/bin/uv:
	@command -v uv >/dev/null 2>&1 || { $(PYTHON) -m venv .venv && .venv/bin/python -m pip install --quiet uv==0.13.8; }

.venv/ready: pyproject.toml uv.lock | $(filter .venv/%,$(UV))
	@$(UV) sync --frozen --quiet
	@touch $@

run: .venv/ready ## start everything on this machine and print the address to open
	@$(RUN) infra.local.run

smoke: .venv/ready ## start the stack on free ports and play the main job through it
	@$(RUN) infra.local.smoke

test: .venv/ready ## all tests
	@$(RUN) pytest -n 2 --dist loadgroup

check: .venv/ready ## format, lint, types, import contracts, dependencies, dead code, template, spelling
	@.venv/bin/ruff format --check --quiet .
	@.venv/bin/ruff check --quiet .
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@.venv/bin/deptry .
	@.venv/bin/vulture
	@.venv/bin/cfn-lint template.yaml
	@.venv/bin/codespell
	@echo "check: all sound"

bench: .venv/ready ## what reading and answering take on this machine; SECTIONS="reading answers" for a part
	@$(RUN) infra.local.bench $(SECTIONS)

build: .venv/ready ## what goes into each function, with sizes; fails above 200 MB unzipped
	@$(RUN) infra.build.package --all

clean: ## remove what was built and the local stack's state
	@rm -rf .venv/ready .local build dist .aws-sam .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +

# `sam build` calls these, one for each function, with ARTIFACTS_DIR set.
build-%: .venv/ready
	@$(RUN) infra.build.package $* $(ARTIFACTS_DIR)
