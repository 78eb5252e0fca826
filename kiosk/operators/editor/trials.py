"""Conversations with a draft, by words and by voice: played from their beginning each time, answered, and logged."""

from __future__ import annotations

from aiohttp import web

from kiosk.net.tcp import lasting
from kiosk.operators.console import Console
from kiosk.operators.editor.answers import SAVE_BYTES
from kiosk.operators.editor.bench_answers import (
    LINE_CHARACTERS,
    MOST_LINES,
    MOST_RIVALS,
    DraftTrialBody,
    ListedTrial,
    SpokenLine,
    TrialAnswer,
)
from kiosk.operators.editor.drafts import ONE, draft_files, draft_of, must_be_open
from kiosk.operators.editor.trying import PlayedTrial, TrialLine, try_out
from kiosk.operators.permissions import Permission
from kiosk.operators.routes import RequestRefusedError, Route, SignedIn, must_upgrade
from kiosk.store.draft_trials import DraftTrial

#: Trials that are listed.
_MOST_TRIALS = 50


def routes(console: Console) -> tuple[Route, ...]:
    trials = _Trials(console)
    read, edit = Permission.SCRIPTS_READ, Permission.SCRIPTS_EDIT
    unreadable = {422: ("bad_folder", "not_loadable", "too_slow"), 503: ("broken",)}
    return (
        Route(
            "POST", f"{ONE}/try", edit, trials.try_, "试一试 · A conversation, from its beginning",
            body=DraftTrialBody, answer=TrialAnswer, body_bytes=SAVE_BYTES,
            errors={**unreadable, 400: ("bad_line",), 409: ("ended", "discarded")},
        ),
        Route(
            "GET", f"{ONE}/voice", edit, trials.voice, "用语音试 · The same by voice, as a WebSocket",
            media="websocket", errors={409: ("discarded",), 426: ("websocket",)},
        ),
        Route("GET", f"{ONE}/trials", read, trials.listed, "试过的 · Trials", answer=list[ListedTrial]),
    )  # fmt: skip


class _Trials:
    """The handlers."""

    def __init__(self, console: Console) -> None:
        self._console = console

    async def try_(self, request: web.Request, who: SignedIn, body: DraftTrialBody) -> TrialAnswer:
        lasting(request)
        draft = (await draft_of(self._console, request)).id
        return (await DraftTrying(self._console, request, who, draft).play(body)).answer

    async def voice(self, request: web.Request, who: SignedIn) -> web.StreamResponse:
        must_upgrade(request)
        one = await draft_of(self._console, request)
        must_be_open(one)
        return await self._console.voice_trials(request, DraftTrying(self._console, request, who, one.id))

    async def listed(self, request: web.Request, who: SignedIn) -> list[ListedTrial]:
        one = await draft_of(self._console, request)
        return [
            ListedTrial(
                id=row.id, revision=row.revision, at_ms=row.at_ms, service=row.service, channel=row.channel,
                ending=row.ending, who=row.who, lines=list(row.lines),
            )
            for row in await self._console.hall.store.trials.of(one.id, _MOST_TRIALS)
        ]  # fmt: skip


class DraftTrying:
    """What one editor tries with one draft, by words or by voice: it is the `VoiceTrial` of a channel."""

    def __init__(self, console: Console, request: web.Request, who: SignedIn, draft: str) -> None:
        self._console, self._request, self._who, self._draft = console, request, who, draft
        self.csrf = who.csrf

    async def play(self, body: DraftTrialBody) -> PlayedTrial:
        """From its beginning, on what the draft is now; it is logged. Raises `RequestRefusedError`, `StoreError`."""
        _check(body)
        store = self._console.hall.store
        one = await draft_of(self._console, self._request)
        must_be_open(one)
        files, revision = await draft_files(self._console, one.id)
        lines = tuple(body.lines)
        played = await self._console.trying.run(try_out, files, body.service, body.channel, body.elderly, lines)
        played.answer.revision = revision
        trial = DraftTrial(
            body.trial, one.id, revision, store.now_ms(), body.service, body.channel,
            played.answer.exchanges[-1].ending, self._who.who, tuple(map(_logged, lines)),
        )  # fmt: skip
        if not await store.trials.keep(trial):
            raise RequestRefusedError(400, "bad_body", "expected a `trial` of this draft, or a new one")
        return played

    async def still(self) -> bool:
        """Whether the editor's session still may edit scripts."""
        return await self._console.sessions.still(self._request, Permission.SCRIPTS_EDIT)

    async def used(self) -> None:
        """The editor has just done something."""
        await self._console.sessions.used(self._who)


def _check(body: DraftTrialBody) -> None:
    if len(body.lines) > MOST_LINES or any(_too_long(line) for line in body.lines):
        text = f"一次最多 {MOST_LINES} 句，每句最多 {LINE_CHARACTERS} 个字，请重新开始。 Too long: begin anew."
        raise RequestRefusedError(400, "bad_line", text)
    if not body.trial.isascii() or not body.trial.isalnum() or not 8 <= len(body.trial) <= 40:
        raise RequestRefusedError(400, "bad_body", "expected `trial` of 8 to 40 letters and digits")


def _too_long(line: TrialLine) -> bool:
    if isinstance(line, str):
        return len(line) > LINE_CHARACTERS
    rivals = (*line.alternatives, *line.candidates)
    return len(rivals) > MOST_RIVALS or any(len(text) > LINE_CHARACTERS for text in (line.text, *rivals))


def _logged(line: TrialLine) -> str:
    return f"（语音）{line.text}" if isinstance(line, SpokenLine) else line
