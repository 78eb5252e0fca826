"""A hall follows what is published: new conversations get it, running ones keep theirs; what fails changes nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from kiosk.hall.published import published_library
from kiosk.jobs import follow_published
from kiosk.jobs.follow_published import LOOK_S
from kiosk.publishing.bundle import Bundle
from kiosk.publishing.rollout import Rollout, point
from kiosk.session import ClientProfile, Session
from kiosk.store import Store
from support.fakes import Page
from support.inline_store import InlineStore
from support.published_hall import Following, asked
from support.versions import APPROVER, AUTHOR, approved, do, published, version_files, write_files

pytestmark = pytest.mark.virtual_time


@pytest.fixture
async def following(tmp_path: Path) -> Following:
    return Following(tmp_path)


async def test_until_something_is_published_the_folder_is_used(following: Following) -> None:
    await following.look()
    assert "文件夹" in following.asks()
    assert (following.hall.version, following.follower.version) == ("", None)
    found = await published_library(following.hall.settings, following.store, following.hall.library, following)
    assert found == (following.hall.library, "")
    assert "nothing has been published" in following.lines[-1]


async def test_what_is_published_goes_live_and_back(following: Following) -> None:
    first = await published(following.store, "甲")
    await following.look()
    assert "甲成人" in following.asks()
    assert following.hall.library is following.hall.machine.library
    before = following.hall.machine
    await published(following.store, "乙")
    await following.look()
    assert "乙成人" in following.asks()
    loaded = len(following.libraries)
    await do(following.store, "roll_back", None)
    await following.look()
    assert following.hall.machine is before  # neither loaded nor rendered again
    assert len(following.libraries) == loaded
    assert following.follower.version == first
    library, version = await published_library(following.hall.settings, following.store, before.library, following)
    assert (version, asked(library)) == (following.hall.version, following.asks())


async def test_what_is_ready_goes_live_while_another_version_is_being_loaded(
    following: Following, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, real, may_load = following.store, follow_published.version_folder, asyncio.Event()
    for mark in ("甲", "乙"):
        await published(store, mark)
    await following.look()
    coming = await approved(store, "丙", 2)

    async def slow(store: Store, folder: Path, version: int) -> Path:
        if version == coming:
            await may_load.wait()
        return await real(store, folder, version)

    monkeypatch.setattr(follow_published, "version_folder", slow)
    running = asyncio.create_task(following.follower.run())
    await asyncio.sleep(LOOK_S)
    await do(store, "roll_back", 1)
    await asyncio.sleep(2 * LOOK_S)
    assert "甲成人" in following.asks()
    assert await store.versions.readiness(coming, 0) == ()
    may_load.set()
    await asyncio.sleep(LOOK_S)
    (said,) = await store.versions.readiness(coming, 0)
    assert said.trouble == ""
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_change_in_the_folder_does_nothing_but_say_so(following: Following) -> None:
    await published(following.store, "甲")
    await following.look()
    write_files(version_files("改过"), following.hall.settings.services_dir)
    for _ in range(3):
        await following.look()
    assert "甲成人" in following.asks()
    assert sum("the services folder has changed" in line for line in following.lines) == 1


async def test_a_conversation_keeps_the_version_it_began_with(following: Following) -> None:
    await published(following.store, "甲")
    await following.look()
    old = Session(following.hall, Page(), ClientProfile("screen", "kiosk-1", screen=True))
    old.start()
    await published(following.store, "乙")
    await following.look()
    new = Session(following.hall, Page(), ClientProfile("screen", "kiosk-1", screen=True))
    new.start()
    now = await following.store.versions.standing()
    assert [session.version for session in (old, new)] == [now.versions[1].hash, now.versions[2].hash]
    assert "甲" in asked(old.library)
    assert "乙" in asked(new.library)
    kept = old.snapshot
    served = following.hall.scripts_holding(kept.state, kept.scripts, kept.version)
    assert served is not None
    for session in (old, new):
        session.end("cancelled")
    await following.hall.record_writer.close(5)
    for session in (old, new):
        stored = await following.store.conversation(session.id)
        assert stored is not None
        assert stored.scripts == session.version


async def test_a_canary_is_for_its_kiosks_and_its_share_of_the_calls(following: Following) -> None:
    await published(following.store, "甲")
    number = await approved(following.store, "乙", 1)
    await do(following.store, "try", number, Rollout(frozenset({"kiosk-1"}), 0.2))
    await following.look()
    hall, canary = following.hall, (await following.store.versions.standing()).versions[number].hash
    assert hall.scripts_for("kiosk-1", "c", "screen").version == canary
    assert hall.scripts_for("kiosk-2", "c", "screen").version == hall.version != canary
    calls = [f"call-{n}" for n in range(2_000)]
    taken = [hall.scripts_for("sip", call, "phone").version == canary for call in calls]
    assert taken == [point(canary, call) < 0.2 for call in calls]  # the same in every process, at any time
    assert 0.17 < sum(taken) / len(taken) < 0.23
    await do(following.store, "roll_back", None)
    await following.look()
    assert hall.scripts_for("kiosk-1", "c", "screen").version == hall.version
    assert hall.canary is None


async def test_a_version_that_this_release_cannot_load_changes_nothing(following: Following) -> None:
    await published(following.store, "甲")
    await following.look()
    broken = Bundle({"card.yaml": b"\xe6\x9c\x8d\xe5\x8a\xa1: [\n"})
    number = (await following.store.versions.add(broken, AUTHOR, "", 1)).number
    for event in ("approve", "publish"):
        await do(following.store, event, number)
    for _ in range(3):
        await following.look()
    assert "甲成人" in following.asks()
    assert following.follower.status.state == "refused"
    assert sum("cannot be loaded" in line for line in following.lines) == 1
    (said,) = await following.store.versions.readiness(number, 0)
    assert said.trouble.startswith("card.yaml:")
    assert not said.ready
    await do(following.store, "roll_back", None)
    await following.look()
    assert following.follower.version == 1


async def test_an_approved_version_is_made_ready_before_it_is_published(following: Following) -> None:
    await published(following.store, "甲")
    await following.look()
    await following.render()
    following.voice.missing = "乙"
    number = await approved(following.store, "乙", 1)
    await following.look()
    await following.render()
    await following.look()
    (said,) = await following.store.versions.readiness(number, 0)
    assert said.done < said.total
    following.voice.missing = ""
    await following.render()
    await following.look()
    (said,) = await following.store.versions.readiness(number, 0)
    assert said.ready
    assert 0 < said.total < 100, "only what it adds"


async def test_a_record_that_is_away_leaves_what_is_live(following: Following) -> None:
    await published(following.store, "甲")
    await following.look()
    following.store.broken = "locked"
    await following.look()
    assert "甲成人" in following.asks()
    following.store.broken = None
    await published(following.store, "乙")
    await following.look()
    assert "乙成人" in following.asks()


async def test_two_halls_on_one_record_follow_alike(following: Following, tmp_path: Path) -> None:
    other = Following(tmp_path / "other")
    other.hall.store = other.store = following.store
    await published(following.store, "甲")
    for hall in (following, other):
        await hall.look()
    assert following.asks() == other.asks()
    assert following.hall.version == other.hall.version


def test_store_is_the_real_one() -> None:
    """`InlineStore` is a `Store` over real tables: what is proven above is proven of it."""
    assert issubclass(InlineStore, Store)
    assert AUTHOR != APPROVER
