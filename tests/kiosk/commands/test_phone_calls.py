"""A real call over loopback, recorded by a hall on real sockets: told by `why` while it is up and after, exported,
read by the standard library, and deleted.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import uuid
import wave
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import get_args

import aiohttp
import numpy as np
import pytest
import structlog
from click.testing import Result
from rich.cells import cell_len
from rich.console import Console
from typer.testing import CliRunner

from kiosk.channels.phone.call_causes import causes
from kiosk.channels.phone.call_facts import CallFacts
from kiosk.channels.phone.call_story import outcome, why
from kiosk.channels.phone.lines import Surface
from kiosk.client.phone_caller import PhoneCaller
from kiosk.commands.phone import app
from kiosk.commands.phone_calls import print_call
from kiosk.config import PhoneSettings, Settings, load_settings
from kiosk.hall.opening import open_record, open_recordings
from kiosk.jobs.retention import Retention
from kiosk.server.server import Server
from kiosk.store.crypto import Keyring
from kiosk.store.keyfile import load
from kiosk.store.recording_file import RecordingFile
from kiosk.store.recording_format import RecordingHead
from kiosk.telemetry.metrics import Metrics
from support import connected
from support.callers import Parrot
from support.connected import settings_of
from support.speech_stand_in import SpeechStandIn

CALL = uuid.UUID("40325ec2-5efd-4bd3-805f-53576e581d13")


@asynccontextmanager
async def recording_hall(folder: Path) -> AsyncIterator[tuple[Server, Path]]:
    """A hall with a record of its own in `folder`, and a settings file with which commands find both."""
    phone = PhoneSettings(audiosocket="on", port=0, record="on")
    settings = replace(settings_of(), data_dir=folder, phone=phone)
    metrics, log = Metrics(), structlog.get_logger("kiosk")
    async with AsyncExitStack() as stack:
        store, record_writer = await open_record(settings, stack, metrics, log)
        recordings = await open_recordings(settings, stack, metrics, log)
        parts = {"store": store, "record_writer": record_writer, "recordings": recordings, "metrics": metrics}
        listening = connected.listening(settings, recogniser=Parrot(), segmenter_hub=SpeechStandIn(), **parts)
        server = await stack.enter_async_context(listening)
        config = folder / "config.yaml"
        operators = f"operators: {{port: {server.operators_port}}}"
        config.write_text(f"data_dir: {folder}\n{operators}\nhall: {{name: 测试大厅}}\nlog: {{level: info}}\n")
        yield server, config


async def run(config: Path, *arguments: str) -> Result:
    """`kiosk phone …`, in a thread: it asks the hall of this event loop."""
    return await asyncio.to_thread(CliRunner().invoke, app, [*arguments, "--config", str(config)])


def riff(path: Path, name: bytes) -> bytes:
    """The body of this chunk, which stands before the sound."""
    data = path.read_bytes()
    at = data.index(name)
    length = int.from_bytes(data[at + 4 : at + 8], "little")
    assert at < data.index(b"data")
    return data[at + 8 : at + 8 + length]


async def test_a_call_is_recorded_told_exported_and_deleted(tmp_path: Path) -> None:
    output = tmp_path / "out.wav"
    async with recording_hall(tmp_path / "data") as (server, config):
        async with PhoneCaller.open("127.0.0.1", server.phone_port, CALL) as caller, asyncio.timeout(60):
            while not caller.heard or not caller.heard[-1].any():
                await asyncio.sleep(0.02)
            await caller.speak(np.full(8_000, 9_000, np.int16))
            up = await run(config, "why", str(CALL), "--english", "--events")
            assert "The call is still up." in up.output
            assert "the first word" in up.output
            assert "going on" in (await run(config, "recordings", "list")).output
            busy = await run(config, "recordings", "delete", str(CALL), "--yes")
            assert "still being recorded" in str(busy.exception)
            listed = await run(config, "calls", "--json")
            assert json.loads(listed.output)["call"] == str(CALL)
        async with asyncio.timeout(30):
            while server.lines.outcome(str(CALL)) is None or server.hall.recordings.waiting:  # type: ignore[union-attr]
                await asyncio.sleep(0.02)
        after = await run(config, "why", str(CALL))
        assert "来电方先挂机" in after.output
        assert "有录音" in after.output
        async with aiohttp.ClientSession() as client:
            url = f"http://127.0.0.1:{server.operators_port}/phone/calls/{CALL}"
            facts = await (await client.get(f"{url}?detail=1")).json()
            assert await (await client.get(url)).text() == "cancelled", "the dialplan's one word is as before"
            assert (await client.get(f"{url}x?detail=1")).status == 404
    # the hall is down: the record answers
    told = await run(config, "why")
    assert told.exit_code == 0, told.output
    assert "来电方先挂机" in told.output
    assert str(CALL) in (await run(config, "calls")).output, "to be copied: never broken into two lines"
    exported = await run(config, "recordings", "export", str(CALL), "-o", str(output))
    assert exported.exit_code == 0, (exported.output, exported.exception)
    with wave.open(str(output)) as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (2, 2, 8_000)
        assert abs(sound.getnframes() / 8_000 - facts["seconds"]) < 0.3, "the call begins a moment before its recording"
        sides = np.frombuffer(sound.readframes(sound.getnframes()), "<i2").reshape(-1, 2)
    assert np.abs(sides[:, 0].astype(int)).max() > 8_000, "the caller is left"
    assert np.abs(sides[:, 1].astype(int)).max() > 500, "the clerk is right"
    mark = json.loads(riff(output, b"AIGC"))
    assert mark["Label"] == "1"
    assert mark["ContentProducer"] == "测试大厅"
    assert mark["ProduceID"]
    assert output.stat().st_mode & 0o077 == 0
    deleted = await run(config, "recordings", "delete", str(CALL), "--yes")
    assert deleted.exit_code == 0, deleted.output
    assert list((tmp_path / "data" / "recordings").iterdir()) == []
    assert audited(tmp_path / "data") == ["recording exported", "recording deleted"]
    missing = await run(config, "recordings", "export", str(CALL), "-o", str(output))
    assert "kiosk phone recordings list" in str(missing.exception)


def audited(folder: Path) -> list[str]:
    connection = sqlite3.connect(folder / "hall.db")
    rows = connection.execute("SELECT what FROM audit ORDER BY number").fetchall()
    connection.close()
    return [kind for (kind,) in rows]


@pytest.mark.parametrize("english", [False, True])
@pytest.mark.parametrize("call", [str(CALL), "CA5ef8732a3c49700934481addd5ce1659", "1764493205.17", "x" * 128])
@pytest.mark.parametrize("surface", get_args(Surface))
def test_calls_can_be_read_at_80_columns(surface: str, call: str, english: bool) -> None:
    """No line is longer but a call's name that is, which stays in one piece; nothing is cut off or broken in words."""
    for changed in ({}, {"gap_s": 40.0}, {"outcome": "busy", "refused": "lines"}, {"outcome": ""}, {"check": True}):
        changed = {"outcome": "idle", "sound_s": 9.0} | changed
        facts = CallFacts(surface, 1_795_000_000_000, call=call, seconds=1_234.5, **changed)  # type: ignore[arg-type]
        out = StringIO()
        print_call(Console(file=out, width=80), facts, english=english)
        head, *rest = out.getvalue().splitlines()
        assert head.endswith(f"  {call}")
        assert cell_len(head) - cell_len(call) <= 80 - len(str(CALL))
        assert all(cell_len(line) <= 80 for line in rest)
        told = [outcome(facts, english=english)]
        if facts.outcome and causes(facts):
            told.append(why(facts, english=english)[0])
        assert "".join("".join(rest).split()) == "".join("".join(told).split()), "nothing is cut off"


async def test_a_call_that_is_not_known_and_a_place_without_a_record(tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(f"data_dir: {tmp_path / 'data'}\noperators: {{port: 1}}\n")
    for arguments in (("why", "x"), ("why",), ("why", "../../x?y=1#z")):
        told = await run(config, *arguments)
        assert told.exit_code == 1
        assert "kiosk phone calls" in told.output
    assert (await run(config, "calls")).exit_code == 0
    assert "no hall has run" in str((await run(config, "recordings", "list")).exception)
    assert not (tmp_path / "data").exists(), "looking makes nothing"


def settings_in(folder: Path, **phone: object) -> Settings:
    settings = load_settings(None, {"KIOSK__DATA_DIR": str(folder)})
    return replace(settings, phone=replace(settings.phone, **phone))  # type: ignore[arg-type]


async def test_what_a_breakdown_left_is_finished_at_the_start_and_purged_when_it_is_old(tmp_path: Path) -> None:
    settings, log = settings_in(tmp_path, record="on", record_days=7), structlog.get_logger("kiosk")
    async with AsyncExitStack() as stack:
        store, record_writer = await open_record(settings, stack, Metrics(), log)
        keys = load(settings.key_path)
        day_ms = 86_400_000
        for age in (1, 6, 8, 40):
            head = RecordingHead(f"{age}", "", "audiosocket", store.now_ms() - age * day_ms, 8_000)
            file = RecordingFile(settings.recordings_dir, keys, head)
            file.add(0, np.ones((8_000, 2), np.int16))
        writer = await open_recordings(settings, stack, Metrics(), log)
        assert writer is not None
        assert [path.suffix for path in settings.recordings_dir.iterdir()] == [".rec"] * 4
        for age in (1, 40):
            await store.keep_call(f"l{age}", f"{age}", "", store.now_ms() - age * day_ms, "{}")
        hall = connected.make_hall(settings, store=store, record_writer=record_writer)
        await Retention(hall).look(0.0, purge=True)
        assert len(list(settings.recordings_dir.iterdir())) == 2
        assert [call.call for call in await store.calls(10)] == ["1"], "as old as conversations may be"
        hall.threads.shutdown()


async def test_a_recording_that_another_key_seals_keeps_no_hall_from_opening(tmp_path: Path) -> None:
    settings, log = settings_in(tmp_path, record="on"), structlog.get_logger("kiosk")
    async with AsyncExitStack() as stack:
        await open_record(settings, stack, Metrics(), log)
        head = RecordingHead("c", "", "audiosocket", 1, 8_000)
        RecordingFile(settings.recordings_dir, Keyring({9: bytes(32)}, 9), head).add(0, np.ones((8, 2), np.int16))
        writer = await open_recordings(settings, stack, Metrics(), log)
        assert writer is not None
        assert [path.suffix for path in settings.recordings_dir.iterdir()] == [".part"], "it is kept for its key"


async def test_a_hall_says_that_it_does_not_record(tmp_path: Path) -> None:
    async with recording_hall(tmp_path / "data") as (server, _):
        assert "recordings" not in server.readiness()[1]
        (tmp_path / "data" / "recordings").write_text("no folder")
        async with PhoneCaller.open("127.0.0.1", server.phone_port, CALL) as caller, asyncio.timeout(60):
            while not caller.heard or not caller.heard[-1].any():
                await asyncio.sleep(0.02)
        ready, body = server.readiness()
        assert ready, "calls go on"
        assert "do" in body["recordings"]  # type: ignore[operator]
        sample = server.hall.metrics.registry.get_sample_value
        assert sample("kiosk_recording_faults_total", {"kind": "other"}) == 1


async def test_recordings_are_off_unless_the_hall_wants_them(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    assert settings.phone.record == "off"
    async with AsyncExitStack() as stack:
        await open_record(settings, stack, Metrics(), structlog.get_logger("kiosk"))
        assert await open_recordings(settings, stack, Metrics(), structlog.get_logger("kiosk")) is None
    assert not settings.recordings_dir.exists()
