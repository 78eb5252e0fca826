"""The review over real sockets: found, read masked and in full, put right, scored, exported."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from dialogue.errors import Problems
from dialogue.testing.load import read_conversation_tests
from kiosk.operators.permissions import Role
from kiosk.store import ConversationEntry, EndingEntry
from kiosk.store.entries import AskEntry, RatingEntry, RunEntry
from support.connected import settings_of
from support.console import ConsoleStand, console
from support.console_record import record_talks

NUMBER = "13912345678"


async def talked(
    stand: ConsoleStand, name: str, *said: str, score: int | None = None, channel: str = "screen"
) -> list[str]:
    """A conversation in which the citizen said this; the ids of these turns."""
    at_ms, store = stand.store.now_ms(), stand.store
    opening = ConversationEntry(name, "kiosk-1", channel, at_ms)
    run = RunEntry("社保卡挂失", 1, "1", at_ms, "手机号", "left", "idle", at_ms)
    rated = (RatingEntry(f"{name}/1", at_ms, "社保卡挂失", "1", score),) if score else ()
    asks = (AskEntry(1, "社保卡挂失", "手机号", at_ms),)
    await store.keep(replace(opening, runs=(run,), asks=asks, ratings=rated))
    turns = []
    for text in said:
        turns.append(await store.turn(name, "citizen", "voice", "said", text, confidence=0.4, rivals=["瓜食"]))
        await store.turn(name, "clerk", "voice", "said", "请问您的手机号是多少？")
    slots = {"手机号": NUMBER, "姓名": "王小明"}
    await store.keep(replace(opening, ending=EndingEntry("idle", "社保卡挂失", "1", at_ms, slots)))
    return turns


async def test_conversations_are_found_page_by_page_and_by_what_stands_in_clear(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.EDITOR]) as stand:
        browser = stand.of[Role.EDITOR]
        for n in range(55):
            await talked(stand, f"c{n:02d}", score=1 if n == 7 else None)
        status, page = await browser.post("/review/find", {})
        assert (status, len(page["conversations"]), page["looked_at"]) == (200, 50, 0)
        rest = (await browser.post("/review/find", {"cursor": page["cursor"]}))[1]
        names = [one["id"] for one in (*page["conversations"], *rest["conversations"])]
        assert sorted(names) == [f"c{n:02d}" for n in range(55)]
        assert rest["cursor"] == "", "a page that is not full is the last one"
        assert page["conversations"][0]["tags"] == []
        found = (await browser.post("/review/find", {"best_score": 2}))[1]["conversations"]
        assert [(one["id"], one["score"]) for one in found] == [("c07", 1)]
        for body, count in (
            ({"service": "社保卡挂失"}, 50), ({"service": "居住证办理"}, 0), ({"outcome": "left"}, 50),
            ({"outcome": "completed"}, 0), ({"step": "手机号"}, 50), ({"channel": "phone"}, 0),
            ({"ending": "idle"}, 50),
            ({"unsure": 0.5}, 0), ({"kiosk": "kiosk-2"}, 0), ({"until_ms": 1}, 0),
        ):  # fmt: skip
            assert len((await browser.post("/review/find", body))[1]["conversations"]) == count, body
        assert (await browser.post("/review/find", {"cursor": "x"}))[0] == 400


async def test_words_are_looked_for_in_what_is_sealed_and_numbers_never(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.EDITOR]) as stand:
        browser = stand.of[Role.EDITOR]
        await talked(stand, "c1", "我的社保卡丢了")
        (turn,) = await talked(stand, "c2", "我要办居住证")
        found = (await browser.post("/review/find", {"words": "社保卡"}))[1]
        assert [one["id"] for one in found["conversations"]] == ["c1"]
        assert (found["looked_at"], found["cursor"]) == (2, "")
        assert (await browser.post("/review/find", {"words": NUMBER}))[0] == 422
        await browser.ask("PUT", f"/review/conversations/c2/turns/{turn}/correction", {"text": "我要办暂住证"})
        found = (await browser.post("/review/find", {"words": "暂住证"}))[1]
        assert [one["id"] for one in found["conversations"]] == ["c2"], "corrections count too"
        found = (await browser.post("/review/find", {"tag": "loop"}))[1]
        assert found["conversations"] == []


async def test_one_is_read_masked_and_in_full_only_with_a_reason_that_is_audited(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.EDITOR, Role.ANALYST]) as stand:
        await talked(stand, "c1", f"我叫王小明，号码是{NUMBER}")
        editor, analyst = stand.of[Role.EDITOR], stand.of[Role.ANALYST]
        status, told = await editor.get("/review/conversations/c1")
        assert status == 200
        first = told["turns"][0]
        assert NUMBER not in str(told)
        assert "王小明" not in str(told)
        assert (first["confidence"], first["rivals"], told["masked"], told["sound_from_ms"]) == (
            0.4,
            [],
            True,
            None,
        )
        body = {"reason": "群众投诉核实"}
        assert (await editor.post("/review/conversations/c1/show", body))[0] == 403
        for blank in ("", "  ", "\u3000\u3000", "\u200b\u200b"):
            for more in ({}, {"turn": first["id"]}):
                status, _ = await analyst.post("/review/conversations/c1/show", {"reason": blank, **more})
                assert status == 400, blank
        status, told = await analyst.post("/review/conversations/c1/show", body)
        assert status == 200
        assert NUMBER in told["turns"][0]["text"]
        (row,) = await stand.store.audit_trail(1)
        assert (row.what, row.conversation, row.why) == ("conversation shown", "c1", "群众投诉核实")
        assert (await analyst.post("/review/conversations/none/show", body))[0] == 404
        assert (await analyst.post("/review/conversations/c1/sound", body))[0] == 404, "it was not recorded"


async def test_what_is_masked_is_in_no_other_reading_of_it_and_an_option_is_not_masked(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.EDITOR]) as stand:
        store = stand.store
        opening = ConversationEntry("c1", "kiosk-1", "screen", store.now_ms())
        await store.keep(opening)
        await store.turn("c1", "citizen", "voice", "said", "为了就业", confidence=0.9, rivals=["为了救业"])
        rivals = ["我住和平露1号2楼", "我住合平路一号二楼", "我住河坪路那边"]
        await store.turn("c1", "citizen", "voice", "said", "我住和平路一号2楼", confidence=0.9, rivals=rivals)
        slots = {"居住地址": "和平路1号2楼", "办理事由": "就业"}
        await store.keep(replace(opening, ending=EndingEntry("idle", "居住证办理", "1", store.now_ms(), slots)))
        told = (await stand.of[Role.EDITOR].get("/review/conversations/c1"))[1]
        turns = [(turn["text"], turn["rivals"]) for turn in told["turns"] if turn["who"] == "citizen"]
        assert turns == [("为了就业", ["为了救业"]), ("我住〔略〕", [])]


async def test_one_turn_is_shown_and_the_others_stay_masked(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.SEAT]) as stand:
        first, second = await talked(stand, "c1", f"号码是{NUMBER}", f"再说一遍，{NUMBER}")
        show, seat = "/review/conversations/c1/show", stand.of[Role.SEAT]
        status, told = await seat.post(show, {"reason": "替群众核对号码", "turn": second})
        assert (status, told["masked"]) == (200, True)
        texts = {turn["id"]: turn["text"] for turn in told["turns"]}
        assert NUMBER in texts[second]
        assert NUMBER not in texts[first]
        (row,) = await stand.store.audit_trail(1)
        assert (row.what, row.why, row.detail) == ("conversation shown", "替群众核对号码", "one turn")
        status, _ = await seat.post(show, {"reason": "替群众核对号码", "turn": "none"})
        assert status == 404
        assert (await stand.store.audit_trail(1))[0].number == row.number, "what was not shown is not noted"


async def test_a_mis_hearing_becomes_a_saying_a_gap_and_a_test_without_personal_values(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.EDITOR]) as stand:
        browser = stand.of[Role.EDITOR]
        first, second = await talked(stand, "c1", "我要瓜食社保卡", f"号码是{NUMBER}")
        turn = f"/review/conversations/c1/turns/{first}"
        assert (await browser.ask("PUT", f"{turn}/correction", {"text": "我要挂失社保卡"}))[0] == 204
        assert (await browser.ask("PUT", f"{turn}/correction", {"text": "我要挂失社保卡"}))[0] == 204
        assert (await browser.ask("PUT", "/review/conversations/c1/turns/none/correction", {"text": "一"}))[0] == 404
        told = (await browser.get("/review/conversations/c1"))[1]
        assert told["turns"][0]["corrected"] == "我要挂失社保卡"
        assert told["turns"][0]["corrected_by"] == "editor (editor)"
        assert told["turns"][0]["corrected_ms"] >= told["turns"][0]["at_ms"]
        assert told["turns"][2]["corrected"] is None
        saying = (await browser.get(f"{turn}/saying"))[1]
        assert (saying["service"], saying["text"]) == ("社保卡挂失", "我要挂失社保卡")
        assert (await browser.post(f"{turn}/gap"))[0] == 204
        assert [gap.question for gap in (await stand.store.gaps()).gaps] == ["我要挂失社保卡"]
        draft = (await browser.get("/review/conversations/c1/test"))[1]
        assert NUMBER not in draft["text"]
        assert draft["to_fill"] == 1
        problems = Problems(Path("draft.test.yaml"))
        (test,) = read_conversation_tests(draft["text"], "draft", problems)
        assert not problems.errors
        assert (test.service, len(test.steps)) == ("社保卡挂失", 2)
        assert second


async def test_the_days_queue_and_its_score_sheets(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.EDITOR]) as stand:
        browser = stand.of[Role.EDITOR]
        for n in range(5):
            await talked(stand, f"c{n}", "我的社保卡丢了")
        day = f"{datetime.fromtimestamp(stand.store.now_ms() / 1000):%Y-%m-%d}"
        status, queue = await browser.get(f"/review/queue?day={day}&most=3")
        assert (status, queue["of"], len(queue["conversations"]), queue["scored"]) == (200, 5, 3, [])
        assert queue["conversations"] == (await browser.get(f"/review/queue?day={day}&most=3"))[1]["conversations"]
        name = queue["conversations"][0]["id"]
        body = {"marks": {"听得准": 2, "答得对": 1}, "note": "还可以"}
        for _ in range(2):
            assert (await browser.ask("PUT", f"/review/conversations/{name}/score", body))[0] == 204
        again = (await browser.get(f"/review/queue?day={day}&most=3"))[1]
        assert (again["scored"], again["mine"]) == ([name], [name])
        (sheet,) = (await browser.get(f"/review/conversations/{name}"))[1]["scores"]
        assert (sheet["account"], sheet["marks"], sheet["note"]) == ("editor", body["marks"], "还可以")
        bad = {"marks": {"没有这项": 1}}
        assert (await browser.ask("PUT", f"/review/conversations/{name}/score", bad))[0] == 422
        assert (await browser.get("/review/queue?day=yesterday"))[0] == 400


async def test_who_may_not_unmask_finds_nothing_by_what_is_masked(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.EDITOR, Role.SEAT]) as stand:
        await talked(stand, "c1", f"我叫王小明，手机号是{NUMBER}，社保卡丢了")

        async def finds(role: Role, words: str) -> int:
            status, told = await stand.of[role].post("/review/find", {"words": words})
            return len(told["conversations"]) if status == 200 else 0

        assert (await finds(Role.EDITOR, "社保卡"), await finds(Role.SEAT, "王小明")) == (1, 1)
        for hidden in ("王小明", *(NUMBER[:length] for length in range(1, 12)), "2345"):
            assert await finds(Role.EDITOR, hidden) == 0, hidden


async def test_the_list_is_exported_without_words_and_audited(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.ANALYST]) as stand:
        await talked(stand, "c1", f"号码是{NUMBER}")
        status, data = await stand.of[Role.ANALYST].post("/review/export", {"service": "社保卡挂失"})
        assert status == 200
        lines = data.decode("utf-8-sig").splitlines()
        assert len(lines) == 2
        assert NUMBER not in lines[1]
        (row,) = await stand.store.audit_trail(1)
        assert row.what == "conversations exported"
        for n in range(30):
            await talked(stand, f"loop-{n}", "我要挂失", "再说一遍", "听不清")
        body = {"tag": "loop", "form": "csv"}
        lines = (await stand.of[Role.ANALYST].post("/review/export", body))[1].decode("utf-8-sig").splitlines()
        assert len(lines) == 31, "more than one search returns"
        assert lines[1].endswith("来回兜圈")
        assert (await stand.of[Role.ANALYST].post("/review/export", {"words": NUMBER}))[0] == 422


async def test_what_was_asked_and_what_became_of_it_stand_beside_the_turns(tmp_path: Path) -> None:
    settings = replace(settings_of(), data_dir=tmp_path, services_dir=tmp_path / "services")
    async with console(tmp_path, settings=settings, roles=[Role.ANALYST]) as stand:
        names = await record_talks(stand.store, stand.server.hall.settings.recordings_dir)
        browser = stand.of[Role.ANALYST]
        choices = (await browser.get("/review/choices"))[1]
        assert {"社保卡挂失", "公积金提取"} <= set(choices["services"])
        assert "银行卡号" in choices["steps"]
        assert {"kiosk-1", "line"} <= set(choices["kiosks"])
        assert choices["tags"]["unanswered"] == "没答上"
        handed, call = [(await browser.get(f"/review/conversations/{names[n]}"))[1] for n in (2, 4)]
        assert [(run["service"], run["outcome"], run["reason"]) for run in handed["runs"]] == [
            ("居住证办理", "handoff", "asked")
        ]
        assert [(ask["step"], ask["reask"]) for ask in handed["asks"]] == [("居住地址", ""), ("居住地址", "no_match")]
        assert handed["sound_from_ms"] is None, "the screen records no sound"
        assert call["sound_from_ms"] == call["conversation"]["began_ms"]
        status, sound = await browser.post(f"/review/conversations/{names[4]}/sound", {"reason": "纠正听错的字"})
        assert status == 200
        assert sound[:4] == b"RIFF"
        (row,) = await stand.store.audit_trail(1)
        assert (row.what, row.conversation) == ("recording heard", names[4])
