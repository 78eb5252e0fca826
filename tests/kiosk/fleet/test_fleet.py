"""The fleet of a hall in virtual time: who is recognised, one connection a token, and what the record changes."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
import structlog

from kiosk.config import FleetSettings
from kiosk.fleet import Fleet, FleetRefusedError
from kiosk.fleet.fleet import ALIVE_S, LOOK_S
from kiosk.fleet.line import KioskLine
from kiosk.fleet.overview import of_record, overview
from kiosk.store import StoreError
from kiosk.store.kiosks import StoredKiosk, token_hash
from kiosk.telemetry.metrics import Metrics

pytestmark = pytest.mark.virtual_time
NOW_MS = 1_795_000_000_000
ONE = StoredKiosk("1", "kiosk-1", "一楼东侧", "3", token_hash=token_hash("t1"), enrolled_ms=1)
TWO = StoredKiosk("2", "kiosk-2", token_hash=token_hash("t2"), enrolled_ms=1)
INVITED = StoredKiosk("3", "kiosk-3", "二楼", code_until_ms=NOW_MS + 1)


class Register:
    def __init__(self, *kiosks: StoredKiosk) -> None:
        self.kiosks, self.broken = list(kiosks), False
        self.noted: list[tuple[str, str]] = []
        self.alarms: list[tuple[str, str]] = []
        self.code = "12345678"

    async def all(self) -> tuple[StoredKiosk, ...]:
        if self.broken:
            raise StoreError("locked", "another program has it")
        return tuple(self.kiosks)

    async def enrol(self, code: str, token: str) -> StoredKiosk | None:
        if code != self.code:
            return None
        self.code = ""
        self.kiosks[-1] = replace(self.kiosks[-1], token_hash=token_hash(token), enrolled_ms=2)
        return self.kiosks[-1]

    async def seen(self, kiosk: str, at_ms: int, address: str) -> None:
        self.noted.append((kiosk, address))

    async def alarmed(self, name: str, address: str) -> None:
        self.alarms.append((name, address))


class Screen:
    def __init__(self) -> None:
        self.heard_at, self.attract = _now(), True
        self.told: list[str] = []

    def refused(self, code: str, text: str) -> None:
        assert text
        self.told.append(code)

    def warned(self, code: str, text: str) -> None:
        self.told.append(f"({code})")

    def renew(self) -> None:
        self.told.append("renew")


def _now() -> float:
    return asyncio.get_running_loop().time()


async def fleet_of(register: Register, enrolment: Any = "required") -> Fleet:
    log: Any = structlog.get_logger()
    fleet = Fleet(FleetSettings(enrolment), register, Metrics(), log, lambda: NOW_MS)
    await fleet.refresh()
    return fleet


def refusal(fleet: Fleet, token: str, *, exempt: bool = False) -> str:
    try:
        fleet.recognise(token, exempt=exempt)
    except FleetRefusedError as error:
        return error.code
    return ""


async def test_a_token_is_recognised_and_nothing_else_is_let_in() -> None:
    fleet = await fleet_of(Register(ONE, replace(TWO, revoked_ms=5), INVITED))
    assert fleet.recognise("t1", exempt=False) == ONE
    assert [refusal(fleet, token) for token in ("", "t3", "t2")] == ["not_enrolled", "not_enrolled", "revoked"]
    assert refusal(fleet, "", exempt=True) == "", "a browser on this machine"
    assert fleet.recognise("t1", exempt=True) == ONE, "it may be a kiosk all the same"


async def test_an_open_hall_lets_every_page_in_but_under_no_name_that_is_taken() -> None:
    fleet = await fleet_of(Register(ONE, INVITED), "open")
    assert fleet.recognise("", exempt=False) is None
    assert fleet.guest("kiosk-3") == INVITED, "its settings are known by its name"
    assert fleet.guest("browser") is None
    with pytest.raises(FleetRefusedError):
        fleet.guest("kiosk-1")


async def test_a_code_enrols_once_and_a_wrong_one_counts() -> None:
    fleet = await fleet_of(Register(ONE, INVITED))
    assert await fleet.enrol("8765 4321", "10.0.0.7") is None
    assert await fleet.enrol("no code", "10.0.0.7") is None
    token = await fleet.enrol("1234 5678", "10.0.0.7")
    assert token is not None
    assert len(token) >= 43
    kiosk = fleet.recognise(token, exempt=False)
    assert kiosk is not None
    assert kiosk.name == "kiosk-3"
    assert await fleet.enrol("12345678", "10.0.0.7") is None, "replayed"
    assert fleet.tries.wait_s("10.0.0.7", _now()) == 0, "three wrong ones"
    for _ in range(2):
        await fleet.enrol("00000000", "10.0.0.7")
    assert fleet.tries.wait_s("10.0.0.7", _now()) > 0


async def test_of_two_machines_with_one_token_the_second_is_refused_and_the_first_told() -> None:
    register = Register(ONE)
    fleet, first, second = await fleet_of(register), Screen(), Screen()
    fleet.enter(first, ONE, "kiosk-1", "10.0.0.7")
    await asyncio.sleep(ALIVE_S - 1)
    first.heard_at = _now()
    await asyncio.sleep(ALIVE_S - 1)
    for _ in range(3):
        with pytest.raises(FleetRefusedError) as caught:
            fleet.enter(second, ONE, "kiosk-1", "10.9.9.9")
        assert caught.value.code == "elsewhere"
    assert first.told == ["(token_elsewhere)"], "once"
    alarm = fleet.alarm_of("1")
    assert alarm is not None
    assert alarm.address == "10.9.9.9"
    running = asyncio.create_task(fleet.run())
    await asyncio.sleep(LOOK_S + 0.1)
    assert register.alarms == [("kiosk-1", "10.9.9.9")]
    running.cancel()


async def test_a_kiosk_whose_line_broke_comes_back() -> None:
    fleet, before, back = await fleet_of(Register(ONE)), Screen(), Screen()
    line = fleet.enter(before, ONE, "kiosk-1", "10.0.0.7")
    await asyncio.sleep(ALIVE_S)  # nothing was heard of it
    now = fleet.enter(back, ONE, "kiosk-1", "10.0.0.8")
    assert before.told == ["elsewhere"]
    fleet.leave(line)
    assert fleet.line_of("1") is now, "the old connection takes nothing with it"


async def test_a_page_that_resumes_its_conversation_is_the_same_page() -> None:
    fleet, before, back = await fleet_of(Register(ONE)), Screen(), Screen()
    fleet.enter(before, ONE, "kiosk-1", "10.0.0.7")
    line = fleet.enter(back, ONE, "kiosk-1", "10.0.0.7", instead_of=before)
    assert fleet.line_of("1") is line
    assert fleet.alarm_of("1") is None


async def test_what_is_revoked_or_changed_in_the_record_reaches_its_page_within_seconds() -> None:
    register = Register(ONE, TWO, INVITED)
    fleet, screens = await fleet_of(register, "open"), [Screen() for _ in range(4)]
    for screen, kiosk in zip(screens, (ONE, TWO), strict=False):
        fleet.enter(screen, kiosk, kiosk.name, "10.0.0.7")
    fleet.enter(screens[2], None, "kiosk-3", "10.0.0.9")
    fleet.enter(screens[3], None, "browser", "10.0.0.9")
    running = asyncio.create_task(fleet.run())
    register.kiosks = [replace(ONE, revoked_ms=7), replace(TWO, name="kiosk-20"), replace(INVITED, place="三楼")]
    register.broken = True
    await asyncio.sleep(LOOK_S + 0.1)
    assert [screen.told for screen in screens] == [[], [], [], []], "the record cannot be read: nothing changes"
    register.broken = False
    await asyncio.sleep(LOOK_S)
    assert [screen.told for screen in screens] == [["revoked"], ["renew"], ["renew"], []]
    running.cancel()


async def test_a_kiosk_that_was_enrolled_anew_elsewhere_is_told() -> None:
    register = Register(ONE)
    fleet, screen = await fleet_of(register), Screen()
    fleet.enter(screen, ONE, "kiosk-1", "10.0.0.7")
    register.kiosks = [replace(ONE, token_hash=token_hash("t9"))]
    await fleet.refresh()
    assert screen.told == ["not_enrolled"]
    assert refusal(fleet, "t1") == "not_enrolled"


async def test_the_alarm_of_a_stolen_token_ends_with_the_token() -> None:
    register = Register(ONE)
    fleet, first = await fleet_of(register), Screen()
    fleet.enter(first, ONE, "kiosk-1", "10.0.0.7")
    with pytest.raises(FleetRefusedError):
        fleet.enter(Screen(), ONE, "kiosk-1", "10.9.9.9")
    register.kiosks = [replace(ONE, revoked_ms=7)]
    await fleet.refresh()
    assert fleet.alarm_of("1") is not None
    register.kiosks = [replace(ONE, token_hash=token_hash("t9"))]
    await fleet.refresh()
    assert fleet.alarm_of("1") is None


async def test_when_it_was_seen_is_noted_at_times_and_when_it_leaves() -> None:
    register = Register(ONE)
    fleet, screen = await fleet_of(register), Screen()
    running = asyncio.create_task(fleet.run())
    line = fleet.enter(screen, ONE, "kiosk-1", "10.0.0.7")
    await asyncio.sleep(50)
    assert register.noted == [("1", "10.0.0.7")]
    await asyncio.sleep(20)
    assert len(register.noted) == 2
    fleet.leave(line)
    (told,) = overview(fleet, build_of=(), now_ms=NOW_MS, now=screen.heard_at + 3)
    assert (told["stage"], told["silent_s"]) == ("away", 3), "before the record knows it"
    await asyncio.sleep(LOOK_S + 0.1)
    assert len(register.noted) == 3
    running.cancel()


async def test_the_list_says_what_is_connected_and_what_it_reports() -> None:
    register = Register(replace(ONE, seen_ms=NOW_MS - 90_000), replace(TWO, revoked_ms=5), INVITED)
    fleet, screen = await fleet_of(register), Screen()
    line: KioskLine = fleet.enter(screen, ONE, "kiosk-1", "10.0.0.7")
    line.page = "index-a.js"
    line.report({"microphone": "on", "paper": "x" * 100})
    line.report({f"device {n}": "ready" for n in range(100)})
    fleet.enter(Screen(), None, "browser", "127.0.0.1")
    await asyncio.sleep(4)
    told = overview(fleet, build_of=("index-b.js",), now_ms=NOW_MS, now=_now())
    assert [one["name"] for one in told] == ["kiosk-1", "kiosk-2", "kiosk-3", "browser"]
    assert [one["stage"] for one in told] == ["connected", "revoked", "invited", "connected"]
    first = told[0]
    assert (first["silent_s"], first["current"], first["enrolled"], first["serving"]) == (4, False, True, False)
    assert first["devices"]["microphone"] == "on"
    assert len(first["devices"]["paper"]) == 64
    assert len(first["devices"]) == 16
    assert not told[3]["enrolled"]
    alone = of_record(register.kiosks, NOW_MS)
    assert (alone[0]["stage"], alone[0]["silent_s"]) == ("away", 90)
    assert {name for one in alone for name in one} == {name for one in told for name in one}
