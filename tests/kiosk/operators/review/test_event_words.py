"""Every event that the dialogue and the hall can note of a conversation is told in Chinese."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from dialogue.acts import Alert
from dialogue.face_check import FaceOutcome
from dialogue.machine.state import QuestionKind
from dialogue.script.assurance import ProofMeans
from dialogue.script.interfaces import TAKE
from dialogue.script.model import FollowUpKind, ReportKind
from dialogue.turns import CaptureTroubleKind
from dialogue.understand.commands import Command
from dialogue.understand.no_content import NoContent
from dialogue.understand.small_talk import SMALL_TALK
from kiosk.hall.live.seats import HandBack
from kiosk.hall.staff_call import REASONS
from kiosk.operators.review.event_words import EVENTS, event_words
from kiosk.store.outbox import DeliveryState
from kiosk.telemetry.service_metrics import HANDOFF_REASONS
from kiosk.upstream.answer_values import Kind as BackendErrorKind
from kiosk.wire.device_messages import DeviceCondition, PrintOutcome

ROOT = Path(__file__).parents[4]
CHINESE = re.compile("[\u4e00-\u9fff]")
#: Where a name or a count stands in what is noted.
HOLE = "…"
#: Notes whose text is put together elsewhere than in the call.
BUILT = {"query done", "submit done", "take done", "query failed", "submit failed", "take failed"}
BUILT |= {"submission looked up", "submission nothing under way", f"submission unresolved: {HOLE}"}
#: The same, as the calls have them.
HOLLOW = {f"{HOLE} done", f"{HOLE} failed", f"submission {HOLE}"}
#: What stands beside these is a name of the office's, a count or a number, which stays as it is.
NAMED = {
    "answer proposed", "back end", "computing failed", "number of an unknown outcome", "of another", "outcome unknown",
    "proposal dropped", "proposal told again", "question answered", "question guessed", "rating", "rating again",
    "receipt", "service", "service guessed", "service not on this channel", "service not today", "service queued",
    "service replaced", "services wished", "set failed", "silence", "switch offered", "visit done", "visit failed",
}  # fmt: skip


def _texts(node: ast.expr) -> Iterator[str]:
    """What an expression may be, of constants, both branches of `a if b else c`, sums and f-strings."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from _texts(one)
            yield from _texts(other)
        case ast.BinOp(left=left, right=right):
            yield from (one + other for one in _texts(left) for other in _texts(right))
        case ast.JoinedStr(values=parts):
            found = [""]
            for part in parts:
                told = list(_texts(part.value)) if isinstance(part, ast.FormattedValue) else list(_texts(part))
                found = [before + one for before in found for one in told or [HOLE]]
            yield from found


def _notes() -> Iterator[tuple[str, list[str]]]:
    """What is noted and what may stand beside it, of every call that notes an event of a conversation."""
    for folder in ("dialogue/machine", "kiosk/session", "kiosk/jobs"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                    continue
                name, args = node.func.attr, list(node.args)
                if name == "_note" and path.name == "recovery.py":
                    args = args[1:]
                elif name != "note" or not args:
                    continue
                for what in _texts(args[0]):
                    yield what, (list(_texts(args[1])) or [HOLE]) if len(args) > 1 else []


NOTES = sorted((what, tuple(details)) for what, details in _notes() if what not in HOLLOW)


def test_the_notes_are_found() -> None:
    kinds = {what for what, _ in NOTES}
    assert {f"slot {HOLE} filled", f"slot {HOLE} left empty", "handoff", "back end", "text message", "service"} <= kinds
    assert len(kinds) > 50


@pytest.mark.parametrize("what", sorted({what for what, _ in NOTES} | BUILT))
def test_every_note_has_a_chinese_title(what: str) -> None:
    noted = what.replace(HOLE, "手机号")
    title = event_words(noted, "").title
    assert title != noted, f"expected words for {what!r} in event_words.EVENTS"
    assert CHINESE.search(title)
    assert not re.search("[a-z]{3}", title)


@pytest.mark.parametrize(("what", "detail"), sorted({(what, one) for what, beside in NOTES for one in beside}))
def test_every_code_beside_a_note_has_chinese_words(what: str, detail: str) -> None:
    if HOLE in detail:  # it is made of something else: its codes are in `CODES`, or it brings a name
        assert what in NAMED | CODES.keys(), f"expected the codes of {what!r} in CODES, or that it is in NAMED"
    else:
        told = event_words(what.replace(HOLE, "手机号"), detail).detail
        assert not re.search("[a-z]{3}", told), f"expected words for {detail!r} of {what!r} in event_words.EVENTS"


VIAS = ("voice", "text", "keys", "key", "touch", "card", "skip", "given", "api", "set", "item")
#: Kind -> the codes that its detail may be, from where they are declared.
CODES: dict[str, tuple[str, ...]] = {
    "not understood": get_args(QuestionKind),
    "command": get_args(Command),
    "small talk": tuple(SMALL_TALK),
    "no content": get_args(NoContent),
    "no picture": get_args(CaptureTroubleKind),
    "identity proven": get_args(ProofMeans),
    "identity": (
        *(f"face {one}" for one in get_args(FaceOutcome)),
        *(f"{means} {now}" for means in ("card", "qr") for now in ("lost", "back")),
    ),
    "follow-up": get_args(FollowUpKind),
    "service not here": get_args(ReportKind),
    "alert": get_args(get_type_hints(Alert)["kind"]),
    "handoff": tuple(HANDOFF_REASONS | REASONS.keys()),
    "printing": (*get_args(PrintOutcome), *get_args(DeviceCondition), "none"),
    "text message": get_args(DeliveryState),
    "staff step out": get_args(HandBack),
    **dict.fromkeys([f"slot {HOLE} {done}" for done in ("filled", "added to")], VIAS),
    "state unreadable": ("another release", "corrupt", "key"),
    "slot … left empty": VIAS,
    "query failed": tuple(f"sbk.query {one}" for one in get_args(BackendErrorKind)),
    "submit failed": tuple(f"sbk.loss {one}" for one in get_args(BackendErrorKind)),
    "take failed": tuple(f"{TAKE} {one}" for one in get_args(BackendErrorKind)),
    "service finished": ("社保卡挂失 completed", "社保卡挂失 cancelled"),
    "submitted case objected to": ("社保卡挂失 undo", "社保卡挂失 unclear", "社保卡挂失 case"),
    "end": ("completed", "cancelled", "idle"),
}


@pytest.mark.parametrize("what", sorted(CODES))
def test_every_declared_code_has_chinese_words(what: str) -> None:
    assert CODES[what]
    for code in CODES[what]:
        told = event_words(what.replace(HOLE, "手机号"), code).detail
        assert CHINESE.search(told), (code, told)
        assert not re.search("[a-z]{3}", re.sub(r"sbk\.[a-z]+", "", told)), (code, told)


def test_names_stand_between_the_words() -> None:
    told = event_words("slot 手机号 filled", "voice")
    assert (told.title, told.detail, told.bad) == ("填好“手机号”", "说的", False)
    told = event_words("back end", "sbk.loss timeout 8000 ms")
    assert (told.title, told.detail, told.bad) == ("调用接口", "sbk.loss：超时，8.0 秒", True)
    assert event_words("back end", "sbk.query ok 320 ms").detail == "sbk.query：成功，320 毫秒"
    assert event_words("submit failed", "sbk.loss no 受理号").detail == "sbk.loss：答复里没有受理号"
    assert event_words("submission unresolved: timeout", "社保卡挂失").title == "断线以后没有查清提交的结果：超时"
    assert event_words("take done", TAKE).detail == ""


def test_what_is_not_known_is_told_as_it_was_noted() -> None:
    told = event_words("of a later release", "x")
    assert (told.title, told.detail, told.bad) == ("of a later release", "x", False)
    assert event_words("slot {} filled", "voice").title == "填好“{}”"
    assert all(CHINESE.search(kind.title) for kind in EVENTS.values())
