"""Citizens of the soak: some are served by text, touch and key, some walk away, one never stops talking."""

from __future__ import annotations

import asyncio
import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dialogue.acts import ChoicesCard, ConfirmCard, InputCard, RatingCard, ReceiptCard
from kiosk.client import ClientError, KioskClient
from kiosk.wire import messages as m
from support.card_reading import read_card
from support.measures.figures import p50, p95

_ID, _PHONE = "110105198506123729", "13800138000"
_QUESTIONS = ("请问几点上班", "社保卡丢了怎么办", "社保卡挂失要带什么材料")
#: Seconds: a person looks at a card before touching it; an answer that takes longer than the second is none.
_LOOKS_S, _ANSWER_S, _VISIT_S = 1.2, 30.0, 600.0


@dataclass(slots=True)
class Served:
    """What became of citizens. `answers_ms`: from sending an answer to the first `say`; `texts_ms`: of typed ones;
    `by_kind_ms`: by what was sent, and the card that it answered.
    """

    receipts: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    answers_ms: list[float] = field(default_factory=list)
    texts_ms: list[float] = field(default_factory=list)
    by_kind_ms: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def facts(self) -> dict[str, Any]:
        return {
            "served": self.receipts,
            "outcomes": dict(self.outcomes),
            "answers": len(self.answers_ms),
            "answer_ms": [round(p50(self.answers_ms)), round(p95(self.answers_ms))] if self.answers_ms else None,
            "by_kind_ms": {name: [len(ms), round(p50(ms)), round(p95(ms))] for name, ms in self.by_kind_ms.items()},
            "text_ms": [round(p50(self.texts_ms)), round(p95(self.texts_ms))] if self.texts_ms else None,
        }


class Visit:
    """One citizen at one kiosk."""

    def __init__(self, client: KioskClient, draw: random.Random) -> None:
        self._client, self._draw = client, draw
        self._questions = draw.sample(_QUESTIONS, 2)
        self.cards: tuple[Any, ...] = ()
        self.receipt = False
        self.ending = ""

    async def greeted(self) -> bool:
        """False where the hall turned this citizen away."""
        await self._client.send(m.Start())
        return await self.listen() is not None

    async def listen(self) -> float | None:
        """Until it is the citizen's turn: the loop time of the first `say` on the way. None at the end."""
        first = 0.0
        while (message := await self._client.messages.get()) is not None:
            match message:
                case m.SayMessage() if not first:
                    first = asyncio.get_running_loop().time()
                case m.Cards(cards):
                    self.cards = cards
                    self.receipt = self.receipt or any(isinstance(card, ReceiptCard) for card in cards)
                case m.Goodbye(reason):
                    self.ending = reason
                    return None
                case m.TurnState("listening") if first:
                    return first
        self.ending = "hung up"
        return None

    def answer(self) -> m.Up:
        """What this citizen does about what is on the screen."""
        card = self.cards[-1] if self.cards else None
        match card:
            case ChoicesCard(id="services"):
                return m.Text(self._questions.pop() if self._questions else "社保卡丢了")
            case ChoicesCard(id="proof"):
                return read_card("赵雪梅", _ID)
            case ChoicesCard(id="more"):
                return m.Touch(card.options[-1].value, card.id)
            case ChoicesCard():
                return m.Touch(card.options[0].value, card.id)
            case ConfirmCard():
                return m.Touch(card.yes.value, card.id)
            case InputCard():
                return m.Key(_ID if card.pad == "id" else _PHONE)
            case RatingCard():
                return m.Touch("非常满意", card.id)
            case _:
                return m.Text(self._questions.pop() if self._questions else "社保卡丢了")


async def serve_one(url: str, draw: random.Random, served: Served) -> None:
    """From the first touch to the goodbye."""
    try:
        async with asyncio.timeout(_VISIT_S), KioskClient.open(url, device="citizen") as client:
            client.muted = True
            visit = Visit(client, draw)
            alive = await visit.greeted()
            while alive:
                await asyncio.sleep(_LOOKS_S + draw.uniform(0, 1))
                alive = await _answered(client, visit, served)
            served.receipts += visit.receipt
            served.outcomes[f"{visit.ending}, {'receipt' if visit.receipt else 'no receipt'}"] += 1
    except TimeoutError:
        served.outcomes["not finished in time"] += 1
    except (ClientError, OSError) as error:
        reason = str(error).partition("refused us: ")[2] or str(error)[:80]
        served.outcomes[f"turned away: {reason}"] += 1


async def _answered(client: KioskClient, visit: Visit, served: Served) -> bool:
    what = visit.answer()
    kind = f"{type(what).__name__} to {type(visit.cards[-1]).__name__}" if visit.cards else type(what).__name__
    sent = asyncio.get_running_loop().time()
    await client.send(what)
    first = await visit.listen()
    if first:
        served.answers_ms.append((first - sent) * 1000)
        served.by_kind_ms[kind].append(served.answers_ms[-1])
        if isinstance(what, m.Text):
            served.texts_ms.append(served.answers_ms[-1])
    return first is not None


async def walk_away(url: str, number: int) -> None:
    """Again and again: begins, answers once or twice, and goes without a word; or the line goes with them."""
    draw, nothing = random.Random(100 + number), Served()
    while True:
        try:
            async with KioskClient.open(url, device="walker") as client:
                client.muted = True
                visit = Visit(client, draw)
                alive = await visit.greeted()
                for _ in range(draw.randrange(1, 4)):
                    alive = alive and await _answered(client, visit, nothing)
                if alive and draw.random() < 0.5:  # the page stays: the hall has to notice by itself
                    async with asyncio.timeout(300):
                        await visit.listen()
        except (TimeoutError, ClientError, OSError):
            pass  # whatever becomes of them, the next one walks away too
        await asyncio.sleep(draw.uniform(2, 10))


async def talk_without_end(url: str, speech: NDArray[np.int16]) -> None:
    """Speaks without a pause; where the hall ends the conversation, into the microphone of the waiting page."""
    while True:
        try:
            async with KioskClient.open(url, device="talker") as client:
                await client.send(m.Start())
                while True:
                    await client.speak(speech)
                    while not client.messages.empty():
                        if client.messages.get_nowait() is None:
                            raise ClientError("hung up")
        except (ClientError, OSError):
            await asyncio.sleep(5)
