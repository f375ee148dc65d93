# make run | test | check | bench | serve | messages | assure | mutants | mutation | chaos | locks | sbom — needs Python 3.11 or newer with venv, and make, nothing else.
.DEFAULT_GOAL := run
.PHONY: run test check types style templates production dependencies
.PHONY: bench serve messages assure mutants mutation chaos locks sbom runtime development
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-virtualenv $(PIP_OPTIONS)
# A file whose hash is not written down is not installed.
LOCKED := $(PIP) --no-deps --require-hashes --requirement
# A configuration as in production, for checks that look at it; nothing of it is a secret.
SERVE_LIKE := env -u DEMO -u DEBUG -u DATABASE_URL -u REDIS_URL -u EMAIL_URL ALLOWED_HOSTS=roadmap.example.org \
	SECRET_KEY=for-checks-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFG DATA_DIR=.venv/check

# The demonstration: http://127.0.0.1:$PORT (8000), data under $DATA_DIR (var).
run: runtime
	@exec $(BIN)/python -m config.demonstration

# Everything, on SQLite and then on PostgreSQL; the longest walks and the browser on one of them (`make assure`: on both).
# One command for each; both run, also where the first fails.
test: development
	@failed=0; \
	echo "== Tests on SQLite"; \
	env -u DATABASE_URL $(BIN)/python -m pytest -n 2 --dist worksteal || failed=1; \
	echo "== Tests on PostgreSQL"; \
	$(BIN)/python tests/withpg.py $(BIN)/python -m pytest -n 2 --dist worksteal --reuse-db || failed=1; \
	exit $$failed

# Linters, types, floors of imports, templates, migrations, settings of production: all of them, two at a time.
check: development
	@$(MAKE) --no-print-directory --jobs 2 --keep-going --output-sync=target types style templates production dependencies

types:
	$(BIN)/mypy .

style:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

templates:
	find templates -name '*.html' -print0 | xargs -0 --no-run-if-empty $(BIN)/djade --target-version 5.2 --check
	$(BIN)/djlint templates --lint --quiet

production:
	$(SERVE_LIKE) $(BIN)/python manage.py makemigrations --check --dry-run
	$(SERVE_LIKE) $(BIN)/python -W error manage.py check --deploy --fail-level WARNING

dependencies:
	$(BIN)/python -m tests.audit_dependencies

# The long proofs (docs/assurance.md): every walk on both databases, the rest on PostgreSQL; two hours or more.
assure: export WALKS_ON_BOTH := 1
assure: development
	@failed=0; \
	echo "== Walks and browser on SQLite"; \
	XSS_ROUNDS=50 TIMING_TRIES=500 UPLOADS=100 env -u DATABASE_URL $(BIN)/python -m pytest -n 2 --dist worksteal \
		-m "walk or browser or measured" || failed=1; \
	echo "== Walks and browser, races of 50 rounds, 1,000 decisions and 1,000 retries on PostgreSQL"; \
	RACE_ROUNDS=50 RACE_DECISIONS=1000 RETRY_POSTS=1000 $(BIN)/python tests/withpg.py $(BIN)/python -m pytest -n 2 --dist worksteal \
		-m "walk or browser or postgresql" || failed=1; \
	echo "== The contract of the API, $(CONTRACT_EXAMPLES) examples an operation, as each role"; \
	CONTRACT_EXAMPLES=$(CONTRACT_EXAMPLES) $(BIN)/python tests/withpg.py $(BIN)/python -m pytest -n 2 \
		tests/architecture/test_contract.py || failed=1; \
	echo "== Random moves of both Parties"; \
	MOVES_EXAMPLES=200 MOVES_STEPS=60 $(BIN)/python tests/withpg.py $(BIN)/python -m pytest -n 2 \
		tests/roadmap/test_moves.py || failed=1; \
	echo "== Fifty people at work while processes are killed"; \
	$(MAKE) --no-print-directory chaos CHAOS_SECONDS=1800 || failed=1; \
	exit $$failed
CONTRACT_EXAMPLES ?= 500

# Sows twenty bugs in who may do what, in a copy of what is committed; each must be caught.
mutants: development
	@$(BIN)/python tests/mutants/run.py

# Changes who may do what in every small way, in a copy of what is committed, and shows what no test sees; an hour.
mutation: development
	@test -x .venv/mutation/bin/cosmic-ray || { \
		$(PYTHON) -m venv .venv/mutation; \
		.venv/mutation/bin/python -m pip install --quiet --quiet --disable-pip-version-check cosmic-ray==8.7.0; \
	}
	@copy=$$(mktemp -d); trap 'rm -rf "$$copy"' EXIT; \
	git archive HEAD | tar -x -C "$$copy"; ln -s "$(CURDIR)/.venv" "$$copy/.venv"; cd "$$copy"; \
	export PATH="$(CURDIR)/.venv/mutation/bin:$$PATH"; \
	cosmic-ray init tests/mutants/cosmic-ray.toml found.sqlite; \
	cr-filter-operators found.sqlite tests/mutants/cosmic-ray.toml; \
	cosmic-ray exec tests/mutants/cosmic-ray.toml found.sqlite; \
	cr-report --surviving-only --show-diff found.sqlite

# Fifty people at work while processes are killed, the server reloads and PostgreSQL recovers; nothing may be lost.
chaos: development
	@$(BIN)/python tests/withpg.py $(BIN)/python -m tests.chaos.run $(CHAOS_SECONDS) $(CHAOS_BLOWS)
CHAOS_SECONDS ?= 60

# Measures the product beside a bare floor and the usual way (benchmarks/README.md); BENCH adds what is left out.
bench: development
	@$(BIN)/python tests/withpg.py $(BIN)/python -m benchmarks.run $(BENCH)

# The production server, from the environment (README lists the variables); TLS ends at the proxy before it.
serve: runtime
	@$(BIN)/python manage.py check --deploy --fail-level WARNING
	@$(BIN)/python manage.py migrate --verbosity=0
	@$(BIN)/python manage.py collectstatic --no-input --verbosity=0
	@exec $(BIN)/python -m gunicorn --config config/gunicorn.py config.wsgi

# Collect what is to be translated, and compile what was (needs Debian's gettext). English is the words of the code;
# the moment of collecting is left out, so that a diff shows words only.
messages: runtime
	DEMO=1 $(BIN)/python manage.py makemessages --locale=kk --locale=ru --locale=en --no-obsolete --no-location \
		--no-wrap --ignore=.venv --ignore=var --ignore=tests --ignore=benchmarks
	sed -i '/^"POT-Creation-Date/d' locale/*/LC_MESSAGES/django.po
	msgattrib --clear-fuzzy --clear-previous --empty --no-wrap locale/en/LC_MESSAGES/django.po \
		| msgen --no-wrap --output-file=locale/en/LC_MESSAGES/django.po -
	DEMO=1 $(BIN)/python manage.py compilemessages --ignore=.venv

# Installs when the list of requirements is another than the one last installed.
runtime: $(BIN)/python
	@cmp --silent requirements.lock .venv/requirements.lock || { \
		echo "Installing what production needs …"; \
		$(LOCKED) requirements.lock; \
		$(BIN)/python -m pip check; \
		cp requirements.lock .venv/requirements.lock; \
	}

# Both lists at once: each names all that it needs, which is checked afterwards.
development: $(BIN)/python
	@cat requirements.lock requirements-dev.lock | cmp --silent - .venv/requirements-all.lock || { \
		echo "Installing what tests and checks need …"; \
		$(LOCKED) requirements.lock & first=$$!; \
		$(LOCKED) requirements-dev.lock; \
		wait "$$first"; \
		$(BIN)/python -m pip check; \
		cp requirements.lock .venv/requirements.lock; \
		cat requirements.lock requirements-dev.lock > .venv/requirements-all.lock; \
	}

# Writes down the hash of every file of each version that the lists name; after any change of a list.
locks: $(BIN)/python
	@$(PIP) uv==0.13.9
	@for list in requirements requirements-dev; do \
		grep --invert-match '^-r' $$list.txt | $(BIN)/uv pip compile - --quiet --generate-hashes --no-deps \
			--no-annotate --no-header --python-version 3.11 --output-file $$list.lock; \
	done

# The list of what production is made of (CycloneDX), for those who watch for holes in it: sbom.json.
sbom: $(BIN)/python
	@test -x .venv/sbom/bin/cyclonedx-py || { \
		$(PYTHON) -m venv .venv/sbom; \
		.venv/sbom/bin/python -m pip install --quiet --quiet --disable-pip-version-check cyclonedx-bom==7.5.0; \
	}
	@.venv/sbom/bin/cyclonedx-py requirements requirements.lock --output-reproducible --output-file sbom.json

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name it: make PYTHON=python3.11 …" >&2; exit 1; }
	@$(PYTHON) -m venv .venv
