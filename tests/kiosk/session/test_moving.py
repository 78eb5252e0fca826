"""A case that begins on the telephone goes on at the kiosk, or the other way, with the number that was told there."""

from __future__ import annotations

import asyncio
import re

import pytest

from kiosk.hall import Hall
from kiosk.session import ClientProfile, Session
from kiosk.wire import messages as m
from support.fakes import Page
from support.halls import make_hall

pytestmark = pytest.mark.virtual_time

CITIZEN_ID = "110105198506123729"
_DIGITS = str.maketrans("零幺二三四五六七八九", "0123456789")


class Typist:
    """A session that is typed to, and what it says."""

    def __init__(self, hall: Hall, channel: str) -> None:
        self.page = Page()
        self.session = Session(hall, self.page, ClientProfile(channel, "test", screen=channel == "screen"))  # type: ignore[arg-type]
        self.page.on_played = lambda report: self.session.playback(
            report.utterance, report.heard_sample, done=report.done
        )
        self._tasks = [asyncio.create_task(self.session.run()), asyncio.create_task(self.page.play())]

    async def types(self, *lines: str) -> str:
        """The texts that follow; each line waits until the question before it has been heard."""
        before = len(self.page.messages)
        await self._answered()
        for line in lines:
            self.session.inputs.text(line)
            await self._answered()
        return "".join(each.text for each in self.page.messages[before:] if isinstance(each, m.SayMessage))

    async def _answered(self) -> None:
        """Until it is the citizen's turn, or the conversation is over."""
        async with asyncio.timeout(120):
            await asyncio.sleep(0.5)
            while not self.session.over and self._state != "listening":
                await asyncio.sleep(0.1)

    @property
    def _state(self) -> str:
        return next((each.state for each in reversed(self.page.messages) if isinstance(each, m.TurnState)), "")

    async def close(self) -> None:
        self.session.end("cancelled")
        await self.session.parted()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@pytest.mark.parametrize(
    ("begins", "goes_on", "wish"), [("phone", "screen", "我去大厅接着办"), ("screen", "phone", "换电话接着办")]
)
async def test_from_the_telephone_to_the_kiosk_and_the_other_way(begins: str, goes_on: str, wish: str) -> None:
    hall = make_hall()
    caller = Typist(hall, begins)
    caller.session.start()
    said = await caller.types("我的社保卡丢了", "同意", CITIZEN_ID, wish)
    found = re.search(r"办理号，(\w{3})，(\w{3})。", said)
    assert found is not None, said
    number = "".join(found.groups()).translate(_DIGITS)
    assert caller.session.over
    visitor = Typist(hall, goes_on)
    visitor.session.start()
    wrong = await visitor.types("我有办理号", number, "0000")
    assert "没有对上" in wrong
    assert "社保卡" not in wrong
    right = await visitor.types(number, CITIZEN_ID[-4:])
    assert "接着办社保卡挂失" in right
    state = visitor.session.dialogue_state
    assert (state.value("身份证号"), state.conversation) == (CITIZEN_ID, visitor.session.id)
    assert len(hall.moved) == 0
    await caller.close()
    await visitor.close()
    hall.threads.shutdown()
