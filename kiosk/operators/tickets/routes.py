"""The routes of tickets."""

from __future__ import annotations

from kiosk.operators.console import Console
from kiosk.operators.permissions import Permission
from kiosk.operators.routes import Route
from kiosk.operators.sheets import MEDIA
from kiosk.operators.tickets import answers as a
from kiosk.operators.tickets import bodies as b
from kiosk.operators.tickets.desk import TicketsDesk
from kiosk.operators.tickets.printing import DOCX_TYPE
from kiosk.operators.unmasking import REFUSED

_ONE = "/tickets/{id}"
_NONE = {404: ("not_found",)}
_SLOW = {503: ("too_slow",)}
_ACT = {**_NONE, 409: ("changed", "not_now", "not_yours"), 422: ("missing", "no_department", "no_other")}


def routes(console: Console) -> tuple[Route, ...]:
    desk = TicketsDesk(console)
    return (
        Route(
            "POST", "/tickets/find", Permission.TICKETS_READ, desk.find, "工单，超期的在前 · Find tickets",
            body=b.FindTicketsBody, answer=a.TicketPage, errors=_SLOW,
        ),
        Route(
            "POST", "/tickets", Permission.TICKETS_WORK, desk.make, "登记一张工单 · A ticket by hand",
            body=b.NewTicketBody, answer=a.MadeTicket, errors={400: ("bad_key",), 422: ("other_body",)},
        ),
        Route(
            "POST", "/tickets/export", Permission.TICKETS_EXPORT, desk.export, "导出工单清单 · The list as a table",
            body=b.ExportTicketsBody, media=MEDIA["csv"], other_media=(MEDIA["xlsx"],), errors=_SLOW,
        ),
        Route(
            "GET", _ONE, Permission.TICKETS_READ, desk.masked, "一张工单，号码和姓名略去 · One ticket, masked",
            answer=a.ShownTicket, errors=_NONE,
        ),
        Route(
            "POST", f"{_ONE}/show", Permission.TICKETS_WORK, desk.unmasked, "看全文，记入审计 · Unmasked; audited",
            body=b.ShowTicketBody, answer=a.ShownTicket, errors=_NONE | REFUSED,
        ),
        Route(
            "GET", f"{_ONE}/draft", Permission.TICKETS_WORK, desk.draft, "回复草稿 · A draft of a reply",
            answer=a.ReplyDraft, errors=_NONE,
        ),
        Route(
            "POST", f"{_ONE}/act", Permission.TICKETS_WORK, desk.act, "办理 · Act on it, as a seat", body=b.ActBody,
            answer=a.ShownTicket, errors=_ACT,
        ),
        Route(
            "POST", f"{_ONE}/supervise", Permission.TICKETS_SUPERVISE, desk.act,
            "督办、派单、延期 · Act on it, as a supervisor", body=b.ActBody, answer=a.ShownTicket, errors=_ACT,
        ),
        Route(
            "POST", f"{_ONE}/form", Permission.TICKETS_WORK, desk.form,
            "处理单（网页或 Word），记入审计 · As a form; audited", body=b.PrintTicketBody, media="text/html",
            other_media=(DOCX_TYPE,),
            errors=_NONE | REFUSED,
        ),
    )  # fmt: skip
