"""Random conversations: whatever the citizen does, the machine stays whole (`support.conversations.watched` says
what that means).

Hypothesis makes them here, to find a short one that goes wrong; `test_ten_thousand` walks on by chance.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from dialogue import Library, load_library
from dialogue.acts import Answered, Begin, CardRead, Keyed, NoInput, NoMatch, Said, Touched, Turn
from support.conversations.walk import SECRETS, Walk
from support.conversations.watched import Watched, rendered_ahead

#: Raise for a long run: KIOSK_CONVERSATIONS=10000.
CONVERSATIONS = int(os.environ.get("KIOSK_CONVERSATIONS", "150"))
WORDS = str.split(
    """
    社保卡丢了 办居住证 走迷宫 爬山 甲 乙 丙 方向不对 方向改成乙 着急 地点错了 哪天不对 手机号 跳过 先去爬山 我要爬山
    我要办护照 居住证 挂失 同意 不同意 是 不是 对 不对 没问题 嗯 好的 满了 没满 打工 租房 都没有 再来 够了
    临时 正式 第一个 第二个 110105 19491231 002X 11010519491231002X 110101199003070134 不对，是0134 138 0013 8000
    13800138000 13900139001 138，0013，8000 不对，是八零零幺 手机号不对 手机号改成13900139001 身份证号错了 挂失方式
    挂失方式改成正式 入住日期不对 居住地址错了 没有要改的 去年三月五号 明天 三月 2025年3月5号 朝阳区建国路八号
    和平路一号三零二 几点下班 居住证多少钱 临时和正式有什么区别 局长来了吗 天上飞过一群鸟 秋天来了 ， 啊 再说一遍
    取消 不办了 上一步 帮助 转人工 慢一点 快一点 大声点 小声点 从头开始 继续 满意 非常不满意 还行 不用了 没有了 需要
    你刚才说什么 你好 谢谢 气死我了 着火了 我要正式挂失社保卡 正式，手机号13800138000 往甲走，手机13900139001
    """
)
VALUES = str.split(
    """
    甲 乙 丙 方向 地点 着急 走迷宫 爬山 跳过 社保卡挂失 居住证办理 是 否 临时挂失 正式挂失 就业 都没有 手机号 身份证号
    没有要改的 满意 不满意 上一步 胡说 转人工
    """
)
KEYS = ["1", "2", "5", "0", "#", "13800138000", "11010519491231002*", "20250305", "110105", "99999999999", "*"]
TOLD = SECRETS | {"002X", "0134", "和平路"}

citizens: st.SearchStrategy[Turn] = st.one_of(
    st.builds(Said, st.sampled_from(WORDS), st.sampled_from([0.6, 1.0])),
    st.builds(Said, st.sampled_from(WORDS), st.just(0.6)),
    st.builds(Said, st.text(max_size=12)),
    st.builds(Touched, st.sampled_from(VALUES)),
    st.builds(Keyed, st.sampled_from(KEYS)),
    st.just(CardRead("王小明", "11010519491231002X")),
    st.just(CardRead("", "123")),
    st.just(NoInput()),
    st.just(NoMatch()),
    st.builds(Begin),
    st.builds(Answered, st.integers(0, 9), st.booleans()),
)
DATA = {
    "姓名": "王小明",
    "卡状态": "正常",
    "卡号末四位": "6789",
    "已有居住证": "否",
    "受理号": "A1",
    "受理时间": "今天",
    "预计办结日期": "2026-12-07",
    "排队号": "A001",
}
LOST = {**DATA, "卡状态": "已挂失", "已有居住证": "是"}
#: What a back end may do: answer, answer otherwise, fail, answer without what was asked for.
BACK_ENDS = {"good": (True, DATA), "lost": (True, LOST), "down": (False, DATA), "empty": (True, {})}
#: Ways to speak that get far into a service, to be broken off anywhere.
STRAIGHT = {
    "loss": ["社保卡丢了", "同意", "11010519491231002X", "临时", "13800138000", "对", "对", "满意", "没有了"],
    "residence": (
        [
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
        ]
    ),
    "maze": (
        [
            "走迷宫",
            "同意",
            "甲",
            "13800138000",
            "对",
            "建国路八号",
            "够了",
            "对",
            "去年三月五号",
            "对",
            "满意",
            "没有了",
        ]
    ),
    "twice": (
        [
            "走迷宫",
            "同意",
            "乙",
            "是",
            "13800138000",
            "对",
            "再来",
            "是",
            "13900139001",
            "对",
            "够了",
            "对",
            "去年三月五号",
            "对",
            "满意",
            "没有了",
        ]
    ),
    "climb": [
        "走迷宫",
        "同意",
        "丙",
        "我要爬山",
        "是",
        "跳过",
        "对",
        "满意",
        "13800138000",
        "对",
        "够了",
        "对",
        "去年三月五号",
        "对",
        "满意",
        "没有了",
    ],
}
#: Slots inside arms, one slot asked for in two arms, a failure branch that goes on, a way back, two submissions, a
#: number drawn, another service called.
MAZE = """服务: 走迷宫
版本: 1
说法: [走迷宫, 迷宫, 我要走迷宫]
渠道: [大屏, 电话]
同意: {告知: 需要您的手机号。, 项目: [手机号], 拒绝: 结束}
槽位:
  方向: {类型: 选项, 选项: {甲: [第一种], 乙: [第二种], 丙: [第三种]}, 问: 甲，乙，还是丙？}
  手机号: {类型: 手机号, 问: 请说手机号。}
  地点: {类型: 地址, 问: 请说地点。}
  着急: {类型: 是否, 问: 着急吗？}
  哪天: {类型: 日期, 范围: 过去, 问: 哪天？}
  再走: {类型: 选项, 选项: {再来: [再走一次], 够了: [不走了]}, 问: 再来，还是够了？}
步骤:
  - 收集: [方向]
  - {说: 出发。, 编号: 出发}
  - 如果: 方向 == 甲
    那么: [{收集: [手机号, 地点]}]
    否则:
      - 如果: 方向 == 乙
        那么: [{收集: [着急, 手机号]}, {说: 【手机号|末四位】记下了。}]
        否则: [{收集: [手机号]}]
  - 查询: {接口: m.look, 传: [手机号, 方向], 得到: [姓名], 失败: [{说: 查不到也没关系。}]}
  - 选择: 再走
    分支:
      再来: [{跳到: 出发}]
      够了: [{取号: {队列: 出口, 得到: [排队号], 失败: [{说: 没有取到号。}]}}]
  - 确认: 走【方向】，手机尾号【手机号|末四位】，对吗？
  - 提交: {接口: m.one, 幂等键: 会话号, 得到: 受理号, 失败: [{说: 第一次没交上。}, {结束: 取消}]}
  - 收集: [哪天]
  - 确认: 【哪天|日期】，对吗？
  - 提交: {接口: m.two, 传: [哪天, 受理号], 幂等键: 会话号, 得到: 受理时间, 失败: 转人工}
  - {说: 好了。, 回执: [打印]}
  - 评价: 好差评
  - 结束: 完成
"""
HILL = """服务: 爬山
版本: 1
说法: [爬山, 我要爬山, 先去爬山]
渠道: [大屏, 电话]
槽位:
  要求: {类型: 自由文本, 必填: 否, 个人信息: 否, 问: 有什么要求？}
步骤:
  - 收集: [要求]
  - 确认: 爬山，对吗？
  - 提交: {接口: h.one, 传: [要求], 幂等键: 会话号, 得到: 受理号, 失败: 转人工}
  - 评价: 好差评
  - 结束: 完成
"""


@pytest.fixture(scope="session")
def halls(library: Library, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Library]:
    folder = tmp_path_factory.mktemp("services")
    (folder / "maze.yaml").write_text(MAZE, encoding="utf-8")
    (folder / "hill.yaml").write_text(HILL, encoding="utf-8")
    maze = load_library(folder)
    return {"loss": library, "residence": library, "none": library, "maze": maze, "twice": maze, "climb": maze}


def watch(library: Library, channel: str = "screen", *, elderly: bool = False) -> Watched:
    begin = Begin("phone" if channel == "phone" else "screen", elderly)
    return Watched(library, begin, secrets=TOLD, prompts=_prompts(library))


_RENDERED: dict[int, frozenset[str]] = {}


def _prompts(library: Library) -> frozenset[str]:
    return _RENDERED.setdefault(id(library), rendered_ahead(library))


def walk_away(watched: Watched) -> None:
    """The citizen leaves: every conversation comes to an end by itself."""
    for _ in range(16):
        watched.answer(False, {})
        watched.do(NoInput())
    assert watched.state.ended


@settings(
    max_examples=CONVERSATIONS,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    way=st.sampled_from([*STRAIGHT, "none"]),
    far=st.integers(0, 16),
    turns=st.lists(citizens, max_size=25),
    channel=st.sampled_from(["screen", "screen", "phone"]),
    elderly=st.booleans(),
    back_end=st.sampled_from(["good", "good", "good", "lost", "down", "empty"]),
)
def test_any_conversation(
    halls: dict[str, Library], way: str, far: int, turns: list[Turn], channel: str, elderly: bool, back_end: str
) -> None:
    watched = watch(halls[way], channel, elderly=elderly)
    for line in STRAIGHT.get(way, [])[:far]:
        watched.do(Said(line, 0.6))
        watched.answer(*BACK_ENDS["good"])
    for turn in turns:
        if watched.state.ended:
            break
        watched.do(turn)
        watched.restore()
        watched.answer(*BACK_ENDS[back_end])
    walk_away(watched)
    watched.replay()


@pytest.mark.parametrize("way", STRAIGHT)
def test_the_straight_ways_complete(halls: dict[str, Library], way: str) -> None:
    watched = watch(halls[way])
    for line in STRAIGHT[way]:
        watched.do(Said(line, 0.6))
        while watched.state.question.kind == "call":
            watched.answer(*BACK_ENDS["good"])
    assert watched.state.ended == "completed"
    assert len(watched.keys) == {"maze": 3, "twice": 3, "climb": 4}.get(way, 1)


@pytest.fixture(scope="session")
def maze(halls: dict[str, Library]) -> Library:
    return halls["maze"]


def test_any_order_of_events(maze: Library) -> None:
    class AnyOrder(RuleBasedStateMachine):
        """A citizen who behaves is always let through in the end."""

        @initialize(seed=st.integers(0, 10_000), phone=st.booleans())
        def begin(self, seed: int, phone: bool) -> None:
            self.walk = Walk(maze, seed, prompts=_prompts(maze))
            self.watched = self.walk.watched = watch(maze, "phone" if phone else "screen")

        @rule(turn=citizens)
        def anything(self, turn: Turn) -> None:
            self.watched.do(turn)

        @rule(times=st.integers(1, 6))
        def gets_on(self, times: int) -> None:
            for _ in range(times):
                if self.watched.state.question.kind not in ("call", "none"):
                    self.watched.do(self.walk.sensible())

        @precondition(lambda self: self.watched.state.question.kind == "call")
        @rule(how=st.sampled_from(["good", "good", "down", "empty"]))
        def answered(self, how: str) -> None:
            self.watched.answer(*BACK_ENDS[how])

        @rule()
        def crash(self) -> None:
            self.watched.restore()

        def teardown(self) -> None:
            if not hasattr(self, "watched"):
                return
            for _ in range(150):
                if self.watched.state.question.kind == "call":
                    self.watched.answer(*BACK_ENDS["good"])
                elif not self.watched.state.ended:
                    self.watched.do(self.walk.sensible())
            assert self.watched.state.ended
            self.watched.replay()

    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        AnyOrder,
        settings=settings(
            max_examples=max(20, CONVERSATIONS // 5),
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
