"""An editor's trial by voice: a hosted session without a record, in turn with the clerk (no barge-in).

Her page has the lines of the trial. What the ear hears is told to it, and it sends the whole trial back to be played,
as it does with what is typed: so there is one trial, whose answer is also spoken, and one place where lines are added.
"""

from __future__ import annotations

import asyncio
import hmac
import secrets

from aiohttp import WSMsgType, web

from asr import MicState
from dialogue import acts
from kiosk.channels.trial import messages as t
from kiosk.channels.trial.ear import TrialEar
from kiosk.channels.trial.mouth import TrialMouth
from kiosk.hall import Hall
from kiosk.net.budget import ConnectionBudget
from kiosk.operators.editor.answers import SAVE_BYTES
from kiosk.operators.editor.bench_answers import DraftTrialBody, SpokenLine
from kiosk.operators.editor.voice import VoiceTrial
from kiosk.operators.routes import RequestRefusedError
from kiosk.session.speech_output import RATE
from kiosk.store import StoreError
from kiosk.telemetry.fault import Fault
from kiosk.wire import MicFrame, WireError

#: Bytes of one frame: a trial as long as `POST …/try` takes it.
MESSAGE_BYTES = SAVE_BYTES
#: Trials by voice at once in a hall: the recogniser is the citizens'.
MOST_TRIALS = 2
#: Frames waiting for a slow page. Overflow: the connection is closed.
OUTBOX = 512
#: Seconds until the first message, and without a word or a message of the editor until the microphone is switched off.
BEGIN_S, QUIET_S = 5.0, 120.0
#: Seconds after the clerk's last sound until the ear is opened: the room's echo of it.
ECHO_S = 0.3
#: Seconds between two looks whether it may go on, and between two whether the session still may.
_LOOK_S, _MAY_S = 1.0, 5.0
_NOT_HEARD = "/没听清"


class TrialConnection:
    """Satisfies `kiosk.hall.sessions.HostedSession`; it is the host of its mouth, and the listener of its ear.

    `greeted`, then the registry runs `run`, and the request handler `serve`.
    """

    def __init__(self, hall: Hall, socket: web.WebSocketResponse, trial: VoiceTrial) -> None:
        self.id = secrets.token_hex(16)
        self.begun, self.leaving = True, False
        self._hall, self._socket, self._trial = hall, socket, trial
        self._outbox: asyncio.Queue[str | bytes | None] = asyncio.Queue(OUTBOX)
        self._ended = asyncio.Event()
        self._budget, self._errors = ConnectionBudget(), 0
        self._ear, self._mouth = TrialEar(hall, self), TrialMouth(hall, self)
        self._expect: acts.Expect | None = None  # what is asked now
        self._playing: asyncio.Task[None] | None = None
        self._opening: asyncio.TimerHandle | None = None
        self._aloud = True
        self._used_at = _now()

    async def greeted(self) -> bool:
        """Whether its page has shown that it is the session's own, and there is a place. If not, it was told why."""
        why = await self._denial()
        if why:
            await self._socket.send_str(t.write_down(t.VoiceOver(why)))
            await self._socket.close()
        return not why

    async def _denial(self) -> str:
        try:
            async with asyncio.timeout(BEGIN_S):
                received = await self._socket.receive()
            first = t.read_up(received.data) if received.type is WSMsgType.TEXT else None
        except (TimeoutError, WireError):
            first = None
        if not isinstance(first, t.BeginVoice) or not _same(first.csrf, self._trial.csrf):
            self._hall.metrics.client_error("csrf")
            return "csrf"
        if self._hall.sessions.draining:
            return "drain"
        trials = sum(isinstance(one, TrialConnection) for one in self._hall.sessions.live)
        return "" if trials < MOST_TRIALS and self._hall.sessions.admits_other_clients() else "busy"

    # ---- a hosted session -------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Until the connection or the hall ends it."""
        stages = [
            asyncio.create_task(work, name=f"trial.{name}")
            for name, work in (
                ("ear", self._ear.run()),
                ("mouth", self._mouth.run()),
                ("watch", self._watch()),
                ("end", self._ended.wait()),
            )
        ]
        try:
            await asyncio.wait(stages, return_when=asyncio.FIRST_COMPLETED)
            for stage in stages:
                if stage.done():
                    stage.result()
        finally:
            self.end("fault")
            for stage in stages:
                stage.cancel()
            await asyncio.gather(*stages, return_exceptions=True)
            if self._playing is not None:
                await self._playing  # an end in its middle would end the worker that others use

    def end(self, reason: str) -> None:
        if self.leaving:
            return
        self.leaving = True
        self._forget_opening()
        self._put(t.VoiceOver(reason))
        self._close()
        self._ended.set()

    def end_politely(self, reason: str, text: str) -> None:
        self.end(reason)

    def broke(self, error: BaseException) -> None:
        self._hall.metrics.fault("trial")
        self._hall.log.error("trial.broke", error=type(error).__name__, exc_info=error)

    async def _watch(self) -> None:
        asked = _now()
        while True:
            await asyncio.sleep(_LOOK_S)
            if self._hall.sessions.draining:
                self.end("drain")
            elif _now() - self._used_at > QUIET_S:
                self.end("quiet")
            elif _now() - asked >= _MAY_S:
                asked = _now()
                if not await self._trial.still():
                    self.end("signed_out")

    # ---- the connection ---------------------------------------------------------------------------------------------

    async def serve(self) -> None:
        """Until either side hangs up."""
        writer = asyncio.create_task(self._write(), name="trial.writer")
        try:
            self._put(t.VoiceReady(RATE))
            while not self.leaving and await self._next():
                pass
        finally:
            self.end("left")
            await writer

    async def _next(self) -> bool:
        """Handle one frame. False when the socket is at its end."""
        received = await self._socket.receive()
        try:
            if received.type is WSMsgType.TEXT:
                self._within(self._budget.control(_now()))
                await self._told(received.data)
            elif received.type is WSMsgType.BINARY:
                self._within(self._budget.frame(_now()))
                self._ear.hear(MicFrame.decode(received.data).pcm)
            else:
                return False
        except WireError as error:
            self._hall.metrics.client_error(error.code)
            if received.type is WSMsgType.TEXT:
                self._put(t.TrialRefused(error.code, str(error)))
            self._errors += 1
            if self._errors >= self._hall.settings.limits.errors:
                self.end("bad_messages")
        return True

    @staticmethod
    def _within(budget: bool) -> None:
        if not budget:
            raise WireError("too_fast", "expected fewer messages a second")

    async def _told(self, text: str) -> None:
        match t.read_up(text):
            case t.BeginVoice():
                raise WireError("bad_message", "expected `begin` once")
            case t.PlayTrial(body):
                self._used_at = _now()
                await self._trial.used()
                if self._playing is not None:
                    self._put(
                        t.TrialRefused("busy", "上一句还没有走完，请等一下。 The last one is still being played.")
                    )
                else:
                    self._playing = asyncio.create_task(self._play(body), name="trial.play")
            case t.PlayedVoice(utterance, heard_sample, done):
                self._mouth.played(utterance, heard_sample, done=done)
            case t.SetVoice(on):
                self._aloud = on
                if not on and self._mouth.speaks:
                    self._mouth.stop()
                    self.said_all()
            case t.Listen():
                if self._playing is None and not self._mouth.speaks and not self._ear.open:
                    self._listen()

    async def _write(self) -> None:
        while (frame := await self._outbox.get()) is not None:
            try:
                if isinstance(frame, str):
                    await self._socket.send_str(frame)
                else:
                    await self._socket.send_bytes(frame)
            except (ConnectionError, RuntimeError):  # the page went away between two frames
                break
        await self._socket.close()

    def _put(self, message: t.Down) -> None:
        self.put(t.write_down(message))

    def put(self, frame: str | bytes) -> None:
        try:
            self._outbox.put_nowait(frame)
        except asyncio.QueueFull:
            self._hall.metrics.client_error("slow")
            self.end("slow")

    def _close(self) -> None:
        """Have the writer close the socket; a page that does not read loses what waits for it."""
        while self._outbox.full():
            self._outbox.get_nowait()
        self._outbox.put_nowait(None)

    # ---- in turn ----------------------------------------------------------------------------------------------------

    async def _play(self, body: DraftTrialBody) -> None:
        self._ear.shut()
        self._mouth.stop()
        self._forget_opening()
        self._put(t.EarTold("thinking"))
        said: list[str] = []
        try:
            played = await self._trial.play(body)
            self._expect, said = played.expect, played.answer.exchanges[-1].said
            self._put(t.TrialPlayed(played.answer))
        except RequestRefusedError as error:
            self._put(t.TrialRefused(error.code, error.message))
        except StoreError as error:
            self._put(t.TrialRefused("record", str(error)))
        finally:
            self._playing = None
        if self.leaving:
            return
        if said and self._aloud:
            self._put(t.EarTold("speaking"))
            self._mouth.say(said)
        else:
            self._listen()

    def said_all(self) -> None:
        self._forget_opening()
        self._opening = asyncio.get_running_loop().call_later(ECHO_S, self._listen)

    def _listen(self) -> None:
        self._forget_opening()
        self._used_at = _now()
        if self._expect is not None:
            self._ear.listen(self._expect)
        self._put(t.EarTold("waiting" if self._expect is None else "listening"))

    def _forget_opening(self) -> None:
        if self._opening is not None:
            self._opening.cancel()
            self._opening = None

    # ---- as TrialEarListener ----------------------------------------------------------------------------------------

    def speaks(self) -> None:
        self._used_at = _now()
        self._put(t.EarTold("hearing"))

    def heard_so_far(self, text: str) -> None:
        self._put(t.PartialHeard(text))
        if not text:
            self._put(t.EarTold("listening"))

    def understood(self, said: acts.Said) -> None:
        self._put(t.LineHeard(SpokenLine(said.text, said.confidence, said.alternatives, said.candidates)))
        self._put(t.EarTold("thinking"))

    def not_understood(self) -> None:
        self._put(t.LineHeard(_NOT_HEARD))
        self._put(t.EarTold("thinking"))

    def nodded(self, text: str) -> None:
        self._put(t.LineHeard(None, text))
        self._put(t.EarTold("listening"))

    def microphone(self, state: MicState) -> None:
        self._put(t.MicrophoneHeard(state.value))

    def fault(self, fault: Fault) -> None:
        self._hall.metrics.fault(fault.stage)
        self._hall.log.warning("trial.fault", what=str(fault))
        self._put(t.VoiceTrouble(fault.stage))


def _same(shown: str, csrf: str) -> bool:
    return hmac.compare_digest(shown.encode(errors="surrogateescape"), csrf.encode())


def _now() -> float:
    return asyncio.get_running_loop().time()
