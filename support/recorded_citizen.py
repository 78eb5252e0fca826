"""Citizens whose conversations with the real machine are recorded as a session records them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from dialogue import Machine, State, load_library
from dialogue.acts import Act, Answered, Begin, Call, CardRead, Filed, Note, Said, Say, Touched, Turn
from dialogue.testing.drive import run_turn
from kiosk.config import Settings
from kiosk.hall.scripts import machine_for
from kiosk.session.recorder import case_entry, ending_entry
from kiosk.session.run_facts import RunTracker
from kiosk.store import ConversationEntry, Store
from kiosk.store.entries import AskEntry, RunEntry
from kiosk.store.records import ANSWERED, Who

SERVICES = Path(__file__).parents[1] / "services"
MOBILE, NUMBER, NAME = "13912345678", "11010519491231002X", "欧阳建国"
#: How it is recorded, the words that are recorded, and the turn.
Input = tuple[str, str, Turn]

ANSWERS = {
    "sbk.status": {"姓名": NAME, "卡状态": "正常", "卡号末四位": "6789"},
    "sbk.loss": {"受理号": "SB20261122001", "受理时间": "2026-11-22 10:00"},
}


def voice(*lines: str) -> tuple[Input, ...]:
    return tuple(("voice", line, Said(line, 0.9)) for line in lines)


CARD: Input = ("card", NUMBER, CardRead(NAME, NUMBER))
#: A lost card reported, to its end.
LOSS: tuple[Input, ...] = (
    *voice("我的社保卡丢了", "同意"),
    CARD,
    *voice("临时的", "幺三九幺二三四五六七八", "对", "没问题"),
    ("touch", "非常满意", Touched("非常满意")),
)


def loss_service(folder: Path) -> Path:
    """A services folder with the report of a lost card alone, without a code."""
    (folder / "knowledge").mkdir(parents=True)
    for name in ("sbk-loss.yaml", "sbk-loss.test.yaml", "knowledge/sbk.yaml", "calendar.yaml"):
        text = (SERVICES / name).read_text(encoding="utf-8")
        (folder / name).write_text(text.replace("身份: 短信验证\n", ""), encoding="utf-8")
    return folder


class RecordedCitizen:
    """`answers`: what the back end answers, by interface."""

    def __init__(self, settings: Settings, answers: Mapping[str, Mapping[str, str]] = ANSWERS) -> None:
        self._answers = answers
        self.answered = list[tuple[int, str, dict[str, str | None]]]()
        self.tracker, self.turns, self.events = RunTracker(), list[tuple[int, Who, str, str]](), list[Note]()
        self.runs, self.asks, self.cases = list[RunEntry](), list[AskEntry](), list[Filed]()
        self.at = self.began = round(datetime.now().timestamp() * 1000) - 3_600_000
        self.machine = machine_for(load_library(settings.services_dir), settings)
        self._step = self.machine.step
        self.machine.step = self._followed  # type: ignore[method-assign]
        now = datetime.fromtimestamp(self.at / 1000)
        self.state = Machine.new(self.machine, "c-1", now.date(), f"{now:%H:%M}")

    def _followed(self, state: State, turn: Turn, *others: Any, **more: Any) -> tuple[State, tuple[Act, ...]]:
        after, acts = self._step(state, turn, *others, **more)
        self.at += 1000
        facts = self.tracker.step(state, after, acts, self.at)
        self.runs += facts.runs
        self.asks += facts.asks
        self.events += [act for act in acts if isinstance(act, Note)]
        self.cases += [act for act in acts if isinstance(act, Filed)]
        return after, acts

    def does(self, *turns: Input) -> RecordedCitizen:
        """Without words: the turn is not recorded, as a silence is not."""
        for via, text, turn in (("", "", Begin()), *turns):
            if text:
                self.at += 1000
                self.turns.append((self.at, "citizen", via, text))
            self.state, said = run_turn(self.machine, self.state, turn, self._answer)
            self.at += 1000
            self.turns += [(self.at, "clerk", "voice", act.text) for act in said if isinstance(act, Say)]
        return self

    async def write(self, store: Store, name: str, scripts: str = "") -> None:
        case = case_entry(self.cases[-1], self.at) if self.cases else None
        ending = ending_entry(self.state.ended or "idle", self.state, case, self.at)
        entry = ConversationEntry(name, "kiosk-1", "screen", self.began, scripts=scripts, place="一楼")
        entry = replace(entry, cases=(case,) if case else (), runs=tuple(self.runs), asks=tuple(self.asks))
        await store.keep(replace(entry, ending=ending))
        for at_ms, who, via, text in self.turns:
            confidence = 0.9 if via == "voice" and who == "citizen" else None
            await store.turn(name, who, via, "said", text, at_ms=at_ms, confidence=confidence)
        for at_ms, api, fields in self.answered:
            await store.turn(name, ANSWERED, api, "answered", json.dumps(fields, ensure_ascii=False), at_ms=at_ms)
        for note in self.events:
            await store.event(note.what, name, note.detail)

    def _answer(self, call: Call) -> Answered:
        data = dict(self._answers[call.api])
        self.answered.append((self.at, call.api, {name: data.get(name) for name in call.wanted}))
        return Answered(call.call, True, data)


def record(
    settings: Settings, *talks: tuple[Input, ...], consent: bool = True, fields: bool = True,
    answers: Mapping[str, Mapping[str, str]] = ANSWERS,
) -> None:  # fmt: skip
    """Conversations talk-0, talk-1, …; not `consent`: as if none had been recorded; not `fields`: as an earlier release
    recorded them, without those of the back end's answers. Blocking.
    """

    async def write() -> None:
        store = await Store.open(settings)
        for number, turns in enumerate(talks):
            citizen = RecordedCitizen(settings, answers).does(*turns)
            if not fields:
                citizen.answered = []
            if not consent:
                citizen.events = [one for one in citizen.events if one.what != "consent"]
            await citizen.write(store, f"talk-{number}")
        await store.close()

    asyncio.run(write())
