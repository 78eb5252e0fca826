"""Log lines: nothing personal gets through, whoever writes them and however they fail."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from typing import Any

import pytest
import structlog

from kiosk.telemetry import log

ID, PHONE, NAME = "11010519491231002X", "13800138000", "王小明"


@pytest.fixture
def out() -> io.StringIO:
    stream = io.StringIO()
    log.set_up("debug", "json", stream=stream)
    return stream


def lines(out: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_line_carries_its_allowed_fields(out: io.StringIO) -> None:
    structlog.get_logger("kiosk").info("conversation over", conversation="c1", ending="completed", seconds=12.5)
    (line,) = lines(out)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "conversation over", "conversation": "c1", "ending": "completed", "seconds": 12.5,
        "level": "info", "logger": "kiosk",
    }  # fmt: skip


@pytest.mark.parametrize("field", ["text", "transcript", "phone", "id_number", "name", "slots", "heard", "params"])
def test_any_other_field_is_dropped_and_named(out: io.StringIO, field: str) -> None:
    structlog.get_logger("kiosk").info("said", conversation="c1", **{field: f"我是{NAME} {PHONE}"})
    (line,) = lines(out)
    assert line["dropped"] == field
    assert line["conversation"] == "c1"
    assert PHONE not in out.getvalue()
    assert NAME not in out.getvalue()


def test_strict_mode_raises_at_the_call() -> None:
    log.set_up("debug", "json", stream=io.StringIO(), strict=True)
    with pytest.raises(log.PersonalFieldError, match="not on the allow-list: transcript"):
        structlog.get_logger("kiosk").info("said", transcript="你好")


@pytest.mark.parametrize(
    "value", [PHONE, ID, f"call {PHONE}", "138 0013 8000", "138-0013-8000", int(PHONE), NAME, {"手机号": PHONE}, [ID]]
)
def test_a_personal_value_in_an_allowed_field_is_withheld(out: io.StringIO, value: object) -> None:
    structlog.get_logger("kiosk").warning("odd", what=value)
    (line,) = lines(out)
    assert line["what"] == log.WITHHELD


def test_a_personal_value_in_the_message_itself_is_withheld(out: io.StringIO) -> None:
    structlog.get_logger("kiosk").warning(f"could not text {PHONE}")
    structlog.get_logger("kiosk").warning(f"visitor is {NAME}")
    assert [line["event"] for line in lines(out)] == [log.WITHHELD, log.WITHHELD]


def test_what_is_no_secret_stays(out: io.StringIO) -> None:
    logger = structlog.get_logger("kiosk")
    logger.info("service", service="社保卡挂失", version="2026-11-20", port=8080, conversation="12345678901234567890")
    (line,) = lines(out)
    assert (line["service"], line["port"]) == ("社保卡挂失", 8080)
    assert line["conversation"] == "12345678901234567890"


def fail(phone: str) -> None:
    raise ValueError(f"invalid phone {phone}")


def test_an_exception_is_told_by_type_and_place(out: io.StringIO) -> None:
    try:
        try:
            fail(PHONE)
        except ValueError as error:
            raise RuntimeError(f"{NAME} is unhappy") from error
    except RuntimeError:
        structlog.get_logger("kiosk").exception("stage broke", stage="deciding")
    (line,) = lines(out)
    told = line["exception"]
    assert "builtins.RuntimeError" in told
    assert "builtins.ValueError" in told
    assert "telemetry/test_log.py" in told
    assert " fail" in told
    assert PHONE not in out.getvalue()
    assert NAME not in out.getvalue()


def test_an_exception_group_is_told_whole(out: io.StringIO) -> None:
    group = ExceptionGroup(NAME, [ValueError(PHONE), KeyError(ID)])
    structlog.get_logger("kiosk").error("session broke", exc_info=group)
    told = lines(out)[0]["exception"]
    assert "ValueError" in told
    assert "KeyError" in told
    for secret in (NAME, PHONE, ID):
        assert secret not in out.getvalue()


def test_other_libraries_go_through_the_same_gate(out: io.StringIO) -> None:
    other = logging.getLogger("some.library")
    other.warning("request from %s failed", PHONE)
    other.warning("line one\n%s", NAME)
    other.error(f"f-string with {PHONE}")
    try:
        fail(PHONE)
    except ValueError:
        other.exception("broke: %r", NAME)
    assert [line["event"] for line in lines(out)] == [
        "request from [withheld] failed",
        "line one",
        log.WITHHELD,
        "broke: [withheld]",
    ]
    assert PHONE not in out.getvalue()
    assert NAME not in out.getvalue()
    assert lines(out)[0]["logger"] == "some.library"


PERSONAL = [PHONE, ID, NAME, "wang xiaoming", "Nanjing", {"phone": PHONE}, [NAME], b"x", int(PHONE), object(), "a@b.c",
            "fe80::1%wang", "1.2.3.4 wang", ValueError(NAME), FileNotFoundError(2, NAME)]  # fmt: skip


def _named(value: object) -> str:
    """The same in each worker that collects the tests: no address."""
    return "object()" if type(value) is object else repr(value)


@pytest.mark.parametrize("value", PERSONAL, ids=_named)
def test_arguments_that_may_be_personal_are_withheld(out: io.StringIO, value: object) -> None:
    logging.getLogger("some.library").warning("about %s and %r", value, value)
    (line,) = lines(out)
    shown = type(value).__name__ if isinstance(value, BaseException) else log.WITHHELD
    alone = isinstance(value, int)  # a number that is a telephone's takes the line with it
    assert line["event"] == (log.WITHHELD if alone else f"about {shown} and {shown}")


@pytest.mark.parametrize(
    ("template", "arguments", "event"),
    [
        ("Error handling request from %s", ("10.0.0.7",), "Error handling request from 10.0.0.7"),
        ("from %s and %s", ("[::1]:51234", "10.0.0.7:80"), "from [::1]:51234 and 10.0.0.7:80"),
        (
            "not cached: %s (%d so far)",
            ("No space left on device", 3),
            "not cached: No space left on device (3 so far)",
        ),
        ("took %.2f s, %03d%% of %s", (1.5, 7, int), "took 1.50 s, 007% of int"),
        ("failed: %s", (OSError(28, "No space left on device"),), "failed: OSError: No space left on device"),
        ("failed: %r", (TimeoutError("x"),), "failed: TimeoutError"),
        ("%(count)d of %(name)s", ({"count": 2, "name": "wang"},), "2 of [withheld]"),
        ("%s and %s", (1,), "1 and %s"),
        ("%d tries", ("many",), "[withheld] tries"),
        ("%*d|%x", (5, 2, 1.5), "2|1.5"),
        ("100%", (), "100%"),
    ],
)
def test_other_arguments_are_shown(out: io.StringIO, template: str, arguments: tuple[Any, ...], event: str) -> None:
    logging.getLogger("some.library").warning(template, *arguments)
    assert [line["event"] for line in lines(out)] == [event]


async def test_a_forgotten_task_does_not_show_its_exception(out: io.StringIO) -> None:
    loop = asyncio.get_running_loop()
    loop.default_exception_handler({"message": "Task exception was never retrieved", "exception": ValueError(PHONE)})
    (line,) = lines(out)
    assert line["event"] == "Task exception was never retrieved"
    assert "ValueError" in line["exception"]
    assert PHONE not in out.getvalue()


def test_levels_and_the_text_format() -> None:
    out = io.StringIO()
    log.set_up("warning", "text", stream=out)
    structlog.get_logger("kiosk").info("not shown")
    structlog.get_logger("kiosk").warning("shown", code="bad_message", transcript="你好")
    assert "not shown" not in out.getvalue()
    assert "code=bad_message" in out.getvalue()
    assert "dropped=transcript" in out.getvalue()
    assert "你好" not in out.getvalue()
