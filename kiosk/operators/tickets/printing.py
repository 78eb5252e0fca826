"""A ticket as a form: HTML that a browser prints, and Word. Both have room for the signatures of people. Sans-I/O."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from html import escape

import docx

from kiosk.operators.office_text import office_text
from kiosk.operators.tickets import masking
from kiosk.store.work_tickets import TicketEvent, WorkTicket
from kiosk.ticketing.lifecycle import ACTION_TITLES, KIND_TITLES, STATE_TITLES

TITLE = "工单处理单"
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SIGNED = ("经办人（签字）", "负责人（签字）", "日期")
_STYLE = (
    "body{font:14px/1.6 serif;margin:2em;color:#000;background:#fff}h1{text-align:center;font-size:1.6em}"
    "table{width:100%;border-collapse:collapse;margin:1em 0}th,td{border:1px solid #000;padding:.4em .6em;"
    "text-align:left;vertical-align:top;overflow-wrap:anywhere}th{width:9em}td{white-space:pre-wrap}"
    ".signed td{height:3em;width:22%}@page{size:A4;margin:18mm}"
)

Row = tuple[str, str]


def rows_of(ticket: WorkTicket, history: Sequence[TicketEvent]) -> tuple[list[Row], list[Row]]:
    """What the form tells of the ticket, whole; and its history."""
    head = [
        ("工单号", ticket.number), ("来源", KIND_TITLES[ticket.kind]), ("状态", STATE_TITLES[ticket.state]),
        ("业务", ticket.service), ("承办部门", ticket.department), ("经办人", ticket.owner_name),
        ("登记时间", moment(ticket.opened_ms)), ("办结期限", moment(ticket.due_ms)),
        *masking.shown_facts(ticket, whole=True), ("回复", ticket.reply),
    ]  # fmt: skip
    done = [
        (
            moment(event.at_ms),
            "　".join(
                part
                for part in (
                    "登记" if event.version == 1 else ACTION_TITLES[event.action], event.who, event.text,
                    "，".join(f"{name}：{value}" for name, value in event.changes.items()),
                )
                if part
            ),
        )
        for event in history
    ]  # fmt: skip
    return [(name, value) for name, value in head if value], done


def as_html(hall: str, ticket: WorkTicket, history: Sequence[TicketEvent], printed_by: str) -> str:
    head, done = rows_of(ticket, history)
    signed = "".join(f"<th>{name}</th><td></td>" for name in _SIGNED)
    return (
        f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{TITLE} {escape(ticket.number)}</title>'
        f"<style>{_STYLE}</style><h1>{escape(hall)}{TITLE}</h1>{_table(head)}<h2>办理经过</h2>{_table(done)}"
        f'<table class="signed"><tr>{signed}</tr></table><p>打印人：{escape(printed_by)}</p></html>'
    )


def as_word(hall: str, ticket: WorkTicket, history: Sequence[TicketEvent], printed_by: str) -> bytes:
    """Blocking."""
    head, done = rows_of(ticket, history)
    document = docx.Document()
    document.add_heading(office_text(f"{hall}{TITLE}"), level=1)
    for title, rows in (("", head), ("办理经过", done)):
        if title:
            document.add_heading(title, level=2)
        table = document.add_table(rows=0, cols=2, style="Table Grid")
        for name, value in rows:
            cells = table.add_row().cells
            cells[0].text, cells[1].text = office_text(name), office_text(value)
    document.add_paragraph("　　　　　　".join(f"{name}：" for name in _SIGNED))
    document.add_paragraph(office_text(f"打印人：{printed_by}"))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def reply_draft(template: str, hall: str, ticket: WorkTicket) -> str:
    """The hall's template with its holes filled, masked: what is left to say stands in brackets."""
    values = {
        "称呼": "尊敬的市民", "登记日期": f"{_local(ticket.opened_ms):%Y年%-m月%-d日}", "事项": masking.subject(ticket),
        "工单号": ticket.number, "部门": ticket.department, "大厅": hall, "业务": ticket.service,
        "期限": moment(ticket.due_ms),
    }  # fmt: skip
    for name, value in values.items():
        template = template.replace(f"【{name}】", value)
    return template


def to_fill(template: str) -> list[str]:
    """The lines of the template that a person has to replace: those in brackets."""
    lines = (line.strip() for line in template.splitlines())
    return [line for line in lines if line.startswith("（") and line.endswith("）")]


def _table(rows: Sequence[Row]) -> str:
    lines = (f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in rows)
    return f"<table>{''.join(lines)}</table>"


def moment(at_ms: int) -> str:
    return f"{_local(at_ms):%Y-%m-%d %H:%M}"


def _local(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000).astimezone()
