"""One call, whatever its surface: its codec's events into a session, the session's speech into the line.

IDENTIFYING --CallStarted--> answered: a conversation | an announcement --> the rest is played --> hung up
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Literal

from kiosk.channels.phone import prompter
from kiosk.channels.phone.announcements import (
    ALL_BUSY,
    LINE_BUSY,
    RECORDED,
    REFUSALS,
    TOO_LONG,
    UNANSWERED,
)
from kiosk.channels.phone.call_facts import CallFacts
from kiosk.channels.phone.call_handoff import CallHandoff
from kiosk.channels.phone.call_keys import KEYS_WAITING, CallKeys
from kiosk.channels.phone.call_monitor import CallMonitor
from kiosk.channels.phone.callback_dialogue import CallbackDialogue
from kiosk.channels.phone.case import CallerCase
from kiosk.channels.phone.earcon import EARCON, EarconTimer
from kiosk.channels.phone.keyed_prompt import prompt
from kiosk.channels.phone.line_clock import run_line_clock
from kiosk.channels.phone.line_ears import LineEars
from kiosk.channels.phone.lines import PhoneLines, Surface
from kiosk.channels.phone.prompter import Prompter
from kiosk.channels.phone.resume_dialogue import ResumeDialogue
from kiosk.channels.phone.speech_sender import SpeechSender
from kiosk.hall import Hall, phrases
from kiosk.session import ClientProfile, Session
from kiosk.session.resumption import Snapshot
from kiosk.session.run_facts import served
from kiosk.store.tickets import TicketEntry
from kiosk.wire import SpeechFrame
from kiosk.wire import messages as m
from kiosk.wire.phone.events import (
    BufferFull,
    CallerAudio,
    CallerHungUp,
    CallHeld,
    CallStarted,
    DigitPressed,
    MarkPlayed,
    PeerMistake,
    PhoneCodec,
    PhoneEvent,
    QueueDrained,
    WireFrame,
    known_number,
)

#: Seconds within which a connection must say which call it is.
IDENTIFY_S = 5.0
#: Seconds of silence behind the last word, for what lies between us and the caller's ear; then we hang up.
TAIL_S = 0.4


class PhoneCall:
    """An `Outlet`. The adapter gives it what comes in (`run`) and carries away what goes out (`send`).

    `may_begin`: whether the peer's name of the call is acceptable (a secret in it). `known_as`: the name by which the
    dialplan asks for its outcome; empty: the peer's name. `shares`: it counts for the share of its `address` in the
    lines. `send`: must not wait or raise.
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
        shares: bool = False,
        may_begin: Callable[[str], bool] = lambda _: True,
    ) -> None:
        self.line = secrets.token_hex(8)
        self.session: Session | None = None
        self.call_id = ""
        self._hall, self._lines, self._send = hall, lines, send
        self.monitor = CallMonitor(hall, self.line, codec, surface, lines.keep)
        self._codec = self.monitor.codec
        self._surface, self._address, self._may_begin = surface, address, may_begin
        self._known_as, self._sharing = known_as, address if shares else ""
        self._started: asyncio.Future[CallStarted] = asyncio.get_running_loop().create_future()
        self._sender = SpeechSender(self._codec, send, self._heard)
        self._outcome = "cancelled"
        self._prompter = Prompter(self._sender, lines.announcements)
        self._case = CallerCase()
        self._handoff = CallHandoff(hall, lines.handoff, lines.callbacks, self.monitor)
        self._prompt_keys: asyncio.Queue[str] | None = None  # while prompts outside of the conversation are answered
        self._keys: CallKeys | None = None  # of the conversation
        self._earcon = EarconTimer()
        self._turn_state = ""  # the session's
        self._ears = LineEars()
        self._held = False  # by the caller

    # ---- an Outlet --------------------------------------------------------------------------------------------------

    def send(self, message: m.Down) -> None:
        self.monitor.told(message, None if self.session is None else self.session.dialogue_state)
        match message:
            case m.TurnState(state):
                self._turn_state = state
                self._earcon.state_is(state, self._now())
                if state == "hearing" and self._codec.buffers and self._sender.idle:
                    self._sender.clear()  # the peer plays behind us: what we believe to be over may still sound
            case m.Stop(utterance, epoch):
                self._sender.stop(utterance, epoch)
            case m.Goodbye(reason):
                self._outcome = reason
            case m.TranscriptMessage(text=text, via="key"):
                self._case.pressed(text)
            case m.TranscriptMessage(text=text):
                self._case.said("caller", text)
            case m.SayMessage(text=text):
                self._case.said("clerk", text)
            case m.HandoffMessage(reason=reason) if self.session is not None and not self._handoff.begun:
                packet = self._case.packet(self.call_id, reason, self.session, self.session.library)
                self._lines.whisper(self.call_id, packet["whisper"], self._now())
                self._handoff.begin(packet)
                if self._handoff.nobody_now is not None:  # no transfer is promised: `_hand_over` says why, at once
                    asyncio.get_running_loop().call_soon(self.session.end, "handoff")

    def send_speech(self, frame: SpeechFrame) -> None:
        self._sender.feed(frame)

    def taken_over(self) -> None:
        """No other connection can have a call's resume token: it is sent to none."""

    # ---- life -------------------------------------------------------------------------------------------------------

    async def run(self, incoming: AsyncIterator[WireFrame]) -> None:
        """Until either side hangs up; ours is sent then. `incoming` ends where the connection does."""
        self._lines.open(self.line, self, self._address, self._now())
        reading = asyncio.create_task(self._read(incoming), name="phone.read")
        clock = asyncio.create_task(run_line_clock(self._tick), name="phone.clock")
        talking = asyncio.create_task(self._talk(), name="phone.talk")
        try:
            await asyncio.wait([reading, talking, clock], return_when=asyncio.FIRST_COMPLETED)
            if talking.done():
                for frame in self._codec.hang_up():
                    self._send(frame)
        except asyncio.CancelledError:
            self.monitor.closed("server")
            raise
        finally:
            self.monitor.closed("lost")
            self._tell_outcome()  # now: the dialplan goes on, and asks for it
            self._lines.unclaim(self.line, self.call_id)
            tasks = [reading, clock, talking]
            for task in tasks:
                task.cancel()
            async with AsyncExitStack() as last:  # each of these, also where the listener closes meanwhile
                last.callback(self._release)
                last.push_async_callback(self._end_session)
                last.push_async_callback(self._handoff.close)
                await asyncio.gather(*tasks, return_exceptions=True)
        for task in tasks:
            if not task.cancelled() and (error := task.exception()) is not None:
                raise error

    @property
    def facts(self) -> CallFacts:
        """What is known of the call so far."""
        return self.monitor.facts

    @property
    def turn(self) -> Literal["caller", "clerk"]:
        """Whose turn it is: the caller's when the clerk has been heard to the end, and waits for an answer."""
        keyed = self._keys is not None and self._keys.waiting
        awaits = self._prompt_keys is not None or self._turn_state == "listening"
        return "caller" if awaits and self._sender.idle and not keyed else "clerk"

    def give_way(self) -> None:
        """Its place is wanted, and it has not said which call it is: it is hung up on."""
        if self._started.cancel():
            self._refuse("no_call_id")

    def _refuse(self, code: str) -> None:
        self._lines.refusals.refused(self._surface, code, self._address)

    def peer_left(self) -> None:
        """The other side has hung up, where the surface tells that beside the codec's frames; `incoming` ends then."""
        self.monitor.closed("caller")

    async def _end_session(self) -> None:
        if self.session is not None:
            self._keep_cut_off(self.session)
            self.session.end("cancelled")
            await self.session.parted()

    def _release(self) -> None:
        self.monitor.ended(self._outcome_told)
        self._tell_outcome()
        self._lines.release(self.line)

    def _tell_outcome(self) -> None:
        if self.call_id:
            self._lines.ended(self.call_id, self._outcome_told)

    @property
    def _outcome_told(self) -> str:
        """Who hangs up with the receipt in hand, before the goodbye, has completed a service."""
        if self._outcome == "cancelled" and self.session is not None and served(self.session.dialogue_state):
            return "completed"
        return self._outcome

    def _keep_cut_off(self, session: Session) -> None:
        """For a caller who hung up, or was cut off, before the conversation was over."""
        if not session.leaving:
            caller, calls = self._started.result().caller, self._lines.cut_off
            calls.keep(caller, session.snapshot, session.library, self._now())
            drop = self._hall.settings.phone.resume_s + 1
            asyncio.get_running_loop().call_later(drop, lambda: calls.drop_old(self._now()))

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
            self._refuse("no_call_id")
            return
        if not self._may_begin(started.call_id):
            self._refuse("unauthorised")
            return
        name = self._known_as or started.call_id
        if why := self._lines.claim(self.line, name, self._sharing):
            self._refuse(why)
            return
        self.call_id = name
        self.monitor.identified(self.call_id)
        if self._lines.was_unanswered(self.call_id):
            self.monitor.refused("unanswered")
            await self._offer_callback(UNANSWERED, UNANSWERED, TicketEntry("", "unanswered"))
        elif (announcement := self._lines.answer(self.line, started.caller, self._now())) is not None:
            self._outcome = "busy"
            self.monitor.refused(REFUSALS[announcement])
            opening = ALL_BUSY if announcement == LINE_BUSY else ""
            await self._offer_callback(opening, announcement, TicketEntry("", "busy"))
        else:
            await self._converse(await self._kept(started.caller))
        await asyncio.sleep(TAIL_S)

    async def _kept(self, caller: str) -> Snapshot | None:
        """The caller's call that was cut off, if the caller wants to go on and knows the second factor."""
        calls = self._lines.cut_off
        call = calls.take(caller, self._hall, self._now())
        if call is None:
            return None
        keys = self._prompt_keys = asyncio.Queue(KEYS_WAITING)
        dialogue = ResumeDialogue(call.is_right, call.tries)
        try:
            while not dialogue.over:
                await prompt(dialogue, self._prompter.say, keys)
        except asyncio.CancelledError:  # the caller hung up
            if dialogue.resumes or not dialogue.over:
                calls.put_back(caller, call, dialogue.tries, self._now())
            raise
        self._prompt_keys = None
        self._hall.metrics.call_resumed("resumed" if dialogue.resumes else "not resumed")
        return call.snapshot() if dialogue.resumes else None

    async def _converse(self, kept: Snapshot | None) -> None:
        profile, backend = ClientProfile("phone", self._surface, timing=True), self.monitor.watched(self._hall.backend)
        session = self.session = Session(self._hall, self, profile, kept=kept, backend=backend, may_begin=lambda: False)
        self._keys = CallKeys(session, lambda: self._turn_state == "hearing")
        self._ears.begin(session, self._now())
        self._hall.sessions.enter(session, self._address)
        if await self.monitor.begin(session.id):
            await self._prompter.say((RECORDED,))  # nothing that the caller says cuts it short
            self.monitor.noticed()
        self._prompter.epoch = prompter.AFTER
        if kept is None:
            session.start()
        else:
            session.resume_snapshot()
        self.monitor.serves(session.version)
        longest = asyncio.get_running_loop().call_later(
            self._hall.settings.phone.longest_s, session.end_politely, "idle", TOO_LONG
        )
        try:
            await session.parted()
        finally:
            longest.cancel()
        if self._outcome == "handoff":
            await self._hand_over()
        if self._outcome == "fault":
            await self._prompter.say((phrases.APOLOGY,))

    async def _hand_over(self) -> None:
        """Say who comes; where nobody does, offer a call back instead of handing over."""
        reply = await self._handoff.reply()
        nobody, who = self._handoff.why_nobody(reply), reply.who
        if nobody is None and not who and self.session is not None:
            nobody, who = await self._handoff.find_staff(self.session.id, self._prompter.say)
        if nobody is not None:
            self._outcome = "unanswered"
            await self._offer_callback(nobody[0], nobody[0], self._handoff.about(nobody[1]))
        elif who:
            await self._prompter.say((f"{who}马上接听您的电话，请稍等。",))

    async def _offer_callback(self, opening: str, else_said: str, about: TicketEntry) -> None:
        """`opening` empty, or no place for it: only `else_said`."""
        if not opening or not self._lines.callbacks.take(self.line):
            await self._prompter.say((else_said,))
            return
        keys = self._prompt_keys = asyncio.Queue(KEYS_WAITING)
        caller = self._started.result().caller
        dialogue = CallbackDialogue(opening, caller)
        try:
            await self._lines.callbacks.offer(dialogue, self._prompter.say, keys, about)
        finally:  # who hangs up during the last words has a ticket too
            if dialogue.has_ticket:
                self._outcome = "callback"
                self.monitor.ticket()

    # ---- from the caller --------------------------------------------------------------------------------------------

    def _happened(self, event: PhoneEvent) -> None:
        match event:
            case CallStarted() if not self._started.done():
                self._started.set_result(replace(event, caller=known_number(event.caller)))
            case CallerAudio(pcm, rate):
                self._ears.hear(pcm, rate, self._now())
            case DigitPressed(digit):
                self._press(digit)
            case MarkPlayed(name):
                self._sender.played(name, self._now())
            case BufferFull(full):
                self._sender.full(full, self._now())
            case CallHeld(held):
                self._held = held
            case PeerMistake(code=code) if not self._started.done():
                self._refuse(code)  # it is no call yet: told with its address
            case PeerMistake(code=code):
                self._hall.metrics.client_error(code)
            case QueueDrained():
                self._sender.drained()
            case CallStarted() | CallerHungUp():
                pass  # told twice; `_read` ends with the codec

    def _press(self, digit: str) -> None:
        if self._prompt_keys is not None:
            if not self._prompt_keys.full():
                self._prompt_keys.put_nowait(digit)
        elif self._keys is not None:
            self._keys.press(digit, self._now())

    # ---- time -------------------------------------------------------------------------------------------------------

    def _tick(self) -> None:
        now = self._now()
        if self._earcon.due(now) and self._sender.idle:
            self._prompter.play(EARCON)
        self._sender.tick(now)
        self.monitor.tick(now)
        if self._keys is not None:
            self._keys.enter(now)
        if self._held and self.session is not None:
            self.session.inputs.key_pressed()  # who is on hold cannot answer: the no-input timer begins anew
        self._ears.tick(now)

    def _heard(self, utterance: int, heard_sample: int, *, done: bool) -> None:
        if utterance == prompter.UTTERANCE:
            if done:
                self._prompter.heard()
        elif self.session is not None:
            self.session.playback(utterance, heard_sample, done=done)

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()
