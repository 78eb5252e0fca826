"""The dialog in which a second person approves a version with a new service, in a real browser."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.channels.browser.page_files import console_dir
from kiosk.operators.permissions import Role
from kiosk.publishing.bundle import Bundle
from support.chromium import Page, find
from support.connected import settings_of
from support.console import console
from support.console_page import accessible, picture, sign_in
from support.versions import AUTHOR, published, version_files, write_files

SERVICES = Path(__file__).parents[2] / "services"
#: Whether the reason and the buttons are in sight, and the dialog itself does not scroll.
IN_SIGHT = """(() => {
  const reason = document.querySelector('.el-dialog textarea').getBoundingClientRect();
  const footer = document.querySelector('.el-dialog__footer').getBoundingClientRect();
  const body = document.querySelector('.el-dialog__body');
  return reason.bottom <= footer.top + 1 && footer.bottom <= innerHeight && body.scrollHeight <= body.clientHeight + 1;
})()"""


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080)])
async def test_all_of_it_is_in_sight(tmp_path: Path, width: int, height: int) -> None:
    if find() is None:
        pytest.skip("no Chromium; install it with: apt-get install chromium fonts-noto-cjk")
    if console_dir() is None:
        pytest.skip("the page is not built; run `make web`")
    services = write_files(version_files("您好"), tmp_path / "services")
    settings = replace(settings_of(), services_dir=services)
    async with console(tmp_path / "data", settings=settings, roles=()) as stand:
        await stand.add(Role.APPROVER, [Role.APPROVER], "王主任")
        first = await published(stand.store, "欢迎")
        files = version_files("您好呀").files | {"jzz.yaml": (SERVICES / "jzz.yaml").read_bytes()}
        await stand.store.versions.add(Bundle(files), AUTHOR, "新增居住证办理；借书证的问法客气一些", first)
        told = await stand.browser()
        url = f"http://127.0.0.1:{stand.server.operators_port}/console/"
        async with Page.open(url, size=(width, height)) as page:
            await sign_in(page, Role.APPROVER, told.code())
            await page.until("!!document.querySelector('table.list tbody tr')")
            await page.press("同意")
            await page.until("document.querySelector('.differences')?.innerText.includes('新增的服务') === true")
            await accessible(page)
            assert await page.run(IN_SIGHT)
            assert await page.run("document.querySelector('.differences').scrollHeight > innerHeight"), "it is long"
            await picture(page, f"approve-new-{width}")
            assert page.console == []
