# Rongcheng: 'make demo' shows it, 'make test' proves it. Both set everything up first.
.DEFAULT_GOAL := help
.PHONY: help setup demo serve test lint format messages lock bench clean

PORT ?= 8000
RUN := .venv/bin/rongcheng

help:  ## show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

setup:  ## install everything into this folder (.venv, browser libraries)
	@sh scripts/setup.sh

demo: setup  ## fill a demonstration and serve it (PORT= PEOPLE= PACK=)
	@RONGCHENG_DEMO=1 exec $(RUN) serve --demo --port $(PORT) $(if $(PACK),--pack $(PACK)) $(if $(PEOPLE),--people $(PEOPLE))

serve: setup  ## serve without demonstration data (PORT=)
	@exec $(RUN) serve --port $(PORT)

test: setup  ## run all tests, browser ones included
	@sh scripts/browser.sh
	@sh scripts/spark.sh
	@.venv/bin/python -m pytest -n 2 --dist loadfile $(ARGS)

lint: setup  ## style, types and the direction of imports
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/lint-imports
	.venv/bin/mypy

format:  ## put the code into shape
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

messages: setup  ## collect and compile the message catalogues
	$(RUN) messages

lock:  ## renew requirements.lock from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header -o requirements.lock
	uv pip compile --group spark -c requirements.lock --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-header -o requirements-spark.lock

clean:  ## remove what setup made; data in .data stays
	rm -rf .venv node_modules rongcheng/web/static/vendor
