"""What tests of the console's page do in a browser."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from typing import Any

from kiosk.operators.permissions import Role
from support.chromium import Page
from support.console import PASSWORD

AXE = Path(__file__).parents[1] / "web" / "node_modules" / "axe-core" / "axe.min.js"
_KEYS = {
    " ": ("Space", 32), "Enter": ("Enter", 13), "Escape": ("Escape", 27), "?": ("Slash", 191),
    "ArrowUp": ("ArrowUp", 38), "End": ("End", 35), "Tab": ("Tab", 9),
}  # fmt: skip


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
        moving = "document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime !== Infinity)"
        await page.until(f"({moving}).length === 0")
        await page.run(f"{await asyncio.to_thread(AXE.read_text, encoding='utf-8')};0")
        rules = "axe.run(document, {resultTypes: ['violations']})"
        found = await page.run(f"{rules}.then((r) => r.violations.map((v) => [v.id, v.nodes.map((n) => n.html)]))")
        assert found == [], found


async def picture(page: Page, name: str) -> None:
    """Where KIOSK_PICTURES names a folder, for people to look at."""
    if folder := os.environ.get("KIOSK_PICTURES"):
        await page.picture(Path(folder) / f"{name}.png")


async def press_key(page: Page, key: str, **more: Any) -> None:
    """One key, as the keyboard sends it. `more`: fields of the event that are others."""
    code, number = _KEYS[key] if key in _KEYS else (f"Key{key.upper()}", ord(key.upper()))
    text = {"text": "\r" if key == "Enter" else key} if len(key) == 1 or key == "Enter" else {}
    about = {"key": key, "code": code, "windowsVirtualKeyCode": number} | more
    await page.command("Input.dispatchKeyEvent", type="keyDown", **about, **text)
    await page.command("Input.dispatchKeyEvent", type="keyUp", **about)


async def until_text(page: Page, text: str) -> None:
    """The page shows this."""
    await page.until(f"(document.body?.innerText ?? '').includes({json.dumps(text)})")  # none while a page changes
