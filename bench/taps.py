"""Random double and triple taps in headless Chromium, on every card of every shipped service.

    python -m bench.taps [--count 2000] [--tabs 12] [--minutes 60] [--seed 1] [--trusting] [--shots DIR]

Each tab is a citizen who walks through services: at every card they tap two or three times within 0..1200 ms, in the
same place, on a neighbouring button, or a finger's breadth beside it; values are typed. Counted is what should not be:
a submission, a consent or a rating whose last tap came before its card had been on the screen for 0.8 s. When a card
was painted and when it was tapped is the page's own account (`tapped_page.js`); what was filed, agreed and rated is the
server's. Exit status 1 if there was any.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from bench.machine import describe
from bench.silent_hall import silent_hall
from dialogue import Library
from dialogue.script import Slot
from kiosk.demo.desks.hotline import SAMPLES
from kiosk.demo.desks.trade import LICENCES
from kiosk.hall import Hall
from kiosk.session import Session
from kiosk.session.open_question import Aim, OpenQuestion
from kiosk.session.recorder import Recorder
from kiosk.upstream.answer import AnswerFields
from support.chromium import Page

SETTLE_MS = 800.0
_SIZE = (540, 960)
_PAGE = (Path(__file__).parent / "tapped_page.js").read_text(encoding="utf-8")
_CARDS = {"consent": ("confirm", "个人信息使用告知"), "submission": ("confirm", "请核对信息"), "rating": ("rating", "")}
#: Buttons that lead on, so that every card of a service is met.
_ONWARD = ("是的", "需要", "选好了", "没有要改的", "不需要", "继续办理")
#: What the demo back end knows, by kind of slot.
_VALUES: dict[str, tuple[str, ...]] = {
    "id": ("110105198506123729",), "phone": ("13800138000",), "landline": ("010-62345678",), "name": ("王小明",),
    "time": ("下午两点半", "上午九点", "上午十点"), "money": ("3500",), "count": ("3",), "text": ("楼道的灯一直不亮",),
    "address": ("朝阳区建国路8号3号楼302室",), "number": tuple(SAMPLES), "credit_code": tuple(LICENCES),
}  # fmt: skip
_DAYS = {"past": "2025-03-05", "future": "明天", "any": "今天"}


@dataclass(frozen=True, slots=True)
class Committed:
    """Something that cannot be taken back was done, at this time (ms since 1970)."""

    what: str
    device: str
    at: float


@dataclass(slots=True)
class Figures:
    bursts: int = 0
    taps: int = 0
    cards: Counter[str] = field(default_factory=Counter)
    services: Counter[str] = field(default_factory=Counter)
    committed: Counter[str] = field(default_factory=Counter)
    unread: list[str] = field(default_factory=list)
    youngest_ms: float = float("inf")


class Desk:
    """What the server did that commits a citizen, as it does it."""

    def __init__(self, hall: Hall, chance: random.Random, figures: Figures) -> None:
        self._chance, self._figures = chance, figures
        self._devices: dict[str, str] = {}
        self.committed: list[Committed] = []
        self._call = hall.backend.call
        hall.backend.call = self.call  # type: ignore[method-assign]

    async def call(
        self, api: str, params: Mapping[str, str], *, key: str = "", timeout_s: float | None = None
    ) -> AnswerFields:
        conversation = key.partition(":")[0]
        if key and api != "queue.take":
            self._commit("submission", self._devices.get(conversation, ""))
        await asyncio.sleep(self._chance.choice((0.0, 0.1, 0.5, 1.2)))
        return await self._call(api, params, key=key, timeout_s=timeout_s)

    def note(self, record: Recorder, what: str, detail: str) -> None:
        self._devices[record.id] = record.device
        if what == "service":
            self._figures.services[detail.partition(" ")[0]] += 1
        if what in ("consent", "rating"):
            self._commit(what, record.device)

    def _commit(self, what: str, device: str) -> None:
        self.committed.append(Committed(what, device, time.time() * 1000))

    @contextmanager
    def watching(self) -> Iterator[None]:
        noted = Recorder.note

        def note(record: Recorder, what: str, detail: str) -> None:
            self.note(record, what, detail)
            noted(record, what, detail)

        with mock.patch.object(Recorder, "note", note):
            yield


class Impatient:
    """One tab, and the finger before it."""

    def __init__(
        self, page: Page, device: str, hall: Hall, desk: Desk, seed: str, figures: Figures, shots: Path | None
    ) -> None:
        self._page, self._device, self._hall, self._desk = page, device, hall, desk
        self._chance, self._figures = random.Random(seed), figures
        self._painted: list[dict[str, Any]] = []
        self._pressed: list[float] = []
        self._shots = shots
        self._stuck = 0
        self._last = ""

    async def run(self, count: int, until: float) -> None:
        await self._page.until("window.__kiosk && window.__kiosk.status().link === 'open' && !!window.__board")
        while self._figures.bursts < count and time.monotonic() < until:
            board = await self._page.run("window.__board()")
            if not board["talking"]:
                await self._begin()
            elif not board["buttons"] or (board["kind"] == "input" and self._chance.random() < 0.6):
                await self._type(board)
            elif (session := self._session()) and session.dialogue_state.question.kind == "proof":
                await self._type(board)  # a card on the reader
            else:
                # Mostly once the card listens, so that the first tap counts; sometimes the moment it appears.
                await asyncio.sleep(self._chance.choice((1.1, 1.1, 1.1, 0.0)))
                await self._burst(await self._page.run("window.__board()"))
                if self._shots and self._figures.bursts % 30 == 0:
                    await self._page.picture(self._shots / f"{self._figures.bursts:05}.png")
                await asyncio.sleep(0.2)
                await self._settle_accounts()
                await self._go_on()

    async def _begin(self) -> None:
        await self._page.tap(_SIZE[0] / 2, _SIZE[1] * 0.8)
        await asyncio.sleep(0.5)

    async def _burst(self, board: dict[str, Any]) -> None:
        if not board["buttons"]:
            return
        self._figures.bursts += 1
        self._figures.cards[f"{board['kind']} {board['title']}"] += 1
        chosen = self._choose(board["buttons"])
        x, y = chosen["at"]
        for nth in range(self._chance.choice((2, 2, 3))):
            if nth:
                await asyncio.sleep(self._chance.uniform(0.0, 1.2))
                x, y = self._near(chosen, board["buttons"])
            await self._page.tap(x, y)
            self._figures.taps += 1

    def _choose(self, buttons: list[dict[str, Any]]) -> dict[str, Any]:
        onward = [each for each in buttons if each["yes"] or each["words"].startswith(_ONWARD)]
        return self._chance.choice(onward if onward and self._chance.random() < 0.7 else buttons)

    def _near(self, chosen: dict[str, Any], buttons: list[dict[str, Any]]) -> tuple[float, float]:
        x, y = chosen["at"]
        where = self._chance.random()
        if where < 0.5:
            return x, y
        if where < 0.8:
            by_distance = sorted(buttons, key=lambda each: (each["at"][0] - x) ** 2 + (each["at"][1] - y) ** 2)
            return tuple(self._chance.choice(by_distance[:4])["at"])
        return x + self._chance.uniform(-60, 60), y + self._chance.uniform(-90, 90)

    async def _go_on(self) -> None:
        """Fill in what is asked for; leave where nothing moves any more."""
        board = await self._page.run("window.__board()")
        seen = f"{board['kind']} {board['title']}"
        self._stuck = self._stuck + 1 if seen == self._last else 0
        self._last = seen
        if self._stuck > 5 and (session := self._session()) is not None:
            session.end("cancelled")
            self._stuck = 0
        elif board["kind"] == "input":
            await self._type(board)

    async def _type(self, board: dict[str, Any]) -> None:
        session = self._session()
        state = session.dialogue_state if session else None
        if session is not None and state is not None and state.question.kind == "proof":
            session.inputs.id_card("赵雪梅", state.question.value)
        elif session is not None and state is not None and state.question.kind in ("slot", "readback"):
            slot = _slot(self._hall.library, state.service, state.question.slot)
            session.inputs.text("对" if state.question.kind == "readback" or slot is None else self._value(slot))
        await asyncio.sleep(0.4)

    def _value(self, slot: Slot) -> str:
        if not slot.required and self._chance.random() < 0.5:
            return "跳过"
        return _DAYS[slot.when] if slot.kind == "date" else self._chance.choice(_VALUES.get(slot.kind, ("跳过",)))

    def _session(self) -> Session | None:
        mine = [each for each in self._hall.sessions.live if isinstance(each, Session)]
        return next((each for each in mine if each.device == self._device), None)

    # ---- what it led to ---------------------------------------------------------------------------------------------

    async def _settle_accounts(self) -> None:
        """Every consent, submission and rating of this tab: how long had its card been there when it was tapped?"""
        account = await self._page.run("window.__drain()")
        self._painted = [*self._painted[-20:], *account["painted"]]
        self._pressed = [*self._pressed[-20:], *account["pressed"]]
        mine = [each for each in self._desk.committed if each.device == self._device]
        self._desk.committed = [each for each in self._desk.committed if each.device != self._device]
        for each in mine:
            self._figures.committed[each.what] += 1
            age = self._age(each)
            self._figures.youngest_ms = min(self._figures.youngest_ms, age)
            if age < SETTLE_MS:
                self._figures.unread.append(f"{each.what} after {age:.0f} ms on the screen")

    def _age(self, committed: Committed) -> float:
        kind, title = _CARDS[committed.what]
        tapped = max((at for at in self._pressed if at <= committed.at + 1), default=float("-inf"))
        shown = [
            each["at"] for each in self._painted
            if each["kind"] == kind and title in each["title"] and each["at"] is not None and each["at"] <= tapped
        ]  # fmt: skip
        return tapped - shown[-1] if shown else 0.0


@contextmanager
def _trusting() -> Iterator[None]:
    """The server as if every touch and key were an answer to what is asked just now, however young it is."""

    def touched(question: OpenQuestion, id: str | None, card: str | None, now: float) -> Aim | None:
        return Aim(question.showing.expect.ask) if question.showing else None

    with mock.patch.object(OpenQuestion, "touched", touched):
        yield


def _slot(library: Library, service: str, name: str) -> Slot | None:
    script = library.script(service)
    return script.slot(name) if script else None


async def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=2000, help="double and triple taps")
    parser.add_argument("--tabs", type=int, default=12)
    parser.add_argument("--minutes", type=float, default=60, help="stop after so long, whatever was reached")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--trusting", action="store_true", help="the server takes every touch: what the page alone does"
    )
    parser.add_argument("--shots", type=Path, help="keep a picture of every thirtieth burst")
    options = parser.parse_args()
    figures, began = Figures(), time.monotonic()
    if options.shots:
        options.shots.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with silent_hall(Path(folder), sessions=options.tabs) as (hall, url):
            desk = Desk(hall, random.Random(options.seed), figures)
            with desk.watching(), _trusting() if options.trusting else nullcontext():
                async with Page.open("about:blank", size=_SIZE) as browser, asyncio.TaskGroup() as group:
                    for number in range(options.tabs):
                        device = f"tab{number}"
                        page = await browser.another(f"{url}?device={device}", size=_SIZE, before=_PAGE)
                        finger = Impatient(page, device, hall, desk, f"{options.seed}.{number}", figures, options.shots)
                        group.create_task(finger.run(options.count, began + options.minutes * 60))
    _show(figures, time.monotonic() - began)
    return 1 if figures.unread else 0


def _show(figures: Figures, seconds: float) -> None:
    print(f"{describe()}\n")
    print(f"{figures.bursts} double and triple taps ({figures.taps} taps) in {seconds:.0f} s")
    print("services begun: " + ", ".join(f"{name} {n}" for name, n in figures.services.most_common()))
    print("on cards: " + ", ".join(f"{name} {n}" for name, n in figures.cards.most_common()))
    for what in _CARDS:
        unread = [each for each in figures.unread if each.startswith(what)]
        print(f"{what}s: {figures.committed[what]}, of which not on the screen for 0.8 s: {len(unread)}")
    for each in figures.unread[:20]:
        print(f"  {each}")
    print(f"the youngest card that counted had been there for {figures.youngest_ms:.0f} ms")


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
