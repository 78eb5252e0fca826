"""Thousands of random conversations: whatever the citizen does, the machine stays whole.

Holds after every turn: the state survives storage; the turn replays to the same result; the machine either has ended,
waits for the citizen (its last act is an `Expect`) or for the back end; no submission without a yes to the confirmation
and none twice with one key; no personal value in a note; only sentences rendered ahead are called fixed.
"""

from __future__ import annotations

import os
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogue import Library, Machine, State, load_library
from dialogue.acts import (
    Act,
    Answered,
    Begin,
    Call,
    CardRead,
    End,
    Expect,
    Handoff,
    Keyed,
    Note,
    NotHeard,
    Said,
    Say,
    Show,
    Silent,
    Touched,
    Turn,
)

TODAY = date(2026, 11, 22)
#: Raise for a long run: KIOSK_CONVERSATIONS=10000.
CONVERSATIONS = int(os.environ.get("KIOSK_CONVERSATIONS", "400"))
WORDS = str.split(
    """
    社保卡丢了 办居住证 走迷宫 甲 乙 丙 方向不对 方向改成乙 着急 地点错了 哪天不对 手机号
    我要办护照 居住证 挂失 同意 不同意 是 不是 对 不对 没问题 嗯 好的 满了 没满 打工 租房 都没有
    临时 正式 第一个 第二个 110105 19491231 002X 11010519491231002X 110101199003070134 不对，是0134 138 0013 8000
    13800138000 13900139001 138，0013，8000 不对，是八零零幺 手机号不对 手机号改成13900139000 身份证号错了 挂失方式
    挂失方式改成正式 入住日期不对 居住地址错了 没有要改的 去年三月五号 明天 三月 2025年3月5号 朝阳区建国路八号
    和平路一号三零二 几点下班 居住证多少钱 临时和正式有什么区别 局长来了吗 天上飞过一群鸟 秋天来了 ， 啊 再说一遍
    取消 不办了 上一步 帮助 转人工 慢一点 快一点 大声点 小声点 从头开始 继续 满意 非常不满意 还行 不用了 没有了 需要
    """
)
VALUES = str.split(
    """
    甲 乙 丙 方向 地点 着急 走迷宫
    社保卡挂失 居住证办理 是 否 临时挂失 正式挂失 就业 都没有 手机号 身份证号 没有要改的 满意 不满意 上一步 胡说
    转人工
    """
)
KEYS = ["1", "2", "5", "0", "#", "13800138000", "11010519491231002*", "20250305", "110105", "99999999999", "*"]
SECRETS = ("王小明", "110105", "110101", "002X", "0134", "13800", "13900", "建国路", "和平路")

citizens: st.SearchStrategy[Turn] = st.one_of(
    st.builds(Said, st.sampled_from(WORDS), st.sampled_from([0.6, 1.0])),
    st.builds(Said, st.sampled_from(WORDS), st.just(0.6)),
    st.builds(Said, st.text(max_size=12)),
    st.builds(Touched, st.sampled_from(VALUES)),
    st.builds(Keyed, st.sampled_from(KEYS)),
    st.just(CardRead("王小明", "11010519491231002X")),
    st.just(CardRead("", "123")),
    st.just(Silent()),
    st.just(NotHeard()),
    st.builds(Begin),
    st.builds(Answered, st.integers(0, 9), st.booleans()),
)
#: What a back end may do: answer, fail, answer without what was asked for.
ends = st.sampled_from(["good", "good", "good", "lost", "down", "empty"])
DATA = {
    "姓名": "王小明",
    "卡状态": "正常",
    "卡号末四位": "6789",
    "已有居住证": "否",
    "受理号": "A1",
    "受理时间": "今天",
    "预计办结日期": "2026-12-07",
}
#: Ways to speak that get far into a service, to be broken off anywhere.
STRAIGHT = {
    "loss": ["社保卡丢了", "同意", "11010519491231002X", "临时", "13800138000", "对", "对", "满意", "没有了"],
    "residence": [
        "办居住证",
        "同意",
        "满了",
        "打工",
        "11010519491231002X",
        "建国路八号",
        "去年三月五号",
        "13800138000",
        "对",
        "对",
        "满意",
        "没有了",
    ],
    "maze": [
        "走迷宫",
        "同意",
        "甲",
        "13800138000",
        "对",
        "建国路八号",
        "对",
        "去年三月五号",
        "对",
        "满意",
        "没有了",
    ],
}
#: Slots inside arms, one slot asked for in two arms, a failure branch that goes on, two submissions.
MAZE = """服务: 走迷宫
版本: 1
说法: [走迷宫, 迷宫]
渠道: [大屏, 电话]
同意: {告知: 需要您的手机号。, 项目: [手机号], 拒绝: 结束}
槽位:
  方向: {类型: 选项, 选项: {甲: [第一种], 乙: [第二种], 丙: [第三种]}, 问: 甲，乙，还是丙？}
  手机号: {类型: 手机号, 问: 请说手机号。}
  地点: {类型: 自由文本, 问: 请说地点。}
  着急: {类型: 是否, 问: 着急吗？}
  哪天: {类型: 日期, 范围: 过去, 问: 哪天？}
步骤:
  - 收集: [方向]
  - 如果: 方向 == 甲
    那么: [{收集: [手机号, 地点]}]
    否则:
      - 如果: 方向 == 乙
        那么: [{收集: [着急, 手机号]}, {说: 【手机号|末四位】记下了。}]
        否则: [{收集: [手机号]}]
  - 查询: {接口: m.look, 传: [手机号, 方向], 得到: [姓名], 失败: [{说: 查不到也没关系。}]}
  - 确认: 走【方向】，手机尾号【手机号|末四位】，对吗？
  - 提交: {接口: m.one, 幂等键: 会话号, 得到: 受理号, 失败: [{说: 第一次没交上。}, {结束: 取消}]}
  - 收集: [哪天]
  - 确认: 【哪天|日期】，对吗？
  - 提交: {接口: m.two, 传: [哪天, 受理号], 幂等键: 会话号, 得到: 受理时间, 失败: 转人工}
  - {说: 好了。, 回执: [打印]}
  - 评价: 好差评
  - 结束: 完成
"""


@pytest.fixture(scope="session")
def halls(library: Library, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Library]:
    folder = tmp_path_factory.mktemp("services")
    (folder / "maze.yaml").write_text(MAZE, encoding="utf-8")
    return {"maze": load_library(folder)}


class Watched:
    """Drives a machine and checks everything that must always hold."""

    def __init__(self, library: Library, channel: str, elderly: bool) -> None:
        self.machine = Machine(library)
        self.prompts = set(library.prompts())
        self.state = self.machine.new("c-9", TODAY)
        self.open_call: Call | None = None
        self.keys: list[str] = []
        self.said_yes = False
        self.do(Begin("phone" if channel == "phone" else "screen", elderly))

    def do(self, turn: Turn) -> None:
        before = self.state
        state, acts = self.machine.step(before, turn)
        assert (state, acts) == self.machine.step(State.from_json(before.to_json()), turn)
        self.state = state
        if not acts:
            assert state == before or isinstance(turn, Answered)
            return
        self._check_safety(before, acts)
        self._check_rest(acts)

    def _check_safety(self, before: State, acts: tuple[Act, ...]) -> None:
        for act in acts:
            if isinstance(act, Call):
                self.open_call = act
                if act.key:
                    assert before.question.kind == "confirm", "submitted without being asked"
                    assert act.key not in self.keys, "submitted twice"
                    self.keys.append(act.key)
            elif isinstance(act, Note):
                assert not any(secret in act.what + act.detail for secret in SECRETS)
            elif isinstance(act, Say):
                assert act.text
                assert "【" not in act.text
                assert act.text in self.prompts or not act.fixed
            elif isinstance(act, Show):
                assert self.state.channel == "screen"
                assert "11010519491231002X" not in str([c for c in act.cards if type(c).__name__ != "InputCard"])

    def _check_rest(self, acts: tuple[Act, ...]) -> None:
        last = acts[-1]
        if self.state.ended:
            assert isinstance(last, End)
            assert (last.reason == "handoff") == any(isinstance(act, Handoff) for act in acts)
        elif self.state.question.kind == "call":
            assert isinstance(last, Call | Say)
        else:
            assert isinstance(last, Expect), acts

    def answer(self, how: str) -> None:
        call = self.open_call
        if call is None or self.state.question.kind != "call" or self.state.ended:
            return
        data = (
            {}
            if how in ("down", "empty")
            else {**DATA, **({"卡状态": "已挂失", "已有居住证": "是"} if how == "lost" else {})}
        )
        self.do(Answered(call.call, how != "down", data, "timeout" if how == "down" else ""))


@settings(
    max_examples=CONVERSATIONS,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    way=st.sampled_from(["loss", "residence", "maze", "none"]),
    far=st.integers(0, 12),
    turns=st.lists(citizens, max_size=25),
    channel=st.sampled_from(["screen", "screen", "phone"]),
    elderly=st.booleans(),
    back_end=ends,
)
def test_any_conversation(
    library: Library,
    halls: dict[str, Library],
    way: str,
    far: int,
    turns: list[Turn],
    channel: str,
    elderly: bool,
    back_end: str,
) -> None:
    watched = Watched(halls.get(way, library), channel, elderly)
    for line in STRAIGHT.get(way, [])[:far]:
        watched.do(Said(line, 0.6))
        watched.answer("good")
    for turn in turns:
        if watched.state.ended:
            break
        watched.do(turn)
        watched.answer(back_end)
    for _ in range(12):  # the citizen walks away: every conversation comes to an end by itself
        watched.answer("down")
        watched.do(Silent())
    assert watched.state.ended


@pytest.mark.parametrize("way", STRAIGHT)
def test_the_straight_ways_complete(library: Library, halls: dict[str, Library], way: str) -> None:
    watched = Watched(halls.get(way, library), "screen", False)
    for line in STRAIGHT[way]:
        watched.do(Said(line, 0.6))
        watched.answer("good")
    assert watched.state.ended == "completed"
    assert len(watched.keys) == (2 if way == "maze" else 1)
