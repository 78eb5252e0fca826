"""Tickets in the record: made of what waits, changed by two seats, closed with their source, erased."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Connection

from dialogue.script.calendar import NO_CALENDAR, HallCalendar
from kiosk.config import Settings
from kiosk.store import (
    CaseEntry,
    ConversationEntry,
    DeliveryEntry,
    EndingEntry,
    StaffCallEntry,
    Store,
    UnresolvedEntry,
    work_tickets,
)
from kiosk.store.entries import RatingEntry
from kiosk.store.ticket_acts import NoSuchTicketError, TicketConflictError, TicketOpening
from kiosk.store.ticket_sources import TicketSource
from kiosk.store.tickets import TicketEntry
from kiosk.store.work_tickets import TicketEvent, TicketFilter, WorkTicket
from kiosk.ticketing.clock import TicketClock
from kiosk.ticketing.deciding import TicketAct, TicketRuleError
from kiosk.ticketing.lifecycle import OPEN, Actor, TicketAction, actions_for
from kiosk.ticketing.rules import load_rules
from support.databases import TestDatabase

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # Monday, 9:00 in China
CLOCK = TicketClock(NO_CALENDAR, load_rules(None), lambda ms: datetime.fromtimestamp(ms / 1000, UTC) + timedelta(0))
BY_HAND = replace(CLOCK, rules=replace(CLOCK.rules, assigns=False))
COMPLAINTS = ("12345诉求登记",)
PHONE = "13800138000"


class Wall:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def settings(hall: Settings) -> Settings:
    return hall


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
async def store(settings: Settings, wall: Wall) -> AsyncIterator[Store]:
    opened = await Store.open(settings, now=wall)
    yield opened
    await opened.close()


def seat(action: TicketAction, account: str = "a1", **more: object) -> TicketAct:
    told = {"text": "已经核实", "department": "社保窗口", "days": 1, "satisfied": True, "score": 4, **more}
    return TicketAct(action, frozenset({"seat"}), account=account, who=f"坐席 ({account})", **told)  # type: ignore[arg-type]


def lead(action: TicketAction, **more: object) -> TicketAct:
    return replace(seat(action, "lead", **more), actors=frozenset({"supervisor"}))


def by_hand(name: str = "m1", **facts: str) -> TicketOpening:
    source = TicketSource("manual", name, round(START.timestamp() * 1000), {"事项": "路灯坏了", **facts}, "", "")
    return TicketOpening(source, "a1", "坐席 (a1)")


async def listed(store: Store, **wanted: object) -> list[WorkTicket]:
    every = TicketFilter(now_ms=store.now_ms(), **wanted)  # type: ignore[arg-type]
    return await store.work_tickets.read(lambda c: work_tickets.page(c, store.work_tickets.keys, every, 0, 500))


async def told(store: Store, ticket: str) -> tuple[TicketEvent, ...]:
    return await store.work_tickets.read(lambda c: work_tickets.history(c, store.work_tickets.keys, ticket))


async def everything(store: Store) -> None:
    """A row of each kind that waits for staff, of the conversation c1."""
    began = round(START.timestamp() * 1000)
    case = {
        "诉求类型": "投诉",
        "诉求内容": "小区门口路灯坏了",
        "手机号": PHONE,
        "承办单位": "市政管理处",
        "答复日期": "2026-11-27",
    }
    await store.keep(
        ConversationEntry(
            "c1", "k1", "screen", began, place="一楼",
            cases=(CaseEntry("12345诉求登记", "v", "26110777", began, case),),
            staff_calls=(StaffCallEntry("s1", began, "asked", "", "社保卡挂失", '[["姓名", "王*"]]'),),
            unresolved=(UnresolvedEntry("12345678", "社保卡挂失", "v", "sbk.loss", "c1:k", began, {"姓名": "王小明"}),),
            ratings=(RatingEntry("r1", began, "社保卡挂失", "v", 1, "SB1", "等太久", PHONE),),
            deliveries=(DeliveryEntry("d1", "message", began, '{"to": "' + PHONE + '", "values": {"号": "SB1"}}'),),
        )
    )  # fmt: skip
    await store.delivery_tried("d1", "refused")
    await store.change_staff_call("s1", {"nobody_ms": began + 1, "closed_ms": began + 2, "ending": "left"})
    await store.add_ticket(TicketEntry(PHONE, "unanswered", "社保卡挂失", "c1"))
    for _ in range(3):
        await store.add_gap("公积金怎么异地转", "公积金提取")


async def test_each_source_becomes_one_ticket_once(store: Store) -> None:
    await everything(store)
    assert (await store.work_tickets.take_in(COMPLAINTS, CLOCK)).new == 7
    assert (await store.work_tickets.take_in(COMPLAINTS, CLOCK)).new == 0
    found = {ticket.kind: ticket for ticket in await listed(store)}
    assert found.keys() == {"callback", "handoff", "complaint", "rating", "gap", "unresolved", "message"}
    assert {ticket.state for ticket in found.values()} == {"assigned"}
    assert found["complaint"].number == "26110777"
    assert found["complaint"].department == "市政管理处"
    assert found["complaint"].due_ms == datetime(2026, 11, 27, 17, 0, tzinfo=UTC).timestamp() * 1000
    assert found["unresolved"].number == "12345678"
    assert found["gap"].facts == {"问题": "公积金怎么异地转", "次数": "3"}
    assert found["callback"].facts["电话"] == PHONE
    assert len({ticket.number for ticket in found.values()}) == 7


async def test_a_ticket_by_hand_waits_for_somebody_where_the_rules_do_not_assign(store: Store) -> None:
    (name,) = await store.work_tickets.open([by_hand()], BY_HAND)
    ticket = await store.work_tickets.one(name)
    assert ticket is not None
    assert ticket.state == "new"
    assert ticket.version == 1


async def test_the_whole_way(store: Store) -> None:
    (name,) = await store.work_tickets.open([by_hand()], BY_HAND)
    for version, act in enumerate((
        seat("accept"), seat("assign"), seat("take"), seat("reply", text="已经修好"), seat("close"), seat("revisit"),
        seat("rate"), seat("reopen"), seat("take", "a2"), seat("reply", "a2"), seat("close", "a2"),
    ), 1):  # fmt: skip
        ticket = await store.work_tickets.act(name, version, act, CLOCK)
    assert ticket.state == "closed"
    assert ticket.owner == "a2"
    assert ticket.satisfied is True
    assert ticket.score == 4
    rows = await told(store, name)
    assert [row.version for row in rows] == list(range(1, 13))
    assert rows[4].text == "已经修好"
    assert rows[4].who == "坐席 (a1)"
    audit = await store.audit_trail(100, case=ticket.number)
    assert len(audit) == 12
    assert audit[0].detail.endswith("replied>closed v12")
    assert not (await store.check_audit()).problems


async def test_the_later_of_two_is_told_what_changed(store: Store) -> None:
    (name,) = await store.work_tickets.open([by_hand()], CLOCK)
    ticket = await store.work_tickets.one(name)
    assert ticket is not None
    await store.work_tickets.act(name, ticket.version, seat("take"), CLOCK)
    with pytest.raises(TicketConflictError) as caught:
        await store.work_tickets.act(name, ticket.version, seat("take", "a2"), CLOCK)
    assert [(row.action, row.account) for row in caught.value.changed] == [("take", "a1")]
    assert caught.value.ticket.owner == "a1"
    with pytest.raises(TicketRuleError):
        await store.work_tickets.act(name, ticket.version + 1, seat("reply", "a2"), CLOCK)
    assert (await store.work_tickets.one(name)) == caught.value.ticket


async def test_a_thousand_interleavings_of_two_seats(store: Store) -> None:
    """Each seat acts on what it saw last; nothing is lost, and nobody acts as the owner beside another."""
    draw = random.Random(20261201)
    done, conflicts = Counter[str](), list[tuple[int, TicketConflictError]]()
    for number in range(40):
        (name,) = await store.work_tickets.open([by_hand(f"m{number}")], BY_HAND)
        seen = dict.fromkeys(("a1", "a2"), await store.work_tickets.one(name))
        written = 1
        for _ in range(25):
            account = draw.choice(("a1", "a2"))
            known = seen[account]
            assert known is not None
            mine: frozenset[Actor] = frozenset({"seat", "owner"} if known.owner == account else {"seat"})
            action = draw.choice(actions_for(known.state, mine))
            act = seat(action, account, text=f"{account} {draw.random()}", other="90000000")
            try:
                after = await store.work_tickets.act(name, known.version, act, CLOCK)
            except TicketConflictError as error:
                conflicts.append((known.version, error))
                seen[account] = error.ticket
                continue
            except (TicketRuleError, NoSuchTicketError):
                done["refused"] += 1
                continue
            done["done"] += 1
            written += 1
            assert after.version == known.version + 1
            assert after.owner in ("", account, known.owner)
            seen[account] = after
        rows = await told(store, name)
        assert [row.version for row in rows] == list(range(1, written + 1))
        owner = ""
        for before, row in itertools.pairwise(rows):
            assert row.before == before.after
            if row.action in ("reply", "close") or (row.before == "working" and row.action in ("return", "transfer")):
                assert row.account == owner, "acted as the owner beside another"
            owner = row.account if row.action == "take" else "" if row.after in ("accepted", "assigned") else owner
        last = await store.work_tickets.one(name)
        assert last is not None
        assert last.owner == owner
        assert last.version == written
    for version, conflict in conflicts:
        assert [row.version for row in conflict.changed] == list(range(version + 1, conflict.ticket.version + 1))
    assert done["done"] + done["refused"] + len(conflicts) == 1000
    assert min(len(conflicts), done["done"]) > 100


async def test_closing_a_ticket_closes_its_source(store: Store) -> None:
    await everything(store)
    await store.work_tickets.take_in(COMPLAINTS, CLOCK)
    for ticket in await listed(store):
        version = ticket.version
        for act in (seat("take"), seat("reply"), seat("close", outcome="filed", receipt="SB99999999")):
            version = (await store.work_tickets.act(ticket.id, version, act, CLOCK)).version
    assert await store.tickets() == ()
    assert await store.to_do() == ()
    assert (await store.gaps()).gaps == ()
    (settled,) = await store.unresolved(settled=True)
    assert settled.state == "filed"
    assert settled.receipt == "SB99999999"
    assert (await store.work_tickets.take_in(COMPLAINTS, CLOCK)).new == 0
    assert {ticket.state for ticket in await listed(store)} == {"closed"}


async def test_what_was_closed_elsewhere_lapses_its_ticket(store: Store) -> None:
    await everything(store)
    await store.work_tickets.take_in(COMPLAINTS, CLOCK)
    (callback,) = await store.tickets()
    assert await store.close_ticket(callback.id)
    assert await store.close_to_do("r1")
    assert await store.close_to_do("d1")
    assert await store.settle("12345678", "")
    await store.strike_gaps((await store.gaps()).gaps[0].ids)
    await store.work_tickets.take_in(COMPLAINTS, CLOCK)
    states = {ticket.kind: ticket.state for ticket in await listed(store)}
    assert {kind for kind, state in states.items() if state != "closed"} == {"handoff", "complaint"}


async def test_a_caller_who_asks_again_the_same_day_reopens_the_ticket(store: Store, wall: Wall) -> None:
    await store.add_ticket(TicketEntry(PHONE, "busy"))
    await store.work_tickets.take_in((), CLOCK)
    (ticket,) = await listed(store)
    for act in (seat("take"), seat("reply"), seat("close")):
        ticket = await store.work_tickets.act(ticket.id, ticket.version, act, CLOCK)
    wall.now += timedelta(hours=1)
    await store.add_ticket(TicketEntry(PHONE, "busy"))
    await store.work_tickets.take_in((), CLOCK)
    (again,) = await listed(store)
    assert again.state == "assigned"
    assert again.owner == ""
    assert again.due_ms > ticket.due_ms
    await store.work_tickets.take_in((), CLOCK)
    assert (await listed(store))[0].version == again.version


async def test_overdue_tickets_are_told_once_and_come_first(store: Store, wall: Wall) -> None:
    first, second = await store.work_tickets.open([by_hand("m1"), by_hand("m2")], CLOCK)
    assert await store.work_tickets.tell_due(CLOCK) == ()
    ticket = await store.work_tickets.one(second)
    assert ticket is not None
    wall.now = datetime.fromtimestamp(CLOCK.remind_ms(ticket.due_ms) / 1000, UTC)
    assert await store.work_tickets.tell_due(CLOCK) == ()
    assert [row.action for row in await told(store, first)][-1] == "remind"
    wall.now = datetime.fromtimestamp(ticket.due_ms / 1000, UTC)
    assert {late.id for late in await store.work_tickets.tell_due(CLOCK)} == {first, second}
    assert await store.work_tickets.tell_due(CLOCK) == ()
    later = await store.work_tickets.open([by_hand("m3")], replace(CLOCK, local=lambda ms: START + timedelta(days=30)))
    assert [one.id for one in await listed(store)][-1] == later[0]
    assert await store.work_tickets.open_counts() == {"open": 1, "overdue": 2}
    now = await store.work_tickets.one(first)
    assert now is not None
    assert now.urged == 1
    await store.work_tickets.act(first, now.version, lead("extend", days=2), CLOCK)
    assert await store.work_tickets.open_counts() == {"open": 2, "overdue": 1}
    assert len(await store.work_tickets.tell_due(CLOCK)) == 0


async def test_tickets_about_the_same_find_each_other_and_are_linked_by_hand(store: Store) -> None:
    names = await store.work_tickets.open(
        [by_hand("m1", 电话=PHONE), by_hand("m2", 电话=PHONE, 事项="别的事情"), by_hand("m3", 事项="路灯，坏了！"),
         by_hand("m4", 事项="完全不一样的")], CLOCK
    )  # fmt: skip
    ticket = await store.work_tickets.one(names[0])
    assert ticket is not None
    keys = store.work_tickets.keys
    same = await store.work_tickets.read(lambda c: work_tickets.alike(c, keys, ticket))
    assert {(other.id, why) for other, why in same} == {(names[1], ("电话",)), (names[2], ("内容",))}
    other = await store.work_tickets.one(names[1])
    assert other is not None
    linked = await store.work_tickets.act(names[0], ticket.version, seat("link", other=other.number), CLOCK)
    assert linked.main == other.number
    assert linked.state == ticket.state
    for wrong in (ticket.number, "00000000"):
        with pytest.raises(NoSuchTicketError):
            await store.work_tickets.act(names[0], linked.version, seat("link", other=wrong), CLOCK)


async def test_an_act_with_a_key_is_done_once(store: Store) -> None:
    (name,) = await store.work_tickets.open([by_hand()], CLOCK)
    act = TicketAct("urge", frozenset({"hall"}), who="大厅", text="市民催办", key="c1:4")
    first = await store.work_tickets.act(name, None, act, CLOCK)
    assert await store.work_tickets.act(name, None, act, CLOCK) == first
    assert first.urged == 1


async def test_the_history_is_only_appended_to(database: TestDatabase, store: Store, settings: Settings) -> None:
    await store.work_tickets.open([by_hand()], CLOCK)
    with pytest.raises(database.refusal, match="appended"):
        database.sql(settings, "UPDATE work_ticket_events SET action = 'note'")


async def test_nothing_personal_stands_in_the_open(database: TestDatabase, store: Store, settings: Settings) -> None:
    await everything(store)
    await store.work_tickets.take_in(COMPLAINTS, CLOCK)
    for ticket in await listed(store):
        await store.work_tickets.act(ticket.id, ticket.version, seat("note", text=f"打了{PHONE}，王小明说好了"), CLOCK)
    await store.close()
    data = database.written(settings)
    assert "社保窗口".encode() in data
    for personal in (PHONE, "王小明", "路灯"):
        assert personal.encode() not in data


async def test_erasing_a_conversation_erases_its_tickets_and_history(store: Store) -> None:
    await everything(store)
    await store.turn("c1", "citizen", "voice", "said", "公积金怎么异地转？")
    began = round(START.timestamp() * 1000)
    await store.keep(ConversationEntry("c1", "k1", "screen", began, ending=EndingEntry("completed", "", "v", began)))
    await store.work_tickets.take_in(COMPLAINTS, CLOCK)
    await store.work_tickets.open([by_hand()], CLOCK)
    await store.settle("12345678", "")
    await store.forget("c1")
    assert [ticket.kind for ticket in await listed(store)] == ["manual"]

    def events(connection: Connection) -> int:
        return int(connection.exec_driver_sql("SELECT count(*) FROM work_ticket_events").scalar_one())

    (left,) = await listed(store)
    assert await store.work_tickets.read(events) == left.version
    assert (await store.work_tickets.take_in(COMPLAINTS, CLOCK)).new == 0


async def test_the_file_of_a_conversation_has_its_tickets_with_their_history(store: Store) -> None:
    await everything(store)
    await store.work_tickets.take_in(COMPLAINTS, CLOCK)
    files = (await store.belongings("c1")).work_tickets
    assert {file.ticket.kind for file in files} == {
        "callback", "handoff", "complaint", "rating", "unresolved", "message",
    }  # fmt: skip
    assert all([event.version for event in file.history] == [1, 2, 3] for file in files)


async def test_a_purge_takes_what_is_closed_and_leaves_what_is_open(store: Store, wall: Wall) -> None:
    names = await store.work_tickets.open([by_hand("m1"), by_hand("m2")], CLOCK)
    ticket = await store.work_tickets.one(names[0])
    assert ticket is not None
    for act in (seat("take"), seat("reply"), seat("close")):
        ticket = await store.work_tickets.act(ticket.id, ticket.version, act, CLOCK)
    wall.now += timedelta(days=200)
    await store.purge(wall.now - timedelta(days=100))
    (left,) = await listed(store)
    assert left.id == names[1]
    assert left.state in OPEN


async def test_tickets_are_listed_page_by_page(store: Store) -> None:
    await store.work_tickets.open([by_hand(f"m{number}") for number in range(130)], CLOCK)
    keys, wanted = store.work_tickets.keys, TicketFilter(now_ms=store.now_ms())
    pages = [
        await store.work_tickets.read(partial(work_tickets.page, keys=keys, wanted=wanted, skip=skip, most=50))
        for skip in (0, 50, 100)
    ]
    assert [len(page) for page in pages] == [50, 50, 30]
    assert len({ticket.id for page in pages for ticket in page}) == 130
    one = replace(wanted, state="assigned")
    states, overdue, whole = await store.work_tickets.read(lambda c: work_tickets.counts(c, one))
    assert states == {"assigned": 130}
    assert overdue == 0
    assert whole == 130
    assert len(await listed(store, words="路灯")) == 130
    assert await listed(store, words="井盖") == []


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", "五天内", 7, ["2026-11-27"], None])
async def test_a_promised_day_that_cannot_be_used_falls_back_to_the_rules(store: Store, day: object) -> None:
    began = round(START.timestamp() * 1000)
    rows = tuple(
        CaseEntry("12345诉求登记", "v", f"2611077{number}", began, {"诉求内容": "路灯坏了", "答复日期": told})
        for number, told in enumerate((day, "2026-11-27"))
    )
    await store.keep(ConversationEntry("c1", "k1", "screen", began, cases=rows))
    taken = await store.work_tickets.take_in(COMPLAINTS, CLOCK)
    assert (taken.new, len(taken.undated), taken.failed) == (2, 0 if day is None else 1, {})
    dues = {ticket.number: ticket.due_ms for ticket in await listed(store)}
    limit = CLOCK.rules.route("complaint", "12345诉求登记", "路灯坏了")[1]
    assert dues == {"26110770": CLOCK.due_ms(began, limit), "26110771": CLOCK.promised_ms("2026-11-27", began)}
    assert (await store.work_tickets.take_in(COMPLAINTS, CLOCK)).undated == (), "told once"


async def test_a_row_that_cannot_become_a_ticket_holds_up_no_other(store: Store) -> None:
    class Broken(TicketClock):
        def promised_ms(self, day: str, start_ms: int) -> int | None:
            if day:
                raise OverflowError("date value out of range")
            return super().promised_ms(day, start_ms)

    await everything(store)
    broken = Broken(CLOCK.calendar, CLOCK.rules, CLOCK.local)
    taken = await store.work_tickets.take_in(COMPLAINTS, broken)
    assert taken.new == 6
    assert list(taken.failed.values()) == ["OverflowError"]
    assert (await store.work_tickets.take_in(COMPLAINTS, CLOCK)).new == 1


async def test_a_year_without_its_holidays_stands_in_the_history(store: Store) -> None:
    (name,) = await store.work_tickets.open([by_hand()], CLOCK)
    assert (await told(store, name))[0].changes["节假日未录入"] == "2026 年"
    known = replace(CLOCK, calendar=HallCalendar(closed=frozenset({date(2026, 10, 5)}), written=True))
    (name,) = await store.work_tickets.open([by_hand("m2")], known)
    assert "节假日未录入" not in (await told(store, name))[0].changes
    ticket = await store.work_tickets.act(name, None, lead("extend", days=30), known)
    assert ticket.due_ms > datetime(2027, 1, 1, tzinfo=UTC).timestamp() * 1000
    assert (await told(store, name))[-1].changes["节假日未录入"] == "2027 年"


async def test_a_declined_call_back_is_opened_again_by_another_call(store: Store, wall: Wall) -> None:
    await store.add_ticket(TicketEntry(PHONE, "busy"))
    await store.work_tickets.take_in((), BY_HAND)
    (ticket,) = await listed(store)
    assert (await store.work_tickets.act(ticket.id, None, seat("decline"), BY_HAND)).state == "declined"
    await store.work_tickets.take_in((), BY_HAND)
    assert (await listed(store))[0].state == "declined"
    wall.now += timedelta(hours=1)
    await store.add_ticket(TicketEntry(PHONE, "busy"))
    await store.work_tickets.take_in((), BY_HAND)
    assert (await listed(store))[0].state == "assigned"


async def test_a_reopened_call_back_lapses_with_its_row(store: Store, wall: Wall) -> None:
    await store.add_ticket(TicketEntry(PHONE, "busy"))
    await store.work_tickets.take_in((), CLOCK)
    (ticket,) = await listed(store)
    for act in (seat("take"), seat("reply"), seat("close")):
        await store.work_tickets.act(ticket.id, None, act, CLOCK)
    wall.now += timedelta(hours=1)
    await store.work_tickets.act(ticket.id, None, seat("reopen"), CLOCK)
    await store.work_tickets.take_in((), CLOCK)
    assert (await listed(store))[0].is_open, "its row was closed before"
    wall.now += timedelta(minutes=1)
    await store.add_ticket(TicketEntry(PHONE, "busy"))
    wall.now += timedelta(minutes=1)
    (callback,) = await store.tickets()
    assert await store.close_ticket(callback.id)
    await store.work_tickets.take_in((), CLOCK)
    assert (await listed(store))[0].state == "closed"
