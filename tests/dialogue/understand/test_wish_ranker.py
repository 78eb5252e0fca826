"""Wishes in words that no wording has: the likely services, and which of them is sure enough to begin."""

from __future__ import annotations

import pytest

from dialogue import Library


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("我在这边厂里干了快一年了，想弄那个外地人住这儿的证", "居住证办理"),
        ("房租交不起了，单位每个月扣的那笔住房的钱我想拿出来", "公积金提取"),
        ("我盘了个小门脸卖煎饼果子，寻思把手续给办下来", "个体工商户登记"),
        ("老母亲在外地住院，要先报备一下", "医保异地就医备案"),
    ],
)
def test_wishes_in_other_words(library: Library, text: str, service: str) -> None:
    assert service in library.wishes.likely(text)
    assert library.wishes.rank(text)[0].name == service


@pytest.mark.parametrize("text", ["我要办卡", "帮我查个东西", "今天天气不错", ""])
def test_too_little_or_another_matter_begins_nothing(library: Library, text: str) -> None:
    assert library.wishes.sure(text) == ""


def test_what_is_only_told_must_be_nearer(library: Library) -> None:
    assert library.wishes.sure("证丢了", told=True) == ""
    told = "钱包丢了，身份证也在里面"
    assert library.wishes.sure(told, told=True) == ""
    assert library.wishes.likely(told) == ("身份证补领",)


@pytest.mark.parametrize(
    ("text", "service"),
    [("解除社保卡挂失", "社保卡挂失"), ("我来拿居住证", "居住证办理"), ("公积金提取我想撤回", "公积金提取")],
)
def test_what_is_to_be_undone_or_fetched_is_not_that_service(library: Library, text: str, service: str) -> None:
    assert service not in [hit.name for hit in library.wishes.rank(text)]
