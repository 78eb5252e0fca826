"""长文本: told in several utterances, ended by 说完了 or by silence, read back by its beginning, and added to there."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogue import Machine, load_library
from dialogue.acts import Begin, NoInput, Said, Say, Turn
from tests.dialogue.conftest import TODAY

SCRIPT = """服务: 意见登记
版本: 1
说法: [提意见, 我要提意见, 登记意见, 反映意见, 留个意见]
同意: {告知: 需要您说说情况。, 项目: [情况]}
槽位:
  情况: {类型: 长文本, 问: 请说说情况。}
步骤:
  - 收集: [情况]
  - 结束: 完成
"""


class Citizen:
    def __init__(self, folder: Path) -> None:
        (folder / "account.yaml").write_text(SCRIPT, encoding="utf-8")
        self.machine = Machine(load_library(folder))
        self.state = self.machine.new("c", TODAY)
        self.do(Begin(), Said("我要提意见", 0.9), Said("同意", 0.9))

    def do(self, *turns: Turn) -> str:
        for turn in turns:
            self.state, acts = self.machine.step(self.state, turn)
        return "".join(act.text for act in acts if isinstance(act, Say))

    def say(self, *lines: str) -> str:
        return self.do(*(Said(line, 0.9) for line in lines))


@pytest.fixture
def citizen(tmp_path: Path) -> Citizen:
    return Citizen(tmp_path)


def test_it_is_told_in_pieces_until_it_is_all(citizen: Citizen) -> None:
    assert "还有吗" in citizen.say("楼道的灯坏了半个月")
    assert "还有吗" in citizen.say("晚上老人下楼看不见")
    assert "我记下了，楼道的灯坏了半个月。晚上老人下楼看不见" in citizen.say("说完了")
    citizen.say("对")
    assert citizen.state.value("情况") == "楼道的灯坏了半个月。晚上老人下楼看不见"


def test_two_silences_end_it(citizen: Citizen) -> None:
    citizen.say("楼道的灯坏了半个月")
    assert "说完了" in citizen.do(NoInput())
    assert "我记下了" in citizen.do(NoInput())


def test_the_read_back_may_be_added_to(citizen: Citizen) -> None:
    citizen.say("楼道的灯坏了半个月，就这些")
    assert "电梯也停了" in citizen.say("还有，电梯也停了三天")
    citizen.say("对")
    assert citizen.state.value("情况") == "楼道的灯坏了半个月。电梯也停了三天"


def test_what_is_typed_is_whole(citizen: Citizen) -> None:
    citizen.do(Said("楼道的灯坏了半个月", 1.0))
    assert citizen.state.value("情况") == "楼道的灯坏了半个月"


@pytest.mark.parametrize("text", ["不知道", "说不清楚", "忘了"])
def test_not_knowing_is_no_text(citizen: Citizen, text: str) -> None:
    citizen.say(text)
    assert not citizen.state.value("情况")
    assert not citizen.state.question.partial
