"""The versions of the scripts: what there is, what differs, and their road to the citizens.

A change carries `expected_live`, the live version that the person looked at: another one by now refuses it, and nothing
is lost. What a person did stands in the versions' own history and in the audit trail.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from functools import partial
from pathlib import Path
from typing import TypeVar

from aiohttp import web

from dialogue.errors import ScriptErrors
from dialogue.lint import Report
from kiosk.config import Settings
from kiosk.hall.rendering_share import pace_s
from kiosk.hall.version_comparison import compared
from kiosk.hall.version_files import mark, marked, packed, read_folder, unpacked_folder
from kiosk.net.tcp import lasting
from kiosk.operators.console import Console
from kiosk.operators.folder_lint import FolderLint
from kiosk.operators.permissions import Permission
from kiosk.operators.routes import ApiAnswer, RequestBody, RequestQuery, RequestRefusedError, Route, SignedIn, not_found
from kiosk.operators.script_answers import (
    FolderReport,
    HallPrompts,
    KioskHere,
    ScriptDeed,
    ScriptDifference,
    ScriptFinding,
    ScriptPreview,
    ScriptsStanding,
    ScriptVersion,
    deed_told,
    version_told,
)
from kiosk.publishing.bundle import Bundle, BundleError
from kiosk.publishing.difference import DifferenceLine, unified
from kiosk.publishing.lifecycle import Standing, VersionEvent, VersionFacts
from kiosk.publishing.rollout import Rollout, RolloutError, check_kiosks, read_rollout
from kiosk.publishing.rules import PublishingError, PublishingRequest, RefusalCode

T = TypeVar("T")
#: A hall that has said nothing of its prompts for so long (ms) is not running.
_SILENT_MS = 30_000
#: Sentences about differences that one answer holds, and lines of text.
MOST_LINES, MOST_TEXT = 500, 5_000
MESSAGE_MISSING = "写一句改了什么。 Say what has changed."
_STATUS: dict[RefusalCode, int] = {"no-name": 400, "no-reason": 400, "no-rollout": 400, "unknown-version": 404}


class HistoryQuery(RequestQuery):
    """The newest `most` rows."""

    most: int = 200


class DifferenceQuery(RequestQuery):
    """`before`: a version; 0: the live one."""

    before: int = 0


class ProposalBody(RequestBody):
    """`message`: what has changed."""

    message: str


class ReasonBody(RequestBody):
    reason: str


class PublishBody(RequestBody):
    """`expected_live`: the live version that the person compared with. `now`: do not ask for rendered prompts."""

    expected_live: int | None
    reason: str = ""
    now: bool = False


class TrialBody(PublishBody):
    """`kiosks`: names, separated by commas. `share`: of the calls, such as `10%`."""

    kiosks: str = ""
    share: str = ""


class RollBackBody(RequestBody):
    """`version` None: the one before the live one; where a canary runs, it is stopped, and nothing else changes."""

    expected_live: int | None
    version: int | None = None
    reason: str = ""


class UnifiedDifference(ApiAnswer):
    """`text`: lines of a unified diff, the first `MOST_TEXT`."""

    lines: list[ScriptDifference]
    all_lines: int
    text: list[str]


def routes(console: Console) -> tuple[Route, ...]:
    versions = _Versions(console)
    read, edit, approve = Permission.SCRIPTS_READ, Permission.SCRIPTS_EDIT, Permission.SCRIPTS_APPROVE
    refused = {404: ("unknown-version",), 409: ("wrong-state", "changed-meanwhile", "self-approval", "not-from-live")}
    unclean = {**refused, 422: ("not_clean", "bad_folder")}
    going_live = {**refused, 409: (*refused[409], "not_loadable"), 425: ("not_ready",)}
    one = "/scripts/{number}"
    return (
        Route("GET", "/scripts", read, versions.standing, "版本 · The versions", answer=ScriptsStanding),
        Route(
            "GET", "/scripts/history", read, versions.history, "发布记录 · What was done with them, the newest first",
            query=HistoryQuery, answer=list[ScriptDeed],
        ),
        Route(
            "GET", "/scripts/folder", read, versions.folder, "文件夹里的 · The services folder: findings, differences",
            answer=FolderReport, errors={422: ("bad_folder",)},
        ),
        Route(
            "POST", "/scripts", edit, versions.propose, "提交文件夹 · Propose the services folder",
            body=ProposalBody, answer=ScriptVersion, errors=unclean,
        ),
        Route(
            "GET", f"{one}/preview", read, versions.preview, "发布前看看 · What publishing changes",
            answer=ScriptPreview,
        ),
        Route(
            "GET", f"{one}/difference", read, versions.difference, "差别 · What differs",
            query=DifferenceQuery, answer=UnifiedDifference,
        ),
        Route("GET", f"{one}/files", read, versions.archive, "导出 · Its files", media="application/zip"),
        Route(
            "POST", f"{one}/propose", edit, partial(versions.decide, "propose"), "提交草稿 · Propose a draft",
            body=ReasonBody, answer=ScriptVersion, errors=unclean,
        ),
        Route(
            "POST", f"{one}/approve", approve, partial(versions.decide, "approve"), "同意 · Approve",
            body=ReasonBody, answer=ScriptVersion, errors=refused,
        ),
        Route(
            "POST", f"{one}/refuse", approve, partial(versions.decide, "refuse"), "驳回 · Refuse",
            body=ReasonBody, answer=ScriptVersion, errors=refused,
        ),
        Route(
            "POST", f"{one}/publish", approve, versions.publish, "发布 · Publish",
            body=PublishBody, answer=ScriptVersion, errors=going_live,
        ),
        Route(
            "POST", f"{one}/try", approve, versions.try_, "试运行 · Begin a canary",
            body=TrialBody, answer=ScriptVersion, errors={**going_live, 400: ("no-rollout",), 422: ("no_kiosk",)},
        ),
        Route(
            "POST", "/scripts/roll-back", approve, versions.roll_back, "退回 · Roll back, or stop the canary",
            body=RollBackBody, answer=ScriptsStanding, errors=refused,
        ),
    )  # fmt: skip


class _Versions:
    """The handlers."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._lint = FolderLint()

    @property
    def _settings(self) -> Settings:
        return self._console.hall.settings

    @property
    def _two_persons(self) -> bool:
        return self._settings.services.approval == "two_persons"

    async def _now(self) -> Standing:
        return await self._console.hall.store.versions.standing()

    # ---- what there is ----

    async def standing(self, _: web.Request, who: SignedIn) -> ScriptsStanding:
        now = await self._now()
        back = now.stack[-2] if now.canary is None and len(now.stack) > 1 else None
        told = [version_told(now, one, who, two_persons=self._two_persons) for one in now.versions.values()]
        return ScriptsStanding(
            live=now.live, canary=now.canary, trial=now.rollout.told if now.rollout else "",
            trial_since_ms=now.canary_since_ms, roll_back_to=back,
            follows=self._settings.services.source == "published", two_persons=self._two_persons,
            under_way=len(await self._console.hall.store.left_open()), versions=told[::-1],
        )  # fmt: skip

    async def history(self, _: web.Request, who: SignedIn, query: HistoryQuery) -> list[ScriptDeed]:
        rows = await self._console.hall.store.versions.history()
        return [deed_told(row) for row in rows[: -max(1, min(query.most, 10_000)) - 1 : -1]]

    async def preview(self, request: web.Request, who: SignedIn) -> ScriptPreview:
        now = await self._now()
        one = _named(request, now)
        lines = await self._compared(now.live, one.number)
        halls, running = await self._halls(one.number)
        prompt_s, served = self._console.hall.prompt_s, len(self._console.hall.sessions.live)
        return ScriptPreview(
            version=one.number, live=now.live, lines=_lines(lines), all_lines=len(lines),
            under_way=len(await self._console.hall.store.left_open()), running=running, halls=halls,
            ready=_ready(halls, running), served=served,
            prompt_s=prompt_s, kiosks=await self._kiosks(),
            pace_s=None if prompt_s is None else pace_s(prompt_s, served=served > 0),
        )  # fmt: skip

    async def difference(self, request: web.Request, who: SignedIn, query: DifferenceQuery) -> UnifiedDifference:
        now = await self._now()
        one, before = _named(request, now), query.before or now.live
        if before is not None and before not in now.versions:
            raise not_found("版本")
        old, new = await self._bundle(before), await self._bundle(one.number)
        lines = await asyncio.to_thread(compared, old, new)
        text = await asyncio.to_thread(lambda: list(unified(old, new)))
        return UnifiedDifference(lines=_lines(lines), all_lines=len(lines), text=text[:MOST_TEXT])

    async def archive(self, request: web.Request, who: SignedIn) -> web.Response:
        one = _named(request, await self._now())
        body = await asyncio.to_thread(packed, await self._bundle(one.number), one)
        name = f'attachment; filename="scripts-{one.number}-{one.hash[:12]}.zip"'
        return web.Response(body=body, content_type="application/zip", headers={"Content-Disposition": name})

    async def folder(self, request: web.Request, who: SignedIn) -> FolderReport:
        lasting(request)  # looking a large folder over takes longer than an answer may
        now, place = await self._now(), self._settings.services_dir
        report = await self._lint.report(place, self._settings)
        bundle = await of_folder(place)
        lines = await asyncio.to_thread(compared, await self._bundle(now.live), bundle)
        return FolderReport(
            folder=str(place), files=len(bundle.files), findings=findings_told(report, place), lines=_lines(lines),
            all_lines=len(lines), clean=not report.errors and not report.warnings,
        )  # fmt: skip

    # ---- what is done with them ----

    async def propose(self, request: web.Request, who: SignedIn, body: ProposalBody) -> ScriptVersion:
        message, place = reason_text(body.message, MESSAGE_MISSING), self._settings.services_dir
        lasting(request)
        must_be_clean(await self._lint.report(place, self._settings))
        now = await self._now()
        parent = await asyncio.to_thread(marked, place, now.versions) or now.live
        store = self._console.hall.store
        facts = await refusals_told(store.versions.add(await of_folder(place), who.who, message, parent))
        try:
            await asyncio.to_thread(mark, place, facts)
        except OSError:  # read only: the next version is then made from the live one
            self._console.hall.log.info("the services folder cannot be marked with its version", version=facts.number)
        return await self._version(facts.number, who)

    async def decide(self, event: VersionEvent, request: web.Request, who: SignedIn, body: ReasonBody) -> ScriptVersion:
        reason = reason_text(body.reason, "写上理由。 Give a reason.")
        one = _named(request, await self._now())
        if event == "propose":
            lasting(request)
            bundle = await self._bundle(one.number)
            with unpacked_folder(bundle) as folder:
                must_be_clean(await self._lint.report(folder, self._settings))
        await self._change(PublishingRequest(event, one.number, who.who, reason))
        return await self._version(one.number, who)

    async def publish(self, request: web.Request, who: SignedIn, body: PublishBody) -> ScriptVersion:
        return await self._go_live("publish", None, request, who, body)

    async def try_(self, request: web.Request, who: SignedIn, body: TrialBody) -> ScriptVersion:
        try:
            rollout = read_rollout(body.kiosks, body.share)
        except RolloutError as error:
            raise RequestRefusedError(400, "no-rollout", str(error)) from None
        kiosks = await self._console.hall.store.kiosks.all()
        try:
            check_kiosks(rollout, {one.name for one in kiosks if one.enrolled})
        except RolloutError as error:
            raise RequestRefusedError(422, "no_kiosk", str(error)) from None
        return await self._go_live("try", rollout, request, who, body)

    async def _go_live(
        self, event: VersionEvent, rollout: Rollout | None, request: web.Request, who: SignedIn, body: PublishBody
    ) -> ScriptVersion:
        one = _named(request, await self._now())
        halls, running = await self._halls(one.number)
        if trouble := next((hall.trouble for hall in halls if hall.trouble), ""):
            raise RequestRefusedError(409, "not_loadable", f"大厅装不进这个版本：{trouble} A hall cannot load it.")
        if not body.now and not _ready(halls, running):
            done, total = sum(hall.done for hall in halls), sum(hall.total for hall in halls)
            text = f"新句子还在合成（{done}/{total}），合成好再发。 Its prompts are being rendered; publish it then."
            raise RequestRefusedError(425, "not_ready", text)
        asked = PublishingRequest(event, one.number, who.who, body.reason.strip(), rollout, body.expected_live)
        await self._change(asked)
        return await self._version(one.number, who)

    async def roll_back(self, request: web.Request, who: SignedIn, body: RollBackBody) -> ScriptsStanding:
        asked = PublishingRequest("roll_back", body.version, who.who, body.reason.strip(), None, body.expected_live)
        await self._change(asked)
        return await self.standing(request, who)

    # ---- parts ----

    async def _change(self, asked: PublishingRequest) -> None:
        await refusals_told(self._console.hall.store.versions.change(asked, two_persons=self._two_persons))

    async def _version(self, number: int, who: SignedIn) -> ScriptVersion:
        now = await self._now()
        return version_told(now, now.versions[number], who, two_persons=self._two_persons)

    async def _bundle(self, number: int | None) -> Bundle:
        """Of a version; empty: of none."""
        return Bundle({}) if number is None else await self._console.hall.store.versions.bundle(number)

    async def _compared(self, before: int | None, after: int) -> tuple[DifferenceLine, ...]:
        return await asyncio.to_thread(compared, await self._bundle(before), await self._bundle(after))

    async def _kiosks(self) -> list[KioskHere]:
        found = [one for one in await self._console.hall.store.kiosks.all() if one.enrolled]
        told = self._console.hall.devices.states()
        here = {name for name, one in told.items() if one.connected}
        kiosks = [KioskHere(name=one.name, place=one.place, here=one.name in here) for one in found]
        return [*kiosks, KioskHere(name="browser", place="", here=None)]

    async def _halls(self, number: int) -> tuple[list[HallPrompts], int]:
        store = self._console.hall.store
        since = store.now_ms() - _SILENT_MS
        said = await store.versions.readiness(number, since)
        told = [HallPrompts(hall=one.hall, done=one.done, total=one.total, trouble=one.trouble) for one in said]
        return told, len(await store.versions.halls(since))


def _ready(halls: list[HallPrompts], running: int) -> bool:
    return len(halls) == running and all(not hall.trouble and hall.done >= hall.total for hall in halls)


def _named(request: web.Request, now: Standing) -> VersionFacts:
    number = request.match_info["number"]
    if not number.isascii() or not number.isdecimal() or len(number) > 9 or int(number) not in now.versions:
        raise not_found("版本")
    return now.versions[int(number)]


async def of_folder(place: Path) -> Bundle:
    try:
        return await asyncio.to_thread(read_folder, place)
    except (ScriptErrors, BundleError, OSError) as error:
        raise RequestRefusedError(422, "bad_folder", f"文件夹读不出来：{error}") from None


async def refusals_told(work: Awaitable[T]) -> T:
    """A rule's refusal, as the console answers it."""
    try:
        return await work
    except PublishingError as error:
        raise RequestRefusedError(_STATUS.get(error.code, 409), error.code, str(error)) from None


def must_be_clean(report: Report) -> None:
    if report.errors or report.warnings:
        text = (
            f"还有 {len(report.errors)} 个错误、{len(report.warnings)} 个提醒，先改好再提交。"
            " Mend the errors and warnings first."
        )
        raise RequestRefusedError(422, "not_clean", text)


def findings_told(report: Report, place: Path) -> list[ScriptFinding]:
    prefix = f"{place}/"
    return [
        ScriptFinding(
            level=one.level, code=one.code, file=one.file.removeprefix(prefix), line=one.line, message=one.message,
            fix=one.fix,
        )
        for one in report.findings
    ]  # fmt: skip


def _lines(lines: tuple[DifferenceLine, ...]) -> list[ScriptDifference]:
    return [ScriptDifference(where=line.where, what=line.what, depth=line.depth) for line in lines[:MOST_LINES]]


def reason_text(given: str, missing: str) -> str:
    text = given.strip()
    if not text:
        raise RequestRefusedError(400, "no-reason", missing)
    if len(text) > 2000:
        raise RequestRefusedError(400, "no-reason", "最多 2000 个字。 At most 2000 characters.")
    return text
