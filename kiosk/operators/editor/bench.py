"""A draft at work: looked over while it is typed, drawn, tested, and proposed when it is clean."""

from __future__ import annotations

from aiohttp import web

from dialogue.lint.tests import FAILING
from kiosk.net.tcp import lasting
from kiosk.operators.console import Console
from kiosk.operators.editor.answers import TEXT_BYTES, ProposeDraftBody
from kiosk.operators.editor.bench_answers import (
    ChartBody,
    CopiedService,
    CopyBody,
    DraftReport,
    DraftWords,
    Families,
    LintBody,
    PlayBody,
    PlayedTests,
    ScriptChart,
)
from kiosk.operators.editor.copies import copy
from kiosk.operators.editor.drafts import ONE, draft_files, draft_of, encoded, must_be_open
from kiosk.operators.editor.repair_answers import FoundRepairs, MendedFile, RepairBody, RepairsBody
from kiosk.operators.editor.repairs import found_repairs, mended
from kiosk.operators.editor.workbench import chart, look_over, play, words
from kiosk.operators.permissions import Permission
from kiosk.operators.routes import RequestRefusedError, Route, SignedIn, not_found
from kiosk.operators.script_answers import ScriptVersion, version_told
from kiosk.operators.scripts import MESSAGE_MISSING, reason_text, refusals_told
from kiosk.publishing.bundle import Bundle
from kiosk.publishing.lifecycle import joined_authors
from kiosk.store.drafts import DraftFacts

#: Characters of a service's name.
SERVICE_CHARACTERS = 30
#: Tests that one request plays.
_MOST_TESTS = 20
_SAVE_BYTES = 2 * TEXT_BYTES + 4096


def routes(console: Console) -> tuple[Route, ...]:
    bench = _Bench(console)
    read, edit = Permission.SCRIPTS_READ, Permission.SCRIPTS_EDIT
    unreadable = {422: ("bad_folder", "not_loadable", "too_slow"), 503: ("broken",)}
    return (
        Route("GET", f"{ONE}/words", read, bench.words, "补全 · What can be completed", answer=DraftWords,
              errors=unreadable),
        Route(
            "POST", f"{ONE}/lint", edit, bench.lint, "检查 · Look it over",
            body=LintBody, answer=DraftReport, body_bytes=_SAVE_BYTES, errors=unreadable,
        ),
        Route(
            "POST", f"{ONE}/chart", read, bench.chart, "流程图 · The chart of a script",
            body=ChartBody, answer=ScriptChart, body_bytes=_SAVE_BYTES, errors=unreadable,
        ),
        Route(
            "POST", f"{ONE}/tests", edit, bench.tests, "对话测试 · Play some of its tests",
            body=PlayBody, answer=PlayedTests, errors=unreadable,
        ),
        Route(
            "POST", f"{ONE}/repairs", edit, bench.repairs, "测试为什么不通过 · What a change broke in its tests",
            body=RepairsBody, answer=FoundRepairs, errors={404: ("not_found",), **unreadable},
        ),
        Route(
            "POST", f"{ONE}/repair", edit, bench.repair, "测试一起改 · The tests with one repair, which is not saved",
            body=RepairBody, answer=MendedFile, errors={404: ("not_found",), **unreadable},
        ),
        Route(
            "POST", f"{ONE}/copy", edit, bench.copy, "复制成新业务 · The texts of a copy of a service",
            body=CopyBody, answer=CopiedService, errors={404: ("not_found",), **unreadable},
        ),
        Route(
            "POST", f"{ONE}/propose", edit, bench.propose, "提交 · Propose it as a version",
            body=ProposeDraftBody, answer=ScriptVersion,
            errors={
                404: ("unknown-version",), 409: ("changed-meanwhile", "wrong-state", "discarded"),
                422: ("not_clean", "tests_failed", *unreadable[422]), 503: ("broken",),
            },
        ),
    )  # fmt: skip


class _Bench:
    """The handlers."""

    def __init__(self, console: Console) -> None:
        self._console = console

    async def _typed(self, draft: str, path: str, text: str | None) -> tuple[dict[str, bytes], int]:
        """With a file as it is being typed. One that the draft does not have is not added."""
        files, revision = await draft_files(self._console, draft)
        if path and text is not None:
            if path not in files:
                raise not_found("文件")
            files[path] = encoded(text)
        return files, revision

    async def words(self, request: web.Request, who: SignedIn) -> DraftWords:
        lasting(request)
        files, _ = await draft_files(self._console, (await draft_of(self._console, request)).id)
        return await self._console.trying.run(words, files)

    async def lint(self, request: web.Request, who: SignedIn, body: LintBody) -> DraftReport:
        lasting(request)
        files, revision = await self._typed((await draft_of(self._console, request)).id, body.path, body.text)
        return await self._report(files, revision, body.families)

    async def _report(self, files: dict[str, bytes], revision: int, families: Families) -> DraftReport:
        found = await self._console.checking.run(look_over, files, self._console.hall.settings, families)
        clean = all(one.level == "note" for one in found)
        return DraftReport(findings=found, clean=clean, revision=revision)

    async def chart(self, request: web.Request, who: SignedIn, body: ChartBody) -> ScriptChart:
        lasting(request)
        files, _ = await self._typed((await draft_of(self._console, request)).id, body.path, body.text)
        return await self._console.trying.run(chart, files, body.path)

    async def tests(self, request: web.Request, who: SignedIn, body: PlayBody) -> PlayedTests:
        lasting(request)
        files, revision = await draft_files(self._console, (await draft_of(self._console, request)).id)
        first, most = max(0, body.first), max(1, min(body.most, _MOST_TESTS))
        found = await self._console.checking.run(play, files, first, most, body.service)
        found.revision = revision
        return found

    async def repairs(self, request: web.Request, who: SignedIn, body: RepairsBody) -> FoundRepairs:
        lasting(request)
        files, _ = await draft_files(self._console, (await draft_of(self._console, request)).id)
        return await self._console.checking.run(found_repairs, files, body.service)

    async def repair(self, request: web.Request, who: SignedIn, body: RepairBody) -> MendedFile:
        lasting(request)
        files, _ = await draft_files(self._console, (await draft_of(self._console, request)).id)
        return await self._console.checking.run(mended, files, body)

    async def copy(self, request: web.Request, who: SignedIn, body: CopyBody) -> CopiedService:
        name = body.name.strip()
        if not name or len(name) > SERVICE_CHARACTERS or not name.isprintable():
            text = f"给新业务起个名字，1 到 {SERVICE_CHARACTERS} 个字。 Expected 1 to {SERVICE_CHARACTERS} characters."
            raise RequestRefusedError(400, "bad_body", text)
        lasting(request)
        files, _ = await draft_files(self._console, (await draft_of(self._console, request)).id)
        worker = self._console.checking if body.play else self._console.trying
        return await worker.run(copy, files, body.path, name, body.play)

    # ---- proposing ----

    async def propose(self, request: web.Request, who: SignedIn, body: ProposeDraftBody) -> ScriptVersion:
        message = reason_text(body.message, MESSAGE_MISSING)
        one = await draft_of(self._console, request)
        must_be_open(one)
        lasting(request)
        files, revision = await draft_files(self._console, one.id)
        if revision != body.revision:
            text = "别人刚刚又存了修改，看一遍再提交。 Another person saved meanwhile: look at it, then propose it."
            raise RequestRefusedError(409, "changed-meanwhile", text)
        await self._must_be_clean(files, revision)
        one = await draft_of(self._console, request)  # its editors by now: all of those whose words the files hold
        return await self._version(one, files, message, who)

    async def _must_be_clean(self, files: dict[str, bytes], revision: int) -> None:
        report = await self._report(files, revision, "all")
        wrong = sum(found.level != "note" and found.code != FAILING for found in report.findings)
        if wrong:
            text = f"还有 {wrong} 处要改，先改好再提交。 Mend the errors and warnings first."
            raise RequestRefusedError(422, "not_clean", text)
        first, total = 0, 1
        while first < total:
            played = await self._console.checking.run(play, files, first, _MOST_TESTS)
            failed = next((test for test in played.outcomes if not test.passed), None)
            if failed is not None or played.mistakes:
                name = f"“{failed.service} · {failed.name}”" if failed else "对话测试"
                raise RequestRefusedError(422, "tests_failed", f"{name}没有通过，先改好再提交。 A test fails.")
            first, total = first + _MOST_TESTS, played.total

    async def _version(self, one: DraftFacts, files: dict[str, bytes], message: str, who: SignedIn) -> ScriptVersion:
        """Its authors are all who edited the draft, and who proposes it: none of them may approve it."""
        store, author = self._console.hall.store, joined_authors((*one.editors, who.who))
        facts = await refusals_told(store.versions.add(Bundle(files), author, message, one.parent))
        await store.drafts.mark_proposed(one.id, facts.number)
        now = await store.versions.standing()
        two_persons = self._console.hall.settings.services.approval == "two_persons"
        return version_told(now, facts, who, two_persons=two_persons)
