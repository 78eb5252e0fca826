"""Knowledge over real sockets: passages and their validity, a question tried, gaps, and what goes into a draft."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from dialogue import load_library
from kiosk.operators.permissions import Role
from support.connected import settings_of
from support.console import ConsoleStand, console
from support.versions import version_files, write_files

TODAY = date.today()
KNOWLEDGE = f"""来源: 借阅指南
业务: 借书证
问答:
  - 编号: fee
    问法: [借书证多少钱, 办借书证要钱吗]
    答案: 借书证不收费。
  - 问法: [图书馆几点开门]
    答案: 上午九点开门。
    失效: {TODAY + timedelta(days=3)}
  - 问法: [暑假几点开门]
    答案: 上午八点开门。
    失效: {TODAY - timedelta(days=1)}
"""
NEW = {"questions": ["借书证丢了怎么补", "补借书证"], "answer": "请到一楼服务台补办。", "source": "借阅指南"}


def stand_of(folder: Path, *roles: Role) -> Any:
    services = write_files(version_files("您好"), folder / "services")
    (services / "knowledge").mkdir()
    (services / "knowledge" / "card.yaml").write_text(KNOWLEDGE, encoding="utf-8")
    settings = replace(settings_of(), services_dir=services, data_dir=folder)
    library = load_library(services)
    return console(folder / "data", settings=settings, roles=roles or (Role.EDITOR,), library=library)


async def draft_of(stand: ConsoleStand) -> str:
    status, told = await stand.of[Role.EDITOR].post("/scripts/drafts", {"name": "知识"})
    assert status == 200, told
    return str(told["id"])


async def test_passages_are_found_with_what_expires_first(tmp_path: Path) -> None:
    async with stand_of(tmp_path) as stand:
        browser = stand.of[Role.EDITOR]
        page = (await browser.get("/knowledge/passages"))[1]
        assert (page["of"], page["all"], page["soon"], page["over"]) == (3, 3, 1, 1)
        assert [one["validity"] for one in page["passages"]] == ["over", "soon", "valid"]
        assert page["passages"][2]["source"] == "借阅指南"
        assert page["services"] == ["借书证"]
        found = (await browser.get("/knowledge/passages?words=不收费&service=借书证&validity=valid"))[1]
        assert [one["name"] for one in found["passages"]] == ["fee"]
        assert (await browser.get("/knowledge/passages?words=没有这句"))[1]["of"] == 0
        assert (await browser.get("/knowledge/passages?first=3"))[1]["passages"] == []


async def test_a_question_says_which_passage_answers_and_why_none_does(tmp_path: Path) -> None:
    async with stand_of(tmp_path) as stand:
        browser = stand.of[Role.EDITOR]

        async def tried(question: str, **more: str) -> Any:
            status, told = await browser.post("/knowledge/try", {"question": question, **more})
            assert status == 200, told
            return told

        told = await tried("办借书证要多少钱")
        assert told["outcome"] == "answers"
        first = told["ranked"][0]
        assert first["passage"]["name"] == "fee"
        assert "借书证" in "".join(first["matched"])
        assert told["about"] == ["费用"]
        told = await tried("借书证丢了怎么补")
        assert told["outcome"] != "answers"
        assert all(one["why"] for one in told["ranked"])
        assert (await browser.post("/knowledge/try", {"question": " "}))[0] == 400
        assert (await browser.post("/knowledge/try", {"question": "几点", "draft": "none"}))[0] == 404
        draft = await draft_of(stand)
        assert (await browser.post(f"/scripts/drafts/{draft}/passages", NEW))[0] == 200
        assert (await tried("借书证丢了怎么补", draft=draft))["outcome"] == "answers"
        assert (await tried("借书证丢了怎么补"))["outcome"] != "answers", "the hall answers by what is live"


async def test_gaps_are_by_meaning_say_what_answers_them_by_now_and_are_struck(tmp_path: Path) -> None:
    async with stand_of(tmp_path) as stand:
        browser = stand.of[Role.EDITOR]
        for question in ("借书证能借几本", "借书证可以借几本", "借书证多少钱"):
            await stand.store.add_gap(question, "借书证", device="kiosk-1")
        told = (await browser.get("/knowledge/gaps"))[1]
        assert [(one["times"], len(one["questions"]), one["answered"]) for one in told["gaps"]] == [
            (2, 2, ""),
            (1, 1, "借书证多少钱"),
        ]
        assert (await browser.post("/knowledge/gaps/strike", {"question": "借书证可以借几本"}))[0] == 204
        assert (await browser.post("/knowledge/gaps/strike", {"question": "借书证可以借几本"}))[0] == 404
        assert len((await browser.get("/knowledge/gaps"))[1]["gaps"]) == 1


async def test_a_new_passage_goes_into_a_draft_and_a_wrong_one_does_not(tmp_path: Path) -> None:
    async with stand_of(tmp_path) as stand:
        browser = stand.of[Role.EDITOR]
        draft = await draft_of(stand)
        path = f"/scripts/drafts/{draft}/passages"
        assert (await browser.post(path, NEW))[1]["passages"] == 1
        second = {**NEW, "questions": ['逾期"罚款"吗'], "answer": "不罚款: 按时还。", "until": "2030-01-31"}
        status, told = await browser.post(path, second)
        assert (status, told["passages"], told["revision"]) == (200, 2, 2)
        text = (await browser.get(f"/scripts/drafts/{draft}/file?path={told['path']}"))[1]["text"]
        assert '失效: "2030-01-31"' in text
        status, told = await browser.post(path, {**NEW, "answer": "打 13912345678"})
        assert (status, told["error"]["code"]) == (422, "not_readable")
        assert "手机号" in told["error"]["message"]
        assert (await browser.post("/scripts/drafts/none/passages", NEW))[0] == 404
        await browser.post(f"/scripts/drafts/{draft}/discard")
        assert (await browser.post(path, NEW))[0] == 409


async def test_a_document_is_read_and_kept_in_a_draft(tmp_path: Path) -> None:
    async with stand_of(tmp_path) as stand:
        browser = stand.of[Role.EDITOR]
        text = "来源：借阅指南\n\n# 借书证\n\n## 可以借几本\n\n一次可以借五本。\n"

        def body(name: str, data: bytes) -> dict[str, str]:
            return {"name": name, "data": base64.b64encode(data).decode()}

        read = (await browser.post("/knowledge/documents/read", body("借阅.md", text.encode())))[1]
        assert [one["answer"] for one in read["passages"]] == ["一次可以借五本。"]
        assert read["problems"] == []
        broken = (await browser.post("/knowledge/documents/read", body("借阅.docx", b"PK")))[1]
        assert broken["problems"][0]["message"]
        draft = await draft_of(stand)
        path = f"/scripts/drafts/{draft}/documents"
        status, told = await browser.post(path, body("借阅.md", text.encode()))
        assert (status, told["path"], told["passages"]) == (200, "knowledge/借阅.md", 1)
        assert (await browser.post(path, body("借阅.docx", b"PK")))[0] == 422
        for name in ("../借阅.md", "借阅.exe", ".md", "a/b.md"):
            assert (await browser.post(path, body(name, b"x")))[0] == 400, name
        tried = (await browser.post("/knowledge/try", {"question": "可以借几本", "draft": draft}))[1]
        assert (tried["outcome"], tried["ranked"][0]["passage"]["answer"]) == ("answers", "一次可以借五本。")


async def test_a_passage_of_a_draft_is_changed_and_taken_out_and_comes_back(tmp_path: Path) -> None:
    async with stand_of(tmp_path) as stand:
        browser = stand.of[Role.EDITOR]
        draft = await draft_of(stand)
        one, path = f"/scripts/drafts/{draft}", f"/scripts/drafts/{draft}/passages"

        async def known() -> list[Any]:
            return list((await browser.get(f"/knowledge/passages?draft={draft}"))[1]["passages"])

        def old(passage: Any) -> dict[str, Any]:
            names = ("id", "questions", "answer", "source", "clause", "speech", "service", "since", "until")
            return {name: passage[name] for name in names}

        fee = next(passage for passage in await known() if passage["name"] == "fee")
        wanted = {name: value for name, value in old(fee).items() if name != "id"} | {"answer": "十元。"}
        status, told = await browser.ask("PUT", path, {"old": old(fee), "new": wanted})
        assert (status, told["path"], told["base"], told["revision"], told["passages"]) == (
            200, "knowledge/card.yaml", 0, 1, 3,
        )  # fmt: skip
        assert "十元。" in {passage["answer"] for passage in await known()}
        assert (await browser.get("/knowledge/passages?words=十元"))[1]["of"] == 0, "the hall answers by what is live"
        status, told = await browser.ask("PUT", path, {"old": old(fee), "new": wanted})
        assert (status, told["error"]["code"]) == (409, "changed_meanwhile")
        now = next(passage for passage in await known() if passage["name"] == "fee")
        bad = {**wanted, "answer": "打 13912345678"}
        assert (await browser.ask("PUT", path, {"old": old(now), "new": bad}))[0] == 422
        before = (await browser.get(f"{one}/file?path=knowledge/card.yaml"))[1]["text"]
        status, told = await browser.post(f"{path}/remove", {"old": old(now)})
        assert (status, told["base"], told["passages"]) == (200, 1, 2)
        assert len(await known()) == 2
        kept = (await browser.get(f"{one}/file?path=knowledge/card.yaml&revision={told['base']}"))[1]["text"]
        assert kept == before
        body = {"path": told["path"], "base": told["revision"], "text": kept}
        assert (await browser.ask("PUT", f"{one}/file", body))[0] == 200
        assert len(await known()) == 3
        for passage in await known():
            assert (await browser.post(f"{path}/remove", {"old": old(passage)}))[0] == 200
        assert await known() == []
        document = {**old(fee), "id": "指南.docx:3"}
        assert (await browser.post(f"{path}/remove", {"old": document}))[1]["error"]["code"] == "not_changeable"
        assert (await browser.get("/knowledge/passages?draft=none"))[0] == 404


async def test_a_question_says_whether_it_would_begin_a_service(tmp_path: Path) -> None:
    async with stand_of(tmp_path) as stand:
        browser = stand.of[Role.EDITOR]
        service = stand.server.hall.library.scripts[0]

        async def wish(question: str, **more: str) -> Any:
            return (await browser.post("/knowledge/try", {"question": question, **more}))[1]["wish"]

        begins = await wish(service.says[0])
        assert (begins["outcome"], begins["service"]) == ("begins", service.name)
        assert begins["said"]
        asked = await wish("借书证多少钱")
        assert (asked["outcome"], asked["service"]) == ("question", "")
        assert "借书证不收费" in "".join(asked["said"])
        assert (await wish("今天天气怎么样"))["outcome"] == "other"
        assert await wish("借书证多少钱", service=service.name) is None
        assert (await wish(service.says[0], draft=await draft_of(stand)))["outcome"] == "begins"
