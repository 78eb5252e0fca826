"""The wire to a language model: any server with OpenAI's chat completions (vLLM, Ollama, llama.cpp, OpenAI itself)."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import ssl
from typing import Any
from urllib.parse import urlsplit

import httpx2
import openai

from dialogue.llm.errors import Kind, ModelError
from dialogue.llm.prompts import STYLES, Request, Style

#: Bytes. A longer answer is refused.
LONGEST_ANSWER = 64 * 1024
#: Statuses of a server that does not know a way of asking for JSON.
_NOT_OFFERED = frozenset({400, 422})
_NO_TEXT = re.compile("[\0\ud800-\udfff]")
_BUSY = frozenset({429, 503})


class LanguageModel:
    """One for a hall. `url`: up to and including `/v1`. Connects to nothing until it is asked.

    `tls`: which certificates are trusted. Raises ValueError for a malformed address.
    """

    def __init__(
        self, url: str, model: str, key: str = "", *, deadline_s: float = 1.5, tls: ssl.SSLContext | None = None
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
            raise ValueError("expected an http:// or https:// address of a language model, without user and password")
        if deadline_s <= 0:
            raise ValueError("deadline_s must be more than 0")
        self._model, self._deadline_s = model, deadline_s
        # A redirect, or a proxy from the environment, would send a citizen's words to a server that was not configured.
        self._http = openai.DefaultAsyncHttpxClient(follow_redirects=False, trust_env=False, verify=tls or True)
        self._client = openai.AsyncOpenAI(
            base_url=url,
            api_key=key or "none",
            organization="",
            project="",
            max_retries=0,
            timeout=deadline_s,
            http_client=self._http,
        )
        self._style = 0  # of STYLES: what the server is known to understand
        self._place = f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"

    @property
    def name(self) -> str:
        """Model and server, e.g. `qwen3-8b at llm.hall:8000`."""
        return f"{self._model} at {self._place}"

    async def ask(self, request: Request) -> str:
        """What the model wrote, unread. Everything, connecting included, within `deadline_s`. Raises `ModelError`."""
        try:
            async with asyncio.timeout(self._deadline_s):
                return await self._ask(request)
        except TimeoutError:
            raise ModelError("timeout", f"{self._place} gave no answer within {self._deadline_s:g} s") from None

    async def close(self) -> None:
        await self._client.close()

    async def _ask(self, request: Request) -> str:
        """Less strictly where a server does not know the strict way; what it understood is remembered."""
        for style in range(self._style, len(STYLES)):
            status, body = await self._post(request, STYLES[style])
            if status == 200:
                self._style = max(self._style, style)
                return _content(body)
            if status not in _NOT_OFFERED:
                break
        raise ModelError(_kind(status), f"{self._place} says {status}")

    async def _post(self, request: Request, style: Style) -> tuple[int, bytes]:
        extra: dict[str, Any] = {"extra_headers": {"Accept-Encoding": "identity"}}
        if (form := request.response_format(style)) is not None:
            extra["response_format"] = form
        if style != "text":
            # Qwen3 and its kin think aloud unless told not to, which no citizen waits for. vLLM, SGLang and llama.cpp
            # read this; Ollama passes over it; a server that minds is asked for plain text in the end.
            extra["extra_body"] = {"chat_template_kwargs": {"enable_thinking": False}}
        try:
            async with self._client.chat.completions.with_streaming_response.create(
                model=self._model,
                messages=request.messages,  # type: ignore[arg-type]
                temperature=0,
                max_tokens=request.max_tokens,
                **extra,
            ) as response:
                if response.headers.get("Content-Encoding", "identity") != "identity":
                    raise ModelError("bad_answer", f"{self._place} packed an answer that was to come as it is")
                body = bytearray()
                async for piece in response.iter_bytes():
                    body += piece
                    if len(body) > LONGEST_ANSWER:
                        raise ModelError("bad_answer", f"{self._place} answered more than {LONGEST_ANSWER} bytes")
                return response.status_code, bytes(body)
        except openai.APIStatusError as error:
            return error.status_code, b""
        except openai.APITimeoutError:
            raise TimeoutError from None
        except (openai.OpenAIError, httpx2.HTTPError) as error:
            # Only the type: the library's text may repeat what was sent.
            raise ModelError("unreachable", f"no answer from {self._place}: {type(error).__name__}") from None
        finally:
            self._http.cookies.clear()  # nothing of one citizen's call may travel with the next one's


def _content(body: bytes) -> str:
    """The first choice's text."""
    with contextlib.suppress(ValueError, RecursionError, LookupError, TypeError):
        content = json.loads(body)["choices"][0]["message"]["content"]
        if isinstance(content, str) and not _NO_TEXT.search(content):
            return content
    raise ModelError("bad_answer", "expected a chat completion with text in it")


def _kind(status: int) -> Kind:
    if status in _BUSY:
        return "busy"
    return "broken" if status >= 500 else "refused"
