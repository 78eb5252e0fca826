"""Words of citizens and colleagues that try to be markup, on the console's pages in a real browser: they are shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.channels.browser.page_files import console_dir
from kiosk.operators.permissions import Role
from kiosk.publishing.bundle import Bundle
from kiosk.session import ClientProfile, Session
from kiosk.store import ConversationEntry, EndingEntry
from kiosk.store.entries import RatingEntry
from support.chromium import Page, find
from support.connected import settings_of
from support.console import ConsoleStand, console
from support.console_page import sign_in, until_text
from support.fakes import Page as CitizenPage
from support.versions import version_files, write_files

#: A script, an element that would run one, and an expression of the page's templates.
ATTACK = "<script>window.hit = 1</script><img src=x onerror='window.hit = 1'>{{ window.hit = 1 }}"
#: What shows that the words are there.
SEEN = "<img src=x"


async def words_everywhere(stand: ConsoleStand) -> dict[str, str]:
    """A conversation, a ticket, a version, a draft, a question and a running conversation with these words in all that
    people may write. The ids that stand in addresses.
    """
    store, at_ms = stand.store, stand.store.now_ms() - 60_000
    rated = RatingEntry("r1", at_ms, "社保卡挂失", "1", 1, "SB1", f"等太久{ATTACK}")
    talk = ConversationEntry("talk", f"kiosk {SEEN}>", "screen", at_ms, place=ATTACK, ratings=(rated,))
    await store.keep(talk)
    await store.turn("talk", "citizen", "text", "said", f"我要{ATTACK}", at_ms=at_ms)
    await store.turn("talk", "clerk", "voice", "said", f"您说的是{ATTACK}", at_ms=at_ms + 1000)
    await store.event("question unanswered", "talk", SEEN, at_ms=at_ms)
    await store.keep(replace(talk, ending=EndingEntry("idle", "社保卡挂失", "1", at_ms + 2000, {"备注": ATTACK})))
    await store.add_gap(f"怎么办{ATTACK}", "社保卡挂失")
    parent = (await store.versions.add(version_files("您好"), f"作者{ATTACK}", f"改了{ATTACK}", None)).number
    await store.versions.add(Bundle({**version_files(SEEN).files}), "编辑", f"又改了{ATTACK}", parent)
    editor, seat = await stand.browser(), await stand.browser()
    await editor.sign_in(Role.EDITOR)
    await seat.sign_in(Role.SEAT)
    status, draft = await editor.post("/scripts/drafts", {"name": f"草稿{ATTACK}"[:60]})
    assert status == 200, draft
    body = {"subject": f"路灯坏了{ATTACK}", "name": SEEN, "phone": "13912345678", "place": ATTACK}
    status, ticket = await seat.post("/tickets", body)
    assert status == 200, ticket
    live = Session(stand.server.hall, CitizenPage(), ClientProfile("screen", "kiosk-1", place=ATTACK, screen=True))
    stand.server.hall.sessions.enter(live)
    live.start()
    live.inputs.text(f"我想办{ATTACK}")
    return {"draft": draft["id"], "ticket": ticket["id"], "live": live.id}


async def test_words_that_try_to_be_markup_are_shown_as_words(tmp_path: Path) -> None:
    if find() is None:
        pytest.skip("no Chromium; install it with: apt-get install chromium fonts-noto-cjk")
    if console_dir() is None:
        pytest.skip("the page is not built; run `make web`")
    services = write_files(version_files("您好"), tmp_path / "services")
    async with console(tmp_path / "data", settings=replace(settings_of(), services_dir=services), roles=()) as stand:
        for role in (Role.EDITOR, Role.SEAT):
            await stand.add(role, [role], "张老师")
        of = await words_everywhere(stand)
        pages = {
            Role.EDITOR: [
                "/scripts", "/scripts/drafts", f"/scripts/drafts/{of['draft']}", "/knowledge/gaps", "/review",
                "/review/talk",
            ],
            Role.SEAT: ["/live", "/tickets", f"/tickets/{of['ticket']}"],
        }  # fmt: skip
        url = f"http://127.0.0.1:{stand.server.operators_port}/console/"
        for role, paths in pages.items():
            async with Page.open(url, size=(1366, 768)) as page:
                await sign_in(page, role, "")
                for path in paths:
                    await page.run(f"location.hash = '#{path}'")
                    await page.until("document.readyState === 'complete'")
                    # a seat sees names masked, wherever they stand in a ticket: SEEN is the name
                    await until_text(page, "<script>window.hit" if path.startswith("/tickets") else SEEN)
                    if path == "/live":
                        await page.run(f"document.getElementById('open-{of['live']}').click()")
                        await until_text(page, "我想办<script>")
                    assert not await page.run("!!window.hit || !!document.querySelector('img[src=\"x\"]')"), path
                    assert await page.run("[...document.scripts].every((one) => one.src)"), path
