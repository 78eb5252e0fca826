"""An utterance that is the name or a wording of one service begins it, however similar another is."""

from __future__ import annotations

import pytest

from dialogue.understand.exact_name import Wordings, exactly_named
from dialogue.understand.intent import read_intent
from dialogue.understand.match import Matcher

HALL = {
    "窗口预约": ("窗口预约", "预约窗口", "约个号"),
    "暂住登记预约": ("暂住登记预约",),
    "居住证办理": ("居住证办理", "我要办居住证", "居住证怎么办", "居住登记"),
    "居住登记": ("居住登记",),
    "社保卡挂失": ("社保卡挂失", "社保卡丢了"),
}
NAMED = [
    ("暂住登记预约", "暂住登记预约"),
    ("我要办暂住登记预约", "暂住登记预约"),
    ("你好，我想办理暂住登记预约", "暂住登记预约"),
    ("暂住登记预约这个业务", "暂住登记预约"),
    ("暂住登记预约怎么办", "暂住登记预约"),
    ("暂住灯记预约", "暂住登记预约"),
    ("办居住证", "居住证办理"),
    ("我社保卡丢了", "社保卡挂失"),
    ("约个号", "窗口预约"),
]
NOT_NAMED = ["居住证", "登记预约", "暂住登记预约要带什么", "不办暂住登记预约", "预约", "", "我要办", "居住登记"]


@pytest.mark.parametrize(("said", "service"), NAMED)
def test_the_name_itself_is_certain(said: str, service: str) -> None:
    assert exactly_named(Wordings(HALL), said) == service
    intent = read_intent(Matcher(HALL), said)
    assert (intent.sure, intent.close, intent.score) == (service, (), 1.0)


@pytest.mark.parametrize("said", NOT_NAMED)
def test_what_says_more_or_less_and_what_two_have_names_none(said: str) -> None:
    assert exactly_named(Wordings(HALL), said) == ""


def test_wordings_of_the_same_services_are_equal() -> None:
    assert Wordings(HALL) == Wordings(dict(HALL))
    assert hash(Wordings(HALL)) == hash(Wordings(dict(HALL)))
    assert Wordings(HALL) != Wordings({"窗口预约": ("窗口预约",)})
