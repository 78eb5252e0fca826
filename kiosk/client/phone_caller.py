"""A caller on the telephone, on any surface: what the handset and the network would be. For `kiosk call` and for tests.

It hears sound, as a caller does: it is its turn when the clerk has spoken and fallen silent. Whether she
has finished is asked of the hall, where it can be (`ClerkTurn`); else the silence grows with her longest pause so far.
"""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator

import numpy as np
from numpy.typing import NDArray

from asr import RATE, resample
from kiosk.client.client import ClientError
from kiosk.client.phone.audiosocket import AudioSocketGateway
from kiosk.client.phone.clerk_turn import ClerkTurn
from kiosk.client.phone.connections import CallConnection, tcp
from kiosk.client.phone.gateway import MediaGateway
from kiosk.client.spoken_frames import SpokenFrames
from kiosk.wire.phone.events import DIGITS, FRAME_MS, Pcm, frame_samples

_FRAME_S = FRAME_MS / 1000
#: Mean amplitude at or above which a frame of the clerk's counts as speech.
_LOUD = 60.0
#: Loud frames that are speech, where no pause of `_PAUSE` frames lies between them: an earcon is shorter.
_SPEECH, _PAUSE = 15, 20
#: Seconds of silence before the hall is asked whose turn it is, and before it is asked again.
_SETTLED_S, _ASK_AGAIN_S = 0.4, 0.2
#: A silence ends a turn: so many times her longest pause within one, and seconds more; longer pauses do not count.
_TIMES, _MORE_S, _LONGEST_PAUSE_S = 1.5, 0.3, 5.0
#: Seconds between two keys.
_KEY_S = 0.15


class PhoneCaller:
    """Use as `async with PhoneCaller.open("127.0.0.1", 8093) as caller:`, or with another surface, `over`.

    `heard`: the clerk's frames as they were played; `hung_up` is set when the other side ended the call. `silent`: the
    line sends nothing, as a carrier's does that suppresses silence.
    """

    def __init__(self, gateway: MediaGateway, connection: CallConnection) -> None:
        self._gateway, self._connection = gateway, connection
        self._speech = SpokenFrames(frame_samples(gateway.rate))
        self._loud_frames = 0
        self._spoke = False  # the clerk, since the caller's last action
        self._quiet_frames = 0
        self._longest_pause_s = 0.0  # of the clerk's, within one turn
        self._told: bool | None = None  # what the hall last said of this turn
        self._ask_at = 0.0  # loop time
        self._frame_came = asyncio.Event()
        self.silent = False
        self.heard: list[NDArray[np.int16]] = []
        self.heard_at: list[float] = []  # loop time of each frame
        self.hung_up = asyncio.Event()

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls, host: str, port: int, call_id: uuid.UUID | None = None, *, rate: int = 8_000
    ) -> AsyncIterator[PhoneCaller]:
        """Call over AudioSocket, and hang up at the end. Raises ClientError."""
        gateway = AudioSocketGateway(call_id or uuid.uuid4(), rate=rate)
        async with tcp(host, port) as connection, cls.over(connection, gateway) as caller:
            yield caller

    @classmethod
    @contextlib.asynccontextmanager
    async def over(cls, connection: CallConnection, gateway: MediaGateway) -> AsyncIterator[PhoneCaller]:
        """As `open`, on the surface of `gateway`, over a connection that is there; it is closed at the end."""
        caller = cls(gateway, connection)
        gateway.start()
        tasks = [
            asyncio.create_task(caller._receive(), name="caller.receive"),
            asyncio.create_task(caller._run_line(), name="caller.line"),
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
                    gateway.hang_up()
                    await caller._flush()
            await connection.close()

    @property
    def properly(self) -> bool:
        """The other side hung up as its surface has it, and the connection was not lost."""
        return self._connection.closed_properly if self._gateway.ends_by_closing else self._gateway.over

    # ---- the caller's side ------------------------------------------------------------------------------------------

    def speak(self, pcm: NDArray[np.int16]) -> asyncio.Future[float]:
        """Mono int16 at 16 kHz, after what is being said. The future: the loop time at which its last frame left, or at
        which the call ended.
        """
        self._acted()
        return self._speech.put(resample(pcm, RATE, self._gateway.rate))

    async def press(self, keys: str) -> None:
        """One key after the other."""
        for key in keys:
            if key not in DIGITS:
                raise ClientError(f"expected keys 0-9 * #; got {key!r}")
            self._gateway.press(key)
            with contextlib.suppress(OSError):  # the call has ended meanwhile
                await self._flush()
            await asyncio.sleep(_KEY_S)
        self._acted()

    async def turn(self, quiet_s: float = 1.0, within_s: float = 60.0, clerk: ClerkTurn | None = None) -> bool:
        """Wait until the clerk has spoken since the last turn and `clerk` says that she has finished; where that cannot
        be told, until she has been silent for `quiet_s`, longer where she has made longer pauses. False where the call
        ended before.

        Raises ClientError where the clerk does not speak within `within_s`, or does not stop.
        """
        self._told, self._ask_at = None, 0.0
        try:
            async with asyncio.timeout(within_s):
                while not self.hung_up.is_set():
                    if self._spoke and await self._is_over(quiet_s, clerk):
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

    async def _is_over(self, quiet_s: float, clerk: ClerkTurn | None) -> bool:
        """Whether the clerk, who has spoken, has finished."""
        quiet, clock = self._quiet_frames, asyncio.get_running_loop().time
        if clerk is not None and quiet * _FRAME_S >= _SETTLED_S and clock() >= self._ask_at:
            self._told = await clerk.is_over()
            self._ask_at = clock() + _ASK_AGAIN_S
            if self._told and self._quiet_frames >= quiet:  # she has not gone on meanwhile
                return True
        if self._told is not None:
            return False
        return quiet * _FRAME_S >= max(quiet_s, _TIMES * self._longest_pause_s + _MORE_S)

    def _acted(self) -> None:
        self._spoke, self._loud_frames, self._quiet_frames = False, 0, 0

    # ---- the line ---------------------------------------------------------------------------------------------------

    async def _receive(self) -> None:
        try:
            async for data in self._connection.incoming():
                self._hear(self._gateway.feed(data))
                if self._gateway.over:
                    return
        except OSError:
            pass  # a lost connection ends the call, as a hang-up does
        finally:
            self.hung_up.set()
            self._frame_came.set()

    def _hear(self, frames: list[Pcm]) -> None:
        for pcm in frames:
            self.heard.append(pcm)
            self.heard_at.append(asyncio.get_running_loop().time())
            if is_loud(pcm):
                if self._spoke and _PAUSE <= self._quiet_frames <= _LONGEST_PAUSE_S / _FRAME_S:
                    self._longest_pause_s = max(self._longest_pause_s, self._quiet_frames * _FRAME_S)
                self._loud_frames += 1
                self._spoke, self._quiet_frames = self._spoke or self._loud_frames >= _SPEECH, 0
            else:
                self._quiet_frames += 1
                self._loud_frames = 0 if self._quiet_frames >= _PAUSE else self._loud_frames
        self._frame_came.set()

    async def _run_line(self) -> None:
        """20 ms every 20 ms: what is being said, else the faint noise of a line."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        noise = np.random.default_rng(0).integers(-8, 9, frame_samples(self._gateway.rate)).astype(np.int16)
        try:
            while not self.hung_up.is_set():
                idle = None if self.silent else noise
                said = self._speech.take()
                self._hear(self._gateway.tick(idle if said is None else said))
                await self._flush()
                self._speech.left(loop.time())
                due += _FRAME_S
                await asyncio.sleep(max(0.0, due - loop.time()))
            await self._flush()  # what answers the hang-up
        except OSError:
            pass  # a lost connection ends the call: `_receive` tells it
        finally:
            self._speech.end(loop.time())

    async def _flush(self) -> None:
        for frame in self._gateway.to_send():
            await self._connection.send(frame)


def is_loud(pcm: Pcm) -> bool:
    """Whether a frame holds a voice or a tone, and not only the noise of a line."""
    return bool(np.abs(pcm.astype(np.int32)).mean() >= _LOUD)
