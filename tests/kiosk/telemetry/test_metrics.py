"""The numbers for Prometheus."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from prometheus_client import generate_latest

from kiosk.telemetry.metrics import Metrics


@dataclass(frozen=True)
class Times:
    endpoint_ms: float = 600
    asr_ms: float = 300
    decide_ms: float = 10
    voice_ms: float = 90


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(name, labels)


async def test_a_task_that_lives_on_is_seen() -> None:
    metrics = Metrics()
    before = value(metrics, "kiosk_tasks") or 0
    forgotten = asyncio.create_task(asyncio.sleep(60))
    assert value(metrics, "kiosk_tasks") == before + 1
    forgotten.cancel()
    await asyncio.gather(forgotten, return_exceptions=True)
    assert value(metrics, "kiosk_tasks") == before


def test_tasks_are_none_outside_of_a_loop() -> None:
    assert value(Metrics(), "kiosk_tasks") == 0


def test_conversations_come_and_go() -> None:
    metrics = Metrics()
    metrics.began()
    metrics.began()
    metrics.ended("completed")
    assert value(metrics, "kiosk_sessions") == 1
    assert value(metrics, "kiosk_conversations_total", ending="completed") == 1


def test_those_who_wait_are_counted() -> None:
    metrics = Metrics()
    metrics.capacity(6)
    metrics.waiting(2)
    metrics.turned_away("busy")
    assert value(metrics, "kiosk_capacity") == 6
    assert value(metrics, "kiosk_waiting") == 2
    assert value(metrics, "kiosk_turned_away_total", reason="busy") == 1


def test_a_turn_is_counted_by_stage_and_whole() -> None:
    metrics = Metrics()
    metrics.answered(Times())
    assert value(metrics, "kiosk_turn_seconds_sum", stage="asr") == 0.3
    assert value(metrics, "kiosk_turn_seconds_sum", stage="tts_first") == 0.09
    assert value(metrics, "kiosk_turn_seconds_sum", stage="voice_to_voice") == 1.0
    assert value(metrics, "kiosk_turn_seconds_bucket", stage="voice_to_voice", le="1.0") == 1
    assert value(metrics, "kiosk_turn_seconds_bucket", stage="voice_to_voice", le="0.8") == 0


def test_everything_else_is_counted() -> None:
    metrics = Metrics()
    metrics.barged_in()
    metrics.refused("noise")
    metrics.client_error("bad_message")
    metrics.underran(3)
    metrics.fault("speaking")
    metrics.store_fault("full")
    metrics.backend_call("sbk.loss", "timeout", 5.0)
    metrics.played(-12.0)
    assert value(metrics, "kiosk_barge_ins_total") == 1
    assert value(metrics, "kiosk_utterances_refused_total", reason="noise") == 1
    assert value(metrics, "kiosk_client_errors_total", code="bad_message") == 1
    assert value(metrics, "kiosk_underruns_total") == 3
    assert value(metrics, "kiosk_faults_total", stage="speaking") == 1
    assert value(metrics, "kiosk_store_faults_total", kind="full") == 1
    assert value(metrics, "kiosk_backend_seconds_count", api="sbk.loss", outcome="timeout") == 1
    assert value(metrics, "kiosk_skew_milliseconds_bucket", le="15.0") == 1
    assert b"# HELP kiosk_turn_seconds" in generate_latest(metrics.registry)


def test_two_halls_do_not_mix() -> None:
    one, two = Metrics(), Metrics()
    one.began()
    assert value(two, "kiosk_sessions") == 0
