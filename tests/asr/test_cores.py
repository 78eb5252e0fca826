"""A container's quota is the machine."""

from __future__ import annotations

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
