"""扫码, 人脸, 工作人员核对: what is asked, what proves whom, and that nothing is told below the level."""

from __future__ import annotations

import pytest

from dialogue import phrases
from dialogue.acts import (
    CallToVouch,
    Captured,
    CaptureFailed,
    CardRead,
    CompareFace,
    DevicesChanged,
    NoInput,
    QrChecked,
    QrShown,
    Say,
)
from dialogue.face_check import FACE_TRIES
from dialogue.machine.prompts.cards import NO, YES
from dialogue.machine.prompts.proof import BY_STAFF, NO_FACE, OTHER_WAY
from dialogue.machine.state import Proof
from dialogue.script.assurance import PROVES, ProofMeans, ProofPolicy
from dialogue.testing.keywords import CODE
from tests.dialogue.conftest import Citizen
from tests.dialogue.machine.program.test_identity import OTHER, SELF, at_the_gate, made

ALL = frozenset(PROVES)
QR = frozenset({"card", "qr", "sms"})
FACE = frozenset({"card", "face", "staff"})
STAFF = frozenset({"card", "sms", "staff"})
SECRET = "欧阳秘"
PHOTO = Captured("", True)


def told(someone: Citizen) -> str:
    return str(someone.all)


def asked(someone: Citizen) -> tuple[str, str]:
    return someone.state.question.kind, someone.state.question.value


# ---- a code ---------------------------------------------------------------------------------------------------------


def test_a_code_proves_the_person_whose_it_is() -> None:
    someone = at_the_gate(made("持卡"), means=QR)
    assert "qr" in someone.state.question.options
    assert "扫码口" in someone.heard
    someone.scan(SELF)
    assert someone.state.proofs == (Proof(SELF, "card", "qr", name="王小明"),)
    assert someone.state.question.kind == "confirm"
    assert SECRET in told(someone)


@pytest.mark.parametrize(
    ("said", "allowed", "level"), [("card", "sms", "sms"), ("sms", "card", "sms"), ("card", "card", "card")]
)
def test_a_code_proves_no_more_than_the_service_says_and_the_hall_allows(said: str, allowed: str, level: str) -> None:
    someone = at_the_gate(made("短信验证"), means=QR, policy=ProofPolicy(qr=allowed))  # type: ignore[arg-type]
    someone.scan(SELF, said)  # type: ignore[arg-type]
    assert [one.level for one in someone.state.proofs] == [level]


def test_a_code_of_a_level_that_is_too_low_tells_nothing_and_another_way_is_asked_for() -> None:
    someone = at_the_gate(made("持卡"), means=QR).scan(SELF, "sms")
    assert SECRET not in told(someone)
    assert "还不够" in someone.heard
    assert someone.state.question.options == ("card",)
    assert "qr" not in at_the_gate(made("持卡"), means=QR, policy=ProofPolicy(qr="sms")).state.question.options


@pytest.mark.parametrize("outcome", ["used", "expired", "refused", "unavailable"])
def test_a_code_that_is_not_taken_proves_nobody(outcome: str) -> None:
    someone = at_the_gate(made("持卡"), means=QR)
    someone.qr.append(QrChecked(0, outcome))  # type: ignore[arg-type]
    someone.do(QrShown())
    assert someone.state.proofs == ()
    assert SECRET not in told(someone)
    assert someone.state.question.kind == "proof"


def test_the_third_bad_code_leads_to_a_human() -> None:
    someone = at_the_gate(made("持卡"), means=QR)
    for _ in range(3):
        someone.qr.append(QrChecked(0, "refused"))
        someone.do(QrShown())
    assert someone.handed_off == "identity"
    assert SECRET not in told(someone)


@pytest.mark.parametrize("number", ["", "110105194912310021", "x" * 18])
def test_a_service_that_names_nobody_proves_nobody(number: str) -> None:
    someone = at_the_gate(made("持卡"), means=QR).scan(number)
    assert someone.state.proofs == ()
    assert SECRET not in told(someone)


def test_a_code_of_another_person_is_asked_about_and_proves_only_that_person() -> None:
    someone = at_the_gate(made("持卡"), means=QR).scan(OTHER, name="陈志强")
    assert someone.state.question.kind == "other_card"
    assert SECRET not in told(someone)
    assert not someone.state.proven(SELF, "sms")


def test_a_code_of_the_agent_where_the_script_allows_one() -> None:
    someone = at_the_gate(made("{级别: 持卡, 代办: 可以}"), means=QR).scan(OTHER, name="陈志强")
    assert asked(someone) == ("agent", SELF)
    someone.touch(YES)
    assert SECRET in told(someone)


def test_a_code_after_the_card_of_another_leaves_the_card_as_it_is() -> None:
    someone = at_the_gate(made("持卡"), means=QR).card(SELF)
    someone.scan(OTHER)
    assert someone.state.proofs == (Proof(SELF, "card", "card", name="王小明"),)
    assert len(someone.qr) == 1, "nothing was verified"


def test_a_code_is_no_answer_where_the_hall_has_no_scanner() -> None:
    someone = at_the_gate(made("持卡"), means=frozenset({"card"}))
    someone.do(QrShown())
    assert someone.state.proofs == ()


def test_on_the_phone_there_is_no_code_face_or_staff() -> None:
    caller = at_the_gate(made("短信验证"), "phone", means=ALL)
    assert caller.state.question.kind == "code"


# ---- a face ---------------------------------------------------------------------------------------------------------


def before_the_camera(**about: object) -> Citizen:
    someone = at_the_gate(made("持卡+人脸"), **{"means": FACE, **about})
    someone.card(SELF)
    return someone


def test_the_card_comes_first_then_a_separate_consent_then_the_picture() -> None:
    someone = at_the_gate(made("持卡+人脸"), means=FACE)
    assert someone.state.question.kind == "proof"
    someone.card(SELF)
    assert asked(someone) == ("face_consent", SELF)
    for words in ("敏感个人信息", "单独同意", "只发给", "比对完就删", "不同意也能办"):
        assert words in someone.heard
    assert SECRET not in told(someone)
    someone.do(PHOTO)
    assert someone.face_acts == [], "no picture is compared before the consent"
    someone.touch(YES)
    assert asked(someone) == ("face", SELF)
    someone.do(PHOTO)
    assert [(one.person, one.name) for one in someone.face_acts] == [(SELF, "王小明")]
    assert someone.state.proven(SELF, "face")
    assert SECRET in told(someone)


@pytest.mark.parametrize("words", ["不同意", "我不想拍", "换个办法", "让人来看证件吧"])
def test_who_declines_is_helped_by_staff_and_no_failure_is_counted(words: str) -> None:
    someone = before_the_camera().say(words)
    assert asked(someone) == ("vouch", SELF)
    assert someone.state.unproven == 0
    assert someone.face_acts == []
    someone.vouched()
    assert SECRET in told(someone)


def test_who_declines_gets_a_code_where_the_hall_wants_that() -> None:
    someone = before_the_camera(
        means=frozenset({"card", "face", "sms"}), policy=ProofPolicy(instead_of_face="sms", staff="none")
    )
    assert "改用短信验证码" in someone.heard
    someone.touch(NO)
    assert someone.state.question.kind == "code"
    assert SECRET not in told(someone)
    someone.say(CODE, confidence=1.0)
    assert someone.state.proven(SELF, "face")
    assert SECRET in told(someone)


def test_a_code_alone_is_no_face() -> None:
    """Neither before the card, nor after the face was another's."""
    policy = ProofPolicy(instead_of_face="sms", staff="none")
    means = frozenset({"card", "face", "sms"})
    someone = before_the_camera(means=means, policy=policy).touch(YES)
    someone.faces = ["differs"] * FACE_TRIES
    for _ in range(FACE_TRIES):
        someone.do(PHOTO)
    assert len(someone.face_acts) == FACE_TRIES
    assert someone.handed_off == "identity"
    assert someone.codes == []
    assert SECRET not in told(someone)


@pytest.mark.parametrize("take_back", ["撤回同意", "不拍了", "我不同意了"])
def test_the_consent_is_taken_back_before_the_camera(take_back: str) -> None:
    someone = before_the_camera().touch(YES).say(take_back)
    assert asked(someone) == ("vouch", SELF)
    someone.do(PHOTO)
    assert someone.face_acts == []
    assert SECRET not in told(someone)


def test_the_button_takes_it_back_too() -> None:
    assert asked(before_the_camera().touch(YES, NO_FACE)) == ("vouch", SELF)


def test_a_service_that_is_away_leads_to_another_way() -> None:
    someone = before_the_camera().touch(YES)
    someone.faces = ["unavailable"]
    someone.do(PHOTO)
    assert asked(someone) == ("vouch", SELF)
    assert someone.state.unproven == 0


@pytest.mark.parametrize("why", ["refused", "missing", "busy"])
def test_without_a_camera_another_way_is_taken(why: str) -> None:
    someone = before_the_camera().touch(YES)
    someone.do(CaptureFailed(why))  # type: ignore[arg-type]
    assert asked(someone) == ("vouch", SELF)


def test_a_poor_picture_is_taken_again_three_times_at_most() -> None:
    someone = before_the_camera().touch(YES)
    someone.faces = ["poor"] * FACE_TRIES
    for _ in range(FACE_TRIES - 1):
        someone.do(PHOTO)
        assert asked(someone) == ("face", SELF)
    someone.do(PHOTO)
    assert asked(someone) == ("vouch", SELF)


def test_a_face_of_another_leaves_staff_alone_and_then_nobody() -> None:
    someone = before_the_camera().touch(YES)
    someone.faces = ["differs"] * FACE_TRIES
    for _ in range(FACE_TRIES):
        someone.do(PHOTO)
    assert asked(someone) == ("vouch", SELF)
    someone.vouched("no")
    assert someone.handed_off == "identity"
    assert SECRET not in told(someone)


def test_where_nothing_compares_faces_a_human_comes_at_once() -> None:
    someone = at_the_gate(made("持卡+人脸"), means=frozenset({"card", "sms"}))
    assert someone.handed_off == "identity"


def test_the_face_is_that_of_the_agent() -> None:
    someone = at_the_gate(made("{级别: 持卡+人脸, 代办: 可以}"), means=FACE).card(OTHER, "陈志强")
    assert asked(someone) == ("face_consent", OTHER)
    someone.touch(YES)
    someone.do(PHOTO)
    assert [(one.person, one.name) for one in someone.face_acts] == [(OTHER, "陈志强")]
    assert asked(someone) == ("agent", SELF)
    assert SECRET not in told(someone)
    someone.touch(YES)
    assert SECRET in told(someone)


# ---- staff ----------------------------------------------------------------------------------------------------------


def waiting(level: str = "短信验证", **about: object) -> Citizen:
    return at_the_gate(made(level), **{"means": STAFF, **about}).touch(BY_STAFF)


def test_staff_are_called_and_their_word_is_enough() -> None:
    someone = waiting("持卡")
    (act,) = [one for one in someone.last if isinstance(one, CallToVouch)]
    assert (act.person, act.call) == (SELF, someone.state.call)
    assert SECRET not in told(someone)
    someone.vouched(who="王老师")
    assert "王老师已经核对了您的证件" in "".join(one.text for one in someone.last if isinstance(one, Say))
    assert [(one.person, one.means) for one in someone.state.proofs] == [(SELF, "staff")]
    assert SECRET in told(someone)


def test_a_word_for_another_call_or_another_question_does_nothing() -> None:
    someone = waiting().vouched(call=99)
    assert someone.state.proofs == ()
    someone = waiting()
    call = someone.state.call
    someone.touch("短信验证码")
    assert someone.state.question.kind == "code"
    someone.vouched(call=call)
    assert someone.state.proofs == ()
    assert SECRET not in told(someone)


def test_while_staff_are_on_the_way_another_way_may_be_taken() -> None:
    someone = waiting().touch(OTHER_WAY)
    assert someone.state.question.kind == "proof"
    someone.card(SELF)
    assert SECRET in told(someone)
    assert waiting().card(SELF).state.proven(SELF, "card"), "the card was found meanwhile"


@pytest.mark.parametrize("outcome", ["no", "nobody"])
def test_where_nobody_vouches_staff_are_not_called_again(outcome: str) -> None:
    someone = waiting()
    someone.vouched(outcome)  # type: ignore[arg-type]
    assert SECRET not in told(someone)
    assert someone.state.question.kind == "proof"
    assert "staff" not in someone.state.question.options


def test_it_holds_for_some_minutes_and_for_this_person() -> None:
    someone = waiting("持卡", policy=ProofPolicy(staff_minutes=10))
    state = someone.state.changed({"now": "23:55"})
    someone.state = state
    someone.vouched()
    state = someone.state
    assert state.proofs[0].until == "00:05"
    assert state.proven(SELF, "card")
    assert not state.proven(OTHER, "card")
    assert state.changed({"now": "00:04"}).proven(SELF, "card")
    assert not state.changed({"now": "00:05"}).proven(SELF, "card")


def test_staff_prove_no_more_than_the_hall_allows() -> None:
    assert "staff" not in at_the_gate(made("持卡"), means=STAFF, policy=ProofPolicy(staff="sms")).state.question.options
    someone = waiting(policy=ProofPolicy(staff="sms")).vouched()
    assert not someone.state.proven(SELF, "card")
    assert someone.state.proven(SELF, "sms")


def test_after_three_failures_staff_vouch_in_place_of_the_hand_off() -> None:
    someone = at_the_gate(made("短信验证"), means=frozenset({"sms", "staff"}))
    for _ in range(3):
        someone.say("135790", confidence=1.0)
    assert asked(someone) == ("vouch", SELF)
    assert someone.handed_off == ""


def test_what_was_vouched_for_does_not_go_along_to_another_conversation() -> None:
    assert waiting().vouched().state.moved.proofs == ()


def test_a_silence_while_staff_come_is_no_silence() -> None:
    someone = waiting()
    for _ in range(10):
        someone.do(NoInput())
    assert someone.ended == ""
    assert asked(someone) == ("vouch", SELF)


def test_a_card_of_another_while_staff_come_is_asked_about() -> None:
    someone = waiting()
    someone.do(CardRead("陈志强", OTHER))
    assert someone.state.question.kind == "other_card"
    assert SECRET not in told(someone)
    assert not [one for one in someone.last if isinstance(one, CompareFace)]


# ---- a code at the question for the number --------------------------------------------------------------------------


def at_the_number(level: str = "持卡", **about: object) -> Citizen:
    someone = Citizen(made(level), **about)  # type: ignore[arg-type]
    someone.answers = {"yb.balance": {"姓名": "欧阳秘", "余额": "88"}}
    return someone.begin().say("我要查医保", "同意")


def test_a_code_fills_the_number_and_proves_the_person() -> None:
    someone = at_the_number(means=QR)
    assert "扫电子社保卡的码" in someone.cards[-1].hint  # type: ignore[union-attr]
    assert someone.machine.takes_code(someone.state)
    someone.scan(SELF)
    assert someone.state.value("身份证号") == SELF
    assert someone.state.proofs == (Proof(SELF, "card", "qr"),)
    assert someone.state.question.kind == "confirm"


def test_a_code_that_is_not_verified_asks_for_the_number_again() -> None:
    someone = at_the_number(means=QR)
    someone.qr.append(QrChecked(0, "expired"))
    someone.do(QrShown())
    assert "过期" in someone.heard
    assert (someone.state.question.kind, someone.state.question.slot) == ("slot", "身份证号")
    assert someone.state.proofs == ()


@pytest.mark.parametrize(("level", "means"), [("无", QR), ("持卡", frozenset({"card", "sms"}))])
def test_a_code_is_not_taken_for_a_number_where_it_proves_nothing(level: str, means: frozenset) -> None:
    someone = at_the_number(level, means=means)
    assert "扫" not in someone.cards[-1].hint  # type: ignore[union-attr]
    assert not someone.machine.takes_code(someone.state)


def test_a_code_is_taken_at_the_question_whose_business_it_is() -> None:
    someone = at_the_gate(made("持卡"), means=QR).card(OTHER)
    assert someone.state.question.kind == "other_card"
    assert someone.machine.takes_code(someone.state)
    someone.scan(SELF)
    assert someone.state.proven(SELF, "card")
    assert someone.state.question.kind == "confirm"


# ---- a reader or a scanner that is lost, or back -------------------------------------------------------------------


def changed(someone: Citizen, way: ProofMeans, lost: frozenset[ProofMeans]) -> str:
    """What she says to it."""
    someone.state, acts = someone.machine.step(someone.state, DevicesChanged(frozenset({way})), lost=lost)
    someone.last = acts
    return "".join(act.text for act in acts if isinstance(act, Say))


@pytest.mark.parametrize(
    ("way", "gone", "back", "words"),
    [
        ("card", phrases.READER_AWAY, phrases.READER_BACK, "放身份证"),
        ("qr", phrases.SCANNER_AWAY, phrases.SCANNER_BACK, "扫电子社保卡的码"),
    ],
)
def test_the_card_is_shown_again_without_what_is_not_there(way: ProofMeans, gone: str, back: str, words: str) -> None:
    someone = at_the_number(means=QR)
    assert words in someone.cards[-1].hint  # type: ignore[union-attr]
    assert changed(someone, way, frozenset({way})).startswith(gone)
    assert words not in someone.cards[-1].hint  # type: ignore[union-attr]
    assert changed(someone, way, frozenset()).startswith(back)
    assert words in someone.cards[-1].hint  # type: ignore[union-attr]


def test_who_is_asked_to_prove_it_is_asked_again_with_what_is_there() -> None:
    someone = at_the_gate(made("持卡"), means=QR)
    assert someone.state.question.options == ("card", "qr")
    assert changed(someone, "qr", frozenset({"qr"})).startswith(phrases.SCANNER_AWAY)
    assert someone.state.question.options == ("card",)
    assert changed(someone, "qr", frozenset()).startswith(phrases.SCANNER_BACK)
    assert someone.state.question.options == ("card", "qr")


def test_nothing_is_said_where_nothing_is_held_out() -> None:
    someone = at_the_number("无", means=QR)
    assert changed(someone, "qr", frozenset({"qr"})) == ""
    assert someone.last == ()
