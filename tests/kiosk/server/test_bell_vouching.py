"""A member of staff vouches over the operators' listener: what is written; the public one has no such way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kiosk.config import Settings
from kiosk.config.identity import IdentitySettings
from kiosk.hall.staff_call import StaffCall
from kiosk.server.server import Server
from kiosk.store import Store
from kiosk.store.audit import AuditRow
from support.connected import settings_of
from support.staff_calls import call_staff
from tests.kiosk.server.test_bell import operators

BODY: dict[str, Any] = {"who": "王老师", "reason": "身份证读不出来", "document": "临时身份证", "agrees": True}


def ring(server: Server, *, reason: str = "vouch") -> StaffCall:
    call = call_staff(server.hall.staff, server.hall.record_writer, "c1", reason=reason)
    server.hall.staff.take(call.id, "王老师")
    server.hall.staff.arrive(call.id, "王老师")
    return call


async def vouched(store: Store) -> list[AuditRow]:
    """What the audit trail has of it: that the call was taken stands there too."""
    return [row for row in await store.audit_trail(10) if row.what.startswith("identity")]


def settings(level: str = "card") -> Settings:
    return replace(settings_of(), identity=IdentitySettings(staff_level=level))  # type: ignore[arg-type]


async def test_one_entry_in_the_audit_trail_says_who_when_where_and_why(tmp_path: Path) -> None:
    store = await Store.open(replace(Settings(), data_dir=tmp_path))
    async with operators(settings=settings(), store=store) as (server, url, http):
        call = ring(server)
        async with http.post(f"{url}/staff/calls/{call.id}/vouch", json=BODY) as answer:
            assert answer.status == 200
        (row,) = await vouched(store)
        assert (row.what, row.why) == ("identity vouched for", "身份证读不出来")
        assert row.who == "王老师（呼叫铃，没有登录，127.0.0.1）"
        assert row.conversation == "c1"
        assert row.detail == "kiosk kiosk-1; service 社保卡挂失; document 临时身份证; level card"
        assert (await store.check_audit()).problems == ()
        async with http.post(f"{url}/staff/calls/{call.id}/vouch", json=BODY) as answer:
            assert answer.status == 404, "it is over"
        assert len(await vouched(store)) == 1
        await server.hall.record_writer.settle(30)
    await store.close()


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"who": " "}, 400),
        ({"who": 7}, 400),
        ({"reason": ""}, 400),
        ({"reason": "\u200b\u200b\u200b"}, 400),
        ({"reason": "x" * 101}, 400),
        ({"document": "一张纸"}, 400),
        ({"agrees": "yes"}, 400),
        ({"who": "李老师"}, 409),
    ],
)
async def test_what_is_refused_writes_nothing(tmp_path: Path, changes: dict[str, Any], status: int) -> None:
    store = await Store.open(replace(Settings(), data_dir=tmp_path))
    async with operators(settings=settings(), store=store) as (server, url, http):
        call = ring(server)
        async with http.post(f"{url}/staff/calls/{call.id}/vouch", json=BODY | changes) as answer:
            assert answer.status == status
        assert await vouched(store) == []
        assert server.hall.staff.find(call.id) is not None
        await server.hall.record_writer.settle(30)
    await store.close()


async def test_only_for_such_a_call_where_the_hall_has_it_and_never_by_the_public_listener() -> None:
    async with operators(settings=settings()) as (server, url, http):
        usual = ring(server, reason="asked")
        async with http.post(f"{url}/staff/calls/{usual.id}/vouch", json=BODY) as answer:
            assert answer.status == 404
        public = f"http://127.0.0.1:{server.public_port}/staff/calls/{ring(server).id}/vouch"
        async with http.post(public, json=BODY) as answer:
            assert answer.status == 405, "as any path that is none of the public listener's"
        text = {"Content-Type": "text/plain"}
        async with http.post(f"{url}/staff/calls/{usual.id}/vouch", data=b"{}", headers=text) as answer:
            assert answer.status == 415


async def test_not_where_the_hall_lets_nobody_vouch() -> None:
    async with (
        operators(settings=settings("off")) as (server, url, http),
        http.post(f"{url}/staff/calls/{ring(server).id}/vouch", json=BODY) as answer,
    ):
        assert answer.status == 404
