"""智能问数 in the console: ask in Chinese, take the answer along as a table, and what can be asked."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Literal
from urllib.parse import quote

import msgspec
from aiohttp import web
from sqlalchemy import Connection

from kiosk.operators.console import Console
from kiosk.operators.numbers.answering import NumberAnswer, answer
from kiosk.operators.numbers.known_names import known_names
from kiosk.operators.numbers.measures import MEASURES, TIMES, TITLES, Dimension
from kiosk.operators.numbers.query import Unanswerable
from kiosk.operators.permissions import Permission
from kiosk.operators.routes import ApiAnswer, RequestBody, RequestRefusedError, Route, SignedIn
from kiosk.operators.sheets import MEDIA, Cell, SheetFormat, sheet
from kiosk.store.audit import AuditNote
from kiosk.store.read_only import ReadOnlyRecord, SlowReadError

EXAMPLES = (
    "上周社保卡挂失有多少没办完，卡在哪一步",
    "哪台机器转人工最多",
    "这个月比上个月多办了多少居住证",
    "昨天上午十点到十二点办结了多少件",
    "满意率最低的三个业务",
    "上周每天的办结数",
    "最近七天哪个步骤重问最多",
    "昨天首答时延的p95",
)


class AskBody(RequestBody):
    question: str


#: Times and divisions that the chooser offers, as a question says them.
PERIODS = ("今天", "昨天", "最近七天", "最近三十天", "这周", "上周", "这个月", "上个月", "今年")
BY: Mapping[Dimension, str] = {
    "service": "各业务", "step": "各步骤", "device": "各机器", "channel": "各渠道", "reason": "各原因",
    "score": "各星级", "version": "各版本", "hour": "各时段", "day": "每天", "week": "每周", "month": "每月",
}  # fmt: skip


class ExportBody(RequestBody):
    question: str
    form: SheetFormat = "csv"


class NumberRow(ApiAnswer):
    """`value` null: there is nothing to make a share or a mean of. `records`: of how many rows it is made."""

    label: str
    value: float | None
    records: int


class NumberReply(ApiAnswer):
    """`answered` false: `message` says why, `unknown` which words were not understood, `examples` what can be asked.
    `top`: how many of `rows` the question asks for; 0: all. `counted`: what was counted, in words.
    `compared`: `value` is the difference of two periods.
    """

    answered: bool
    message: str = ""
    unknown: list[str] = msgspec.field(default_factory=list)
    examples: list[str] = msgspec.field(default_factory=list)
    title: str = ""
    unit: str = ""
    value: float | None = None
    compared: bool = False
    sentence: str = ""
    rows: list[NumberRow] = msgspec.field(default_factory=list)
    top: int = 0
    chart: Literal["none", "bar", "line"] = "none"
    counted: list[str] = msgspec.field(default_factory=list)
    notes: list[str] = msgspec.field(default_factory=list)


class NumberKind(ApiAnswer):
    name: str
    title: str
    unit: str
    about: str
    dimensions: list[Dimension]


class Askable(ApiAnswer):
    """A time of `periods`, a division of `by`, 的 and a measure's title are a question that is understood."""

    measures: list[NumberKind]
    dimensions: dict[Dimension, str]
    periods: list[str]
    by: dict[Dimension, str]
    examples: list[str]


def routes(console: Console) -> tuple[Route, ...]:
    desk = NumbersDesk(console)
    slow: dict[int, tuple[str, ...]] = {503: ("too_slow",)}
    return (
        Route(
            "POST", "/numbers/ask", Permission.NUMBERS_READ, desk.ask, "智能问数 · Ask for numbers in Chinese",
            body=AskBody, answer=NumberReply, errors=slow,
        ),
        Route(
            "POST", "/numbers/export", Permission.NUMBERS_EXPORT, desk.export,
            "导出一个答案 · An answer as a table, for a spreadsheet", body=ExportBody, media=MEDIA["csv"],
            other_media=(MEDIA["xlsx"],),
            errors={**slow, 422: ("not_answered",)},
        ),
        Route(
            "GET", "/numbers/askable", Permission.NUMBERS_READ, desk.askable,
            "可以问什么 · What can be asked", answer=Askable,
        ),
    )  # fmt: skip


class NumbersDesk:
    """Answers questions over the hall's record, one at a time."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._record: ReadOnlyRecord | None = None

    async def ask(self, _: web.Request, who: SignedIn, body: AskBody) -> NumberReply:
        told = await self._answer(body.question)
        return reply(told)

    async def export(self, _: web.Request, who: SignedIn, body: ExportBody) -> web.Response:
        told = await self._answer(body.question)
        if isinstance(told, Unanswerable):
            raise RequestRefusedError(422, "not_answered", told.message)
        detail = f"{told.query.measure}, {len(told.rows) or 1} rows, {body.form}"
        await self._console.hall.store.audit(AuditNote("numbers exported", who.who, detail=detail))
        data = await asyncio.to_thread(sheet, body.form, table(told))
        name = quote(f"{told.title}.{body.form}")
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
        return web.Response(body=data, content_type=MEDIA[body.form], headers=headers)

    async def askable(self, _: web.Request, who: SignedIn) -> Askable:
        kinds = [
            NumberKind(
                name=one.name, title=one.title, unit=one.unit, about=one.about,
                dimensions=[name for name in TITLES if one.divided_by(name)],
            )
            for one in MEASURES.values()
        ]  # fmt: skip
        return Askable(
            measures=kinds, dimensions=dict(TITLES), periods=list(PERIODS), by=dict(BY), examples=list(EXAMPLES)
        )

    async def _answer(self, question: str) -> NumberAnswer | Unanswerable:
        hall = self._console.hall
        self._record = self._record or ReadOnlyRecord(hall.store.url)
        now = datetime.fromtimestamp(hall.store.now_ms() / 1000).astimezone()
        try:
            return await self._record.read(partial(_answered, question, now, hall.library))
        except SlowReadError:
            text = "记录太多，没能在几秒内算完：请缩短时间再问。 The question was stopped: ask for a shorter time."
            raise RequestRefusedError(503, "too_slow", text) from None


def _answered(question: str, now: datetime, library: object, connection: Connection) -> NumberAnswer | Unanswerable:
    return answer(connection, question, known_names(connection, library), now)  # type: ignore[arg-type]


def reply(told: NumberAnswer | Unanswerable) -> NumberReply:
    if isinstance(told, Unanswerable):
        return NumberReply(
            answered=False, message=told.message, unknown=list(told.unknown), examples=list(EXAMPLES)
        )  # fmt: skip
    chart: Literal["none", "bar", "line"] = "none"
    if told.rows:
        chart = "line" if told.query.group in TIMES - {"hour"} and not told.query.order else "bar"
    return NumberReply(
        answered=True, title=told.title, unit=told.unit, value=told.value, sentence=told.sentence, top=told.top,
        compared=told.query.against is not None,
        rows=[NumberRow(label=row.label, value=row.value, records=row.rows) for row in told.rows], chart=chart,
        counted=list(told.counted), notes=list(told.notes),
    )  # fmt: skip


def table(told: NumberAnswer) -> list[list[Cell]]:
    """The answer with what was counted below it."""
    unit = f"{told.title}（{told.unit}）"
    group = told.query.group
    rows: list[list[Cell]] = [[TITLES[group] if group else "", unit, "记录数"]]
    rows += [[row.label, row.value, row.rows] for row in told.rows] or [["", told.value, None]]
    rows.append([])
    rows += [[line] for line in (told.sentence, *told.counted, *told.notes)]
    return rows
