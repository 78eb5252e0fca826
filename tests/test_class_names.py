"""A public class name stands once in the product's code, so that a search for it finds one class."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("kiosk", "asr", "dialogue", "tts", "avatar", "mandarin", "scripts")
#: May repeat; always written with its module, as in `turn.State`.
QUALIFIED = frozenset({"State"})
#: Clashes not resolved yet. This list only gets shorter: an entry whose name is unique now must go.
CLASHES = frozenset({"Question", "Row", "Way"})


def places() -> dict[str, list[str]]:
    """Public class name → where it is defined (`kiosk/hall/hall.py:27`)."""
    found: dict[str, list[str]] = defaultdict(list)
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    found[node.name].append(f"{path.relative_to(ROOT)}:{node.lineno}")
    return found


def test_a_public_class_name_stands_once() -> None:
    repeated = {name: where for name, where in places().items() if len(where) > 1 and name not in QUALIFIED}
    new = {name: where for name, where in repeated.items() if name not in CLASHES}
    assert not new, f"expected a name for each class; these stand more than once: {new}"
    resolved = CLASHES - set(repeated)
    assert not resolved, f"unique now: take {', '.join(sorted(resolved))} out of CLASHES"
