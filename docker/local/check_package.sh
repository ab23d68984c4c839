#!/usr/bin/env bash
# Types and direction of imports of the three folders as the one package that they become when installed.
set -euo pipefail
cd "$(dirname "$0")/../.."
rm -rf .typecheck build
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --target .typecheck . 2>/dev/null
rm -rf build
MYPYPATH=.typecheck .venv/bin/mypy .typecheck/ckanext/smartlombardia
PYTHONPATH=.typecheck .venv/bin/lint-imports --no-cache --no-logo 2>&1
