"""The handlers of the console's knowledge. What takes long runs in a worker; what is changed goes into a draft."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Callable, Collection
from datetime import date, datetime

from aiohttp import web

from dialogue import sources
from dialogue.knowledge import Knowledge, Passage
from kiosk.hall.gap_groups import GapGroup, group_of, grouped
from kiosk.net.tcp import lasting
from kiosk.operators.console import Console
from kiosk.operators.editor.drafts import draft_named, draft_of, must_be_open
from kiosk.operators.knowledge import answers as a
from kiosk.operators.knowledge.changing import changed, file_of, removed
from kiosk.operators.knowledge.documents import ADDED, LARGEST, read_document, with_passage
from kiosk.operators.knowledge.trying import passages_of_draft, tried, tried_on_draft
from kiosk.operators.routes import RequestRefusedError, SignedIn, not_found
from kiosk.publishing.bundle import BundleError
from kiosk.store.audit import AuditNote
from kiosk.store.drafts import DraftFacts, DraftFullError, DraftSave, SaveConflict

#: Gaps that one answer tells; those of them that are asked whether a passage answers by now.
_GAPS, _ASKED_AGAIN = 500, 50
#: How often a passage is put into a file that others change meanwhile.
_TRIES = 3


class KnowledgeDesk:
    """Of one console."""

    def __init__(self, console: Console) -> None:
        self._console = console

    # ---- passages ----

    async def passages(self, request: web.Request, who: SignedIn, query: a.PassagesQuery) -> a.PassagesPage:
        known, today = await self._known(request, query.draft), self._today()
        states = {passage.id: a.validity(passage, today) for passage in known}
        parts = [_plain(part) for part in query.words.split()]
        found = [
            passage
            for passage in known
            if (not query.service or passage.service == query.service)
            and (not query.validity or states[passage.id] == query.validity)
            and all(part in _searched(passage) for part in parts)
        ]
        found.sort(key=lambda passage: passage.until or date.max)  # sorted() keeps the files' order of equal ones
        page = found[query.first : query.first + a.PAGE]
        return a.PassagesPage(
            passages=[a.told_passage(passage, today) for passage in page], of=len(found), all=len(states),
            soon=sum(state == "soon" for state in states.values()),
            over=sum(state == "over" for state in states.values()),
            services=sorted({passage.service for passage in known if passage.service}),
        )  # fmt: skip

    async def try_(self, request: web.Request, who: SignedIn, body: a.TryBody) -> a.TriedQuestion:
        question, today = body.question.strip(), self._today()
        if not question:
            raise RequestRefusedError(400, "bad_body", "写一个问题。 Expected a question.")
        if not body.draft:
            return await asyncio.to_thread(tried, self._console.hall.library, question, body.service, today)
        lasting(request)
        files = await self._files(body.draft)
        return await self._console.trying.run(tried_on_draft, files, question, body.service, today)

    # ---- what nobody could answer ----

    async def gaps(self, _: web.Request, who: SignedIn) -> a.ToldGaps:
        store = self._console.hall.store
        await store.audit(AuditNote("gaps read", who.who))
        found, knowledge, today = await store.gaps(), self._knowledge(), self._today()

        def work() -> list[a.ToldGap]:
            groups = grouped(found.gaps)[:_GAPS]
            return [_told_gap(one, knowledge if at < _ASKED_AGAIN else None, today) for at, one in enumerate(groups)]

        return a.ToldGaps(gaps=await asyncio.to_thread(work), unreadable=found.unreadable)

    async def strike(self, _: web.Request, who: SignedIn, body: a.StrikeBody) -> None:
        store = self._console.hall.store
        gaps = (await store.gaps()).gaps
        mine = await asyncio.to_thread(lambda: group_of(grouped(gaps), body.question))
        if mine is None:
            raise not_found("问题")
        await store.strike_gaps(mine.ids)
        await store.audit(AuditNote("gap struck", who.who, detail=f"asked {mine.times} times"))

    # ---- into a draft ----

    async def add(self, request: web.Request, who: SignedIn, body: a.PassageBody) -> a.SavedKnowledge:
        return await self._written(request, who, ADDED, lambda before: with_passage(before, body))

    async def change(self, request: web.Request, who: SignedIn, body: a.ChangeBody) -> a.SavedKnowledge:
        path = file_of(body.old)
        return await self._written(request, who, path, lambda before: changed(before or "", body.old, body.new))

    async def remove(self, request: web.Request, who: SignedIn, body: a.RemoveBody) -> a.SavedKnowledge:
        path = file_of(body.old)
        return await self._written(request, who, path, lambda before: removed(before or "", body.old))

    async def _written(
        self, request: web.Request, who: SignedIn, path: str, make: Callable[[str | None], str | None]
    ) -> a.SavedKnowledge:
        """`make`: of the file's text, None where there is no such file, the new one; None: the file is deleted."""
        one = await self._open_draft(request)
        for _ in range(_TRIES):
            file = await self._console.hall.store.drafts.file(one.id, path)
            before = None if file is None or file.data is None else file.data.decode(errors="replace")
            base, text = 0 if file is None else file.revision, make(before)
            passages = 0 if text is None else await self._count(path, text)
            saved = await self._save(one, path, base, None if text is None else text.encode(), who)
            if isinstance(saved, DraftSave):
                return a.SavedKnowledge(path=path, revision=saved.revision, base=base, passages=passages)
        raise RequestRefusedError(409, "changed_meanwhile", "别人正在改同一个文件，请再试一次。 Try again.")

    async def _count(self, path: str, text: str) -> int:
        """Passages of a file that loads; raises `RequestRefusedError` with what is wrong where it does not."""
        read = await self._console.trying.run(read_document, path.rpartition("/")[2], text.encode(), self._today())
        _must_be_right(read)
        return len(read.passages)

    async def read(self, request: web.Request, who: SignedIn, body: a.DocumentBody) -> a.ReadDocument:
        lasting(request)
        return await self._document(body)

    async def keep(self, request: web.Request, who: SignedIn, body: a.DocumentBody) -> a.SavedKnowledge:
        lasting(request)
        one, path = await self._open_draft(request), f"{sources.KNOWLEDGE}/{body.name}"
        read = await self._document(body)
        _must_be_right(read)
        file = await self._console.hall.store.drafts.file(one.id, path)
        base = 0 if file is None else file.revision
        saved = await self._save(one, path, base, body.data, who)
        if isinstance(saved, SaveConflict):
            raise RequestRefusedError(409, "changed_meanwhile", "别人刚刚放了同名的文件，请再试一次。 Try again.")
        return a.SavedKnowledge(path=path, revision=saved.revision, base=base, passages=len(read.passages))

    # ---- shared ----

    def _knowledge(self) -> Knowledge:
        return self._console.hall.library.knowledge

    async def _known(self, request: web.Request, draft: str) -> Collection[Passage]:
        if not draft:
            return self._knowledge().passages.values()
        lasting(request)
        return await self._console.trying.run(passages_of_draft, await self._files(draft))

    async def _files(self, draft: str) -> dict[str, bytes]:
        await draft_named(self._console, draft)
        found = await self._console.hall.store.drafts.bundle(draft)
        if found is None:
            raise not_found("草稿")
        return dict(found[0].files)

    def _today(self) -> date:
        return datetime.fromtimestamp(self._console.hall.store.now_ms() / 1000).astimezone().date()

    async def _document(self, body: a.DocumentBody) -> a.ReadDocument:
        if len(body.data) > LARGEST:
            text = f"文件最多 {LARGEST >> 20} MB，分成几个。 Expected a file of at most {LARGEST >> 20} MB."
            raise RequestRefusedError(413, "too_long", text)
        return await self._console.trying.run(read_document, body.name, body.data, self._today())

    async def _open_draft(self, request: web.Request) -> DraftFacts:
        one = await draft_of(self._console, request)
        must_be_open(one)
        return one

    async def _save(
        self, one: DraftFacts, path: str, base: int, data: bytes | None, who: SignedIn
    ) -> DraftSave | SaveConflict:
        try:
            saved = await self._console.hall.store.drafts.save(one.id, path, base, data, who.who)
        except BundleError as error:
            raise RequestRefusedError(400, "bad_name", str(error)) from None
        except DraftFullError as error:
            raise RequestRefusedError(413, "draft_full", str(error)) from None
        if saved is None:
            raise not_found("草稿")
        return saved


def _must_be_right(read: a.ReadDocument) -> None:
    if read.problems:
        first = "；".join(f"第 {one.line} 行 {one.message}，{one.fix}" for one in read.problems[:3])
        raise RequestRefusedError(422, "not_readable", f"有 {len(read.problems)} 处不对：{first}。 Mend it first.")


def _told_gap(group: GapGroup, knowledge: Knowledge | None, today: date) -> a.ToldGap:
    found = knowledge and knowledge.find(group.questions[0], today, service=group.service)
    return a.ToldGap(
        questions=list(group.questions), service=group.service, times=group.times,
        first_ms=round(group.first.timestamp() * 1000), last_ms=round(group.last.timestamp() * 1000),
        kiosks=list(group.devices), answered=found.passage.questions[0] if found else "",
    )  # fmt: skip


def _searched(passage: Passage) -> str:
    parts = (
        *passage.questions,
        passage.answer,
        passage.speech,
        passage.citation,
        passage.service,
        passage.name,
        passage.id,
    )
    return _plain("\n".join((*parts, *passage.topics)))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
