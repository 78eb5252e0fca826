"""A small hall in which nothing is wrong, and a way to put one thing wrong."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from dialogue import read_services
from dialogue.lint import QUICK, Family, Finding, lint
from support.small_hall import GOOD, KNOWLEDGE, TODAY, Look


@pytest.fixture
def look(tmp_path: Path) -> Look:
    """The findings in the good hall after each (old, new) has been replaced in its script."""

    def looked(
        *changes: tuple[str, str], knowledge: str = KNOWLEDGE, families: Iterable[Family] = QUICK, **files: str
    ) -> list[Finding]:
        text = GOOD
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new, 1)
        (tmp_path / "knowledge").mkdir(exist_ok=True)
        (tmp_path / "knowledge" / "lrk.yaml").write_text(knowledge, encoding="utf-8")
        for name, content in {"lrk": text, **files}.items():
            (tmp_path / f"{name.replace('_', '.')}.yaml").write_text(content, encoding="utf-8")
        return list(lint(read_services(tmp_path), TODAY, families).findings)

    return looked
