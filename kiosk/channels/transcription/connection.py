"""A transcription client's connection: a hosted session, without dialogue or record: sound in, text out.

It takes a conversation's place in the hall, because it costs as much. The rules of the wire are in
`kiosk.wire.transcription`.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Callable

import numpy as np
from aiohttp import WSMessage, WSMsgType, web
from numpy.typing import NDArray

from asr import RATE, RecogniserError, SoundError, StreamResampler, resample
from kiosk.channels.transcription.feed import TranscriptionFeed
from kiosk.hall import Hall
from kiosk.net.budget import ConnectionBudget
from kiosk.telemetry.fault import Fault
from kiosk.wire.transcription.actions import (
    Action,
    Flush,
    HangUp,
    Hear,
    Send,
    SetEndSilence,
    Transcribe,
    TranscriptionProtocol,
)

#: Reasons to hang up that are no mistake of the client.
_NO_MISTAKE = frozenset({"drain", "fault"})
#: Frames waiting for a slow client. Overflow: the connection is closed.
OUTBOX = 256
#: Samples handed to the segmenter at once, and how many may wait for it before no more frames are read.
_PIECE, _BEHIND = RATE // 2, 2 * RATE
#: Frames read in a row while the socket has more; then the other connections get their turn.
_YIELD_EVERY = 32
#: Utterances that may wait for their text before no more frames are read.
_OWED = 2
#: Seconds between two looks whether more sound may come in.
_LOOK_S = 0.05


class TranscriptionConnection:
    """Satisfies `kiosk.hall.sessions.HostedSession`. The registry runs `run`, the request handler `serve`."""

    def __init__(
        self,
        hall: Hall,
        socket: web.WebSocketResponse,
        protocol: TranscriptionProtocol,
        may_control: Callable[[float], bool],
    ) -> None:
        """`may_control`: whether the address may send one more message without sound now (loop time)."""
        self.id = secrets.token_hex(16)
        self.begun, self.leaving = True, False
        self._hall, self._socket, self._protocol = hall, socket, protocol
        self._outbox: asyncio.Queue[str | None] = asyncio.Queue(OUTBOX)
        self._feed = TranscriptionFeed(hall, protocol, do=self._do, on_fault=self._fault)
        self._resampler: StreamResampler | None = None
        self._rate = 0
        self._frames = 0
        self._budget, self._may_control = ConnectionBudget(), may_control
        self._transcribing: set[asyncio.Task[None]] = set()
        self._ended = asyncio.Event()
        self._cut_off = False  # the client reads too slowly: nothing more is sent

    # ---- a hosted session -------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Listen until the connection or the hall ends it."""
        listening = asyncio.create_task(self._feed.run(), name="dictation.hearing")
        ended = asyncio.create_task(self._ended.wait(), name="dictation.end")
        try:
            await asyncio.wait([listening, ended], return_when=asyncio.FIRST_COMPLETED)
            if listening.done():
                listening.result()
        finally:
            self.leaving = True
            for task in (listening, ended, *self._transcribing):
                task.cancel()
            await asyncio.gather(listening, ended, *self._transcribing, return_exceptions=True)
            if not self._ended.is_set():
                self.end("fault")

    def end(self, reason: str) -> None:
        self._do(self._protocol.hang_up(reason, "the server ends the connection"))
        self._ended.set()

    def end_politely(self, reason: str, text: str) -> None:
        self.end(reason)

    def broke(self, error: BaseException) -> None:
        self._hall.metrics.fault("dictation")
        self._hall.log.error("dictation.broke", error=type(error).__name__)

    # ---- the connection ---------------------------------------------------------------------------------------------

    async def serve(self) -> None:
        """Until either side hangs up."""
        writer = asyncio.create_task(self._write(), name="dictation.writer")
        try:
            self._do(self._protocol.opened())
            while not (self._protocol.closed or self._ended.is_set()) and await self._next():
                pass
        finally:
            self._ended.set()
            if not self._protocol.closed:
                self._put(None)
            await writer

    async def _next(self) -> bool:
        """Handle one frame. False when the socket is at its end."""
        idle_s = self._hall.settings.turns.idle_s
        try:
            async with asyncio.timeout(idle_s):
                received: WSMessage = await self._socket.receive()
        except TimeoutError:
            self._do(self._protocol.hang_up("idle", f"expected something within {idle_s:g} s; got nothing"))
            return False
        if received.type is WSMsgType.TEXT:
            actions = await self._text(received.data)
        elif received.type is WSMsgType.BINARY:
            await self._paced()
            actions = self._protocol.feed_binary(received.data)
        else:
            return False
        for action in actions:
            await self._carry_out(action)
        self._frames += 1
        if self._frames % _YIELD_EVERY == 0:
            await asyncio.sleep(0)
        return True

    async def _text(self, text: str) -> list[Action]:
        """Beyond the budget, sound waits (a client may send a whole file at once); any other message is refused."""
        now = asyncio.get_running_loop().time()
        if self._protocol.sound_in(text):
            await self._paced()
        elif not (self._budget.control(now) and self._may_control(now)):
            return self._protocol.too_fast("messages")
        return self._protocol.feed_text(text)

    async def _paced(self) -> None:
        """Wait until the budget allows one more piece of sound."""
        loop = asyncio.get_running_loop()
        await self._until(lambda: self._budget.piece(loop.time()))

    async def _until(self, ready: Callable[[], bool]) -> None:
        """Wait until `ready()`, or the end of the connection."""
        while not (self._ended.is_set() or ready()):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_S):
                    await self._ended.wait()

    async def _write(self) -> None:
        while (frame := await self._outbox.get()) is not None:
            try:
                await self._socket.send_str(frame)
            except (ConnectionError, RuntimeError):  # the client went away between two frames
                break
            except Exception as error:  # noqa: BLE001 - one frame that cannot be sent must not end all others
                self._hall.metrics.client_error("unsendable")
                self._hall.log.error("a frame was not sent", kind=type(error).__name__)
        await self._socket.close()

    def _put(self, frame: str | None) -> None:
        if self._cut_off:
            return
        try:
            self._outbox.put_nowait(frame)
        except asyncio.QueueFull:
            self._cut_off = True
            self._hall.metrics.client_error("slow")
            while not self._outbox.empty():
                self._outbox.get_nowait()
            self._outbox.put_nowait(None)
            self._ended.set()

    # ---- the protocol's actions --------------------------------------------------------------------------------------

    async def _carry_out(self, action: Action) -> None:
        match action:
            case Hear(pcm, rate):
                await self._hear(self._at_16_khz(pcm, rate))
            case Flush():
                await self._hear(self._rest())
                self._feed.flush()
            case Transcribe(key, pcm, rate):
                await self._room()
                task = asyncio.create_task(self._transcribe(key, pcm, rate), name="dictation.transcribe")
                self._transcribing.add(task)
                task.add_done_callback(self._transcribing.discard)
            case _:
                self._do([action])

    def _do(self, actions: list[Action]) -> None:
        """Carry out actions that need no waiting."""
        for action in actions:
            match action:
                case Send(text):
                    self._put(text)
                case SetEndSilence(silence_ms):
                    self._feed.set_end_silence(silence_ms)
                case HangUp(reason):
                    if reason not in _NO_MISTAKE:
                        self._hall.metrics.client_error(reason)
                    self._put(None)

    async def _hear(self, pcm: NDArray[np.int16]) -> None:
        """In pieces, and no faster than the segmenter takes them, so that no sound is dropped."""
        for at in range(0, len(pcm), _PIECE):
            await self._room()
            self._feed.hear(pcm[at : at + _PIECE])

    async def _room(self) -> None:
        """Wait until the segmenter and the recogniser can take more."""
        await self._until(lambda: self._feed.behind <= _BEHIND and self._owed < _OWED)

    @property
    def _owed(self) -> int:
        return self._feed.owed + len(self._transcribing)

    def _at_16_khz(self, pcm: NDArray[np.int16], rate: int) -> NDArray[np.int16]:
        if self._resampler is None or rate != self._rate:
            self._resampler, self._rate = StreamResampler(rate), rate
        return self._resampler.feed(pcm)

    def _rest(self) -> NDArray[np.int16]:
        resampler, self._resampler = self._resampler, None
        return np.zeros(0, np.int16) if resampler is None else resampler.flush()

    async def _transcribe(self, key: str, pcm: NDArray[np.int16], rate: int) -> None:
        seconds = len(pcm) / rate
        try:
            sound = await asyncio.to_thread(resample, pcm, rate, RATE)
            text: str | None = (await self._hall.recogniser.transcribe(sound)).text
        except (RecogniserError, SoundError) as error:
            self._fault(Fault("recogniser", str(error)))
            text = None
        self._do(self._protocol.transcribed(key, text, seconds))

    def _fault(self, fault: Fault) -> None:
        self._hall.metrics.fault(fault.stage)
        self._hall.log.warning("dictation.fault", stage=fault.stage)
