"""Refusals in the log: the first at once, the others together once a minute, and from where."""

from __future__ import annotations

import asyncio
import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.channels.phone.refusals import EVERY_S, RefusalCounts, RefusalLog, RefusedCalls
from support.halls import make_hall


@given(
    st.lists(
        st.tuples(
            st.floats(0, 20),
            st.sampled_from(("sip", "audiosocket")),
            st.sampled_from(("not_allowed", "share")),
            st.integers(0, 400),
        ),
        max_size=300,
    )
)
def test_a_flood_is_told_in_a_few_lines_and_none_of_it_is_lost(came: list[tuple[float, str, str, int]]) -> None:
    counts, now, told = RefusalCounts(), 0.0, list[tuple[float, RefusedCalls]]()
    for pause, surface, code, host in came:
        now += pause
        while counts.due <= now:
            at = counts.due
            told += [(at, report) for report in counts.take(at)]
        if (first := counts.note(surface, code, f"10.0.{host // 256}.{host % 256}", now)) is not None:
            told.append((now, first))
    told += [(now, report) for report in counts.rest(now)]
    assert sum(report.count for _, report in told) == len(came)
    kinds = {(report.surface, report.code) for _, report in told}
    assert kinds == {(surface, code) for _, surface, code, _ in came}
    for kind in kinds:
        times = [at for at, report in told if (report.surface, report.code) == kind][:-1]  # the last: `rest`
        assert all(after - before >= EVERY_S - 1e-6 for before, after in itertools.pairwise(times))
    assert counts.due == float("inf")


def test_the_busiest_addresses_are_named_and_the_others_are_counted() -> None:
    counts = RefusalCounts()
    first = counts.note("sip", "not_allowed", "10.0.0.1", 0.0)
    assert first == RefusedCalls("sip", "not_allowed", 1, "10.0.0.1", 0.0)
    for host in range(500):
        for _ in range(3 if host < 3 else 1):
            assert counts.note("sip", "not_allowed", f"10.1.{host // 256}.{host % 256}", 1.0) is None
    (report,) = counts.take(EVERY_S)
    assert report.count == 506
    assert report.hosts.startswith("10.1.0.0 x3, 10.1.0.1 x3, 10.1.0.2 x3, ")
    assert report.hosts.endswith(", others x495")


def test_one_client_of_ipv6_is_one_host() -> None:
    counts = RefusalCounts()
    for number in range(5):
        counts.note("sip", "share", f"2001:db8::{number}", 0.0)
    assert [report.hosts for report in counts.take(EVERY_S)] == ["2001:db8::/64 x4"]


class _Lines:
    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []

    def warning(self, event: str, **fields: Any) -> None:
        self.told.append({"event": event} | fields)


@pytest.mark.virtual_time
async def test_ten_thousand_strangers_in_ten_minutes_are_a_dozen_lines() -> None:
    hall, lines = make_hall(), _Lines()
    hall.log = lines
    log = RefusalLog(hall)
    for _ in range(10_000):
        log.refused("audiosocket", "not_allowed", "198.51.100.9")
        await asyncio.sleep(0.06)
    await asyncio.sleep(2 * EVERY_S)
    assert 10 <= len(lines.told) <= 12
    assert sum(line["count"] for line in lines.told) == 10_000
    assert all(line["host"].startswith("198.51.100.9") for line in lines.told)
    sample = hall.metrics.registry.get_sample_value
    assert sample("kiosk_client_errors_total", {"code": "not_allowed"}) == 10_000
    log.refused("audiosocket", "not_allowed", "198.51.100.9")
    log.refused("audiosocket", "not_allowed", "198.51.100.9")
    log.close()
    assert [line["count"] for line in lines.told[-2:]] == [1, 1], "what is left is told at the end"
    hall.threads.shutdown()
