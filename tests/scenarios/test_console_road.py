"""The road to the hall in a browser: a second person approves, tries on one machine, publishes and rolls back while
citizens are served; each finishes on the version that the conversation began with.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.channels.browser.page_files import console_dir
from kiosk.config.services import ServicesSettings
from kiosk.jobs.follow_published import PublishedFollower
from kiosk.jobs.prerender import Prerenderer
from kiosk.operators.permissions import Role
from kiosk.session import ClientProfile, Session
from support.chromium import Page, find
from support.connected import settings_of
from support.console import ConsoleStand, console
from support.console_page import accessible, fill, picture, press_key, sign_in, until_text
from support.fakes import Page as CitizenPage
from support.published_hall import asked
from support.versions import proposed, published, version_files, write_files


async def the_page_is_here() -> None:
    if find() is None:
        pytest.skip("no Chromium; install it with: apt-get install chromium fonts-noto-cjk")
    if console_dir() is None:
        pytest.skip("the page is not built; run `make web`")


def arrival(stand: ConsoleStand) -> Callable[[str], Session]:
    """A citizen who begins a conversation at a machine."""

    def arrives(machine: str) -> Session:
        session = Session(stand.server.hall, CitizenPage(), ClientProfile("screen", machine, screen=True))
        stand.server.hall.sessions.enter(session)
        session.start()
        return session

    return arrives


async def test_a_second_person_brings_a_version_to_the_citizens_and_back(tmp_path: Path) -> None:
    await the_page_is_here()
    services = write_files(version_files("文件夹"), tmp_path / "services")
    settings = replace(settings_of(), services_dir=services, services=ServicesSettings(source="published"))
    async with console(tmp_path / "data", settings=settings, roles=()) as stand:
        await stand.add(Role.APPROVER, [Role.APPROVER], "王主任")
        hall, arrives = stand.server.hall, arrival(stand)
        follower = PublishedFollower(hall, Prerenderer(hall, lambda done, total: None), ())
        await published(stand.store, "甲")
        await follower.look()
        await proposed(stand.store, "乙", 1)
        before = arrives("kiosk-1")
        told = await stand.browser()
        url = f"http://127.0.0.1:{stand.server.operators_port}/console/"
        async with Page.open(url, size=(1366, 768)) as page:
            await sign_in(page, Role.APPROVER, told.code())
            await until_text(page, "版本 1")

            async def step(label: str, button: str, done: str, *, reason: str = "") -> None:
                await page.run(f"document.querySelector('[aria-label=\"{label}\"]').click()")
                await page.until("!!document.querySelector('.el-dialog .form-part')")
                if reason:
                    await fill(page, "理由（必填）", reason)
                await accessible(page)
                await picture(page, f"road-{button}")
                if await page.run("!!document.querySelector('.el-dialog input[type=checkbox]')"):
                    await page.run("document.querySelector('.el-dialog input[type=checkbox]').click()")
                await page.press(button, ".el-dialog button")
                await until_text(page, done)
                await follower.look()

            await step("同意：版本 2", "同意", "版本 2已同意", reason="看过，测试都过了")
            # on trial for one machine
            await page.run("document.querySelector('[aria-label=\"试运行：版本 2\"]').click()")
            await page.until("!!document.getElementById('trial-kiosks')")
            await page.run("document.getElementById('trial-kiosks').click()")
            items = "[...document.querySelectorAll('.el-select-dropdown__item')]"
            option = f"{items}.find((o) => o.innerText.includes('没有登记'))"
            await page.until(f"!!({option})")
            await page.run(f"{option}.click()")
            await press_key(page, "Tab")  # out of the list, which closes
            await page.until("!document.querySelector('.el-select-dropdown')?.checkVisibility()")
            await picture(page, "road-试运行")
            if await page.run("!!document.querySelector('.el-dialog input[type=checkbox]')"):
                await page.run("document.querySelector('.el-dialog input[type=checkbox]').click()")
            await page.press("试运行", ".el-dialog button")
            await until_text(page, "版本 2开始试运行")
            await follower.look()
            tried, other = arrives("browser"), arrives("kiosk-1")
            assert "乙成人" in asked(tried.library)
            assert "甲成人" in asked(other.library)
            # to all; who began on the old version keeps it
            await step("发布：版本 2", "发布", "版本 2已发布")
            after = arrives("kiosk-1")
            assert "乙成人" in asked(after.library)
            assert "甲成人" in asked(before.library)
            # and back, by one press
            await page.press("退回上一个版本")
            await page.press("退回", ".el-dialog button")
            await until_text(page, "已退回到版本 1")
            await follower.look()
            last = arrives("kiosk-1")
            assert "甲成人" in asked(last.library)
            assert "乙成人" in asked(after.library), "nobody is moved in the middle of a conversation"
            await picture(page, "road-end")
            assert page.console == []
            for session in (before, tried, other, after, last):
                session.end("cancelled")
        events = [(deed.event, deed.version) for deed in await stand.store.versions.history()]
        assert events.count(("publish", 2)) == 1
        assert events[-1] == ("roll_back", 1)
