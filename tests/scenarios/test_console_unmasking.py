"""One number of a live conversation, seen on the wall with a reason that is audited."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.channels.browser.page_files import console_dir
from kiosk.operators.permissions import Role
from kiosk.store import ConversationEntry
from kiosk.wire import messages as m
from mandarin.masking import masked
from support.chromium import Page, find
from support.console import console
from support.console_page import accessible, picture, sign_in, until_text

pytestmark = [
    pytest.mark.skipif(find() is None, reason="no Chromium"),
    pytest.mark.skipif(console_dir() is None, reason="the page is not built"),
]
SAID = ("我的手机号是13912345678", "身份证号是11010119900307123X")


async def test_a_seat_sees_one_number_and_the_audit_trail_says_why(tmp_path: Path) -> None:
    async with console(tmp_path, roles=()) as stand:
        await stand.add("seat", [Role.SEAT])
        view = stand.server.hall.live.board.open("c-1", channel="screen", device="kiosk-1", place="一楼", window="")
        await stand.store.keep(ConversationEntry("c-1", "kiosk-1", "screen", stand.store.now_ms()))
        for number, text in enumerate(SAID, 1):
            await stand.store.turn("c-1", "citizen", "voice", "said", text, at_ms=stand.store.now_ms())
            view.told(m.TranscriptMessage(number, masked(text), "voice"))
            stand.clock.pass_time(seconds=5)
        async with Page.open(f"{stand.base}/console/", size=(1366, 768)) as page:
            await sign_in(page, Role.SEAT, "")
            await page.until("!!document.getElementById('open-c-1')")
            await page.run("document.getElementById('open-c-1').click()")
            await until_text(page, "••••5678")
            await accessible(page)
            await page.press("显示号码")
            await page.press("替群众核对号码")
            await accessible(page)
            await picture(page, "unmasking-reason")
            await page.press("显示", "button[type=submit]")
            await until_text(page, SAID[0])
            assert SAID[1] not in await page.run("document.body.innerText"), "the other one stays masked"
            await accessible(page)
            await picture(page, "unmasking-shown")
            (row,) = await stand.store.audit_trail(1)
            assert (row.what, row.why, row.detail) == ("conversation shown", "替群众核对号码", "one turn")
            await page.press("重新遮住")
            await page.until(f"!document.body.innerText.includes('{SAID[0]}')")
            assert page.console == []
            colleague = {"hall": "二号大厅", "owner": "李老师", "account": "a-li", "place": "三楼咨询台"}
            for number in range(3):
                told = {"conversation": f"x-{number}", "service": "居住证办理" if number else "", **colleague}
                stand.server.hall.store.signals._told["answering"](told)  # noqa: SLF001
            await until_text(page, "同事在别的大厅回答")
            await until_text(page, "二号大厅 · 三楼咨询台 · 居住证办理")
            await accessible(page)
            await picture(page, "elsewhere")
        stand.server.hall.live.board.close(view)
