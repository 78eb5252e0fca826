"""A remote recogniser: any server with OpenAI's transcription API (`POST {base}/audio/transcriptions`).

vLLM, faster-whisper-server (speaches), LocalAI, Xinference and OpenAI itself offer it. The sound leaves this process,
and the hall if the address is outside it.
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

from asr.engines.remote_response import MAX_RESPONSE_BYTES, TranscriptionResponse, explain, read_response
from asr.errors import BusyError, RecogniserError, RemoteError
from asr.guards import guarded, transcript_without_model
from asr.transcript import RATE, Ticket, Transcript, Urgency

#: The longest utterance that is sent (s): more than twice the longest segment.
LONGEST_S = 60.0
#: Statuses of a server without `verbose_json` (gpt-4o-transcribe offers `json` alone).
_NOT_OFFERED = frozenset({400, 422})


class RemoteRecogniser:
    """Mandarin speech to Simplified Chinese by a server's model. Satisfies `asr.Recogniser`.

    At most `at_once` requests are under way; others wait here, and the wait counts towards `timeout_s`.
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

        Does not connect yet. Raises ValueError for a malformed address and for numbers out of range.
        """
        self._url = URL(url)
        if self._url.scheme not in ("http", "https") or not self._url.host:
            raise ValueError("expected an http:// or https:// address of a transcription server")
        if self._url.user is not None or self._url.password is not None:
            raise ValueError("expected an address without user and password in it; give the key by itself")
        if timeout_s <= 0 or at_once < 1:
            raise ValueError(f"expected timeout_s > 0 and at_once >= 1; got {timeout_s} and {at_once}")
        self._model, self._timeout_s, self._partials = model, timeout_s, partials
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._at_once = at_once
        self._tls: ssl.SSLContext | bool = tls or True
        self._slots = asyncio.Semaphore(at_once)
        self._in_flight = 0  # requests under way or waiting
        self._usual_s = 1.0  # moving average of a request
        self._format = "verbose_json"
        self._session: aiohttp.ClientSession | None = None
        self._closed = False

    @property
    def name(self) -> str:
        """Model and server, e.g. `whisper-large-v3 at asr.hall:8000`."""
        return f"{self._model} at {self._place}"

    @property
    def backlog_s(self) -> float:
        """Estimated from the requests in flight and the recent duration of one."""
        return max(0, self._in_flight - self._at_once + 1) * self._usual_s / self._at_once

    @property
    def hears_syllables(self) -> bool:
        return False

    @property
    def timeout_s(self) -> float:
        """After this (s), the wait for a free request included, `transcribe` raises `RemoteError`."""
        return self._timeout_s

    async def warm(self) -> None:
        """Send half a second of noise at -55 dBFS, so that a wrong address, key or model is reported at the start.

        Raises `RecogniserError` as `transcribe` does.
        """
        quiet = np.random.default_rng(1).integers(-60, 60, RATE // 2).astype(np.int16)
        await self.transcribe(quiet)

    async def transcribe(self, pcm: NDArray[np.int16], ticket: Ticket | None = None) -> Transcript:
        """Recognise one utterance: mono int16 at 16 kHz, at most 60 s.

        Without log-probabilities in the answer the confidence is a neutral 0.5, and only the text is guarded.
        Raises `BusyError` for a partial where they are not wanted or another request waits, `RemoteError` when the
        server is out of reach, refuses, is not done within `timeout_s`, or sends a malformed response;
        `RecogniserError` for unusable sound and after `close`.
        """
        if self._closed:
            raise RecogniserError("the recogniser is closed")
        if (known := transcript_without_model(pcm, LONGEST_S)) is not None:
            return known
        if ticket is not None and ticket.urgency is Urgency.PARTIAL:
            self._check_partial()
        answer = await self._in_time(_wav(pcm))
        return guarded(answer.text, len(pcm) / RATE, logprob=answer.logprob, no_speech=answer.no_speech)

    async def close(self) -> None:
        """Close the connections. Requests under way fail with `RecogniserError`. May be called twice."""
        self._closed = True
        if self._session is not None:
            await self._session.close()

    # ---- one request ------------------------------------------------------------------------------------------------

    def _check_partial(self) -> None:
        if not self._partials:
            raise BusyError("partial results are switched off for the remote recogniser (asr.remote_partials)")
        if self._in_flight >= self._at_once:
            raise BusyError("a partial gives way: the server is busy with finished utterances")

    async def _in_time(self, wav: bytes) -> TranscriptionResponse:
        clock = asyncio.get_running_loop().time
        self._in_flight += 1
        try:
            async with asyncio.timeout(self._timeout_s), self._slots:
                began = clock()
                answer = await self._with_retry(wav)
                self._usual_s += 0.2 * (clock() - began - self._usual_s)
                return answer
        except TimeoutError:
            raise RemoteError(f"{self._place} gave no transcript within {self._timeout_s:g} s") from None
        finally:
            self._in_flight -= 1

    async def _with_retry(self, wav: bytes) -> TranscriptionResponse:
        """Retry once after a broken connection: the server may have closed an idle one. The request is idempotent."""
        try:
            return await self._ask(wav)
        except (aiohttp.ClientConnectionError, ConnectionError):
            if self._closed:
                raise RecogniserError("the recogniser was closed during the request") from None
        try:
            return await self._ask(wav)
        except (aiohttp.ClientConnectionError, ConnectionError) as error:
            # Only the type: the library's text may repeat the address.
            raise RemoteError(
                f"no connection to the transcription server at {self._place} ({type(error).__name__}): "
                "is it running, and is asr.remote_url right?"
            ) from None

    async def _ask(self, wav: bytes) -> TranscriptionResponse:
        status, body = await self._post(wav, self._format)
        if status in _NOT_OFFERED and self._format == "verbose_json":
            plain_status, plain_body = await self._post(wav, "json")
            if plain_status == 200:
                self._format, status, body = "json", plain_status, plain_body
        if status != 200:
            raise RemoteError(explain(status, self._place, self._model), status)
        return read_response(body)

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
            # A redirect would carry the key and the citizen's voice to an address that is not configured.
            async with self._connected().post(address, data=form, allow_redirects=False) as response:
                body = bytearray()
                async for piece in response.content.iter_any():
                    body += piece
                    if len(body) > MAX_RESPONSE_BYTES:
                        raise RemoteError(
                            f"{self._place} answered more than {MAX_RESPONSE_BYTES} bytes", response.status
                        )
                return response.status, bytes(body)
        except aiohttp.ClientConnectionError:
            raise
        except aiohttp.ClientError as error:
            raise RemoteError(f"{self._place} does not speak HTTP as expected ({type(error).__name__})") from None

    def _connected(self) -> aiohttp.ClientSession:
        """Made at the first call, because it belongs to the running event loop. `timeout_s` replaces aiohttp's own."""
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
