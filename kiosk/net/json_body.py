"""The JSON of a request's body. The routes that take one read it here; a body that is none never fails the server."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web


class JsonBodyError(ValueError):
    """The body is not JSON: not UTF-8, not its syntax, or nested too deeply to be read."""


async def json_body(request: web.Request) -> Any:
    """Raises `JsonBodyError`; aiohttp's own 413 where the body is longer than the application takes."""
    return parsed_json(await request.read())


def parsed_json(body: bytes | str) -> Any:
    """Raises `JsonBodyError`."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise JsonBodyError("expected JSON") from None
