"""Tests of a draft that a change has broken: what they can be mended by, and how. In a worker's process."""

from __future__ import annotations

from dialogue.library import Library
from dialogue.mending import Repair, repaired, repairs
from dialogue.script import Script
from dialogue.testing.load import TestFile
from kiosk.operators.editor.draft_reading import ReadDraft, read_draft
from kiosk.operators.editor.repair_answers import (
    ChangedLines,
    FoundRepairs,
    MendedFile,
    RepairBody,
    TestRepair,
)
from kiosk.operators.routes import RequestRefusedError, not_found

_NO_ANSWER = "先写上群众怎么回答这个问题。 The answer to the new question is missing."


def found_repairs(files: dict[str, bytes], service: str) -> FoundRepairs:
    draft = read_draft(files)
    library, script, file = _looked_up(draft, service)
    if file is None:
        return FoundRepairs(path="", repairs=[])
    told = [
        TestRepair(
            kind=one.kind, question=one.question, old=one.old, new=one.new, ask=one.ask, options=list(one.options),
            tests=list(one.tests),
        )
        for one in repairs(script, file.text, library)
    ]  # fmt: skip
    return FoundRepairs(path=draft.shown(file.file), repairs=told)


def mended(files: dict[str, bytes], body: RepairBody) -> MendedFile:
    draft = read_draft(files)
    library, script, file = _looked_up(draft, body.service)
    if file is None:
        raise not_found("对话测试")
    if body.kind == "asked" and not body.answer.strip():
        raise RequestRefusedError(400, "bad_body", _NO_ANSWER)
    wanted = (body.kind, body.question, body.old, body.new)
    found = (one for one in repairs(script, file.text, library) if _key(one) == wanted)
    repair = next(found, None)
    if repair is None:
        raise not_found("这一处改法，草稿已经又改过")
    made = repaired(file.text, library, repair, body.answer.strip())
    changed = [
        ChangedLines(test=one.test, line=one.line, before=list(one.before), after=list(one.after))
        for one in made.changed
    ]
    return MendedFile(
        path=draft.shown(file.file), text=made.text, changed=changed, concerned=len(repair.tests),
        passing=made.passing,
    )  # fmt: skip


def _key(repair: Repair) -> tuple[str, str, str, str]:
    return repair.kind, repair.question, repair.old, repair.new


def _looked_up(draft: ReadDraft, service: str) -> tuple[Library, Script, TestFile | None]:
    """Raises `RequestRefusedError` where the draft does not load or has no such service."""
    library = draft.library()
    script = library.script(service)
    if script is None:
        raise not_found(f"业务“{service}”")
    file = next((one for one in draft.folder.tests if any(test.service == service for test in one.tests)), None)
    return library, script, file
