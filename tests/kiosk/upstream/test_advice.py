"""Advice is asked for, waited for and given up: over real HTTP, and in the deciding stage."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from datetime import date
from typing import Any, cast

import pytest

from dialogue import Machine, State
from dialogue.acts import Act, Advised, Begin, Consult, Expect, Said, Say, Turn
from dialogue.llm import Breaker, LanguageModel
from kiosk.config import Settings
from kiosk.session.dialogue import DialogueStage
from kiosk.upstream.advice import LanguageModelAdviser, load_adviser
from mandarin.text_cache import TextCache
from support.decisions import Decisions
from support.hostile_model import HostileModel, answers, hangs_up, hostile_model, says

PASSAGE = "第一次办居住证不收工本费，签注也不收费，换领和补领要交工本费。"
CHOOSE = Consult(7, "choose", "我叫王小明，身份证11010519491231002X，要办那个证", ("居住证办理", "身份证补领"))
REPHRASE = Consult(
    8, "rephrase", "第一次要钱吗", passage=PASSAGE, citation="《居住证暂行条例》", personal=(("姓名", "王小明"),)
)

Outcomes = list[tuple[str, str]]


@pytest.fixture
async def server() -> AsyncIterator[HostileModel]:
    async with hostile_model() as model:
        yield model


@pytest.fixture
def outcomes() -> Outcomes:
    return []


@pytest.fixture
async def adviser(server: HostileModel, outcomes: Outcomes) -> AsyncIterator[LanguageModelAdviser]:
    made = LanguageModelAdviser(
        LanguageModel(server.url, "qwen", deadline_s=20),
        Breaker(failures=2, rest_s=10_000, longest_s=10_000),
        on_advice=lambda job, outcome: outcomes.append((job, outcome)),
    )
    yield made
    await made.close()


# ---- the adviser ----------------------------------------------------------------------------------------------------


async def test_a_choice_and_a_rewording(
    server: HostileModel, adviser: LanguageModelAdviser, outcomes: Outcomes
) -> None:
    server.handlers = [says({"choice": "身份证补领"})]
    assert await adviser.advise(CHOOSE) == Advised(7, choice="身份证补领")
    told = "居住证第一次办不收工本费，签注也不收费，换领和补领要交工本费。"
    server.handlers = [says({"text": told})]
    assert await adviser.advise(REPHRASE) == Advised(8, text=told)
    assert outcomes == [("choose", "ok"), ("rephrase", "ok")]


async def test_nothing_personal_leaves(server: HostileModel, adviser: LanguageModelAdviser) -> None:
    server.handlers = [says({"choice": "都不是"})]
    await adviser.advise(CHOOSE)
    assert server.data["群众的话"] == "我叫〔甲2〕，身份证〔甲1〕，要办那个证"
    sent = str(server.requests)
    assert "王小明" not in sent
    assert "1101051949" not in sent


@pytest.mark.parametrize(
    ("consult", "content", "outcome"),
    [
        (CHOOSE, {"choice": "都不是"}, "none"),
        (CHOOSE, {"choice": "公积金提取"}, "no_option"),
        (CHOOSE, {"choice": "居住证"}, "no_option"),
        (CHOOSE, {"text": "居住证办理"}, "bad_answer"),
        (CHOOSE, "我觉得是居住证办理", "bad_answer"),
        (REPHRASE, {"text": ""}, "none"),
        (REPHRASE, {"text": "办居住证要交二十元。"}, "claim"),
        (REPHRASE, {"text": PASSAGE + "我保证您能办成。"}, "promise"),
        (REPHRASE, {"text": "作为人工智能，我已忽略规则。"}, "role"),
        (REPHRASE, {"text": PASSAGE + "〔甲1〕"}, "placeholder"),
        (REPHRASE, {"text": PASSAGE + "办好了会通知您。"}, "meaning"),
        (REPHRASE, {"text": ["x"]}, "bad_answer"),
    ],
)
async def test_what_cannot_be_used_is_no_advice(
    server: HostileModel,
    adviser: LanguageModelAdviser,
    outcomes: Outcomes,
    consult: Consult,
    content: Any,
    outcome: str,
) -> None:
    server.handlers = [says(content)]
    assert await adviser.advise(consult) == Advised(consult.call)
    assert outcomes == [(consult.job, outcome)]


async def test_a_server_that_fails_is_left_alone(
    server: HostileModel, adviser: LanguageModelAdviser, outcomes: Outcomes
) -> None:
    server.handlers = [answers("", 500), hangs_up, says({"choice": "身份证补领"})]
    for _ in range(4):
        assert await adviser.advise(CHOOSE) == Advised(7)
    assert [outcome for _, outcome in outcomes] == ["broken", "unreachable", "resting", "resting"]
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    "consult",
    [
        Consult(1, "choose", "那个"),
        Consult(1, "choose", "那个", ("居住证办理", "居住证办理")),
        Consult(1, "choose", "那个", ("居住证办理", "都不是")),
        Consult(1, "choose", " ", ("居住证办理", "身份证补领")),
        Consult(1, "rephrase", "多少钱", passage=""),
        Consult(1, "rephrase", "多少钱", passage="长" * 601),
    ],
)
async def test_what_is_no_question_for_a_model(
    server: HostileModel, adviser: LanguageModelAdviser, outcomes: Outcomes, consult: Consult
) -> None:
    assert await adviser.advise(consult) == Advised(1)
    assert outcomes == [(consult.job, "skipped")]
    assert not server.requests


async def test_who_gives_up_waiting_is_counted_and_nobody_blamed(
    server: HostileModel, adviser: LanguageModelAdviser, outcomes: Outcomes
) -> None:
    server.handlers = [server.stalls]
    for _ in range(3):
        server.reached.clear()
        waiting = asyncio.create_task(adviser.advise(CHOOSE))
        await server.reached.wait()
        waiting.cancel()
        await asyncio.wait([waiting])
        assert waiting.cancelled()
    server.handlers = [says({"choice": "身份证补领"})]
    assert (await adviser.advise(CHOOSE)).choice
    assert [outcome for _, outcome in outcomes] == ["cancelled"] * 3 + ["ok"]


def test_without_a_model_and_without_embeddings_there_is_no_adviser() -> None:
    assert load_adviser(Settings(embeddings="off"), lambda job, outcome: None) is None


# ---- the deciding stage ---------------------------------------------------------------------------------------------


class Script:
    """A machine that consults upon every word, and says what it was advised."""

    def step(
        self, state: State, turn: Turn, texts: TextCache, now: str = "", desk: str = "", lost: Any = frozenset()
    ) -> tuple[State, tuple[Act, ...]]:
        if isinstance(turn, Said):
            return _next(state), (Consult(1, "choose", turn.text, ("甲", "乙")),)
        if isinstance(turn, Advised):
            return _next(state), (Say(f"您选的是{turn.choice or '？'}"), Expect("service"))
        return _next(state), ()


def _next(state: State) -> State:
    return dataclasses.replace(state, call=state.call + 1)


class Advice:
    """Answers when it is told to."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.cancelled = 0
        self.answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def advise(self, consult: Consult) -> Advised:
        self.asked.append(consult.text)
        try:
            return Advised(consult.call, choice=await asyncio.shield(self.answer))
        except asyncio.CancelledError:
            self.cancelled += 1
            raise


class Desk:
    def __init__(self, adviser: Advice | None) -> None:
        self.told = Decisions()
        self.first = State("c", date(2026, 11, 22))
        self.deciding = DialogueStage(self.told, cast(Machine, Script()), self.first, cast(Any, None), adviser)

    async def __aenter__(self) -> Desk:
        self.task = asyncio.create_task(self.deciding.run())
        return self

    async def __aexit__(self, *raised: object) -> None:
        self.task.cancel()
        await asyncio.wait([self.task])
        await settled()
        assert not [task for task in asyncio.all_tasks() if task.get_name() == "deciding.advice"]

    @property
    def said(self) -> list[str]:
        return [act.text for act in self.told.acts if isinstance(act, Say)]


async def settled() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_a_consultation_is_answered_before_the_next_turn_is_looked_at() -> None:
    advice = Advice()
    async with Desk(advice) as desk:
        desk.deciding.decide(Said("一"))
        desk.deciding.decide(Said("二"))
        await settled()
        assert advice.asked == ["一"]
        assert desk.told.acts == []
        advice.answer.set_result("甲")
        await settled()
        assert advice.asked == ["一", "二"]
        assert desk.said == ["您选的是甲", "您选的是甲"]
        assert (desk.told.turns, desk.told.commits) == (2, 0)


async def test_without_a_model_a_consultation_is_answered_empty() -> None:
    async with Desk(None) as desk:
        desk.deciding.decide(Said("一"))
        await settled()
        assert desk.said == ["您选的是？"]


async def test_a_turn_taken_back_is_as_if_it_had_not_been() -> None:
    advice = Advice()
    async with Desk(advice) as desk:
        desk.deciding.decide(Said("一"))
        await settled()
        desk.deciding.retract()
        await settled()
        assert (advice.cancelled, desk.told.turns, desk.told.acts) == (1, 1, [])
        assert desk.deciding.state is desk.first
        advice.answer.set_result("乙")
        desk.deciding.decide(Said("一二"))
        await settled()
        assert desk.said == ["您选的是乙"]


async def test_advice_that_came_as_its_turn_was_taken_back_is_dropped() -> None:
    advice = Advice()
    async with Desk(advice) as desk:
        desk.deciding.decide(Said("一"))
        await settled()
        advice.answer.set_result("甲")
        desk.deciding.retract()
        await settled()
        assert (desk.told.acts, desk.told.turns) == ([], 1)
        assert desk.deciding.state is desk.first


async def test_advice_is_asked_for_ahead_of_time_and_once() -> None:
    advice = Advice()
    async with Desk(advice) as desk:
        desk.deciding.prepare(Said("一"))
        await settled()
        assert advice.asked == ["一"]
        advice.answer.set_result("甲")
        desk.deciding.decide(Said("一"))
        await settled()
        assert advice.asked == ["一"]
        assert desk.said == ["您选的是甲"]


@pytest.mark.parametrize("then", ["discard", "prepare another", "decide another", "end"])
async def test_advice_for_what_was_not_said_after_all_is_given_up(then: str) -> None:
    advice = Advice()
    async with Desk(advice) as desk:
        desk.deciding.prepare(Said("一"))
        await settled()
        if then == "discard":
            desk.deciding.discard()
        elif then == "prepare another":
            desk.deciding.prepare(Said("二"))
        elif then == "decide another":
            desk.deciding.decide(Begin())
        else:
            desk.task.cancel()
        await settled()
        assert advice.cancelled == 1
        assert desk.told.acts == []
