"""A bare name or number picks one of the places on offer, whichever digits it is written with."""

from __future__ import annotations

import pytest

from dialogue.understand.address import in_arabic, names_part
from dialogue.understand.which_place import pick_place

OPTIONS = ("城关街道合心村12号", "东风镇和新村22号")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("十二号", OPTIONS[0]),
        ("12号", OPTIONS[0]),
        ("二十二号", OPTIONS[1]),
        ("22号那个", OPTIONS[1]),
        ("二号", ""),
        ("2号", ""),
        ("东风镇二十二号", OPTIONS[1]),
        ("东风镇的22号", OPTIONS[1]),
        ("东风镇十二号", ""),
        ("合心村十二号", OPTIONS[0]),
        ("何新村二十二号", OPTIONS[1]),
    ],
)
def test_pick(text: str, place: str) -> None:
    assert pick_place(text, OPTIONS) == place


@pytest.mark.parametrize(
    ("address", "said", "part"),
    [
        ("和平路十二号楼", "12号楼", True),
        ("和平路12号楼", "十二号楼", True),
        ("和平路十二号楼", "二号楼", False),
        ("和平路12号2号楼", "二号楼", True),
        ("和平路12号", "", False),
    ],
)
def test_part(address: str, said: str, part: bool) -> None:
    assert names_part(address, said) is part


def test_numbers_in_arabic() -> None:
    assert in_arabic("和平路十二号三单元五零二") == "和平路12号3单元502"
    assert in_arabic("五一路第三小学") == "五一路第三小学"
