"""A caller over AudioSocket: what Asterisk would be for a real telephone. For `kiosk call` and for tests.

It hears sound only, as a caller does: it knows that it is its turn when the clerk has spoken and fallen silent.
"""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections import deque
from collections.abc import AsyncIterator

import numpy as np
from numpy.typing import NDArray

from asr import RATE, resample
from kiosk.client.client import ClientError
from kiosk.wire.phone.audiosocket import AudioSocketCodec, AudioSocketKind, frame, sound_frame
from kiosk.wire.phone.events import DIGITS, FRAME_MS, CallerAudio, CallerHungUp, frame_samples

_FRAME_S = FRAME_MS / 1000
#: Mean amplitude at or above which a frame of the clerk's counts as speech.
_LOUD = 60.0
#: Seconds between two keys.
_KEY_S = 0.15


class PhoneCaller:
    """Use as `async with PhoneCaller.open("127.0.0.1", 8093) as caller:`. `rate`: Hz of the line.

    `heard`: the clerk's frames as they came; `hung_up` is set when the other side ended the call.
    """

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, rate: int) -> None:
        self._reader, self._writer, self._rate = reader, writer, rate
        self._codec = AudioSocketCodec(caller=True)
        self._speech: deque[NDArray[np.int16]] = deque()
        self._spoken: list[asyncio.Future[None]] = []
        self._spoke = False  # the clerk, since the caller's last action
        self._quiet_frames = 0
        self._frame_came = asyncio.Event()
        self.heard: list[NDArray[np.int16]] = []
        self.heard_at: list[float] = []  # loop time of each frame
        self.hung_up = asyncio.Event()
        self.properly = False  # hung up with a message, not by a lost connection

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls, host: str, port: int, call_id: uuid.UUID | None = None, *, rate: int = 8_000
    ) -> AsyncIterator[PhoneCaller]:
        """Call, and hang up at the end. Raises ClientError."""
        try:
            reader, writer = await asyncio.open_connection(host, port)
        except (OSError, ValueError) as error:  # ValueError: a host that no name can be
            fix = "set phone.audiosocket: on, and start it with: kiosk serve"
            raise ClientError(
                f"No telephone line answers at {host[:80]}:{port} ({type(error).__name__}); {fix}"
            ) from error
        async with cls.over(reader, writer, call_id, rate=rate) as caller:
            yield caller

    @classmethod
    @contextlib.asynccontextmanager
    async def over(
        cls,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        call_id: uuid.UUID | None = None,
        *,
        rate: int = 8_000,
    ) -> AsyncIterator[PhoneCaller]:
        """As `open`, over a connection that is there."""
        caller = cls(reader, writer, rate)
        writer.write(frame(AudioSocketKind.UUID, (call_id or uuid.uuid4()).bytes))
        tasks = [
            asyncio.create_task(caller._receive(), name="caller.receive"),
            asyncio.create_task(caller._send(), name="caller.send"),
        ]
        try:
            yield caller
        finally:
            hangs_up = not caller.hung_up.is_set()  # before the receiving task ends, which sets it
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            with contextlib.suppress(OSError):
                if hangs_up:
                    writer.write(frame(AudioSocketKind.HANG_UP))
                writer.close()
                await writer.wait_closed()

    # ---- the caller's side ------------------------------------------------------------------------------------------

    def speak(self, pcm: NDArray[np.int16]) -> asyncio.Future[None]:
        """Mono int16 at 16 kHz, after what is being said. The future is done when its last frame has been sent."""
        size = frame_samples(self._rate)
        line = resample(pcm, RATE, self._rate)
        padded = np.concatenate([line, np.zeros(-len(line) % size, np.int16)])
        self._speech.extend(padded.reshape(-1, size))
        self._spoke, self._quiet_frames = False, 0
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._spoken.append(done)
        return done

    async def press(self, keys: str) -> None:
        """One key after the other."""
        for key in keys:
            if key not in DIGITS:
                raise ClientError(f"expected keys 0-9 * #; got {key!r}")
            self._writer.write(frame(AudioSocketKind.DTMF, key.encode("ascii")))
            await asyncio.sleep(_KEY_S)
        self._spoke, self._quiet_frames = False, 0

    async def turn(self, quiet_s: float = 1.0, within_s: float = 60.0) -> bool:
        """Wait until the clerk has spoken since the last turn, and then been silent for `quiet_s`; False where the
        call ended before.

        Raises ClientError where the clerk does not speak within `within_s`, or does not stop.
        """
        try:
            async with asyncio.timeout(within_s):
                while not self.hung_up.is_set():
                    if self._spoke and self._quiet_frames * _FRAME_S >= quiet_s:
                        self._spoke = False
                        return True
                    self._frame_came.clear()
                    await self._frame_came.wait()
        except TimeoutError:
            what = "did not fall silent" if self._spoke else "said nothing"
            raise ClientError(f"the clerk {what} within {within_s:g} s") from None
        return False

    @property
    def sound(self) -> NDArray[np.int16]:
        """All that was heard, at the line's rate."""
        return np.concatenate(self.heard) if self.heard else np.zeros(0, np.int16)

    # ---- the line ---------------------------------------------------------------------------------------------------

    async def _receive(self) -> None:
        try:
            while data := await self._reader.read(4096):
                for event in self._codec.feed(data):
                    match event:
                        case CallerAudio(pcm):
                            self._hear(pcm)
                        case CallerHungUp():
                            self.properly = True
                            return
        except OSError:
            pass  # a lost connection ends the call, as a hang-up does
        finally:
            self.hung_up.set()
            self._frame_came.set()

    def _hear(self, pcm: NDArray[np.int16]) -> None:
        self.heard.append(pcm)
        self.heard_at.append(asyncio.get_running_loop().time())
        if np.abs(pcm.astype(np.int32)).mean() >= _LOUD:
            self._spoke, self._quiet_frames = True, 0
        else:
            self._quiet_frames += 1
        self._frame_came.set()

    async def _send(self) -> None:
        """20 ms every 20 ms: what is being said, else the faint noise of a line."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        noise = np.random.default_rng(0).integers(-8, 9, frame_samples(self._rate)).astype(np.int16)
        with contextlib.suppress(OSError):
            while not self.hung_up.is_set():
                self._writer.write(sound_frame(self._speech.popleft() if self._speech else noise, self._rate))
                if not self._speech:
                    for done in self._spoken:
                        if not done.done():
                            done.set_result(None)
                    self._spoken.clear()
                due += _FRAME_S
                await asyncio.sleep(max(0.0, due - loop.time()))
