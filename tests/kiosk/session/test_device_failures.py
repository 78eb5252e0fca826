"""Each device of a kiosk fails at each moment of a citizen's case: what she says, what is filed, what comes out.

Whatever happens, the case is filed once, another way is offered in words, and nothing is promised that did not happen.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Literal

import pytest

from dialogue import Machine
from dialogue.machine.state import Question
from kiosk.devices.driver import Became, DeviceError
from kiosk.hall import phrases
from kiosk.hall.outbox import Outbox
from kiosk.upstream.message_sender import MESSAGE
from kiosk.wire import messages as m
from support.fakes import Backend, Voice
from support.halls import SHIPPED
from support.kiosk_side import KioskSide
from support.proof import MOBILE, Mailbox, PhoneBook
from support.session_world import CITIZEN_ID, World, running

pytestmark = pytest.mark.virtual_time

Moment = Literal["service", "consent", "number", "proof", "how", "mobile", "confirm", "filing", "printing", "rating",
                 "more"]  # fmt: skip
#: In the order in which they come.
MOMENTS: tuple[Moment, ...] = (
    "service", "consent", "number", "proof", "how", "mobile", "confirm", "filing", "printing", "rating", "more",
)  # fmt: skip
ON_READER, READER_AWAY = "放在读卡区", "读卡器现在用不了。"
HOLDER = m.IdCard("李桂英", CITIZEN_ID)
_SLOTS: dict[str, Moment] = {"身份证号": "number", "挂失方式": "how", "手机号": "mobile"}

Fail = Callable[["Visit"], Awaitable[None] | None]


class SlowOffice(Backend):
    """Tells of a submission before it answers."""

    def __init__(self) -> None:
        super().__init__()
        self.filing: Callable[[], None] = lambda: None

    async def call(self, api: str, params: dict[str, str], *, key: str, timeout_s: float | None) -> dict[str, str]:
        if api == "sbk.loss":
            self.filing()
        return await super().call(api, params, key=key, timeout_s=timeout_s)


class Visit:
    """One citizen, who answers what is asked, and what happens at one moment of it."""

    def __init__(self, folder: Path, moment: Moment, fail: Fail, *, texts: bool = False, sms: bool = True) -> None:
        self.office, self.codes, self.receipts = SlowOffice(), Mailbox(takes=sms), Mailbox(takes=sms)
        parts: dict[str, Any] = {"voice": Voice(quicker=30), "machine": Machine(SHIPPED, texts=texts)}
        self.world = World(PhoneBook(self.office, lambda person: MOBILE), self.codes, **parts)
        outbox: Outbox = self.world.hall.outbox
        outbox.carry(MESSAGE, self.receipts, keep_s=3600)
        self.kiosk = KioskSide(self.world, folder, lambda: self._now("printing"))
        self.office.filing = lambda: self._now("filing")
        self._moment, self._fail, self._failing = moment, fail, set[asyncio.Future[Any]]()
        self.seen: list[Moment] = []

    def _now(self, moment: Moment) -> None:
        if moment not in self.seen:
            self.seen.append(moment)
            if moment == self._moment and (failing := self._fail(self)) is not None:
                self._failing.add(asyncio.ensure_future(failing))

    async def go(self) -> None:
        """To the end of the conversation."""
        world = self.world
        async with running(world):
            await self.kiosk.start()
            await world.do(m.Start())
            for _ in range(30):
                if world.state == "ended" or world.session.over:
                    break
                await self._answer(world.session.dialogue_state.question)
            else:
                raise AssertionError(f"the conversation does not end: {world.said()}")
            await asyncio.gather(*self._failing)
            await self.kiosk.close()
            await world.hall.staff.close()
        self.said = world.said()

    async def _answer(self, asked: Question) -> None:
        world = self.world
        moment: Moment | None = _SLOTS.get(asked.slot) if asked.kind == "slot" else None
        if asked.kind in MOMENTS:
            moment = asked.kind
        if moment is not None and moment not in self.seen:
            self._now(moment)
            await asyncio.gather(*self._failing)
            await asyncio.sleep(0.2)
            await world.answered()
            if moment == self._moment:
                return  # what is asked may be another now
        match asked.kind, asked.slot:
            case "slot", "身份证号":
                await world.do(m.Key(CITIZEN_ID))
            case "slot", "手机号":
                await world.do(m.Key(MOBILE))
            case "proof", _ if "card" in asked.options and self.kiosk.simulated.devices["reader"].plugged:
                self.kiosk.lay(HOLDER)
                await world.answered()
            case "other_card", _:
                self.kiosk.lay(HOLDER)
                await world.answered()
            case "code", _:
                await world.do(m.Key(self.codes.code))
            case kind, _:
                words = {
                    "service": "社保卡丢了",
                    "consent": "同意",
                    "slot": "临时挂失",
                    "rating": "满意",
                    "more": "不用了",
                }
                await world.do(m.Text(words.get(kind, "对")))


def once(visit: Visit) -> None:
    """What holds whatever has failed."""
    assert [api for api, _, _ in visit.office.calls].count("sbk.loss") == 1, "filed once"
    ((case,),) = visit.world.ledger.cases.values()
    assert case.receipt == "SB20260001"
    assert [ending[0] for ending in visit.world.ledger.finished] == ["completed"]
    assert (phrases.PRINTED in visit.said) == bool(visit.kiosk.slips), "promised what came out"
    assert visit.kiosk.slips <= 1
    assert visit.said.count(phrases.TEXT_SENT) == len(visit.receipts.sent)
    came_out = (phrases.PRINTED, phrases.PRINT_NO_PAPER, phrases.PRINT_FAILED, phrases.PRINT_UNKNOWN,
                phrases.RECEIPT_SHOWN)  # fmt: skip
    assert sum(one in visit.said for one in came_out) == 1, "one thing is said of the receipt"


def code_instead(visit: Visit) -> None:
    """The reader could not be used where it was needed."""
    assert visit.said.count(READER_AWAY) == 1
    assert len(visit.codes.sent) == 1


def by_card(visit: Visit) -> None:
    assert ON_READER in visit.said
    assert READER_AWAY not in visit.said
    assert visit.codes.sent == []


def until(moment: Moment) -> tuple[Moment, ...]:
    """The moments down to this one."""
    return MOMENTS[: MOMENTS.index(moment) + 1]


def pull(name: m.DeviceName) -> Fail:
    return lambda visit: visit.kiosk.simulated.devices[name].plug(False)


@pytest.mark.parametrize("moment", MOMENTS)
async def test_the_readers_cable_is_pulled(tmp_path: Path, moment: Moment) -> None:
    await (visit := Visit(tmp_path, moment, pull("reader"))).go()
    once(visit)
    (code_instead if moment in until("proof") else by_card)(visit)
    assert phrases.PRINTED in visit.said


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize(
    ("what", "told"),
    [("paper", phrases.PRINT_NO_PAPER), ("plug:printer", phrases.PRINT_FAILED)],
    ids=["paper", "cable"],
)
async def test_the_printer_fails(tmp_path: Path, what: str, told: str, moment: Moment) -> None:
    await (visit := Visit(tmp_path, moment, lambda visit: visit.kiosk.simulated.do(what))).go()
    once(visit)
    by_card(visit)
    late = moment in ("rating", "more")
    assert (told in visit.said) is not late
    assert (phrases.RECEIPT_KEPT in visit.said) is not late, "another way is offered"


@pytest.mark.parametrize("moment", ["confirm", "printing"])
@pytest.mark.parametrize("sms", [True, False], ids=["sent", "sender down"])
async def test_a_receipt_that_is_not_printed_goes_by_text_where_the_hall_sends_them(
    tmp_path: Path, moment: Moment, sms: bool
) -> None:
    await (visit := Visit(tmp_path, moment, lambda visit: visit.kiosk.simulated.do("paper"), texts=True, sms=sms)).go()
    once(visit)
    assert phrases.PRINT_NO_PAPER in visit.said
    assert (phrases.TEXT_SENT in visit.said) is sms
    assert (phrases.TEXT_FAILED in visit.said) is not sms


@pytest.mark.parametrize("moment", ["proof", "filing", "printing"])
@pytest.mark.parametrize("device", ["scanner", "presence"])
async def test_a_device_that_the_case_does_not_need_is_not_talked_of(
    tmp_path: Path, device: m.DeviceName, moment: Moment
) -> None:
    await (visit := Visit(tmp_path, moment, pull(device))).go()
    once(visit)
    by_card(visit)
    assert phrases.PRINTED in visit.said


@pytest.mark.parametrize("moment", MOMENTS)
async def test_the_bridge_is_killed_and_stays_away(tmp_path: Path, moment: Moment) -> None:
    await (visit := Visit(tmp_path, moment, lambda visit: visit.kiosk.kill())).go()
    once(visit)
    (code_instead if moment in until("proof") else by_card)(visit)
    if moment in until("filing"):
        assert phrases.RECEIPT_SHOWN in visit.said
    elif moment == "printing":
        assert phrases.PRINT_UNKNOWN in visit.said
        assert phrases.RECEIPT_KEPT in visit.said
    else:
        assert phrases.PRINTED in visit.said


@pytest.mark.parametrize("moment", MOMENTS)
async def test_the_bridge_is_killed_and_started_again(tmp_path: Path, moment: Moment) -> None:
    async def again(visit: Visit) -> None:
        visit.kiosk.kill()
        await visit.kiosk.start()

    await (visit := Visit(tmp_path, moment, again)).go()
    once(visit)
    assert (phrases.PRINT_UNKNOWN if moment == "printing" else phrases.PRINTED) in visit.said


@pytest.mark.parametrize("moment", MOMENTS)
async def test_the_page_is_loaded_again(tmp_path: Path, moment: Moment) -> None:
    await (visit := Visit(tmp_path, moment, lambda visit: visit.kiosk.reload())).go()
    once(visit)
    assert phrases.PRINTED in visit.said


@pytest.mark.parametrize("moment", MOMENTS)
async def test_the_printer_jams(tmp_path: Path, moment: Moment) -> None:
    def jam(visit: Visit) -> None:
        printer = visit.kiosk.simulated.printer

        async def jammed(picture: bytes) -> m.PrintOutcome:
            raise DeviceError("wrong", "its cover is open")

        printer.print = jammed  # type: ignore[method-assign]
        printer.tell(Became("wrong", "its cover is open"))

    await (visit := Visit(tmp_path, moment, jam)).go()
    once(visit)
    on_paper = moment in ("printing", "rating", "more")  # what was under way then came out
    assert (phrases.PRINTED in visit.said) is on_paper
    assert (phrases.PRINT_FAILED + phrases.RECEIPT_KEPT in visit.said) is not on_paper


async def test_without_reader_and_sender_staff_are_called_and_nothing_is_filed(tmp_path: Path) -> None:
    visit = Visit(tmp_path, "proof", pull("reader"), sms=False)
    await visit.go()
    assert READER_AWAY in visit.said
    assert [api for api, _, _ in visit.office.calls if api == "sbk.loss"] == []
    assert [ending[0] for ending in visit.world.ledger.finished] == ["handoff"]
    assert len(visit.world.ledger.staff_calls_kept) == 1
    assert not [word for word in (phrases.PRINTED, phrases.TEXT_SENT, "已经挂失成功") if word in visit.said]


async def test_a_card_that_is_taken_away_too_early_is_asked_for_again_and_another_way_is_offered(
    tmp_path: Path,
) -> None:
    """The reader has read nothing: for the hall it is a citizen who does nothing."""
    asked: list[str] = []

    async def hesitate(visit: Visit) -> None:
        before = visit.world.said()
        await asyncio.sleep(10)
        asked.append(visit.world.said().removeprefix(before))

    await (visit := Visit(tmp_path, "proof", hesitate)).go()
    once(visit)
    by_card(visit)
    assert ON_READER in asked[0] or "身份证" in asked[0], asked


@pytest.mark.parametrize("moment", MOMENTS[:7])
async def test_the_card_of_somebody_else_files_nothing_for_him(tmp_path: Path, moment: Moment) -> None:
    stranger = m.IdCard("赵雪梅", "110105198506123729")
    await (visit := Visit(tmp_path, moment, lambda visit: visit.kiosk.lay(stranger))).go()
    assert stranger.name not in visit.said
    filed = [params for api, params, _ in visit.office.calls if api == "sbk.loss"]
    assert len(filed) <= 1
    assert all(params["身份证号"] in (CITIZEN_ID, stranger.number) for params in filed)
    if moment in ("how", "mobile", "confirm", "proof"):
        assert [params["身份证号"] for params in filed] == [CITIZEN_ID]
