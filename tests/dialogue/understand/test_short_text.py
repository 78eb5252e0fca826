"""Names of shops and places in free text: what is told, and what is no name."""

from __future__ import annotations

import pytest

from dialogue.understand.short_text import is_rough_place, no_name, no_place_told, told_name, without_at


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("就叫阿芳美发吧", "阿芳美发"),
        ("想叫三只小羊水果店", "三只小羊水果店"),
        ("名字叫好再来", "好再来"),
        ("就叫时光书吧", "时光书吧"),
        ("时光书吧", "时光书吧"),
        ("叫花鸡", "叫花鸡"),
        ("老王面馆", "老王面馆"),
    ],
)
def test_a_name_is_told(said, name) -> None:
    assert told_name(said) == (name, False)


def test_more_said_with_a_name_is_asked_back() -> None:
    assert told_name("叫小城故事服装店 邓丽君那个小城故事") == ("小城故事服装店", True)


@pytest.mark.parametrize(
    "said",
    ["你看叫啥好听", "能不能叫中国第一面", "没有，我媳妇还在想", "我儿子说名字要洋气点", "前面类别我说错了，改成零售"],
)
def test_no_name(said) -> None:
    assert no_name(said)


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("落在解放路58号", "解放路58号"),
        ("户口本上是人民南路12号", "人民南路12号"),
        ("寄到滨河新村9栋", "滨河新村9栋"),
        ("城南小学后门那条巷子……就写城南小学后门吧", "城南小学后门"),
        ("解放路58号", "解放路58号"),
    ],
)
def test_a_place_is_told(said, place) -> None:
    assert without_at(said) == place


@pytest.mark.parametrize(
    "said",
    [
        "写租的还是写老家的",
        "刚搬的，地址还背不到",
        "不想告诉你我住哪，怕有人上门",
        "我是过路的，不知道这叫啥路",
        "能寄到部队不",
    ],
)
def test_no_place(said) -> None:
    assert no_place_told(said)


def test_a_number_tells_a_place() -> None:
    assert not no_place_told("小区叫啥不知道，解放路58号")


@pytest.mark.parametrize("place", ["菜市场里头卖鱼那家", "我们村小卖部", "光明小区，老地方", "俺村东头那条河"])
def test_a_place_that_another_would_not_find(place) -> None:
    assert is_rough_place(place)
