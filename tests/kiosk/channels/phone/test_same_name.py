"""Two calls under one name: the second is refused, or has a name of its own; nothing of the first is mixed with it."""

from __future__ import annotations

import asyncio
import uuid

import numpy as np
import pytest

from kiosk.channels.phone.sip import SipListener
from kiosk.config import PhoneSettings
from support.phone_calls import exchange
from support.sip_caller import SipCaller

pytestmark = pytest.mark.virtual_time

CALL = uuid.UUID("40325ec2-5efd-4bd3-805f-53576e581d13")


@pytest.mark.parametrize("surface", ["audiosocket", "chan-websocket", "chan-websocket-json", "twilio"])
async def test_a_second_call_of_one_name_is_refused_while_the_first_is_up(surface: str) -> None:
    async with exchange(PhoneSettings(calls=4)) as hall:
        async with hall.call(CALL, surface=surface) as (first, _):
            assert await first.turn()
            before = hall.lines.facts(str(CALL))
            async with hall.call(CALL, surface=surface) as (second, _):
                assert not await second.turn(within_s=20)
                assert not any(np.abs(frame).max() > 100 for frame in second.heard), "it was told nothing"
            assert len(hall.spoken.streams) == 1
            assert hall.lines.outcome(str(CALL)) is None, "the first goes on, and has no outcome yet"
            facts = hall.lines.facts(str(CALL))
            assert facts is not None
            assert before is not None
            assert facts.conversation == before.conversation
            await hall.caller.says("转人工")
            while await first.turn():
                pass
        assert hall.lines.outcome(str(CALL)) == "handoff"
        assert hall.hall.metrics.registry.get_sample_value("kiosk_client_errors_total", {"code": "call_id_taken"}) == 1


@pytest.mark.parametrize("surface", ["audiosocket", "chan-websocket"])
async def test_a_name_is_free_again_as_soon_as_the_line_is_closed(surface: str) -> None:
    async with exchange() as hall:
        for number in range(1, 4):
            async with hall.call(CALL, surface=surface) as (caller, _):
                assert await caller.turn()
                assert len(hall.spoken.streams) == number


async def test_two_sip_calls_of_one_call_id_have_names_and_states_of_their_own() -> None:
    """By their tags they are two (RFC 3261 12). The first keeps the Call-ID as its name."""
    phone = PhoneSettings(sip="on", sip_port=0, sip_media_ports="25000-25999")
    async with exchange(phone) as hall, SipListener(hall.hall, hall.lines) as listener:
        where = "127.0.0.1", listener.bound
        async with SipCaller.open(where) as first, SipCaller.open(where) as second:
            second.script.call_id = first.script.call_id
            assert (await first.invite()).code == 200
            await first.until(speech=True)
            assert (await second.invite()).code == 200
            await second.until(speech=True)
            assert len(listener.calls) == 2
            one, other = hall.lines.going_on()
            assert one.call == first.script.call_id
            assert other.call != one.call
            assert other.conversation != one.conversation
            await second.bye()
            await asyncio.sleep(1)
            assert hall.lines.outcome(first.script.call_id) is None, "only the second is over"
            await first.bye()
            await asyncio.sleep(1)
        assert hall.lines.outcome(first.script.call_id) == "cancelled"
