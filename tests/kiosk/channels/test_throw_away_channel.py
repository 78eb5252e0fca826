"""A channel that is no page: 8 kHz PCM over a socket pair, digits and text as lines over another; no screen, no face.

It is written as any new channel would be, with what `kiosk.session`, `kiosk.wire` and `kiosk.hall` offer, and completes
a service. In virtual time.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np
import pytest

from asr import StreamResampler
from kiosk.hall import Hall
from kiosk.session import ClientProfile, Session, speech_output
from kiosk.session.speech_output import RATE as SPEECH_RATE
from kiosk.wire import SpeechFrame
from kiosk.wire import messages as m
from support.fakes import Backend, Ledger
from support.halls import make_hall
from support.speech_stand_in import SpeechStandIn

pytestmark = pytest.mark.virtual_time

RATE = 8_000
_PACKET_S = 0.02
_REPORT_S = 0.2
_CITIZEN_ID, _MOBILE = "110105198506123729", "13800138000"


class LineChannel:
    """One call. Satisfies `Outlet`; `run` it until the caller hangs up or the conversation is over.

    Lines in: `text WORDS`, `keys DIGITS`. Lines out: `state STATE`, `said CLAUSE`, `goodbye REASON`.
    """

    shows_face = False

    def __init__(self, hall: Hall, sound: socket.socket, lines: socket.socket) -> None:
        self._hall, self._sockets = hall, (sound, lines)
        self.session = Session(hall, self, ClientProfile("phone", "line 1"))
        self._from_microphone, self._to_loudspeaker = StreamResampler(RATE), StreamResampler(SPEECH_RATE, RATE)
        self._lines: asyncio.StreamWriter
        self._frames: asyncio.Queue[SpeechFrame] = asyncio.Queue()  # bounded by `turns.lead_s`
        self._playing = (0, 0)  # utterance and epoch
        self._heard = 0

    # ---- an Outlet --------------------------------------------------------------------------------------------------

    def send(self, message: m.Down) -> None:
        match message:
            case m.TurnState(state):
                self._tell(f"state {state}")
            case m.SayMessage(text=text):
                self._tell(f"said {text}")
            case m.Goodbye(reason):
                self._tell(f"goodbye {reason}")
            case m.Stop(utterance, epoch):
                self._playing = (0, epoch)
                self.session.playback(utterance, self._heard, done=True)

    def send_speech(self, frame: SpeechFrame) -> None:
        assert frame.rows.shape[0] == 0, "a face on the phone"
        self._frames.put_nowait(frame)

    def taken_over(self) -> None:
        raise AssertionError("a call cannot be resumed by another")

    def _tell(self, line: str) -> None:
        self._lines.write(f"{line}\n".encode())

    # ---- a connection -----------------------------------------------------------------------------------------------

    async def run(self) -> None:
        sound_in, sound_out = await asyncio.open_connection(sock=self._sockets[0])
        lines_in, self._lines = await asyncio.open_connection(sock=self._sockets[1])
        self._hall.sessions.enter(self.session)
        self.session.start()
        tasks = [
            asyncio.create_task(self._read_lines(lines_in)),
            asyncio.create_task(self._read_sound(sound_in)),
            asyncio.create_task(self._play(sound_out)),
            asyncio.create_task(self.session.parted()),
        ]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        self.session.end("cancelled")
        await self.session.parted()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for writer in (sound_out, self._lines):
            writer.close()
            with contextlib.suppress(ConnectionError):  # the caller hung up first
                await writer.wait_closed()

    async def _read_lines(self, reader: asyncio.StreamReader) -> None:
        while line := (await reader.readline()).decode().strip():
            kind, _, rest = line.partition(" ")
            {"text": self.session.inputs.text, "keys": self.session.inputs.keys}[kind](rest)

    async def _read_sound(self, reader: asyncio.StreamReader) -> None:
        first = 0
        while data := await reader.read(4096):
            pcm = self._from_microphone.feed(np.frombuffer(data, "<i2").astype(np.int16))
            self.session.hear(first, pcm)
            first += len(pcm)

    async def _play(self, writer: asyncio.StreamWriter) -> None:
        """In real time, a frame at a time, and report how far it got."""
        while True:
            frame = await self._frames.get()
            if frame.epoch < self._playing[1]:
                continue
            self._playing = (frame.utterance, frame.epoch)
            writer.write(self._to_loudspeaker.feed(frame.pcm).tobytes())
            await asyncio.sleep(len(frame.pcm) / SPEECH_RATE)
            self._heard = frame.first + len(frame.pcm)
            if self._playing == (frame.utterance, frame.epoch):
                self.session.playback(frame.utterance, self._heard, done=frame.last)


class Caller:
    """The other end of both pairs."""

    def __init__(self, lines: asyncio.StreamWriter, sound: asyncio.StreamWriter) -> None:
        self._lines, self.sound_out = lines, sound
        self.told: list[str] = []
        self.heard = bytearray()

    def send(self, line: str) -> None:
        self._lines.write(f"{line}\n".encode())

    async def until(self, line: str, *, since: int = 0) -> None:
        async with asyncio.timeout(120):
            while line not in self.told[since:]:
                await asyncio.sleep(0.05)

    async def answer(self, line: str) -> None:
        """Send `line`, and wait until the clerk has said all and listens again."""
        since = len(self.told)
        self.send(line)
        await self.until("state listening", since=since)

    def hang_up(self) -> None:
        self._lines.close()

    async def read_lines(self, reader: asyncio.StreamReader) -> None:
        while line := await reader.readline():
            self.told.append(line.decode().strip())

    async def hear(self, reader: asyncio.StreamReader) -> None:
        while data := await reader.read(4096):
            self.heard += data

    async def breathe(self) -> None:
        """Near silence into the microphone, 20 ms at a time."""
        noise = np.random.default_rng(1).normal(0, 10, int(RATE * _PACKET_S)).astype("<i2").tobytes()
        while True:
            self.sound_out.write(noise)
            await asyncio.sleep(_PACKET_S)


@asynccontextmanager
async def call(hall: Hall) -> AsyncIterator[tuple[Caller, LineChannel, asyncio.Task[None]]]:
    ours, theirs = zip(socket.socketpair(), socket.socketpair(), strict=True)
    channel = LineChannel(hall, *theirs)
    serving = asyncio.create_task(channel.run())
    sound_in, sound_out = await asyncio.open_connection(sock=ours[0])
    lines_in, lines_out = await asyncio.open_connection(sock=ours[1])
    caller = Caller(lines_out, sound_out)
    work = (caller.read_lines(lines_in), caller.hear(sound_in), caller.breathe())
    tasks = [asyncio.create_task(each) for each in work]
    try:
        yield caller, channel, serving
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        caller.hang_up()
        sound_out.close()
        await serving
        await hall.sessions.drain(1)
        hall.threads.shutdown()


@pytest.fixture
def no_face(monkeypatch: pytest.MonkeyPatch) -> None:
    def unwanted(speech: object) -> None:
        raise AssertionError("a face was computed")

    monkeypatch.setattr(speech_output, "face", unwanted)


#: Up to the submission of 社保卡挂失.
_LOSS = ("text 社保卡丢了", "keys 1", f"keys {_CITIZEN_ID}", "keys 1", f"keys {_MOBILE}", "keys 1")


@pytest.mark.usefixtures("no_face")
async def test_a_service_is_completed_over_a_channel_without_page_and_face() -> None:
    ledger, backend, spoken = Ledger(), Backend(), SpeechStandIn()
    hall = make_hall(store=ledger, backend=backend, segmenter_hub=spoken, recogniser=spoken)
    async with call(hall) as (caller, channel, serving):
        await caller.until("state listening")
        for line in (*_LOSS, "keys 1"):
            await caller.answer(line)
        caller.send("keys 2")
        await caller.until("goodbye completed")
        await serving
    conversation = channel.session.id
    (case,) = ledger.cases[conversation]
    assert (case.service, case.receipt) == ("社保卡挂失", "SB20260001")
    assert ledger.channels[conversation] == "phone"
    assert ledger.finished[0][0] == "completed"
    assert [each[0] for each in backend.calls] == ["sbk.status", "sbk.loss"]
    said = "".join(line.removeprefix("said ") for line in caller.told if line.startswith("said "))
    sound = np.frombuffer(bytes(caller.heard), "<i2")
    assert len(sound) / RATE == pytest.approx(0.25 * len(said), rel=0.02), (
        "the stand-in voice says 4 characters a second"
    )
    assert np.abs(sound).mean() > 500
    assert spoken.streams[0].fed > 10 * 16_000
    assert hall.metrics.registry.get_sample_value("kiosk_faults_total", {"stage": "page"}) is None


@pytest.mark.usefixtures("no_face")
async def test_keys_agree_to_nothing_that_was_not_heard_and_0_is_for_staff_at_any_time() -> None:
    spoken = SpeechStandIn()
    hall = make_hall(segmenter_hub=spoken, recogniser=spoken)
    async with call(hall) as (caller, channel, serving):
        await caller.until("state listening")
        since = len(caller.told)
        caller.send("text 社保卡丢了")
        await caller.until("state speaking", since=since)
        caller.send("keys 1")
        await asyncio.sleep(0.5)
        assert not channel.session.dialogue_state.consented
        assert channel.session.dialogue_state.question.kind == "consent"
        caller.send("keys 0")
        await caller.until("goodbye handoff")
        await serving


@pytest.mark.usefixtures("no_face")
async def test_a_call_can_be_spoken_to_and_interrupted() -> None:
    spoken = SpeechStandIn()
    hall = make_hall(segmenter_hub=spoken, recogniser=spoken)
    async with call(hall) as (caller, channel, _):
        await caller.until("state speaking")
        await asyncio.sleep(1)
        await spoken.streams[0].says("社保卡丢了")
        await caller.until("state listening")
        assert channel.session.dialogue_state.service == "社保卡挂失"
        assert "您同意吗" in "".join(caller.told)


async def test_hanging_up_in_mid_sentence_leaves_nothing_running() -> None:
    before, ledger, spoken = asyncio.all_tasks(), Ledger(), SpeechStandIn()
    hall = make_hall(store=ledger, segmenter_hub=spoken, recogniser=spoken)
    async with call(hall) as (caller, channel, serving):
        await caller.until("state speaking")
        await asyncio.sleep(0.5)
        caller.hang_up()
        await serving
        assert channel.session.over
    await asyncio.sleep(1)
    assert asyncio.all_tasks() == before
    assert len(hall.sessions) == 0
    assert ledger.finished[0][0] == "cancelled"
