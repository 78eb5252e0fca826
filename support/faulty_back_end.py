"""A back end that files cases and fails in every way that a network and a program can, by a plan."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable

from aiohttp import web

#: How one request may go. `…_after`: when the case has been filed.
FAULTS = (
    "ok", "cut_before", "cut_after", "cut_in_body_after", "500_before", "500_after", "502_after", "503", "504_after",
    "202_after", "204_after", "slow_before", "slow_after", "html", "html_after", "redirect", "huge_after",
    "wrong_types_after", "not_json_after", "surrogate_after", "refused",
)  # fmt: skip
_HTML = "<!doctype html><title>登录</title><p>系统维护中"


class FaultyBackEnd:
    """`honours_keys`: the same Idempotency-Key files nothing twice. `plan`: the fault of each submission to come; `ok`
    once it is used up. `POST /api/…/outcome` tells what was filed under a key.
    """

    def __init__(self) -> None:
        self.honours_keys = True
        self.plan: list[str] = []
        self.filed: dict[str, list[str]] = {}  # by key: receipts
        self.met: Counter[str] = Counter()
        self._faults: dict[str, Callable[[web.Request, str], Awaitable[web.StreamResponse]]] = {
            "ok": self._ok, "cut_before": self._cut, "cut_after": self._cut, "cut_in_body_after": self._cut_in_body,
            "slow_before": self._slow, "slow_after": self._slow,
        }  # fmt: skip

    async def submit(self, request: web.Request) -> web.StreamResponse:
        await request.read()
        fault = self.plan.pop(0) if self.plan else "ok"
        if fault == "refused" and request.headers["Idempotency-Key"] in self.filed:
            fault = "ok"  # what was filed under a key is not refused under it
        self.met[fault] += 1
        receipt = self._file(request.headers["Idempotency-Key"]) if fault == "ok" or fault.endswith("_after") else ""
        if fault in self._faults:
            return await self._faults[fault](request, receipt)
        return _plain(fault, receipt)

    async def outcome(self, request: web.Request) -> web.Response:
        receipts = self.filed.get((await request.json())["幂等键"])
        if not receipts:
            return web.json_response({"error": {"code": "unknown", "message": "没有查到"}}, status=404)
        return web.json_response(_fields(receipts[0]))

    def _file(self, key: str) -> str:
        receipts = self.filed.setdefault(key, [])
        if not (receipts and self.honours_keys):
            receipts.append(f"SB{sum(map(len, self.filed.values())):08d}")
        return receipts[0]

    async def _ok(self, request: web.Request, receipt: str) -> web.Response:
        return web.json_response(_fields(receipt))

    async def _cut(self, request: web.Request, receipt: str) -> web.Response:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    async def _cut_in_body(self, request: web.Request, receipt: str) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "500"})
        await response.prepare(request)
        await response.write(json.dumps(_fields(receipt)).encode()[:20])
        await self._cut(request, receipt)
        return response

    async def _slow(self, request: web.Request, receipt: str) -> web.Response:
        await asyncio.sleep(3600)
        return web.Response(status=500)


def _fields(receipt: str) -> dict[str, str]:
    return {"受理号": receipt, "受理时间": "2026-11-22 10:00"}


def _plain(fault: str, receipt: str) -> web.Response:
    """Answers that only differ in status and body."""
    if fault == "refused":
        return web.json_response({"error": {"code": "no", "message": "该卡已注销"}}, status=422)
    if fault == "redirect":
        return web.Response(status=302, headers={"Location": "/login"})
    if fault == "wrong_types_after":
        return web.json_response({"受理号": [receipt], "受理时间": None})
    body = {
        "html": _HTML, "html_after": _HTML, "huge_after": json.dumps(_fields("9" * 2_000_000)),
        "not_json_after": f"受理号={receipt}", "surrogate_after": '{"受理号": "\\ud800", "受理时间": "x"}',
    }.get(fault)  # fmt: skip
    if body is not None:
        return web.Response(text=body, content_type="text/html" if "html" in fault else "application/json")
    return web.Response(status=int(fault[:3]))
