"""Pictures in a conversation: taken, uploaded and accepted, refused, replaced, skipped, passed over on the phone."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue import Machine, State
from dialogue.acts import (
    Act,
    Answered,
    Begin,
    Call,
    Captured,
    CaptureFailed,
    CaptureOpened,
    CardRead,
    Keyed,
    NoInput,
    Said,
    Say,
    Show,
    Touched,
    Turn,
)
from dialogue.cards import CaptureCard, ConfirmCard, ReceiptCard, Row
from dialogue.machine.answers.reprompt import MAX_CAPTURE_NO_INPUTS
from support.club_card import CLUB_CARD, club_library
from tests.dialogue.conftest import TODAY, Citizen

LIBRARY = club_library()
FIRST, SECOND, THIRD, FOURTH = (f"sha256:{digit * 64}" for digit in "1234")


def _citizen(channel: str = "screen", text: str = CLUB_CARD) -> Citizen:
    citizen = Citizen(LIBRARY if text == CLUB_CARD else club_library(text))
    citizen.answers["club.join"] = {"会员号": "88001"}
    return citizen.begin(channel=channel).say("我要登记会员", "同意", "13800138000")


def _card(citizen: Citizen) -> CaptureCard:
    card = citizen.cards[-1]
    assert isinstance(card, CaptureCard)
    return card


def _slot(citizen: Citizen) -> tuple[str, str]:
    return citizen.state.question.kind, citizen.state.question.slot


def test_a_photo_a_file_and_a_signature_are_filed() -> None:
    citizen = _citizen()
    assert "请拍一下证件" in citizen.heard
    card = _card(citizen)
    assert (card.id, card.mode, card.devices) == ("slot:证件照片", "photo", ("camera", "phone"))
    citizen.do(Captured(FIRST, True))
    assert citizen.state.value("证件照片") == FIRST
    assert (_card(citizen).mode, _card(citizen).devices) == ("file", ("phone",))
    citizen.do(Captured(SECOND, False))
    assert _slot(citizen) == ("readback", "介绍信")
    assert _card(citizen).picture == SECOND
    assert [action.label for action in _card(citizen).actions] == ["用这张", "重来"]
    citizen.say("可以")
    assert "介绍信有了" in citizen.heard
    assert (_card(citizen).mode, _card(citizen).devices) == ("signature", ())
    citizen.do(Captured(THIRD, True))
    confirm = citizen.cards[-1]
    assert isinstance(confirm, ConfirmCard)
    assert Row("证件照片", "已拍照", FIRST) in confirm.rows
    assert Row("介绍信", "已上传", SECOND) in confirm.rows
    assert Row("签名", "已签名", THIRD) in confirm.rows
    citizen.say("对")
    (call,) = citizen.calls
    assert call.pictures == ("证件照片", "介绍信", "签名")
    assert {name: call.params[name] for name in call.pictures} == {"证件照片": FIRST, "介绍信": SECOND, "签名": THIRD}
    shown = [card for act in citizen.last if isinstance(act, Show) for card in act.cards]
    receipt = next(card for card in shown if isinstance(card, ReceiptCard))
    assert Row("签名", "已签名", THIRD) in receipt.rows


def test_no_digest_is_spoken_or_noted() -> None:
    citizen = _citizen()
    for turn in (Captured(FIRST, True), Captured(SECOND, False), Touched("是"), Captured(THIRD, True), Said("对", 0.9)):
        citizen.do(turn)
    for act in citizen.all:
        text = act.text if isinstance(act, Say) else f"{getattr(act, 'what', '')}{getattr(act, 'detail', '')}"
        assert "sha256" not in text


def test_one_from_a_phone_that_is_not_good_is_asked_for_again() -> None:
    for refusal in (Said("不行，重拍一张", 0.9), Said("看不清", 0.9), Touched("否")):
        citizen = _citizen()
        citizen.do(Captured(FIRST, False))
        citizen.do(refusal)
        assert _slot(citizen) == ("slot", "证件照片")
        assert not citizen.state.value("证件照片")
        citizen.do(Captured(SECOND, False))
        citizen.touch("是")
        assert citizen.state.value("证件照片") == SECOND


def test_a_second_upload_takes_the_place_of_the_first() -> None:
    citizen = _citizen()
    citizen.do(Captured(FIRST, False))
    citizen.do(Captured(SECOND, False))
    assert citizen.state.question.value == SECOND


def test_the_phone_that_opened_the_page_is_told() -> None:
    citizen = _citizen()
    citizen.do(CaptureOpened())
    assert "手机已经打开" in citizen.heard
    assert _slot(citizen) == ("slot", "证件照片")


def test_every_trouble_is_told_with_what_helps_and_loses_nothing() -> None:
    for why, told in (
        ("refused", "权限"), ("missing", "没有找到摄像头"), ("busy", "占用"), ("insecure", "网址"), ("broken", "再试"),
        ("cut_off", "再传一次"), ("too_large", "太大"), ("too_small", "太小"),
        ("wrong_type", "不是照片"), ("empty", "写名字"),
    ):  # fmt: skip
        citizen = _citizen()
        before = citizen.state.filled
        for _ in range(6):  # it is no answer that was not understood
            citizen.do(CaptureFailed(why))  # type: ignore[arg-type]
        assert told in citizen.heard
        assert told in _card(citizen).error
        assert ("二维码" in citizen.heard) == (why in ("refused", "missing", "busy", "insecure", "broken"))
        assert citizen.state.filled == before
        assert _slot(citizen) == ("slot", "证件照片")


def test_a_file_may_be_skipped_a_photo_may_not() -> None:
    citizen = _citizen().say("没有")
    assert _slot(citizen) == ("slot", "证件照片")
    citizen.do(Captured(FIRST, True))
    assert [action.value for action in _card(citizen).actions] == ["跳过"]
    citizen.touch("跳过")
    assert "没有介绍信也可以" in citizen.heard
    citizen.do(Captured(THIRD, True))
    citizen.say("对")
    assert citizen.calls[0].pictures == ("证件照片", "签名")
    assert "介绍信" not in citizen.calls[0].params


def test_words_meanwhile_are_answered() -> None:
    citizen = _citizen()
    assert "转人工" in citizen.say("怎么拍啊").heard
    assert "我等您" in citizen.say("等一下").heard
    assert "请把证件放平再拍" in citizen.say("再说一遍").heard or citizen.heard
    assert _slot(citizen) == ("slot", "证件照片")
    assert citizen.say("转人工").handed_off or citizen.state.interjection


def test_a_citizen_who_takes_a_picture_is_not_hurried() -> None:
    citizen = _citizen()
    prompts = 0
    for _ in range(MAX_CAPTURE_NO_INPUTS - 1):
        citizen.do(NoInput())
        prompts += bool(citizen.heard)
    assert not citizen.ended
    assert prompts == 2
    citizen.do(NoInput())
    assert citizen.ended == "idle"


def test_at_the_confirmation_the_photo_is_taken_again() -> None:
    citizen = _citizen()
    for turn in (Captured(FIRST, True), Touched("跳过"), Captured(THIRD, True)):
        citizen.do(turn)
    citizen.say("证件照片要改")
    assert _slot(citizen) == ("slot", "证件照片")
    assert FIRST not in citizen.state.to_json()
    citizen.do(Captured(FOURTH, True))
    assert citizen.state.question.kind == "confirm"
    assert citizen.state.value("证件照片") == FOURTH
    assert citizen.state.value("签名") == THIRD


def test_going_back_asks_for_the_last_picture() -> None:
    citizen = _citizen()
    citizen.do(Captured(FIRST, True))
    citizen.say("上一步")
    assert _slot(citizen) == ("slot", "证件照片")


def test_consent_taken_back_forgets_the_pictures() -> None:
    for words in ("我撤回同意", "把我的照片删掉", "我不同意你们用我的照片"):
        citizen = _citizen()
        citizen.do(Captured(FIRST, True))
        citizen.say(words)
        assert FIRST not in citizen.state.to_json()
        assert "删掉了" in citizen.heard
        assert citizen.ended == "cancelled"


def test_a_picture_that_comes_late_does_nothing() -> None:
    citizen = Citizen(LIBRARY).begin().say("我要登记会员", "同意")
    before = citizen.state
    for turn in (Captured(FIRST, True), CaptureOpened(), CaptureFailed("refused")):
        citizen.do(turn)
    assert citizen.state == before
    citizen.say("13800138000")
    asked = citizen.state.asked
    citizen.do(Captured(FIRST, True, asked - 1))
    assert not citizen.state.value("证件照片")
    citizen.do(Captured(FIRST, True, asked))
    assert citizen.state.value("证件照片") == FIRST


def test_on_the_phone_the_script_says_what_to_do() -> None:
    citizen = _citizen("phone")
    heard = "".join(act.text for act in citizen.all if isinstance(act, Say))
    assert [told in heard for told in ("证件请到窗口出示", "介绍信以后再交", "来的时候再签名")] == [True] * 3
    assert "屏幕" not in heard
    assert citizen.state.question.kind == "confirm"
    citizen.say("对")
    assert citizen.calls[0].params == {"手机号": "13800138000"}
    assert citizen.calls[0].pictures == ()


def test_on_the_phone_a_picture_cannot_be_corrected_into() -> None:
    citizen = _citizen("phone").say("不对")
    assert citizen.state.question.kind == "change"
    citizen.do(Keyed("1"))
    assert citizen.state.question.slot == "手机号"


def test_on_the_phone_a_human_takes_over() -> None:
    citizen = _citizen("phone", CLUB_CARD.replace("电话: 证件请到窗口出示。", "电话: 转人工"))
    assert citizen.handed_off == "script"


TURNS: st.SearchStrategy[Turn] = st.sampled_from(
    [
        Captured(FIRST, True), Captured(SECOND, False), CaptureOpened(), CaptureFailed("refused"), NoInput(),
        CaptureFailed("too_large"), Touched("是"), Touched("否"), Touched("跳过"), Said("可以", 0.9), Said("重拍", 0.9),
        Said("没有", 0.9), Said("上一步", 0.9), Said("怎么拍", 0.9), Said("证件照片错了", 0.9), Keyed("1"),
        CardRead("王小明", "11010519491231002X"), Said("对", 0.9), Said("取消", 0.9), Said("不是", 0.9),
    ]
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(st.lists(TURNS, max_size=24))
def test_any_conversation_files_only_pictures_that_were_accepted(turns: list[Turn]) -> None:
    machine = Machine(LIBRARY)
    state, said = machine.new("c-1", TODAY), list[Act]()
    start: list[Turn] = [Begin(), Said("我要登记会员", 0.9), Said("同意", 0.9), Said("13800138000", 0.9)]
    offered: set[str] = set()
    filed = 0
    for turn in (*start, *turns):
        if isinstance(turn, Captured):
            offered.add(turn.value)
        state, acts = machine.step(state, turn)
        said += acts
        for call in [act for act in acts if isinstance(act, Call)]:
            filed += 1
            assert {call.params[name] for name in call.pictures} <= offered
            assert {"证件照片", "签名"} <= set(call.pictures)
            state, acts = machine.step(state, Answered(call.call, ok=True, data={"会员号": "88001"}))
        assert State.from_json(state.to_json()) == state
        assert not any("sha256" in act.text for act in acts if isinstance(act, Say))
    assert filed <= 1
