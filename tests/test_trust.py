"""docs/trust.md: every test that it names exists."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
_ROW = re.compile(r"^\|(?P<cells>.*)\|$", re.MULTILINE)
_NAMED = re.compile(r"(?P<file>[\w./-]+\.(?:py|ts))|::(?P<test>test_\w+)")


def named() -> list[tuple[Path, str]]:
    """File and test (may be empty: the whole file) of every row, in the order written."""
    found: list[tuple[Path, str]] = []
    for row in _ROW.finditer((ROOT / "docs" / "trust.md").read_text(encoding="utf-8")):
        cell, file = re.split(r"(?<!\\)\|", row["cells"])[-1], None
        for hit in _NAMED.finditer(cell):
            if hit["file"]:
                inside = hit["file"].startswith("web/")
                file = ROOT / hit["file"] if inside else ROOT / "tests" / hit["file"]
                found.append((file, ""))
            else:
                assert file is not None, f"a test before its file in: {cell}"
                found.append((file, hit["test"]))
    return found


def test_every_test_that_is_named_exists() -> None:
    assert len(named()) > 100
    missing = [f"{file.relative_to(ROOT)}::{test}" for file, test in named() if not _exists(file, test)]
    assert not missing


def _exists(file: Path, test: str) -> bool:
    return file.is_file() and (not test or re.search(rf"^(?:async )?def {test}\(", file.read_text(), re.M) is not None)
