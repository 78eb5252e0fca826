"""Calls over AudioSocket in virtual time: whole services by voice and keys, the clock, interruptions, hang-ups."""

from __future__ import annotations

import asyncio
import json
import socket
import uuid
from typing import Any

import numpy as np
import pytest

from kiosk.channels.phone.announcements import LINE_BUSY, TOO_LONG
from kiosk.channels.phone.audiosocket import serve_audiosocket
from kiosk.channels.phone.call import IDENTIFY_S
from kiosk.channels.phone.lines import WHISPER_S
from kiosk.config import PhoneSettings
from kiosk.upstream.handoff_hook import HandoffReply
from kiosk.wire.phone.audiosocket import AudioSocketKind, frame
from support.fakes import Backend
from support.phone_calls import exchange

pytestmark = pytest.mark.virtual_time

CALL = uuid.UUID("40325ec2-5efd-4bd3-805f-53576e581d13")
CITIZEN_ID, MOBILE = "110105198506123729", "13800138000"
#: 社保卡挂失 by keys after the first words: consent, ID, temporary, mobile, its read-back, confirmation.
LOSS_KEYS = ("1", CITIZEN_ID, "1", MOBILE, "1", "1")


class HotlineBackend(Backend):
    """Answers 工单进度查询."""

    async def call(self, api: str, params: dict[str, str], *, key: str, timeout_s: float | None) -> dict[str, str]:
        self.calls.append((api, params, key))
        await asyncio.sleep(0.2)
        return {
            "hotline.status": {"工单状态": "正在办理", "承办单位": "市城管局", "答复日期": "2026-12-05"},
            "hotline.urge": {"催办号": "CB1", "答复日期": "2026-12-03"},
        }[api]


async def test_a_caller_reports_a_lost_card_by_voice_and_keys() -> None:
    async with exchange() as hall:
        async with hall.call(CALL) as (caller, serving):
            assert await caller.turn()
            await hall.caller.says("我的社保卡丢了")
            for keys in LOSS_KEYS:
                assert await caller.turn(), f"the clerk hung up before {keys}"
                await caller.press(keys)
            assert await caller.turn()
            await hall.caller.says("非常满意")
            assert await caller.turn()
            await hall.caller.says("不用了，谢谢")
            assert not await caller.turn()
            assert caller.properly, "hung up by a message, so that the dialplan goes on"
            await serving
        assert [each[0] for each in hall.hall.backend.calls] == ["sbk.status", "sbk.loss"]  # type: ignore[attr-defined]
        assert hall.lines.outcome(str(CALL)) == "completed"
        assert list(hall.ledger.channels.values()) == ["phone"]
        ((case,),) = hall.ledger.cases.values()
        assert case.receipt == "SB20260001"
        greeting = next(text for who, text, _ in hall.ledger.turns if who == "clerk")
        assert "人工智能" in greeting
        assert "记录" in greeting
        assert "请说您要办什么事" in greeting


async def test_a_caller_asks_how_far_a_request_is() -> None:
    async with exchange(backend=HotlineBackend()) as hall:
        async with hall.call(CALL) as (caller, _):
            await caller.turn()
            await hall.caller.says("我想查一下工单")
            await caller.turn()
            await caller.press("26115837")
            for words in ("催一下", "对", "非常满意", "不用了，谢谢"):
                assert await caller.turn(), f"the clerk hung up before {words}"
                await hall.caller.says(words)
            assert not await caller.turn()
        assert [each[0] for each in hall.hall.backend.calls] == ["hotline.status", "hotline.urge"]  # type: ignore[attr-defined]
        assert hall.lines.outcome(str(CALL)) == "completed"


async def test_silence_from_the_first_millisecond_and_never_ahead_of_the_clock() -> None:
    async with exchange() as hall, hall.call() as (caller, _):
        await caller.turn()
        began = caller.heard_at[0]
        assert began == pytest.approx(asyncio.get_running_loop().time() - caller.heard_at[-1] + began, abs=0.05)
        assert not caller.heard[0].any(), "our own silence comes before all speech"
        assert {len(frame) for frame in caller.heard} == {160}
        for n, at in enumerate(caller.heard_at):
            assert at >= began + n * 0.02 - 1e-6, "ahead of the clock"
            assert at <= began + n * 0.02 + 0.021, "behind the clock"


async def test_a_line_of_16_khz_is_answered_at_16_khz() -> None:
    async with exchange() as hall, hall.call(rate=16_000) as (caller, _):
        await caller.turn()
        assert {len(frame) for frame in caller.heard[5:]} == {320}


async def test_an_interruption_is_silent_within_a_frame() -> None:
    async with exchange() as hall, hall.call() as (caller, _):
        await asyncio.sleep(2)
        assert np.abs(caller.heard[-1]).mean() > 100
        await hall.caller.voice()
        await hall.caller.partial("我的社保卡丢了")
        await asyncio.sleep(0.05)
        assert not np.concatenate(caller.heard[-1:]).any()


async def test_keys_pressed_while_an_answer_is_worked_out_answer_what_follows() -> None:
    async with exchange() as hall, hall.call() as (caller, _):
        await caller.turn()
        await hall.caller.says("我的社保卡丢了")
        await caller.turn()
        await caller.press("1")
        await caller.turn()
        await caller.press(CITIZEN_ID + "1" + MOBILE)  # the status of the card is asked for after the first number
        await caller.turn()
        (session,) = hall.hall.sessions.live
        filled = session.dialogue_state.values()  # type: ignore[attr-defined]
        assert filled["身份证号"] == CITIZEN_ID
        assert filled["挂失方式"] == "临时挂失"


@pytest.mark.parametrize("how", ["key", "voice"])
async def test_a_human_in_one_step(how: str) -> None:
    async with exchange() as hall:
        async with hall.call(CALL) as (caller, _):
            await asyncio.sleep(1)  # the greeting is being said
            await (caller.press("0") if how == "key" else hall.caller.says("转人工"))
            assert not await caller.turn(quiet_s=5)
            assert caller.properly
        assert hall.lines.outcome(str(CALL)) == "handoff"


async def test_the_human_gets_the_case_without_a_number_of_the_callers(monkeypatch: pytest.MonkeyPatch) -> None:
    posted = list[Any]()
    async with exchange() as hall:

        async def ask(packet: Any) -> HandoffReply:
            posted.append(packet)
            return HandoffReply(posted=True)

        monkeypatch.setattr(hall.lines.handoff, "ask", ask)
        async with hall.call(CALL) as (caller, _):
            await caller.turn()
            await hall.caller.says("我的社保卡丢了")
            for keys in LOSS_KEYS[:3]:
                await caller.turn()
                await caller.press(keys)
            await caller.turn()
            await hall.caller.says("我要转人工")
            assert not await caller.turn(quiet_s=5)
    (packet,) = posted
    assert packet["call"] == str(CALL)
    assert packet["service"] == "社保卡挂失"
    assert packet["slots"]["挂失方式"] == "临时挂失"
    assert packet["slots"]["身份证号"].endswith(CITIZEN_ID[-4:])
    assert packet["turns"][-1] == {"who": "caller", "text": "我要转人工"} or packet["turns"][-1]["who"] == "clerk"
    assert len(packet["turns"]) <= 6
    assert packet["whisper"].startswith("来电人要办社保卡挂失，已经填了身份证号、挂失方式")
    now = asyncio.get_running_loop().time()
    assert hall.lines.whispered(str(CALL), now) == packet["whisper"]
    assert hall.lines.whispered(str(CALL), now + WHISPER_S) is None, "nobody waits that long"
    assert hall.lines.whispered(str(CALL), now) is None, "and it is gone"
    assert CITIZEN_ID not in json.dumps(packet)


@pytest.mark.parametrize("words", ["我的社保卡丢了", ""])
async def test_a_key_is_nothing_that_the_caller_said(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    posted = list[Any]()
    async with exchange() as hall:

        async def ask(packet: Any) -> HandoffReply:
            posted.append(packet)
            return HandoffReply(posted=True)

        monkeypatch.setattr(hall.lines.handoff, "ask", ask)
        async with hall.call(CALL) as (caller, _):
            await caller.turn()
            if words:
                await hall.caller.says(words)
                await caller.turn()
            await caller.press("0")
            assert not await caller.turn(quiet_s=5)
    (packet,) = posted
    assert packet["whisper"].endswith(f"最后说的是：{words}。" if words else "来电人还没有说办什么业务。")
    assert {"who": "caller", "text": "按键 0"} in packet["turns"]


async def test_a_cut_cable_is_noticed_after_10_s() -> None:
    """By the kernel: here it can only be seen that it was told so."""
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.create_connection(listener.getsockname()[:2]):
        line, _ = listener.accept()
        async with exchange() as hall:
            serving = asyncio.create_task(serve_audiosocket(hall.hall, hall.lines, line))
            await asyncio.sleep(0.1)
            assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 10_000
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)


async def test_a_caller_who_keys_slowly_is_not_asked_again_meanwhile() -> None:
    async with exchange() as hall, hall.call() as (caller, _):
        await caller.turn()
        await hall.caller.says("我的社保卡丢了")
        await caller.turn()
        await caller.press("1")
        await caller.turn()
        for key in CITIZEN_ID:
            await caller.press(key)
            await asyncio.sleep(2)
        assert [text for who, text, _ in hall.ledger.turns if who == "citizen"].count(CITIZEN_ID) == 1
        said = [text for who, text, _ in hall.ledger.turns if who == "clerk"]
        assert sum("请说身份证号" in text for text in said) == 1, "no reprompt between two keys"


async def test_the_farewell_is_heard_to_its_end() -> None:
    async with exchange() as hall:
        async with hall.call(CALL) as (caller, _):
            await caller.turn()
            await hall.caller.says("再见")
            assert not await caller.turn(quiet_s=20)
        said = sum(len(text) for who, text, _ in hall.ledger.turns if who == "clerk")
        loud = sum(np.abs(frame).mean() > 100 for frame in caller.heard)
        assert loud * 0.02 == pytest.approx(said / 4, abs=0.2), "the stand-in voice says 4 characters a second"
        assert not any(frame.any() for frame in caller.heard[-15:]), "silence behind the last word"


async def test_a_busy_line_says_so_and_hangs_up() -> None:
    async with exchange(PhoneSettings(calls=1)) as hall:
        await hall.lines.announcements.prepare(hall.hall.machine, hall.ledger.believed.date(), 1.0)
        async with hall.call() as (first, _):
            await first.turn()
            async with hall.call(CALL) as (second, _):
                assert not await second.turn(quiet_s=10)
                assert second.properly
            loud = sum(np.abs(frame).mean() > 100 for frame in second.heard) * 0.02
            assert loud == pytest.approx(len(LINE_BUSY) / 4, abs=0.1)
            assert hall.lines.outcome(str(CALL)) == "busy"
            assert len(hall.spoken.streams) == 1, "no conversation was begun"
        assert len(hall.lines) == 0


async def test_without_a_rendered_announcement_the_busy_tone() -> None:
    async with exchange(PhoneSettings(calls=1)) as hall, hall.call() as (first, _):
        await first.turn()
        async with hall.call() as (second, _):
            assert not await second.turn(quiet_s=5)
        assert np.abs(second.sound).max() > 1_000


async def test_a_call_has_a_longest_time_and_is_ended_politely() -> None:
    async with exchange(PhoneSettings(longest_s=30)) as hall, hall.call() as (caller, _):
        while await caller.turn():
            assert len(caller.heard) < 60 * 50, "longer than a minute"
            await hall.caller.says("再说一遍")  # which nothing but the clock ends
        assert caller.properly
        assert hall.ledger.turns[-1][:2] == ("clerk", TOO_LONG), "it ends with words"
        loud = [bool(np.abs(frame).mean() > 100) for frame in caller.heard]
        assert any(loud[-150:]), "they were the last that was heard"
        assert not any(loud[-5:]), "and were heard to their end"


@pytest.mark.parametrize(
    ("secret", "call", "served"),
    [
        ("40325ec25efd4bd3", CALL, True),
        ("40325ec25efd4bd4", CALL, False),
        ("", CALL, True),
    ],
)
async def test_the_secret_in_the_uuid(secret: str, call: uuid.UUID, served: bool) -> None:
    async with exchange(PhoneSettings(secret=secret)) as hall:
        async with hall.call(call) as (caller, _):
            assert await caller.turn(quiet_s=1) is served
        assert (len(hall.spoken.streams) == 1) is served


async def test_who_says_not_which_call_it_is_is_hung_up_on() -> None:
    async with exchange() as hall:
        ours, theirs = socket.socketpair()
        serving = asyncio.create_task(serve_audiosocket(hall.hall, hall.lines, theirs))
        await asyncio.sleep(IDENTIFY_S / 2)
        assert not serving.done()
        await asyncio.sleep(IDENTIFY_S)
        assert serving.done()
        ours.close()
        assert hall.hall.metrics.registry.get_sample_value("kiosk_client_errors_total", {"code": "no_call_id"}) == 1


async def test_a_carrier_that_sends_nothing_for_40_s_has_not_hung_up() -> None:
    async with exchange() as hall:
        ours, theirs = socket.socketpair()
        serving = asyncio.create_task(serve_audiosocket(hall.hall, hall.lines, theirs))
        reader, writer = await asyncio.open_connection(sock=ours)
        writer.write(frame(AudioSocketKind.UUID, CALL.bytes))  # and no sound after it
        listening = asyncio.create_task(reader.read(-1))
        await asyncio.sleep(40)
        assert not serving.done()
        fed = hall.caller.fed
        assert fed == pytest.approx(40 * 16_000, rel=0.02), "silence stands in for what does not come"
        writer.close()
        await asyncio.gather(serving, listening, return_exceptions=True)
