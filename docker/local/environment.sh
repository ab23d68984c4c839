#!/usr/bin/env bash
# The Python environment in .venv, from a lock file: environment.sh PYTHON LOCK [--tests]
set -euo pipefail
cd "$(dirname "$0")/../.."
start=$SECONDS
docker/local/prerequisites.sh "${3:-}"
echo "==> Python environment ($2)"
[ -x .venv/bin/python ] || "$1" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$2"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . 2>/dev/null
.venv/bin/pybabel -q compile -D ckanext-smartlombardia -d ckanext-smartlombardia/ckanext/smartlombardia/i18n
echo "    done in $((SECONDS - start)) s"
