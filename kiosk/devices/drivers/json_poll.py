"""A device behind a local HTTP service that gives its state as JSON, asked again and again."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp

from kiosk.devices.driver import DeviceError

#: Bytes of the longest answer: a card's photo may be in it.
_LONGEST = 2 << 20
_TIMEOUT = aiohttp.ClientTimeout(total=5)


async def ask(session: aiohttp.ClientSession, url: str) -> Any:
    """The JSON at `url`. Raises `DeviceError`."""
    try:
        async with session.get(url, timeout=_TIMEOUT, allow_redirects=False) as answer:
            if answer.status != 200:
                raise DeviceError("wrong", f"expected status 200 from {url}; got {answer.status}")
            body = bytearray()
            async for part in answer.content.iter_chunked(65_536):
                body += part
                if len(body) > _LONGEST:
                    raise DeviceError("wrong", f"expected at most {_LONGEST} bytes from {url}; got more")
    except (aiohttp.ClientError, TimeoutError) as error:
        raise DeviceError("unplugged", f"no answer from {url} ({type(error).__name__})") from None
    try:
        return json.loads(_decoded(bytes(body)))
    except (ValueError, RecursionError):
        raise DeviceError("wrong", f"expected JSON from {url}; got something else") from None


def _decoded(body: bytes) -> str:
    """UTF-8, or what services of Chinese vendors may write instead."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("gb18030", errors="replace")


def at_path(value: Any, path: str) -> str:
    """The text, number or yes/no at a dotted path (`data.list.0.name`) as text; "" where there is none."""
    for name in path.split("."):
        if isinstance(value, list) and name.isdigit() and int(name) < len(value):
            value = value[int(name)]
        elif isinstance(value, dict):
            value = value.get(name)
        else:
            return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).strip() if isinstance(value, str | int | float) else ""


async def pause(ms: int) -> None:
    await asyncio.sleep(ms / 1000)
