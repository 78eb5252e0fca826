"""The routes of the knowledge. Drafts are made, tested and proposed by those of the editor."""

from __future__ import annotations

from kiosk.operators.console import Console
from kiosk.operators.editor.drafts import ONE
from kiosk.operators.knowledge import answers as a
from kiosk.operators.knowledge.desk import KnowledgeDesk
from kiosk.operators.knowledge.documents import DOCUMENT_BYTES
from kiosk.operators.permissions import Permission
from kiosk.operators.routes import Route


def routes(console: Console) -> tuple[Route, ...]:
    desk = KnowledgeDesk(console)
    read, edit = Permission.SCRIPTS_READ, Permission.SCRIPTS_EDIT
    worked = {422: ("not_loadable", "too_slow"), 503: ("broken",)}
    document = {400: ("bad_name",), 413: ("too_long",), 422: ("too_slow",), 503: ("broken",)}
    kept = {
        400: ("bad_name",), 404: ("not_found",), 409: ("discarded", "changed_meanwhile"),
        413: ("too_long", "draft_full"), 422: ("not_readable", "too_slow"), 503: ("broken",),
    }  # fmt: skip
    changed = {**kept, 422: ("not_changeable", *kept[422])}
    return (
        Route(
            "GET", "/knowledge/passages", read, desk.passages, "知识 · The passages, those that expire first",
            query=a.PassagesQuery, answer=a.PassagesPage, errors={**worked, 404: ("not_found",)},
        ),
        Route(
            "POST", "/knowledge/try", read, desk.try_, "试一问 · Which passage answers, and why",
            body=a.TryBody, answer=a.TriedQuestion, errors={**worked, 404: ("not_found",)},
        ),
        Route(
            "GET", "/knowledge/gaps", read, desk.gaps, "没答上的 · What nobody could answer", answer=a.ToldGaps
        ),
        Route(
            "POST", "/knowledge/gaps/strike", edit, desk.strike, "划掉 · Strike one: it is answered",
            body=a.StrikeBody, errors={404: ("not_found",)},
        ),
        Route(
            "POST", "/knowledge/documents/read", edit, desk.read, "看文件里有什么 · What a document holds",
            body=a.DocumentBody, answer=a.ReadDocument, errors=document, body_bytes=DOCUMENT_BYTES,
        ),
        Route(
            "POST", f"{ONE}/documents", edit, desk.keep, "把文件放进草稿 · Put a document into a draft",
            body=a.DocumentBody, answer=a.SavedKnowledge, errors=kept, body_bytes=DOCUMENT_BYTES,
        ),
        Route(
            "POST", f"{ONE}/passages", edit, desk.add, "新增一条 · Put a new passage into a draft",
            body=a.PassageBody, answer=a.SavedKnowledge, errors=kept,
        ),
        Route(
            "PUT", f"{ONE}/passages", edit, desk.change, "改一条 · Change a passage in a draft",
            body=a.ChangeBody, answer=a.SavedKnowledge, errors=changed,
        ),
        Route(
            "POST", f"{ONE}/passages/remove", edit, desk.remove, "删一条 · Take a passage out of a draft",
            body=a.RemoveBody, answer=a.SavedKnowledge, errors=changed,
        ),
    )  # fmt: skip
