"""The audit trail, for auditors alone: read, search, export, and check whether it is whole. Nothing here changes it but
the entry that says that it was exported.
"""

from __future__ import annotations

import asyncio
import re
from functools import partial
from typing import Annotated

from aiohttp import web
from msgspec import Meta

from kiosk.operators.audit_words import action_words, detail_words
from kiosk.operators.console import Console
from kiosk.operators.permissions import Permission
from kiosk.operators.routes import ApiAnswer, RequestQuery, RequestRefusedError, Route, SignedIn
from kiosk.operators.sheets import MEDIA, sheet
from kiosk.store.audit import AuditHead, AuditNote, AuditRow, AuditSearch

_HEAD = re.compile(r"([1-9][0-9]{0,17}):([0-9a-f]{64})")
_COLUMNS = ("号", "时间", "做了什么", "谁", "为什么", "会话", "详情", "代号", "详情原文")
#: Rows of one export; the next one goes on behind it.
_EXPORTED = 50_000
_UNREADABLE = "打不开"

Text = Annotated[str, Meta(max_length=100)]
Number = Annotated[int, Meta(ge=0, le=10**18)]


class AuditQuery(RequestQuery):
    """`before`: a row's number; the newest before it. `what`, `text`: a part of it. `case`: a case number, whole.
    `since_ms`, `until_ms`: ms since 1970, UTC.
    """

    limit: Annotated[int, Meta(ge=1, le=500)] = 100
    before: Number = 0
    what: Text = ""
    text: Text = ""
    case: Text = ""
    since_ms: Number | None = None
    until_ms: Number | None = None


class ExportQuery(RequestQuery):
    what: Text = ""
    text: Text = ""
    case: Text = ""
    before: Number = 0
    since_ms: Number | None = None
    until_ms: Number | None = None


class VerifyQuery(RequestQuery):
    """`noted`: a row as it was noted elsewhere, `NUMBER:HASH`."""

    noted: Annotated[str, Meta(max_length=90)] = ""


class AuditEntry(ApiAnswer):
    """`who`, `why`: None where the key is not here. `at_ms`: ms since 1970, UTC. `what`, `detail`: as noted, for
    programs. `told`, `detail_told`: in words.
    """

    number: int
    at_ms: int
    what: str
    who: str | None
    why: str | None
    conversation: str
    detail: str
    told: str
    detail_told: str


class AuditPage(ApiAnswer):
    """The newest first. `next`: the `before` of the next page; 0: there is none."""

    entries: list[AuditEntry]
    next: int


class AuditVerdict(ApiAnswer):
    """`number`, `hash`: of the newest row; note them elsewhere. `unsealed`: rows whose key is not here."""

    whole: bool
    number: int
    hash: str
    problems: list[str]
    unsealed: int


def routes(console: Console) -> tuple[Route, ...]:
    read = Permission.AUDIT_READ
    return (
        Route(
            "GET", "/audit", read, partial(_page, console), "审计记录 · The audit trail, searched", query=AuditQuery,
            answer=AuditPage,
        ),
        Route(
            "GET", "/audit/verify", read, partial(_verify, console), "检查审计链 · Whether the trail is whole",
            query=VerifyQuery, answer=AuditVerdict,
        ),
        Route(
            "GET", "/audit/export", Permission.AUDIT_EXPORT, partial(_export, console), "导出审计 · As CSV",
            query=ExportQuery, media=MEDIA["csv"],
        ),
    )  # fmt: skip


async def _page(console: Console, _: web.Request, who: SignedIn, query: AuditQuery) -> AuditPage:
    rows, before = await console.hall.store.search_audit(_search(query), query.limit)
    shown = rows[: query.limit]
    following = shown[-1].number if len(rows) > query.limit else before
    return AuditPage([_entry(row) for row in shown], following)


async def _verify(console: Console, _: web.Request, who: SignedIn, query: VerifyQuery) -> AuditVerdict:
    found = _HEAD.fullmatch(query.noted.strip())
    if query.noted and found is None:
        raise RequestRefusedError(400, "bad_query", "expected noted as NUMBER:HASH, such as 12:9f86…")
    result = await console.hall.store.check_audit(AuditHead(int(found[1]), found[2]) if found else None)
    whole = not result.problems
    return AuditVerdict(whole, result.head.number, result.head.hash, list(result.problems), result.unsealed)


async def _export(console: Console, _: web.Request, who: SignedIn, query: ExportQuery) -> web.Response:
    wanted, rows = _search(query), list[AuditRow]()
    while len(rows) < _EXPORTED:
        part, before = await console.hall.store.search_audit(wanted, _EXPORTED)
        rows += part
        if before == 0:
            break
        wanted = AuditSearch(before, wanted.what, wanted.text, wanted.case, wanted.since_ms, wanted.until_ms)
    await console.hall.store.audit(AuditNote("audit exported", who.who, detail=f"{len(rows)} rows"))
    body = await asyncio.to_thread(sheet, "csv", [_COLUMNS, *map(_cells, rows)])
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
    return web.Response(body=body, content_type=MEDIA["csv"], charset="utf-8", headers=headers)


def _search(query: AuditQuery | ExportQuery) -> AuditSearch:
    return AuditSearch(query.before, query.what, query.text, query.case.strip(), query.since_ms, query.until_ms)


def _entry(row: AuditRow) -> AuditEntry:
    at_ms = round(row.at.timestamp() * 1000)
    return AuditEntry(
        row.number, at_ms, row.what, row.who, row.why, row.conversation, row.detail, action_words(row.what),
        detail_words(row.detail),
    )  # fmt: skip


def _cells(row: AuditRow) -> tuple[str | int, ...]:
    who, why = (_UNREADABLE if text is None else text for text in (row.who, row.why))
    at = row.at.isoformat(timespec="seconds")
    told = action_words(row.what), who, why, row.conversation, detail_words(row.detail)
    return row.number, at, *told, row.what, row.detail
