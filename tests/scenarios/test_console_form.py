"""The form of the script editor in a real browser: a clerk changes a service without touching its text."""

from __future__ import annotations

import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.channels.browser.page_files import console_dir
from kiosk.operators.editor.worker import DraftWorker
from kiosk.operators.permissions import Role
from support.chromium import Page, find
from support.connected import settings_of
from support.console import ConsoleStand, console
from support.console_page import accessible, fill, picture, sign_in, until_text
from support.drafts import SERVICES, run_in_thread

SIZES = ((1366, 768), (1920, 1080))
LOAN = (SERVICES / "gjj.yaml").read_text(encoding="utf-8")
SHOWN = (("wz.yaml", "步骤"), ("csyjs.yaml", "几个人"), ("gjj.yaml", "卡片"), ("gjj.yaml", "规定和身份"))
STRANGE = """服务: 写法特别的
版本: 2026-12-01
# 这一条说明要留着
说法: [写法特别的, 特别的写法]
说不清: [甲]
槽位:
  甲: 文字
步骤:
  - 说: [不是一句话]
  - 别的: 一步
  - 结束: 完成
"""


@asynccontextmanager
async def stand(folder: Path) -> AsyncIterator[ConsoleStand]:
    if find() is None:
        pytest.skip("no Chromium; install it with: apt-get install chromium fonts-noto-cjk")
    if console_dir() is None:
        pytest.skip("the page is not built; run `make web`")
    services = folder / "services"
    services.mkdir()
    for name in ("gjj.yaml", "gjj.test.yaml", "csyjs.yaml", "wz.yaml", "sbk-loss.yaml", "calendar.yaml"):
        shutil.copy(SERVICES / name, services / name)
    (services / "strange.yaml").write_text(STRANGE, encoding="utf-8")
    settings = replace(settings_of(), services_dir=services)
    async with console(folder / "data", settings=settings, roles=()) as found:
        await found.add("editor", [Role.EDITOR], "编辑甲")
        yield found


async def opened(page: Page, name: str) -> None:
    """One file of the draft, in its form."""
    button = f"document.querySelector('.file-list button[title={json.dumps(name)}]')"
    await page.until(f"!!({button})")
    await page.run(f"{button}.click()")
    await page.until(f"{button}.ariaCurrent === 'page'")
    await page.press("表单", "[role=tab]")
    await page.until("!!document.querySelector('.script-form')")


async def named(page: Page, label: str, within: str = "") -> None:
    """Press the button with this name for those who hear the page."""
    found = f"[...document.querySelectorAll('{within} button')].find((b) => b.ariaLabel === {json.dumps(label)})"
    await page.until(f"!!({found})")
    await page.run(f"{found}.click()")


async def chosen(page: Page, label: str, value: str, within: str = "document") -> None:
    """In the list with this label."""
    found = (
        f"[...{within}.querySelectorAll('select')].find((s) => (s.ariaLabel ?? "
        f"document.querySelector(`label[for='${{s.id}}']`)?.innerText) === {json.dumps(label)})"
    )
    await page.until(f"!!({found})")
    await page.run(
        f"(() => {{ const list = {found}; list.value = {json.dumps(value)}; "
        "list.dispatchEvent(new Event('change', { bubbles: true })); })()"
    )


async def text_of(page: Page, all_of: ConsoleStand, name: str) -> str:
    """As it was saved."""
    await page.until("document.querySelector('.editor-head').innerText.includes('存好了')")
    draft = (await all_of.store.drafts.listed())[0].id
    found = await all_of.store.drafts.file(draft, name)
    assert found is not None
    return (found.data or b"").decode()


def step(line: str) -> str:
    """The step that begins with this line of the shipped script."""
    nth = next(nth for nth, text in enumerate(LOAN.splitlines(), 1) if line in text)
    return f"document.querySelector(\".step[data-line='{nth}']\")"


async def test_a_clerk_changes_a_service_in_the_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DraftWorker, "run", run_in_thread)
    async with stand(tmp_path) as all_of:
        url = f"http://127.0.0.1:{all_of.server.operators_port}/console/"
        async with Page.open(url, size=SIZES[0]) as page:
            await sign_in(page, Role.EDITOR, "")
            await page.run("location.hash = '#/scripts/drafts'")
            await page.press("新草稿")
            await fill(page, "草稿叫什么", "表单")
            await page.press("开始改")
            await opened(page, "gjj.yaml")
            await accessible(page)
            await picture(page, "form-top-1366")
            assert await text_of(page, all_of, "gjj.yaml") == LOAN
            # a query: its interface, and what is done where it fails
            query = step("接口: gjj.account")
            await chosen(page, "没有办成时，怎么办", "按原因分开", query)
            await page.until(f"{query}.innerText.includes('拒绝：系统说不行')")
            await page.run(f"document.querySelector('.script-form').scrollTop = {query}.offsetTop - 160")
            await picture(page, "form-query-1366")
            await accessible(page)
            await page.press("撤销")
            await page.until(f"!{query}.innerText.includes('拒绝：系统说不行')")
            assert await text_of(page, all_of, "gjj.yaml") == LOAN, "undone to the byte"
            # who uses a question is told before it goes
            await named(page, "去掉：购房方式", ".slot > .step-head")
            await until_text(page, "还有 3 处用到它")
            await page.run(
                "document.querySelector('.script-form').scrollTop = document.querySelector('.asking').offsetTop - 300"
            )
            await picture(page, "form-remove-1366")
            await accessible(page)
            await named(page, "不去：购房方式")
            # an option under another name, here and in the tests
            await named(page, "改名：租房")
            await page.run("document.querySelector('.renaming input').select()")
            await page.command("Input.insertText", text="租住")
            await page.press("改", ".renaming button")
            await until_text(page, "“租房”改成了“租住”")
            await picture(page, "form-renamed-1366")
            await accessible(page)
            await page.press("别的文件也改")
            assert "提取原因 在 [租住, 购房]" in await text_of(page, all_of, "gjj.yaml")
            assert "提取原因: 租住" in await text_of(page, all_of, "gjj.test.yaml")
            await page.press("撤销")
            await page.until("document.querySelector('.script-form').innerText.includes('租房')")
            assert await text_of(page, all_of, "gjj.yaml") == LOAN
            assert await text_of(page, all_of, "gjj.test.yaml") == (SERVICES / "gjj.test.yaml").read_text("utf-8")
            # a step is added, moved and taken away; a branch, too
            await named(page, "加一步：步骤")
            await page.press("提交", ".steps > .add button")
            await until_text(page, "不重复提交的凭据")
            await named(page, "去掉：问清楚 身份证号")
            await until_text(page, "用到“身份证号”")
            await named(page, "真的去掉：问清楚 身份证号")
            await page.press("撤销")
            await page.press("撤销")
            assert await text_of(page, all_of, "gjj.yaml") == LOAN
            await page.press("重做")
            await page.until("[...document.querySelectorAll('.step')].length > 0")
            assert (await text_of(page, all_of, "gjj.yaml")).count("- 提交:") == LOAN.count("- 提交:") + 1
            assert page.console == []


async def test_the_form_shows_every_kind_and_says_what_it_cannot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DraftWorker, "run", run_in_thread)
    async with stand(tmp_path) as all_of:
        url = f"http://127.0.0.1:{all_of.server.operators_port}/console/"
        async with Page.open(url, size=SIZES[1]) as page:
            await sign_in(page, Role.EDITOR, "")
            await page.run("location.hash = '#/scripts/drafts'")
            await page.press("新草稿")
            await fill(page, "草稿叫什么", "表单")
            await page.press("开始改")
            for name, section in SHOWN:
                await opened(page, name)
                await page.press(section, ".sections button")
                assert await page.run("document.querySelectorAll('.script-form > section .note').length") == 0
                await accessible(page)
                await picture(page, f"form-{name}-{section}-1920")
            await opened(page, "strange.yaml")
            await until_text(page, "“说不清”表单里没有")
            told = await page.run("document.querySelector('.script-form').innerText")
            assert "“说什么”这样写的，表单里显示不了" in told
            assert "别的: 一步" in told
            assert "“甲”这样写的，表单里显示不了" in told
            await accessible(page)
            await picture(page, "form-strange-1920")
            await page.press("第5行", ".script-form .note .go")
            place = "document.querySelector('.code').shadowRoot.querySelector('.cm-activeLine')?.innerText"
            await page.until(f"({place} ?? '').includes('说不清')")
            assert page.console == []


#: How far the whole window and the middle of the console can be scrolled (px).
LOOSE = """(() => {
    const main = document.querySelector('main'), page = document.scrollingElement;
    return Math.max(page.scrollHeight - innerHeight, main.scrollHeight - main.clientHeight);
})()"""


async def test_the_form_keeps_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DraftWorker, "run", run_in_thread)
    async with stand(tmp_path) as all_of:
        url = f"http://127.0.0.1:{all_of.server.operators_port}/console/"
        async with Page.open(url, size=SIZES[0]) as page:
            await sign_in(page, Role.EDITOR, "")
            await page.run("location.hash = '#/scripts/drafts'")
            await page.press("新草稿")
            await fill(page, "草稿叫什么", "位置")
            await page.press("开始改")
            # a draft begins in its form; the window is as high as the screen whatever stands in the panes
            await page.until("!!document.querySelector('.script-form')")
            await opened(page, "gjj.yaml")
            for name in ("文字", "表单"):
                await page.press(name, "[role=tab]")
                assert await page.run(LOOSE) == 0, name
            assert await page.run("document.querySelector('.script-form').scrollHeight") > 3 * SIZES[0][1]
            # a step is put before another one, and is gone to
            before = await text_of(page, all_of, "gjj.yaml")
            await named(page, "在这里加一步：步骤，第 3 步前面")
            await picture(page, "form-insert-1366")
            await accessible(page)
            await page.press("评价", ".between button")
            added = "document.querySelector('.script-form [data-path=\"步骤/2\"]')"
            await page.until(f"{added}?.dataset.arrived === '' && {added}.innerText.includes('评价')")
            assert await page.run(f"{added}.contains(document.activeElement)")
            # moved, it stays under the pointer with the focus on its button
            top = await page.run(f"{added}.getBoundingClientRect().top")
            for to in (3, 4, 5):
                await named(page, "下移：评价 好差评")
                moved = f"document.querySelector('.script-form [data-path=\"步骤/{to}\"]')"
                await page.until(f"{moved}.contains(document.activeElement) && {moved}.innerText.includes('评价')")
                assert abs(await page.run(f"{moved}.getBoundingClientRect().top") - top) < 2
            await chosen(page, "移到第几步：评价 好差评", "2")
            await page.until(f"{added}.contains(document.activeElement)")
            assert abs(await page.run(f"{added}.getBoundingClientRect().top") - top) < 2
            await picture(page, "form-moved-1366")
            await named(page, "去掉：评价 好差评")
            await named(page, "真的去掉：评价 好差评")
            assert await text_of(page, all_of, "gjj.yaml") == before
            # an error is gone to in the form, with the focus in its field; the check is never ahead of what is typed
            await page.until("!document.querySelector('.findings').innerText.includes('正在检查')")
            confirm = "document.querySelector('.script-form [data-path$=\"确认\"] textarea')"
            await page.run(f"{confirm}.focus(), {confirm}.select()")
            await page.command("Input.insertText", text="【没有的】对吗？")
            await page.run("document.activeElement.blur()")
            assert await page.run(
                "new Promise(requestAnimationFrame).then(() => document.querySelector('.findings').innerText)"
                ".then((told) => told.includes('正在检查') && !told.includes('处要改'))"
            )
            finding = (
                "[...document.querySelectorAll('.findings li button')].find((b) => b.innerText.includes('没有的'))"
            )
            await page.until(f"!!{finding}")
            await page.press("其他", ".sections button")
            await page.run(f"{finding}.click()")
            await page.until(f"document.activeElement === {confirm}")
            await picture(page, "form-error-1366")
            await accessible(page)
            # to the text and back: the same place
            place = await page.run("document.querySelector('.script-form').scrollTop")
            await page.press("文字", "[role=tab]")
            await page.press("表单", "[role=tab]")
            await page.until(f"Math.abs(document.querySelector('.script-form')?.scrollTop - {place}) < 2")
            # opened again: the same file, in its form
            await text_of(page, all_of, "gjj.yaml")
            await page.run("location.hash = '#/scripts/drafts'")
            await page.press("打开来改", "a")
            await page.until("document.querySelector('.file-list [aria-current]')?.title === 'gjj.yaml'")
            await page.until("!!document.querySelector('.script-form')")
            assert page.console == []
