"""What the scripts ask of the back end, read out of their steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from dialogue import load_library
from dialogue.acts import Call
from dialogue.script.assurance import Assurances, IdentityRule
from dialogue.script.interfaces import InterfaceUse, interfaces
from dialogue.script.model import Query, Submit
from dialogue.testing import Outcome, load_conversation_tests, run_conversation_test
from dialogue.testing.sample_calls import sample_answers, sample_calls

SERVICES = Path(__file__).parents[3] / "services"
LIBRARY = load_library(SERVICES)
USES = {use.api: use for use in interfaces(LIBRARY.every)}
TESTS = load_conversation_tests(SERVICES).tests


@cache
def outcomes() -> tuple[Outcome, ...]:
    """Of all shipped conversation tests."""
    return tuple(run_conversation_test(LIBRARY, test) for test in TESTS)


def calls() -> Iterator[Call]:
    return (call for outcome in outcomes() for exchange in outcome.exchanges for call in exchange.calls)


def test_the_shipped_conversation_tests_pass() -> None:
    assert [f"{one.test.service}: {one.test.name}" for one in outcomes() if not one.passed] == []


def names(use: InterfaceUse) -> tuple[list[str], list[str]]:
    return [field.name for field in use.sends], [field.name for field in use.returns]


def test_a_look_up_and_a_submission() -> None:
    assert names(USES["sbk.status"]) == (["身份证号"], ["姓名", "卡状态", "卡号末四位"])
    loss = USES["sbk.loss"]
    assert (loss.submits, loss.services, loss.timeout_s) == (True, ("社保卡挂失",), 8.0)
    assert {field.name: field.about for field in loss.sends}["手机号"] == "手机号"
    assert "临时挂失" in {field.name: field.choices for field in loss.sends}["挂失方式"]


def test_one_interface_of_several_services() -> None:
    assert len(USES["booking.free"].services) >= 2
    assert USES["booking.free"].services.count("窗口预约") == 1


def test_lists_items_numbers_of_a_queue_and_corrections() -> None:
    (plates,) = [field for field in USES["wz.list"].returns if field.shape == "list"]
    assert plates.items == ("编号", "时间", "地点", "行为", "罚款", "记分")
    assert names(USES["wz.handle"])[0] == ["车牌", "身份证号", "编号"]
    assert [field.shape for field in USES["wz.pay"].sends if field.name == "已办"] == ["list"]
    assert names(USES["queue.take"])[0] == ["队列", "业务"]
    assert USES["jzz.correct"].submits
    assert [field.shape for field in USES["ydz.apply"].sends if field.name == "领证照片"] == ["picture"]


def test_how_the_hall_proves_who_somebody_is() -> None:
    assert names(USES["identity.phone"]) == (["身份证号"], ["手机号"])
    assert "社保卡挂失" in USES["identity.phone"].services
    assert (USES["identity.phone"].submits, USES["identity.phone"].timeout_s) == (False, 5.0)
    assert {use.api for use in interfaces(LIBRARY.every, frozenset())} == set(USES) - {"identity.phone", "identity.qr"}
    assert "identity.phone" in {use.api for use in interfaces(LIBRARY.every, frozenset({"sms"}))}


def test_codes_of_apps_and_faces() -> None:
    (script,) = [one for one in LIBRARY.every if one.name == "社保卡挂失"]
    steps = (replace(step, identity=None) if isinstance(step, Query | Submit) else step for step in script.steps)
    faced = replace(script, identity=IdentityRule(Assurances("face", "sms")), steps=tuple(steps))
    found = {use.api: use for use in interfaces([faced], frozenset({"card", "qr", "face"}))}
    assert names(found["identity.qr"]) == (["码"], ["姓名", "身份证号", "级别"])
    assert names(found["identity.face"]) == (["身份证号", "姓名", "照片"], ["相符", "身份证号"])
    assert [field.shape for field in found["identity.face"].sends] == ["text", "text", "picture"]
    assert "identity.face" not in {use.api for use in interfaces([script], frozenset({"card", "face"}))}


def test_data_that_the_back_end_compares() -> None:
    (script,) = [one for one in LIBRARY.every if one.name == "社保卡挂失"]
    rule = IdentityRule(Assurances("none", "data"), data=("身份证号", "姓名", "手机号"))
    steps = (replace(step, identity=None) if isinstance(step, Query | Submit) else step for step in script.steps)
    compared = replace(script, identity=rule, steps=tuple(steps))
    found = {use.api: use for use in interfaces([compared], frozenset({"data"}))}
    assert names(found["identity.match"]) == (["身份证号", "姓名", "手机号"], ["相符"])
    assert found["identity.match"].returns[0].choices == ("是", "否")
    assert "identity.phone" not in found
    assert "identity.match" not in {use.api for use in interfaces([compared], frozenset({"sms"}))}


@pytest.mark.parametrize("api", sorted({call.api for call in calls()}))
def test_every_call_of_the_conversation_tests_is_as_described(api: str) -> None:
    use = USES[api]
    known, returned = map(set, names(use))
    choices = {field.name: field.choices for field in use.sends if field.choices}
    for call in (call for call in calls() if call.api == api):
        assert set(call.params) <= known
        assert set(call.wanted) <= returned
        assert bool(call.key) == use.submits
        assert all(call.params[name] in some for name, some in choices.items() if name in call.params)


def test_there_is_an_example_of_every_interface() -> None:
    assert set(sample_calls(LIBRARY, TESTS)) == set(USES) - {"identity.qr"}, "a code must be fresh"
    assert set(sample_calls(LIBRARY, TESTS, {"码": "a-fresh-one"})) == set(USES)
    answers = sample_answers(TESTS)
    for api, use in USES.items():
        assert {field.name for field in use.returns} <= set(answers[api]), api
    assert isinstance(answers["wz.list"]["违章"], list)
