"""The staff's older pages: as before without accounts; then for signed-in people on other machines."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.operators.older_pages import needed
from kiosk.operators.permissions import Entry, Permission, Role
from support.console import console

#: A proxy on this machine tells of a client elsewhere.
ELSEWHERE = {"X-Forwarded-For": "10.9.8.7"}
ASKED = ("/fleet", "/devices", "/staff/todo", "/deliveries", "/phone/tickets")
NEVER = ("/healthz", "/readyz", "/metrics", "/staff/calls", "/phone/calls")


@pytest.mark.parametrize(
    ("path", "need"),
    [
        ("/staff/todo/7/done", Permission.TICKETS_WORK), ("/phone/tickets/7/done", Permission.TICKETS_WORK),
        ("/phone/tickets/7", Permission.TICKETS_READ), ("/deliveries/7", Permission.TICKETS_READ),
        ("/devices", Entry.SIGNED_IN), ("/bell", Entry.ANYONE), ("/bell/ws", Entry.ANYONE),
        ("/staff/calls/7/take", Entry.ANYONE), ("/phone/calls/7/whisper", Entry.ANYONE),
    ],
)  # fmt: skip
def test_what_is_needed(path: str, need: Permission | Entry) -> None:
    assert needed(path) is need


async def test_without_accounts_all_is_as_before(tmp_path: Path) -> None:
    async with console(tmp_path, roles=()) as stand:
        browser = await stand.browser()
        for path in (*ASKED, *NEVER):
            async with browser.http.get(browser.base + path, headers=ELSEWHERE) as answer:
                assert answer.status == 200, path


async def test_with_accounts_another_machine_signs_in(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.SEAT, Role.ADMINISTRATOR]) as stand:
        stranger, seat, administrator = await stand.browser(), stand.of[Role.SEAT], stand.of[Role.ADMINISTRATOR]

        async def status(browser: object, path: str, headers: dict[str, str]) -> int:
            async with browser.http.get(stand.base + path, headers=headers) as answer:  # type: ignore[attr-defined]
                return int(answer.status)

        for path in ASKED:
            assert await status(stranger, path, ELSEWHERE) == 401, path
            assert await status(stranger, path, {}) == 200, "on this machine, as before"
            assert await status(seat, path, ELSEWHERE) == 200, path
            allowed = path in ("/fleet", "/devices")
            assert await status(administrator, path, ELSEWHERE) == (200 if allowed else 403), path
        for path in NEVER:
            assert await status(stranger, path, ELSEWHERE) == 200, path
