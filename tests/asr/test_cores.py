"""A container's quota is the machine."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from asr.cores import cores


@pytest.mark.parametrize(
    ("quota", "at_most"),
    [("100000 100000\n", 1), ("20000 100000\n", 1), ("max 100000\n", 10_000), ("", 10_000), ("1 0", 10_000)],
)
def test_the_quota_of_a_container_counts(tmp_path: Path, quota: str, at_most: int) -> None:
    file = tmp_path / "cpu.max"
    file.write_text(quota)
    assert 1 <= cores(file) <= at_most
    assert cores(tmp_path / "none") >= cores(file)


def test_no_other_code_counts_processors() -> None:
    """`os.cpu_count` is the host's number: threads sized by it are too many in a container with a quota."""
    root = Path(__file__).resolve().parents[2]
    counting = {
        str(file.relative_to(root))
        for package in ("kiosk", "asr", "dialogue", "tts", "avatar", "mandarin", "bench", "scripts")
        for file in (root / package).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute | ast.alias)
        and (node.attr if isinstance(node, ast.Attribute) else node.name) in ("cpu_count", "sched_getaffinity")
    }
    assert counting == {"asr/cores.py"}
