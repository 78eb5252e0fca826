"""Lines that are sent elsewhere: nobody waits, nothing grows without bound, and what is dropped is counted."""

from __future__ import annotations

import io
import json
import logging
import threading
from collections.abc import Callable, Iterator, Sequence

import pytest
import structlog

from kiosk.telemetry import log, shipping
from kiosk.telemetry.metrics import Metrics
from kiosk.telemetry.shipping import LogLine, ShippingHandler

PHONE = "13800138000"


class Sender:
    """`down`: the other side does not answer. `refuses`: how many of each batch it does not want."""

    def __init__(self, *, down: bool = False, refuses: int = 0) -> None:
        self.down, self.refuses = down, refuses
        self.got, self.tries = list[LogLine](), 0
        self.changed = threading.Condition()
        self.closed = False

    def send(self, lines: Sequence[LogLine]) -> int:
        with self.changed:
            self.tries += 1
            self.changed.notify_all()
            if self.down:
                raise ConnectionRefusedError("down")
            self.got += lines
            return self.refuses

    def close(self) -> None:
        self.closed = True

    def wait(self, until: Callable[[], bool]) -> None:
        with self.changed:
            assert self.changed.wait_for(until, 30), "the thread did not come so far"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(shipping, "FIRST_S", 0.01)
    monkeypatch.setattr(shipping, "LONGEST_S", 0.01)
    yield
    log.set_up()  # closes the outputs


def ship(sender: Sender, *, lines: int = shipping.LINES) -> tuple[ShippingHandler, io.StringIO]:
    out, handler = io.StringIO(), ShippingHandler("syslog", sender, lines=lines)
    log.set_up("info", "text", stream=out, outputs=(handler,))
    return handler, out


def value(name: str) -> float | None:
    return Metrics().registry.get_sample_value(name, {"output": "syslog"})


def test_a_line_arrives_as_json_and_through_the_same_gate() -> None:
    sender = Sender()
    ship(sender)
    structlog.get_logger("kiosk").warning("staff are called", conversation="c1", kind="asked", transcript=PHONE)
    logging.getLogger("some.library").error("about %s", PHONE)
    sender.wait(lambda: len(sender.got) == 2)
    first, second = (json.loads(line.text) for line in sender.got)
    assert (first["event"], first["conversation"], first["dropped"]) == ("staff are called", "c1", "transcript")
    assert second["event"] == "about [withheld]"
    assert [(line.level, line.logger) for line in sender.got] == [(30, "kiosk"), (40, "some.library")]
    assert not any(PHONE in line.text for line in sender.got)


def test_an_outage_is_told_once_and_nothing_that_fits_is_lost() -> None:
    sender = Sender(down=True)
    handler, out = ship(sender)
    logger = structlog.get_logger("kiosk")
    logger.info("first")
    sender.wait(lambda: sender.tries >= 5)
    logger.info("second")
    assert handler.failing
    assert value("kiosk_log_failing") == 1
    with sender.changed:
        sender.down = False
    sender.wait(lambda: len(sender.got) >= 4)
    events = [json.loads(line.text)["event"] for line in sender.got]
    assert events[0] == "first"
    assert sorted(events[1:3]) == ["log lines cannot be sent; they wait", "second"]
    assert events[3] == "log lines are sent again"
    assert out.getvalue().count("cannot be sent") == 1
    assert handler.dropped == 0
    assert value("kiosk_log_failing") == 0


def test_a_full_queue_drops_the_newest_counts_it_and_keeps_nobody_waiting() -> None:
    sender = Sender(down=True)
    handler, out = ship(sender, lines=4)
    logger = logging.getLogger("kiosk")
    logger.info("stuck")
    sender.wait(lambda: sender.tries >= 2)  # its batch is in the thread's hands, and so is the queue's first place
    for number in range(50):
        logger.info("line %d of a kind of its own %s" % (number, "x" * number))  # noqa: UP031 - each a kind of its own
    assert out.getvalue().count("of a kind") == 50, "the other output has them all"
    assert 45 <= handler.dropped <= 50
    assert value("kiosk_log_dropped_total") == handler.dropped


def test_what_the_receiver_refuses_is_counted() -> None:
    sender = Sender(refuses=1)
    handler, _ = ship(sender)
    structlog.get_logger("kiosk").info("one")
    structlog.get_logger("kiosk").info("two")
    sender.wait(lambda: len(sender.got) == 2)
    handler.close()
    assert handler.dropped == sender.tries


@pytest.mark.parametrize("down", [False, True])
def test_the_end_of_the_process_sends_what_waits_and_never_hangs(down: bool) -> None:
    sender = Sender(down=down)
    handler, _ = ship(sender)
    for number in range(300):
        handler.emit(logging.LogRecord("kiosk", 20, "", 0, f"line {number}", (), None))
    handler.close()
    handler.close()
    assert sender.closed
    assert len(sender.got) + handler.dropped >= 300
    assert (len(sender.got) == 300) is not down


def test_setting_up_again_ends_the_thread_before() -> None:
    sender = Sender()
    ship(sender)
    log.set_up(stream=io.StringIO())
    assert sender.closed
    assert shipping.outputs() == []
