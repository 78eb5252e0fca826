"""Fifty publishes and roll-backs while conversations run: none is dropped, none hears two versions."""

from __future__ import annotations

import asyncio
import random
import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from kiosk.channels.browser.inputs import deliver
from kiosk.jobs.follow_published import LOOK_S
from kiosk.session import ClientProfile, Session
from kiosk.wire import messages as m
from support.fakes import Page, Voice
from support.published_hall import Following
from support.versions import approved, do, published

pytestmark = pytest.mark.virtual_time

KIOSKS, VERSIONS, CHANGES = 40, 8, 50
_MARK = re.compile("第([一二三四五六七八])版")
_LINES = ("我想办借书证", "同意", "儿童", "13800138000", "对", "对", "非常满意", "不用了")


class Office:
    """The library's back end."""

    async def call(self, api: str, params: dict[str, Any], *, key: str, timeout_s: float | None) -> dict[str, str]:
        await asyncio.sleep(0.2)
        return {"lib.look": {"状态": "正常"}, "lib.card": {"证号": "A12"}}[api]


class Visit:
    """One citizen at one kiosk, who types."""

    def __init__(self, following: Following, kiosk: str) -> None:
        self.page = Page()
        self.session = Session(following.hall, self.page, ClientProfile("screen", kiosk, screen=True))
        self.page.on_played = partial(deliver, session=self.session)
        self._hall = following.hall

    async def run(self, rng: random.Random) -> None:
        """Until the goodbye. Each line is typed a while after the clerk has come to her question."""
        self._hall.sessions.enter(self.session)
        playing = asyncio.create_task(self.page.play())
        for line in _LINES:
            await asyncio.sleep(rng.uniform(0.5, 4))
            await self._listening()
            if self.session.leaving:
                break
            self.session.inputs.text(line)
        async with asyncio.timeout(120):
            await self.session.parted()
        playing.cancel()
        await asyncio.gather(playing, return_exceptions=True)

    async def _listening(self) -> None:
        async with asyncio.timeout(120):
            while self.session.begun and not self.session.leaving and self._state != "listening":
                await asyncio.sleep(0.1)

    @property
    def _state(self) -> str:
        return next(t.state for t in reversed(self.page.messages) if isinstance(t, m.TurnState))

    @property
    def heard(self) -> set[str]:
        """The versions whose words were said."""
        return set(_MARK.findall("".join(t.text for t in self.page.messages if isinstance(t, m.SayMessage))))

    @property
    def ended(self) -> list[str]:
        return [goodbye.reason for goodbye in self.page.messages if isinstance(goodbye, m.Goodbye)]


async def test_nobody_notices(tmp_path: Path) -> None:
    following, rng = Following(tmp_path), random.Random(5)
    following.hall.voice = Voice(quicker=5)  # type: ignore[assignment]
    following.hall.backend = Office()  # type: ignore[assignment]
    store, names = following.store, "一二三四五六七八"
    await published(store, "第一版")
    ready = [await approved(store, f"第{name}版", 1) for name in names[1:VERSIONS]]
    await following.look()
    following_it = asyncio.create_task(following.follower.run())
    visits: list[Visit] = []
    changed = 0

    async def at_kiosk(n: int) -> None:
        own = random.Random(n)
        while changed < CHANGES:
            await asyncio.sleep(own.uniform(0, 5))
            visit = Visit(following, f"kiosk-{n}")
            visits.append(visit)
            await visit.run(own)

    kiosks = [asyncio.create_task(at_kiosk(n)) for n in range(KIOSKS)]
    while changed < CHANGES:
        await asyncio.sleep(rng.uniform(0.5, 3))
        now = await store.versions.standing()
        if ready and now.live == 1:
            await do(store, "publish", ready.pop())
        else:  # to the first, so that the next can be published; later to any that was live
            used = [number for number, state in now.states.items() if state == "retired"]
            await do(store, "roll_back", 1 if ready else rng.choice(used))
        changed += 1
    await asyncio.gather(*kiosks)
    await asyncio.sleep(2 * LOOK_S)
    now = await store.versions.standing()
    assert following.follower.version == now.live
    following_it.cancel()
    await asyncio.gather(following_it, return_exceptions=True)
    await following.hall.record_writer.close(5)
    assert len(visits) >= 2 * KIOSKS
    assert {tuple(visit.ended) for visit in visits} == {("completed",)}  # 0 dropped
    assert {len(visit.heard) for visit in visits} == {1}  # 0 mixed
    by_hash = {one.hash: one.message for one in now.versions.values()}
    for visit in visits:
        stored = await store.conversation(visit.session.id)
        assert stored is not None
        assert by_hash[stored.scripts] == f"第{visit.heard.pop()}版"
        assert len(stored.cases) == 1
    assert len({by_hash[visit.session.version] for visit in visits}) >= VERSIONS // 2
    await following.hall.segmenter_hub.close()
    following.hall.threads.shutdown()
