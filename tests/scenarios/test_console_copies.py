"""A copied service in a real browser: the dialog tells what its name collides with and what is left of the old one;
tests that a new question breaks are mended together, and taken back.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.operators.permissions import Role
from support.chromium import Page
from support.console_page import accessible, fill, picture, sign_in
from tests.scenarios.test_console_editor import SCRIPT, SIZES, begin, saved, stand

TESTS = "hotline-status.test.yaml"
SLOT = "槽位:\n  谁来问:\n    类型: 选项\n    选项: {本人: [我自己], 家人: [替家里问]}\n    问: 谁来问？\n"


@pytest.mark.parametrize("size", SIZES, ids=["small", "large"])
async def test_a_name_is_looked_over_and_broken_tests_are_mended_and_taken_back(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with stand(tmp_path) as all_of:
        await all_of.add("li", [Role.EDITOR], "李老师")
        other = await all_of.browser()
        await other.sign_in("li")
        url = f"http://127.0.0.1:{all_of.server.operators_port}/console/"
        async with Page.open(url, size=size) as page:
            await sign_in(page, Role.EDITOR, "")
            await begin(page, "一起改")
            await page.press("复制成新业务")
            await fill(page, "新业务叫什么", "查工单")
            await page.until("document.querySelector('.el-dialog').innerText.includes('听起来一样')")
            await page.until("document.querySelector('.el-dialog').innerText.includes('谁来接，问信息科')")
            await accessible(page)
            await picture(page, f"copies-collision-{size[0]}")
            await fill(page, "新业务叫什么", "老年卡进度查询")
            await page.until("!document.querySelector('.el-dialog').innerText.includes('听起来一样')")
            await page.until("document.querySelector('.el-dialog').innerText.includes('谁来接，问信息科')")
            await picture(page, f"copies-dialog-{size[0]}")
            await page.press("取消", ".el-dialog button")
            # another clerk adds a question: every test that passes it fails
            draft = (await all_of.store.drafts.listed())[0].id
            one = f"/scripts/drafts/{draft}"
            _, file = await other.get(f"{one}/file?path={SCRIPT}")
            both = "  - 收集: [谁来问]\n  - 收集: [工单号]"
            asked = file["text"].replace("槽位:\n", SLOT).replace("  - 收集: [工单号]", both)
            assert (await other.ask("PUT", f"{one}/file", {"path": SCRIPT, "base": 0, "text": asked}))[0] == 200
            _, before = await other.get(f"{one}/file?path={TESTS}")
            await page.press("对话测试", "[role=tab]")
            await page.press("跑全部对话测试")
            await page.until("document.querySelector('.repairs')?.innerText.includes('多问了一项“谁来问”（谁来问？）')")
            await accessible(page)
            await picture(page, f"copies-broken-{size[0]}")
            await fill(page, "群众的回答", "本人")
            await page.run("document.querySelector('.repairs form button').click()")
            await page.until("document.querySelector('.repairs .preview')?.innerText.includes('段通过')")
            await accessible(page)
            await picture(page, f"copies-preview-{size[0]}")
            await page.press("就这样改")
            await page.until("document.querySelector('.tests').innerText.includes('全部通过')")
            await saved(page)
            await picture(page, f"copies-mended-{size[0]}")
            _, mended = await other.get(f"{one}/file?path={TESTS}")
            assert mended["text"].count("- 人: 本人") > 1
            await page.press("撤销", ".el-message button")
            await page.until("!document.querySelector('.el-message')")
            await saved(page)
            assert page.console == []
        _, after = await other.get(f"{one}/file?path={TESTS}")
        assert after["text"] == before["text"]
