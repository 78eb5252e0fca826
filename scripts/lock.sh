#!/bin/sh
# Pins the newest versions that fit pyproject.toml, with hashes: requirements.lock, and scripts/node.lock for Node.js.
set -eu
cd "$(dirname -- "$0")/.."
tools=build/lock-tools
[ -x "$tools/bin/pip-compile" ] || { python -m venv "$tools" && "$tools/bin/pip" install --quiet pip-tools; }
export CUSTOM_COMPILE_COMMAND="make lock"
compile() {
    "$tools/bin/pip-compile" --quiet --upgrade --generate-hashes --strip-extras --allow-unsafe \
        --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options "$@"
}
echo "Resolving requirements.lock (minutes) …"
compile --extra dev --output-file requirements.lock pyproject.toml
echo "Resolving scripts/node.lock …"
compile --output-file scripts/node.lock scripts/node.in
echo "Done. Look at the difference, then: make check"
