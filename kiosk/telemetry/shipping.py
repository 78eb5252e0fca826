"""Sends log lines to another machine from a thread of its own: nobody who logs ever waits for the network.

Lines wait in a bounded queue. When it is full the newest is dropped and counted; while the other side does not answer,
the oldest batch is tried again and again, and each outage is told once (to the other outputs too).
"""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog

#: Lines that wait; some ten megabytes.
LINES = 10_000
#: Lines sent at once, at most.
BATCH = 256
#: Seconds from one attempt to the next: doubled from the first to the second value.
FIRST_S, LONGEST_S = 1.0, 30.0
#: Seconds that the end of the process waits for what is still to be sent.
LAST_S = 2.0


@dataclass(frozen=True, slots=True)
class LogLine:
    """`text`: the line as one JSON object. `at`: seconds since 1970, UTC. `level`: of `logging`."""

    at: float
    level: int
    logger: str
    text: str


class LogSender(Protocol):
    """Used by one thread."""

    def send(self, lines: Sequence[LogLine]) -> int:
        """How many of the lines the other side refused for good. Raises OSError where it cannot be reached now."""
        ...

    def close(self) -> None: ...


class ShippingHandler(logging.Handler):
    """`output`: syslog or otlp, the label of its metrics. `failing`: the last attempt did not succeed."""

    def __init__(self, output: str, sender: LogSender, *, lines: int = LINES) -> None:
        super().__init__()
        self.output, self.dropped, self.failing = output, 0, False
        self._sender = sender
        self._line: queue.Queue[LogLine | None] = queue.Queue(lines)
        self._counting, self._closing = threading.Lock(), threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"log {output}", daemon=True)
        self._thread.start()

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = LogLine(record.created, record.levelno, record.name, self.format(record))
        except Exception:  # noqa: BLE001 - as every handler: a line that cannot be formatted stops no conversation
            self.handleError(record)
            return
        try:
            self._line.put_nowait(line)
        except queue.Full:
            self._drop(1)

    def close(self) -> None:
        """Send what waits, for `LAST_S` at most; the rest is dropped. Called at the end of the process too."""
        if not self._closing.is_set():
            self._closing.set()
            with contextlib.suppress(queue.Full):  # then the thread sees that it is closing
                self._line.put_nowait(None)
            self._thread.join(LAST_S)
        super().close()

    # ---- the thread -------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        ended = False
        while not ended:
            batch, ended = self._batch()
            if batch:
                self._deliver(batch)
        self._sender.close()

    def _batch(self) -> tuple[list[LogLine], bool]:
        """Wait for a line; what waits behind it goes with it. And whether it is the last batch."""
        found = list[LogLine]()
        wait: Callable[[], LogLine | None] = self._line.get_nowait if self._closing.is_set() else self._line.get
        while len(found) < BATCH:
            try:
                line = wait()
            except queue.Empty:
                return found, self._closing.is_set()
            if line is None:
                return found, True
            found.append(line)
            wait = self._line.get_nowait
        return found, False

    def _deliver(self, batch: list[LogLine]) -> None:
        wait_s = FIRST_S
        while True:
            try:
                refused = self._sender.send(batch)
            except OSError as error:
                if not self.failing:
                    self.failing = True
                    self._tell("log lines cannot be sent; they wait", error=type(error).__name__)
                if self._closing.is_set() or self._closing.wait(wait_s):
                    self._drop(len(batch))
                    return
                wait_s = min(LONGEST_S, wait_s * 2)
                continue
            if refused:
                self._drop(refused)
            if self.failing:
                self.failing = False
                self._tell("log lines are sent again")
            return

    def _drop(self, count: int) -> None:
        with self._counting:
            self.dropped += count

    def _tell(self, event: str, **fields: str) -> None:
        structlog.get_logger("kiosk").warning(event, what=self.output, count=self.dropped, **fields)


def outputs() -> list[ShippingHandler]:
    """Those of this process."""
    return [handler for handler in logging.getLogger().handlers if isinstance(handler, ShippingHandler)]
