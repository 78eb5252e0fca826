"""Comparing data by the back end: what it may answer, and how often one person's may be told wrongly in a day."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.data_check import CheckData
from dialogue.script.proof_interfaces import MATCH
from kiosk.hall.data_check import PER_DAY, ConversationData, DataLimits
from kiosk.upstream.answer import BackendError

PERSON, OTHER = "11010519491231002X", "110105198506123729"
DATA = (("姓名", "李桂英"), ("手机号", "13800138000"))


class Office:
    """Answers as the test says. `asked`: parameters."""

    def __init__(self, answer: dict[str, str] | BackendError) -> None:
        self.answer = answer
        self.asked: list[dict[str, Any]] = []

    async def call(self, api: str, params: dict[str, Any], *, key: str, timeout_s: float | None) -> dict[str, str]:
        assert (api, key) == (MATCH, "")
        self.asked.append(params)
        if isinstance(self.answer, BackendError):
            raise self.answer
        return self.answer


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ({"相符": "是"}, "same"),
        ({"相符": "true"}, "same"),
        ({"相符": "否"}, "differs"),
        ({"相符": "False"}, "differs"),
        ({"相符": ""}, "unavailable"),
        ({"相符": "也许"}, "unavailable"),
        ({}, "unavailable"),
        (BackendError("timeout", MATCH), "unavailable"),
        (BackendError("bad_answer", MATCH), "unavailable"),
        (BackendError("refused", MATCH, status=404), "unavailable"),
    ],
)
async def test_what_the_back_end_answers(answer: dict[str, str] | BackendError, outcome: str) -> None:
    office = Office(answer)
    assert await ConversationData(DataLimits(), office).compare(CheckData(1, PERSON, DATA)) == outcome
    assert office.asked == [{"身份证号": PERSON, "姓名": "李桂英", "手机号": "13800138000"}]


async def test_a_person_s_data_may_be_told_wrongly_so_often_in_a_day_in_all_conversations() -> None:
    now = 0.0
    limits, office = DataLimits(lambda: now), Office({"相符": "否"})
    outcomes = [await ConversationData(limits, office).compare(CheckData(1, PERSON, DATA)) for _ in range(PER_DAY + 2)]
    assert outcomes == ["differs"] * (PER_DAY - 1) + ["used_up"] * 3
    assert len(office.asked) == PER_DAY, "then the back end is not asked"
    office.answer = {"相符": "是"}
    assert await ConversationData(limits, office).compare(CheckData(1, PERSON, DATA)) == "used_up", (
        "nor right ones taken"
    )
    assert await ConversationData(limits, office).compare(CheckData(1, OTHER, DATA)) == "same"
    now = 86_401.0
    assert await ConversationData(limits, office).compare(CheckData(1, PERSON, DATA)) == "same"


@pytest.mark.parametrize(("kind", "asked"), [("timeout", 3 * PER_DAY), ("refused", PER_DAY)])
async def test_a_back_end_that_fails_costs_no_try_and_one_that_refuses_does(kind: Any, asked: int) -> None:
    limits, office = DataLimits(), Office(BackendError(kind, MATCH))
    for _ in range(3 * PER_DAY):
        await ConversationData(limits, office).compare(CheckData(1, PERSON, DATA))
    assert len(office.asked) == asked


@given(st.lists(st.tuples(st.floats(0, 40_000), st.sampled_from((PERSON, OTHER)), st.booleans()), max_size=80))
async def test_never_more_than_five_fail_within_any_day(tries: list[tuple[float, str, bool]]) -> None:
    now = 0.0
    limits, failed = DataLimits(lambda: now), dict[str, list[float]]()
    for pause, person, right in tries:
        now += pause
        office = Office({"相符": "是" if right else "否"})
        await ConversationData(limits, office).compare(CheckData(1, person, DATA))
        if office.asked and not right:
            failed.setdefault(person, []).append(now)
    for times in failed.values():
        assert all(later - times[at] >= 86_400 for at, later in enumerate(times[PER_DAY:]))
