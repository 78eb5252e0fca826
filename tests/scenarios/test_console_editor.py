"""The editor of scripts in a real browser: a service is copied, changed in the form and as text, tried, tested and
proposed; and two clerks change the same file.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.channels.browser.page_files import console_dir
from kiosk.operators.permissions import Role
from support.chromium import Page, find
from support.connected import settings_of
from support.console import ConsoleStand, console
from support.console_page import accessible, fill, picture, sign_in
from support.drafts import SERVICES, shipped_service

SCRIPT = "hotline-status.yaml"
SHIPPED = (SERVICES / SCRIPT).read_text(encoding="utf-8")
SIZES = ((1366, 768), (1920, 1080))


@asynccontextmanager
async def stand(folder: Path) -> AsyncIterator[ConsoleStand]:
    if find() is None:
        pytest.skip("no Chromium; install it with: apt-get install chromium fonts-noto-cjk")
    if console_dir() is None:
        pytest.skip("the page is not built; run `make web`")
    settings = replace(settings_of(), services_dir=shipped_service(folder / "services"))
    async with console(folder / "data", settings=settings, roles=()) as found:
        await found.add("editor", [Role.EDITOR], "编辑甲")
        yield found


async def typed(page: Page, line: str, old: str, new: str) -> None:
    """In the text: the line is looked for and gone to, and `old` in it is typed over."""
    await page.press("文字", "[role=tab]")
    await page.run("document.querySelector('.find input').select()")
    await page.run("document.querySelector('.find input').focus()")
    await page.command("Input.insertText", text=line)
    await page.until("!!document.querySelector('.found button')")
    await page.run("document.querySelector('.found button').click()")
    select = f"""(() => {{
        const root = document.querySelector('.code').shadowRoot, line = root.querySelector('.cm-activeLine');
        if (!line?.innerText.includes({json.dumps(line)}) || root.activeElement === null) return false;
        const walk = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
        while (walk.nextNode()) {{
            const at = walk.currentNode.data.indexOf({json.dumps(old)});
            if (at < 0) continue;
            const range = document.createRange();
            range.setStart(walk.currentNode, at);
            range.setEnd(walk.currentNode, at + {len(old)});
            const chosen = root.getSelection();
            chosen.removeAllRanges();
            chosen.addRange(range);
            return true;
        }}
        return false;
    }})()"""
    await page.until(select)
    await page.run("new Promise(requestAnimationFrame).then(() => new Promise(requestAnimationFrame)).then(() => 1)")
    await page.command("Input.insertText", text=new)
    await page.run("document.querySelector('.find input').select()")
    await page.command("Input.insertText", text=" ")


async def line_field(page: Page, label: str, old: str, new: str) -> None:
    """A sentence in the form that is `old`, as a person changes it: typed over, and left."""
    found = (
        f"[...document.querySelectorAll('.line-field')].find((f) => f.querySelector('label')?.innerText === "
        f"{json.dumps(label)} && f.querySelector('textarea')?.value === {json.dumps(old)})?.querySelector('textarea')"
    )
    await page.until(f"!!({found})")
    await page.run(f"{found}.focus(), {found}.select()")
    await page.command("Input.insertText", text=new)
    await page.run("document.activeElement.blur()")


async def saved(page: Page) -> None:
    await page.until("document.querySelector('.editor-head').innerText.includes('存好了')")


async def begin(page: Page, name: str) -> None:
    await page.run("location.hash = '#/scripts/drafts'")
    await page.press("新草稿")
    await fill(page, "草稿叫什么", name)
    await page.press("开始改")
    await page.until("!!document.querySelector('.code')?.shadowRoot?.querySelector('.cm-content')")
    await page.until("!!document.querySelector('.script-form')")


async def test_a_service_is_copied_changed_tried_tested_and_proposed(tmp_path: Path) -> None:
    async with stand(tmp_path) as all_of:
        url = f"http://127.0.0.1:{all_of.server.operators_port}/console/"
        async with Page.open(url, size=SIZES[0]) as page:
            await sign_in(page, Role.EDITOR, "")
            await page.run("location.hash = '#/scripts/drafts'")
            await page.until("document.body.innerText.includes('还没有草稿')")
            await accessible(page)
            await picture(page, "editor-empty")
            await begin(page, "催办 <script>document.title='x'</script>")
            await page.until("document.querySelector('.findings')?.innerText.includes('没有发现问题')")
            assert await page.run("document.title") != "x"
            await accessible(page)
            await picture(page, "editor-first")
            await page.press("文字", "[role=tab]")
            await picture(page, "editor-text")
            await page.press("表单", "[role=tab]")
            # copied under another name, with its tests
            await page.press("复制成新业务")
            await fill(page, "新业务叫什么", "催办登记")
            await page.press("复制", ".el-dialog button")
            await page.until("document.querySelector('.script-form')?.innerText.includes('催办登记')")
            await accessible(page)
            await picture(page, "editor-form")
            # a prompt and a branch in the form
            await page.press("表单", "[role=tab]")
            await line_field(page, "第一次问", "要帮您催一下吗？", "要不要帮您催一下？")
            for phrase in ("我要登记催办", "帮我登记个催办", "催办要怎么登记", "登记一下催办"):
                await fill(page, "再加一种说法", phrase)
                await page.press("加上", ".script-form form button")
                await page.until(f"document.querySelector('.script-form ul').innerText.includes({json.dumps(phrase)})")
            line = next(nth for nth, text in enumerate(SHIPPED.splitlines(), 1) if "工单状态 == 正在办理" in text)
            add = f".step[data-line='{line}'] > .arm > .steps > .add button"
            await page.press("＋加一步", add)
            await page.press("分两路", add)
            await line_field(page, "说什么", "条件成立时说的话。", "催办已经登记了。")
            await line_field(page, "说什么", "条件不成立时说的话。", "您随时可以再来问。")
            await saved(page)
            await page.press("流程图", "[role=tab]")
            await page.until("document.querySelector('.chart-view')?.innerHTML.includes('催办已经登记了。')")
            await picture(page, "editor-chart")
            await accessible(page)
            # undone, from the form as from the text
            await line_field(page, "说什么", "您随时可以再来问。", "多打的字。")
            await page.press("撤销")
            await page.until("!document.querySelector('.chart-view').innerHTML.includes('多打的字。')")
            await saved(page)
            # a mistake is found while it is typed, and is one press away
            await page.press("检查", "[role=tab]")
            await typed(page, "收集: [要催办]", "要催办", "没有的槽位")
            await page.until("document.querySelector('.findings')?.innerText.includes('没有的槽位')")
            await picture(page, "editor-mistake")
            await page.run("document.querySelector('.code').shadowRoot.querySelector('.cm-content').blur()")
            found = (
                "[...document.querySelectorAll('.findings li button')].find((b) => b.innerText.includes('没有的槽位'))"
            )
            await page.run(f"{found}.click()")
            place = "getSelection().anchorNode && c.querySelector('.cm-activeLine').innerText"
            await page.until(f"((c) => {place})(document.querySelector('.code').shadowRoot).includes('没有的槽位')")
            await accessible(page)
            await page.press("撤销")
            await page.until("document.querySelector('.findings')?.innerText.includes('没有发现问题')")
            # tried by typing and by touch; the step is lit
            await page.press("试一试", "[role=tab]")
            await page.press("开始试")
            await fill(page, "群众说", "催办登记")
            await page.press("说", ".try form button")
            await page.until("document.querySelector('.try')?.innerText.includes('现在问：工单号')")
            await fill(page, "群众说", "/按键 26110931")
            await page.press("说", ".try form button")
            await page.until("document.querySelector('.try .talk').innerText.includes('非常满意')")
            await page.press("非常满意", ".try .shown button")
            await page.until("document.querySelectorAll('.try .mine').length === 3")
            await picture(page, "editor-try")
            await accessible(page)
            # tests, and proposing
            await page.press("对话测试", "[role=tab]")
            await page.press("跑全部对话测试")
            written = 2 * (SERVICES / "hotline-status.test.yaml").read_text(encoding="utf-8").count("- 名称:")
            await page.until(f"document.querySelector('.tests').innerText.includes('{written} / {written}')")
            await page.until("document.querySelector('.tests').innerText.includes('全部通过')")
            await picture(page, "editor-tests")
            await accessible(page)
            await page.press("提交审批")
            await fill(page, "改了什么，一句话", "催办单独成一项")
            await picture(page, "editor-propose")
            await page.press("检查并提交")
            await page.until(
                "document.body.innerText.includes('版本 1') || !!document.querySelector('.el-dialog [role=alert]')"
            )
            assert await page.run("document.querySelector('.el-dialog [role=alert]')?.innerText ?? ''") == ""
            await page.until("document.body.innerText.includes('待审批')")
            assert page.console == []
        found = await all_of.store.versions.bundle(1)
        assert "催办登记.yaml" in found.files
        assert "# 只凭工单号" in found.files["催办登记.yaml"].decode(), "comments stay"
        trial = (await all_of.store.trials.of((await all_of.store.drafts.listed())[0].id, 5))[0]
        assert trial.lines[0] == "催办登记"


async def test_two_clerks_change_the_same_file_and_lose_nothing(tmp_path: Path) -> None:
    async with stand(tmp_path) as all_of:
        await all_of.add("li", [Role.EDITOR], "李老师")
        other = await all_of.browser()
        await other.sign_in("li")
        url = f"http://127.0.0.1:{all_of.server.operators_port}/console/"
        async with Page.open(url, size=SIZES[1]) as page:
            await sign_in(page, Role.EDITOR, "")
            await begin(page, "两个人改")
            draft = (await all_of.store.drafts.listed())[0].id
            one = f"/scripts/drafts/{draft}"
            await other.post(f"{one}/presence", {"path": SCRIPT})
            await page.until("document.querySelector('.editor-head').innerText.includes('李老师 也在改这个文件')")
            _, file = await other.get(f"{one}/file?path={SCRIPT}")
            text = file["text"].replace("首次: 您的问题解决了吗？", "首次: 问题都解决了吗？")
            await typed(page, "首次: 请说工单号", "请说工单号，一共八位数字。", "请说八位工单号。")
            status, _ = await other.ask("PUT", f"{one}/file", {"path": SCRIPT, "base": 0, "text": text})
            assert status == 200
            await page.until("!!document.querySelector('.beside')")
            assert await page.run("document.querySelectorAll('.beside .differs').length") == 2
            await accessible(page)
            await picture(page, "editor-conflict")
            await page.press("两边都要")
            await saved(page)
            now = await all_of.store.drafts.file(draft, SCRIPT)
            assert now is not None
            assert "问题都解决了吗？" in (now.data or b"").decode()
            assert "请说八位工单号。" in (now.data or b"").decode()
            await page.press("存过的", "[role=tab]")
            await page.until("document.querySelector('.saves')?.innerText.includes('没有留用')")
            await picture(page, "editor-saves")
            await accessible(page)
            assert page.console == []


async def test_a_reload_stays_where_it_was_and_an_added_file_goes_and_comes_back(tmp_path: Path) -> None:
    async with stand(tmp_path) as all_of:
        url = f"http://127.0.0.1:{all_of.server.operators_port}/console/"
        async with Page.open(url, size=SIZES[0]) as page:
            await sign_in(page, Role.EDITOR, "")
            await begin(page, "重新打开")
            await page.press("复制成新业务")
            await fill(page, "新业务叫什么", "催办登记")
            await page.press("复制", ".el-dialog button")
            current = "document.querySelector('.file-list [aria-current] .name')?.innerText"
            await page.until(f"{current} === '催办登记'")
            await saved(page)
            at = await page.run("location.hash")
            await page.command("Page.navigate", url="about:blank")
            await page.command("Page.navigate", url=url + at)  # as by a bookmark
            await page.until(f"{current} === '催办登记'")
            assert await page.run("location.hash") == at
            assert await page.run("document.querySelector('.side .within').innerText") == "业务脚本"
            # a conversation that was tried becomes one of its tests
            await page.press("试一试", "[role=tab]")
            await page.press("开始试")
            await fill(page, "群众说", "催办登记")
            await page.press("说", ".try form button")
            await page.until("document.querySelector('.try')?.innerText.includes('现在问：工单号')")
            await page.press("变成对话测试")
            await page.until("document.querySelector('.try').innerText.includes('已经加到 催办登记.test.yaml')")
            await picture(page, "editor-kept")
            await page.press("对话测试", "[role=tab]")
            await page.press("只跑“催办登记”的")
            count = (SERVICES / "hotline-status.test.yaml").read_text(encoding="utf-8").count("- 名称:") + 1
            await page.until(f"document.querySelector('.tests').innerText.includes('{count} / {count}')")
            await picture(page, "editor-one-service")
            # a file that was added is deleted, and the press is taken back
            await page.press("存过的", "[role=tab]")
            await page.until("document.querySelector('.saves').innerText.includes('草稿开始时还没有它')")
            await page.press("删除这个文件")
            names = "[...document.querySelectorAll('.file-list button')].map((one) => one.title)"
            await page.until(f"!{names}.includes('催办登记.yaml')")
            await picture(page, "editor-deleted")
            await page.press("撤销", ".el-message button")
            await page.until(f"{current} === '催办登记'")
            assert page.console == []
