# Needs python3.11, pip and make. Everything else comes into .venv, from the two lock files.

PYTHON ?= $(shell for name in python3.11 python3 python; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null \
	&& command -v "$$name" && break; done)
UV := $(or $(shell command -v uv 2>/dev/null),.tools/bin/uv)
PY := .venv/bin/python
T ?= tests
WORKERS ?= 2

export UV_PYTHON_DOWNLOADS := never
# As pip does: trust whom the machine trusts.
export UV_SYSTEM_CERTS ?= true
# uv does not read pip's settings; whoever told pip where packages are means uv as well.
ifdef PIP_INDEX_URL
export UV_DEFAULT_INDEX ?= $(PIP_INDEX_URL)
endif

MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help setup run test check format openapi env-example rules bench-plan bench-quality bench-tasks bench-optimizer bench-chat chaos lock clean

help: ## Say what there is.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/.complete ## Install everything into .venv; the other commands do so by themselves.

run: .venv/.complete ## Start everything: PostgreSQL, Redis, API, worker, console, chat. Ctrl-C stops it.
	@exec $(PY) -m core.cli.up

# Tests start processes by the dozen, and each would compile all of the product anew.
test: export PYTHONDONTWRITEBYTECODE :=
test: .venv/.complete ## Run the tests; T=tests/api runs a part, WORKERS=4 more at a time.
	$(PY) -m pytest -q -n $(WORKERS) --dist worksteal $(T)

check: .venv/.complete ## Check format, rules, types and who imports whom.
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	.venv/bin/lint-imports

format: .venv/.complete ## Put the code into its format and mend what can be mended.
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

openapi: .venv/.complete ## Write docs/openapi.json, to be read in the diff.
	$(PY) -m api.openapi

env-example: .venv/.complete ## Write .env.example from the settings.
	$(PY) -m core.kernel.env_example > .env.example

rules: .venv/.complete ## Write docs/rules.md from the rules of plans.
	$(PY) -m core.planning.rules.page > docs/rules.md

bench-plan: .venv/.complete ## Measure the planner at the HTTP edge, alone and beside other work; prints JSON.
	@$(PY) -m tests.bench.planning.speed

bench-quality: .venv/.complete ## Measure plans of seeded requests; N=200 SEED=1 MODE=deep; prints JSON.
	@$(PY) -m tests.bench.planning.quality --n $(or $(N),200) --seed $(or $(SEED),1) --mode $(or $(MODE),both)

bench-tasks: .venv/.complete .venv-bench/.complete ## Measure our queue beside arq, procrastinate and saq; prints JSON.
	@$(PY) -m tests.bench.tasks --peers .venv-bench/bin/python

bench-optimizer: .venv/.complete ## Measure the optimiser on published instances; ONLY="r1 c104" a part; prints JSON.
	@$(PY) -m tests.bench.optimizer $(if $(ONLY),--only $(ONLY))

bench-chat: .venv/.complete ## Measure turns of conversations at the HTTP edge; TURNS=10000 a longer run; prints JSON.
	@$(PY) -m tests.bench.chat --turns $(or $(TURNS),2000)

chaos: .venv/.complete ## Put the task system under faults; SEED=7 TASKS=400 SECONDS=60; prints JSON.
	@$(PY) -m tests.chaos --seed $(or $(SEED),1) --tasks $(or $(TASKS),120) --seconds $(or $(SECONDS),60)

lock: $(UV) ## Write the lock files anew, with the newest versions allowed.
	$(UV) pip compile --quiet --upgrade --all-extras --generate-hashes --python-version 3.11 \
		--no-header --no-annotate --no-emit-index-url --output-file requirements.lock pyproject.toml
	$(UV) pip compile --quiet --upgrade --group bench --constraint requirements.lock --generate-hashes \
		--python-version 3.11 --no-header --no-annotate --no-emit-index-url --output-file requirements-bench.lock
	echo uv | $(UV) pip compile --quiet --upgrade --generate-hashes --python-version 3.11 \
		--no-header --no-annotate --no-emit-index-url --output-file requirements-uv.lock -

clean: ## Remove what can be made again; .data stays.
	rm -rf .venv .venv-bench .tools build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Set-up. Each stamp is older than its lock file only when there is something to do.

.venv/.complete: .venv/.locked pyproject.toml
	$(UV) pip install --quiet --python $(PY) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.locked: requirements.lock $(PY)
	@echo "Installing the packages of requirements.lock into .venv …"
	$(UV) pip sync --quiet --python $(PY) --require-hashes --compile-bytecode requirements.lock
	@touch $@

$(PY): | python $(UV)
	$(UV) venv --quiet --clear --python "$(PYTHON)" .venv

# The peers of the benchmark live apart: what they need must not choose the product's versions.
.venv-bench/.complete: requirements-bench.lock | python $(UV)
	$(UV) venv --quiet --clear --python "$(PYTHON)" .venv-bench
	$(UV) pip sync --quiet --python .venv-bench/bin/python --require-hashes --compile-bytecode requirements-bench.lock
	@touch $@

.tools/bin/uv: requirements-uv.lock | python
	@"$(PYTHON)" -m pip --version >/dev/null 2>&1 || { \
		echo "pip is missing for $(PYTHON): install it (Debian: python3-pip), or install uv." >&2; exit 1; }
	rm -rf .tools
	PIP_ROOT_USER_ACTION=ignore "$(PYTHON)" -m pip install --quiet --target .tools --require-hashes -r requirements-uv.lock
	@touch $@

.PHONY: python
python:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null || { \
		echo "Python 3.11 is not to be found: install it, or say where: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11" >&2; exit 1; }
