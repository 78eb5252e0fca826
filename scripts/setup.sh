#!/bin/sh
# Finds a Python that can run the project, and hands over to setup.py. POSIX sh: nothing is installed yet.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
usable='import sys, venv, ensurepip; raise SystemExit(not (3, 11) <= sys.version_info[:2] <= (3, 12))'
right='import sys; raise SystemExit(not (3, 11) <= sys.version_info[:2] <= (3, 12))'
bare=
for python in ${PYTHON:-} python3.11 python3.12 python3 python; do
    if "$python" -c "$usable" >/dev/null 2>&1; then
        exec "$python" "$here/setup.py" "$@"
    elif "$python" -c "$right" >/dev/null 2>&1; then
        bare=$python
    fi
done
if [ -n "$bare" ]; then
    echo "✗ $bare is here without its venv module. Fix: install it (Debian, Ubuntu: apt install python3-venv), then run make again." >&2
else
    echo "✗ No Python 3.11 or 3.12 was found. Fix: install one (Debian 12: apt install python3 python3-venv;" \
        "others: https://www.python.org/downloads/), or name it: make PYTHON=/path/to/python3.12 ..." >&2
fi
exit 1
