"""After a submission: 取消吧, 撤了, 卡找到了 get what the script declares for 取消; 重办吧 loses nothing."""

from __future__ import annotations

import pytest

DECLARED = "解除挂失要本人带身份证，到社保窗口办"


@pytest.fixture
def filed(at_confirm):
    return at_confirm.say("对")


@pytest.mark.parametrize(
    "line",
    [
        "取消吧", "撤了", "找到了", "哎呀，卡在我兜里，取消吧", "卡找到了，给我撤了", "哎哟卡在家里呢", "不挂了",
        "那把挂失撤了吧",
        "我老伴说卡在抽屉里，取消吧", "帮我取消一下", "把刚才那个撤了", "没丢，在我包里", "能取消吗",
    ],
)  # fmt: skip
def test_the_declared_sentence_and_a_human(filed, line: str) -> None:
    filed.say(line)
    assert DECLARED in filed.heard
    assert filed.state.interjection.kind == "human"
    filed.say("不用了")
    assert filed.expects == "rating"
    assert [call.api for call in filed.calls] == ["sbk.status", "sbk.loss"]


@pytest.mark.parametrize("line", ["哎呀，卡在我兜里，取消吧", "卡找到了", "不挂了", "把挂失撤了"])
def test_behind_the_rating_too(filed, line: str) -> None:
    filed.say("满意", line)
    assert DECLARED in filed.heard


def test_cancel_alone_at_the_end_ends_the_visit(filed) -> None:
    filed.say("满意", "取消")
    assert filed.ended == "completed"


@pytest.mark.parametrize("line", ["重办吧", "重新办理", "重来", "重新开始", "从头开始"])
def test_anew_is_asked_back_and_keeps_what_was_done(filed, line: str) -> None:
    filed.say(line)
    assert filed.state.interjection.kind == "restart"
    assert filed.state.service == "社保卡挂失"
    filed.say("不用")
    assert filed.expects == "rating"
    filed.say(line, "是的")
    assert filed.expects == "service"
    assert [case.service for case in filed.state.before] == ["社保卡挂失"]


PROGRESS = [
    "优待证我上个月申请的，看看做好没得", "我的优待证办到哪了", "优待证做好没有", "优待证下来没有",
    "优待证批下来没有", "查一下优待证进度", "优待证办好了没有",
    "我爸的优待证做好了没", "上回申请的优待证出来没有", "老兵优待证办得怎么样了",
]  # fmt: skip


@pytest.mark.parametrize("line", PROGRESS)
def test_progress_that_a_script_has(citizen, line: str) -> None:
    citizen.say(line)
    assert "我这里查不到" not in citizen.heard
    if citizen.state.question.kind == "guess":
        citizen.say("对")
    assert citizen.state.service == "优待证申领"
    citizen.say("同意")
    assert citizen.state.value("优待证事项") == "查进度" or citizen.state.question.slot == "优待证事项"
