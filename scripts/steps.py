"""Runs one step of the set-up: a command, its progress on one line, its output in a log, its failure as a sentence.

Standard library only.
"""

from __future__ import annotations

import hashlib
import os
import queue
import shlex
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOG = ROOT / "build" / "setup.log"

#: Seconds between signs of life where there is no terminal.
_HEARTBEAT_S = 30.0


class StepError(Exception):
    """A step failed. The text is one sentence that names the fix."""


class ProgressLine:
    """One line of progress: rewritten in place on a terminal, printed at intervals elsewhere.

    `shown`: how many this run has begun.
    """

    shown = 0

    def __init__(self, title: str) -> None:
        ProgressLine.shown += 1
        self.title = title
        self.live = sys.stdout.isatty()
        self.began = self.told = time.monotonic()
        if not self.live:
            print(f"{title} …", flush=True)

    def show(self, detail: str) -> None:
        now = time.monotonic()
        if self.live:
            width = os.get_terminal_size().columns - 1
            print("\r\033[K" + f"{self.title}  {detail}  {now - self.began:.0f} s"[:width], end="", flush=True)
        elif now - self.told >= _HEARTBEAT_S:
            self.told = now
            print(f"  {detail}  {now - self.began:.0f} s", flush=True)

    def done(self, detail: str = "") -> None:
        start = "\r\033[K" if self.live else ""
        print(f"{start}{self.title} ✓ {detail}".rstrip(), flush=True)

    def failed(self) -> None:
        print(f"{chr(13) + chr(27) + '[K' if self.live else ''}{self.title} ✗", flush=True)


def run(
    line: ProgressLine,
    command: list[str],
    explain: Callable[[str], str],
    *,
    follow: Callable[[str], str | None] = lambda text: None,
    folder: Path = ROOT,
    env: Mapping[str, str] | None = None,
) -> None:
    """Runs `command`. `follow` turns a line of its output into progress; `explain` turns the whole into a sentence."""
    LOG.parent.mkdir(exist_ok=True)
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"\n$ {shlex.join(command)}\n")
        try:
            child = subprocess.Popen(
                command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, text=True, encoding="utf-8", errors="replace",
            )  # fmt: skip
        except OSError as error:
            line.failed()
            raise StepError(
                f"{command[0]} cannot be started: {error.strerror}. Reinstall it and run make again."
            ) from None
        try:
            output = _follow(line, child, log.write, follow)
        except BaseException:  # Ctrl-C too: no child outlives its step
            child.terminate()
            raise
    if child.wait() != 0:
        line.failed()
        raise StepError(explain(output))


def _follow(
    line: ProgressLine, child: subprocess.Popen[str], log: Callable[[str], object], follow: Callable[[str], str | None]
) -> str:
    """Reads to the end; a thread reads so that the seconds go on counting while nothing comes."""
    lines: queue.Queue[str | None] = queue.Queue()

    def read() -> None:
        assert child.stdout is not None
        for text in child.stdout:
            lines.put(text)
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    output: list[str] = []
    detail = "starting"
    while True:
        line.show(detail)
        try:
            text = lines.get(timeout=1.0)
        except queue.Empty:
            continue
        if text is None:
            return "".join(output)
        log(text)
        output.append(text)
        detail = follow(text) or detail


# ---- stamps ----------------------------------------------------------------------------------------------------------


def digest(*things: str | Path) -> str:
    """A hash over texts, files, and whole folders (by name and content)."""
    total = hashlib.sha256()
    for thing in things:
        if isinstance(thing, str):
            total.update(thing.encode() + b"\0")
            continue
        for path in _files(thing):
            total.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def _files(path: Path) -> Iterable[Path]:
    if path.is_dir():
        return sorted(found for found in path.rglob("*") if found.is_file())
    return [path] if path.is_file() else []


def is_done(stamp: Path, key: str) -> bool:
    try:
        return stamp.read_text() == key
    except OSError:
        return False


def mark_done(stamp: Path, key: str) -> None:
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(key)
