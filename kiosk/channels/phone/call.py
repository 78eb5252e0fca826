"""One call, whatever its surface: its codec's events into a session, the session's speech into the line.

IDENTIFYING --CallStarted--> answered: a conversation | an announcement --> the rest is played --> hung up
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections import deque
from collections.abc import AsyncIterator, Callable

import numpy as np

from asr import RATE, StreamResampler
from kiosk.channels.phone.announcements import TOO_LONG
from kiosk.channels.phone.case import CallerCase
from kiosk.channels.phone.earcon import EARCON, EarconTimer
from kiosk.channels.phone.keypad import Keypad, KeypadQuestion
from kiosk.channels.phone.line_clock import run_line_clock
from kiosk.channels.phone.lines import PhoneLines, Surface
from kiosk.channels.phone.playout import SPEECH_RATE
from kiosk.channels.phone.speech_sender import SpeechSender
from kiosk.hall import Hall, phrases
from kiosk.session import ClientProfile, Session
from kiosk.wire import SpeechFrame
from kiosk.wire import messages as m
from kiosk.wire.phone.events import (
    BufferFull,
    CallerAudio,
    CallerHungUp,
    CallStarted,
    DigitPressed,
    MarkPlayed,
    Pcm,
    PeerMistake,
    PhoneCodec,
    PhoneEvent,
    QueueDrained,
    WireFrame,
)

#: Seconds within which a connection must say which call it is.
IDENTIFY_S = 5.0
#: Seconds of silence behind the last word, for what lies between us and the caller's ear; then we hang up.
TAIL_S = 0.4
#: Seconds without sound from the caller after which silence is put in its place, so that an utterance ends: carriers
#: send nothing in pauses or on hold.
_GAP_S = 0.2
_SILENCE = np.zeros(RATE // 50, np.int16)
#: The number of an announcement's utterance (a session counts from 1), and an epoch after all of a session's stops.
_ANNOUNCEMENT, _LAST_EPOCH = 0, 1 << 30
#: Keys that wait while an answer is being worked out.
_KEYS_WAITING = 32


class PhoneCall:
    """An `Outlet`. The adapter gives it what comes in (`run`) and carries away what goes out (`send`).

    `may_begin`: whether the peer's name of the call is acceptable (a secret in it). `known_as`: the name by which the
    dialplan asks for its outcome; empty: the peer's name. `send`: must not wait or raise.
    """

    shows_face = False

    def __init__(
        self,
        hall: Hall,
        lines: PhoneLines,
        codec: PhoneCodec,
        send: Callable[[WireFrame], None],
        surface: Surface,
        *,
        address: str = "",
        known_as: str = "",
        may_begin: Callable[[str], bool] = lambda _: True,
    ) -> None:
        self.line = secrets.token_hex(8)
        self.session: Session | None = None
        self.call_id = ""
        self._hall, self._lines, self._codec, self._send = hall, lines, codec, send
        self._surface, self._address, self._may_begin = surface, address, may_begin
        self._known_as = known_as
        self._started: asyncio.Future[CallStarted] = asyncio.get_running_loop().create_future()
        self._sender = SpeechSender(codec, send, self._heard)
        self._outcome = "cancelled"
        self._announced = asyncio.Event()
        self._case = CallerCase()
        self._handing_off: asyncio.Task[None] | None = None
        self._keypad = Keypad()
        self._earcon = EarconTimer()
        self._keys_waiting: deque[str] = deque()
        self._to_ears: StreamResampler | None = None
        self._ears_rate = 0
        self._heard_samples = 0  # given to the session so far, at 16 kHz
        self._sound_at = 0.0  # loop time of the caller's last sound

    # ---- an Outlet --------------------------------------------------------------------------------------------------

    def send(self, message: m.Down) -> None:
        match message:
            case m.TurnState(state):
                self._earcon.state_is(state, self._now())
                if state == "hearing" and self._codec.buffers and self._sender.idle:
                    self._sender.clear()  # the peer plays behind us: what we believe to be over may still sound
            case m.Stop(utterance, epoch):
                self._sender.stop(utterance, epoch)
            case m.Goodbye(reason):
                self._outcome = reason
            case m.TranscriptMessage(text=text):
                self._case.said("caller", text)
            case m.SayMessage(text=text):
                self._case.said("clerk", text)
            case m.HandoffMessage(reason=reason) if self.session is not None and self._handing_off is None:
                packet = self._case.packet(self.call_id, reason, self.session, self._hall.library)
                self._handing_off = asyncio.create_task(self._lines.handoff.post(packet), name="phone.handoff")

    def send_speech(self, frame: SpeechFrame) -> None:
        self._sender.feed(frame)

    def taken_over(self) -> None:
        """No other connection can have a call's resume token: it is sent to none."""

    # ---- life -------------------------------------------------------------------------------------------------------

    async def run(self, incoming: AsyncIterator[WireFrame]) -> None:
        """Until either side hangs up; ours is sent then. `incoming` ends where the connection does."""
        self._lines.open(self.line)
        reading = asyncio.create_task(self._read(incoming), name="phone.read")
        clock = asyncio.create_task(run_line_clock(self._tick), name="phone.clock")
        talking = asyncio.create_task(self._talk(), name="phone.talk")
        try:
            await asyncio.wait([reading, talking, clock], return_when=asyncio.FIRST_COMPLETED)
            if talking.done():
                for frame in self._codec.hang_up():
                    self._send(frame)
        finally:
            tasks = [reading, clock, talking, *([] if self._handing_off is None else [self._handing_off])]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            if self.session is not None:
                self.session.end("cancelled")
                await self.session.parted()
            if self.call_id:
                self._lines.ended(self.call_id, self._outcome)
            self._lines.release(self.line)
        for task in tasks:
            if not task.cancelled() and (error := task.exception()) is not None:
                raise error

    async def _read(self, incoming: AsyncIterator[WireFrame]) -> None:
        async for data in incoming:
            for event in self._codec.feed(data):
                self._happened(event)
            if self._codec.over:
                return

    async def _talk(self) -> None:
        """Answer, converse or announce, and return when the caller has heard the last word."""
        try:
            async with asyncio.timeout(IDENTIFY_S):
                started = await asyncio.shield(self._started)
        except TimeoutError:
            self._hall.metrics.client_error("no_call_id")
            return
        if not self._may_begin(started.call_id):
            self._hall.metrics.client_error("unauthorised")
            return
        self.call_id = self._known_as or started.call_id
        if (announcement := self._lines.answer(self.line, started.caller, self._now())) is not None:
            self._outcome = "busy"
            await self._announce(announcement)
        else:
            await self._converse()
        await asyncio.sleep(TAIL_S)

    async def _converse(self) -> None:
        session = self.session = Session(self._hall, self, ClientProfile("phone", self._surface))
        self._sound_at = self._now()
        self._hall.sessions.enter(session, self._address)
        session.start()
        longest = asyncio.get_running_loop().call_later(
            self._hall.settings.phone.longest_s, session.end_politely, "idle", TOO_LONG
        )
        try:
            await session.parted()
        finally:
            longest.cancel()
        if self._handing_off is not None:
            await asyncio.wait([self._handing_off])
        if self._outcome == "fault":
            await self._announce(phrases.APOLOGY)

    async def _announce(self, text: str) -> None:
        sound = self._lines.announcements.sound(text)
        self._play(sound, last=True)
        with contextlib.suppress(TimeoutError):  # the peer takes no sound
            async with asyncio.timeout(len(sound) / SPEECH_RATE + 5):
                await self._announced.wait()

    def _play(self, sound: Pcm, *, last: bool) -> None:
        """Sound of the line's own (24 kHz). `last`: `_announced` is set when it has been heard."""
        nothing = np.zeros(0, np.int64), np.zeros((0, 0), np.uint8)
        self._sender.feed(SpeechFrame(_ANNOUNCEMENT, _LAST_EPOCH, 0, 0, last, sound, *nothing))

    # ---- from the caller --------------------------------------------------------------------------------------------

    def _happened(self, event: PhoneEvent) -> None:
        match event:
            case CallStarted() if not self._started.done():
                self._started.set_result(event)
            case CallerAudio(pcm, rate):
                self._hear(pcm, rate)
            case DigitPressed(digit):
                self._press(digit)
            case MarkPlayed(name):
                self._sender.played(name, self._now())
            case BufferFull(full):
                self._sender.full(full, self._now())
            case PeerMistake(code=code):
                self._hall.metrics.client_error(code)
            case QueueDrained():
                self._sender.drained()
            case CallStarted() | CallerHungUp():
                pass  # told twice; `_read` ends with the codec

    def _hear(self, pcm: Pcm, rate: int) -> None:
        self._sound_at = self._now()
        if self._to_ears is None or rate != self._ears_rate:
            self._to_ears, self._ears_rate = StreamResampler(rate, RATE), rate
        self._to_session(self._to_ears.feed(pcm))

    def _to_session(self, pcm: Pcm) -> None:
        if self.session is not None and len(pcm):
            self.session.hear(self._heard_samples, pcm)
            self._heard_samples += len(pcm)

    # ---- keys -------------------------------------------------------------------------------------------------------

    def _press(self, digit: str) -> None:
        """Keys pressed while nothing is asked wait, and answer the question that follows; 0 alone does not wait."""
        session = self.session
        if session is None:
            return
        session.key_pressed()
        if session.asked is None and digit == "0" and not self._keys_waiting:
            session.keys(digit)
        elif len(self._keys_waiting) < _KEYS_WAITING:
            self._keys_waiting.append(digit)
            self._enter()

    def _enter(self) -> None:
        """Give the session what is complete of the keys pressed so far."""
        session, now = self.session, self._now()
        if session is None:
            return
        while (asked := session.asked) is not None:
            question = KeypadQuestion(asked, len(session.dialogue_state.question.options))
            if self._keys_waiting:
                keys = self._keypad.pressed(self._keys_waiting.popleft(), question, now)
            elif (keys := self._keypad.expired(question, now)) is None:
                return
            if keys is not None:
                session.keys(keys)

    # ---- time -------------------------------------------------------------------------------------------------------

    def _tick(self) -> None:
        now = self._now()
        if self._earcon.due(now) and self._sender.idle:
            self._play(EARCON, last=False)
        self._sender.tick(now)
        self._enter()
        if now - self._sound_at > _GAP_S:
            self._to_session(_SILENCE)

    def _heard(self, utterance: int, heard_sample: int, *, done: bool) -> None:
        if utterance == _ANNOUNCEMENT:
            if done:
                self._announced.set()
        elif self.session is not None:
            self.session.playback(utterance, heard_sample, done=done)

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()
