"""No page of the operators' console shows a clerk an English word, whatever the record holds."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.channels.browser.page_files import console_dir
from kiosk.jobs import ticket_intake
from kiosk.operators.permissions import SECOND_FACTOR, Role
from kiosk.operators.review.event_words import EVENTS
from kiosk.store import ConversationEntry, EndingEntry
from kiosk.store.entries import RatingEntry, RunEntry
from kiosk.store.tickets import TicketEntry
from support.chromium import Page, find
from support.connected import settings_of
from support.console import ConsoleStand, console
from support.console_page import picture, sign_in
from support.console_record import record_talks
from support.staff_calls import call_staff
from support.versions import proposed, published, version_files, write_files

#: What each role opens.
PAGES: dict[Role, tuple[str, ...]] = {
    Role.EDITOR: ("/scripts", "/scripts/folder", "/scripts/drafts", "/knowledge", "/knowledge/gaps", "/numbers", "/me"),
    Role.APPROVER: ("/scripts",),
    Role.SEAT: ("/live", "/tickets", "/tickets/{ticket}"),
    Role.ANALYST: ("/review", "/review/queue", "/review/talk-1", "/review/odd", "/numbers"),
    Role.AUDITOR: ("/audit",),
    Role.ADMINISTRATOR: ("/accounts",),
}
#: Names of files, settings, programs and places of the record, which people call so too.
NAMES = re.compile(
    r"/\S+|backend\.\w+|kiosk-\d|电话 line|\w+\.ya?ml|\w+@\w+|Excel|CSV|Word|HTTPS?|Esc|Enter|Chrome|Linux|"
    r"macOS|YAML|\b(?:sbk|gjj)\.\w+|"
    r"\(?\b(?:editor|approver|seat|analyst|auditor|administrator|test)\b\)?"
)
#: The text of the page, without what is set in type for programs, such as a checksum.
TEXT = """(() => {
  const copy = document.body.cloneNode(true);
  for (const one of copy.querySelectorAll('.mono, code, pre, svg, script, noscript, style, .cm-editor')) one.remove();
  const own = (one) => [...one.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data).join(' ').trim();
  return [...copy.querySelectorAll('*')].map(own).filter((text) => text !== '');
})()"""


async def a_full_record(stand: ConsoleStand) -> str:
    """Conversations, one with every event there is, tickets, versions, audit rows. The id of a ticket."""
    store, hall = stand.store, stand.server.hall
    await record_talks(store)
    at_ms = store.now_ms() - 60_000
    opening = ConversationEntry("odd", "browser", "screen", at_ms)
    run = RunEntry("社保卡挂失", 1, "1", at_ms, "手机号", "left", "idle", at_ms + 50_000)
    await store.keep(replace(opening, runs=(run,)))
    await store.turn("odd", "citizen", "voice", "said", "我要挂失", confidence=0.5, rivals=("我要挂石",), at_ms=at_ms)
    for kind in EVENTS:
        await store.event(kind.replace("{}", "手机号"), "odd", "", at_ms=at_ms + 1000)
    await store.event("back end", "odd", "sbk.loss timeout 8000 ms", at_ms=at_ms + 2000)
    await store.keep(replace(opening, ending=EndingEntry("drain", "社保卡挂失", "1", at_ms + 50_000, {})))
    rated = RatingEntry("r1", at_ms, "社保卡挂失", "1", 1, "SB12345678", "等了一个小时", "13912345678")
    await store.keep(ConversationEntry("c1", "browser", "screen", at_ms, ratings=(rated,)))
    await store.add_ticket(TicketEntry("13900001111", "busy", "社保卡挂失"))
    await store.add_gap("公积金能不能转到外地", "公积金提取", device="browser")
    await published(store, "欢迎")
    await proposed(store, "您好呀")
    await ticket_intake.look(hall, set())
    hall.live.board.open("c-2", channel="screen", device="browser", place="", window="").flag("fire")
    call_staff(hall.staff, hall.record_writer, "c-3", danger="fire", device="browser")
    seat = await stand.browser()
    await seat.sign_in(Role.SEAT)
    ticket = (await seat.post("/tickets", {"subject": "路灯坏了三天", "phone": "13912345678"}))[1]["id"]
    act = {
        "action": "note",
        "text": "打过电话了",
        "version": (await seat.get(f"/tickets/{ticket}"))[1]["ticket"]["version"],
    }
    assert (await seat.post(f"/tickets/{ticket}/act", act))[0] == 200
    return str(ticket)


async def go(page: Page, path: str) -> None:
    """To a page, by way of another one, until it has read what it shows."""
    own = "document.querySelector('#main h1')?.innerText.includes('我的账号')"
    await page.run("location.hash = '#/me'")
    await page.until(f"{own} === true")
    await page.run(f"location.hash = '#{path}'")
    await page.until(f"{own} === {'true' if path == '/me' else 'false'}")
    await page.until("!/正在(读取|检查)/.test(document.querySelector('#main').innerText)")


async def test_no_page_shows_an_english_word(tmp_path: Path) -> None:
    if find() is None:
        pytest.skip("no Chromium; install it with: apt-get install chromium fonts-noto-cjk")
    if console_dir() is None:
        pytest.skip("the page is not built; run `make web`")
    services = write_files(version_files("您好"), tmp_path / "services")
    async with console(tmp_path / "data", settings=replace(settings_of(), services_dir=services)) as stand:
        ticket = await a_full_record(stand)
        told, found = await stand.browser(), list[str]()
        url = f"http://127.0.0.1:{stand.server.operators_port}/console/"
        async with Page.open(url, size=(1366, 768)) as page:
            for role, paths in PAGES.items():
                stand.clock.pass_time(seconds=31)  # a code is good once
                await sign_in(page, role, told.code() if role in SECOND_FACTOR else "")
                for path in paths:
                    await go(page, path.format(ticket=ticket))
                    for line in await page.run(TEXT):
                        if re.search("[A-Za-z]{3,}", NAMES.sub("", line)):
                            found.append(f"{role} {path}: {line}")
                    await picture(page, f"chinese-{role}{path.replace('/', '-').format(ticket='one')}")
                await page.press("退出")
                await page.until("!!document.querySelector('input[type=password]')")
            assert page.console == []
    assert not found, "\n".join(sorted(set(found)))
