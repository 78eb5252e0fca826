"""Two editors and two approvers at one draft and its versions: no edit is lost, no approver wrote what he approves."""

from __future__ import annotations

import asyncio
import random
from collections import Counter

import pytest

from kiosk.publishing.bundle import Bundle
from kiosk.publishing.lifecycle import Standing, joined_authors, same_person
from kiosk.publishing.rules import PublishingError, PublishingRequest
from kiosk.store.drafts import DraftSave, SaveConflict
from support.inline_store import InlineStore

pytestmark = pytest.mark.virtual_time

#: All four may do all of it; what they may not is a matter of what they did.
PEOPLE = ("王 (wang)", "李 (li)", "赵 (zhao)", "钱 (qian)")
#: Records, drafts of each one after the other, and what each person does at each draft.
RECORDS, DRAFTS, ACTS = 125, 8, 4


class Person:
    """Acts on what he saw last, perhaps long ago. `saved`: texts that the record took as his."""

    def __init__(self, name: str, store: InlineStore, dice: random.Random) -> None:
        self.name, self._store, self._dice = name, store, dice
        self.text, self.base, self.seen = b"", 0, Standing()
        self.saved: list[bytes] = []
        self.done = Counter[str]()

    async def act(self, draft: str) -> None:
        move = self._dice.choice(("save", "save", "look", "propose", "approve", "approve", "publish", "roll_back"))
        await asyncio.sleep(self._dice.random())
        try:
            await getattr(self, move)(draft)
            self.done[move] += 1
        except PublishingError as error:
            self.done[error.code] += 1

    async def save(self, draft: str) -> None:
        """A line of his own below what he sees; where another was quicker, below what the other has written."""
        line = f"{self.name[-3:]}{len(self.saved)}\n".encode()
        while True:
            self.text += line
            sent = self.text
            done = await self._store.drafts.save(draft, "a.yaml", self.base, sent, self.name)
            await asyncio.sleep(self._dice.random())
            if isinstance(done, DraftSave):
                self.base = done.revision
                self.saved.append(line)
                return
            assert isinstance(done, SaveConflict)
            self.text, self.base = done.theirs.data or b"", done.theirs.revision

    async def look(self, draft: str) -> None:
        file = await self._store.drafts.file(draft, "a.yaml")
        assert file is not None
        self.text, self.base, self.seen = file.data or b"", file.revision, await self._store.versions.standing()

    async def propose(self, draft: str) -> None:
        found = await self._store.drafts.bundle(draft)
        await asyncio.sleep(self._dice.random())  # its tests are played
        one = await self._store.drafts.one(draft)
        assert found is not None
        assert one is not None
        await self._store.versions.add(found[0], joined_authors((*one.editors, self.name)), "改", self.seen.live)

    async def approve(self, draft: str) -> None:
        await self._change("approve")

    async def publish(self, draft: str) -> None:
        await self._change("publish")

    async def roll_back(self, draft: str) -> None:
        await self._store.versions.change(
            PublishingRequest("roll_back", None, self.name, "退", expected_live=self.seen.live), two_persons=True
        )

    async def _change(self, event: str) -> None:
        state = {"approve": "proposed", "publish": "approved"}[event]
        open_ones = [number for number, one in self.seen.states.items() if one == state]
        if not open_ones:
            raise PublishingError("wrong-state", "He sees none.")
        asked = PublishingRequest(
            event,  # type: ignore[arg-type]
            self._dice.choice(open_ones), self.name, "看过", expected_live=self.seen.live,
        )  # fmt: skip
        await self._store.versions.change(asked, two_persons=True)


async def test_a_thousand_interleavings() -> None:
    done = Counter[str]()
    for at in range(RECORDS):
        store, dice = InlineStore(), random.Random(at)
        try:
            for nth in range(DRAFTS):
                done += await one_draft(store, dice, f"d{nth}")
            await nothing_was_approved_by_its_author(store)
        finally:
            await store.close()
    assert done["approve"] > 200, done
    assert done["publish"] > 50, done
    assert done["self-approval"] > 50, done
    assert done["changed-meanwhile"] > 20, done


async def one_draft(store: InlineStore, dice: random.Random, draft: str) -> Counter[str]:
    await store.drafts.add(draft, draft, Bundle({"a.yaml": f"{draft}\n".encode()}), None, PEOPLE[0])
    people = [Person(name, store, random.Random(dice.random())) for name in PEOPLE]
    for one in people:
        await one.look(draft)

    async def work(one: Person) -> None:
        for _ in range(ACTS):
            await one.act(draft)

    await asyncio.gather(*map(work, people))
    file = await store.drafts.file(draft, "a.yaml")
    assert file is not None
    lines = (file.data or b"").splitlines(keepends=True)
    for one in people:
        assert [line for line in lines if line in one.saved] == one.saved, "an edit is lost, or not in its order"
    assert len(lines) == 1 + sum(len(one.saved) for one in people)
    return sum((one.done for one in people), Counter[str]())


async def nothing_was_approved_by_its_author(store: InlineStore) -> None:
    now, live = await store.versions.standing(), list[int]()
    for row in await store.versions.history():
        author = now.versions[row.version].author
        if row.event == "approve":
            assert not any(same_person(name, row.who) for name in author.split("、")), (row, author)
            files = (await store.versions.bundle(row.version)).files["a.yaml"].decode()
            assert f"{row.who[-3:]}" not in files, "he wrote a line of it"
        if row.event == "publish":
            assert not live or live[-1] in now.ancestors(row.version), "a change that was live is gone"
        if row.event in ("publish", "roll_back"):
            live.append(row.version)
    assert list(now.states.values()).count("live") <= 1
