"""Lint of a folder of services for the console, in a process of its own: it takes a core for seconds."""

from __future__ import annotations

import asyncio
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from functools import partial
from multiprocessing import get_context
from os import nice
from pathlib import Path

from dialogue.errors import ScriptErrors
from dialogue.lint import Report
from kiosk.config import Settings
from kiosk.hall.folder_report import report_on
from kiosk.hall.version_files import read_folder
from kiosk.publishing.bundle import BundleError, digest

#: Added to the niceness of the process: conversations go first.
_NICE = 4


class FolderLint:
    """Lints one folder at a time. The last report is kept until a file, the back end's mapping or the day changes."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._last: tuple[str, Report] | None = None

    async def report(self, folder: Path, settings: Settings) -> Report:
        async with self._turn:
            content = await asyncio.to_thread(_content, folder, settings.backend.mapping)
            if self._last is None or self._last[0] != content:
                self._last = content, await _in_process(folder, settings)
            return self._last[1]


def _content(folder: Path, mapping: Path | None) -> str:
    """Another text for each folder and content of its files, and for each way in which it is unreadable."""
    try:
        told = read_folder(folder).hash
        told += digest(mapping.read_bytes()) if mapping else ""
    except (ScriptErrors, BundleError, OSError) as error:
        told = str(error)
    return f"{folder} {date.today()} {told}"


async def _in_process(folder: Path, settings: Settings) -> Report:
    work = partial(report_on, folder, replace(settings, services_dir=folder))
    process = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=nice, initargs=(_NICE,))
    try:
        return await asyncio.get_running_loop().run_in_executor(process, work)
    finally:
        process.shutdown(wait=False)
