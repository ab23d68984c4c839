# Two commands matter: `make demo` (the portal on this machine, on real data) and `make test`.

# stored copies of the public sources, and the server that answers with them; without it the sources themselves are asked
SHARED ?= ../shared
export SMARTLOMBARDIA_MIRROR ?= $(wildcard $(SHARED)/mirror/serve.py)

PYTHON ?= python3
LOCAL = PYTHONPATH=docker .venv/bin/python -W "ignore::UserWarning:platformdirs.api" -m local

I18N = ckanext-smartlombardia/ckanext/smartlombardia/i18n
DOMAIN = ckanext-smartlombardia
ITALIAN = $(I18N)/it/LC_MESSAGES/$(DOMAIN)

.PHONY: demo dev stop clean logs address test test-unit test-integration test-e2e check docs css i18n

demo: .venv/ready $(ITALIAN).mo  ## the portal with its data; a second time it is up in under a minute
	@$(LOCAL) demo

dev: .venv/ready $(ITALIAN).mo  ## the same, loading changed code again
	@$(LOCAL) dev

stop clean logs address: .venv/ready
	@$(LOCAL) $@

test: .venv/ready-for-tests $(ITALIAN).mo  ## every test: unit, integration, real browser
	@.venv/bin/python -m pytest --numprocesses 2 --dist loadscope --no-loadscope-reorder

test-unit test-integration test-e2e: .venv/ready-for-tests $(ITALIAN).mo  ## one kind: engines, real servers, real browser
	@.venv/bin/python -m pytest tests/$(@:test-%=%)

check: .venv/ready-for-tests  ## style, types, direction of imports
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@docker/local/check_package.sh

docs: .venv/ready-for-tests  ## the documentation as a site, in .local/site
	@.venv/bin/python docs/build_reference.py
	@.venv/bin/mkdocs build --quiet --strict

STYLES = ckanext-smartlombardia/styles

css: $(STYLES)/node_modules  ## build the style sheet, fonts and icons from their sources
	@npm run --silent --prefix $(STYLES) css

$(STYLES)/node_modules: $(STYLES)/package-lock.json
	@npm ci --silent --prefix $(STYLES)

i18n: .venv/ready  ## gather the texts for people; what has no Italian yet stands empty in the .po
	@mkdir -p $(I18N)/it/LC_MESSAGES
	@.venv/bin/pybabel -q extract -F babel.cfg --no-location --sort-output --no-wrap -o $(I18N)/$(DOMAIN).pot .
	@.venv/bin/pybabel -q update -D $(DOMAIN) -i $(I18N)/$(DOMAIN).pot -d $(I18N) -l it --init-missing \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap
	@.venv/bin/pybabel -q compile -D $(DOMAIN) -d $(I18N) --statistics

$(ITALIAN).mo: $(ITALIAN).po | .venv/ready
	@.venv/bin/pybabel -q compile -D $(DOMAIN) -d $(I18N)

.venv/ready: requirements.txt setup.py
	@docker/local/environment.sh $(PYTHON) requirements.txt
	@touch $@

.venv/ready-for-tests: .venv/ready requirements-tests.txt
	@docker/local/environment.sh $(PYTHON) requirements-tests.txt --tests
	@touch $@
