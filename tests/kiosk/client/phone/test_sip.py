"""A caller by SIP on UDP sockets, in virtual time: halls that refuse, do not answer or vanish; lines that lose."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import numpy as np
import pytest

from kiosk.channels.phone.sip import SipListener
from kiosk.client import ClientError
from kiosk.client.phone.sip import SipGateway
from kiosk.client.phone.sip_connection import sip
from kiosk.client.phone_caller import PhoneCaller
from kiosk.config import PhoneSettings
from kiosk.wire.phone.sip.messages import SipRequest, parse_message
from support.impaired_line import ImpairedLine
from support.phone_calls import Exchange, exchange, take_line
from support.sip_script import SipScript, sdp

pytestmark = pytest.mark.virtual_time

PHONE = PhoneSettings(sip="on", sip_port=0, calls=4, sip_media_ports="25000-25999")


@asynccontextmanager
async def hall_at_sip(phone: PhoneSettings = PHONE) -> AsyncIterator[tuple[Exchange, SipListener]]:
    async with exchange(phone) as hall, SipListener(hall.hall, hall.lines) as listener:
        yield hall, listener
    assert len(hall.lines) == 0


@asynccontextmanager
async def calling(port: int, *, rate: int = 8_000) -> AsyncIterator[tuple[PhoneCaller, SipGateway]]:
    gateway = SipGateway("call-1", rate=rate, caller="13800138000")
    async with sip(gateway, "127.0.0.1", port) as connection, PhoneCaller.over(connection, gateway) as caller:
        yield caller, gateway


@asynccontextmanager
async def silent_peer() -> AsyncIterator[tuple[int, list[str]]]:
    """A port where nothing is answered, and the methods of what came to it."""
    came: list[str] = []

    class Peer(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, source: tuple[str, int]) -> None:
            message = parse_message(data)
            assert isinstance(message, SipRequest)
            came.append(message.method)

    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(Peer, local_addr=("127.0.0.1", 0))
    try:
        yield transport.get_extra_info("sockname")[1], came
    finally:
        transport.close()


@pytest.mark.parametrize("rate", [8_000, 16_000])
async def test_sound_goes_both_ways(rate: int) -> None:
    async with hall_at_sip() as (hall, listener), calling(listener.bound, rate=rate) as (caller, gateway):
        assert await caller.turn()
        fed = hall.caller.fed
        await caller.speak(np.full(16_000, 400, np.int16))
        assert hall.caller.fed - fed == pytest.approx(16_000, abs=800)
        assert {len(frame) for frame in caller.heard} == {rate // 50}
        assert gateway.refused == []


async def test_a_human_by_one_key_and_the_hall_hangs_up() -> None:
    async with hall_at_sip() as (hall, listener):
        async with calling(listener.bound) as (caller, _):
            await caller.turn()
            await caller.press("0")
            assert not await caller.turn(quiet_s=20)
            assert caller.properly
        assert hall.lines.outcome("call-1") == "handoff"


async def test_a_transfer_is_not_followed_and_the_call_ends() -> None:
    async with hall_at_sip(replace(PHONE, sip_handoff="sip:clerks@pbx.hall")) as (hall, listener):
        async with calling(listener.bound) as (caller, _):
            await caller.turn()
            await caller.press("0")
            assert not await caller.turn(quiet_s=20)
        assert hall.lines.outcome("call-1") == "handoff"


@pytest.mark.parametrize(
    ("how", "told"),
    [("stranger", r"403; phone\.allow"), ("full", r"486; .*phone\.calls"), ("draining", "503; .*closing")],
)
async def test_a_hall_that_refuses_says_what_to_do(how: str, told: str) -> None:
    phone = replace(PHONE, calls=1, allow="10.9.9.9" if how == "stranger" else "")
    async with hall_at_sip(phone) as (hall, listener):
        lines = [str(n) for n in range(9)] if how == "full" else []  # one conversation, and eight announcements
        for line in lines:
            take_line(hall.lines, line)
        if how == "draining":
            await hall.hall.sessions.drain(0)
        with pytest.raises(ClientError, match=told):
            async with calling(listener.bound):
                pytest.fail("let in")
        for line in lines:
            hall.lines.release(line)


async def test_a_hall_that_does_not_answer_is_waited_for_five_seconds_and_told_that_we_gave_up() -> None:
    loop = asyncio.get_running_loop()
    async with silent_peer() as (port, came):
        began = loop.time()
        with pytest.raises(ClientError, match=rf"No telephone line answers at UDP 127\.0\.0\.1:{port}"):
            async with calling(port):
                pytest.fail("let in")
        assert loop.time() - began == pytest.approx(7, abs=0.1), "two of them for the end"
        assert came.count("INVITE") >= 3
        assert "CANCEL" in came


async def test_hanging_up_before_the_answer_leaves_nothing() -> None:
    before = asyncio.all_tasks()

    async def call(port: int) -> None:
        async with calling(port):
            pytest.fail("let in")

    async with silent_peer() as (port, came):
        task = asyncio.create_task(call(port))
        await asyncio.sleep(0.2)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert task.cancelled()
        assert came[:2] == ["INVITE", "CANCEL"]
    await asyncio.sleep(0.1)
    assert asyncio.all_tasks() == before


async def test_a_hall_that_is_gone_ends_the_call_and_that_was_not_proper() -> None:
    class Vanishing(asyncio.DatagramProtocol):
        """Answers the call, and its port is closed."""

        def datagram_received(self, data: bytes, source: tuple[str, int]) -> None:
            invite = parse_message(data)
            assert isinstance(invite, SipRequest)
            if invite.method == "INVITE":
                transport.sendto(SipScript().answer(invite, 200, body=sdp(9, address="127.0.0.1")), source)
            else:
                transport.close()

    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(Vanishing, local_addr=("127.0.0.1", 0))
    async with calling(transport.get_extra_info("sockname")[1]) as (caller, _):
        assert not await caller.turn(within_s=60), "it was asked by OPTIONS after 20 s without sound"
        assert not caller.properly


@pytest.mark.parametrize("seed", range(6))
async def test_a_call_through_a_line_that_loses_every_fifth_message(seed: int) -> None:
    async with hall_at_sip() as (hall, listener):
        async with ImpairedLine.open(("127.0.0.1", listener.bound), 0.2, 0.03, seed) as line:
            async with calling(line.port) as (caller, _):
                assert await caller.turn()
                await caller.press("0")
                assert not await caller.turn(quiet_s=30)
                assert caller.properly
            await asyncio.sleep(40)  # BYEs that are lost are sent again
        assert hall.lines.outcome("call-1") == "handoff"
