"""A real Asterisk calls a hall over AudioSocket and chan_websocket, where `ASTERISK_BIN` names one.

Its dialplan and modules are those of docs/phone.md (`support.asterisk`). Sound goes both ways, a key arrives, and a
hang-up of either side leaves nothing at either.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from asr import load_wav
from kiosk.config import PhoneSettings
from kiosk.server.server import Server
from support import connected
from support.asterisk import (
    CALLER_MODULES,
    CONTEXTS,
    SINCE,
    HallAddress,
    RunningAsterisk,
    is_enough,
    modules,
    running_asterisk,
    why_not,
)
from support.callers import Parrot
from support.connected import settings_of
from support.fakes import Ledger, Voice
from support.speech_stand_in import SpeechStandIn

WHY_NOT = why_not(os.environ)
pytestmark = pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT or "it is there")

PASSWORD = "an-exchange-of-the-tests"
#: `phone.secret` of the documented dialplan, whose UUIDs begin with it.
SECRET = "40325ec25efd4bd3"


@asynccontextmanager
async def exchange(ledger: Ledger, ears: SpeechStandIn) -> AsyncIterator[tuple[Server, RunningAsterisk]]:
    """A hall, and an Asterisk with the documented way to it."""
    phone = PhoneSettings(audiosocket="on", port=0, secret=SECRET, chan_websocket="on", password=PASSWORD)
    parts: dict[str, Any] = {"store": ledger, "recogniser": Parrot(), "segmenter_hub": ears, "voice": Voice(quicker=4)}
    async with connected.listening(replace(settings_of(), phone=phone), **parts) as server:
        hall = HallAddress(server.phone_port, server.public_port, server.operators_port, PASSWORD)
        async with running_asterisk(os.environ["ASTERISK_BIN"], hall) as asterisk:
            yield server, asterisk


async def until(what: Callable[[], bool], asterisk: RunningAsterisk, within_s: float = 60) -> None:
    try:
        async with asyncio.timeout(within_s):
            while not what():
                await asyncio.sleep(0.1)
    except TimeoutError:
        pytest.fail(f"it did not come in {within_s:g} s; Asterisk says:\n{asterisk.log()}")


async def skip_where_it_cannot(asterisk: RunningAsterisk, context: str) -> None:
    version = await asterisk.version()
    if not is_enough(version, SINCE[context]):
        pytest.skip(f"Asterisk {version} is older than {context} needs: {SINCE[context]}")
    if missing := await asterisk.missing((*modules(), *CALLER_MODULES)):
        pytest.skip(f"this Asterisk was built without {', '.join(missing)}: {asterisk.log()[-1000:]}")


@pytest.mark.parametrize("behaviour", ["keys", "leaves"])
@pytest.mark.parametrize("context", CONTEXTS)
async def test_a_call_of_a_real_asterisk(context: str, behaviour: str) -> None:
    ledger, ears = Ledger(), SpeechStandIn()
    async with exchange(ledger, ears) as (server, asterisk):
        await skip_where_it_cannot(asterisk, context)
        await asterisk.call(context, behaviour)
        await until(lambda: len(server.lines) == 1, asterisk)
        await until(lambda: bool(ledger.finished), asterisk)
        outcomes = {"keys": "handoff", "leaves": "cancelled"}
        assert [reason for reason, *_ in ledger.finished] == [outcomes[behaviour]], asterisk.log()
        if behaviour == "keys":
            (citizen,) = ears.streams
            assert citizen.loudest > 1_000, f"the caller's tone was heard; Asterisk says:\n{asterisk.log()}"
        assert asterisk.heard.exists(), asterisk.log()
        assert np.abs(load_wav(asterisk.heard)).max() > 500, "the caller heard the greeting"
        async with asyncio.timeout(30):
            while await asterisk.channels() or len(server.lines) or len(server.hall.sessions):
                await asyncio.sleep(0.2)
        assert len(ledger.channels) == len(ledger.finished) == 1
