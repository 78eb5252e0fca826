"""The part of the day that is told with the day holds for the hour that is asked next."""

from __future__ import annotations

import pytest

from dialogue import Machine, load_library
from dialogue.acts import Begin, Said
from dialogue.machine import State
from support.small_hall import TODAY

SERVICE = """服务: 登记
版本: 1
说法: [我要登记]
槽位:
  哪天: {类型: 日期, 范围: 过去, 问: 哪天的事？}
  几点: {类型: 时间, 范围: 过去, 问: 几点？}
步骤:
  - 收集: [哪天, 几点]
  - 确认: 都对吗？
  - 结束: 完成
"""


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    folder = tmp_path_factory.mktemp("part")
    (folder / "register.yaml").write_text(SERVICE, encoding="utf-8")
    return Machine(load_library(folder))


def told(machine: Machine, *lines: str) -> State:
    state, _ = machine.step(machine.new("c-1", TODAY), Begin())
    for line in ("我要登记", *lines):
        state, _ = machine.step(state, Said(line))
    return state


@pytest.mark.parametrize(
    ("lines", "hour"),
    [(("昨天晚上", "八点"), "20:00"), (("昨晚", "十点半"), "22:30"), (("前天夜里", "一点"), "01:00"),
     (("昨天下午", "三点一刻"), "15:15"), (("昨天晚上", "十点多", "十点半"), "22:30")],
)  # fmt: skip
def test_the_hour_is_of_that_part(machine: Machine, lines: tuple[str, ...], hour: str) -> None:
    assert told(machine, *lines).value("几点") == hour


def test_a_range_is_of_it_too(machine: Machine) -> None:
    assert told(machine, "昨天晚上", "十点多").question.partial == "22:00..23:00"


def test_without_it_the_hour_of_a_day_that_has_been_is_read_back(machine: Machine) -> None:
    assert told(machine, "昨天", "十点").question.kind == "readback"


def test_another_part_counts_for_itself(machine: Machine) -> None:
    assert told(machine, "昨天晚上", "不对，是早上八点").value("几点") == "08:00"
