"""The progress page that a receipt's QR code opens, on the public listener: `GET /progress/TOKEN`.

It shows the case's number and service and, where the script's 进度 leads to an interface that anyone may ask, its state
from the back end; numbers are masked. Nothing is kept by the browser; no page frames it. A token that this hall did not
make, one that has expired and a case that is gone get one and the same page without a word about the case.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable
from html import escape

from aiohttp import web

from dialogue.filters import long_date
from dialogue.script.progress import ProgressQuery, progress_of
from kiosk.hall import Hall
from kiosk.hall.progress import PROGRESS_PATH
from kiosk.net.budget import TokenBucket, network
from kiosk.net.request_checks import refusal
from kiosk.store import StoreError
from kiosk.store.progress import CaseOfProgress
from kiosk.upstream.answer import BackendError
from kiosk.upstream.origin import calls_from
from mandarin.masking import masked

#: Pages that one address gets at once, and each second after them.
_PAGES, _PAGES_A_SECOND = 20, 0.2
#: Calls of the back end that all pages together cause at once, and each second after them.
_CALLS, _CALLS_A_SECOND = 30, 3.0
#: Seconds for which an answer of the back end is shown again, and how many are remembered.
_FRESH_S, _REMEMBERED = 30.0, 500
#: Addresses whose pages are counted; beyond them the longest idle are forgotten.
_ADDRESSES = 4096
_LONGEST_TOKEN = 100

Rows = tuple[tuple[str, str], ...]

_NO_CASE = "这个二维码已经过期，或者不对。请带上回执，到窗口查询。"
_NOT_NOW = "办理情况暂时查不到，请过一会儿再试。"
_STYLE = (
    "body{font:18px/1.6 sans-serif;max-width:32em;margin:2em auto;padding:0 1em;color:#1b2733;background:#fff}"
    "h1{font-size:1.3em}dt{color:#5a6775;margin-top:.8em}dd{margin:0;font-size:1.15em;overflow-wrap:anywhere}"
    "footer{margin-top:2.5em;color:#5a6775;font-size:.85em}"
)
_PAGE = (
    '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    '<meta name="robots" content="noindex"><title>办理进度</title><link rel="stylesheet" href="{style}">'
    "<h1>办理进度</h1>{body}<footer>{hall}</footer></html>"
)
_HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}


class ProgressPages:
    """`clock`: seconds on a monotonic clock; the event loop's, if not given."""

    def __init__(self, hall: Hall, clock: Callable[[], float] | None = None) -> None:
        self._hall = hall
        self._clock = clock or (lambda: asyncio.get_running_loop().time())
        self._addresses: OrderedDict[str, TokenBucket] = OrderedDict()
        self._calls = TokenBucket(_CALLS_A_SECOND, _CALLS)
        self._answers: OrderedDict[str, tuple[float, Rows]] = OrderedDict()  # by token: until when

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/progress.css", self._style)
        app.router.add_get(PROGRESS_PATH + "{token}", self._page)

    async def _style(self, _: web.Request) -> web.Response:
        return web.Response(text=_STYLE, content_type="text/css", headers={"Cache-Control": "max-age=3600"})

    async def _page(self, request: web.Request) -> web.Response:
        if not self._admit(request.remote or ""):
            self._hall.metrics.client_error("too_often")
            return refusal(429, "too_often", "too many pages for this address in a short time; wait before the next")
        text = request.match_info["token"]
        token = self._hall.store.opened_token(text) if len(text) <= _LONGEST_TOKEN else None
        if token is None or token.expired:
            return self._shown(f"<p>{_NO_CASE}</p>", 404 if token is None else 410)
        try:
            case = await self._hall.store.case_of_progress(token)
        except StoreError as error:
            self._hall.metrics.store_fault(error.kind)
            return self._shown(f"<p>{_NOT_NOW}</p>", 503)
        if case is None:
            return self._shown(f"<p>{_NO_CASE}</p>", 404)
        rows, note = await self._progress(text, token.conversation, case)
        filed = case.filed.astimezone()
        head = (("业务", case.service), ("受理号", case.number), ("受理时间", f"{filed:%Y-%m-%d %H:%M}"))
        return self._shown(_list((*head, *rows)) + (f"<p>{escape(note)}</p>" if note else ""), 200)

    async def _progress(self, token: str, conversation: str, case: CaseOfProgress) -> tuple[Rows, str]:
        """The rows that the back end gives, and a sentence beside them; either may be empty."""
        found = progress_of(self._hall.library.scripts, case.service, case.values)
        if isinstance(found, str):
            return (), found
        now = self._clock()
        until, rows = self._answers.get(token, (0.0, ()))
        if now < until:
            return rows, ""
        if not self._calls.take(now):
            return (), _NOT_NOW
        try:
            rows = await self._ask(found, conversation)
        except BackendError:
            return (), _NOT_NOW
        self._answers[token] = now + _FRESH_S, rows
        self._answers.move_to_end(token)
        while len(self._answers) > _REMEMBERED:
            self._answers.popitem(last=False)
        return rows, ""

    async def _ask(self, query: ProgressQuery, conversation: str) -> Rows:
        with calls_from(conversation, "progress"):
            data = await self._hall.backend.call(query.api, dict(query.params), timeout_s=query.timeout_s)
        told = ((name, masked(long_date(data.get(name, "")))) for name in query.results)
        return tuple((name, value) for name, value in told if value)

    def _admit(self, address: str) -> bool:
        key = network(address)
        bucket = self._addresses.pop(key, None) or TokenBucket(_PAGES_A_SECOND, _PAGES)
        self._addresses[key] = bucket
        while len(self._addresses) > _ADDRESSES:
            self._addresses.popitem(last=False)
        return bucket.take(self._clock())

    def _shown(self, body: str, status: int) -> web.Response:
        text = _PAGE.format(style="/progress.css", body=body, hall=escape(self._hall.settings.hall.name))
        return web.Response(text=text, content_type="text/html", status=status, headers=_HEADERS)


def add_progress(app: web.Application, hall: Hall) -> None:
    ProgressPages(hall).add_to(app)


def _list(rows: Iterable[tuple[str, str]]) -> str:
    return f"<dl>{''.join(f'<dt>{escape(name)}</dt><dd>{escape(value)}</dd>' for name, value in rows)}</dl>"
