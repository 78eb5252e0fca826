"""Versions in the record: whole, immutable, sealed where people are named, and one live at any time."""

from __future__ import annotations

import asyncio
import random
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from kiosk.config import Settings
from kiosk.publishing.bundle import Bundle
from kiosk.publishing.rollout import Rollout
from kiosk.publishing.rules import PublishingError, PublishingRequest
from kiosk.publishing.verdict import OutcomeCounts
from kiosk.store import ConversationEntry, EndingEntry, Store, StoreError
from support.databases import TestDatabase
from support.versions import APPROVER, AUTHOR, approved, do, proposed, published, version_files


@pytest.fixture
def settings(hall: Settings) -> Settings:
    return hall


@pytest.fixture
async def store(settings: Settings) -> AsyncIterator[Store]:
    opened = await Store.open(settings)
    yield opened
    await opened.close()


async def test_the_road_of_a_version(store: Store, settings: Settings) -> None:
    first, second = await published(store, "甲"), await published(store, "乙")
    await do(store, "roll_back", None)
    await store.close()
    again = await Store.open(settings)
    now = await again.versions.standing()
    assert (first, second, now.live, now.stack) == (1, 2, 1, (1,))
    assert now.versions[2].parent == 1
    assert (now.versions[2].author, now.versions[2].message) == (AUTHOR, "乙")
    assert await again.versions.bundle(2) == version_files("乙")
    events = [(row.version, row.event, row.who) for row in await again.versions.history()]
    assert events == [
        (1, "draft", AUTHOR), (1, "propose", AUTHOR), (1, "approve", APPROVER), (1, "publish", APPROVER),
        (2, "draft", AUTHOR), (2, "propose", AUTHOR), (2, "approve", APPROVER), (1, "retire", APPROVER),
        (2, "publish", APPROVER), (2, "retire", APPROVER), (1, "roll_back", APPROVER),
    ]  # fmt: skip
    await again.close()


async def test_equal_files_are_kept_once_and_refused_while_they_are_open(
    database: TestDatabase, store: Store, settings: Settings
) -> None:
    bundle = Bundle({"a.yaml": b"same", "b.yaml": b"same", "c.yaml": b"one"})
    await store.versions.add(bundle, AUTHOR, "", None)
    with pytest.raises(PublishingError, match="和版本 1（待审批）一样"):
        await store.versions.add(bundle, APPROVER, "", None)
    await store.versions.add(Bundle({**bundle.files, "c.yaml": b"other"}), AUTHOR, "", 1)
    assert database.sql(settings, "SELECT count(*) FROM service_files") == [(3,)]
    with pytest.raises(PublishingError, match="没有版本 7"):
        await store.versions.add(version_files("丙"), AUTHOR, "", 7)


@pytest.mark.parametrize("table", ["service_versions", "service_files", "service_history"])
@pytest.mark.parametrize("deed", ["DELETE FROM {}", "UPDATE {} SET {}"])
async def test_nothing_of_it_can_be_changed(
    database: TestDatabase, store: Store, settings: Settings, table: str, deed: str
) -> None:
    await proposed(store, "甲")
    column = "data = data" if table == "service_files" else "number = 99"
    with pytest.raises(database.refusal, match="only ever appended to"):
        database.sql(settings, deed.format(table, column))


async def test_people_and_their_words_are_sealed(database: TestDatabase, store: Store, settings: Settings) -> None:
    await published(store, "甲")
    await store.close()
    written = database.written(settings)
    assert b"roll" in written or b"publish" in written
    for word in (AUTHOR, APPROVER, "看过"):
        assert word.encode() not in written


async def test_a_damaged_file_is_no_version(database: TestDatabase, store: Store, settings: Settings) -> None:
    number = await published(store, "甲")
    damage = f"UPDATE service_files SET data = {database.blob(bytes(1))}"
    database.sql(settings, *database.unguarded("service_files"), damage)
    with pytest.raises(StoreError, match=r"Version 1 of the scripts is damaged: card\.yaml"):
        await store.versions.bundle(number)


async def test_a_damaged_history_is_told(database: TestDatabase, store: Store, settings: Settings) -> None:
    await published(store, "甲")
    database.sql(
        settings, *database.unguarded("service_history"), "UPDATE service_history SET event = 'halt' WHERE number = 3"
    )
    with pytest.raises(StoreError, match="is damaged: halt does not follow proposed"):
        await store.versions.standing()


async def test_of_two_publishers_at_once_one_wins(store: Store, settings: Settings) -> None:
    """Both have looked at the same live version; the halls are two processes on one record."""
    await published(store, "甲")
    ours, theirs = await approved(store, "乙", 1), await approved(store, "丙", 1)
    other = await Store.open(settings)

    async def publish(by: Store, number: int) -> str:
        try:
            asked = PublishingRequest("publish", number, APPROVER, expected_live=1)
            await by.versions.change(asked, two_persons=True)
        except PublishingError as refused:
            return refused.code
        return "won"

    outcomes = await asyncio.gather(publish(store, ours), publish(other, theirs))
    assert sorted(outcomes) == ["changed-meanwhile", "won"]
    now = await other.versions.standing()
    assert list(now.states.values()).count("live") == 1
    await other.close()


async def test_halls_say_what_they_have_ready(store: Store) -> None:
    number = await approved(store, "甲")
    await store.versions.report(number, 3, 10)
    await store.versions.report(number, 10, 10)
    (said,) = await store.versions.readiness(number, 0)
    assert (said.done, said.total, said.ready) == (10, 10, True)
    assert await store.versions.halls(0) == {said.hall}
    assert await store.versions.readiness(number, store.now_ms() + 60_000) == ()


async def test_outcomes_are_counted_by_version(store: Store) -> None:
    for n, (reason, reasks) in enumerate([("completed", 0), ("fault", 1), ("handoff", 2), ("idle", 5), ("lost", None)]):
        entry = ConversationEntry(f"c{n}", "kiosk-1", "screen", 1_000 + n, scripts="v" * 64)
        await store.keep(replace(entry, ending=EndingEntry(reason, "", "", 2_000, reasks=reasks)))
    await store.keep(ConversationEntry("running", "kiosk-1", "screen", 1_000, scripts="v" * 64))
    await store.keep(
        ConversationEntry("folder", "kiosk-1", "screen", 1_000, ending=EndingEntry("fault", "", "", 2_000))
    )
    assert await store.versions.outcomes("v" * 64, 0) == OutcomeCounts(5, failed=2, handed_off=1, asked_again=2)
    assert await store.versions.outcomes("v" * 64, 1_003) == OutcomeCounts(2, failed=1, asked_again=1)
    conversation = await store.conversation("c0")
    assert conversation is not None
    assert conversation.scripts == "v" * 64


PUBLISHER = """
import asyncio, sys
from kiosk.config import load_settings
from kiosk.store import Store
from support.versions import published, do
async def run():
    store = await Store.open(load_settings(None, {"KIOSK__DATA_DIR": sys.argv[1], "KIOSK__STORE__URL": sys.argv[3]}))
    for n in range(10_000):
        number = await published(store, f"第{sys.argv[2]}-{n}版")
        print(number, flush=True)
        if number % 3 == 0:
            await do(store, "roll_back", None)
            print(number, flush=True)
asyncio.run(run())
"""


def killed_after(command: tuple[str, ...], lines: int) -> list[str]:
    """What the process had written when it was killed, `lines` lines or a little more."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = [process.stdout.readline().strip() for _ in range(lines)]
        process.send_signal(signal.SIGKILL)
        return told + process.stdout.read().split()


@pytest.mark.sqlite_suffices
async def test_a_publisher_that_is_killed_leaves_the_old_version_or_the_new(settings: Settings) -> None:
    """kill -9 at any moment, five times: the history is whole, one version is live, and what was told as done is."""
    rng = random.Random(3)
    command = (sys.executable, "-c", PUBLISHER, str(settings.data_dir))
    for turn in range(5):
        told = await asyncio.to_thread(killed_after, (*command, str(turn), settings.store.url), rng.randint(1, 12))
        store = await Store.open(settings)
        now = await store.versions.standing()
        assert list(now.states.values()).count("live") == 1
        assert all(int(number) in now.versions for number in told if number)
        assert now.live is not None
        assert (await store.versions.bundle(now.live)).hash == now.versions[now.live].hash
        await store.close()


async def test_a_canary_is_one_row_with_its_rollout(store: Store) -> None:
    await published(store, "甲")
    number = await approved(store, "乙", 1)
    rollout = Rollout(frozenset({"kiosk-2", "kiosk-1"}), 0.1)
    await do(store, "try", number, rollout)
    now = await store.versions.standing()
    assert (now.live, now.canary, now.rollout) == (1, number, rollout)
    assert now.canary_since_ms > 0
    assert rollout.told == "kiosk-1、kiosk-2，10% 的来电"
