"""What a conversation's acts count, by service and device."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest
import structlog

from dialogue import acts
from dialogue.machine.state import Completed, State
from kiosk.hall import Hall
from kiosk.session.client_profile import ClientProfile
from kiosk.session.counting import ConversationCounts, count_end, service_of
from kiosk.telemetry.metrics import Metrics
from kiosk.wire import messages as m
from support import session_world

PROFILE = ClientProfile("screen", "k1")
STATE = State("c1", date(2026, 11, 20), service="社保卡挂失")


def hall() -> Hall:
    metrics = Metrics()
    metrics.by_service.know_services(["社保卡挂失"])
    return cast(Hall, SimpleNamespace(metrics=metrics, log=structlog.get_logger("kiosk")))


def value(metrics: Metrics, name: str, **labels: str) -> Any:
    return metrics.registry.get_sample_value(name, labels)


def test_each_act_is_counted_once_where_it_belongs() -> None:
    made = hall()
    coming = (
        acts.Say("好的", fixed=True),
        acts.Filed("社保卡挂失", "v", "SB1", ()),
        acts.Unresolved("12345678", "社保卡挂失", "v", "sbk.loss", "k", ()),
        acts.Handoff("asked"),
    )
    counts = ConversationCounts(made, PROFILE)
    counts.add(STATE, coming)
    counts.add(STATE, (acts.Filed("社保卡挂失", "v", "SB1", ()),))  # its receipt is shown again
    at = {"service": "社保卡挂失", "channel": "screen"}
    assert value(made.metrics, "kiosk_service_cases_total", **at) == 1
    assert value(made.metrics, "kiosk_service_handoffs_total", reason="asked", **at) == 1
    assert value(made.metrics, "kiosk_device_handoffs_total", device="k1", reason="asked") == 1
    assert value(made.metrics, "kiosk_submissions_unresolved_total", api="sbk.loss") == 1


def test_the_service_completed_last_counts_where_none_is_in_hand() -> None:
    done = Completed("社保卡挂失", True, "受理号", "SB1", ())
    assert service_of(STATE) == "社保卡挂失"
    assert service_of(State("c1", date(2026, 11, 20), before=(done,))) == "社保卡挂失"
    assert service_of(State("c1", date(2026, 11, 20))) == ""
    made = hall()
    count_end(made, PROFILE, State("c1", date(2026, 11, 20)), "idle", 12.0)
    assert (
        value(made.metrics, "kiosk_service_conversations_total", service="none", channel="screen", ending="idle") == 1
    )


@pytest.mark.virtual_time
async def test_a_conversation_at_a_kiosk_is_counted_to_its_end() -> None:
    async with session_world.hall() as world:
        metrics = world.hall.metrics
        await world.do(m.Start())
        assert value(metrics, "kiosk_device_sessions", device="test") == 1
        await world.do(m.Text("转人工"))
        world.session.end("idle")
        at = {"service": "none", "channel": "screen"}
        assert value(metrics, "kiosk_service_handoffs_total", reason="asked", **at) == 1
        assert value(metrics, "kiosk_device_sessions", device="test") == 0
        assert (
            sum(
                value(metrics, "kiosk_service_conversations_total", ending=ending, **at) or 0
                for ending in ("idle", "handoff")
            )
            == 1
        )
        await world.hall.staff.close()
