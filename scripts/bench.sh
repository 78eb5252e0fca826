#!/bin/sh
# Runs the named measurements (`sh scripts/bench.sh lips`), or all of them: every bench/NAME.py and bench/NAME/__main__.py.
set -eu
cd "$(dirname -- "$0")/.."
if [ $# -eq 0 ]; then
    set -- $(for path in bench/[a-z]*.py bench/*/__main__.py; do
        case "$path" in *kill_hall.py) continue ;; esac # halls for other measurements: they wait for orders
        [ -f "$path" ] && grep -q __main__ "$path" && echo "$path" | sed -e 's|/__main__.py$||' -e 's|^bench/||' -e 's|\.py$||'
    done)
fi
for name; do
    echo "== $name"
    python -m "bench.$name"
done
