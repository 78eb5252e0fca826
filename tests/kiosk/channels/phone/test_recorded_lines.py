"""Recorded calls on a line that buffers what it is sent: the clerk's side is what the peer played, flushes and all."""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest
import structlog

from kiosk.channels.phone.call_facts import CallFacts
from kiosk.client.phone.asterisk import AsteriskGateway, AsteriskTraits
from kiosk.client.phone_caller import is_loud
from kiosk.store import recordings
from kiosk.store.crypto import Keyring
from kiosk.store.recording_writer import RecordingWriter
from kiosk.telemetry.metrics import Metrics
from support.phone_calls import exchange

pytestmark = pytest.mark.virtual_time

KEYS = Keyring({1: bytes(range(32))}, 1)
FRAME = 160
CALL = "1761245643.1"


def runs(loud_frames: list[bool]) -> list[tuple[int, int]]:
    """First and last frame of each stretch of speech; gaps below 0.2 s are of one stretch."""
    found = list[tuple[int, int]]()
    for at in np.flatnonzero(loud_frames):
        if found and at - found[-1][1] < 10:
            found[-1] = found[-1][0], int(at)
        else:
            found.append((int(at), int(at)))
    return found


async def test_the_clerks_side_is_what_the_peer_played(tmp_path: Path) -> None:
    loop, gateway = asyncio.get_running_loop(), AsteriskGateway(CALL, traits=AsteriskTraits(keeps_length=True, xoff=60))
    writer = RecordingWriter(tmp_path, KEYS, Metrics(), structlog.get_logger("kiosk"))
    async with exchange(recordings=writer) as hall:
        began = loop.time()
        async with hall.connected(gateway, "chan-websocket") as (caller, _, _):
            for _ in range(7):  # the first falls on the notice, which nothing cuts off
                while not (caller.heard and is_loud(caller.heard[-1])):
                    await asyncio.sleep(0.02)
                await asyncio.sleep(0.8)
                await hall.caller.says("什么")
                await asyncio.sleep(0.5)
            await asyncio.sleep(5)
        await hall.hall.record_writer.settle(5)
        await writer.close(5)
    assert gateway.refused == []
    (facts,) = (CallFacts.from_json(text) for text in hall.ledger.call_facts.values())
    assert (facts.surface, facts.coding, facts.rate) == ("chan_websocket", "G.711 µ-law", 8_000)
    ((found,), _) = recordings.stored(tmp_path, KEYS)
    side = np.concatenate(list(recordings.sound(found, KEYS)))[:, 1]
    recorded = [is_loud(frame) for frame in side[: len(side) // FRAME * FRAME].reshape(-1, FRAME)]
    played = [False] * (len(recorded) + 5)
    for at, pcm in zip(caller.heard_at, caller.heard, strict=True):
        if (frame := round((at - began) / 0.02)) < len(played):
            played[frame] = played[frame] or is_loud(pcm)
    assert gateway.flushes >= 6
    ours, theirs = runs(recorded), runs(played)
    assert len(ours) == len(theirs) >= 6
    for (first, last), (their_first, their_last) in zip(ours, theirs, strict=True):
        assert abs(first - their_first) <= 2, "speech begins where it was played"
        assert abs(last - their_last) <= 3, "and ends where it was flushed, not where it was sent to"
