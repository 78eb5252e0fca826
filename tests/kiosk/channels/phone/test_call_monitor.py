"""Calls that are watched, in virtual time: what the log of each kind of call says, and what its recording holds."""

from __future__ import annotations

import asyncio
import random
import socket
import uuid
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import structlog

from kiosk.channels.phone.announcements import RECORDED
from kiosk.channels.phone.audiosocket import serve_audiosocket
from kiosk.channels.phone.call_facts import EVENTS, LEFT_SERVED, CallFacts
from kiosk.channels.phone.call_log import CallLog
from kiosk.channels.phone.call_story import timeline, why
from kiosk.channels.phone.prompter import Prompter
from kiosk.config import PhoneSettings
from kiosk.store import recordings
from kiosk.store.crypto import Keyring
from kiosk.store.recording_file import RecordingFile
from kiosk.store.recording_writer import RecordingWriter
from kiosk.telemetry.metrics import Metrics
from kiosk.upstream.handoff_hook import HandoffReply
from kiosk.wire import messages as m
from kiosk.wire.phone.audiosocket import AudioSocketKind, frame
from kiosk.wire.phone.events import CallerAudio, DigitPressed
from support.fakes import Backend
from support.phone_calls import Exchange, exchange

pytestmark = pytest.mark.virtual_time

CALL = uuid.UUID("40325ec2-5efd-4bd3-805f-53576e581d13")
CITIZEN_ID, MOBILE = "110105198506123729", "13800138000"
LOSS_KEYS = ("1", CITIZEN_ID, "1", MOBILE, "1")
KEYS = Keyring({1: bytes(range(32))}, 1)


async def kept(hall: Exchange) -> CallFacts:
    """The facts of the only call, as the record has them."""
    await hall.hall.record_writer.settle(5)
    (facts,) = hall.ledger.call_facts.values()
    return CallFacts.from_json(facts)


def writer_of(folder: Path) -> RecordingWriter:
    return RecordingWriter(folder, KEYS, Metrics(), structlog.get_logger("kiosk"))


async def test_a_whole_service_leaves_its_facts_and_none_of_the_callers_words_or_keys() -> None:
    async with exchange() as hall:
        async with hall.call(CALL) as (caller, _):
            await caller.turn()
            up = hall.lines.facts(str(CALL))
            assert up is not None
            assert up.outcome == ""
            assert [facts.call for facts in hall.lines.going_on()] == [str(CALL)]
            await hall.caller.says("我的社保卡丢了")
            for keys in LOSS_KEYS:
                assert await caller.turn()
                await caller.press(keys)
            for words in ("非常满意", "不用了，谢谢"):
                assert await caller.turn()
                await hall.caller.says(words)
            assert not await caller.turn()
        facts = await kept(hall)
        assert facts == hall.lines.facts(str(CALL)) == hall.lines.facts(facts.conversation)
        assert hall.lines.going_on() == []
        assert (facts.surface, facts.rate, facts.outcome, facts.hung_up_by) == (
            "audiosocket", 8_000, "completed", "hall",
        )  # fmt: skip
        assert (facts.heard, facts.keyed, facts.no_inputs, facts.no_matches) == (3, 5, 0, 0)
        assert (facts.backend_calls, facts.backend_failed, facts.backend_worst_ms) == (2, 0, 200)
        assert facts.answer_ms is not None
        assert facts.answer_ms < 2_000
        assert facts.answers >= 1
        assert facts.seconds == pytest.approx(facts.sound_s, abs=0.5)
        assert (facts.late, facts.lost_ms) == (0, 0)
        assert facts.coding == "linear"
        assert facts.recording == "off"
        text = facts.to_json()
        for personal in (CITIZEN_ID, MOBILE, "社保卡丢了", "满意", "6217"):
            assert personal not in text
        assert "没有发现问题。" in why(facts, english=False)
        sample = hall.hall.metrics.registry.get_sample_value
        labels = {"surface": "audiosocket"}
        assert sample("kiosk_phone_calls_total", labels | {"outcome": "completed"}) == 1
        assert sample("kiosk_phone_answer_seconds_count", labels) == 1
        assert sample("kiosk_phone_frames_total", labels | {"fault": "lost"}) == 0


@pytest.mark.parametrize(("keyed", "outcome"), [(len(LOSS_KEYS), "completed"), (len(LOSS_KEYS) - 1, "cancelled")])
async def test_who_hangs_up_after_the_receipt_has_completed_and_who_does_before_has_not(
    keyed: int, outcome: str
) -> None:
    async with exchange() as hall:
        async with hall.call(CALL) as (caller, _):
            await caller.turn()
            await hall.caller.says("我的社保卡丢了")
            for keys in LOSS_KEYS[:keyed]:
                assert await caller.turn()
                await caller.press(keys)
            assert await caller.turn()
        facts = await kept(hall)
        assert (facts.outcome, facts.hung_up_by) == (outcome, "caller")
        assert hall.lines.outcome(str(CALL)) == outcome


async def test_who_hangs_up_while_the_clerk_speaks_interrupts_nobody_and_gets_one_verdict() -> None:
    async with exchange() as hall:
        async with hall.call(CALL) as (caller, _):
            await caller.turn()
            await hall.caller.says("我的社保卡丢了")
            for keys in LOSS_KEYS:
                assert await caller.turn()
                await caller.press(keys)
            await asyncio.sleep(2)
        facts = await kept(hall)
        assert (facts.outcome, facts.hung_up_by, facts.barge_ins) == ("completed", "caller", 0)
        kinds = [event.kind for event in facts.events]
        assert "goodbye" not in kinds
        assert "barge-in" not in kinds
        assert facts.events[-1].detail == LEFT_SERVED
        assert "办完了，没等道别就挂了机" in timeline(facts, english=False)[-1]


async def test_a_caller_who_keys_in_place_of_sending_sound_loses_none() -> None:
    async with exchange() as hall:
        async with hall.call(CALL, surface="sip") as (caller, _):
            await caller.turn()
            await hall.caller.says("我想查一下工单")
            assert await caller.turn()
            await caller.press("26115837")
            await caller.turn()
        facts = await kept(hall)
        assert facts.keys == 8
        assert (facts.lost_ms, facts.coding) == (0, "G.711 A-law (PCMA)")


def test_a_gap_around_a_key_is_no_lost_sound_and_another_is() -> None:
    log, pcm = CallLog("audiosocket", 0, 0.0), np.ones(160, np.int16)
    for n in range(200):
        if not 50 <= n < 57 and not 120 <= n < 127:
            log.came(CallerAudio(pcm, 8_000), n * 0.02 + 0.02)
        if n == 57:
            log.came(DigitPressed("4"), n * 0.02)
        log.tick(n * 0.02 + 0.02)
    assert log.ended("completed", 0.0, 4.0).lost_ms == 140


async def test_a_caller_who_is_silent_and_one_who_is_not_understood() -> None:
    async with exchange() as hall:
        async with hall.call(CALL) as (caller, _):
            await caller.turn()
            assert await caller.turn(within_s=60), "asked again after silence"
            await hall.caller.says("嘟嘟囔囔的")
            await caller.turn()
        facts = await kept(hall)
        assert facts.no_inputs == 1
        assert facts.no_matches == 1
        assert facts.outcome == "cancelled"
        assert facts.hung_up_by == "caller"


async def test_an_interruption_is_counted_and_the_record_ends_in_time() -> None:
    async with exchange() as hall:
        async with hall.call(CALL) as (caller, _):
            await asyncio.sleep(2)
            await hall.caller.voice()
            await hall.caller.partial("我的社保卡丢了")
            await asyncio.sleep(0.1)
            await caller.press("1")
        facts = await kept(hall)
        assert facts.barge_ins == 1
        assert [event.kind for event in facts.events].count("barge-in") == 1


async def test_a_slow_back_end_and_one_that_fails() -> None:
    class Slow(Backend):
        async def call(self, api: str, params: dict[str, str], *, key: str, timeout_s: float | None) -> dict[str, str]:
            await asyncio.sleep(6.3)
            return await super().call(api, params, key=key, timeout_s=timeout_s)

    async with exchange(backend=Slow("sbk.loss")) as hall:
        async with hall.call(CALL) as (caller, _):
            await caller.turn()
            await hall.caller.says("我的社保卡丢了")
            for keys in LOSS_KEYS:
                assert await caller.turn(quiet_s=8)
                await caller.press(keys)
            await caller.turn(quiet_s=8)
        facts = await kept(hall)
        assert (facts.backend_calls, facts.backend_failed) == (2, 1)
        assert facts.backend_worst_ms == 6_500
        assert "back end" in [event.kind for event in facts.events]
        assert "后台接口失败 1 次" in why(facts, english=False)[0]


@pytest.mark.parametrize(("taken", "hook"), [(True, "taken"), (False, "failed"), (None, "off")])
async def test_a_hand_off_says_whether_the_hook_answered(
    taken: bool | None, hook: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = PhoneSettings(handoff_url="" if taken is None else "http://desk.example/case")
    async with exchange(phone) as hall:

        async def ask(packet: Any) -> HandoffReply:
            await asyncio.sleep(0.7)
            return HandoffReply(posted=bool(taken))

        monkeypatch.setattr(hall.lines.handoff, "ask", ask)
        async with hall.call(CALL) as (caller, _):
            await caller.turn()
            await hall.caller.says("转人工")
            assert not await caller.turn(quiet_s=5)
        facts = await kept(hall)
        assert (facts.hook, facts.hook_ms, facts.outcome) == (hook, 700, "handoff")
        assert facts.handoff


async def test_a_caller_who_is_turned_away() -> None:
    async with exchange(PhoneSettings(calls=1)) as hall:
        async with hall.call() as (first, _):
            await first.turn()
            async with hall.call(CALL) as (second, _):
                assert not await second.turn(quiet_s=5)
            facts = hall.lines.facts(str(CALL))
        assert facts is not None
        assert (facts.refused, facts.outcome, facts.conversation) == ("lines", "busy", "")
        assert "phone.calls" in why(facts, english=False)[0]


async def test_a_carrier_that_sends_nothing_and_a_connection_that_breaks() -> None:
    async with exchange() as hall:
        ours, theirs = socket.socketpair()
        serving = asyncio.create_task(serve_audiosocket(hall.hall, hall.lines, theirs))
        reader, writer = await asyncio.open_connection(sock=ours)
        writer.write(frame(AudioSocketKind.UUID, CALL.bytes))
        listening = asyncio.create_task(reader.read(-1))
        await asyncio.sleep(40)
        writer.close()
        await asyncio.gather(serving, listening, return_exceptions=True)
        facts = await kept(hall)
        assert facts.hung_up_by == "lost"
        assert (facts.sound_s, facts.rate) == (0, 0)
        assert facts.gap_s == pytest.approx(40, abs=0.5)
        assert "单通" in why(facts, english=False)[0]


async def test_a_server_that_stops_is_the_one_that_ended_the_call() -> None:
    async with exchange() as hall:
        ours, theirs = socket.socketpair()
        serving = asyncio.create_task(serve_audiosocket(hall.hall, hall.lines, theirs))
        reader, writer = await asyncio.open_connection(sock=ours)
        writer.write(frame(AudioSocketKind.UUID, CALL.bytes))
        listening = asyncio.create_task(reader.read(-1))
        await asyncio.sleep(3)
        serving.cancel()
        await asyncio.gather(serving, listening, return_exceptions=True)
        writer.close()
        assert (await kept(hall)).hung_up_by == "server"


def test_the_log_is_bounded_and_its_counts_are_not() -> None:
    log = CallLog("audiosocket", 0, 0.0)
    for n in range(1_000):
        log.told(m.TranscriptMessage(n, "110105198506123729", "voice"), n * 1.0)
    facts = log.ended("completed", 0.0, 1_000.0)
    assert facts.heard == 1_000
    assert len(facts.events) == EVENTS
    assert facts.more_events == 1_000 + 2 - EVENTS
    assert "110105198506123729" not in facts.to_json()


# ---- recordings -----------------------------------------------------------------------------------------------------


async def test_a_recorded_call_has_both_sides_at_their_moments_and_the_length_of_the_call(tmp_path: Path) -> None:
    loop = asyncio.get_running_loop()
    async with exchange(recordings=writer_of(tmp_path)) as hall:
        async with hall.call(CALL) as (caller, serving):
            began = loop.time()
            await caller.turn()
            said_at = loop.time() - began
            await caller.speak(np.full(16_000, 9_000, np.int16))
            await asyncio.sleep(2)
            left_at = loop.time()
        await serving
        facts = await kept(hall)
        assert facts.recording == "on"
        assert facts.missing_s == 0
        await hall.hall.recordings.close(5)  # type: ignore[union-attr]
    (found,) = recordings.of_call(tmp_path, KEYS, str(CALL))
    assert found.head.conversation == facts.conversation
    assert found.end is not None
    assert found.end.samples / 8_000 == pytest.approx(left_at - began, abs=0.02)
    sound = np.concatenate(list(recordings.sound(found, KEYS))).astype(np.int32)
    assert len(sound) == found.end.samples
    loud = np.flatnonzero(np.abs(sound[:, 0]) > 5_000) / 8_000
    assert loud[0] == pytest.approx(said_at, abs=0.06)
    assert loud[-1] - loud[0] == pytest.approx(1.0, abs=0.03)
    heard = np.concatenate(caller.heard).astype(np.int32)
    spoken = np.flatnonzero(np.abs(sound[:, 1]) > 100) / 8_000
    at_caller = np.flatnonzero(np.abs(heard) > 100) / 8_000 + caller.heard_at[0] - 0.02 - began
    assert spoken[0] == pytest.approx(at_caller[0], abs=0.06)
    assert spoken[-1] - spoken[0] == pytest.approx(at_caller[-1] - at_caller[0], abs=0.02)


async def test_who_speaks_from_the_first_moment_on_hears_the_notice_to_its_end_and_is_recorded_after_it(
    tmp_path: Path,
) -> None:
    async with exchange(recordings=writer_of(tmp_path)) as hall:
        notice_s = len(await hall.lines.announcements.rendered(RECORDED)) / 24_000
        async with hall.call(CALL) as (caller, serving):
            speaking = caller.speak(np.full(16_000 * 8, 9_000, np.int16))
            async with asyncio.timeout(20):
                while not hall.spoken.streams:
                    await asyncio.sleep(0.02)
            await hall.caller.says("我的社保卡丢了")
            await speaking
        await serving
        facts = await kept(hall)
        assert facts.recording == "on"
        await hall.hall.recordings.close(5)  # type: ignore[union-attr]
    (found,) = recordings.of_call(tmp_path, KEYS, str(CALL))
    sound = np.concatenate(list(recordings.sound(found, KEYS))).astype(np.int32)
    spoken, said = np.abs(sound[:, 1]) > 100, np.flatnonzero(np.abs(sound[:, 0]) > 5_000) / 8_000
    begins = np.flatnonzero(spoken)[0] / 8_000
    assert said[0] >= begins + notice_s - 0.1, "the caller is not recorded before the notice was heard"
    assert said[0] <= begins + notice_s + 1.0
    first = spoken[: round(said[0] * 8_000)]
    assert np.flatnonzero(first)[-1] / 8_000 - begins == pytest.approx(notice_s, abs=0.4), (
        "nothing cut the notice short"
    )


async def test_0_pressed_while_the_notice_is_said_brings_a_human(tmp_path: Path) -> None:
    async with exchange(recordings=writer_of(tmp_path)) as hall:
        async with hall.call(CALL) as (caller, serving):
            await asyncio.sleep(0.1)
            await caller.press("0")
            assert not await caller.turn(quiet_s=8)
        await serving
        assert (await kept(hall)).outcome == "handoff"


async def test_calls_that_are_hung_up_at_any_moment_leave_whole_recordings_and_their_facts(tmp_path: Path) -> None:
    chance, before = random.Random(7), asyncio.all_tasks()
    async with exchange(PhoneSettings(calls=8), recordings=writer_of(tmp_path)) as hall:
        for n in range(30):
            async with hall.call(uuid.UUID(int=n + 1)) as (caller, _):
                await asyncio.sleep(chance.choice([0.0, 0.001, 0.02, chance.random() * 3]))
                if chance.random() < 0.5 and hall.spoken.streams:
                    await hall.caller.says(chance.choice(["我的社保卡丢了", "转人工", "再见"]))
                    await caller.turn(within_s=300)
        await asyncio.sleep(2)
        await hall.hall.record_writer.settle(5)
        assert hall.lines.going_on() == []
        kept_facts = [CallFacts.from_json(text) for text in hall.ledger.call_facts.values()]
        await hall.hall.recordings.close(5)  # type: ignore[union-attr]
    await asyncio.sleep(1)
    assert asyncio.all_tasks() == before
    found, unreadable = recordings.stored(tmp_path, KEYS)
    assert unreadable == 0
    assert all(each.end is not None for each in found), "none is left unfinished"
    assert {each.head.call for each in found} == {facts.call for facts in kept_facts if facts.recording == "on"}
    assert len(found) >= 15
    for each in found:
        assert sum(len(piece) for piece in recordings.sound(each, KEYS)) == each.end.samples  # type: ignore[union-attr]


async def test_who_says_not_which_call_it_is_counts_for_nothing() -> None:
    async with exchange() as hall:
        ours, theirs = socket.socketpair()
        serving = asyncio.create_task(serve_audiosocket(hall.hall, hall.lines, theirs))
        await asyncio.sleep(10)
        await serving
        ours.close()
        assert hall.ledger.call_facts == {}
        labels = {"surface": "audiosocket", "outcome": "cancelled"}
        assert hall.hall.metrics.registry.get_sample_value("kiosk_phone_calls_total", labels) is None


async def test_a_disk_that_takes_nothing_changes_no_call_and_the_greeting_does_not_lie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(RecordingFile, "_append", full)
    said: list[tuple[str, ...]] = []

    async def say(_: Prompter, texts: tuple[str, ...]) -> None:
        said.append(texts)

    monkeypatch.setattr(Prompter, "say", say)
    async with exchange(recordings=writer_of(tmp_path)) as hall:
        async with hall.call(CALL) as (caller, _):
            await caller.turn()
            await hall.caller.says("再见")
            assert not await caller.turn(quiet_s=20)
            assert caller.properly
        assert said == [], "nobody says that it is recorded"
        facts = await kept(hall)
        assert (facts.outcome, facts.hung_up_by) == ("cancelled", "hall")
        assert facts.recording == "failed"
        assert hall.hall.recordings is not None
        assert hall.hall.recordings.trouble == {"kind": "full", "do": hall.hall.recordings.trouble["do"]}  # type: ignore[index]
    assert list(tmp_path.iterdir()) == []


async def test_a_disk_that_fills_up_in_a_call_costs_the_rest_of_its_recording_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with exchange(recordings=writer_of(tmp_path)) as hall:
        async with hall.call(CALL) as (caller, serving):
            await caller.turn()
            await asyncio.sleep(6)
            real = RecordingFile.add

            def full(*_: object) -> None:
                raise OSError(28, "No space left on device")

            monkeypatch.setattr(RecordingFile, "add", full)
            await hall.caller.says("再见")
            assert not await caller.turn(quiet_s=20)
            await serving
            monkeypatch.setattr(RecordingFile, "add", real)
        facts = await kept(hall)
        assert (facts.outcome, facts.hung_up_by) == ("cancelled", "hall")
        assert facts.recording == "on"
        await hall.hall.recordings.close(5)  # type: ignore[union-attr]
    (found,) = recordings.of_call(tmp_path, KEYS, str(CALL))
    assert found.end is not None
    assert found.end.missing > 0
    assert sum(len(piece) for piece in recordings.sound(found, KEYS)) == found.end.samples
