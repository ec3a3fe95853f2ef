# What a person types. The work is in scripts/; `make help` lists the targets.

.DEFAULT_GOAL := help
.PHONY: help run test lint types fmt messages docs coverage audit sheets bench lock vendor bundle clean development

PY := .venv/bin/python
# One test more at once than there are processors: many wait for a server most of their time.
WORKERS ?= $(shell echo $$(( $$(nproc 2>/dev/null || echo 2) + 1 )))
# More for pytest or the benchmark: make test ARGS="tests/unit -k slug"
ARGS ?=

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Set everything up and serve on http://127.0.0.1:8000 (HOST, PORT and PYTHON change it)
	@sh scripts/setup/run.sh

test: ## Set up what the tests need and run them all (ARGS for pytest, WORKERS at once)
	@sh scripts/setup/development.sh tests
	@$(PY) -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

lint: development ## Check style, templates and spelling
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m djlint --lint --quiet templates themes
	@$(PY) -m codespell_lib

types: development ## Check the types
	@$(PY) -m mypy

fmt: development ## Format the code and mend what can be mended
	@$(PY) -m ruff check --fix-only --quiet .
	@$(PY) -m ruff format .

messages: development ## Bring the catalogues up to date and list what is not translated
	@$(PY) scripts/messages.py

docs: development ## Write the tables of settings in docs/operating.* from the code
	@$(PY) -m scripts.settings_table

coverage: ## Run the tests and list what none of them reaches
	@sh scripts/setup/development.sh tests
	@$(PY) -m pytest -n $(WORKERS) --dist worksteal --cov --cov-report=term-missing:skip-covered $(ARGS)

audit: ## Let Lighthouse judge the readers' pages: accessibility, SEO and best practices have to be 100
	@sh scripts/setup/development.sh audit
	@$(PY) -m scripts.audit $(ARGS)

sheets: ## Take contact sheets of the readers' pages into dist/sheets/: three widths, light and dark, English and Chinese
	@sh scripts/setup/development.sh tests
	@$(PY) -m scripts.sheets $(ARGS)

bench: development ## Measure the size of the code, speed, memory and start-up (ARGS="bench/importing.py DIR" for one)
	@$(if $(ARGS),$(PY) $(ARGS),for script in bench/sizes.py bench/speed.py; do $(PY) $$script || exit 1; done)

lock: ## Write the lock files from requirements*.in (UPGRADE=1 takes the newest versions)
	@sh scripts/lock.sh

vendor: ## Fill site-packages/ for a host without pip (PYTHON and PLATFORM: see site-packages/README.md)
	@sh scripts/vendor.sh

bundle: ## Pack the site with its packages into dist/, ready to upload (FORMAT=zip; PYTHON, PLATFORM)
	@sh scripts/bundle.sh

clean: ## Remove what tools made: .venv, caches, coverage, catalogues; var/, site-packages/ and dist/ stay
	@rm -rf .venv .venv.lock .tools node_modules .coverage .coverage.* htmlcov .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -not -path './site-packages/*' -prune -exec rm -rf {} +
	@rm -f locales/*/LC_MESSAGES/*.mo

development:
	@sh scripts/setup/development.sh
