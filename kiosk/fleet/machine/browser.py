#!/usr/bin/env python3
"""Keeps the kiosk's browser running: starts it, asks its page for a sign of life, and starts it anew where none comes.

Installed on a kiosk by `kiosk fleet make-kiosk`; needs Python 3.9 or newer and nothing else. It reads one file of
settings (JSON), whose path is its argument:

    url        the hall's page
    browser    names or paths of Chromium; the first that is there is used
    flags      its options
    profile    the folder of its profile, which holds the kiosk's token
    silent_s   seconds without a sign of life, after which the browser is ended

The page is asked over the browser's own pipe (`--remote-debugging-pipe`), which this program alone holds; no port is
opened. A sign of life is an answer of the page with more frames drawn than the one before. A browser that shows its
own error page (the hall was not there yet) is sent to the hall again. systemd is told of each sign of life
(`WatchdogSec`), so that this program is watched too.
"""

from __future__ import annotations

import json
import os
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import time
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

#: Seconds between two questions, and from the start of the browser to its first sign of life.
ASK_S = 5.0
START_S = 60.0
#: The page's own counter of drawn frames; of another page only that it answers.
_SIGN = "JSON.stringify([location.origin, window.__kiosk ? window.__kiosk.status().frames : -1])"


class KioskBrowser:
    """The browser's process, and one page of it over the pipe."""

    def __init__(self, command: list[str]) -> None:
        ours, its = os.pipe(), os.pipe()  # what it reads, what it writes
        self._out, self._in = ours[1], its[0]

        def wire() -> None:  # the browser expects its pipes as descriptors 3 and 4
            read, write = os.dup2(ours[0], 200), os.dup2(its[1], 201)  # out of the way of each other
            os.dup2(read, 3)
            os.dup2(write, 4)
            os.close(read)
            os.close(write)

        self.process = subprocess.Popen(command, close_fds=False, preexec_fn=wire, start_new_session=True)
        os.close(ours[0])
        os.close(its[1])
        os.set_blocking(self._in, False)
        self._ready = selectors.DefaultSelector()
        self._ready.register(self._in, selectors.EVENT_READ)
        self._numbers, self._got = 0, b""
        self._answers: dict[int, dict[str, Any]] = {}
        self._session: str | None = None

    def ask(self, within_s: float) -> list[Any] | None:
        """What `_SIGN` says, as a list; None where no answer comes in time."""
        until = time.monotonic() + within_s
        if self._session is None and not self._attach(until):
            return None
        answer = self._call("Runtime.evaluate", {"expression": _SIGN, "returnByValue": True}, until, self._session)
        if answer is None or "error" in answer:
            self._session = None  # the page crashed, or is another one now
            return None
        value = answer.get("result", {}).get("result", {}).get("value")
        found: list[Any] | None = json.loads(value) if isinstance(value, str) else None
        return found

    def go(self, url: str) -> None:
        """Send the page there."""
        if self._session is not None:
            self._call("Page.navigate", {"url": url}, time.monotonic() + ASK_S, self._session)

    def end(self) -> None:
        """All of its processes."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, number)
                self.process.wait(5)
            except ProcessLookupError:
                break
            except subprocess.TimeoutExpired:
                continue
        os.close(self._out)
        os.close(self._in)

    def _attach(self, until: float) -> bool:
        targets = self._call("Target.getTargets", {}, until)
        if targets is None:
            return False
        for one in targets.get("result", {}).get("targetInfos", []):
            if one["type"] == "page":
                asked = {"targetId": one["targetId"], "flatten": True}
                attached = self._call("Target.attachToTarget", asked, until)
                if attached and "result" in attached:
                    self._session = attached["result"]["sessionId"]
                    return True
        return False

    def _call(
        self, method: str, params: dict[str, Any], until: float, session: str | None = None
    ) -> dict[str, Any] | None:
        self._numbers += 1
        message: dict[str, Any] = {"id": self._numbers, "method": method, "params": params}
        if session is not None:
            message["sessionId"] = session
        try:
            os.write(self._out, json.dumps(message).encode() + b"\0")
        except OSError:
            return None
        while self._numbers not in self._answers:
            left = until - time.monotonic()
            if left <= 0 or not self._read(left):
                return None
        return self._answers.pop(self._numbers)

    def _read(self, within_s: float) -> bool:
        if not self._ready.select(within_s):
            return False
        data = os.read(self._in, 1 << 16)
        if not data:
            return False
        *whole, self._got = (self._got + data).split(b"\0")
        for one in whole:
            message = json.loads(one)
            if "id" in message:
                self._answers = {message["id"]: message}  # an older answer is waited for no more
        return True


def tell_systemd(word: str) -> None:
    address = os.environ.get("NOTIFY_SOCKET", "")
    if address:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.sendto(word.encode(), "\0" + address[1:] if address.startswith("@") else address)


def watch(browser: KioskBrowser, url: str, silent_s: float) -> str:
    """Until the browser ends or is silent; says which."""
    parts = urlsplit(url)
    home = f"{parts.scheme}://{parts.netloc}"
    alive, drawn = time.monotonic() + START_S - silent_s, -1
    while browser.process.poll() is None:
        told = browser.ask(ASK_S)
        if told is not None and told[0] != home:
            print(f"the browser shows {told[0]} and is sent to the hall again", flush=True)
            browser.go(url)
            alive = max(alive, time.monotonic())
            tell_systemd("READY=1\nWATCHDOG=1")
        elif told is not None and told[1] != drawn:
            alive, drawn = max(alive, time.monotonic()), told[1]
            tell_systemd("READY=1\nWATCHDOG=1")
        if time.monotonic() - alive > silent_s:
            return f"gave no sign of life for {silent_s:.0f} s"
        time.sleep(ASK_S)
    return f"ended by itself, status {browser.process.returncode}"


def command_of(settings: dict[str, Any]) -> list[str]:
    found = next((path for name in settings["browser"] if (path := shutil.which(name))), None)
    if found is None:
        sys.exit("no Chromium: none of {} is here".format(", ".join(settings["browser"])))
    own = ["--user-data-dir=" + settings["profile"], "--remote-debugging-pipe"]
    return [found, *settings["flags"], *own, settings["url"]]


def main() -> None:
    with open(sys.argv[1], encoding="utf-8") as file:
        settings = json.load(file)

    def stop(number: int, frame: FrameType | None) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    while True:
        browser = KioskBrowser(command_of(settings))
        try:
            why = watch(browser, settings["url"], settings["silent_s"])
        finally:
            browser.end()
        print(f"the browser {why}; it is started again", flush=True)
        time.sleep(1.0)


if __name__ == "__main__":
    main()
