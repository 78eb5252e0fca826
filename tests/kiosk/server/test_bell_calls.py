"""Who does what with a call on the bell page: a name, or the account that the browser is signed in with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk.config import Settings
from kiosk.config.identity import IdentitySettings
from kiosk.hall.staff_call import StaffCall
from kiosk.operators.permissions import Role
from support.connected import settings_of
from support.console import ConsoleStand, OperatorBrowser, console
from support.staff_calls import call_staff

VOUCH = {"reason": "身份证读不出来", "document": "身份证", "agrees": True}


def settings() -> Settings:
    return replace(settings_of(), identity=IdentitySettings(staff_level="card"))


def ring(stand: ConsoleStand, reason: str = "asked") -> StaffCall:
    hall = stand.server.hall
    return call_staff(hall.staff, hall.record_writer, "c1", reason=reason)


async def bell(browser: OperatorBrowser, call: StaffCall, what: str, **body: Any) -> int:
    async with browser.http.post(f"{browser.base}/staff/calls/{call.id}/{what}", json=body) as answer:
        return int(answer.status)


async def noted(stand: ConsoleStand) -> list[tuple[str, str]]:
    """What the audit trail has of calls, the oldest first: what and who."""
    await stand.server.hall.record_writer.settle(30)
    rows = await stand.store.audit_trail(50)
    return [(row.what, row.who or "") for row in reversed(rows) if row.what.startswith(("call", "identity"))]


async def test_what_an_account_took_is_done_in_its_session_alone(tmp_path: Path) -> None:
    async with console(tmp_path, settings=settings(), roles=[Role.SEAT]) as stand:
        seat, stranger, call = stand.of[Role.SEAT], await stand.browser(), ring(stand, "vouch")
        await stand.add("li", [Role.SEAT], "seat")
        namesake = await stand.browser()
        await namesake.sign_in("li")
        assert (await seat.post(f"/live/calls/{call.id}/take"))[0] == 204
        for what in ("take", "arrive", "close"):
            assert await bell(stranger, call, what, who="seat") == 409, what
            assert await bell(namesake, call, what, who="seat") == 409, what
        assert await bell(seat, call, "arrive", who="seat") == 200, "the bell page in the browser of the account"
        assert await bell(stranger, call, "vouch", who="seat", **VOUCH) == 401
        assert await bell(namesake, call, "vouch", who="seat", **VOUCH) == 409
        assert stand.server.hall.staff.find(call.id) is not None
        assert await bell(seat, call, "vouch", who="seat", **VOUCH) == 200
        who = "seat (seat)"
        expected = [("call arrived at", who), ("call taken", who), ("identity vouched for", who)]
        assert sorted(await noted(stand)) == expected


async def test_with_accounts_a_name_alone_does_not_vouch_and_one_who_signs_in_does(tmp_path: Path) -> None:
    async with console(tmp_path, settings=settings(), roles=[Role.SEAT, Role.ANALYST]) as stand:
        stranger, call = await stand.browser(), ring(stand, "vouch")
        for what in ("take", "arrive"):
            assert await bell(stranger, call, what, who="王老师") == 200, what
        assert await bell(stranger, call, "vouch", who="王老师", **VOUCH) == 401
        assert await bell(stand.of[Role.ANALYST], call, "vouch", who="王老师", **VOUCH) == 401, "may not step in"
        assert await bell(stand.of[Role.SEAT], call, "vouch", who="李老师", **VOUCH) == 409
        assert await bell(stand.of[Role.SEAT], call, "vouch", who="王老师", **VOUCH) == 200
        told = await noted(stand)
        assert ("identity vouched for", "seat (seat)") in told
        (taken,) = [who for what, who in told if what == "call taken"]
        assert taken.startswith("王老师（呼叫铃，没有登录，"), "a name that anybody may say"


async def test_the_bell_of_a_signed_in_browser_takes_for_the_account(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.SEAT, Role.ANALYST]) as stand:
        seat, call = stand.of[Role.SEAT], ring(stand)
        assert await bell(stand.of[Role.ANALYST], call, "take") == 400, "an account that may not step in is none here"
        assert await bell(seat, call, "take", who="王老师") == 200
        taken = stand.server.hall.staff.find(call.id)
        assert taken is not None
        assert (taken.who, taken.account) == ("seat", "id-seat")
        assert await bell(await stand.browser(), call, "close", who="seat") == 409
        assert await bell(seat, call, "close") == 200


async def test_the_record_and_the_audit_say_who_closed_a_call_that_nobody_took(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.SEAT]) as stand:
        first = ring(stand)
        assert await bell(await stand.browser(), first, "close") == 400, "nobody"
        assert await bell(await stand.browser(), first, "close", who="王老师") == 200
        second = ring(stand)
        assert (await stand.of[Role.SEAT].post(f"/live/calls/{second.id}/close"))[0] == 204
        assert [what for what, _ in await noted(stand)] == ["call closed", "call closed"]
        assert {one.id: one.who for one in await stand.store.staff_calls()} == {first.id: "王老师", second.id: "seat"}


@pytest.mark.parametrize("body", [{"who": 7}, {"who": " "}, {}])
async def test_who_says_no_name_does_nothing(tmp_path: Path, body: dict[str, Any]) -> None:
    async with console(tmp_path, roles=()) as stand:
        call, stranger = ring(stand), await stand.browser()
        for what in ("take", "arrive", "close"):
            assert await bell(stranger, call, what, **body) == 400, what
        assert stand.server.hall.staff.find(call.id) is not None
