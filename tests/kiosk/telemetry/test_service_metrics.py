"""What is counted by service, device, hand-off reason and rating."""

from __future__ import annotations

from typing import get_args

from dialogue.understand import satisfaction
from kiosk.channels.phone.lines import Surface
from kiosk.hall.staff_call import REASONS
from kiosk.telemetry.metrics import Metrics
from kiosk.telemetry.service_metrics import HANDOFF_REASONS, RATINGS, SURFACES


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(name, labels)


def test_a_conversation_is_counted_where_it_was_and_what_it_was_about() -> None:
    metrics = Metrics()
    metrics.by_service.know_services(["社保卡挂失"])
    metrics.began("k1")
    metrics.began("k2")
    assert value(metrics, "kiosk_device_sessions", device="k1") == 1
    metrics.by_service.filed("社保卡挂失", "screen")
    metrics.by_service.rated("社保卡挂失", "screen", "非常满意")
    metrics.by_service.handed_off("社保卡挂失", "k1", "screen", "asked")
    metrics.ended("handoff", "社保卡挂失", "k1", "screen", 75.0)
    assert value(metrics, "kiosk_sessions") == 1
    assert value(metrics, "kiosk_device_sessions", device="k1") == 0
    labels = {"service": "社保卡挂失", "channel": "screen"}
    assert value(metrics, "kiosk_service_conversations_total", ending="handoff", **labels) == 1
    assert value(metrics, "kiosk_service_cases_total", **labels) == 1
    assert value(metrics, "kiosk_service_handoffs_total", reason="asked", **labels) == 1
    assert value(metrics, "kiosk_device_handoffs_total", device="k1", reason="asked") == 1
    assert value(metrics, "kiosk_device_conversations_total", device="k1", ending="handoff") == 1
    assert value(metrics, "kiosk_service_ratings_total", rating="非常满意", **labels) == 1
    assert value(metrics, "kiosk_service_ratings_total", rating="不满意", **labels) == 0, "begins at 0"
    assert value(metrics, "kiosk_service_conversation_seconds_bucket", service="社保卡挂失", le="90.0") == 1
    assert value(metrics, "kiosk_service_conversation_seconds_bucket", service="社保卡挂失", le="60.0") == 0


def test_nobody_can_make_series_without_end() -> None:
    metrics = Metrics()
    for number in range(500):
        name = f"made-up-{number}"
        metrics.began(name)
        metrics.by_service.filed(name, name)
        metrics.by_service.rated(name, name, name)
        metrics.by_service.handed_off(name, name, name, name)
        metrics.ended("idle", name, name, name, 1.0)
    samples = [sample for family in metrics.registry.collect() for sample in family.samples]
    of_services = [sample for sample in samples if sample.name.startswith(("kiosk_service", "kiosk_device"))]
    assert len(of_services) < 400
    assert value(metrics, "kiosk_service_cases_total", service="other", channel="other") == 500
    assert value(metrics, "kiosk_device_sessions", device="other") == 0


def test_the_known_values_are_those_of_the_product() -> None:
    assert set(get_args(Surface)) == SURFACES
    assert set(REASONS) == HANDOFF_REASONS
    assert set(satisfaction.RATINGS) == RATINGS
