"""What a back end answers, from its bytes to what the citizen hears and what the log names."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

import pytest

from dialogue import Machine, load_library
from dialogue.acts import Act, Begin, Handoff, Said, Say, Touched, Turn
from kiosk.session.dialogue import DialogueStage
from kiosk.upstream.answer import AnswerFields, read_answer
from support.decisions import Decisions
from support.library_card import LIBRARY_CARD

TURNS: list[Turn] = [
    Begin(), Said("我想办借书证", 0.9), Said("同意", 0.9), Touched("儿童"), Said("13800138000", 0.9), Said("对", 0.9),
    Said("确认", 0.9),
]  # fmt: skip


class Wire:
    """Answers each interface with the status and body that the test gives."""

    def __init__(self, **answers: tuple[int, str]) -> None:
        self.answers = answers

    async def call(self, api: str, params: dict[str, str], *, key: str, timeout_s: float | None) -> AnswerFields:
        status, body = self.answers[api.replace(".", "_")]
        return read_answer(status, body.encode())


async def conversation(folder: Path, wire: Wire) -> tuple[list[Act], list[tuple[str, str]], dict[str, str]]:
    """What was done, what was told of the answers, and the values that were kept."""
    decisions, values = await decided(folder, wire)
    return decisions.acts, decisions.unusable_fields, values


async def decided(folder: Path, wire: Wire) -> tuple[Decisions, dict[str, str]]:
    (folder / "card.yaml").write_text(LIBRARY_CARD, encoding="utf-8")
    machine = Machine(load_library(folder))
    decisions = Decisions()
    deciding = DialogueStage(decisions, machine, machine.new("c-1", date(2026, 11, 22)), wire)
    running = asyncio.create_task(deciding.run())
    for number, turn in enumerate(TURNS, 1):
        deciding.decide(turn)
        await decisions.until_decided(number)
    running.cancel()
    await asyncio.wait([running])
    return decisions, deciding.state.values()


def said(acts: list[Act]) -> str:
    return "".join(act.text for act in acts if isinstance(act, Say))


async def test_a_case_that_is_accepted(tmp_path: Path) -> None:
    look = (200, '{"状态": " 正常 ", "有效": true, "备注": null, "明细": {"a": 1}}')
    wire = Wire(lib_look=look, lib_card=(201, '{"证号": 20261129000012345678}'))
    acts, unusable, values = await conversation(tmp_path, wire)
    assert unusable == []
    assert (values["状态"], values["证号"]) == ("正常", "20261129000012345678")
    assert not [act for act in acts if isinstance(act, Handoff)]


async def test_the_record_gets_the_fields_that_the_script_wants(tmp_path: Path) -> None:
    look = (200, '{"状态": " 正常 ", "有效": true, "备注": "别的"}')
    decisions, _ = await decided(tmp_path, Wire(lib_look=look, lib_card=(200, '{"号": "A12"}')))
    assert decisions.answers == [("lib.look", {"状态": "正常"}), ("lib.card", {"证号": None})]
    refused, _ = await decided(tmp_path, Wire(lib_look=look, lib_card=(409, '{"code": "X"}')))
    assert [api for api, _ in refused.answers] == ["lib.look"], "a failure has no fields"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ((204, ""), "“证号”: expected text or a number, got nothing"),
        ((200, '{"证号": true}'), "“证号”: expected text or a number, got true or false"),
        ((200, '{"证号": "  "}'), "“证号”: expected text or a number, got empty text"),
        ((200, '{"证号": {"前": "A", "后": "12"}}'), "“证号”: expected text or a number, got an object"),
    ],
)
async def test_a_field_that_is_wanted_and_not_there_is_named(tmp_path: Path, answer: tuple[int, str], why: str) -> None:
    wire = Wire(lib_look=(200, '{"状态": "正常"}'), lib_card=answer)
    acts, unusable, _ = await conversation(tmp_path, wire)
    assert unusable == [("lib.card", why)]
    assert [act.reason for act in acts if isinstance(act, Handoff)] == ["fault"]


@pytest.mark.parametrize("status", [200, 409])
async def test_a_refusal_is_told_to_the_citizen(tmp_path: Path, status: int) -> None:
    wire = Wire(lib_look=(200, '{"状态": "正常"}'), lib_card=(status, '{"code": 4001, "message": "该证件已注销"}'))
    acts, _, _ = await conversation(tmp_path, wire)
    assert "没有办成，原因是：该证件已注销。我请工作人员来帮您" in said(acts)
