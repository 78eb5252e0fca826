"""Ratings, thanks, greetings, farewells and acknowledgements begin and propose no service, at no question."""

from __future__ import annotations

import pytest

from dialogue import Library
from dialogue.acts import Said
from tests.dialogue.conftest import Citizen
from tests.dialogue.conversations.test_two_wishes import Advisers

COURTESIES = str.split(
    """
    非常满意 满意 不满意 非常不满意 五星好评 费常满意 布满意 非常满意谢谢你们 谢谢 太感谢了小姑娘 辛苦你们了
    真是太谢谢你了
    你好 早上好小姑娘 师傅你好 知道了 我明白了 哦原来是这样 听懂了谢谢 你真棒 小姑娘真热情 服务真周到
    """
)
RATINGS = ["非常满意", "满意", "不满意", "五星好评", "非常不满意", "费常满意", "差评"]


def _proposed(citizen: Citizen) -> set[str]:
    state = citizen.state
    asked = {question.kind: question.options for question in (state.question, state.interjection) if question}
    return {name for kind in ("guess", "which", "switch", "replace") for name in asked.get(kind, ())}


@pytest.mark.parametrize("confidence", [0.8, 1.0])
@pytest.mark.parametrize("text", COURTESIES)
def test_as_a_first_line(library: Library, text: str, confidence: float) -> None:
    for citizen in (Citizen(library), Advisers(library, "社保卡挂失")):
        citizen.begin().say(text, confidence=confidence)
        assert not citizen.state.service
        assert not _proposed(citizen)


@pytest.mark.parametrize("text", COURTESIES)
def test_after_the_rating(library: Library, text: str) -> None:
    for citizen in (Citizen(library), Advisers(library, "居住证办理")):
        citizen.begin().say("社保卡丢了", "同意", "110105 19491231 002X", "临时挂失", "13800138000", "对", "对", "满意")
        assert citizen.state.question.kind == "more"
        citizen.say(text, text, text)
        assert citizen.notes.count("service") == 1
        assert not _proposed(citizen)


@pytest.mark.parametrize("text", RATINGS)
def test_a_rating_said_again_is_thanked_for(at_confirm: Citizen, text: str) -> None:
    at_confirm.say("对", "满意", text)
    assert "评价" in at_confirm.heard or "很抱歉" in at_confirm.heard
    assert at_confirm.state.question.kind == "more"
    assert at_confirm.notes.count("rating") == 1


@pytest.mark.parametrize("text", COURTESIES)
def test_at_the_question_which_service(library: Library, text: str) -> None:
    citizen = Advisers(library, "居住证办理")
    citizen.begin().say("补身份证办居住证", text)
    assert not citizen.state.service
    assert _proposed(citizen) <= {"身份证补领", "居住证办理"}


@pytest.mark.parametrize("text", ["非常满意", "不满意", "谢谢", "早上好小姑娘", "你真棒", "知道了"])
def test_in_a_form(citizen: Citizen, text: str) -> None:
    citizen.say("办居住证", "同意", text)
    assert citizen.state.service == "居住证办理"
    assert not _proposed(citizen)


def test_no_other_hypothesis_of_recognition_begins_one(at_confirm: Citizen) -> None:
    at_confirm.say("对", "满意", "谢谢", "谢谢")
    at_confirm.do(Said("谢谢", 0.5, ("补领身份证", "社保卡丢了")))
    assert at_confirm.notes.count("service") == 1
    assert not _proposed(at_confirm)


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("非常满意，我还要办居住证", "居住证办理"),
        ("谢谢，再帮我补个身份证", "身份证补领"),
        ("你好，社保卡丢了", "社保卡挂失"),
    ],
)
def test_a_wish_beside_one_is_a_wish(citizen: Citizen, text: str, service: str) -> None:
    citizen.say(text)
    assert citizen.state.service == service
