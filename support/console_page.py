"""What tests do in the operators' console in a real browser: sign in, fill fields, look at it, check it with axe."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

from kiosk.operators.permissions import Role
from support.chromium import Page
from support.console import PASSWORD

AXE = Path(__file__).parents[1] / "web" / "node_modules" / "axe-core" / "axe.min.js"


async def fill(page: Page, label: str, text: str) -> None:
    """Type into the field of this label, which the label's `for` finds."""
    found = f"[...document.querySelectorAll('label')].find((l) => l.innerText === {json.dumps(label)})"
    await page.until(f"!!({found})")
    await page.run(f"document.getElementById({found}.htmlFor).focus()")
    await page.command("Input.insertText", text=text)


async def sign_in(page: Page, role: Role, code: str) -> None:
    await fill(page, "账号", role)
    await fill(page, "密码", PASSWORD)
    await page.press("登录")
    if code:
        await fill(page, "验证码", code)
        await page.press("登录")
    await page.until("!!document.querySelector('.shell')")


async def accessible(page: Page) -> None:
    """axe-core finds nothing, where it is installed (`npm ci` in web/)."""
    if AXE.exists():
        await page.run(f"{await asyncio.to_thread(AXE.read_text, encoding='utf-8')};0")
        rules = "axe.run(document, {resultTypes: ['violations']})"
        found = await page.run(f"{rules}.then((r) => r.violations.map((v) => [v.id, v.nodes.map((n) => n.html)]))")
        assert found == [], found


async def picture(page: Page, name: str) -> None:
    """Where KIOSK_PICTURES names a folder, for people to look at."""
    if folder := os.environ.get("KIOSK_PICTURES"):
        await page.picture(Path(folder) / f"{name}.png")
