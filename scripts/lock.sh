#!/bin/sh
# Pins the newest versions that fit, with hashes: requirements.lock (pyproject.toml), scripts/build.lock (what builds our
# own wheel), scripts/gpu.lock (onnxruntime for CUDA), scripts/node.lock (Node.js); then writes NOTICE.
set -eu
cd "$(dirname -- "$0")/.."
tools=build/lock-tools
[ -x "$tools/bin/pip-compile" ] || { python -m venv "$tools" && "$tools/bin/pip" install --quiet pip-tools; }
export CUSTOM_COMPILE_COMMAND="make lock"
compile() {
    "$tools/bin/pip-compile" --quiet --upgrade --generate-hashes --strip-extras --allow-unsafe \
        --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options "$@"
}
compile_gpu() {
    # The GPU build comes out a little later: the newest that is not newer than the lock's. It replaces the package of
    # the same module in an environment that has its dependencies, so that only its own hashes are kept.
    sed -n 's/^onnxruntime==\([^ ]*\).*/onnxruntime-gpu<=\1/p' requirements.lock > build/gpu.in
    compile --output-file build/gpu.lock build/gpu.in
    python scripts/runtime_lock.py --only onnxruntime-gpu build/gpu.lock > scripts/gpu.lock
}
echo "Resolving requirements.lock (minutes) …"
compile --extra dev --output-file requirements.lock pyproject.toml
echo "Resolving scripts/build.lock, scripts/gpu.lock, scripts/node.lock …"
compile --output-file scripts/build.lock scripts/build.in
compile_gpu
compile --output-file scripts/node.lock scripts/node.in
echo "Installing, and writing NOTICE …"
python -m pip install --quiet --require-hashes -r requirements.lock
python scripts/notice.py
echo "Done. Look at the difference, then: make check"
