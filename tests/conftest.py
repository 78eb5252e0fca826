"""What every test run has: a closing list of what was skipped and why, and of tasks a test left running."""

from __future__ import annotations

import asyncio
import os
from asyncio import runners
from collections import defaultdict
from collections.abc import Iterator

import pytest
from hypothesis import settings

#: The first example of a test loads dictionaries and models; speed is measured in bench/.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")

# Before any test loads onnxruntime: it reports its use to Microsoft otherwise.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

_LEAKS = pytest.StashKey[dict[str, list[str]]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_LEAKS] = {}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """A task still pending when its event loop closes was forgotten by whoever started it."""
    leaks: list[str] = []
    cancel_all = runners._cancel_all_tasks  # type: ignore[attr-defined]  # noqa: SLF001 - no public hook is called then

    def look_then_cancel(loop: asyncio.AbstractEventLoop) -> None:
        leaks.extend(str(task.get_coro()) for task in asyncio.all_tasks(loop) if not task.done())
        cancel_all(loop)

    runners._cancel_all_tasks = look_then_cancel  # type: ignore[attr-defined]  # noqa: SLF001
    try:
        return (yield)
    finally:
        runners._cancel_all_tasks = cancel_all  # type: ignore[attr-defined]  # noqa: SLF001
        if leaks:
            item.config.stash[_LEAKS][item.nodeid] = leaks


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if session.config.stash[_LEAKS] and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if leaks := config.stash[_LEAKS]:
        terminalreporter.section("tasks left running (this fails the run)", red=True)
        for test, tasks in leaks.items():
            terminalreporter.line(f"{test}: {', '.join(tasks)}")
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
