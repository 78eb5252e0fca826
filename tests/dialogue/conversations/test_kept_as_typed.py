"""What is typed is stored, shown, spoken and filed as it was typed; what is spoken, in Simplified script."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogue.acts import ConfirmCard, InputCard, KnowledgeGap
from dialogue.understand.bare import says_nothing
from dialogue.understand.commands import read_only_command
from dialogue.understand.small_talk import read_small_talk
from dialogue.understand.typed_name import is_sentence, one_name

ANSWERS = {"工单号": "1", "承办单位": "街道办", "答复日期": "2026-12-01"}
ON_THE_WAY = {
    "诉求类型": "投诉", "事发地点": "和平路一号小区", "事发日期": "昨天", "事发时间": "跳过", "诉求内容": "路灯坏了",
    "紧急程度": "一般",
    "联系方式": "手机",
}  # fmt: skip
TYPED, SPOKEN = 1.0, 0.8


def at(citizen, slot: str):
    """The citizen asked for `slot` of a complaint."""
    citizen.answers = {**citizen.answers, "hotline.file": ANSWERS}
    citizen.say("我要投诉", "同意")
    while citizen.state.question.slot != slot:
        citizen.say(ON_THE_WAY[citizen.state.question.slot])
    return citizen


NAMES = [
    "李乾",
    "乜小刚",
    "扎西多吉",
    "那英",
    "淳于琼",
    "赵頔",
    "王䶮",
    "李𬱖",
    "John Smith",
    "任公",
    "曲晓",
    "𬱖",
    "Иван Петров",
    "李係",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_typed_name_is_kept(citizen, name) -> None:
    at(citizen, "姓名").say(name, confidence=TYPED)
    assert citizen.state.value("姓名") == name
    assert citizen.expects == "phone"


#: By number, so that Hypothesis draws no words out of our own sources: 帮助 is a command.
HAN = st.one_of(
    *(
        st.integers(*block).map(chr)
        for block in ((0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x30000, 0x3134A))
    )
)
LATIN = st.sampled_from("abcdefgXYZ éñ'-")
NAMES_OF_ANY_LENGTH = st.one_of(
    st.lists(HAN, min_size=1, max_size=30).map("".join),
    st.lists(LATIN, min_size=1, max_size=30).map("".join).filter(lambda text: any(map(str.isalpha, text))),
)


def _something_else(text: str) -> bool:
    return bool(
        says_nothing(text)
        or read_only_command(text)
        or is_sentence(text)
        or not one_name(text)
        or read_small_talk(text, whole=True)
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(NAMES_OF_ANY_LENGTH.filter(lambda name: not _something_else(name)))
def test_any_typed_name_is_kept(library, name) -> None:
    from tests.dialogue.conftest import Citizen

    citizen = at(Citizen(library).begin(), "姓名").say(name, confidence=TYPED)
    assert citizen.state.value("姓名") == unicodedata.normalize("NFC", name.strip())


@pytest.mark.parametrize(
    "place", ["陕西省咸阳市乾县", "臺北路3號", "建设路十号", "不锈钢厂宿舍3号楼", "（北区）3号楼", "𠮷野路5号"]
)
def test_a_typed_address_is_kept(citizen, place) -> None:
    at(citizen, "事发地点").say(place, confidence=TYPED)
    assert citizen.state.value("事发地点") == place


@pytest.mark.parametrize(
    "words", ["李乾的房子漏水", "佢話唔得，冇人理", "我住在三楼，楼上漏水。", "=1+1", "喺邊度都咁嘈"]
)
def test_typed_words_are_kept(citizen, words) -> None:
    at(citizen, "诉求内容").say(words, confidence=TYPED)
    assert citizen.state.value("诉求内容") == words


def test_and_filed_and_shown_as_they_are(citizen) -> None:
    at(citizen, "事发地点").say("陕西省咸阳市乾县", confidence=TYPED).say("昨天", "跳过", "路灯坏了", "一般", "手机")
    citizen.say("李乾", confidence=TYPED).say("13800138000", "对")
    card = next(card for card in citizen.cards if isinstance(card, ConfirmCard))
    assert ("事发地点", "陕西省咸阳市乾县") in [(row.label, row.value) for row in card.rows]
    citizen.touch("是")
    assert citizen.calls[-1].params["姓名"] == "李乾"
    assert citizen.calls[-1].params["事发地点"] == "陕西省咸阳市乾县"


def test_what_an_ear_writes_is_simplified(citizen) -> None:
    at(citizen, "事发地点").say("臺北路3號樓")
    assert citizen.state.value("事发地点") == "台北路3号楼"
    citizen.say("昨天", "跳过", "樓上漏水", "一般", "手机", "陳小明")
    assert citizen.state.value("诉求内容") == "楼上漏水"
    assert citizen.state.value("姓名") == "陈小明"


def test_commands_and_wishes_are_matched_whatever_script_they_come_in(citizen) -> None:
    citizen.say("我張社保卡唔見咗", confidence=TYPED)
    assert citizen.state.service == "社保卡挂失"


@pytest.mark.parametrize(
    ("typed", "name"), [("章三，弓长张", "张三"), ("王小明，不对，王晓明", "王晓明"), ("您好，我叫李乾", "李乾")]
)
def test_a_typed_spelling_is_read(citizen, typed, name) -> None:
    at(citizen, "姓名").say(typed, confidence=TYPED)
    assert citizen.state.value("姓名") == name


def test_a_typed_address_that_is_corrected_is_read(citizen) -> None:
    at(citizen, "事发地点").say("乾县建设路10号，不对，12号", confidence=TYPED)
    assert citizen.state.question.value == "乾县建设路12号", "what was put right is read back"
    citizen.say("对")
    assert citizen.state.value("事发地点") == "乾县建设路12号"


def test_a_typed_correction_is_kept(citizen) -> None:
    at(citizen, "姓名").say("李干", confidence=TYPED).say("13800138000", "对")
    citizen.say("把姓名改成李乾", confidence=TYPED)
    assert citizen.state.value("姓名") == "李乾"


def test_a_wish_that_is_declined_was_the_answer_as_it_was_typed(citizen) -> None:
    at(citizen, "诉求内容").say("我要辦居住證", confidence=TYPED)
    assert citizen.state.interjection.kind == "switch"
    citizen.say("不用")
    assert citizen.state.value("诉求内容") == "我要辦居住證"


def test_a_question_for_the_operators_is_kept_as_it_was_typed(citizen) -> None:
    citizen.say("李乾局長今天來了嗎", confidence=TYPED)
    assert [act.question for act in citizen.all if isinstance(act, KnowledgeGap)] == ["李乾局長今天來了嗎"]


@pytest.mark.parametrize("typed", ["李\u200b明", "\u202e李明\u202c", "李明\ufeff", "李\x00明", "李\ud800明"])
def test_what_cannot_be_seen_is_not_kept(citizen, typed) -> None:
    at(citizen, "姓名").say(typed, confidence=TYPED)
    assert citizen.state.value("姓名") == "李明"


def test_nor_from_a_card_or_a_back_end(citizen) -> None:
    citizen.answers = {**citizen.answers, "jzz.eligibility": {"姓名": "王\u202e小明", "已有居住证": "否"}}
    citizen.say("办居住证", "同意", "满了", "打工").card(name="王\u200b小明")
    assert citizen.state.value("姓名") == "王小明"


@pytest.mark.parametrize("name", ["扎西多吉", "那英", "淳于琼", "John Smith"])
def test_a_spoken_name_that_is_not_sure_is_asked_back(citizen, name) -> None:
    at(citizen, "姓名").say(name)
    assert citizen.state.question.kind == "readback"
    assert name in citizen.heard
    citizen.say("对")
    assert citizen.state.value("姓名") == name


def test_and_may_be_typed_or_said_again_instead(citizen) -> None:
    at(citizen, "姓名").say("扎西多吉").say("札西多吉", confidence=TYPED)
    assert citizen.state.value("姓名") == "札西多吉"


def test_or_denied_and_asked_for_again(citizen) -> None:
    at(citizen, "姓名").say("扎西多吉", "不对")
    assert citizen.state.question.kind == "slot"
    citizen.say("王小明")
    assert citizen.state.value("姓名") == "王小明"


def test_a_name_that_is_not_understood_three_times_is_asked_for_on_the_screen(citizen) -> None:
    at(citizen, "姓名").say("三四五", "六七八", "九九九")
    assert not citizen.ended
    assert "打出来" in citizen.heard
    assert isinstance(citizen.cards[0], InputCard)
    citizen.say("李𬱖", confidence=TYPED)
    assert citizen.state.value("姓名") == "李𬱖"


def test_but_not_for_ever(citizen) -> None:
    at(citizen, "姓名").say(*["三四五"] * 6)
    assert citizen.handed_off == "not_understood"


def test_a_name_of_extension_characters_is_masked_by_its_characters(library) -> None:
    from dataclasses import replace

    from dialogue.machine.prompts.value_text import shown

    slot = replace(library.script("12345诉求登记").slot("姓名"), masking="first")
    assert shown(slot, "𬱖小明") == "𬱖**"
