"""Serves an office over HTTP in a dialect: reads the request, asks the office, writes the answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from kiosk.demo.access_check import AccessCheck, CredentialsCheck
from kiosk.demo.counter import Answer, RefusalError
from kiosk.dialect.model import BackendDialect
from kiosk.dialect.served import NotServedError, known_path, received, refusal, success

#: Answers a call: the interface, the fields by the script's names, the idempotency key. Blocking; raises
#: `RefusalError`.
Answering = Callable[[str, Mapping[str, Any], str], Answer]


class DialectService:
    """Handles every request of an application that no other route takes."""

    def __init__(self, dialect: BackendDialect, access: AccessCheck, answering: Answering) -> None:
        self._dialect, self._access, self._answering = dialect, access, answering

    async def handle(self, request: web.Request) -> web.Response:
        body = await request.read()
        try:
            if request.method == "OPTIONS":
                return web.Response(status=204 if known_path(self._dialect, request.path) else 404)
            if isinstance(self._access, CredentialsCheck) and request.path == self._access.path:
                return json_response(self._access.token(request.headers, body))
            return await self._call(request, body)
        except NotServedError as error:
            code, words = ("unknown_api", "没有这个接口") if error.status == 404 else ("bad_json", "请求不是 JSON")
            return self._refuse(RefusalError(error.status, code, words))
        except RefusalError as error:
            return self._refuse(error)

    async def _call(self, request: web.Request, body: bytes) -> web.Response:
        call = received(self._dialect, request.method, request.path, request.query, body)
        self._access.check(request.method, request.raw_path, request.headers, body, call)
        if not all(map(is_param, call.params.values())):
            raise RefusalError(400, "bad_json", "请求应为文字、列表和图片组成的 JSON 对象")
        key = request.headers.get("Idempotency-Key", "")
        answer = await asyncio.to_thread(self._answering, call.api, call.params, key)
        return json_response(success(self._dialect, call.api, answer))

    def _refuse(self, error: RefusalError) -> web.Response:
        status, body = refusal(self._dialect, error.status, error.code, error.message)
        return json_response(body, status)


@web.middleware
async def refusals(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Refusals of what is no interface of the scripts: text messages."""
    try:
        return await handler(request)
    except RefusalError as error:
        return json_response({"error": {"code": error.code, "message": error.message}}, error.status)


def json_response(body: object, status: int = 200) -> web.Response:
    return web.json_response(body, status=status, dumps=lambda value: json.dumps(value, ensure_ascii=False))


def is_param(value: object) -> bool:
    """Text, a list of objects of texts, or a picture (docs/backend.md)."""
    if isinstance(value, dict):
        return set(value) == {"type", "sha256", "data"} and all(isinstance(text, str) for text in value.values())
    if isinstance(value, list):
        return all(isinstance(item, dict) and all(isinstance(text, str) for text in item.values()) for item in value)
    return isinstance(value, str)
