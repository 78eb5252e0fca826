"""Place names by sound: what is certain is written right, what is not is left to be asked."""

from __future__ import annotations

import pytest

from dialogue.gazetteer import NO_GAZETTEER, Gazetteer, Place
from dialogue.understand.address import read_address

HALL = Gazetteer(
    [
        Place("城关街道"),
        Place("东风镇"),
        Place("和平路", "城关街道"),
        Place("幸福里小区", "城关街道", ("老棉纺厂宿舍",)),
        Place("合心村", "城关街道"),
        Place("和新村", "东风镇"),
        Place("王家村", "城关街道"),
        Place("王家村", "东风镇"),
        Place("山塘村", "东风镇"),
        Place("兰村", "东风镇"),
        Place("桂花苑三期"),
    ]
)


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("和平路12号", "和平路12号"),
        ("何平路12号", "和平路12号"),
        ("北京市朝阳区何平路12号3单元", "北京市朝阳区和平路12号3单元"),
        ("成官街道河平路1号", "城关街道和平路1号"),
        ("性福里小区2号楼", "幸福里小区2号楼"),
        ("老面纺场宿舍5排", "老棉纺厂宿舍5排"),
        ("蓝村8组", "兰村8组"),
        ("贵花院三七5号楼", "桂花苑三期5号楼"),
        ("东风镇王家村3号", "东风镇王家村3号"),
        ("冬风镇汪家村3号", "东风镇王家村3号"),
        ("东风镇何新村3号", "东风镇和新村3号"),
        ("人民大街1号", "人民大街1号"),
        ("和平里12号", "和平里12号"),
        ("阑珊小区1号", "阑珊小区1号"),
    ],
)
def test_what_sounds_like_one_place_is_that_place(heard: str, written: str) -> None:
    assert HALL.spellings(heard) == (written,)


def test_places_of_one_sound_are_told_apart_by_where_they_lie() -> None:
    assert HALL.spellings("何新村3号") == ("城关街道合心村3号", "东风镇和新村3号")
    assert HALL.spellings("合心村3号") == ("城关街道合心村3号", "东风镇和新村3号"), "the characters prove nothing"
    assert HALL.spellings("王家村3号") == ("城关街道王家村3号", "东风镇王家村3号")


def test_what_is_only_alike_is_asked_beside_what_was_heard() -> None:
    assert HALL.spellings("三塘村6号") == ("山塘村6号", "三塘村6号")
    assert HALL.spellings("惠平路12号") == ("惠平路12号",), "another road"


def test_the_most_precise_name_alone_is_left_open() -> None:
    places = Gazetteer([Place("张庄", "东镇"), Place("张庄", "西镇"), Place("河沿路", "东镇"), Place("河沿路", "西镇")])
    assert places.spellings("张庄合沿路1号") == ("张庄东镇河沿路1号", "张庄西镇河沿路1号")


@pytest.mark.parametrize("text", ["", "，", "12号", "a b c", "㎡㎡㎡", "👍和平", "和 平 路 12 号", "\ud840\udc00"])
def test_any_text_is_survived(text: str) -> None:
    assert HALL.spellings(text)
    assert NO_GAZETTEER.spellings(text) == (text,)


def test_a_name_does_not_reach_over_a_number_or_a_comma() -> None:
    assert HALL.spellings("合，平路12号") == ("合，平路12号",)
    assert Gazetteer([Place("第一村")]).spellings("第1村8号") == ("第1村8号",)


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("和平路3号院5号楼", "和平路三号院5号楼"),
        ("13号院5号楼", "13号院5号楼"),
        ("十二号大院2栋", "12号大院2栋"),
        ("12号大院2栋", "12号大院2栋"),
        ("112号大院", "112号大院"),
        ("合和村3组8号", "合和村三组8号"),
    ],
)
def test_a_name_with_a_number_is_found_however_it_is_written(heard: str, written: str) -> None:
    hall = Gazetteer([Place("三号院"), Place("12号大院"), Place("三组", "合和村")])
    assert hall.spellings(read_address(heard).value or heard) == (written,)
