"""What a breakdown left open and no page comes back to: closed, and a submission under way is looked up."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from dialogue import Library, Machine
from kiosk.channels.browser.inputs import deliver
from kiosk.jobs import retention
from kiosk.jobs.recovery import Recovery
from kiosk.store import LeftOpen, StoreError
from kiosk.store.errors import Kind
from kiosk.wire import messages as m
from support.breakdowns import (
    UP_TO_THE_CONFIRMATION,
    World,
    alive,
    broken_off,
    broken_off_while_sending,
    found,
    hall_of,
)
from support.fakes import Backend, Ledger
from support.halls import LIBRARY

pytestmark = pytest.mark.virtual_time


async def recovered(ledger: Ledger, backend: Backend, rounds: int = 1, machine: Machine | None = None) -> None:
    hall = hall_of(ledger, machine)
    hall.backend = backend  # type: ignore[assignment]
    recovery = Recovery(hall)
    for _ in range(rounds):
        await recovery.round()
    await hall.record_writer.settle(5)
    await hall.segmenter_hub.close()
    hall.threads.shutdown()


async def test_what_was_left_open_is_closed_with_what_it_had() -> None:
    ledger, backend = Ledger(), Backend()
    token = await broken_off(ledger, "社保卡丢了", "同意", "11010519491231002X")
    await recovered(ledger, backend)
    ((reason, service, slots, receipt),) = ledger.finished
    assert (reason, service, receipt) == ("lost", "社保卡挂失", "")
    assert slots["身份证号"] == "11010519491231002X"
    assert backend.calls == []
    assert await found(ledger, token) is None


async def test_a_submission_that_was_under_way_is_looked_up() -> None:
    ledger, backend = Ledger(), Backend()
    token, key = await broken_off_while_sending(ledger)
    await recovered(ledger, backend)
    assert [(call[0], call[2]) for call in backend.calls] == [("sbk.loss", key)]
    (case,) = ledger.cases[token.partition(".")[0]]
    assert (case.service, case.receipt) == ("社保卡挂失", "SB20260001")
    assert ledger.finished[0][3] == "SB20260001"
    assert ("submission looked up", "社保卡挂失") in ledger.events


async def test_a_back_end_that_is_away_is_asked_again_later() -> None:
    ledger, backend = Ledger(), Backend(fault="sbk.loss")
    token, key = await broken_off_while_sending(ledger)
    await recovered(ledger, backend, rounds=3)
    assert [call[2] for call in backend.calls] == [key] * 3
    assert ledger.finished == []
    backend.fault = ""
    await recovered(ledger, backend)
    assert [case.receipt for case in ledger.cases[token.partition(".")[0]]] == ["SB20260001"]


async def test_after_a_day_without_an_answer_the_record_says_that_it_is_not_known() -> None:
    ledger, backend = Ledger(), Backend(fault="sbk.loss")
    await broken_off_while_sending(ledger)
    await recovered(ledger, backend, rounds=400)
    assert [row[0] for row in ledger.finished] == ["lost"]
    assert ("submission unresolved: timeout", "社保卡挂失") in ledger.events
    ((key, entry),) = ledger.unresolved.items()
    assert (entry.api, entry.service, entry.key) == ("sbk.loss", "社保卡挂失", key)
    assert entry.values["手机号"] == "13800138000"


@pytest.mark.parametrize(("kind", "closed"), [("locked", []), ("corrupt", ["lost"])])
async def test_a_state_that_cannot_be_read_now_is_read_later(kind: Kind, closed: list[str]) -> None:
    """Only one that never opens again is given up, and then its events say so."""

    class Unread(Ledger):
        fails = False

        async def load_state(self, conversation: str) -> str | None:
            if self.fails:
                raise StoreError(kind, "")
            return await super().load_state(conversation)

    ledger, backend = Unread(), Backend()
    await broken_off_while_sending(ledger)
    ledger.fails = True
    await recovered(ledger, backend)
    assert [row[0] for row in ledger.finished] == closed
    assert (("state unreadable", kind) in ledger.events) == bool(closed)
    ledger.fails = False
    await recovered(ledger, backend)
    assert len(backend.calls) == (0 if closed else 1)


async def test_other_scripts_look_nothing_up_and_say_so() -> None:
    ledger, backend = Ledger(), Backend()
    await broken_off_while_sending(ledger)
    others = [script for script in LIBRARY.scripts if script.name != "社保卡挂失"]
    await recovered(ledger, backend, machine=Machine(Library(tuple(others), LIBRARY.passages)))
    assert backend.calls == []
    assert [row[0] for row in ledger.finished] == ["lost"]
    assert any(what.startswith("submission unresolved") for what, _ in ledger.events)
    assert [entry.api for entry in ledger.unresolved.values()] == [""]


async def test_what_goes_on_is_left_alone_and_the_rest_is_closed_after_the_grace_period() -> None:
    class NoDrafts:
        async def purge(self) -> None: ...

    class Timed(Ledger):
        drafts = NoDrafts()

        async def look_at_clock(self, ran_s: float) -> str:
            looks.append(round(asyncio.get_running_loop().time() - began))
            return "believed"

        async def purge(self, before: object) -> int:
            return 0

        async def overdue(self, before: object) -> dict[str, int]:
            return {}

    ledger, looks = Timed(), []
    kept = await found(ledger, await broken_off(ledger, "社保卡丢了"))
    assert kept is not None
    await broken_off(ledger, "社保卡丢了")
    began = asyncio.get_running_loop().time()
    async with alive(World(ledger, kept)) as world:
        chore = asyncio.create_task(retention.run(world.hall))
        await asyncio.sleep(100)
        world.session.resume_snapshot()
        assert ledger.finished == []
        await asyncio.sleep(25)
        assert [row[0] for row in ledger.finished] == ["lost"]
        assert await ledger.load_state(kept.state.conversation) is not None
        await asyncio.sleep(2 * 300)
        chore.cancel()
    assert looks == [0, 120, 420, 720]


async def test_a_citizen_who_leaves_while_a_case_is_sent_is_filed_all_the_same() -> None:
    ledger = Ledger()
    async with alive(World(ledger)) as world:
        await asyncio.sleep(0.1)
        for line in UP_TO_THE_CONFIRMATION:
            await world.type(line)
        deliver(m.Text("对"), world.session)
        while not any(call[0] == "sbk.loss" for call in world.backend.calls):
            await asyncio.sleep(0.01)
        deliver(m.Bye("leave"), world.session)
        await asyncio.sleep(1)
        assert [t.reason for t in world.page.messages if isinstance(t, m.Goodbye)] == ["cancelled"]
        assert world.hall.sessions.find(world.session.resume_token) is None
        token, key = world.session.resume_token, world.backend.calls[-1][2]
    assert await found(ledger, token) is None, "the goodbye was said: its token resumes nothing"
    async with alive(World(ledger)) as later:
        await Recovery(later.hall).round()
        assert [call[2] for call in later.backend.calls] == [key]
        await later.hall.record_writer.settle(1)
    (case,) = ledger.cases[token.partition(".")[0]]
    assert (case.service, case.receipt, case.slots["手机号"]) == ("社保卡挂失", "SB20260001", "13800138000")


async def test_another_halls_conversation_is_left_to_it_unless_it_stays_open_for_hours() -> None:
    """Two halls on one database: what goes on in one is no breakdown to the other."""

    class Shared(Ledger):
        async def left_open(self) -> tuple[LeftOpen, ...]:
            return tuple(replace(opening, ours=False) for opening in await super().left_open())

    ledger, backend = Shared(), Backend()
    token, key = await broken_off_while_sending(ledger)
    await recovered(ledger, backend, rounds=23)
    assert (ledger.finished, backend.calls) == ([], [])
    assert await found(ledger, token) is not None
    await recovered(ledger, backend, rounds=23)  # this hall was restarted: it counts anew
    assert ledger.finished == []
    await recovered(ledger, backend, rounds=24)  # that hall is gone
    assert [call[2] for call in backend.calls] == [key]
    assert ledger.finished[0][3] == "SB20260001"
