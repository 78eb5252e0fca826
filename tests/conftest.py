"""What every test run has: an error for tasks a test left running, and a closing list of what was skipped and why."""

from __future__ import annotations

import asyncio
import logging
import os
from asyncio import runners
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import structlog
from hypothesis import settings

#: The first example of a test loads dictionaries and models; speed is measured in bench/.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")

# Before any test loads onnxruntime: it reports its use to Microsoft otherwise.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

_LEAKS = pytest.StashKey[list[str]]()


@contextmanager
def _noting_leaks(leaks: list[str]) -> Iterator[None]:
    """A task still pending when its event loop closes was forgotten by whoever started it."""
    cancel_all = runners._cancel_all_tasks  # type: ignore[attr-defined]  # noqa: SLF001 - no public hook is called then

    def look_then_cancel(loop: asyncio.AbstractEventLoop) -> None:
        leaks.extend(str(task.get_coro()) for task in asyncio.all_tasks(loop) if not task.done())
        cancel_all(loop)

    runners._cancel_all_tasks = look_then_cancel  # type: ignore[attr-defined]  # noqa: SLF001
    try:
        yield
    finally:
        runners._cancel_all_tasks = cancel_all  # type: ignore[attr-defined]  # noqa: SLF001


@contextmanager
def _keeping_log_settings() -> Iterator[None]:
    """What a test sets up for the log of the whole process (`kiosk.telemetry.log.set_up`) ends with the test."""
    root = logging.getLogger()
    handlers, level, raises = root.handlers[:], root.level, logging.raiseExceptions
    try:
        yield
    finally:
        root.handlers, logging.raiseExceptions = handlers, raises
        root.setLevel(level)
        logging.captureWarnings(False)
        structlog.reset_defaults()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    leaks = item.stash[_LEAKS] = []
    with _noting_leaks(leaks), _keeping_log_settings():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[pytest.TestReport]:
    """Tasks that are left running are an error of the test's teardown: the loops of its fixtures are closed by then."""
    report = yield
    if call.when == "teardown" and report.passed and (leaks := item.stash[_LEAKS]):
        report.outcome, report.longrepr = "failed", f"tasks left running: {', '.join(leaks)}"
    return report


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):
        from support.distribution import hall_first

        hall_first(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """`pytest -n 2`. What it imports is imported here, so that the tests also run where pytest-xdist is missing."""
    from support.distribution import UnitScheduling

    return UnitScheduling(config, log)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = defaultdict(list)
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        skipped[reason.removeprefix("Skipped: ")].append(report.nodeid)
    if skipped:
        terminalreporter.section("what was not tested, and why")
        for reason, tests in sorted(skipped.items()):
            terminalreporter.line(f"{reason}  ({len(tests)})")
            for test in tests[:5]:
                terminalreporter.line(f"    {test}")
            if len(tests) > 5:
                terminalreporter.line(f"    and {len(tests) - 5} more")
