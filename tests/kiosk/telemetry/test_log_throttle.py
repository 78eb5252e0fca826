"""The same line again and again: a few a minute, and how many were left out."""

from __future__ import annotations

import asyncio
import errno
import io
import json
import logging
from typing import Any

import pytest
import structlog

from kiosk.telemetry import log
from kiosk.telemetry.log_throttle import Throttle


class Lines:
    """Everything that was logged, with a clock that may be put forward."""

    def __init__(self) -> None:
        self.now, self.stream = 0.0, io.StringIO()
        log.set_up("debug", "json", stream=self.stream)
        handler = logging.getLogger().handlers[0]
        handler.filters = [Throttle(lambda: self.now)]

    def read(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]


@pytest.fixture
def lines() -> Lines:
    return Lines()


def test_a_line_of_ours_is_written_a_few_times_a_minute(lines: Lines) -> None:
    ours = structlog.get_logger("kiosk")
    for number in range(1000):
        lines.now = number / 100
        ours.warning("fault", what="backend: timeout", conversation=f"{number}")
    assert len(lines.read()) == 5
    lines.now = 61.0
    ours.warning("fault", what="backend: timeout", conversation="x")
    assert lines.read()[-1]["repeated"] == 995


def test_another_kind_of_line_is_not_kept_waiting(lines: Lines) -> None:
    ours = structlog.get_logger("kiosk")
    for _ in range(100):
        ours.warning("fault", what="backend: timeout")
    ours.warning("fault", what="recogniser: RecogniserError")
    ours.warning("alert", kind="danger")
    assert [line.get("what", line["event"]) for line in lines.read()[5:]] == ["recogniser: RecogniserError", "alert"]


def test_each_head_of_the_audit_trail_is_written(lines: Lines) -> None:
    for number in range(1, 301):
        structlog.get_logger("kiosk").info("audit", what="ticket changed", count=number, hash="0" * 64)
    assert [line["count"] for line in lines.read()] == list(range(1, 301))


def test_a_library_has_one_line_of_a_kind_in_a_minute(lines: Lines) -> None:
    for number in range(500):
        logging.getLogger("aiohttp.server").error("Error handling request from %s", number)
    lines.now = 61.0
    logging.getLogger("aiohttp.server").error("Error handling request from %s", "x")
    assert [line.get("repeated") for line in lines.read()] == [None, 499]


async def test_accept_errors_do_not_fill_the_disk(lines: Lines) -> None:
    """What asyncio says 128 times a second when the process has no descriptor left, each time with a traceback."""
    loop = asyncio.get_running_loop()
    for number in range(10_000):
        lines.now = number / 128
        error = OSError(errno.EMFILE, "Too many open files")
        message = "socket.accept() out of system resource"
        loop.call_exception_handler({"message": message, "exception": error, "socket": f"<socket fd={number}>"})
    assert len(lines.read()) <= 2
    assert len(lines.stream.getvalue()) < 4096


def test_what_is_remembered_is_bounded(lines: Lines) -> None:
    throttle = Throttle(lambda: 0.0)

    def passes(number: int) -> bool:
        return throttle.filter(logging.LogRecord("x", logging.INFO, "", 0, f"line {number}", None, None))

    assert passes(0)
    assert not passes(0)
    assert all(passes(number) for number in range(1, 501))
    assert passes(0), "500 others were remembered instead"
