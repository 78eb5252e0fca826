"""Who the citizen must be proven to be before the back end is asked: when it is asked for, and by what it is given."""

from __future__ import annotations

import pytest

from dialogue import Library, State
from dialogue.acts import CardRead, Claimed, Filed, Handoff, InputCard, Keyed, Note, Park, Resumed, Said, Touched
from dialogue.errors import Problems
from dialogue.machine.answers.proof import KINDS
from dialogue.machine.prompts.cards import YES
from dialogue.machine.prompts.proof import BY_STAFF
from dialogue.machine.state import Proof
from dialogue.script import load_script
from dialogue.testing.keywords import CODE, WRONG_CODE
from tests.dialogue.conftest import Citizen

SELF, OTHER, THIRD = "11010519491231002X", "110105198805234517", "110105198506123729"

SCRIPT = """服务: 医保查询
版本: 1
说法: [查医保, 医保余额, 我要查医保, 医保卡里还有多少钱, 查一下医保]
渠道: [大屏, 电话]
身份: {身份}
同意: {{告知: 需要您的身份证号。, 项目: [{项目}], 拒绝: 结束}}
槽位:
  身份证号: {{类型: 身份证, 取值: [读卡, 语音, 按键], 核对: 不核对, 问: 请说身份证号。}}
{槽位}步骤:
  - 收集: [{收集}]
  - 查询: {{接口: yb.balance, 传: [{传}], 得到: [姓名, 余额], 失败: 转人工}}
  - 说: 【姓名】，余额是【余额|金额】。
  - 确认: 给【姓名】打印明细，对吗？
  - 提交: {{接口: yb.print, 传: [{传}], 幂等键: 会话号, 得到: [受理号], 失败: 转人工}}
  - 说: 办好了。
  - 结束: 完成
"""
PHONE_SLOT = "  手机号: {类型: 手机号, 核对: 不核对, 问: 请说手机号。}\n"
AGENT_SLOT = "  代办人身份证号: {类型: 身份证, 取值: [读卡, 语音, 按键], 核对: 不核对, 问: 请说您自己的身份证号。}\n"
MADE = {"yb.balance": {"姓名": "欧阳秘", "余额": "88"}, "yb.print": {"受理号": "YB1"}}


def made(identity: str, **parts: str) -> Library:
    filled = {"身份": identity, "项目": "身份证号", "槽位": "", "收集": "身份证号", "传": "身份证号", **parts}
    problems = Problems("yb.yaml")
    script = load_script(SCRIPT.format_map(filled), "yb.yaml", problems)
    assert script is not None
    assert problems.errors == []
    return Library((script,), ())


def at_the_gate(library: Library, channel: str = "screen", *, number: str = SELF, **about: object) -> Citizen:
    """The number was typed or keyed, and the back end is to be asked."""
    someone = Citizen(library, **about)  # type: ignore[arg-type]
    someone.answers = {**MADE}
    someone.begin(channel=channel).say("我要查医保", "同意")
    someone.do(Keyed(number))
    return someone


def asked(someone: Citizen) -> tuple[str, str, tuple[str, ...]]:
    question = someone.state.question
    return question.kind, question.value, question.options


# ---- what is asked for ----------------------------------------------------------------------------------------------

BOTH, SMS, CARD = frozenset({"sms", "card"}), frozenset({"sms"}), frozenset({"card"})
#: level, channel, means of the hall; then the question, and the reason of a hand-off.
ASKED = [
    ("无", "screen", BOTH, "confirm", ""),
    ("短信验证", "screen", BOTH, "proof", ""),
    ("短信验证", "screen", SMS, "code", ""),
    ("短信验证", "screen", CARD, "proof", ""),
    ("短信验证", "screen", frozenset(), "none", "identity"),
    ("短信验证", "phone", BOTH, "code", ""),
    ("短信验证", "phone", CARD, "none", "identity"),
    ("持卡", "screen", BOTH, "proof", ""),
    ("持卡", "screen", SMS, "none", "identity"),
    ("持卡", "phone", BOTH, "none", "identity"),
    ("{级别: {大屏: 持卡, 电话: 短信验证}}", "phone", BOTH, "code", ""),
    ("持卡+人脸", "screen", BOTH, "none", "identity"),
]


@pytest.mark.parametrize(("level", "channel", "means", "kind", "handoff"), ASKED)
def test_what_is_asked_for(level: str, channel: str, means: frozenset, kind: str, handoff: str) -> None:
    someone = at_the_gate(made(level), channel, means=means)
    assert someone.state.question.kind == kind
    assert someone.handed_off == handoff
    assert bool(someone.calls) == (level == "无")
    assert ("欧阳秘" in str(someone.all)) == (level == "无")


def test_a_card_that_fills_the_number_proves_it() -> None:
    someone = Citizen(made("持卡"))
    someone.answers = {**MADE}
    someone.begin().say("我要查医保", "同意").card(SELF)
    assert someone.state.proofs == (Proof(SELF, "card", "card"),)
    assert someone.state.question.kind == "confirm"


def test_a_card_at_the_question() -> None:
    someone = at_the_gate(made("短信验证")).card(SELF)
    assert someone.state.question.kind == "confirm"
    assert [call.api for call in someone.calls] == ["yb.balance"]
    someone.say("对")
    assert someone.ended == ""
    assert someone.state.question.kind == "more"


def test_a_code_where_no_card_is_at_hand() -> None:
    someone = at_the_gate(made("短信验证")).say("我没带身份证")
    assert asked(someone) == ("code", SELF, ())
    (card,) = someone.cards
    assert isinstance(card, InputCard)
    assert (card.pad, card.masked) == ("digits", True)
    someone.do(Keyed(CODE))
    assert someone.state.proofs == (Proof(SELF, "sms", "sms"),)
    assert someone.state.question.kind == "confirm"


@pytest.mark.parametrize("way", [Touched("短信验证码"), Said("发验证码"), Keyed("1")])
def test_the_code_is_asked_for_in_every_way(way: object) -> None:
    someone = at_the_gate(made("短信验证"))
    someone.do(way)  # type: ignore[arg-type]
    assert someone.state.question.kind == "code"
    assert [(one.person, one.to) for one in someone.codes] == [(SELF, "")]


def test_a_code_is_told_by_voice_on_the_phone_and_typed_at_the_kiosk() -> None:
    caller = at_the_gate(made("短信验证"), "phone").say("二四六，八幺零")
    assert caller.state.question.kind == "confirm"
    someone = at_the_gate(made("短信验证"), means=SMS).say("二四六，八幺零")
    assert someone.state.question.kind == "code"
    assert "不要念出来" in someone.heard
    someone.do(Said(CODE, 1.0))
    assert someone.state.question.kind == "confirm"


def test_the_answer_to_a_code_is_secret_and_is_not_in_the_state() -> None:
    someone = at_the_gate(made("短信验证"), means=SMS)
    (expect,) = [act for act in someone.last if type(act).__name__ == "Expect"]
    assert expect.secret
    assert (expect.kind, expect.length) == ("number", 6)
    someone.do(Keyed(WRONG_CODE))
    assert WRONG_CODE not in someone.state.to_json()
    assert WRONG_CODE not in str([act for act in someone.all if type(act).__name__ != "CheckCode"])


# ---- failures -------------------------------------------------------------------------------------------------------


def test_three_wrong_codes_lead_to_a_human_and_nothing_was_told() -> None:
    someone = at_the_gate(made("短信验证"), means=SMS)
    for _ in range(3):
        assert someone.state.question.kind == "code"
        someone.do(Keyed(WRONG_CODE))
    assert someone.handed_off == "identity"
    assert someone.calls == []


def test_a_code_that_expired_is_sent_anew_three_times_at_most() -> None:
    someone = at_the_gate(made("短信验证"), means=SMS)
    for sent in (2, 3):
        someone.say("没收到，再发一个")
        assert len(someone.codes) == sent
        assert someone.state.question.kind == "code"
    someone.say("还是没收到")
    assert someone.handed_off == "identity"
    assert len(someone.codes) == 3


def test_where_no_code_can_be_sent_the_card_is_left() -> None:
    someone = at_the_gate(made("短信验证"))
    someone.sends = False
    someone.do(Touched("短信验证码"))
    assert asked(someone) == ("proof", SELF, ("card",))
    someone.card(SELF)
    assert someone.state.question.kind == "confirm"
    caller = Citizen(made("短信验证"))
    caller.sends = False
    caller.begin(channel="phone").say("我要查医保", "同意")
    caller.do(Keyed(SELF))
    assert caller.handed_off == "identity"


def test_another_persons_card_proves_nothing_of_the_number_and_the_third_leads_to_a_human() -> None:
    someone = at_the_gate(made("短信验证"))
    for number in (OTHER, THIRD):
        someone.card(number)
        assert "不是同一个人" in someone.heard
        assert asked(someone)[:2] == ("other_card", SELF)
        (card,) = someone.cards
        assert number[-4:] in str(card)
        assert number not in str(card)
    someone.card(OTHER)
    assert someone.handed_off == "identity"
    assert someone.calls == []


@pytest.mark.parametrize("way", [Touched("用这张卡"), Said("用这张身份证", 0.9), Said("给我自己办", 0.9)])
def test_the_number_of_the_card_that_was_read_is_taken(way: object) -> None:
    someone = at_the_gate(made("持卡")).card(OTHER)
    someone.do(way)  # type: ignore[arg-type]
    assert someone.state.value("身份证号") == OTHER
    assert [call.params["身份证号"] for call in someone.calls] == [OTHER]
    assert someone.state.question.kind == "confirm"


@pytest.mark.parametrize("way", [Touched("替别人办"), Said("我替我女儿办的", 0.9)])
def test_whose_card_it_is_not_hears_that_nobody_acts_for_another(way: object) -> None:
    someone = at_the_gate(made("短信验证")).card(OTHER)
    someone.do(way)  # type: ignore[arg-type]
    assert "要本人来办" in someone.heard
    assert asked(someone)[:2] == ("proof", SELF)
    someone.card(SELF)
    assert someone.state.question.kind == "confirm"


# ---- a way back while a proof is asked for --------------------------------------------------------------------------

AT = [("code", SMS), ("proof", BOTH), ("proof", CARD)]
WRONG = ["身份证号错了，是110105198506123729", "身份证号不对，应该是110105198506123729"]


@pytest.mark.parametrize(("kind", "means"), AT)
@pytest.mark.parametrize("words", WRONG)
@pytest.mark.parametrize("confidence", [0.9, 1.0])
def test_a_wrong_number_is_corrected_and_the_proof_begins_anew(
    kind: str, means: frozenset, words: str, confidence: float
) -> None:
    someone = at_the_gate(made("短信验证"), means=means)
    assert someone.state.question.kind == kind
    someone.say(words, confidence=confidence)
    assert someone.state.value("身份证号") == THIRD
    assert asked(someone)[:2] == (kind, THIRD)
    assert someone.state.proofs == ()
    assert someone.calls == []


@pytest.mark.parametrize(("kind", "means"), AT)
@pytest.mark.parametrize("way", [Said("号码错了", 0.9), Said("身份证号错了", 1.0), Touched("号码错了")])
def test_a_number_that_is_only_called_wrong_is_asked_for_again(kind: str, means: frozenset, way: object) -> None:
    someone = at_the_gate(made("短信验证"), means=means)
    someone.do(way)  # type: ignore[arg-type]
    assert (someone.state.question.kind, someone.state.question.slot) == ("slot", "身份证号")
    someone.do(Keyed(THIRD))
    assert asked(someone)[:2] == (kind, THIRD)


def test_the_code_of_the_number_before_proves_nothing_of_the_one_after() -> None:
    someone = at_the_gate(made("短信验证"), means=SMS).say(WRONG[0])
    assert [one.person for one in someone.codes] == [SELF, THIRD]
    someone.do(Keyed(CODE))
    assert [proof.person for proof in someone.state.proofs] == [THIRD]


@pytest.mark.parametrize("words", ["没收到", "重发一个", "验证码没来", "验证码过期了"])
def test_no_code_came(words: str) -> None:
    someone = at_the_gate(made("短信验证"), means=SMS).say(words)
    assert len(someone.codes) == 2
    someone.do(Touched("重发验证码"))
    assert len(someone.codes) == 3


def test_no_card_is_at_hand() -> None:
    someone = at_the_gate(made("短信验证"), means=SMS).say("我没带身份证")
    assert "用验证码就可以" in someone.heard
    assert someone.state.question.kind == "code"
    holder = at_the_gate(made("持卡")).say("我没带身份证")
    assert holder.handed_off == "identity"


@pytest.mark.parametrize("words", ["换个号码", "换一个手机号", "我手机号换了", "手机丢了"])
def test_the_number_on_record_is_not_replaced_by_words(words: str) -> None:
    someone = at_the_gate(made("短信验证")).touch("短信验证码").say(words)
    assert "只能发到登记的手机号" in someone.heard
    assert asked(someone) == ("proof", SELF, ("card",))
    alone = at_the_gate(made("短信验证"), means=SMS).say(words)
    assert alone.handed_off == "identity"


def test_the_number_that_was_given_for_the_code_may_be_another() -> None:
    library = made("{级别: 短信验证, 发到: 手机号}", 槽位=PHONE_SLOT, 项目="身份证号, 手机号", 收集="身份证号, 手机号")
    for words in ("换个号码", "手机号错了"):
        caller = at_the_gate(library, "phone")
        caller.do(Keyed("13800138000"))
        caller.say(words)
        assert caller.state.question.slot == "手机号"
        caller.do(Keyed("13900139000"))
        assert [one.to for one in caller.codes] == ["13800138000", "13900139000"]


@pytest.mark.parametrize("words", ["找人", "找工作人员", "转人工"])
@pytest.mark.parametrize(("kind", "means"), AT)
def test_somebody_is_asked_for(kind: str, means: frozenset, words: str) -> None:
    assert at_the_gate(made("短信验证"), means=means).say(words).handed_off == "asked"


def test_every_way_has_a_button() -> None:
    someone = at_the_gate(made("短信验证")).touch("短信验证码")
    (card,) = someone.cards
    assert isinstance(card, InputCard)
    assert [one.value for one in card.actions] == ["重发验证码", "号码错了", "用身份证", "转人工"]
    someone.touch("用身份证")
    assert asked(someone)[:2] == ("proof", SELF)
    (card,) = someone.cards
    assert [one.value for one in card.options] == ["短信验证码", "号码错了", "转人工"]  # type: ignore[attr-defined]


def test_a_number_that_is_told_proves_nothing() -> None:
    someone = at_the_gate(made("短信验证")).say(SELF)
    assert someone.state.question.kind == "code"
    assert someone.calls == []
    other = at_the_gate(made("短信验证"))
    other.do(Keyed(OTHER))
    assert other.codes == []
    assert other.state.question.kind == "proof"


@pytest.mark.parametrize("words", ["是的", "我就是本人", "你放心吧", "快点"])
def test_words_prove_nothing(words: str) -> None:
    someone = at_the_gate(made("短信验证")).say(words)
    assert someone.calls == []
    assert someone.state.proofs == ()


# ---- for another ----------------------------------------------------------------------------------------------------


def test_who_acts_for_another_is_asked_and_the_case_says_who_filed_it() -> None:
    someone = at_the_gate(made("{级别: 短信验证, 代办: 可以}")).card(OTHER)
    assert asked(someone)[:2] == ("agent", SELF)
    assert someone.calls == []
    someone.say("是的")
    assert someone.state.acts_for == (SELF,)
    someone.say("对")
    (filed,) = [act for act in someone.all if isinstance(act, Filed)]
    assert dict(filed.values)["代办人证件号"] == OTHER


def test_who_does_not_act_for_another_proves_to_be_the_person() -> None:
    someone = at_the_gate(made("{级别: 短信验证, 代办: 可以}")).card(OTHER).say("不是")
    assert asked(someone)[:2] == ("proof", SELF)
    someone.card(SELF)
    assert someone.state.question.kind == "confirm"
    someone.say("对")
    (filed,) = [act for act in someone.all if isinstance(act, Filed)]
    assert "代办人证件号" not in dict(filed.values)


def test_a_caller_who_acts_for_another_gets_the_code_on_the_own_phone() -> None:
    caller = at_the_gate(made("{级别: 短信验证, 代办: 可以}"), "phone").say("我是替我妈办的")
    assert asked(caller)[:2] == ("proof", "")
    caller.do(Keyed(OTHER))
    assert [one.person for one in caller.codes] == [SELF, OTHER]
    caller.do(Keyed(CODE))
    assert asked(caller)[:2] == ("agent", SELF)
    caller.do(Touched("是"))
    assert [call.api for call in caller.calls] == ["yb.balance"]


def test_where_nobody_may_act_for_another_it_is_said() -> None:
    someone = at_the_gate(made("短信验证")).say("我替我妈办的")
    assert "要本人来办" in someone.heard
    assert asked(someone)[:2] == ("proof", SELF)


def test_the_agent_whom_the_script_asks_for_is_the_one_to_prove() -> None:
    library = made(
        "{级别: 短信验证, 代办: 代办人身份证号}", 槽位=AGENT_SLOT, 项目="身份证号, 代办人身份证号",
        收集="代办人身份证号, 身份证号",
    )  # fmt: skip
    someone = Citizen(library)
    someone.answers = {**MADE}
    someone.begin().say("我要查医保", "同意").card(OTHER)
    someone.do(Keyed(SELF))
    assert someone.state.question.kind == "confirm"
    caller = Citizen(library).begin(channel="phone").say("我要查医保", "同意")
    caller.do(Keyed(OTHER))
    caller.do(Keyed(SELF))
    assert [one.person for one in caller.codes] == [OTHER]


def test_one_of_several_is_enough_where_the_script_says_so() -> None:
    library = made(
        "{级别: 短信验证, 本人: [身份证号, 代办人身份证号]}", 槽位=AGENT_SLOT, 项目="身份证号, 代办人身份证号",
        收集="身份证号, 代办人身份证号", 传="身份证号, 代办人身份证号",
    )  # fmt: skip
    someone = Citizen(library)
    someone.answers = {**MADE}
    someone.begin().say("我要查医保", "同意")
    someone.do(Keyed(SELF))
    someone.do(Keyed(OTHER))
    assert asked(someone)[:2] == ("proof", SELF)
    someone.card(OTHER)
    assert someone.state.question.kind == "confirm"


def test_several_persons_are_each_proven_where_it_does_not() -> None:
    library = made(
        "短信验证", 槽位=AGENT_SLOT, 项目="身份证号, 代办人身份证号", 收集="身份证号, 代办人身份证号",
        传="身份证号, 代办人身份证号",
    )  # fmt: skip
    someone = Citizen(library)
    someone.answers = {**MADE}
    someone.begin().say("我要查医保", "同意").card(SELF)
    someone.do(Keyed(OTHER))
    assert asked(someone)[:2] == ("proof", OTHER)
    someone.card(OTHER)
    assert someone.state.question.kind == "confirm"


def test_a_code_to_the_number_that_was_given_where_the_script_says_so() -> None:
    library = made("{级别: 短信验证, 发到: 手机号}", 槽位=PHONE_SLOT, 项目="身份证号, 手机号", 收集="身份证号, 手机号")
    caller = at_the_gate(library, "phone")
    caller.do(Keyed("13800138000"))
    assert [(one.person, one.to) for one in caller.codes] == [("13800138000", "13800138000")]
    caller.do(Keyed(CODE))
    assert caller.state.question.kind == "confirm"


# ---- how long it holds ----------------------------------------------------------------------------------------------


def test_it_holds_for_the_next_service_of_the_conversation_and_for_no_other_person() -> None:
    someone = at_the_gate(made("短信验证")).card(SELF).say("对", "还要办", "我要查医保", "同意")
    someone.do(Keyed(SELF))
    assert someone.state.question.kind == "confirm"
    someone.say("取消", "是的")
    other = at_the_gate(made("短信验证")).card(SELF).say("对", "还要办", "我要查医保", "同意")
    other.do(Keyed(OTHER))
    assert asked(other)[:2] == ("proof", OTHER)


def test_a_number_that_is_corrected_afterwards_is_proven_again() -> None:
    someone = at_the_gate(made("短信验证")).card(SELF).say("身份证号错了")
    someone.do(Keyed(OTHER))
    assert asked(someone)[:2] == ("proof", OTHER)
    assert [call.params["身份证号"] for call in someone.calls] == [SELF]


def test_after_a_breakdown_what_was_proven_holds_and_a_code_does_not() -> None:
    someone = at_the_gate(made("短信验证")).card(SELF)
    someone.do(Resumed())
    assert someone.state.question.kind == "confirm"
    caller = at_the_gate(made("短信验证"), "phone")
    caller.do(Resumed())
    assert len(caller.codes) == 2, "another code: the first was in the memory of the process that is gone"
    assert caller.state.question.kind == "code"


def test_where_a_conversation_goes_on_elsewhere_it_is_proven_again_before_anything_is_told() -> None:
    library = made("短信验证")
    someone = at_the_gate(library).card(SELF).say("我去打电话接着办", "换个地方接着办", "我回家接着办")
    parks = [act for act in someone.all if isinstance(act, Park)]
    assert parks, someone.heard
    parked = State.from_json(parks[0].state)
    assert parked.proofs == ()
    assert parked.reprove == Proof(SELF, "card", "card")
    other = Citizen(library, means=SMS)
    other.answers = {**MADE}
    other.begin(channel="screen").say("我有办理号", "三八一二零四", "零零二叉")
    other.do(Claimed(parks[0].state))
    assert other.handed_off == "identity", "a card was read there, and there is no reader here"
    assert "欧阳秘" not in str(other.all)
    third = Citizen(library)
    third.answers = {**MADE}
    third.begin().say("我有办理号", "三八一二零四", "零零二叉")
    third.do(Claimed(parks[0].state))
    assert asked(third)[:2] == ("proof", SELF)
    third.say("上一步", "你刚才说什么", "身份证号错了", "刚才那件办得怎么样了")
    assert asked(third)[:2] == ("proof", SELF)
    assert "欧阳秘" not in str(third.all)
    third.card(SELF)
    assert third.state.question.kind == "confirm"
    assert "欧阳秘" in third.heard


def test_the_record_notes_that_it_was_proven_and_not_for_whom() -> None:
    someone = at_the_gate(made("短信验证")).card(OTHER).card(SELF)
    notes = [act for act in someone.all if isinstance(act, Note)]
    assert Note("identity proven", "card") in notes
    assert not any(SELF in str(note) or OTHER in str(note) for note in notes)


@pytest.mark.parametrize("kind", KINDS)
def test_every_question_can_be_left(kind: str) -> None:
    identity = "短信验证" if kind == "other_card" else "{级别: 短信验证, 代办: 可以}"
    someone = at_the_gate(made(identity), means=SMS if kind == "code" else BOTH)
    if kind in ("agent", "other_card"):
        someone.card(OTHER)
    if kind in ("face_consent", "face", "vouch"):
        someone = at_the_gate(made("持卡+人脸"), means=frozenset({"card", "face", "staff"}))
        someone.touch(BY_STAFF) if kind == "vouch" else someone.card(SELF)
    if kind == "face":
        someone.touch(YES)
    assert someone.state.question.kind == kind
    someone.say("转人工")
    assert [act.reason for act in someone.all if isinstance(act, Handoff)] == ["asked"]


def test_a_card_that_cannot_be_read_is_told() -> None:
    someone = at_the_gate(made("短信验证"))
    someone.do(CardRead("王小明", "110105194912310021"))
    assert someone.state.question.kind == "proof"
    assert someone.state.proofs == ()
