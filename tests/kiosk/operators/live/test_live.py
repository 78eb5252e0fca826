"""The wall over real sockets: what is going on, who takes a conversation, and a console that does not read."""

from __future__ import annotations

import asyncio
import gc
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from kiosk.hall.live import LiveBoard, Seat
from kiosk.operators.live import feed
from kiosk.operators.permissions import Role
from kiosk.operators.routes import PREFIX
from kiosk.session import ClientProfile, Session
from kiosk.wire import messages as m
from support.console import ConsoleStand, OperatorBrowser, console
from support.fakes import Page
from support.staff_calls import call_staff


async def began(stand: ConsoleStand, device: str = "kiosk-1") -> Session:
    session = Session(stand.server.hall, Page(), ClientProfile("screen", device, place="一楼", screen=True))
    stand.server.hall.sessions.enter(session)
    await asyncio.sleep(0)
    session.start()
    return session


async def opened(browser: OperatorBrowser, path: str) -> aiohttp.ClientWebSocketResponse:
    return await browser.http.ws_connect(browser.base + PREFIX + path)


async def until(socket: aiohttp.ClientWebSocketResponse, wanted: Any) -> Any:
    """The first message for which `wanted` is true."""
    async with asyncio.timeout(30):
        while True:
            told = await socket.receive_json()
            if wanted(told):
                return told


async def test_two_seats_at_one_conversation_and_what_the_wall_shows(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.SEAT, Role.ANALYST]) as stand:
        first = stand.of[Role.SEAT]
        other = await stand.add("li", [Role.SEAT], "李老师")
        second = await stand.browser()
        await second.sign_in("li")
        assert (await first.get("/live/seats"))[1]["seats"] == [{"account": other, "name": "李老师", "watching": False}]
        session = await began(stand)
        wall = await opened(first, "/live/wall")
        whole = await until(wall, lambda told: told["conversations"])
        assert (whole["type"], whole["queue"]) == ("whole", {"waiting": 0, "longest_s": 0})
        assert [(one["id"], one["place"]) for one in whole["conversations"]] == [(session.id, "一楼")]
        path = f"/live/conversations/{session.id}"
        captions = await opened(second, f"{path}/captions")
        assert (await first.post(f"{path}/take"))[0] == 200
        status, told = await second.post(f"{path}/take")
        assert (status, told["error"]["code"]) == (409, "taken")
        assert (await second.post(f"{path}/say", {"text": "我来说"}))[1]["error"]["code"] == "not_yours"
        assert (await first.post(f"{path}/say", {"text": "您好，我来帮您。"}))[0] == 204
        line = await until(captions, lambda told: any("我来帮您" in one["text"] for one in told.get("lines", ())))
        assert [one["who"] for one in line["lines"] if "我来帮您" in one["text"]] == ["staff"]
        owned = await until(wall, lambda told: any(one["owner"] for one in told["conversations"]))
        assert (owned["type"], owned["conversations"][0]["owner_account"]) == ("changes", "id-seat")
        assert (await second.get("/live/seats"))[1]["seats"][0]["watching"]
        assert (await first.post(f"{path}/hand-over", {"account": other}))[1]["name"] == "李老师"
        assert (await first.post(f"{path}/present"))[0] == 409
        assert (await second.post(f"{path}/present"))[0] == 204
        assert (await second.post(f"{path}/hand-back"))[0] == 204
        for text in ("", " ", "长" * 201):
            assert (await second.post(f"{path}/say", {"text": text}))[0] == 400
        assert (await stand.of[Role.ANALYST].post(f"{path}/take"))[0] == 403
        session.end("cancelled")
        assert (await until(captions, lambda told: told["type"] == "over"))["type"] == "over"
        assert session.id in (await until(wall, lambda told: told["ended"]))["ended"]
        trail = [(row.what, row.who) for row in reversed(await stand.store.audit_trail(20))]
        kinds = ("listened", "stepped in", "handed over", "handed back")
        assert [(what, who) for what, who in trail if what in kinds] == [
            ("listened", "李老师 (li)"), ("stepped in", "seat (seat)"), ("handed over", "seat (seat)"),
            ("stepped in", "李老师 (li)"), ("handed back", "李老师 (li)"),
        ]  # fmt: skip
        await wall.close()


async def test_the_loser_of_two_takes_and_who_never_came_have_no_entry(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.SEAT]) as stand:
        first = stand.of[Role.SEAT]
        other = await stand.add("li", [Role.SEAT], "李老师")
        second = await stand.browser()
        await second.sign_in("li")
        path = f"/live/conversations/{(await began(stand)).id}"
        takes = await asyncio.gather(first.post(f"{path}/take"), second.post(f"{path}/take"))
        assert sorted(status for status, _ in takes) == [200, 409]
        winner, name = (first, "seat (seat)") if takes[0][0] == 200 else (second, "李老师 (li)")
        to = other if winner is first else "id-seat"
        assert (await winner.post(f"{path}/hand-over", {"account": to}))[0] == 200
        trail = [(row.what, row.who) for row in reversed(await stand.store.audit_trail(20))]
        assert [row for row in trail if row[0] in ("stepped in", "handed over")] == [
            ("stepped in", name), ("handed over", name)
        ]  # fmt: skip


async def test_the_wall_shows_no_words_and_listening_is_an_entry(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.SEAT, Role.ANALYST]) as stand:
        session = await began(stand)
        walls = [await opened(stand.of[role], "/live/wall") for role in (Role.SEAT, Role.ANALYST)]
        view = stand.server.hall.live.board.view(session.id)
        assert view is not None
        for wall in walls:
            await until(wall, lambda told: told["conversations"])
        view.told(m.Partial("社保卡丢", 0))
        view.told(m.TranscriptMessage(1, "社保卡丢了", "voice"))
        view.stands("社保卡挂失", "手机号")
        for wall in walls:
            told = await until(wall, lambda told: any(one["step"] for one in told["conversations"]))
            assert "社保卡丢" not in str(told)
            assert [(one["captions"], one["partial"]) for one in told["conversations"]] == [([], "")]
            await wall.close()
        captions = await opened(stand.of[Role.SEAT], f"/live/conversations/{session.id}/captions")
        await until(captions, lambda told: any(one["text"] == "社保卡丢了" for one in told.get("lines", ())))
        assert [row.what for row in await stand.store.audit_trail(20)].count("listened") == 1
        await captions.close()


async def test_a_console_that_comes_back_gets_what_changed(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.SEAT]) as stand:
        browser = stand.of[Role.SEAT]
        session = await began(stand)
        wall = await opened(browser, "/live/wall")
        had = await until(wall, lambda told: told["conversations"])
        await wall.close()
        session.end("cancelled")
        again = await opened(browser, f"/live/wall?life={had['life']}&revision={had['revision']}")
        told = await until(again, lambda told: True)
        assert (told["type"], told["ended"]) == ("changes", [session.id])
        await again.close()
        foreign = await opened(browser, "/live/wall?life=other&revision=3")
        assert (await until(foreign, lambda told: True))["type"] == "whole"
        await foreign.close()


async def test_a_page_whose_hall_is_quiet_hears_a_sign_of_life_that_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "ALIVE_S", 0.0)
    async with console(tmp_path, roles=[Role.SEAT]) as stand:
        browser = stand.of[Role.SEAT]
        session = await began(stand)
        wall = await opened(browser, "/live/wall")
        had = await until(wall, lambda told: told["conversations"])
        sign = await until(wall, lambda told: told["type"] == "changes" and not told["conversations"])
        assert (sign["ended"], sign["life"]) == ([], had["life"])
        assert sign["now_ms"] >= had["now_ms"]
        captions = await opened(browser, f"/live/conversations/{session.id}/captions")
        assert (await until(captions, lambda told: told.get("lines") == []))["conversation"]["id"] == session.id
        session.end("cancelled")
        assert (await until(captions, lambda told: told["type"] == "over")) == {"type": "over"}
        await wall.close()


async def test_a_call_for_staff_is_taken_from_the_wall_as_from_the_bell(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.SEAT]) as stand:
        browser, hall = stand.of[Role.SEAT], stand.server.hall
        call = call_staff(hall.staff, hall.record_writer, "c1", danger="fire")
        wall = await opened(browser, "/live/wall")
        shown = await until(wall, lambda told: told.get("calls"))
        assert [(one["id"], one["danger"]) for one in shown["calls"]] == [(call.id, "fire")]
        assert (await browser.post(f"/live/calls/{call.id}/take"))[0] == 204
        assert hall.staff.open_calls()[0].who == "seat"
        assert (await browser.post(f"/live/calls/{call.id}/close"))[0] == 204
        assert (await browser.post(f"/live/calls/{call.id}/close"))[0] == 404
        await wall.close()


async def test_two_seats_of_one_name_are_told_apart(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.SEAT]) as stand:
        first, hall = stand.of[Role.SEAT], stand.server.hall
        await stand.add("li", [Role.SEAT], "seat")
        second = await stand.browser()
        await second.sign_in("li")
        call = call_staff(hall.staff, hall.record_writer, "c1", danger="fire")
        path = f"/live/calls/{call.id}"
        assert [(await first.post(f"{path}/take"))[0] for _ in range(2)] == [204, 204]
        for deed in ("take", "arrive", "close"):
            status, told = await second.post(f"{path}/{deed}")
            assert (status, told["error"]["code"]) == (409, "taken"), deed
        assert hall.staff.open_calls()[0].arrived_ms is None
        assert [(await first.post(f"{path}/{deed}"))[0] for deed in ("arrive", "close")] == [204, 204]


async def test_two_hundred_conversations_and_three_consoles_of_which_one_does_not_read(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.SEAT]) as stand:
        browser, live = stand.of[Role.SEAT], stand.server.hall.live
        board: LiveBoard = live.board
        walls = [await opened(browser, "/live/wall") for _ in range(3)]
        views = [board.open(f"c{number}", channel="screen", device="k", place="", window="") for number in range(200)]
        for turn in range(30):
            for view in views:
                view.told(m.TranscriptMessage(turn, f"第{turn}句话" * 20, "voice"))
            await asyncio.sleep(0)
        for view in views:
            board.close(view)
        for wall in walls[:2]:
            over: set[str] = set()
            async with asyncio.timeout(60):
                while len(over) < 200 and len(board) == 0:
                    told = await wall.receive_json()
                    over |= set(told["ended"])
                    if told["type"] == "whole" and not told["conversations"]:
                        break
        for wall in walls:
            await wall.close()
        async with asyncio.timeout(30):
            while board.watched:
                await asyncio.sleep(0.05)
        del views, view
        gc.collect()
        assert len(board) == 0
        assert live.take("c1", Seat("a", "b")) is None


@pytest.mark.parametrize("what", ["wall", "captions"])
async def test_who_signs_out_or_is_disabled_watches_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.setattr(feed, "_MAY_S", 0.0)
    async with console(tmp_path, roles=[Role.SEAT, Role.ADMINISTRATOR]) as stand:
        session = await began(stand)
        path = "/live/wall" if what == "wall" else f"/live/conversations/{session.id}/captions"
        for end in ("sign out", "disable"):
            seat = await stand.browser()
            assert (await seat.sign_in(Role.SEAT))[0] == 200
            socket = await opened(seat, path)
            await until(socket, lambda told: True)
            if end == "sign out":
                assert (await seat.post("/sign-out"))[0] == 204
            else:
                assert (await stand.of[Role.ADMINISTRATOR].post("/accounts/id-seat/disable"))[0] < 300
            async with asyncio.timeout(30):
                while (await socket.receive()).type is aiohttp.WSMsgType.TEXT:
                    pass
            assert socket.closed, end
        session.end("cancelled")
