"""A platform of ratings (好差评) that counts in memory: `POST /ratings` takes one, `GET /ratings` shows what came.

It answers as a platform does: a repetition, known by its `Idempotency-Key`, is counted once; what is no rating is
refused. The newest `KEPT` are shown.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from html import escape
from typing import Any

from aiohttp import web

from kiosk.demo.office import RefusalError

KEPT = 100
_COLUMNS = {"time": "时间", "service": "业务", "number": "受理号", "window": "窗口", "kiosk": "设备", "channel": "渠道",
            "level": "评价", "comment": "原因"}  # fmt: skip
_PAGE = (
    "<!doctype html><meta charset=utf-8><meta http-equiv=refresh content=2><title>演示好差评平台</title>"
    "<style>body{{font:16px sans-serif;margin:3em}}td,th{{padding:.4em 1em;text-align:left}}</style>"
    "<h1>演示好差评平台</h1><p>共收到 {count} 条。<table><tr>{heads}{rows}</table>"
)


class DemoRatings:
    def __init__(self) -> None:
        self._taken: OrderedDict[str, dict[str, Any]] = OrderedDict()  # by Idempotency-Key
        self.count = 0

    def take(self, rating: Any, key: str) -> None:
        """Count it, once. Raises `RefusalError`."""
        score = rating.get("score") if isinstance(rating, dict) else None
        if not key or isinstance(score, bool) or score not in (1, 2, 3, 4, 5):
            raise RefusalError(400, "bad_rating", "缺 Idempotency-Key，或者 score 不是 1 到 5")
        if key in self._taken:
            return
        self.count += 1
        self._taken[key] = rating
        if len(self._taken) > KEPT:
            self._taken.popitem(last=False)

    @property
    def taken(self) -> tuple[dict[str, Any], ...]:
        """In the order in which they came."""
        return tuple(self._taken.values())

    def add_to(self, app: web.Application) -> None:
        app.router.add_post("/ratings", self._post)
        app.router.add_get("/ratings", self._show)

    async def _post(self, request: web.Request) -> web.Response:
        try:
            rating = json.loads(await request.read())
        except (ValueError, RecursionError):
            raise RefusalError(400, "bad_json", "请求不是 JSON") from None
        self.take(rating, request.headers.get("Idempotency-Key", ""))
        return web.json_response({})

    async def _show(self, _: web.Request) -> web.Response:
        cells = ([escape(str(one.get(name, ""))) for name in _COLUMNS] for one in reversed(self.taken))
        rows = "".join(f"<tr>{''.join(f'<td>{cell}' for cell in row)}" for row in cells)
        heads = "".join(f"<th>{word}" for word in _COLUMNS.values())
        return web.Response(text=_PAGE.format(count=self.count, heads=heads, rows=rows), content_type="text/html")
