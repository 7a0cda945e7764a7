# The developer menu. `make serve` and `make test` work on a machine with only Python 3.11, venv, pip and make.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin

.PHONY: serve build test check format lock clean

serve: build  ## build the release and serve it on http://127.0.0.1:$(PORT)
	$(BIN)/passerelle serve --port $(PORT)

build: .venv/runtime  ## turn the folders into an immutable release
	$(BIN)/passerelle build

test: .venv/dev  ## run every test
	$(BIN)/pytest -n 2 --dist loadfile

check: .venv/dev  ## format, lint, types, import rules, canonical Turtle
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/passerelle format --check

format: .venv/dev  ## rewrite Python and Turtle in the house style
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/passerelle format

lock:  ## pin the newest versions that pyproject.toml admits
	$(PYTHON) -m venv .venv/lock && .venv/lock/bin/pip -q install uv
	.venv/lock/bin/uv pip compile -q --universal --no-header --no-annotate --no-emit-index-url --python-version 3.11 \
	  pyproject.toml -o requirements.lock
	.venv/lock/bin/uv pip compile -q --universal --no-header --no-annotate --no-emit-index-url --python-version 3.11 \
	  --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:
	rm -rf .venv build

.venv/runtime: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q --disable-pip-version-check -r requirements.lock
	$(BIN)/pip install -q --disable-pip-version-check --no-deps -e .
	touch $@

.venv/dev: .venv/runtime requirements-dev.lock
	$(BIN)/pip install -q --disable-pip-version-check -r requirements-dev.lock
	touch $@
