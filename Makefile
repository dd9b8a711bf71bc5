# Alle Befehle richten selbst ein, was ihnen fehlt, und sagen, was sie tun.
#   make demo        Beispielprogramm auf http://127.0.0.1:8000 (FILE=… nimmt ein eigenes Dokument)
#   make test        alles prüfen: Stil, Typen, Verträge, Einheiten, Seiten, Betrieb, Wege im Browser
#   make setup       nur einrichten; danach gibt es .venv/bin/faden
#   make check       Stil, Typen, Verträge, fehlende Migrationen
#   make format      Quelltext ordnen
#   make messages    Übersetzungen auf den Stand der Oberfläche bringen; sagt, was fehlt
#   make bench       Messungen neben anderen Programmen
#   make lock        Versionen der Abhängigkeiten neu festschreiben

.DEFAULT_GOAL := help
.SHELLFLAGS := -eu -c
.PHONY: help setup demo test check unit operation browser format messages bench lock clean

PYTHON ?= python3
BIN := .venv/bin
STATIC := src/faden/web/static/web
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard src/faden/web/locale/*/LC_MESSAGES/django.po))
DATA ?= var
PORT ?= 8000
export DJANGO_SETTINGS_MODULE := faden.config.settings
export FADEN_DATA ?= $(DATA)

help:
	@sed -n '2,9p' Makefile | cut -c5-

setup: $(STATIC)/faden.css $(CATALOGUES)
	@echo "Eingerichtet: $$($(BIN)/python --version), $$(du -sh .venv | cut -f1) in .venv, Befehl: .venv/bin/faden"

.venv/ready: requirements/development.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo "Es fehlt Python ab 3.11. Bitte installieren, oder angeben: make PYTHON=/pfad/zu/python3"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null \
		|| { echo "Python fehlt der Teil venv. Unter Debian und Ubuntu: apt install python3-venv"; exit 1; }
	@echo "1/3 Python-Umgebung in .venv …"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "2/3 Pakete nach requirements/development.txt (dauert ein bis zwei Minuten) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/development.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

node_modules/ready: package-lock.json package.json
	@command -v node >/dev/null && node -e 'process.exit(process.versions.node.split(".")[0] < 20 ? 1 : 0)' \
		|| { echo "Es fehlt Node ab 20 (für Schrift und Stilvorlage). Bitte installieren: https://nodejs.org"; exit 1; }
	@npm ci --silent --no-audit --no-fund
	@touch $@

$(STATIC)/faden.css: .venv/ready node_modules/ready $(wildcard assets/*.* assets/css/* assets/img/*) \
		$(shell find src/faden -name '*.html') src/faden/web/forms.py
	@echo "3/3 Schrift und Stilvorlage …"
	@$(BIN)/python assets/fonts.py
	@node assets/build.mjs
	@touch $@

%.mo: %.po .venv/ready
	@$(BIN)/python assets/catalogues.py --compile

demo: setup
	@$(BIN)/faden demo --port $(PORT) $(if $(FILE),"$(FILE)")

check: setup
	@echo "Stil …" && $(BIN)/ruff check . && $(BIN)/ruff format --check .
	@echo "Typen …" && $(BIN)/mypy
	@echo "Verträge …" && $(BIN)/lint-imports >/dev/null || $(BIN)/lint-imports
	@echo "Migrationen …" && $(BIN)/python -m django makemigrations --check --dry-run

unit: setup
	@echo "Einheiten und Seiten …" && $(BIN)/python -m pytest src -q -n 2

operation: setup
	@echo "Sichern, Zurückholen, Aktualisieren …" && $(BIN)/python -m pytest tests/operation -q -n 2

browser: setup .venv/browser
	@echo "Wege im Browser …" && $(BIN)/python -m pytest tests/browser -q -n 2

test: check unit operation browser

.venv/browser: .venv/ready
	@if command -v chromium chromium-browser google-chrome >/dev/null 2>&1; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Chromium wird installiert …"; apt-get update -qq && apt-get install -y -qq chromium >/dev/null; \
	else echo "Chromium wird geladen …"; $(BIN)/playwright install chromium; fi
	@touch $@

format: .venv/ready
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

messages: .venv/ready
	@$(BIN)/python assets/catalogues.py

bench: setup
	@$(BIN)/python benchmarks/run.py

# Needs `uv` (pip install uv). Writes versions with hashes and no registry address.
lock:
	@for set in production:postgresql development:development; do \
		uv pip compile pyproject.toml --extra "$${set#*:}" --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-annotate --no-header --quiet -o "requirements/$${set%%:*}.txt"; done

clean:
	rm -rf .venv node_modules $(STATIC) .mypy_cache .ruff_cache .pytest_cache
