"""The routes of the review."""

from __future__ import annotations

from kiosk.operators.console import Console
from kiosk.operators.permissions import Permission
from kiosk.operators.review import answers as a
from kiosk.operators.review import bodies as b
from kiosk.operators.review.desk import ReviewDesk
from kiosk.operators.routes import Route
from kiosk.operators.sheets import MEDIA
from kiosk.operators.unmasking import REFUSED

_TALK, _TURN = "/review/conversations/{id}", "/review/conversations/{id}/turns/{turn}"
_NONE = {404: ("not_found",)}
_SLOW = {503: ("too_slow",)}


def routes(console: Console) -> tuple[Route, ...]:
    desk = ReviewDesk(console)
    return (
        Route(
            "POST", "/review/find", Permission.REVIEW_READ, desk.find, "找会话 · Find conversations", body=a.FindBody,
            answer=a.FoundPage, errors={422: ("number",), **_SLOW},
        ),
        Route(
            "GET", "/review/choices", Permission.REVIEW_READ, desk.choices, "可以按什么找 · What to filter by",
            answer=b.ReviewChoices, errors=_SLOW,
        ),
        Route(
            "GET", _TALK, Permission.REVIEW_READ, desk.masked, "一段会话，号码和姓名略去 · One conversation, masked",
            answer=a.ShownConversation, errors=_NONE,
        ),
        Route(
            "POST", f"{_TALK}/show", Permission.REVIEW_SHOW, desk.unmasked, "看全文，记入审计 · Unmasked; audited",
            body=b.ShowBody, answer=a.ShownConversation, errors=_NONE | REFUSED,
        ),
        Route(
            "POST", f"{_TALK}/sound", Permission.REVIEW_SHOW, desk.sound, "听录音，记入审计 · Its recording; audited",
            body=b.WhyBody, media="audio/wav", errors={**_NONE, **REFUSED, 413: ("too_long",)},
        ),
        Route(
            "PUT", f"{_TURN}/correction", Permission.REVIEW_CORRECT, desk.correct, "改正听错的 · Put right",
            body=b.CorrectBody, errors=_NONE,
        ),
        Route(
            "PUT", f"{_TALK}/score", Permission.REVIEW_CORRECT, desk.score, "打分 · Score it", body=b.ScoreBody,
            errors={**_NONE, 422: ("no_criterion",)},
        ),
        Route(
            "GET", f"{_TALK}/test", Permission.REVIEW_CORRECT, desk.test,
            "变成对话测试 · A draft of a conversation test", answer=b.DraftAnswer, errors=_NONE,
        ),
        Route(
            "GET", f"{_TURN}/saying", Permission.REVIEW_CORRECT, desk.saying, "变成说法 · A wording for its service",
            answer=b.SayingAnswer, errors=_NONE,
        ),
        Route(
            "POST", f"{_TURN}/gap", Permission.REVIEW_CORRECT, desk.gap, "记成没答上的问题 · A knowledge gap",
            errors=_NONE,
        ),
        Route(
            "GET", "/review/queue", Permission.REVIEW_READ, desk.queue, "抽查 · The day's sample", query=b.QueueQuery,
            answer=b.QueueAnswer, errors={400: ("bad_query",), **_SLOW},
        ),
        Route(
            "POST", "/review/export", Permission.REVIEW_EXPORT, desk.export, "导出会话清单 · The list as a table",
            body=b.ExportFoundBody, media=MEDIA["csv"], other_media=(MEDIA["xlsx"],),
            errors={422: ("number",), **_SLOW},
        ),
    )  # fmt: skip
