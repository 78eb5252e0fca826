"""The metrics of the log's own outputs, which belong to the process and not to a hall."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from kiosk.telemetry.shipping import outputs


class LogOutputCollector(Collector):
    """Asked at each scrape."""

    def collect(self) -> Iterable[Metric]:
        dropped = CounterMetricFamily(
            "kiosk_log_dropped", "Log lines that were dropped, or refused, by output", labels=["output"]
        )
        failing = GaugeMetricFamily(
            "kiosk_log_failing", "1 while an output of the log takes no lines", labels=["output"]
        )
        for one in outputs():
            dropped.add_metric([one.output], one.dropped)
            failing.add_metric([one.output], float(one.failing))
        return (dropped, failing)
