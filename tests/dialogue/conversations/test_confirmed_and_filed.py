"""What the citizen agrees to is what is filed: card, speech, submission and receipt say the same values.

Every shipped service is walked as its conversation tests walk it, with other answers of the back end: days, hours,
amounts and words by chance wherever no condition of the script asks about them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from dialogue import Library, Machine
from dialogue.acts import Act, Begin, Call, ConfirmCard, Filed, ReceiptCard, Row, Say, Show
from dialogue.errors import Problems
from dialogue.filters import Way, apply
from dialogue.machine.prompts.submission_rows import wording
from dialogue.script import Script
from dialogue.script.expression import asked_about, names
from dialogue.script.model import Branch, Confirm, Submit
from dialogue.script.template import Hole
from dialogue.testing import load_conversation_tests
from dialogue.testing.drive import StubbedBackend, run_turn
from dialogue.testing.load import read_conversation_tests
from dialogue.testing.model import ApiStub, ConversationTest, StubReply

SERVICES = Path(__file__).parents[3] / "services"
TESTS = load_conversation_tests(SERVICES).tests
WORDS = "东西南北中春夏秋冬金木水火土"
DRAWS = 3


def shaped(chance: random.Random, value: str) -> str:
    """Another value of the same shape."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return (date(2026, 12, 1) + timedelta(days=chance.randrange(200))).isoformat()
    if re.fullmatch(r"\d{2}:\d{2}", value):
        return f"{chance.randrange(9, 17):02d}:{chance.choice((0, 30)):02d}"
    if re.fullmatch(r"\d+", value):
        return str(chance.randrange(10 ** (len(value) - 1), 10 ** len(value)))
    if re.fullmatch(r"[A-Z]+\d+", value):
        return re.sub(r"\d", lambda _: str(chance.randrange(10)), value)
    return "".join(chance.choice(WORDS) for _ in value)


def asked(library: Library) -> frozenset[str]:
    """What the conditions of any script ask about: another value would lead another way."""
    found: set[str] = {"姓名"}
    for script in library.scripts:
        for step in script.steps:
            if isinstance(step, Branch):
                found |= {*names(step.condition), *asked_about(step.condition)}
    return frozenset(found)


def other_answers(chance: random.Random, stub: ApiStub, kept: frozenset[str]) -> ApiStub:
    replies = tuple(
        StubReply(
            tuple((name, value if name in kept else shaped(chance, value)) for name, value in one.data), one.reason
        )
        for one in stub.replies
    )
    return replace(stub, replies=replies)


class Filings:
    """A back end that keeps what was filed: the parameters and the answer of each submission that it took."""

    def __init__(self, stubs: tuple[ApiStub, ...]) -> None:
        self.backend = StubbedBackend(stubs)
        self.filed: list[tuple[Call, dict[str, str]]] = []

    def answer(self, call: Call) -> object:
        answered = self.backend.answer(call)
        if answered.ok and call.key and all(answered.data.get(name) for name in call.wanted):
            self.filed.append((call, answered.data))
        return answered


def walked(library: Library, test: ConversationTest, seed: int) -> Iterator[tuple[Script, list[Act], Filings]]:
    """Turn by turn: the script the turn ended in, all acts so far, and what was filed so far."""
    chance = random.Random(f"{test.name} {seed}")
    kept = asked(library)
    filings = Filings(tuple(other_answers(chance, stub, kept) for stub in test.stubs))
    machine = Machine(library)
    state = machine.new("c", test.today, test.now)
    acts: list[Act] = []
    for turn in (Begin(test.channel, test.elderly), *(step.action for step in test.steps)):
        if state.ended:
            return
        before = state.service
        state, done = run_turn(machine, state, turn, filings.answer)  # type: ignore[arg-type]
        acts += done
        script = library.script(before) or library.script(state.service)
        if script is not None:
            yield script, acts, filings


def cards(acts: list[Act], kind: type) -> list[Any]:
    return [card for act in acts if isinstance(act, Show) for card in act.cards if isinstance(card, kind)]


def rows_of(rows: tuple[Row, ...]) -> dict[str, str]:
    return {row.label: row.value for row in rows if row.label != "业务"}


@pytest.mark.parametrize("test", TESTS, ids=lambda test: f"{test.service}：{test.name}")
def test_card_speech_submission_and_receipt_say_the_same(library: Library, test: ConversationTest) -> None:
    for seed in range(DRAWS):
        confirmed: dict[str, str] = {}
        sentence = ""
        seen = receipts = 0
        for script, acts, filings in walked(library, test, seed):
            if shown := cards(acts, ConfirmCard):
                card = next((one for one in reversed(shown) if one.id == "confirm"), None)
                confirmed = rows_of(card.rows) if card else confirmed
            sentence = "".join(act.text for act in acts if isinstance(act, Say))
            for call, data in filings.filed[seen:]:
                seen += 1
                if call.api == "queue.take":
                    continue
                owner = next(one for one in library.every if any(_makes(one, call)))
                if test.channel == "screen":
                    fields = {field for variable in owner.lists for field in variable.fields}  # of an item: in one row
                    sent = {
                        name: wording(owner, name, value)
                        for name, value in call.params.items()
                        if name not in fields and name not in call.lists
                    }
                    assert sent.items() <= confirmed.items(), "the card shows every value that is sent"
                    slots = {
                        name
                        for name in confirmed
                        if (slot := owner.slot(name)) and not slot.pick and confirmed[name] != "不填"
                    }
                    assert slots <= sent.keys(), "and none that was only asked for"
                for hole in _measured(owner, call):
                    said = apply(hole.filters, call.params[hole.name], Way(True, test.today))
                    assert said in sentence, "the value that was agreed to is the one that is sent"
                whole = {*call.params.items(), *((name, data[name]) for name in call.wanted)}
                assert any(whole <= set(act.values) for act in acts if isinstance(act, Filed)), "the record holds it"
            slips = [card for card in cards(acts, ReceiptCard) if card.id == "receipt"]
            if len(slips) > receipts:
                receipts = len(slips)
                _receipt(library, script, slips[-1], filings)


def _receipt(library: Library, script: Script, card: Any, filings: Filings) -> None:
    assert isinstance(card, ReceiptCard)
    rows = rows_of(card.rows)
    own = [(call, data) for call, data in filings.filed if call.api != "queue.take" and any(_makes(script, call))]
    if not own:
        return
    if script not in library.scripts:
        own = own[-1:]  # a correction: each has a receipt of its own
    numbers = "，".join((card.number, *rows.values()))
    assert all(data[call.wanted[0]] in numbers for call, data in own), "every number stands on the receipt"
    fields = {field for variable in script.lists for field in variable.fields}  # of an item: in one row
    for call, data in own:
        for name, value in call.params.items():
            if name in fields or name in call.lists:
                continue
            assert rows[name] == wording(script, name, value), "the receipt shows what was filed"
        for name in call.wanted[1:]:
            assert apply((), data[name], Way(False)) in (rows[name], data[name])
            assert rows[name]
    sent = {name for call, _ in own for name in call.params}
    assert {name for name in rows if script.slot(name)} <= sent, "and nothing that was only asked for"


def _makes(script: Script, call: Call) -> Iterator[bool]:
    return (step.api == call.api for step in script.steps if isinstance(step, Submit))


def _measured(script: Script, call: Call) -> Iterator[Hole]:
    for step in script.steps:
        if isinstance(step, Confirm):
            for hole in step.spoken.screen.holes:
                if {"金额", "日期", "时间"} & set(hole.filters) and hole.name in call.params:
                    yield hole


REFUSED = """服务: 窗口预约
对话:
  - 名称: 接受推荐的时间
    接口:
      booking.free: {有空位: 否, 可约日期: 2026-12-24, 可约时间: "09:00", 预约地点: 一楼东侧八号窗口}
      booking.make: {预约号: YY26000001}
    步骤:
      - 人: 提前约一下窗口
      - 人: 同意
      - 人: 社保
      - 人: 明天
      - 人: 上午九点
      - 人: 可以
      - 按键: 13800138000
      - 人: 对
"""


def test_the_refused_time_is_on_no_card(library: Library) -> None:
    (test,) = read_conversation_tests(REFUSED, "t.yaml", Problems("t.yaml"))
    *_, (_, done, filings) = walked(library, test, 1)
    assert len(filings.filed) == 1
    found = [*cards(done, ConfirmCard), *cards(done, ReceiptCard)]
    shown = [one for one in found if one.id in ("confirm", "receipt")]
    assert len(shown) >= 2
    for card in shown:
        assert "预约日期" not in rows_of(card.rows)
        assert "2026年11月23日" not in str(card), "tomorrow was full"
