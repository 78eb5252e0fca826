"""Calls on the lines that buffer what they are sent (chan_websocket, Media Streams), in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np
import pytest

from kiosk.channels.phone.speech_sender import FULL_S, LEAD_S
from kiosk.client.phone.asterisk import AsteriskGateway, AsteriskTraits
from kiosk.client.phone.carrier import CarrierGateway
from kiosk.client.phone_caller import PhoneCaller, is_loud
from kiosk.wire.phone.chan_websocket import ControlFormat
from kiosk.wire.phone.dialects import PLIVO, TELNYX, TWILIO, Dialect
from support.phone_calls import Exchange, exchange

pytestmark = pytest.mark.virtual_time

CALL = "1761245643.1"
#: The line's clock is 20 ms: what is asked between two ticks is heard up to a frame later.
_CLOCK_S = 0.0201
BufferingGateway = AsteriskGateway | CarrierGateway


@asynccontextmanager
async def call(hall: Exchange, gateway: BufferingGateway) -> AsyncIterator[tuple[PhoneCaller, asyncio.Task[None]]]:
    surface = "chan-websocket" if isinstance(gateway, AsteriskGateway) else gateway.dialect.name
    async with hall.connected(gateway, surface) as (caller, serving, _):
        yield caller, serving
        assert gateway.refused == []


async def speaking(caller: PhoneCaller, since: int = 0) -> float:
    """Until speech is being heard that is not in the first `since` frames; the loop time of its first frame."""
    async with asyncio.timeout(60):
        while True:
            for at, frame in zip(caller.heard_at[since:], caller.heard[since:], strict=True):
                if is_loud(frame):
                    return at
            await asyncio.sleep(0.02)


async def silent(caller: PhoneCaller, since: int) -> float:
    """Until silence is heard that is not in the first `since` frames; the loop time of its first frame."""
    async with asyncio.timeout(60):
        while True:
            for at, frame in zip(caller.heard_at[since:], caller.heard[since:], strict=True):
                if not is_loud(frame):
                    return at
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("control", ["json", "plain-text"])
async def test_a_call_by_chan_websocket_from_the_greeting_to_the_farewell(control: ControlFormat) -> None:
    gateway = AsteriskGateway(CALL, control=control)
    async with exchange() as hall, call(hall, gateway) as (caller, serving):
        assert await caller.turn()
        await hall.caller.says("我的社保卡丢了")
        assert await caller.turn()
        await caller.press("1")
        assert await caller.turn()
        assert next(iter(hall.hall.sessions.live)).dialogue_state.consented  # type: ignore[attr-defined]
        await hall.caller.says("转人工")
        await asyncio.wait([serving], timeout=60)
        await asyncio.sleep(0.1)
        assert caller.properly
        assert hall.lines.outcome(CALL) == "handoff"
        said = sum(len(text) for who, text, heard in hall.ledger.turns if who == "clerk")
        played = sum(is_loud(frame) for frame in caller.heard) * 0.02
        assert played == pytest.approx(said / 4, abs=0.5), "all that was said was played before we hung up"


@pytest.mark.parametrize(
    "gateway",
    [
        AsteriskGateway(CALL, control="json", traits=AsteriskTraits(keeps_length=True, xoff=60)),
        AsteriskGateway(CALL, traits=AsteriskTraits(keeps_length=True)),
        CarrierGateway(TWILIO, "CA1"),
        CarrierGateway(TELNYX, "CA1"),  # loses the marks that it clears
        CarrierGateway(PLIVO, "CA1"),
    ],
    ids=["chan-websocket that says it is full", "chan-websocket", "twilio", "telnyx", "plivo"],
)
async def test_fifty_interruptions_add_no_delay(gateway: BufferingGateway) -> None:
    """Asterisk as in the releases that do not count down at a flush, and so believe that the queue grows."""
    async with exchange() as hall, call(hall, gateway) as (caller, _):
        began, silence, waited = list[float](), list[float](), list[int]()
        asked, since = asyncio.get_running_loop().time(), 0
        for _ in range(51):
            began.append(await speaking(caller, since) - asked)
            waited.append(gateway.queue.waited)
            await asyncio.sleep(1.0)  # later than what would be taken for a continuation of the words before
            asked, since = asyncio.get_running_loop().time(), len(caller.heard)
            await hall.caller.says("什么")  # the clerk says the same again
            silence.append(await silent(caller, since) - asked)
            since = len(caller.heard)
        assert (gateway.flushes if isinstance(gateway, AsteriskGateway) else gateway.clears) >= 50
        assert max(silence) <= 0.06
        assert max(waited) * 0.02 <= LEAD_S + 0.041, "never more than the lead in the peer's queue"
        first, *_, last = delays = began[1:]
        assert last == pytest.approx(first, abs=_CLOCK_S), "the answer to the 50th comes as soon as that to the 1st"
        late = [delay for delay in delays if delay > first + _CLOCK_S]
        assert len(late) <= (1 if isinstance(gateway, AsteriskGateway) else 0), "its word of a full queue, once"
        assert max(delays) <= first + FULL_S + _CLOCK_S


@pytest.mark.parametrize("takes_back", [True, False])
async def test_a_full_queue_is_sent_nothing_until_it_has_room_or_the_word_is_old(takes_back: bool) -> None:
    gateway = AsteriskGateway(CALL, control="json")
    async with exchange() as hall, call(hall, gateway) as (caller, _):
        await speaking(caller)
        gateway.event("MEDIA_XOFF")
        await asyncio.sleep(0.3)
        before = len(caller.heard)
        await asyncio.sleep(0.3)
        assert not any(is_loud(frame) for frame in caller.heard[before:])
        if takes_back:
            gateway.event("MEDIA_XON")
        await asyncio.sleep(0.2 if takes_back else FULL_S)
        assert is_loud(caller.heard[-1])


async def test_a_mark_that_never_comes_back_holds_nothing_up() -> None:
    class Forgetful(AsteriskGateway):
        def event(self, name: str, **fields: object) -> None:
            if name == "MEDIA_START":
                super().event(name, **fields)

    async with exchange() as hall, call(hall, Forgetful(CALL)) as (caller, serving):
        await caller.turn()
        await hall.caller.says("再见")
        await asyncio.wait([serving], timeout=60)
        await asyncio.sleep(0.1)
        assert serving.done()
        assert caller.properly


@pytest.mark.parametrize("lost", ["MEDIA_MARK_PROCESSED", "QUEUE_DRAINED"])
async def test_a_mark_or_an_empty_queue_tells_the_end(lost: str) -> None:
    class Forgetful(AsteriskGateway):
        def event(self, name: str, **fields: object) -> None:
            if name != lost:
                super().event(name, **fields)

    async with exchange() as hall, call(hall, Forgetful(CALL)) as (caller, serving):
        await caller.turn()
        await hall.caller.says("再见")
        await asyncio.wait([serving], timeout=60)
        ended = asyncio.get_running_loop().time()
        last = max(at for at, frame in zip(caller.heard_at, caller.heard, strict=True) if is_loud(frame))
        assert 0.3 <= ended - last <= 1.0, "hung up soon after the last word, and not before"


@pytest.mark.parametrize("dialect", [TWILIO, PLIVO], ids=lambda dialect: dialect.name)
async def test_a_call_by_media_streams(dialect: Dialect) -> None:
    gateway = CarrierGateway(dialect, "CA1")
    async with exchange() as hall, call(hall, gateway) as (caller, serving):
        await speaking(caller)
        await asyncio.sleep(0.3)
        await hall.caller.says("我的社保卡丢了")
        await asyncio.sleep(0.02)
        assert gateway.clears >= 1, "an interruption clears the carrier's buffer"
        await caller.turn()
        await caller.press("1")
        await caller.turn()
        clears = gateway.clears
        await hall.caller.voice()
        await asyncio.sleep(0.02)
        assert gateway.clears == clears + 1, "cleared even where all seems to have been played"
        await hall.caller.says("转人工")
        await asyncio.wait([serving], timeout=60)
        assert hall.lines.outcome("CA1") == "handoff"


async def test_sound_of_both_directions_is_carried() -> None:
    async with exchange() as hall, call(hall, AsteriskGateway(CALL)) as (caller, _):
        await speaking(caller)
        fed = hall.caller.fed
        await caller.speak(np.full(16_000, 400, np.int16))
        assert hall.caller.fed - fed == pytest.approx(16_000, abs=400)
