"""资料核对 on the phone: what is compared, before or after a code, and that nothing is told before it is the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue import Library, State
from dialogue.acts import Handoff, Keyed, Say
from dialogue.codes import FAILURES
from dialogue.data_check import DataOutcome
from dialogue.errors import Problems
from dialogue.script import load_script
from dialogue.script.assurance import ProofMeans
from dialogue.testing.keywords import CODE
from tests.dialogue.conftest import Citizen

SELF, NAME, MOBILE = "11010519491231002X", "李桂英", "13800138000"
SECRET = "欧阳秘"  # what the back end alone knows
SCRIPT = """服务: 医保查询
版本: 1
说法: [查医保, 医保余额, 我要查医保, 医保卡里还有多少钱, 查一下医保]
渠道: [大屏, 电话]
身份: {级别: 资料核对, 核对: [姓名, 手机号]}
同意: {告知: 需要您的身份证号、姓名和手机号。, 项目: [身份证号, 姓名, 手机号], 拒绝: 结束}
槽位:
  身份证号: {类型: 身份证, 取值: [读卡, 语音, 按键], 核对: 不核对, 问: 请说身份证号。}
  姓名: {类型: 姓名, 核对: 不核对, 问: 您叫什么名字？}
  手机号: {类型: 手机号, 核对: 不核对, 问: 请说手机号。}
步骤:
  - 收集: [身份证号, 姓名, 手机号]
  - 查询: {接口: yb.balance, 传: [身份证号], 得到: [参保人, 余额], 失败: 转人工}
  - 说: 【参保人】，余额是【余额|金额】。
  - 结束: 完成
"""
ALL: frozenset[ProofMeans] = frozenset({"data", "sms", "card"})
DATA_ALONE: frozenset[ProofMeans] = frozenset({"data"})


def library() -> Library:
    problems = Problems("yb.yaml")
    script = load_script(SCRIPT, "yb.yaml", problems)
    assert script is not None
    assert problems.errors == []
    return Library((script,), ())


def caller_of(
    *outcomes: DataOutcome, means: frozenset[ProofMeans] = DATA_ALONE, data_first: bool = False, channel: str = "phone"
) -> Citizen:
    """A caller who has told all; the back end is to be asked."""
    someone = Citizen(library(), means=means, data_first=data_first)
    someone.answers, someone.compares = {"yb.balance": {"参保人": SECRET, "余额": "88"}}, list(outcomes)
    someone.begin(channel=channel).say("我要查医保", "同意")
    someone.do(Keyed(SELF))
    tell(someone)
    return someone


def tell(someone: Citizen) -> None:
    someone.say(f"我叫{NAME}")
    someone.do(Keyed(MOBILE))


def said(someone: Citizen) -> str:
    return "".join(act.text for act in someone.all if isinstance(act, Say))


def handed_off(someone: Citizen) -> list[str]:
    return [act.reason for act in someone.all if isinstance(act, Handoff)]


def test_what_is_the_same_proves_the_person() -> None:
    caller = caller_of("same")
    assert [(one.person, one.data) for one in caller.compared] == [(SELF, (("姓名", NAME), ("手机号", MOBILE)))]
    assert [call.api for call in caller.calls] == ["yb.balance"]
    assert SECRET in said(caller)
    assert State.from_json(caller.state.to_json()).proven(SELF, "data")
    assert not caller.state.proven(SELF, "sms")


def test_what_differs_is_all_asked_for_again_and_a_human_takes_over_after_three_times() -> None:
    caller = caller_of("differs", "differs", "differs")
    for tries in range(1, FAILURES):
        assert caller.state.question.slot == "姓名", "not told which of them is wrong"
        assert "没有对上，请您再说一遍" in said(caller)
        assert len(caller.compared) == tries
        tell(caller)
    assert handed_off(caller) == ["identity"]
    assert caller.calls == []
    assert SECRET not in said(caller)


def test_what_was_wrong_may_be_put_right() -> None:
    caller = caller_of("differs", "same")
    caller.say("我叫王小明")
    caller.do(Keyed("13987654321"))
    assert caller.compared[-1].data == (("姓名", "王小明"), ("手机号", "13987654321"))
    assert SECRET in said(caller)


@pytest.mark.parametrize("outcome", ["used_up", "unavailable"])
def test_where_nothing_can_be_compared_a_human_takes_over(outcome: DataOutcome) -> None:
    caller = caller_of(outcome)
    assert handed_off(caller) == ["identity"]
    assert len(caller.compared) == 1
    assert caller.calls == []


def test_the_code_comes_first_and_data_where_none_can_be_sent() -> None:
    caller = caller_of(means=ALL)
    assert caller.state.question.kind == "code"
    assert caller.compared == []
    someone = Citizen(library(), means=ALL)
    someone.answers, someone.sends = {"yb.balance": {"参保人": SECRET, "余额": "88"}}, False
    someone.begin(channel="phone").say("我要查医保", "同意")
    someone.do(Keyed(SELF))
    tell(someone)
    assert len(someone.compared) == 1
    assert SECRET in said(someone)


@pytest.mark.parametrize("words", ["我手机丢了", "这个号码换了", "手机没在身边，不在", "我没有手机"])
def test_who_has_not_got_the_telephone_is_asked_by_his_data(words: str) -> None:
    caller = caller_of("same", means=ALL)
    caller.say(words)
    assert len(caller.compared) == 1
    assert SECRET in said(caller)


def test_data_come_first_where_the_hall_wants_it_and_a_code_when_they_differ() -> None:
    caller = caller_of("differs", means=ALL, data_first=True)
    assert len(caller.compared) == 1
    assert caller.state.question.kind == "code"
    caller.do(Keyed(CODE))
    assert SECRET in said(caller)


@pytest.mark.parametrize("first", [False, True])
def test_at_the_kiosk_nothing_is_told_aloud_to_prove_it(first: bool) -> None:
    someone = caller_of("same", means=ALL, data_first=first, channel="screen")
    assert someone.compared == []
    assert someone.state.question.kind == "proof"


@given(
    st.lists(st.sampled_from(("same", "differs", "used_up", "unavailable")), max_size=6), st.booleans(), st.booleans()
)
def test_nothing_that_the_back_end_holds_is_told_before_the_data_were_the_same(
    outcomes: list[DataOutcome], codes: bool, first: bool
) -> None:
    means = ALL if codes else DATA_ALONE
    caller = caller_of(*outcomes, means=means, data_first=first)
    for _ in range(4):
        if caller.state.ended or caller.state.question.kind == "code":
            break
        if caller.state.question.slot == "姓名":
            tell(caller)
    proven = "same" in outcomes[: len(caller.compared)] or len(caller.compared) > len(outcomes)
    assert (SECRET in said(caller)) == bool(caller.calls) == proven
    assert len(caller.compared) <= FAILURES
