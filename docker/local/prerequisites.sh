#!/usr/bin/env bash
# What the stack needs of the machine: Java 17 or newer, Maven, libpq headers, a compiler, Python headers, and chromium for the tests.
# Installs with apt where that is possible without asking; otherwise names the exact command and stops.
set -euo pipefail

missing=()
need() { # need PACKAGE TEST...
    local package=$1
    shift
    "$@" >/dev/null 2>&1 || missing+=("$package")
}
java_17() { javac -version 2>&1 | grep -Eq "javac (1[7-9]|[2-9][0-9])"; }
java=default-jdk-headless
java_17 || missing+=("$java")
need maven command -v mvn
need libpq-dev command -v pg_config
need build-essential command -v cc
need git command -v git
# only where the machine's own Python makes the environment: others bring their headers and venv along
python3 -c 'import sys; sys.exit(sys.executable.startswith("/usr/bin/"))' || need python3-venv python3 -c 'import ensurepip'
python3 -c 'import sys; sys.exit(sys.executable.startswith("/usr/bin/"))' || need python3-dev sh -c 'ls /usr/include/python3*/Python.h'
if [ "${1:-}" = --tests ]; then
    need chromium command -v chromium
    need nodejs command -v node
fi

[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" = 0 ]; then
    apt="apt-get"
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    apt="sudo apt-get"
else
    echo "Missing: ${missing[*]}. Install with:  sudo apt-get update && sudo apt-get install -y ${missing[*]}" >&2
    exit 1
fi
echo "Installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
$apt -qq update >/dev/null && $apt -qq install -y "${missing[@]}" >/dev/null
