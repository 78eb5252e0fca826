"""Calls on the lines that buffer what they are sent (chan_websocket, Media Streams), in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np
import pytest

from kiosk.channels.phone.call import PhoneCall
from kiosk.channels.phone.speech_sender import FULL_S, LEAD_S
from kiosk.wire.phone.chan_websocket import ChanWebSocketCodec
from kiosk.wire.phone.dialects import TWILIO
from kiosk.wire.phone.events import PhoneCodec
from kiosk.wire.phone.media_streams import MediaStreamsCodec
from support.phone_calls import Exchange, exchange
from support.phone_peers import AsteriskPeer, BufferingPeer, CarrierPeer, loud

pytestmark = pytest.mark.virtual_time


@asynccontextmanager
async def call(hall: Exchange, peer: BufferingPeer, codec: PhoneCodec) -> AsyncIterator[asyncio.Task[None]]:
    made = PhoneCall(hall.hall, hall.lines, codec, peer.send, "chan_websocket")
    serving = asyncio.create_task(made.run(peer.incoming()))
    playing = asyncio.create_task(peer.play())
    try:
        yield serving
    finally:
        peer.hang_up()
        await serving
        playing.cancel()
        await asyncio.gather(playing, return_exceptions=True)


async def fallen_silent(peer: BufferingPeer, quiet_s: float = 1.0, within_s: float = 120) -> None:
    """Until the peer has played speech after now, and then silence for `quiet_s`."""
    first = len(peer.played)
    async with asyncio.timeout(within_s):
        while True:
            await asyncio.sleep(0.1)
            since = [loud(pcm) for _, pcm in peer.played[first:]]
            if any(since) and not any(since[-round(quiet_s * 50) :]):
                return


async def speaking(peer: BufferingPeer) -> None:
    """Until speech is being played."""
    async with asyncio.timeout(60):
        while not (peer.played and loud(peer.played[-1][1])):
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("control", ["json", "plain-text"])
async def test_a_call_by_chan_websocket_from_the_greeting_to_the_farewell(control: str) -> None:
    peer = AsteriskPeer(control=control)
    async with exchange() as hall, call(hall, peer, ChanWebSocketCodec()) as serving:
        peer.tell(b"\xff" * 160)  # sound before the start
        peer.start()
        await fallen_silent(peer)
        await hall.caller.says("我的社保卡丢了")
        await fallen_silent(peer)
        peer.event("DTMF_END", digit="1")
        await fallen_silent(peer)
        assert next(iter(hall.hall.sessions.live)).dialogue_state.consented  # type: ignore[attr-defined]
        await hall.caller.says("转人工")
        await asyncio.wait([serving], timeout=60)
        assert peer.hung_up
        assert hall.lines.outcome("1761245643.1") == "handoff"
        said = sum(len(text) for who, text, heard in hall.ledger.turns if who == "clerk")
        played = sum(loud(pcm) for _, pcm in peer.played) * 0.02
        assert played == pytest.approx(said / 4, abs=0.5), "all that was said was played before we hung up"


async def test_fifty_interruptions_add_no_delay() -> None:
    """With a peer that does not count down at a flush, as some releases do, and so believes that it is full."""
    peer = AsteriskPeer(keeps_length=True, xoff=60)
    async with exchange() as hall, call(hall, peer, ChanWebSocketCodec()):
        peer.start()
        silent_after = []
        for _ in range(50):
            await speaking(peer)
            await asyncio.sleep(0.3)
            stopped = asyncio.get_running_loop().time()
            await hall.caller.says("什么")
            first_silent = next((at for at, pcm in peer.played if at > stopped and not loud(pcm)), None)
            while first_silent is None:
                await asyncio.sleep(0.02)
                first_silent = next((at for at, pcm in peer.played if at > stopped and not loud(pcm)), None)
            silent_after.append(first_silent - stopped)
        assert peer.clears >= 50
        assert max(silent_after) <= 0.06
        assert max(peer.queued_s) <= LEAD_S + 0.041, "never more than the lead in the peer's queue"
        assert max(peer.queued_s[-50:]) <= max(peer.queued_s[:50]) + 0.021, "no more at the end than at the beginning"


@pytest.mark.parametrize("takes_back", [True, False])
async def test_a_full_queue_is_sent_nothing_until_it_has_room_or_the_word_is_old(takes_back: bool) -> None:
    peer = AsteriskPeer()
    async with exchange() as hall, call(hall, peer, ChanWebSocketCodec()):
        peer.start()
        await speaking(peer)
        peer.event("MEDIA_XOFF")
        await asyncio.sleep(0.3)
        before = len(peer.queued_s)
        await asyncio.sleep(0.3)
        assert len(peer.queued_s) == before
        if takes_back:
            peer.event("MEDIA_XON")
        await asyncio.sleep(0.2 if takes_back else FULL_S)
        assert len(peer.queued_s) > before


async def test_a_mark_that_never_comes_back_holds_nothing_up() -> None:
    class Forgetful(AsteriskPeer):
        def marked(self, name: str) -> None:
            """Says nothing."""

        def drained(self) -> None:
            """Says nothing."""

    peer = Forgetful()
    async with exchange() as hall, call(hall, peer, ChanWebSocketCodec()) as serving:
        peer.start()
        await fallen_silent(peer)
        await hall.caller.says("再见")
        await asyncio.wait([serving], timeout=60)
        assert serving.done()
        assert peer.hung_up


@pytest.mark.parametrize("lost", ["marks", "drained"])
async def test_a_mark_or_an_empty_queue_tells_the_end(lost: str) -> None:
    peer = AsteriskPeer()
    if lost == "marks":
        peer.marked = lambda name: None  # type: ignore[method-assign]
    else:
        peer.drained = lambda: None  # type: ignore[method-assign]
    async with exchange() as hall, call(hall, peer, ChanWebSocketCodec()) as serving:
        peer.start()
        await fallen_silent(peer)
        await hall.caller.says("再见")
        await asyncio.wait([serving], timeout=60)
        ended = asyncio.get_running_loop().time()
        last = max(at for at, pcm in peer.played if loud(pcm))
        assert 0.3 <= ended - last <= 1.0, "hung up soon after the last word, and not before"


async def test_a_call_by_media_streams() -> None:
    peer = CarrierPeer()
    async with exchange() as hall, call(hall, peer, MediaStreamsCodec(TWILIO)) as serving:
        peer.start()
        await speaking(peer)
        await asyncio.sleep(0.3)
        await hall.caller.says("我的社保卡丢了")
        assert peer.clears >= 1, "an interruption clears the carrier's buffer"
        await fallen_silent(peer)
        peer.press("1")
        await fallen_silent(peer)
        clears = peer.clears
        await hall.caller.voice()
        assert peer.clears == clears + 1, "cleared even where all seems to have been played"
        await hall.caller.says("转人工")
        await asyncio.wait([serving], timeout=60)
        assert hall.lines.outcome("CA1") == "handoff"


async def test_hanging_up_in_mid_sentence_leaves_nothing() -> None:
    before = asyncio.all_tasks()
    async with exchange() as hall:
        for codec, peer in ((ChanWebSocketCodec(), AsteriskPeer()), (MediaStreamsCodec(TWILIO), CarrierPeer())):
            async with call(hall, peer, codec) as serving:
                peer.start()
                await speaking(peer)
                peer.hang_up()
                await serving
        assert len(hall.lines) == len(hall.hall.sessions) == 0
    await asyncio.sleep(1)
    assert asyncio.all_tasks() == before


async def test_sound_of_both_directions_is_carried() -> None:
    peer = AsteriskPeer()
    async with exchange() as hall, call(hall, peer, ChanWebSocketCodec()):
        peer.start()
        await asyncio.sleep(0.1)
        fed = hall.caller.fed
        for _ in range(50):
            peer.tell(np.full(160, 0xCE, np.uint8).tobytes())
            await asyncio.sleep(0.02)
        assert hall.caller.fed - fed == pytest.approx(16_000, abs=400)
