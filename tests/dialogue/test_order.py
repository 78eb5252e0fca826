"""The order in which services are listed: by the files' names, but for those with a place of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogue import load_library, read_services
from support.small_hall import GOOD, KNOWLEDGE


def folder_with(root: Path, **places: str) -> Path:
    (root / "knowledge").mkdir()
    (root / "knowledge" / "lrk.yaml").write_text(KNOWLEDGE, encoding="utf-8")
    for name, place in places.items():
        text = GOOD.replace("服务: 老人卡办理\n", f"服务: {name}业务\n{place}")
        (root / f"{name}.yaml").write_text(text, encoding="utf-8")
    return root


def test_without_a_place_they_stand_by_the_names_of_their_files(tmp_path: Path) -> None:
    assert load_library(folder_with(tmp_path, b="", a="", 新="")).on("screen") == ("a业务", "b业务", "新业务")


def test_a_place_counts_from_one_and_one_beyond_the_end_is_the_last(tmp_path: Path) -> None:
    places = folder_with(tmp_path, a="", b="", c="排序: 99\n", 新="排序: 2\n")
    assert load_library(places).on("screen") == ("a业务", "新业务", "b业务", "c业务")


def test_of_two_with_one_place_the_later_file_comes_first(tmp_path: Path) -> None:
    places = folder_with(tmp_path, a="", b="排序: 1\n", c="place: 1\n")
    assert load_library(places).on("phone") == ("c业务", "b业务", "a业务")


@pytest.mark.parametrize("place", ["0", "-1", "最前", "1.5", "1000"])
def test_a_place_that_is_none_is_told(tmp_path: Path, place: str) -> None:
    errors = read_services(folder_with(tmp_path, a=f"排序: {place}\n")).errors
    assert [(one.line, one.code) for one in errors] == [(2, "bad-value")]
    assert "1 是最前" in errors[0].fix
