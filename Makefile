# De commando's van het portaal. `make help` toont ze. Nodig: make en Python 3.11 of nieuwer, verder niets.

PYTHON ?= python3
PORT ?= 8000
TEST_PROCESSES ?= 2
VENV_PYTHON = .venv/bin/python

# A machine that tells Python to keep no compiled files lets every process compile Django anew: three seconds each, and
# the demo and the tests start many.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo test test-deep check check-lint check-types check-imports check-migrations check-deploy \
	check-containers check-dependencies audit fmt lock install

help: ## Toon deze lijst
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## Start het portaal met voorbeeldgegevens (andere poort: make demo PORT=8010)
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is niet gevonden: installeer Python 3.11 of nieuwer."; exit 1; }
	@$(PYTHON) requirements/install.py --version
	@$(PYTHON) -m coa_portal.demo_runner check --port $(PORT)
	@$(PYTHON) requirements/install.py
	@exec $(VENV_PYTHON) -m coa_portal.demo_runner run --port $(PORT)

test: install ## Draai alle tests, ook die in een browser
	$(VENV_PYTHON) -m pytest -q -n $(TEST_PROCESSES) --dist worksteal --durations=25 --durations-min=1 -m "not deep"

test-deep: install ## Draai alle tests met hun volle aantallen (duurt lang)
	HYPOTHESIS_PROFILE=deep $(VENV_PYTHON) -m pytest -q -n $(TEST_PROCESSES) --dist worksteal --durations=25 --durations-min=1

check: check-lint check-types check-imports check-migrations check-deploy check-containers check-dependencies ## Controleer stijl, typen, importregels, migraties, instellingen en pakketten

check-lint: install
	$(VENV_PYTHON) -m ruff check .
	$(VENV_PYTHON) -m ruff format --check .

check-types: install
	$(VENV_PYTHON) -m mypy

check-imports: install
	.venv/bin/lint-imports

check-migrations: install
	$(VENV_PYTHON) manage.py makemigrations --check --dry-run

# the settings of an installation that people use: https, a real host name, no demo
check-deploy: install
	PORTAL_BASE_URL=https://portaal.example ALLOWED_HOSTS=portaal.example EMAIL_URL=smtp://mail:25 PORTAL_DEMO=0 \
		$(VENV_PYTHON) manage.py check --deploy --fail-level WARNING

check-containers: install
	$(VENV_PYTHON) -m pytest -q -n 0 tests/embedded/test_containers.py

check-dependencies: install
	$(VENV_PYTHON) requirements/audit.py

audit: install ## Controleer de pakketten op bekende kwetsbaarheden (vóór elke uitrol; heeft internet nodig)
	$(VENV_PYTHON) requirements/audit.py --streng

fmt: install ## Zet alle code in de vaste opmaak
	$(VENV_PYTHON) -m ruff check --fix .
	$(VENV_PYTHON) -m ruff format .

lock: install ## Vernieuw de lock files in requirements/
	$(VENV_PYTHON) -m pip install --quiet --disable-pip-version-check uv
	$(VENV_PYTHON) -m uv pip compile --upgrade --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
		--universal -o requirements/productie.txt requirements/productie.in
	$(VENV_PYTHON) -m uv pip compile --upgrade --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
		--universal -c requirements/productie.txt -o requirements/ontwikkel.txt requirements/ontwikkel.in

install:
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is niet gevonden: installeer Python 3.11 of nieuwer."; exit 1; }
	@$(PYTHON) requirements/install.py
