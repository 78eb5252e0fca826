"""The console's pages of knowledge in a real browser: passages, a question tried, a gap answered and proposed."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from dialogue import load_library
from kiosk.channels.browser.page_files import console_dir
from kiosk.operators.editor.worker import DraftWorker
from kiosk.operators.permissions import Role
from support.chromium import Page, find
from support.connected import settings_of
from support.console import console
from support.console_page import accessible, fill, picture, press_key, sign_in, until_text
from support.drafts import run_in_thread, shipped_service

TODAY = date.today()
KNOWLEDGE = f"""来源: 借阅指南
问答:
  - 编号: fee
    问法: [借书证多少钱, 办借书证要钱吗, 借书证收费吗]
    答案: 借书证不收费。
  - 问法: [图书馆几点开门, 图书馆什么时候开门, 图书馆开门时间]
    答案: 上午九点开门。
    失效: {TODAY + timedelta(days=3)}
"""
DOCUMENT = "来源：借阅指南\n\n# 借书证\n\n## 一次可以借几本书\n\n一次可以借五本书。\n"


async def choose_file(page: Page, name: str, text: str) -> None:
    """Into the page's only file field, as if it had been picked."""
    data = json.dumps(base64.b64encode(text.encode()).decode())
    await page.run(
        f"""(() => {{
            const bytes = Uint8Array.from(atob({data}), (c) => c.charCodeAt(0));
            const field = document.querySelector('input[type=file]'), given = new DataTransfer();
            given.items.add(new File([bytes], {json.dumps(name)}));
            field.files = given.files;
            field.dispatchEvent(new Event('change', {{ bubbles: true }})); }})()"""
    )


async def press_named(page: Page, label: str) -> None:
    """The button with this name for those who hear the page."""
    found = f"[...document.querySelectorAll('button')].find((b) => b.ariaLabel === {json.dumps(label)})"
    await page.until(f"!!({found})")
    await page.run(f"{found}.click()")


async def test_a_gap_is_answered_tried_and_proposed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DraftWorker, "run", run_in_thread)
    if find() is None:
        pytest.skip("no Chromium; install it with: apt-get install chromium fonts-noto-cjk")
    if console_dir() is None:
        pytest.skip("the page is not built; run `make web`")
    services = shipped_service(tmp_path / "services")
    (services / "knowledge" / "card.yaml").write_text(KNOWLEDGE, encoding="utf-8")
    settings, library = replace(settings_of(), services_dir=services), load_library(services)
    async with console(tmp_path / "data", settings=settings, roles=(), library=library) as stand:
        for role in (Role.EDITOR, Role.ANALYST):
            await stand.add(role, [role])
        for question in ("借书证丢了怎么补", "借书证丢了怎么补办", "借书证多少钱"):
            await stand.store.add_gap(question, device="kiosk-1")
        url = f"http://127.0.0.1:{stand.server.operators_port}/console/"
        async with Page.open(url, size=(1366, 768)) as page:
            await sign_in(page, Role.EDITOR, "")
            await page.run("location.hash = '#/knowledge'")
            await until_text(page, "有 1 条三十天内到期")
            await accessible(page)
            await picture(page, "knowledge-1366")
            await fill(page, "里面有", "没有这句")
            await press_key(page, "Enter")
            await until_text(page, "没有找到")
            await picture(page, "knowledge-none-1366")

            await page.press("试一问", "a")
            await fill(page, "群众问", "办借书证要多少钱")
            await page.press("试")
            await until_text(page, "✓ 用这一条答：借书证多少钱")
            await accessible(page)
            await picture(page, "try-1366")

            await until_text(page, "会当成提问")
            await page.run("document.querySelector('.ask-passages input').select()")
            await page.command("Input.insertText", text="我要查工单")
            await page.press("试")
            await until_text(page, "开始办“工单进度查询”")
            await accessible(page)
            await picture(page, "try-wish-1366")

            await page.press("没答上的", "a")
            await until_text(page, "用“借书证多少钱”")
            await accessible(page)
            await picture(page, "gaps-1366")
            await page.press("写答案")
            await until_text(page, "新增一条知识")
            questions = await page.run("document.querySelector('.el-dialog textarea').value")
            assert set(questions.split("\n")) == {"借书证丢了怎么补", "借书证丢了怎么补办"}
            await fill(page, "答案（屏幕上显示全文）", "请带身份证到一楼服务台补办。")
            await until_text(page, "写上出处：没有出处的不能用")
            await fill(page, "出处（必填）", "借阅指南")
            await accessible(page)
            await picture(page, "passage-1366")
            await page.press("放进草稿")
            await until_text(page, "还没有提交的草稿")
            (draft,) = await stand.store.drafts.listed()
            assert draft.revision == 1
            await accessible(page)

            await page.press("条目", "a")
            await page.press("放一份文件进来")
            await page.until("!!document.querySelector('input[type=file]')")
            await choose_file(page, "旧的.doc", "x")
            await until_text(page, "旧格式请另存")
            await choose_file(page, "借阅.md", DOCUMENT)
            await until_text(page, "✓ 读出 1 条")
            await accessible(page)
            await picture(page, "document-1366")
            await page.press("放进草稿")
            await page.until("!document.querySelector('input[type=file]')")
            paths = {one.path for one in await stand.store.drafts.files(draft.id) or ()}
            assert {"knowledge/借阅.md", "knowledge/控制台补充.yaml"} <= paths

            # a passage is changed, another one taken out and put back
            await press_named(page, "改：图书馆几点开门")
            await until_text(page, "改一条知识")
            await fill(page, "答案（屏幕上显示全文）", "周一闭馆。")
            await accessible(page)
            await picture(page, "knowledge-change-1366")
            await page.press("改在草稿里")
            await page.until("!document.querySelector('.el-dialog textarea')")
            await press_named(page, "删：借书证多少钱")
            await until_text(page, "它的编号是“fee”")
            await accessible(page)
            await picture(page, "knowledge-remove-1366")
            await page.press("在草稿里删掉")
            await until_text(page, "里删掉了")
            gone = await stand.store.drafts.file(draft.id, "knowledge/card.yaml")
            assert gone is not None
            assert "借书证不收费" not in (gone.data or b"").decode()
            await accessible(page)
            await picture(page, "knowledge-removed-1366")
            await page.press("放回去")
            await page.until("!document.body.innerText.includes('里删掉了')")
            back = await stand.store.drafts.file(draft.id, "knowledge/card.yaml")
            assert back is not None
            assert "借书证不收费" in (back.data or b"").decode()
            assert "周一闭馆。" in (back.data or b"").decode()

            size = {"width": 1920, "height": 1080, "deviceScaleFactor": 1, "mobile": False}
            await page.command("Emulation.setDeviceMetricsOverride", **size)
            await page.press("提交审批")
            await fill(page, "改了什么，一句话", "新增补办的答案")
            await page.press("提交给别人审批")
            proposed = "document.body.innerText.includes('已提交：版本')"
            await page.until(f"{proposed} || !!document.querySelector('.el-dialog .note')", within_s=240)
            await picture(page, "proposed-1920")
            assert await page.run("document.querySelector('.el-dialog .note')?.innerText ?? ''") == ""
            assert (await stand.store.versions.standing()).versions[1].message == "新增补办的答案"
            await accessible(page)

            await page.press("没答上的", "a")
            await page.press("划掉")
            await page.until("document.querySelectorAll('table.list tbody tr').length === 1")
            assert [gap.question for gap in (await stand.store.gaps()).gaps] == ["借书证多少钱"]
            await page.press("退出")
            await sign_in(page, Role.ANALYST, "")
            await page.run("location.hash = '#/knowledge'")
            await until_text(page, "有 1 条三十天内到期")
            assert (
                await page.run("[...document.querySelectorAll('button')].some((b) => b.innerText === '新增一条')")
                is False
            )
            assert page.console == []
