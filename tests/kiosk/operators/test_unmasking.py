"""What is seen unmasked: with a reason that can be read, and so many times a minute."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from kiosk.hall.reasons import reason_of
from kiosk.operators.permissions import Role
from kiosk.operators.routes import RequestRefusedError, SignedIn
from kiosk.operators.unmasking import A_MINUTE, UnmaskingLimit
from support.console import console

BLANK = (
    "  ",
    "\u3000\u3000",
    "\u200b\u200b\u200b",
    "\x00\x00",
    "\u3164\u3164",
    "\u2800\u2800",
    "..",
    "？！",
    "a ",
    "\n\t",
    "",
)


@pytest.mark.parametrize("text", BLANK)
def test_blanks_and_signs_are_no_reason(text: str) -> None:
    assert reason_of(text, 200) is None


def test_a_reason_is_kept_without_what_cannot_be_seen() -> None:
    assert reason_of(" 核对\u200b\n号码\u3000", 200) == "核对 号码"
    assert reason_of("看", 200) is None
    assert reason_of("字" * 201, 200) is None


async def test_tickets_and_conversations_alike(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.SEAT, Role.ANALYST]) as stand:
        seat = stand.of[Role.SEAT]
        ticket = (await seat.post("/tickets", {"subject": "路灯坏了", "name": "王小明"}))[1]["id"]
        for text in BLANK:
            for path, more in (("show", {}), ("form", {"form": "html"})):
                status, told = await seat.post(f"/tickets/{ticket}/{path}", {"reason": text, **more})
                assert (status, told["error"]["code"]) == (400, "bad_body"), (path, text)
        assert [row.what for row in await stand.store.audit_trail(50) if row.what.startswith("ticket s")] == []
        assert (await seat.post(f"/tickets/{ticket}/show", {"reason": " 核对\u200b号码 "}))[0] == 200
        (row,) = [row for row in await stand.store.audit_trail(50) if row.what == "ticket shown"]
        assert row.why == "核对号码"


@pytest.mark.virtual_time
async def test_so_many_a_minute_of_each_account() -> None:
    limit, who, other = UnmaskingLimit(), seat_of("a"), seat_of("b")
    for _ in range(A_MINUTE):
        limit.reason(who, "核对号码")
    with pytest.raises(RequestRefusedError) as refused:
        limit.reason(who, "核对号码")
    assert (refused.value.status, refused.value.code) == (429, "too_often")
    assert limit.reason(other, "核对号码") == "核对号码"
    await asyncio.sleep(60)
    for _ in range(A_MINUTE):
        limit.reason(who, "核对号码")


def seat_of(account: str) -> SignedIn:
    return SignedIn(account, account, account, (Role.SEAT,), frozenset(), "session", "csrf", "127.0.0.1")
