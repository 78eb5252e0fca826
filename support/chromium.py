"""Headless Chromium over the DevTools protocol: enough to open the page, read it, press on it, take its picture.

Used by the page tests too. No driver, no package: Chromium's own WebSocket.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import itertools
import json
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import websockets

_FLAGS = (
    "--headless=new", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--disable-quic", "--hide-scrollbars", "--remote-debugging-port=0",
    "--use-fake-ui-for-media-stream", "--autoplay-policy=no-user-gesture-required",
    "--disable-background-timer-throttling", "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
)  # fmt: skip


def find() -> str | None:
    """Chromium's path, or None: `apt-get install chromium` on Debian, or set KIOSK_CHROMIUM."""
    names = (os.environ.get("KIOSK_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if name and (path := shutil.which(name))), None)


class ChromiumError(Exception):
    """The browser is not there, or refused a command."""


class Page:
    """One tab."""

    def __init__(self, socket: websockets.ClientConnection) -> None:
        self._socket = socket
        self._ids = itertools.count(1)
        self.console: list[str] = []

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls,
        url: str,
        *,
        microphone: Path | None = None,
        size: tuple[int, int] = (1080, 1920),
        flags: tuple[str, ...] = (),
        script: str = "",
    ) -> AsyncIterator[Page]:
        """A fresh browser with nothing but this page. `microphone`: a WAV that it hears, once; silence otherwise.

        `flags`: more options of the browser. `script`: JavaScript that runs before the page's own.
        """
        path = find()
        if path is None:
            raise ChromiumError("Chromium is not here; install it with: apt-get install chromium")
        options = [*_FLAGS, *flags, f"--window-size={size[0]},{size[1]}"]
        options += ["--no-sandbox"] if os.geteuid() == 0 else []
        options += ["--use-fake-device-for-media-stream"]
        if microphone is not None:
            options += [f"--use-file-for-fake-audio-capture={microphone}%noloop"]
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
            browser = await asyncio.create_subprocess_exec(
                path, *options, f"--user-data-dir={profile}", "about:blank",
                stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
            )  # fmt: skip
            try:
                async with asyncio.timeout(30):
                    address = await _page_address(Path(profile))
                async with websockets.connect(address, max_size=1 << 26) as socket:
                    page = cls(socket)
                    await page._set_up(url, size, script)
                    yield page
            finally:
                browser.terminate()
                await browser.wait()

    async def _set_up(self, url: str, size: tuple[int, int], script: str) -> None:
        for domain in ("Page", "Runtime", "Log"):
            await self.command(f"{domain}.enable")
        await self.command(
            "Emulation.setDeviceMetricsOverride", width=size[0], height=size[1], deviceScaleFactor=1, mobile=False
        )
        if script:
            await self.command("Page.addScriptToEvaluateOnNewDocument", source=script)
        await self.command("Page.navigate", url=url)

    async def another(self, url: str, *, size: tuple[int, int], before: str = "") -> Page:
        """Another tab of the same browser, in a window of its own. `before`: a script that runs before the page's."""
        target = await self.command("Target.createTarget", url="about:blank", newWindow=True)
        host, port = self._socket.remote_address[:2]
        address = f"ws://{host}:{port}/devtools/page/{target['targetId']}"
        page = Page(await websockets.connect(address, max_size=1 << 26))
        await page._set_up(url, size, before)
        return page

    async def command(self, method: str, **params: Any) -> Any:
        number = next(self._ids)
        await self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            answer = json.loads(await self._socket.recv())
            if answer.get("method") == "Runtime.exceptionThrown":
                self.console.append(str(answer["params"]["exceptionDetails"].get("exception", {}).get("description")))
            if answer.get("method") == "Log.entryAdded" and answer["params"]["entry"]["source"] == "security":
                # What the content security policy blocks.
                self.console.append(str(answer["params"]["entry"]["text"]))
            if answer.get("method") == "Runtime.consoleAPICalled" and answer["params"]["type"] == "error":
                self.console.append(str(answer["params"]["args"]))
            if answer.get("id") == number:
                if "error" in answer:
                    raise ChromiumError(f"{method}: {answer['error']['message']}")
                return answer["result"]

    async def run(self, script: str) -> Any:
        """The value of a JavaScript expression (awaited, if it is a promise)."""
        answer = await self.command("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise ChromiumError(f"{script}: {answer['exceptionDetails']['exception'].get('description')}")
        return answer["result"].get("value")

    async def until(self, script: str, within_s: float = 60) -> Any:
        """Wait until the expression is truthy; its value."""
        try:
            async with asyncio.timeout(within_s):
                while not (value := await self.run(script)):
                    await asyncio.sleep(0.1)
                return value
        except TimeoutError:
            text = await self.run("document.body.innerText")
            raise ChromiumError(f"still not after {within_s:.0f} s: {script}; the page says: {text}") from None

    async def press(self, text: str, selector: str = "button") -> None:
        """A real pointer press on the button (or other `selector`) whose words begin with `text`, once it listens.

        It listens once it is enabled, its board can have been read, and it has stood in one place for a frame.
        """
        found = await self.until(
            f"""(async () => {{
                const b = [...document.querySelectorAll({json.dumps(selector)})].find((b) => b.checkVisibility() &&
                    b.getAttribute('aria-disabled') !== 'true' && b.closest('[data-unread="yes"]') === null &&
                    b.innerText.replace(/\\s/g, '').startsWith({json.dumps(text)}));
                if (!b) return null;
                b.scrollIntoView({{block: 'center'}});
                const before = b.getBoundingClientRect();
                await new Promise(requestAnimationFrame);
                const r = b.getBoundingClientRect(), middle = [r.x + r.width / 2, r.y + r.height / 2];
                const stood = r.x === before.x && r.y === before.y && r.width === before.width;
                return stood && b.contains(document.elementFromPoint(...middle)) ? middle : null; }})()"""
        )
        await self.tap(*found)

    async def tap(self, x: float, y: float) -> None:
        for kind in ("mousePressed", "mouseReleased"):
            await self.command("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    async def picture(self, file: Path) -> None:
        shot = await self.command("Page.captureScreenshot", format="png")
        file.write_bytes(base64.b64decode(shot["data"]))


async def _page_address(profile: Path) -> str:
    """The DevTools address of the browser's only page, once it has written down its port."""
    async with aiohttp.ClientSession() as http:
        while True:
            with contextlib.suppress(OSError, ValueError, IndexError, aiohttp.ClientError, StopIteration):
                port = int((profile / "DevToolsActivePort").read_text().splitlines()[0])
                async with http.get(f"http://127.0.0.1:{port}/json/list") as answer:
                    pages = await answer.json()
                for page in pages:
                    if page["type"] == "page":
                        return str(page["webSocketDebuggerUrl"])
            await asyncio.sleep(0.1)
