"""Microsoft Edge's read-aloud voices through edge-tts: an unofficial cloud service, off unless a hall asks for it.

Every clause leaves the building. The service has no contract: it may refuse (403), stall or cut off, so that every step
here has a time limit and a short answer is an error; falling back to another voice is the caller's. Tested against a
local stand-in that speaks the same protocol, not against the service itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import aiohttp
import av
import edge_tts
import numpy as np
from av.error import FFmpegError
from edge_tts.exceptions import EdgeTTSException
from edge_tts.typing import TTSChunk
from numpy.typing import NDArray

from tts.errors import VoiceError
from tts.normalise import spoken
from tts.phonemes import PAUSE, tokens
from tts.sound import Timing, finished, pause_after
from tts.speech import Speech

RATE = 24_000
REVISION = 1
#: What MP3 adds before the first sample: 576 in the encoder, 529 in the decoder (LAME's documentation).
_MP3_DELAY = 576 + 529
_TICKS = 10_000_000  # a second, in the service's units
#: The sound may end this much before its last word is said to (seconds), not more.
_SHORT_BY = 0.15
#: How long phones last beside each other; those not named count 1.
_LENGTHS = {
    "j": 0.5, "w": 0.5, "ɥ": 0.5, "-i": 0.8, "-u": 0.8, "-n": 0.8, "-ŋ": 0.8, "a": 1.5, "i": 1.5, "u": 1.5, "y": 1.5,
    "o": 1.3, "e": 1.3, "ə": 1.2, "ɤ": 1.5, "ɚ": 1.8, "ʊ": 1.2, "ʅ": 1.5, "ɿ": 1.5,
}  # fmt: skip

Word = tuple[str, int, int]  # its text, and where it begins and ends on the raw sound's clock


class EdgeVoice:
    """One cloud voice, e.g. `zh-CN-XiaoxiaoNeural`. `first_s`: limit for the first answer; `next_s`: for each next."""

    def __init__(self, voice: str = "zh-CN-XiaoxiaoNeural", *, first_s: float = 4.0, next_s: float = 3.0) -> None:
        self._voice = voice
        self._first_s = first_s
        self._next_s = next_s

    @property
    def name(self) -> str:
        return f"edge {self._voice} r{REVISION}"

    async def speak(self, text: str, *, speed: float = 1.0) -> Speech:
        """Speak one clause; word times are the service's, phones share their word's time. Raises `VoiceError`."""
        words = spoken(text)
        if not tokens(words):
            return Speech(text, np.zeros(0, np.int16), RATE, ())
        try:
            sound, timed = await self._fetch(words, speed)
        except TimeoutError as error:
            raise VoiceError("the cloud voice stalled") from error
        except (aiohttp.ClientError, EdgeTTSException, FFmpegError, OSError, ValueError, KeyError) as error:
            raise VoiceError(f"the cloud voice failed: {type(error).__name__}") from error
        if not timed:
            raise VoiceError("the cloud voice gave no word times")
        if len(sound) < timed[-1][2] - _SHORT_BY * RATE:
            raise VoiceError("the cloud voice broke off before the end of the clause")
        return finished(text, sound, RATE, _timing(timed), pause_after(words, speed))

    async def prerender(self, text: str, *, speed: float = 1.0) -> Speech:
        """As `speak`: the work is the service's."""
        return await self.speak(text, speed=speed)

    async def warm(self) -> None:
        """Load the dictionaries. Whether the service is there shows with the first clause."""
        await asyncio.to_thread(tokens, "您好")

    async def close(self) -> None:
        """Nothing stays open between clauses."""

    async def _fetch(self, words: str, speed: float) -> tuple[NDArray[np.float32], list[Word]]:
        talk = edge_tts.Communicate(words, self._voice, rate=f"{round((speed - 1) * 100):+d}%", boundary="WordBoundary")
        decoder = av.CodecContext.create("mp3", "r")
        pieces: list[NDArray[np.float32]] = []
        timed: list[Word] = []
        async for chunk in self._timely(talk):
            if chunk["type"] == "audio":
                for packet in decoder.parse(chunk["data"]):
                    pieces += _samples(decoder, packet)
            elif chunk["type"] == "WordBoundary":
                begin = int(chunk["offset"] * RATE / _TICKS) + _MP3_DELAY
                timed.append((chunk["text"], begin, begin + int(chunk["duration"] * RATE / _TICKS)))
        for packet in decoder.parse(b""):
            pieces += _samples(decoder, packet)
        pieces += _samples(decoder, None)
        return np.concatenate(pieces or [np.zeros(0, np.float32)]), timed

    async def _timely(self, talk: edge_tts.Communicate) -> AsyncIterator[TTSChunk]:
        """The service's answers; `TimeoutError` when one does not come in time (its own client waits for a minute)."""
        async with aclosing(talk.stream()) as stream:
            limit = self._first_s
            while True:
                try:
                    async with asyncio.timeout(limit):
                        chunk = await anext(stream)
                except StopAsyncIteration:
                    return
                yield chunk
                limit = self._next_s


def _samples(decoder: av.AudioCodecContext, packet: av.Packet[av.AudioStream] | None) -> list[NDArray[np.float32]]:
    return [frame.to_ndarray().reshape(-1).astype(np.float32) for frame in decoder.decode(packet)]


def _timing(timed: list[Word]) -> Timing:
    """Each word's phones over the word's time, in proportion to how long such phones last; pauses between words."""
    symbols: list[str] = []
    edges: list[int] = [0]
    for word, begin, end in timed:
        phones = [token.symbol for token in tokens(spoken(word)) if token.symbol not in ("", PAUSE)]
        if not phones:
            continue
        symbols.append(PAUSE)
        edges.append(max(begin, edges[-1]))
        shares = np.cumsum([_LENGTHS.get(phone, 1.0) for phone in phones])
        symbols += phones
        edges += [edges[-1] + int(max(end - edges[-1], 0) * share) for share in shares / shares[-1]]
    return Timing(symbols, edges, onset=0)
