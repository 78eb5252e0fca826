"""What a filed case's progress page may ask: only what asks for no proof of who looks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogue.script.assurance import Assurances, IdentityRule
from dialogue.script.model import Query
from dialogue.script.progress import ProgressQuery, progress_of
from support.halls import SHIPPED

CASE = {"诉求内容": "路灯坏了", "工单号": "26110931", "承办单位": "市政管理处"}


def test_a_ticket_is_looked_up_by_its_number_alone() -> None:
    found = progress_of(SHIPPED.scripts, "12345诉求登记", CASE)
    assert found == ProgressQuery("hotline.status", {"工单号": "26110931"}, ("工单状态", "承办单位", "答复日期"), 5.0)


def test_a_sentence_stands_where_the_script_has_one() -> None:
    assert progress_of(SHIPPED.scripts, "社保卡挂失", {"受理号": "SB1"}) == (
        "挂失马上生效，补卡到哪一步，可以到社保窗口查。"
    )


@pytest.mark.parametrize("service", ["没有这项业务", "工单进度查询"])
def test_without_the_values_or_the_service_there_is_nothing_to_ask(service: str) -> None:
    assert progress_of(SHIPPED.scripts, service, {}) == ""


@pytest.mark.parametrize("level", ["sms", "card"])
def test_an_interface_that_asks_who_looks_is_not_asked(level) -> None:
    guarded = Assurances(level, level)
    by_service = [
        replace(one, identity=IdentityRule(guarded)) if one.name == "工单进度查询" else one for one in SHIPPED.scripts
    ]
    by_call = [
        replace(
            one,
            steps=tuple(replace(s, identity=guarded) if isinstance(s, Query) else s for s in one.steps),
        )
        for one in SHIPPED.scripts
    ]
    for scripts in (by_service, by_call):
        assert progress_of(scripts, "12345诉求登记", CASE) == ""


def test_no_shipped_service_shows_a_value_that_it_asks_a_proof_for() -> None:
    """Whatever a case of it holds."""
    everything = {slot.name: "1" for script in SHIPPED.scripts for slot in script.slots}
    for script in SHIPPED.scripts:
        found = progress_of(SHIPPED.scripts, script.name, everything)
        if isinstance(found, ProgressQuery):
            assert found.api == "hotline.status"
