"""The picture of the house: what docs/house.svg shows is what the imports are."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import house_picture as drawing

ROOT = Path(__file__).parents[2]


def test_the_picture_in_the_repository_is_what_the_code_is() -> None:
    written = (ROOT / "docs" / "house.svg").read_text(encoding="utf-8")
    assert written == drawing.picture(), "write it anew: python scripts/house_picture.py"


def test_every_room_has_a_sentence() -> None:
    modules = [module for floor in drawing.floors() for module in floor]
    assert [module for module in modules if not drawing.sentence(module)] == []


@pytest.mark.parametrize(
    ("arrows", "left"),
    [
        (set(), set()),
        ({("a", "b")}, {("a", "b")}),
        ({("a", "b"), ("b", "c"), ("a", "c")}, {("a", "b"), ("b", "c")}),
        ({("a", "b"), ("b", "c"), ("c", "d"), ("a", "d")}, {("a", "b"), ("b", "c"), ("c", "d")}),
        ({("a", "b"), ("a", "c")}, {("a", "b"), ("a", "c")}),
    ],
)
def test_an_arrow_that_follows_from_others_is_left_out(
    arrows: set[tuple[str, str]], left: set[tuple[str, str]]
) -> None:
    assert drawing.reduced(arrows) == left


def test_a_missing_contract_is_named() -> None:
    with pytest.raises(LookupError, match="containers"):
        drawing.floors({"tool": {"importlinter": {"contracts": []}}})
