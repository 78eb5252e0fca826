"""A copy is reached by its own name, and what is corrected of its case is not taken for the service it came from."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from dialogue.copying import copied
from dialogue.copying.copy import with_copy
from dialogue.library import Library
from dialogue.services import read_services
from dialogue.testing import Exchange
from dialogue.testing.model import StubReply
from dialogue.testing.playground import Playground, parse_action

SERVICES = Path(__file__).parents[3] / "services"
NAME = "暂住登记预约"
ANSWERS = {
    "jzz.eligibility": StubReply((("姓名", "王小明"), ("已有居住证", "否"))),
    "jzz.apply": StubReply((("受理号", "JZ1"), ("预计办结日期", "2026-12-07"))),
    "jzz.correct": StubReply((("更正号", "GZ1"),)),
}


@cache
def library() -> Library:
    folder = read_services(SERVICES)
    file = next(one for one in folder.scripts if one.file.endswith("jzz.yaml"))
    assert file.script is not None
    found = with_copy(folder, file.script, copied(folder, file, NAME, play=False).script, NAME)
    assert found is not None
    return found


def told(*lines: str) -> Exchange:
    playground = Playground(library(), NAME, lambda call: ANSWERS[call.api])
    playground.begin()
    for line in lines:
        action = parse_action(line)
        assert action is not None
        playground.do(action)
    return playground.exchanges[-1]


@pytest.mark.parametrize("said", [NAME, f"我要办{NAME}", f"{NAME}，租房", f"我想办理{NAME}"])
def test_its_name_begins_it_though_another_service_books_windows(said: str) -> None:
    assert told(said).after.service == NAME


def test_a_question_that_names_it_is_about_it_alone() -> None:
    last = told(f"{NAME}怎么办")
    assert last.after.question.kind == "guess"
    assert last.after.question.options == (NAME,)


@pytest.mark.parametrize(
    ("said", "service"), [("办居住证", "居住证办理"), ("窗口预约", "窗口预约"), ("预约窗口", "窗口预约")]
)
def test_the_others_are_reached_as_before(said: str, service: str) -> None:
    assert told(said).after.service == service


def test_two_services_are_still_asked_about() -> None:
    last = told(f"办{NAME}和补身份证")
    assert last.after.question.kind == "which"
    assert set(last.after.question.options) == {NAME, "身份证补领"}


def test_an_item_of_the_case_that_sounds_like_another_service_is_corrected() -> None:
    given = (NAME, "同意", "满了", "上班", "/读卡", "和平路一号二楼", "二零二五年三月一号", "/按键 13900139000", "对")
    assert "已经受理" in "".join(told(*given).said)
    last = told(*given, "居住地址也错了")
    assert last.after.service == f"{NAME}信息更正"
    assert last.after.question.slot == "居住地址"
