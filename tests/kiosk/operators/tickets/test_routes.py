"""Tickets over real sockets: found, read masked and in full, acted upon by their roles, printed and exported."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import docx
import pytest

from kiosk.operators.permissions import GRANTS, Permission, Role
from support.console import OperatorBrowser, console

PHONE, NAME = "13912345678", "王小明"
NEW = {"subject": f"{NAME}家楼下路灯坏了", "name": NAME, "phone": PHONE, "place": "和平路一号"}


async def made(browser: OperatorBrowser, **more: Any) -> str:
    status, told = await browser.post("/tickets", {**NEW, **more})
    assert status == 200, told
    return str(told["id"])


async def act(browser: OperatorBrowser, name: str, action: str, route: str = "act", **more: Any) -> tuple[int, Any]:
    """On the ticket as it is now."""
    version = (await browser.get(f"/tickets/{name}"))[1]["ticket"]["version"]
    return await browser.post(f"/tickets/{name}/{route}", {"action": action, "version": version, **more})


async def test_the_whole_way_by_a_seat_and_a_supervisor(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.SEAT, Role.APPROVER, Role.AUDITOR]) as stand:
        seat, lead = stand.of[Role.SEAT], stand.of[Role.APPROVER]
        name = await made(seat)
        told = (await seat.get(f"/tickets/{name}"))[1]
        assert told["ticket"]["state"] == "assigned"
        assert told["ticket"]["department"] == "市政管理处"
        assert [one["action"] for one in told["history"]] == ["note", "accept", "assign"]
        assert "close" not in [one["action"] for one in told["actions"]]
        assert (await act(seat, name, "take"))[0] == 200
        status, told = await act(seat, name, "close")
        assert (status, told["error"]["code"]) == (409, "not_now")
        status, told = await act(seat, name, "reply", text="好")
        assert (status, told["error"]["code"]) == (422, "missing")
        assert (await act(lead, name, "extend", "supervise", days=3, text="要等配件"))[0] == 200
        assert (await act(lead, name, "urge", "supervise", text="群众又来电"))[0] == 200
        status, told = await act(seat, name, "urge", text="我来督办")
        assert (status, told["error"]["code"]) == (409, "not_yours")
        status, told = await act(lead, name, "reply", "supervise", text="已经修好了")
        assert (status, told["error"]["code"]) == (409, "not_yours")
        for action, more in (
            ("reply", {"text": "路灯已经修好"}), ("close", {}), ("revisit", {"satisfied": False, "text": "说又坏了"}),
            ("reopen", {"text": "又坏了"}), ("take", {}), ("reply", {"text": "换了新灯"}), ("close", {}),
            ("revisit", {"satisfied": True, "text": "满意"}), ("rate", {"score": 5}),
        ):  # fmt: skip
            status, told = await act(seat, name, action, **more)
            assert status == 200, (action, told)
        assert (told["ticket"]["state"], told["score"], told["satisfied"]) == ("rated", 5, True)
        assert told["ticket"]["urged"] == 1
        trail = (await stand.of[Role.AUDITOR].get(f"/audit?case={told['ticket']['number']}&limit=100"))[1]["entries"]
        assert sum(row["what"] == "ticket changed" for row in trail) == told["ticket"]["version"]


async def test_the_later_of_two_seats_is_told_what_changed(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.SEAT]) as stand:
        first = stand.of[Role.SEAT]
        await stand.add("second", [Role.SEAT], "李娜")
        second = await stand.browser()
        assert (await second.sign_in("second"))[0] == 200
        name = await made(first)
        seen = (await first.get(f"/tickets/{name}"))[1]["ticket"]["version"]
        assert (await second.post(f"/tickets/{name}/act", {"action": "take", "version": seen}))[0] == 200
        status, told = await first.post(f"/tickets/{name}/act", {"action": "take", "version": seen})
        assert (status, told["error"]["code"]) == (409, "changed")
        assert "李娜" in told["error"]["message"]
        assert "接单办理" in told["error"]["message"]
        found = (await first.get(f"/tickets/{name}"))[1]
        assert found["ticket"]["owner"].startswith("李娜")
        assert found["ticket"]["mine"] is False
        status, told = await act(first, name, "reply", text="我来回复")
        assert (status, told["error"]["code"]) == (409, "not_yours")


async def test_lists_are_masked_and_the_whole_is_shown_with_a_reason_that_is_audited(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.SEAT, Role.EDITOR, Role.AUDITOR]) as stand:
        seat, editor = stand.of[Role.SEAT], stand.of[Role.EDITOR]
        name = await made(seat)
        await act(seat, name, "take")
        await act(seat, name, "reply", text=f"给{NAME}打了{PHONE}，说修好了")
        masked = [(await editor.post("/tickets/find", {}))[1], (await editor.get(f"/tickets/{name}"))[1]]
        assert PHONE not in str(masked)
        assert NAME not in str(masked)
        assert "王**" in str(masked)
        assert "5678" in str(masked)
        assert (await editor.post(f"/tickets/{name}/show", {"reason": "核实"}))[0] == 403
        assert (await seat.post(f"/tickets/{name}/show", {"reason": ""}))[0] == 400
        status, whole = await seat.post(f"/tickets/{name}/show", {"reason": "给群众回电"})
        assert status == 200
        assert {"name": "电话", "value": PHONE} in whole["facts"]
        rows = (await stand.of[Role.AUDITOR].get("/audit?what=ticket%20shown"))[1]["entries"]
        assert [row["why"] for row in rows] == ["给群众回电"]


async def test_they_are_found_by_state_kind_department_owner_due_and_words(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.SEAT]) as stand:
        seat = stand.of[Role.SEAT]
        names = [await made(seat, subject=f"第{n}个问题，{'噪音扰民' if n % 2 else '路灯坏了'}") for n in range(60)]
        await act(seat, names[3], "take")
        number = (await seat.get(f"/tickets/{names[5]}"))[1]["ticket"]["number"]

        async def found(**body: Any) -> list[str]:
            status, told = await seat.post("/tickets/find", body)
            assert status == 200, told
            return [one["id"] for one in told["tickets"]]

        first, rest = await found(), await found(page=2)
        assert (len(first), len(rest), set(first) | set(rest)) == (50, 10, set(names))
        assert await found(state="working") == await found(mine=True) == [names[3]]
        assert len(await found(department="市政管理处")) == 30
        assert await found(kind="callback") == await found(state="closed") == []
        assert await found(words=number) == await found(words="第5个") == [names[5]]
        assert len(await found(words="路灯 第1")) == 5
        told = (await seat.post("/tickets/find", {"state": "working"}))[1]
        assert told["states"]["assigned"] == 59
        assert (told["total"], told["overdue"], told["more"]) == (1, 0, False)
        assert await found(due="overdue") == []
        stand.clock.pass_time(days=40)
        assert (await seat.sign_in("seat"))[0] == 200
        told = (await seat.post("/tickets/find", {"due": "overdue"}))[1]
        assert (told["total"], told["overdue"]) == (60, 60)
        assert all(one["overdue"] for one in told["tickets"])


async def test_tickets_about_the_same_are_suggested_and_linked(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.SEAT]) as stand:
        seat = stand.of[Role.SEAT]
        names = [await made(seat), await made(seat, subject="另外一件事情")]
        told = (await seat.get(f"/tickets/{names[1]}"))[1]
        assert [(one["ticket"]["id"], one["same"]) for one in told["alike"]] == [(names[0], ["电话"])]
        number = told["alike"][0]["ticket"]["number"]
        assert (await act(seat, names[1], "link", other="00000000"))[0] == 422
        assert (await act(seat, names[1], "link", other=number))[1]["ticket"]["main"] == number


async def test_a_form_is_printed_as_a_page_and_as_word_and_the_reply_is_a_draft(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.SEAT, Role.AUDITOR]) as stand:
        seat = stand.of[Role.SEAT]
        name = await made(seat, subject="<script>alert(1)</script>路灯坏了")
        status, page = await seat.post(f"/tickets/{name}/form", {"reason": "存档"})
        text = page.decode()
        assert status == 200
        assert PHONE in text
        assert "<script>" not in text
        assert "负责人（签字）" in text
        status, data = await seat.post(f"/tickets/{name}/form", {"reason": "存档", "form": "docx"})
        assert status == 200
        cells = [
            cell.text for table in docx.Document(io.BytesIO(data)).tables for row in table.rows for cell in row.cells
        ]
        assert PHONE in cells
        draft = (await seat.get(f"/tickets/{name}/draft"))[1]["text"]
        assert "路灯坏了" in draft
        assert "【" not in draft
        assert PHONE not in draft
        await act(seat, name, "take")
        assert (await act(seat, name, "reply", text=draft))[0] == 422, "a draft is no reply before a person wrote it"
        left_out = "（在这里写清：查了什么，怎么办的，结果如何，依据是什么。）"
        assert left_out in draft
        status, told = await act(seat, name, "reply", text=draft.replace(left_out, "已经换了新灯。"))
        assert status == 200
        assert told["reply"].count("\n") >= 3
        rows = (await stand.of[Role.AUDITOR].get("/audit?what=ticket%20printed"))[1]["entries"]
        assert len(rows) == 2


@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_the_list_is_exported_masked_and_no_cell_is_a_formula(tmp_path: Path, form: str) -> None:
    async with console(tmp_path, roles=[Role.SEAT, Role.EDITOR]) as stand:
        seat = stand.of[Role.SEAT]
        await made(seat, subject="=HYPERLINK(1)路灯坏了")
        status, data = await seat.post("/tickets/export", {"form": form})
        assert status == 200
        assert (await stand.of[Role.EDITOR].post("/tickets/export", {}))[0] == 403
        if form == "csv":
            rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
            assert rows[0][0] == "工单号"
            assert rows[1][3].startswith("'=")
            assert PHONE not in data.decode()


async def test_each_role_may_do_what_the_table_says(tmp_path: Path) -> None:
    async with console(tmp_path) as stand:
        name = await made(stand.of[Role.SEAT])
        asked = (
            ("POST", "/tickets/find", {}, Permission.TICKETS_READ),
            ("GET", f"/tickets/{name}", None, Permission.TICKETS_READ),
            ("POST", "/tickets/export", {}, Permission.TICKETS_EXPORT),
            ("POST", "/tickets", NEW, Permission.TICKETS_WORK),
            ("POST", f"/tickets/{name}/show", {"reason": "核实"}, Permission.TICKETS_WORK),
            ("GET", f"/tickets/{name}/draft", None, Permission.TICKETS_WORK),
            ("POST", f"/tickets/{name}/form", {"reason": "核实"}, Permission.TICKETS_WORK),
        )  # fmt: skip
        for role, browser in stand.of.items():
            for method, path, body, permission in asked:
                status, _ = await browser.ask(method, path, body)
                assert (status == 200) is (permission in GRANTS[role]), (role, path, status)
            for route, permission in (("act", Permission.TICKETS_WORK), ("supervise", Permission.TICKETS_SUPERVISE)):
                body = {"action": "note", "version": 1, "text": "看过了"}
                status, told = await browser.post(f"/tickets/{name}/{route}", body)
                assert status == (409 if permission in GRANTS[role] else 403), (role, route, told)


async def test_a_ticket_that_is_not_there(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.SEAT]) as stand:
        seat: OperatorBrowser = stand.of[Role.SEAT]
        assert (await seat.get("/tickets/nothing"))[0] == 404
        body = {"action": "note", "version": 1, "text": "看过了"}
        assert (await seat.post("/tickets/nothing/act", body))[0] == 404
        assert await stand.store.work_tickets.open_counts() == {"open": 0, "overdue": 0}


@pytest.mark.parametrize("odd", ["\x0b", "\ufffe", "\uffff"])
async def test_characters_that_xml_cannot_hold_break_no_export_and_no_form(tmp_path: Path, odd: str) -> None:
    async with console(tmp_path, roles=[Role.SEAT]) as stand:
        seat = stand.of[Role.SEAT]
        name = await made(seat, subject=f"路灯{odd}坏了", name=f"王{odd}明", service=f"报修{odd}", number=odd)
        assert (await act(seat, name, "note", text=f"核实{odd}过"))[0] == 200
        status, data = await seat.post("/tickets/export", {"form": "xlsx"})
        assert status == 200
        assert data.startswith(b"PK")
        status, data = await seat.post(f"/tickets/{name}/form", {"reason": "打印存档", "form": "docx"})
        assert status == 200
        docx.Document(io.BytesIO(data))


async def test_who_may_not_unmask_finds_nothing_by_what_is_masked(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.SEAT, Role.EDITOR, Role.APPROVER]) as stand:
        await made(stand.of[Role.SEAT])

        async def finds(role: Role, words: str) -> int:
            return len((await stand.of[role].post("/tickets/find", {"words": words}))[1]["tickets"])

        for hidden in (PHONE, PHONE[:4], PHONE[3:9], NAME):
            assert await finds(Role.SEAT, hidden) == 1
            assert (await finds(Role.EDITOR, hidden), await finds(Role.APPROVER, hidden)) == (0, 0)
            status, data = await stand.of[Role.APPROVER].post("/tickets/export", {"words": hidden})
            assert (status, data.count(b"\r\n")) == (200, 1)
        for shown in (PHONE[-4:], "路灯", "市政"):
            assert await finds(Role.EDITOR, shown) == 1


async def test_a_ticket_of_one_key_is_made_once(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.SEAT]) as stand:
        seat = stand.of[Role.SEAT]
        told = [await seat.post("/tickets", NEW, headers={"Idempotency-Key": key}) for key in ("k-1", "k-1", "k-2")]
        assert [status for status, _ in told] == [200, 200, 200]
        assert told[0][1] == told[1][1] != told[2][1]
        await stand.add("second", [Role.SEAT], "李娜")
        second = await stand.browser()
        assert (await second.sign_in("second"))[0] == 200
        assert (await second.post("/tickets", NEW, headers={"Idempotency-Key": "k-1"}))[1] != told[0][1]
        status, refused = await seat.post("/tickets", NEW | {"name": "李四"}, headers={"Idempotency-Key": "k-1"})
        assert (status, refused["error"]["code"]) == (422, "other_body")
        assert told[0][1]["number"] in refused["error"]["message"]
        for bad in ("", "a b", "x" * 129):
            status, refused = await seat.post("/tickets", NEW, headers={"Idempotency-Key": bad})
            assert (status, refused["error"]["code"]) == (400, "bad_key"), bad


async def test_what_is_pressed_twice_is_done_once_and_answered_alike(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.SEAT]) as stand:
        seat = stand.of[Role.SEAT]
        ticket = (await seat.post("/tickets", NEW))[1]["id"]
        await stand.add("second", [Role.SEAT], "李娜")
        second = await stand.browser()
        assert (await second.sign_in("second"))[0] == 200
        version = (await seat.get(f"/tickets/{ticket}"))[1]["ticket"]["version"]
        take = {"action": "take", "version": version}
        answers = [await seat.post(f"/tickets/{ticket}/act", take) for _ in range(3)]
        assert [status for status, _ in answers] == [200, 200, 200]
        assert {told["ticket"]["version"] for _, told in answers} == {version + 1}, "one change"
        status, told = await second.post(f"/tickets/{ticket}/act", take)
        assert (status, told["error"]["code"]) == (409, "changed"), "another's"
        status, told = await seat.post(f"/tickets/{ticket}/act", take | {"action": "note", "text": "看过"})
        assert (status, told["error"]["code"]) == (409, "changed"), "another act of the same version"
