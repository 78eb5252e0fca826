"""Calls of one number in an hour."""

from __future__ import annotations

from kiosk.channels.phone.caller_limit import CallerLimit


def test_so_many_calls_in_an_hour_and_then_none() -> None:
    limit = CallerLimit(2)
    assert [limit.may_call("13800138000", at) for at in (0.0, 10.0, 20.0, 3599.0)] == [True, True, False, False]
    assert limit.may_call("13900139000", 20.0), "another caller"
    assert limit.may_call("13800138000", 3600.0), "the first call is an hour old"
    assert not limit.may_call("13800138000", 3601.0), "a refused call is not counted, the second one still is"


def test_it_remembers_a_bounded_number_of_callers() -> None:
    limit = CallerLimit(1)
    for n in range(11_000):
        assert limit.may_call(str(n), float(n) / 100)
    assert not limit.may_call("10999", 111.0)
    assert limit.may_call("0", 111.0), "forgotten"
