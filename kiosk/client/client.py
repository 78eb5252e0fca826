"""A kiosk without a screen: the Python client of `kiosk.v1`, on the `websockets` library.

It sends a continuous microphone signal (faint noise between the words), plays what comes on a `Loudspeaker` in real
time, and reports what was played, as the page does. `kiosk talk`, load tools and tests use it.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import numpy as np
import websockets
from numpy.typing import NDArray

from dialogue.acts import ConfirmCard, RatingCard
from kiosk.client.player import Loudspeaker
from kiosk.client.spoken_frames import SpokenFrames
from kiosk.config.rules import without_password
from kiosk.wire import MIC_SAMPLES, MicFrame, SpeechFrame, decode_down, encode
from kiosk.wire import messages as m
from kiosk.wire.messages import NEXT_S, SETTLE_S

_TICK_S = MIC_SAMPLES / 16_000
SUBPROTOCOL = websockets.Subprotocol("kiosk.v1")


def tls_context(trust: Path | None) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if trust is not None:
        context.load_verify_locations(trust)
    return context


class ClientError(Exception):
    """The server is unreachable, refused or closed the connection. The message names the address and the next step."""


@dataclass(slots=True)
class ClerkReply:
    """One utterance of the clerk, as it arrived."""

    utterance: int
    texts: list[str] = field(default_factory=list)
    frames: list[SpeechFrame] = field(default_factory=list)
    first_at: float | None = None  # loop time at which its first sample was played

    @property
    def text(self) -> str:
        return "".join(self.texts)

    @property
    def pcm(self) -> NDArray[np.int16]:
        return np.concatenate([f.pcm for f in self.frames]) if self.frames else np.zeros(0, np.int16)

    @property
    def rows(self) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
        """Sample indices (n,) and weights (n, 52)."""
        if not self.frames:
            return np.zeros(0, np.int64), np.zeros((0, 52), np.uint8)
        return np.concatenate([f.row_samples for f in self.frames]), np.concatenate([f.rows for f in self.frames])


class ClientSocket(Protocol):
    """What a client needs of a WebSocket: frames out, and frames in until it is closed."""

    async def send(self, data: str | bytes) -> None: ...

    def __aiter__(self) -> AsyncIterator[str | bytes]: ...


class KioskClient:
    """Use as `async with KioskClient.open(url, device="test") as client:`. Messages come from `client.messages`."""

    def __init__(self, socket: ClientSocket) -> None:
        self._socket = socket
        self._speech = SpokenFrames(MIC_SAMPLES)  # into the microphone
        self._mic_sample = 0
        self.loudspeaker = Loudspeaker()
        self.messages: asyncio.Queue[m.Down | None] = asyncio.Queue()  # None: the connection is over
        self.replies: dict[int, ClerkReply] = {}
        self.ready: m.ReadyMessage | None = None
        self.muted = False
        self._cards, self._cards_at = m.Cards(()), 0.0  # what is on the screen, and the loop time at which it came
        self._touched_at: float | None = None  # loop time of the last touch or key

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls,
        url: str,
        *,
        device: str = "python",
        resume: str | None = None,
        elderly: bool = False,
        timing: bool = False,
        trust: Path | None = None,
    ) -> AsyncIterator[KioskClient]:
        """Connect, say hello, and keep microphone and loudspeaker running. Raises ClientError.

        `trust`: a certificate (PEM) that is accepted for a `wss://` address beside those the machine trusts.
        """
        hello = m.Hello(m.VERSION, device, m.Abilities(True, True, True, False), resume, elderly, timing)
        shown = without_password(url)[:200]
        try:
            tls = tls_context(trust) if url.startswith("wss:") else None
            socket = await websockets.connect(
                url, subprotocols=[SUBPROTOCOL], max_size=1 << 22, compression=None, ssl=tls
            )
        except ssl.SSLError as error:  # a ValueError too, where it is the certificate's
            fix = "Set public.tls_cert to its certificate"
            raise ClientError(f"No trusted https at {shown} ({error}). {fix}") from error
        except (websockets.InvalidURI, ValueError) as error:  # ports, brackets, names that no address has
            raise ClientError(f"Expected an address such as ws://127.0.0.1:8080/ws; got {shown}") from error
        except (OSError, websockets.WebSocketException, TimeoutError) as error:
            raise ClientError(f"No kiosk server answers at {shown} ({error}). Start one with: kiosk serve") from error
        async with socket, cls.over(socket, hello, shown) as client:
            yield client

    @classmethod
    @contextlib.asynccontextmanager
    async def over(cls, socket: ClientSocket, hello: m.Hello, name: str = "") -> AsyncIterator[KioskClient]:
        """As `open`, over a connection that is there; `name`: of the server, in errors."""
        client = cls(socket)
        await client.send(hello)
        tasks = [
            asyncio.create_task(client._receive(), name="client.receive"),
            asyncio.create_task(client._run_sound(), name="client.sound"),
        ]
        try:
            first = await client.messages.get()
            if not isinstance(first, m.ReadyMessage):
                what = first.text if isinstance(first, m.Error) else "the connection was closed"
                raise ClientError(f"The server at {name} refused us: {what}")
            client.ready = first
            yield client
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def send(self, message: m.Up) -> None:
        """Send at once; an answer (`touch`, `key`, `text`) without an `ask` as a page would: see `answering`."""
        if isinstance(message, m.Touch | m.Key | m.Text) and message.ask is None:
            message = await self.answering(message)
        if isinstance(message, m.Touch | m.Key):
            self._touched_at = asyncio.get_running_loop().time()
        await self._socket.send(encode(message))

    async def answering(self, message: m.Touch | m.Key | m.Text) -> m.Touch | m.Key | m.Text:
        """`message` with the `ask` of the shown cards. Where these commit to something, first waits until they can have
        been read, and until it cannot be the second tap of a double tap.
        """
        if any(isinstance(card, ConfirmCard | RatingCard) for card in self._cards.cards):
            ready_at = self._cards_at + SETTLE_S
            if self._touched_at is not None:  # the server counts from the touch by its own clock
                ready_at = max(self._cards_at, self._touched_at) + NEXT_S
            await asyncio.sleep(max(0.0, ready_at - asyncio.get_running_loop().time()))
        return replace(message, ask=self._cards.ask)

    def speak(self, pcm: NDArray[np.int16]) -> asyncio.Future[float]:
        """Speak mono int16 at 16 kHz into the microphone, after what is being spoken.

        The future's result is the loop time at which its last 20 ms were sent.
        """
        return self._speech.put(pcm)

    async def _run_sound(self) -> None:
        """Every 20 ms: send a microphone frame, and advance the loudspeaker."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        # Faint noise: zeros would be a muted microphone.
        silence = np.random.default_rng(0).integers(-2, 3, MIC_SAMPLES).astype(np.int16)
        with contextlib.suppress(websockets.ConnectionClosed):
            while True:
                said = self._speech.take()
                if not self.muted:
                    await self._socket.send(MicFrame(self._mic_sample, silence if said is None else said).encode())
                self._mic_sample += MIC_SAMPLES
                self._speech.left(loop.time())
                await self._report(self.loudspeaker.report(loop.time()))
                due += _TICK_S
                await asyncio.sleep(max(0.0, due - loop.time()))

    async def _receive(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            async for frame in self._socket:
                if isinstance(frame, bytes):
                    self._play(SpeechFrame.decode(frame), loop.time())
                    continue
                message = decode_down(frame)
                if isinstance(message, m.Cards):
                    self._cards, self._cards_at = message, loop.time()
                if isinstance(message, m.Begun):
                    self._cards = m.Cards(())
                    self.loudspeaker = Loudspeaker()  # utterances and epochs restart with each conversation
                    self.replies.clear()
                if isinstance(message, m.Stop):
                    await self._report(self.loudspeaker.stop(message.utterance, message.epoch, loop.time()))
                if isinstance(message, m.SayMessage):
                    self.replies.setdefault(message.utterance, ClerkReply(message.utterance)).texts.append(message.text)
                self.messages.put_nowait(message)
        except websockets.ConnectionClosed:
            pass  # a dropped connection ends the stream of messages, as a closed one does
        finally:
            self.messages.put_nowait(None)

    def _play(self, frame: SpeechFrame, now: float) -> None:
        reply = self.replies.setdefault(frame.utterance, ClerkReply(frame.utterance))
        reply.frames.append(frame)
        self.loudspeaker.feed(frame, now)
        if reply.first_at is None:
            reply.first_at = self.loudspeaker.first_at

    async def _report(self, played: m.Played | None) -> None:
        if played is not None:
            await self._socket.send(encode(played))
