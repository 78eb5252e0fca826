"""Two wishes in one breath are asked about; a question about the staff calls nobody; what is denied begins nothing."""

from __future__ import annotations

import pytest

from dialogue import Library, Machine
from dialogue.acts import Act, Advised, Consult
from tests.dialogue.conftest import TODAY, Citizen

#: Both are named, in no order: which first is asked.
TWO = [
    ("补身份证办居住证", {"身份证补领", "居住证办理"}), ("我要挂失社保卡和补身份证", {"社保卡挂失", "身份证补领"}),
    ("社保卡丢了身份证也丢了", {"社保卡挂失", "身份证补领"}),
    ("办居住证，还有提公积金", {"居住证办理", "公积金提取"}),
    ("我想提公积金和查房产", {"公积金提取", "不动产登记查询"}),
    ("处理违章顺便办居住证", {"违章处理", "居住证办理"}), ("办营业执照和居住证", {"个体工商户登记", "居住证办理"}),
    ("身份证社保卡都丢了", {"社保卡挂失", "身份证补领"}), ("优待证和居住证一起办", {"优待证申领", "居住证办理"}),
    ("查工单，再办个居住证", {"工单进度查询", "居住证办理"}), ("挂失社保卡办居住证", {"社保卡挂失", "居住证办理"}),
    ("提公积金开无房证明", {"公积金提取", "不动产登记查询"}),
    ("我要投诉还要查工单", {"12345诉求登记", "工单进度查询"}), ("办优待证提公积金", {"优待证申领", "公积金提取"}),
]  # fmt: skip
HUMAN = [
    "人工", "转人工", "我要人工", "人工服务", "找人工", "我要人工服务", "帮我转人工", "转人工可以吗", "能转人工吗",
    "人工在哪转人工", "我找人工客服", "叫个工作人员来", "有没有真人", "给我人工", "能不能找个人工",
]  # fmt: skip
ABOUT_STAFF = [
    "人工服务几点上班", "人工几点下班", "人工窗口几点开门", "你们人工服务几点到几点", "人工客服周末上班吗",
    "人工服务中午休息吗", "工作人员几点上班", "人工窗口在哪里", "人工服务收费吗", "人工窗口在几楼",
    "人工服务时间是什么时候", "周六有人工服务吗", "人工窗口排队要多久", "人工客服电话是多少", "工作人员周末在不在",
]  # fmt: skip
DENIED = [
    "不是挂失 我要激活社保卡", "不是挂失，我要激活社保卡", "我不是来挂失的，社保卡要激活",
    "不挂失，就是想激活社保卡", "我不挂失社保卡，想改社保卡密码", "不是丢了身份证，是身份证消磁了要激活",
    "不是要预约，我就问问医保余额", "不办居住证，我要办港澳通行证", "不提公积金，我要贷款",
    "不是投诉，我想表扬一下", "我不是要补身份证，我要改名字", "不是查房产，我要交房产税", "不是办营业执照，是年报",
    "不是处理违章，是换驾驶证", "不要社保卡挂失，我要查社保缴费",
]  # fmt: skip


@pytest.mark.parametrize(("text", "services"), TWO)
def test_two_wishes_are_asked_about(library: Library, text: str, services: set[str]) -> None:
    citizen = Citizen(library).begin().say(text)
    question = citizen.state.question
    queued = {one.service for one in citizen.state.queued}
    assert services in (set(question.options), {citizen.state.service} | queued)


@pytest.mark.parametrize("text", HUMAN)
def test_a_call_for_a_colleague_is_one_step(library: Library, text: str) -> None:
    assert Citizen(library).begin().say(text).handed_off
    assert Citizen(library).begin().say("社保卡丢了", "同意", text).handed_off


@pytest.mark.parametrize("text", ABOUT_STAFF)
def test_a_question_about_the_staff_is_answered(library: Library, text: str) -> None:
    assert not Citizen(library).begin().say(text).ended
    assert not Citizen(library).begin().say("社保卡丢了", "同意", text).ended


@pytest.mark.parametrize("text", DENIED)
def test_what_is_denied_is_not_begun(library: Library, text: str) -> None:
    citizen = Citizen(library).begin().say(text)
    assert not citizen.state.service
    named = ("挂失", "补领", "预约", "居住证", "公积金", "诉求", "不动产", "个体", "违章")
    denied = {name for name in library.on("screen", TODAY) if any(word in name and word in text[:9] for word in named)}
    assert not denied & set(citizen.state.question.options)


class Advisers(Citizen):
    """With an adviser that always names the service `choice`."""

    def __init__(self, library: Library, choice: str) -> None:
        super().__init__(library)
        self.machine = Machine(library, advised=True)
        self.choice = choice
        self.consulted: list[Consult] = []

    def do(self, turn) -> tuple[Act, ...]:
        acts = super().do(turn)
        consult = next((act for act in acts if isinstance(act, Consult)), None)
        if consult is None:
            return acts
        self.consulted.append(consult)
        chosen = self.choice if self.choice in consult.options else ""
        return self.do(Advised(consult.call, choice=chosen))


@pytest.mark.parametrize(
    "text",
    [
        "不是挂失 我要激活社保卡",
        "不挂失，就是想激活社保卡",
        "不要社保卡挂失，我要查社保缴费",
        "社保卡挂失我不办，换个密码",
    ],
)
def test_the_adviser_is_not_offered_what_was_denied(library: Library, text: str) -> None:
    citizen = Advisers(library, "社保卡挂失")
    citizen.begin().say(text)
    assert not citizen.state.service
    assert "社保卡挂失" not in citizen.state.question.options


@pytest.mark.parametrize(("text", "services"), TWO)
def test_with_an_adviser_neither_wish_is_lost(library: Library, text: str, services: set[str]) -> None:
    citizen = Advisers(library, min(services))
    citizen.begin().say(text)
    question = citizen.state.question
    assert services in (set(question.options), {citizen.state.service} | {one.service for one in citizen.state.queued})
