"""Drafts of the scripts in the record: what two editors save at once, and what is kept."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.config import Settings
from kiosk.publishing.bundle import Bundle, BundleError
from kiosk.store import Store
from kiosk.store import drafts as store_drafts
from kiosk.store.draft_trials import DraftTrial
from kiosk.store.drafts import DraftFullError, DraftSave, SaveConflict

COPIED = Bundle({"a.yaml": b"0\n", "b.yaml": b"b\n", "c.yaml": b"c\n", "d.yaml": b"d\n"})


@pytest.fixture
async def store(hall: Settings) -> AsyncIterator[Store]:
    found = await Store.open(hall)
    yield found
    await found.close()


@dataclass
class Editor:
    """One page: the text in it, the revision that it began with, and all that was ever typed in it."""

    name: str
    text: bytes = b"0\n"
    base: int = 0
    typed: list[bytes] = field(default_factory=list)

    def type(self, word: bytes) -> None:
        self.typed.append(word)
        self.text += word + b"\n"


async def save(store: Store, draft: str, path: str, one: Editor, choice: str) -> None:
    """Save until it counts, with this choice where another was quicker."""
    while True:
        done = await store.drafts.save(draft, path, one.base, one.text, one.name)
        if isinstance(done, DraftSave):
            one.base = done.revision
            return
        assert isinstance(done, SaveConflict)
        theirs, one.base = done.theirs.data or b"", done.theirs.revision
        if choice == "theirs":
            one.text = theirs
        elif choice == "both":
            mine = [line for line in one.text.splitlines(keepends=True) if line not in theirs.splitlines(keepends=True)]
            one.text = theirs + b"".join(mine)


@pytest.mark.sqlite_suffices  # each save is one transaction, and writers take turns there as here
async def test_a_thousand_interleavings_of_two_editors_lose_no_edit(store: Store) -> None:
    dice, conflicts = random.Random(7), 0
    for nth in range(1000):
        draft, path = f"d{nth // 50}", f"{'abcd'[nth % 4]}{nth}.yaml"
        if nth % 50 == 0:
            await store.drafts.add("甲", draft, COPIED, None, "王 (wang)")
        editors = (Editor("王 (wang)"), Editor("李 (li)"))
        kept: list[bytes] = []
        choices = ("mine", "theirs", "both") if nth % 2 else ("both",)
        for deed in range(dice.randrange(3, 8)):
            one = dice.choice(editors)
            one.type(f"{one.name[-3:]}{nth}-{deed}".encode())
            if dice.random() < 0.6:
                kept.append(one.text)
                await save(store, draft, path, one, dice.choice(choices))
        rows = (await store.drafts.saves(draft, path, 1000))[::-1]
        conflicts += sum(not row.counts for row in rows)
        before = 0
        for row in rows:  # what counts was begun with what counted before it: nobody overwrote what he had not seen
            assert not row.counts or row.base == before
            before = row.revision if row.counts else before
        files = [await store.drafts.file(draft, path, row.revision) for row in rows]
        held = {file.data for file in files if file is not None}
        assert held.issuperset(kept), "each text that was sent is a row"
        if choices == ("both",) and kept:
            now = await store.drafts.file(draft, path)
            assert now is not None
            lines = (now.data or b"").splitlines()
            sent = b"".join(kept).splitlines()
            assert set(lines) == set(sent)
    assert conflicts > 300


async def test_a_save_that_came_too_late_is_told_with_both_texts_and_the_common_one(store: Store) -> None:
    await store.drafts.add("甲", "d", COPIED, None, "王 (wang)")
    first = await store.drafts.save("d", "a.yaml", 0, b"1\n", "王 (wang)")
    assert isinstance(first, DraftSave)
    late = await store.drafts.save("d", "a.yaml", 0, b"2\n", "李 (li)")
    assert isinstance(late, SaveConflict)
    assert (late.theirs.data, late.theirs.revision, late.their_who) == (b"1\n", 1, "王 (wang)")
    assert late.base is not None
    assert late.base.data == b"0\n"
    aside = await store.drafts.file("d", "a.yaml", late.revision)
    assert aside is not None
    assert aside.data == b"2\n"
    bundle = await store.drafts.bundle("d")
    assert bundle is not None
    assert bundle[0].files["a.yaml"] == b"1\n"
    one = await store.drafts.one("d")
    assert one is not None
    assert one.editors == ("王 (wang)",), "what was set aside counts for nobody"
    same = await store.drafts.save("d", "a.yaml", 0, b"1\n", "李 (li)")
    assert isinstance(same, DraftSave), "the same text is no conflict"
    assert same.revision == 1


async def test_files_are_added_and_deleted_and_another_file_is_no_conflict(store: Store) -> None:
    await store.drafts.add("甲", "d", COPIED, 3, "王 (wang)")
    await store.drafts.save("d", "new.yaml", 0, b"n", "王 (wang)")
    await store.drafts.save("d", "b.yaml", 0, None, "李 (li)")
    late = await store.drafts.save("d", "b.yaml", 0, b"x", "王 (wang)")
    assert isinstance(late, SaveConflict)
    assert late.theirs.data is None
    found = await store.drafts.files("d")
    assert found is not None
    assert [file.path for file in found] == ["a.yaml", "c.yaml", "d.yaml", "new.yaml"]
    assert await store.drafts.save("none", "a.yaml", 0, b"x", "王") is None
    assert await store.drafts.files("none") is None
    for path in ("../a.yaml", "/etc/passwd", "a/b/c.yaml", "knowledge/../a.yaml", "..", "a\x00.yaml", ""):
        with pytest.raises(BundleError):
            await store.drafts.save("d", path, 0, b"x", "王")


async def test_a_draft_has_room_for_so_much(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_drafts, "MOST_SAVED", 2000)
    await store.drafts.add("甲", "d", COPIED, None, "王 (wang)")
    noise = random.Random(1)
    for nth in range(3):
        await store.drafts.save("d", "a.yaml", nth, noise.randbytes(500), "王 (wang)")
    with pytest.raises(DraftFullError, match="另建"):
        await store.drafts.save("d", "a.yaml", 3, noise.randbytes(500), "王 (wang)")
    found = await store.drafts.file("d", "a.yaml")
    assert found is not None
    assert found.revision == 3, "what was saved is there"


async def test_discarding_is_taken_back_for_thirty_days_and_then_it_is_gone(hall: Settings) -> None:
    ahead = timedelta()
    store = await Store.open(hall, now=lambda: datetime.now(UTC) + ahead)
    try:
        for draft in ("kept", "gone"):
            await store.drafts.add(draft, draft, COPIED, None, "王 (wang)")
            await store.drafts.save(draft, "a.yaml", 0, b"x", "王 (wang)")
            trial = DraftTrial(draft, draft, 1, store.now_ms(), "业务", "screen", "", "王 (wang)", ("您好",))
            assert await store.trials.keep(trial)
            await store.drafts.discard(draft)
        ahead = timedelta(days=29)
        await store.drafts.purge()
        await store.drafts.restore("kept")
        assert [one.discarded_ms is None for one in await store.drafts.listed()] == [False, True]
        ahead = timedelta(days=31)
        await store.drafts.purge()
        assert [one.id for one in await store.drafts.listed()] == ["kept"]
        assert await store.drafts.files("gone") is None
        assert await store.trials.of("kept", 10) == (), "what was typed is deleted after 30 days"
    finally:
        await store.close()


async def test_a_trial_belongs_to_its_draft(store: Store) -> None:
    for draft in ("one", "two"):
        await store.drafts.add(draft, draft, COPIED, None, "王 (wang)")
    trial = DraftTrial("t", "one", 0, store.now_ms(), "业务", "screen", "", "王 (wang)", ("您好",))
    assert await store.trials.keep(trial)
    longer = DraftTrial("t", "one", 0, store.now_ms(), "业务", "screen", "完成", "王 (wang)", ("您好", "好"))
    assert await store.trials.keep(longer)
    other = DraftTrial("t", "two", 0, store.now_ms(), "业务", "screen", "", "李 (li)", ())
    assert not await store.trials.keep(other)
    assert await store.trials.of("one", 10) == (longer,)
    assert await store.trials.of("two", 10) == ()
