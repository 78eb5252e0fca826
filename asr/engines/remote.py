"""A recogniser elsewhere: any server that speaks OpenAI's transcription API (`POST {base}/audio/transcriptions`).

vLLM, faster-whisper-server (speaches), LocalAI, Xinference and OpenAI itself offer it. The sound leaves this process:
whether it leaves the hall is up to the address.
"""

from __future__ import annotations

import asyncio
import io
import ssl
import wave

import aiohttp
import numpy as np
from numpy.typing import NDArray
from yarl import URL

from asr.engines.remote_response import LONGEST_ANSWER, Answer, explain, read_answer
from asr.errors import BusyError, RecogniserError, RemoteError
from asr.guards import guarded, without_asking
from asr.transcript import RATE, Ticket, Transcript, Urgency

#: The longest utterance that is sent (s): twice the longest that the ear hands out.
LONGEST_S = 60.0
#: Statuses of a server that does not know `verbose_json` (gpt-4o-transcribe, for one, offers `json` alone).
_NOT_OFFERED = frozenset({400, 422})


class RemoteRecogniser:
    """Mandarin speech to Simplified Chinese by a server's model. Satisfies `asr.Recogniser`.

    At most `at_once` requests are under way; the rest wait here, and their wait counts against their deadline.
    """

    def __init__(
        self,
        url: str,
        model: str,
        key: str = "",
        *,
        tls: ssl.SSLContext | None = None,
        timeout_s: float = 15.0,
        at_once: int = 4,
        partials: bool = False,
    ) -> None:
        """`url`: up to and including `/v1`. `partials`: captions during speech are asked for too.
        `tls`: which certificates are trusted.

        Connects to nothing yet. Raises ValueError for an address that is none, and for silly numbers.
        """
        self._url = URL(url)
        if self._url.scheme not in ("http", "https") or not self._url.host:
            raise ValueError("expected an http:// or https:// address of a transcription server")
        if self._url.user is not None or self._url.password is not None:
            raise ValueError("expected an address without user and password in it; give the key by itself")
        if timeout_s <= 0 or at_once < 1:
            raise ValueError("timeout_s must be more than 0, at_once at least 1")
        self._model, self._timeout_s, self._partials = model, timeout_s, partials
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._at_once = at_once
        self._tls: ssl.SSLContext | bool = tls or True
        self._gate = asyncio.Semaphore(at_once)
        self._in_flight = 0  # requests under way or waiting
        self._usual_s = 1.0  # what one has taken lately
        self._format = "verbose_json"
        self._session: aiohttp.ClientSession | None = None
        self._closed = False

    @property
    def name(self) -> str:
        """Model and server, e.g. `whisper-large-v3 at asr.hall:8000`."""
        return f"{self._model} at {self._place}"

    @property
    def backlog_s(self) -> float:
        """From the requests in flight, and what one has taken lately."""
        return max(0, self._in_flight - self._at_once + 1) * self._usual_s / self._at_once

    async def warm(self) -> None:
        """Send half a second of quiet, so that a wrong address, key or model is told at the start.

        Raises `RecogniserError` as `transcribe` does.
        """
        quiet = np.random.default_rng(1).integers(-60, 60, RATE // 2).astype(np.int16)
        await self.transcribe(quiet)

    async def transcribe(self, pcm: NDArray[np.int16], ticket: Ticket | None = None) -> Transcript:
        """Recognise one utterance: mono int16 at 16 kHz, at most 60 s.

        Without log-probabilities in the answer the confidence is a neutral 0.5, and only the text itself is guarded.
        Raises `BusyError` for a partial where they are not wanted or another request waits, `RemoteError` when the
        server is out of reach, refuses, is not done within `timeout_s`, or answers something else than was asked;
        `RecogniserError` for unusable sound and after `close`.
        """
        if self._closed:
            raise RecogniserError("the recogniser is closed")
        if (known := without_asking(pcm, LONGEST_S)) is not None:
            return known
        if ticket is not None and ticket.urgency is Urgency.PARTIAL:
            self._check_partial()
        answer = await self._in_time(_wav(pcm))
        return guarded(answer.text, len(pcm) / RATE, logprob=answer.logprob, no_speech=answer.no_speech)

    async def close(self) -> None:
        """Hang up. Requests under way fail with `RemoteError`. Calling it twice does no harm."""
        self._closed = True
        if self._session is not None:
            await self._session.close()

    # ---- one request ------------------------------------------------------------------------------------------------

    def _check_partial(self) -> None:
        if not self._partials:
            raise BusyError("partial results are not asked for from a remote recogniser")
        if self._in_flight >= self._at_once:
            raise BusyError("a partial gives way: the server is busy with finished utterances")

    async def _in_time(self, wav: bytes) -> Answer:
        clock = asyncio.get_running_loop().time
        self._in_flight += 1
        try:
            async with asyncio.timeout(self._timeout_s), self._gate:
                began = clock()
                answer = await self._twice(wav)
                self._usual_s += 0.2 * (clock() - began - self._usual_s)
                return answer
        except TimeoutError:
            raise RemoteError(f"{self._place} gave no transcript within {self._timeout_s:g} s") from None
        finally:
            self._in_flight -= 1

    async def _twice(self, wav: bytes) -> Answer:
        """A connection that broke may have been an old one, kept open too long: to transcribe twice hurts nobody."""
        try:
            return await self._ask(wav)
        except (aiohttp.ClientConnectionError, ConnectionError):
            if self._closed:
                raise RecogniserError("the recogniser was closed while the server was asked") from None
        try:
            return await self._ask(wav)
        except (aiohttp.ClientConnectionError, ConnectionError) as error:
            # Only the type: the library's text may repeat the address with what stands in it.
            raise RemoteError(
                f"no connection to the transcription server at {self._place} ({type(error).__name__}): "
                "is it running, and is asr.remote_url right?"
            ) from None

    async def _ask(self, wav: bytes) -> Answer:
        status, body = await self._post(wav, self._format)
        if status in _NOT_OFFERED and self._format == "verbose_json":
            plain_status, plain_body = await self._post(wav, "json")
            if plain_status == 200:
                self._format, status, body = "json", plain_status, plain_body
        if status != 200:
            raise RemoteError(explain(status, self._place, self._model), status)
        return read_answer(body)

    async def _post(self, wav: bytes, response_format: str) -> tuple[int, bytes]:
        form = aiohttp.FormData()
        form.add_field("file", wav, filename="utterance.wav", content_type="audio/wav")
        for name, value in (
            ("model", self._model),
            ("language", "zh"),
            ("response_format", response_format),
            ("temperature", "0"),
        ):
            form.add_field(name, value)
        address = self._url / "audio" / "transcriptions"
        try:
            # A redirect would carry the key and the citizen's voice to an address that nobody chose.
            async with self._connected().post(address, data=form, allow_redirects=False) as response:
                body = bytearray()
                async for piece in response.content.iter_any():
                    body += piece
                    if len(body) > LONGEST_ANSWER:
                        raise RemoteError(f"{self._place} answered more than {LONGEST_ANSWER} bytes", response.status)
                return response.status, bytes(body)
        except aiohttp.ClientConnectionError:
            raise
        except aiohttp.ClientError as error:
            raise RemoteError(f"{self._place} does not speak HTTP as expected ({type(error).__name__})") from None

    def _connected(self) -> aiohttp.ClientSession:
        """Made at the first call, because it belongs to the running event loop. The deadline is ours, not aiohttp's."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(ssl=self._tls),
                headers=self._headers,
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None),
            )
        return self._session

    @property
    def _place(self) -> str:
        """The server without user, password or path."""
        return f"{self._url.host}:{self._url.port}"


def _wav(pcm: NDArray[np.int16]) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(pcm.astype("<i2").tobytes())
    return file.getvalue()
