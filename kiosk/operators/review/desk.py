"""The review's handlers: what they read in a worker thread, what they write through the store, what they note."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar
from urllib.parse import quote

from aiohttp import web
from sqlalchemy import Connection

from dialogue.redaction import redacted
from kiosk.operators.console import Console
from kiosk.operators.numbers.known_names import known_names
from kiosk.operators.permissions import Permission
from kiosk.operators.record_words import CHANNELS, ENDINGS
from kiosk.operators.review import answers as a
from kiosk.operators.review.bodies import (
    CorrectBody,
    DraftAnswer,
    ExportFoundBody,
    QueueAnswer,
    QueueQuery,
    ReviewChoices,
    SayingAnswer,
    ScoreBody,
    ShowBody,
    WhyBody,
)
from kiosk.operators.review.drafting import draft_test
from kiosk.operators.review.sampling import sampled
from kiosk.operators.review.searching import LOOKED_AT, personal, search, search_all, with_tags
from kiosk.operators.review.tags import TITLES, Tag, tags_of
from kiosk.operators.routes import RequestRefusedError, SignedIn, not_found
from kiosk.operators.sheets import MEDIA, Cell, sheet
from kiosk.publishing.rollout import kiosk_words
from kiosk.store import Store, recordings
from kiosk.store.audit import AuditNote
from kiosk.store.crypto import Keyring
from kiosk.store.read_only import ReadOnlyRecord, SlowReadError
from kiosk.store.recordings import StoredRecording
from kiosk.store.review import (
    PAGE,
    ListedConversation,
    ReviewedConversation,
    ReviewFilter,
    listed,
    reviewed,
    scored,
    scores,
)
from kiosk.wire.aigc import AigcMark
from kiosk.wire.wav import write_marked_wav
from mandarin.masking import struck

T = TypeVar("T")

#: Conversations of a day among which the queue is drawn.
_OF_A_DAY = 1000
#: Bytes of a recording that is sent to a page.
_SOUND_BYTES = 64 << 20


class ReviewDesk:
    """Of one console."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._record: ReadOnlyRecord | None = None

    # ---- find and read ------------------------------------------------------------------------------------------

    async def choices(self, _: web.Request, who: SignedIn) -> ReviewChoices:
        library = self._console.hall.library
        names = await self._read(lambda connection: known_names(connection, library))
        return ReviewChoices(
            services=list(names.services), steps=list(names.steps), kiosks=list(names.devices),
            versions={content: number for number, content in names.versions.items()}, tags=dict(TITLES),
        )  # fmt: skip

    async def find(self, _: web.Request, who: SignedIn, body: a.FindBody) -> a.FoundPage:
        _no_number(body.words)
        keys, wanted = self._store.review.keys, body.filter()
        if not body.words.strip() and body.tag is None:
            page = await self._read(
                lambda connection: with_tags(connection, keys, listed(connection, wanted, body.cursor))
            )
            cursor = page[-1][0].cursor if len(page) == PAGE else ""
            rows = [a.found_conversation(one, tags) for one, tags in page]
            return a.FoundPage(conversations=rows, cursor=cursor, looked_at=0, limit=LOOKED_AT)
        told = await self._read(
            lambda connection: search(
                connection,
                keys,
                wanted,
                body.words,
                body.tag,
                body.cursor,
                whole=_whole(who),
                labels=self._console.hall.library.labels,
            ),
            20.0,
        )
        return a.FoundPage(
            conversations=[a.found_conversation(one, tags) for one, tags in told.found], cursor=told.cursor,
            looked_at=told.looked_at, limit=LOOKED_AT,
        )  # fmt: skip

    async def masked(self, request: web.Request, who: SignedIn) -> a.ShownConversation:
        return await self._shown(request.match_info["id"], frozenset())

    async def unmasked(self, request: web.Request, who: SignedIn, body: ShowBody) -> a.ShownConversation:
        name = request.match_info["id"]
        turns = {turn.id for turn in (await self._talk(name)).turns}  # 404 before it is noted
        if body.turn and body.turn not in turns:
            raise not_found("话")
        detail = "one turn" if body.turn else ""
        await self._note("conversation shown", who, name, self._console.unmasking.reason(who, body.reason), detail)
        return await self._shown(name, frozenset({body.turn}) if body.turn else None)

    async def sound(self, request: web.Request, who: SignedIn, body: WhyBody) -> web.Response:
        """The recorded call as WAV, caller and clerk on two channels, with the mark of generated speech."""
        name = request.match_info["id"]
        folder, keys = self._console.hall.settings.recordings_dir, self._store.review.keys
        found = await asyncio.to_thread(recordings.of_call, folder, keys, name)
        if not found or found[0].end is None:
            raise not_found("录音")
        recording = found[0]
        assert recording.end is not None
        if recording.end.samples * 4 > _SOUND_BYTES:
            raise RequestRefusedError(413, "too_long", "录音太长：请用 kiosk phone recordings 导出。")
        await self._note("recording heard", who, name, self._console.unmasking.reason(who, body.reason))
        mark = AigcMark(self._console.hall.settings.hall.name, recording.path.stem)
        data = await asyncio.to_thread(_wav, recording, keys, mark)
        return web.Response(body=data, content_type="audio/wav")

    # ---- put right ----------------------------------------------------------------------------------------------

    async def correct(self, request: web.Request, who: SignedIn, body: CorrectBody) -> None:
        if not await self._store.review.correct(request.match_info["turn"], body.text, who.who):
            raise not_found("市民的话")

    async def score(self, request: web.Request, who: SignedIn, body: ScoreBody) -> None:
        if unknown := body.marks.keys() - set(a.CRITERIA):
            text = f"expected marks for {'、'.join(a.CRITERIA)}; got one for {min(unknown)[:40]!r}"
            raise RequestRefusedError(422, "no_criterion", text)
        if not await self._store.review.score(request.match_info["id"], who.account, body.marks, body.note):
            raise not_found("会话")

    async def test(self, request: web.Request, who: SignedIn) -> DraftAnswer:
        draft = draft_test(await self._talk(request.match_info["id"]))
        return DraftAnswer(text=draft.text, to_fill=draft.to_fill)

    async def saying(self, request: web.Request, who: SignedIn) -> SayingAnswer:
        text, talk = await self._turn(request)
        service = talk.listed.service
        script = self._console.hall.library.script(service)
        known = script is not None and text in (script.name, *script.says)
        return SayingAnswer(service=service, text=text, known=known)

    async def gap(self, request: web.Request, who: SignedIn) -> None:
        text, talk = await self._turn(request)
        await self._store.add_gap(text, talk.listed.service, device=talk.listed.device)

    # ---- the day's queue ----------------------------------------------------------------------------------------

    async def queue(self, _: web.Request, who: SignedIn, query: QueueQuery) -> QueueAnswer:
        try:
            begin = datetime.fromisoformat(query.day).astimezone()
            since, until = (round(moment.timestamp() * 1000) for moment in (begin, begin + timedelta(days=1)))
        except (ValueError, OverflowError, OSError):
            raise RequestRefusedError(400, "bad_query", "expected day as 2026-12-01") from None
        wanted, keys = ReviewFilter(since_ms=since, until_ms=until), self._store.review.keys

        def work(connection: Connection) -> QueueAnswer:
            found = {one.id: one for one in listed(connection, wanted, most=_OF_A_DAY)}
            talks = ((name, reviewed(connection, keys, name)) for name in found)
            tags = {name: () if talk is None else tags_of(talk) for name, talk in talks}
            drawn = sampled(tags, query.day, query.seed, query.most)
            done, mine = scored(connection, since), scored(connection, since, who.account)
            rows = [a.found_conversation(found[name], tags[name]) for name in drawn]
            return QueueAnswer(
                conversations=rows, scored=[name for name in drawn if name in done],
                mine=[name for name in drawn if name in mine], of=len(found), tags=dict(TITLES),
            )  # fmt: skip

        return await self._read(work, 20.0)

    # ---- export -------------------------------------------------------------------------------------------------

    async def export(self, _: web.Request, who: SignedIn, body: ExportFoundBody) -> web.Response:
        """The list, without words. Tags stand in it where words or a tag are looked for, which opens conversations."""
        _no_number(body.words)
        wanted, keys = body.filter(), self._store.review.keys

        def work(connection: Connection) -> list[tuple[ListedConversation, tuple[Tag, ...]]]:
            if body.words.strip() or body.tag is not None:
                return search_all(
                    connection, keys, wanted, body.words, body.tag, body.most,
                    whole=_whole(who), labels=self._console.hall.library.labels,
                )  # fmt: skip
            return [(one, ()) for one in listed(connection, wanted, most=body.most)]

        rows = await self._read(work, 20.0)
        await self._note("conversations exported", who, "", f"{len(rows)} rows, {body.form}")
        head: list[Cell] = [
            "会话", "开始", "结束", "怎么结束", "业务", "机器", "渠道", "地点", "版本", "重问", "评价", "标签",
        ]  # fmt: skip
        table: list[list[Cell]] = [head]
        for one, tags in rows:
            table.append([
                one.id, _moment(one.began_ms), _moment(one.ended_ms), ENDINGS.get(one.ending, one.ending),
                one.service, kiosk_words(one.device), CHANNELS.get(one.channel, one.channel), one.place,
                one.scripts[:12], one.reasks, one.score, "、".join(TITLES[tag] for tag in tags),
            ])  # fmt: skip
        data = await asyncio.to_thread(sheet, body.form, table)
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(f'会话.{body.form}')}"}
        return web.Response(body=data, content_type=MEDIA[body.form], headers=headers)

    # ---- shared -------------------------------------------------------------------------------------------------

    @property
    def _store(self) -> Store:
        return self._console.hall.store

    async def _read(self, work: Callable[[Connection], T], limit_s: float = 5.0) -> T:
        self._record = self._record or ReadOnlyRecord(self._store.url)
        try:
            return await self._record.read(work, limit_s)
        except SlowReadError:
            text = "没能在几秒内找完：请缩短时间或者写得更具体。 The search was stopped: narrow it."
            raise RequestRefusedError(503, "too_slow", text) from None

    async def _talk(self, name: str) -> ReviewedConversation:
        keys = self._store.review.keys
        talk = await self._read(partial(_reviewed, keys, name))
        if talk is None:
            raise not_found("会话")
        return personal(talk, self._console.hall.library.labels)

    async def _shown(self, name: str, unmasked: frozenset[str] | None) -> a.ShownConversation:
        """`unmasked`: the ids of turns; None: everything."""
        talk, keys = await self._talk(name), self._store.review.keys
        sheets = await self._read(lambda connection: scores(connection, keys, name))
        begins = await asyncio.to_thread(self._sound_from, name) if talk.listed.channel == "phone" else None
        return await asyncio.to_thread(partial(a.shown, talk, sheets, unmasked=unmasked, sound_from_ms=begins))

    def _sound_from(self, name: str) -> int | None:
        """Blocking."""
        found = recordings.of_call(self._console.hall.settings.recordings_dir, self._store.review.keys, name)
        return found[0].head.began_ms if found and found[0].end is not None else None

    async def _turn(self, request: web.Request) -> tuple[str, ReviewedConversation]:
        """The words of a citizen's turn, as corrected, without numbers and names."""
        talk = await self._talk(request.match_info["id"])
        for turn in talk.turns:
            if turn.id == request.match_info["turn"] and turn.who == "citizen":
                return redacted(turn.corrected or turn.text, talk.given), talk
        raise not_found("市民的话")

    async def _note(self, what: str, who: SignedIn, conversation: str, why: str, detail: str = "") -> None:
        await self._store.audit(AuditNote(what, who.who, why, conversation, detail=detail))


def _whole(who: SignedIn) -> bool:
    """Who may not unmask a conversation finds none by what is masked."""
    return Permission.REVIEW_SHOW in who.permissions


def _no_number(words: str) -> None:
    if struck(words, "") != words:
        text = "不能按号码搜：号码会认出人。请用业务、时间和别的话来找。 Numbers are not searched for."
        raise RequestRefusedError(422, "number", text)


def _reviewed(keys: Keyring, name: str, connection: Connection) -> ReviewedConversation | None:
    return reviewed(connection, keys, name)


def _wav(recording: StoredRecording, keys: Keyring, mark: AigcMark) -> bytes:
    file = io.BytesIO()
    write_marked_wav(file, recordings.sound(recording, keys), recording.head.rate, 2, mark)
    return file.getvalue()


def _moment(at_ms: int | None) -> str:
    return "" if at_ms is None else f"{datetime.fromtimestamp(at_ms / 1000).astimezone():%Y-%m-%d %H:%M:%S}"
