# Every target does its own set-up, and is quick the second time. `make` alone lists them.
.DEFAULT_GOAL := help
SHELL := /bin/sh
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export PYTHONUTF8 := 1
# onnxruntime 1.32 reports its use to Microsoft unless it finds this before it is loaded.
export ORT_DISABLE_TELEMETRY := 1
PYTHON ?=
ARGS ?=
SETUP = @PYTHON="$(PYTHON)" sh scripts/setup.sh
# For checks: with a .venv that is another checkout's they run as it is, on this checkout's code.
CHECK = $(SETUP) --if-own
export PYTHONPATH := $(CURDIR)

.PHONY: help run test setup models web lint types contract check lock bench clean

help: ## what there is
	@awk -F':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

run: ## set up, then serve the kiosk page and a telephone line with a demo back end and devices (ARGS="--port 9000")
	$(SETUP)
	@KIOSK__PHONE__AUDIOSOCKET="$${KIOSK__PHONE__AUDIOSOCKET:-on}" \
	exec kiosk serve --with-demo-backend --with-simulated-devices $(ARGS)

test: ## set up, then all tests, Python (in two processes) and page (ARGS="-k turn", ARGS="-n 0 -x")
	$(CHECK)
	@pytest -n 2 $(ARGS)
	@cd web && npm test --silent

setup: ## set up alone: environment, packages, models, page
	$(SETUP)
	@echo "Ready. Next: make run"

models: ## fetch and verify the models
	$(SETUP) models
	@kiosk models list

web: ## build the page
	$(SETUP) web

lint: ## style: ruff, and formatting
	$(CHECK) python
	@ruff check .
	@ruff format --check .

types: ## types: mypy, and tsc for the page
	$(CHECK) web
	@mypy
	@cd web && npm run --silent check

contract: ## which room may import which, and which packages
	$(CHECK) python
	@lint-imports
	@deptry kiosk asr dialogue tts avatar mandarin scripts

check: lint types contract test ## all that CI checks

lock: ## pin the newest Python packages that fit (minutes)
	$(SETUP) python
	@sh scripts/lock.sh

bench: ## the measurements: lips, latency
	$(CHECK)
	@sh scripts/bench.sh $(ARGS)

clean: ## remove what was built here (not the models)
	rm -rf .venv build kiosk/static web/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
