"""A sender of text messages that sends nothing: `POST /sms` takes a message, `GET /sms` shows those that came,
`GET /sms/latest?phone=…` gives the text of the last one to a number as JSON, for simulated citizens.

It answers as a carrier's gateway does: a repetition, known by its `Idempotency-Key`, is the same message; what is no
message is refused. In memory only, the newest `KEPT`.
"""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from aiohttp import web

from kiosk.demo.office import RefusalError

KEPT = 100
_MOBILE = re.compile(r"1[3-9]\d{9}")
_PAGE = (
    "<!doctype html><meta charset=utf-8><meta http-equiv=refresh content=2><title>演示短信</title>"
    "<style>body{{font:16px sans-serif;margin:3em}}td,th{{padding:.4em 1em;text-align:left}}</style>"
    "<h1>演示短信</h1><p>这里的短信没有真的发出去。<table><tr><th>时间<th>手机号<th>模板<th>内容{rows}</table>"
)


@dataclass(frozen=True, slots=True)
class DemoMessage:
    at: datetime
    phone: str
    template: str
    text: str


class DemoMessages:
    """`now`: the time shown beside a message."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._sent: OrderedDict[str, tuple[int, DemoMessage]] = OrderedDict()
        self._count = 0

    def take(self, message: Any, key: str) -> str:
        """The name under which a message was taken. Raises `RefusalError`."""
        if key in self._sent:
            return f"demo-{self._sent[key][0]}"
        if not isinstance(message, dict) or not all(
            isinstance(message.get(name), str) for name in ("text", "template")
        ):
            raise RefusalError(400, "bad_message", "请求应为 JSON 对象，有 phone、template 和 text")
        phone = message.get("phone")
        if not (key and isinstance(phone, str) and _MOBILE.fullmatch(phone)):
            raise RefusalError(400, "bad_message", "缺 Idempotency-Key，或者手机号不对")
        self._count += 1
        self._sent[key] = self._count, DemoMessage(self._now(), phone, message["template"], message["text"])
        if len(self._sent) > KEPT:
            self._sent.popitem(last=False)
        return f"demo-{self._count}"

    @property
    def sent(self) -> tuple[DemoMessage, ...]:
        """The oldest first."""
        return tuple(message for _, message in self._sent.values())

    def add_to(self, app: web.Application) -> None:
        app.router.add_post("/sms", self._post)
        app.router.add_get("/sms", self._show)
        app.router.add_get("/sms/latest", self._latest)

    async def _post(self, request: web.Request) -> web.Response:
        try:
            message = json.loads(await request.read())
        except (ValueError, RecursionError):
            raise RefusalError(400, "bad_json", "请求不是 JSON") from None
        return web.json_response({"id": self.take(message, request.headers.get("Idempotency-Key", ""))})

    async def _show(self, _: web.Request) -> web.Response:
        rows = "".join(
            f"<tr><td>{one.at:%H:%M:%S}<td>{escape(one.phone)}<td>{escape(one.template)}<td>{escape(one.text)}"
            for one in reversed(self.sent)
        )
        return web.Response(text=_PAGE.format(rows=rows), content_type="text/html")

    async def _latest(self, request: web.Request) -> web.Response:
        phone = request.query.get("phone", "")
        found = next((one for one in reversed(self.sent) if phone in ("", one.phone)), None)
        if found is None:
            raise RefusalError(404, "no_message", "没有短信")
        return web.json_response({"phone": found.phone, "template": found.template, "text": found.text})
