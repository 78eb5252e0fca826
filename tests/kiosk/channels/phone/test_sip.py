"""Calls over SIP on UDP sockets, in virtual time: a service by keys, hold, hand-off, hang-ups, who may call."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kiosk.channels.phone import sip
from kiosk.channels.phone.sip import SipListener
from kiosk.config import PhoneSettings
from kiosk.wire.phone.sip.messages import SipRequest, parse_message
from kiosk.wire.phone.sip.registration import RegistrationState
from support.impaired_line import ImpairedLine
from support.phone_calls import Exchange, exchange, take_line
from support.sip_caller import SipCaller
from support.sip_script import SipScript, sdp

pytestmark = pytest.mark.virtual_time

CITIZEN_ID, MOBILE = "110105198506123729", "13800138000"
PHONE = PhoneSettings(sip="on", sip_port=0, calls=20, sip_media_ports="20000-20999")


@asynccontextmanager
async def sip_hall(phone: PhoneSettings = PHONE, **parts: Any) -> AsyncIterator[tuple[Exchange, SipListener]]:
    async with exchange(phone, **parts) as hall, SipListener(hall.hall, hall.lines) as listener:
        yield hall, listener
    assert len(hall.lines) == 0


def open_sockets() -> int:
    """Of this process."""
    return sum("socket:" in os.readlink(each) for each in Path("/proc/self/fd").iterdir() if each.is_symlink())


def at(listener: SipListener) -> tuple[str, int]:
    return "127.0.0.1", listener.bound


async def test_a_caller_reports_a_lost_card_by_voice_and_keys() -> None:
    async with sip_hall() as (hall, listener), SipCaller.open(at(listener)) as caller:
        assert (await caller.invite()).code == 200
        await caller.until(speech=True)
        await caller.until(speech=False)
        await hall.caller.says("我的社保卡丢了")
        for keys in ("1", CITIZEN_ID, "1", MOBILE, "1", "1"):
            await caller.until(speech=True)
            await caller.until(speech=False)
            await caller.press(keys)
        await caller.until(speech=True)
        await caller.until(speech=False)
        await hall.caller.says("再见")
        async with asyncio.timeout(60):
            await caller.hung_up.wait()
        assert [each[0] for each in hall.hall.backend.calls] == ["sbk.status", "sbk.loss"]  # type: ignore[attr-defined]
        assert hall.lines.outcome(caller.script.call_id) == "completed"
        assert caller.hung_up.is_set()
        assert list(hall.ledger.channels.values()) == ["phone"]


async def test_sound_goes_20_ms_every_20_ms_from_the_acknowledgement_on() -> None:
    async with sip_hall() as (_, listener), SipCaller.open(at(listener)) as caller:
        await caller.invite()
        began = asyncio.get_running_loop().time()
        await caller.until(speech=True)
        assert caller.heard_at[0] - began < 0.04
        assert not caller.heard[0].any() or np.abs(caller.heard[0]).max() <= 8, "silence before the greeting"
        for n, when in enumerate(caller.heard_at):
            assert when == pytest.approx(caller.heard_at[0] + n * 0.02, abs=0.021)
        await caller.bye()


async def test_what_a_caller_says_is_sent_20_ms_every_20_ms_and_its_end_is_told() -> None:
    async with sip_hall() as (hall, listener), SipCaller.open(at(listener)) as caller:
        await caller.invite()
        await caller.until(speech=True)
        began, fed = asyncio.get_running_loop().time(), hall.caller.fed
        assert await caller.speak(np.full(16_000, 5_000, np.int16)) - began == pytest.approx(1, abs=0.021)
        await asyncio.sleep(0.02)
        assert hall.caller.fed - fed == pytest.approx(16_000, abs=700)
        await caller.bye()


async def test_symmetric_rtp_sound_goes_back_to_where_it_comes_from() -> None:
    async with sip_hall() as (_, listener), SipCaller.open(at(listener)) as caller:
        await caller.invite(body=sdp(9, address="192.168.77.7"))  # behind a NAT: nothing listens at what it names
        await caller.until(speech=True)
        assert await caller.bye() == 200


@pytest.mark.parametrize("held", [False, True])
async def test_a_re_invite_in_place_of_a_lost_ack_says_where_sound_goes(held: bool) -> None:
    async with sip_hall() as (_, listener), SipCaller.open(at(listener)) as caller:
        caller.sends = False  # else ours would go to where the caller's comes from
        assert (await caller.invite(body=sdp(9, address="127.0.0.1"), acknowledge=False)).code == 200
        direction = "sendonly" if held else "sendrecv"
        answer = await caller.ask("INVITE", body=sdp(caller.rtp_port, address="127.0.0.1", direction=direction))
        assert answer.code == 200
        caller.send(caller.script.ack())
        await asyncio.sleep(1)
        assert bool(caller.heard) is not held
        await caller.bye()


async def test_info_digits_and_a_human_in_one_step() -> None:
    async with sip_hall() as (hall, listener), SipCaller.open(at(listener)) as caller:
        await caller.invite()
        await caller.until(speech=True)
        body = b"Signal=0\r\nDuration=160\r\n"
        answer = await caller.ask("INFO", ("Content-Type", "application/dtmf-relay"), body=body)
        assert answer.code == 200
        async with asyncio.timeout(60):
            await caller.hung_up.wait()
        assert hall.lines.outcome(caller.script.call_id) == "handoff"


async def test_a_0_within_a_number_that_is_typed_early_calls_no_human() -> None:
    """Also while nothing is asked yet, which is the case as long as the greeting is worked out."""
    async with sip_hall() as (hall, listener), SipCaller.open(at(listener)) as caller:
        await caller.invite()
        await caller.until(speech=True)
        await caller.press("0105198")
        await asyncio.sleep(4)
        assert not caller.hung_up.is_set()
        assert hall.hall.sessions.live, "the conversation goes on"
        await caller.bye()
        await asyncio.sleep(1)
        assert hall.lines.outcome(caller.script.call_id) == "cancelled"


async def test_a_hand_off_refers_the_caller() -> None:
    phone = replace(PHONE, sip_handoff="sip:clerks@pbx.hall")
    async with sip_hall(phone) as (hall, listener), SipCaller.open(at(listener)) as caller:
        await caller.invite()
        await caller.until(speech=True)
        await caller.press("0")
        async with asyncio.timeout(60):
            while not [each for each in caller.requests if each.method == "REFER"]:
                await asyncio.sleep(0.1)
        refer = next(each for each in caller.requests if each.method == "REFER")
        assert refer.headers.get("refer-to") == "<sip:clerks@pbx.hall>"
        assert (await caller.ask("NOTIFY", ("Subscription-State", "terminated"), body=b"SIP/2.0 200 OK")).code == 200
        async with asyncio.timeout(5):
            await caller.hung_up.wait()
        assert hall.lines.outcome(caller.script.call_id) == "handoff"


async def test_on_hold_nothing_is_sent_or_asked_and_the_call_goes_on_afterwards() -> None:
    async with sip_hall() as (hall, listener), SipCaller.open(at(listener)) as caller:
        await caller.invite()
        await caller.until(speech=True)
        await caller.until(speech=False)
        held = sdp(caller.rtp_port, address="127.0.0.1", direction="sendonly")
        assert (await caller.ask("INVITE", body=held)).code == 200
        caller.send(caller.script.ack())
        await asyncio.sleep(0.1)
        frames = len(caller.heard)
        turns = len(hall.ledger.turns)
        await asyncio.sleep(150)
        assert len(caller.heard) == frames
        assert len(hall.ledger.turns) == turns, "nobody is asked again"
        assert not caller.hung_up.is_set()
        answer = await caller.ask("INVITE", body=sdp(caller.rtp_port, address="127.0.0.1"))
        caller.send(caller.script.ack())
        assert b"a=sendrecv" in answer.body
        await asyncio.sleep(1)
        assert len(caller.heard) > frames + 40
        await caller.bye()


async def test_a_carrier_that_sends_nothing_for_40_s_has_not_hung_up() -> None:
    async with sip_hall() as (hall, listener), SipCaller.open(at(listener)) as caller:
        caller.sends = False
        await caller.invite()
        await asyncio.sleep(40)
        assert not caller.hung_up.is_set()
        assert [each.method for each in caller.requests].count("OPTIONS") >= 1, "it was asked, and answered"
        assert hall.caller.fed == pytest.approx(40 * 16_000, rel=0.02), "silence stands in for what does not come"
        await caller.bye()


async def test_a_peer_that_forgot_the_call_is_noticed() -> None:
    async with sip_hall() as (hall, listener), SipCaller.open(at(listener)) as caller:
        await caller.invite()
        await caller.until(speech=True)
        caller.sends = caller.knows_call = False
        await asyncio.sleep(25)
        assert len(hall.lines) == 0
        assert hall.lines.outcome(caller.script.call_id) == "cancelled"
        facts = hall.lines.facts(caller.script.call_id)
        assert facts is not None
        assert facts.hung_up_by == "lost"


@pytest.mark.parametrize("how", ["full", "draining", "starting", "stranger"])
async def test_who_is_not_served(how: str) -> None:
    phone = replace(PHONE, calls=1, allow="10.9.9.9" if how == "stranger" else "")
    async with sip_hall(phone) as (hall, listener), SipCaller.open(at(listener)) as caller:
        if how == "full":
            for n in range(9):  # one conversation, and eight announcements
                take_line(hall.lines, str(n))
        if how == "draining":
            await hall.hall.sessions.drain(0)
        hall.hall.ready = how != "starting"
        answer = await caller.invite()
        assert answer.code == {"full": 486, "draining": 503, "starting": 503, "stranger": 403}[how]
        for n in range(9):
            hall.lines.release(str(n))
        assert len(hall.spoken.streams) == 0


async def test_without_a_free_port_for_the_sound_a_call_is_refused_and_counted() -> None:
    async with sip_hall(replace(PHONE, sip_media_ports="23456-23457")) as (hall, listener):
        async with SipCaller.open(at(listener)) as first, SipCaller.open(at(listener)) as second:
            assert (await first.invite()).code == 200
            assert (await second.invite()).code == 480
            await first.bye()
            await asyncio.sleep(1)
        async with SipCaller.open(at(listener)) as third:
            assert (await third.invite()).code == 200
            await third.bye()
        assert hall.hall.metrics.registry.get_sample_value("kiosk_faults_total", {"stage": "phone"}) == 1


async def test_a_busy_line_says_so() -> None:
    async with sip_hall(replace(PHONE, calls=1)) as (hall, listener):
        await hall.lines.announcements.prepare(hall.hall.machine, hall.ledger.believed.date(), 1.0)
        async with SipCaller.open(at(listener)) as first, SipCaller.open(at(listener)) as second:
            await first.invite()
            await first.until(speech=True)
            await second.invite()
            async with asyncio.timeout(60):
                await second.hung_up.wait()
            assert hall.lines.outcome(second.script.call_id) == "busy"
            await first.bye()


async def test_a_via_with_a_port_that_is_none_silences_nobody() -> None:
    async with sip_hall() as (hall, listener), SipCaller.open(at(listener)) as caller:
        for port in ("99999", "0", "65536"):
            data = SipScript("127.0.0.1").request("OPTIONS")
            caller.send(data.replace(b":5060;branch", f":{port};branch".encode()).replace(b";rport", b""))
        await asyncio.sleep(0.1)
        assert (await caller.ask("OPTIONS")).code == 200
        assert not hall.hall.metrics.registry.get_sample_value("kiosk_faults_total", {"stage": "sip"})


async def test_a_socket_that_breaks_is_opened_again_and_its_calls_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    async with sip_hall() as (hall, listener), SipCaller.open(at(listener)) as caller:
        assert (await caller.invite()).code == 200
        await caller.until(speech=True)
        told: list[dict[str, Any]] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))
        with monkeypatch.context() as broken:
            broken.setattr(
                sip, "send_datagram", lambda transport, data, _: transport.sendto(data, ("127.0.0.1", 99_999))
            )
            caller.send(caller.script.request("INFO"))
            await asyncio.sleep(0.1)
        asyncio.get_running_loop().set_exception_handler(None)
        assert [type(each["exception"]) for each in told] == [OverflowError]
        assert hall.hall.metrics.registry.get_sample_value("kiosk_faults_total", {"stage": "sip"}) == 1
        assert await caller.bye() == 200


async def test_a_call_whose_peer_never_acknowledges_is_given_up() -> None:
    async with sip_hall() as (hall, listener), SipCaller.open(at(listener)) as caller:
        data = caller.script.request("INVITE", body=sdp(caller.rtp_port, address="127.0.0.1"))
        caller.send(data)
        await asyncio.sleep(40)
        assert len(hall.lines) == 0
        assert len(hall.spoken.streams) == 0
        assert caller.hung_up.is_set(), "a BYE for whoever got our answer after all"


@pytest.mark.parametrize("loss", [0.0, 0.01, 0.03])
async def test_20_calls_at_once_through_a_bad_line(loss: float) -> None:
    """All reach the greeting and hang up cleanly, whatever the line loses. 30 ms of jitter."""
    before = asyncio.all_tasks()
    async with sip_hall() as (hall, listener):
        lines = await asyncio.gather(*[_through(listener, loss, seed) for seed in range(20)])
        await asyncio.sleep(3)
        assert len(hall.lines) == 0
        assert len(hall.ledger.finished) == len(hall.ledger.channels) == 20
    carried, lost = sum(each[0] for each in lines), sum(each[1] for each in lines)
    assert lost / (carried + lost) == pytest.approx(loss, abs=0.01)
    await asyncio.sleep(1)
    assert asyncio.all_tasks() == before


async def _through(listener: SipListener, loss: float, seed: int) -> tuple[int, int]:
    """One call, over its own signalling line and its own line for sound."""
    signalling = ImpairedLine.open(at(listener), loss, 0.03, seed)
    sound = ImpairedLine.open(("127.0.0.1", 9), loss, 0.03, 1_000 + seed)
    async with signalling as first, sound as second, SipCaller.open(("127.0.0.1", first.port), second.port) as caller:
        answer = await caller.invite(body=sdp(second.port, address="127.0.0.1"))
        assert answer.code == 200
        second.aim(("127.0.0.1", caller.peer_port))
        await caller.until(speech=True)
        await asyncio.sleep(1)
        assert await caller.bye() == 200
        return first.carried + second.carried, first.lost + second.lost


async def test_random_calls_hung_up_at_any_moment_leave_nothing() -> None:
    before, sockets, chance = asyncio.all_tasks(), open_sockets(), random.Random(12)
    async with sip_hall(replace(PHONE, calls=4)) as (hall, listener):
        for _ in range(30):
            async with SipCaller.open(at(listener)) as caller:
                if (await caller.invite(acknowledge=chance.random() < 0.9)).code != 200:
                    continue
                for _ in range(chance.randint(0, 6)):
                    match chance.randint(0, 3):
                        case 0:
                            await asyncio.sleep(chance.random() * 4)
                        case 1 if hall.spoken.streams:
                            await hall.caller.says(chance.choice(["我的社保卡丢了", "同意", "转人工", "再见"]))
                        case 2:
                            await caller.press(chance.choice(["1", "0", "11*#"]))
                        case _:
                            await asyncio.sleep(0)
                if chance.random() < 0.7:
                    await caller.bye()  # else it vanishes
        await asyncio.sleep(120)
        assert len(hall.lines) == 0
        assert len(hall.hall.sessions) == 0
        begun = len(hall.ledger.channels)
        assert len(hall.ledger.finished) == begun, "every conversation has its ending in the record"
    await asyncio.sleep(1)
    assert asyncio.all_tasks() == before
    assert open_sockets() == sockets


async def test_calls_in_progress_are_over_with_a_bye_when_the_hall_closes() -> None:
    async with exchange(PHONE) as hall:
        listener = SipListener(hall.hall, hall.lines)
        async with listener, SipCaller.open(at(listener)) as caller:
            await caller.invite()
            await caller.until(speech=True)
            closing = asyncio.create_task(listener.__aexit__())
            async with asyncio.timeout(5):
                await caller.hung_up.wait()
            await closing
        assert len(hall.lines) == 0


async def test_a_registration_on_the_wire() -> None:
    loop = asyncio.get_running_loop()
    came: list[bytes] = []

    class Registrar(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, source: tuple[str, int]) -> None:
            came.append(data)
            request = parse_message(data)
            assert isinstance(request, SipRequest)
            challenge = ("WWW-Authenticate", 'Digest realm="r", nonce="n", qop="auth"')
            known = bool(request.headers.get("authorization"))
            answer = SipScript().answer(request, 200 if known else 401, *([] if known else [challenge]))
            transport.sendto(answer, source)

    transport, _ = await loop.create_datagram_endpoint(Registrar, local_addr=("127.0.0.1", 0))
    port = transport.get_extra_info("sockname")[1]
    phone = replace(PHONE, sip_registrar=f"127.0.0.1:{port}", sip_user="hall", sip_password="secret")
    async with sip_hall(phone) as (_, listener):
        async with asyncio.timeout(5):
            while listener.registration is not RegistrationState.REGISTERED:
                await asyncio.sleep(0.1)
    transport.close()
    assert b"Expires: 0\r\n" in came[-1], "the registration ends with the hall"
    assert not [data for data in came if b"secret" in data]
