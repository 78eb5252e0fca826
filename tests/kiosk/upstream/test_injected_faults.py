"""2,000 submissions to a back end that fails in every way: exactly one case is filed, or staff are told to look.

The machine, the gateway and HTTP over sockets are real; time is virtual.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random
from typing import Literal

from aiohttp import web

from dialogue import Machine, State, load_library
from dialogue.acts import Act, Answered, Begin, Call, Filed, Said, Unresolved
from dialogue.testing import load_conversation_tests
from dialogue.testing.drive import StubbedBackend, run_turn
from kiosk.dialect.model import PLAIN, BackendDialect, InterfaceRule
from kiosk.upstream.gateway import BackendError, BackendGateway, header_key
from support.faulty_back_end import FAULTS, FaultyBackEnd
from support.virtual_time import VirtualTimeLoop

SERVICES = Path(__file__).parents[3] / "services"
COUNT = 2_000
API = "sbk.loss"
#: What a mapping may say of a back end: it honours keys, it can tell by a key, both, neither.
BackEndKind = Literal["keys", "keys and outcome", "outcome", "neither"]
KINDS: tuple[BackEndKind, ...] = ("keys", "keys and outcome", "outcome", "neither")
Belief = Literal["filed", "not filed", "unresolved"]


def dialect_of(kind: BackEndKind) -> BackendDialect:
    outcome = f"{API}.outcome" if "outcome" in kind else ""
    rules = {API: InterfaceRule(keeps_keys="keys" in kind, outcome=outcome)}
    return replace(PLAIN, rules=rules | ({outcome: InterfaceRule(path=f"/api/{API}/outcome")} if outcome else {}))


def confirmed(machine: Machine) -> tuple[State, Call]:
    """A conversation that has confirmed the report of a lost card, and its call."""
    test = load_conversation_tests(SERVICES / "sbk-loss.test.yaml").tests[0]
    stubs = StubbedBackend(test.stubs)
    state, _ = machine.step(machine.new("c", test.today), Begin(test.channel))
    for step in test.steps:
        if isinstance(step.action, Said) and step.action.text == "没问题":
            state, acts = machine.step(state, step.action)
            return state, next(act for act in acts if isinstance(act, Call))
        state, _ = run_turn(machine, state, step.action, stubs.answer)
    raise AssertionError("the test never confirms")


async def submitted(machine: Machine, state: State, call: Call, gateway: BackendGateway) -> Sequence[Act]:
    """What the machine did with what became of the submission."""
    try:
        data = await gateway.call(call.api, call.body, key=call.key, timeout_s=call.timeout_s)
        answer = Answered(call.call, ok=True, data=data.with_lists(call.lists))
    except BackendError as error:
        answer = Answered(call.call, ok=False, reason=error.kind, message=error.message)
    return machine.step(state, answer)[1]


def believed(acts: Sequence[Act]) -> tuple[Belief, str]:
    """What the record will say, and the receipt."""
    filed = list({act.receipt for act in acts if isinstance(act, Filed)})  # told again where the receipt is shown
    unresolved = [act for act in acts if isinstance(act, Unresolved)]
    assert len(filed) + len(unresolved) <= 1
    if filed:
        return "filed", filed[0]
    return ("unresolved", "") if unresolved else ("not filed", "")


async def all_submissions() -> tuple[Counter[Belief], FaultyBackEnd]:
    back_end, machine = FaultyBackEnd(), Machine(load_library(SERVICES))
    app = web.Application()
    app.router.add_post(f"/api/{API}", back_end.submit)
    app.router.add_post(f"/api/{API}/outcome", back_end.outcome)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.01, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    (state, call), random, beliefs = confirmed(machine), Random(13), Counter[Belief]()
    for number in range(COUNT):
        kind = random.choice(KINDS)
        back_end.honours_keys = "keys" in kind
        back_end.plan = [random.choice(FAULTS) for _ in range(3)]
        plan = f"{number} {kind} {back_end.plan}"
        gateway = BackendGateway(url, dialect=dialect_of(kind))
        key = f"c{number}:社保卡挂失"
        one = replace(state, question=replace(state.question, value=key))
        belief, receipt = believed(await submitted(machine, one, replace(call, key=key), gateway))
        await gateway.close()
        receipts = back_end.filed.get(header_key(key), [])
        beliefs[belief] += 1
        assert len(receipts) <= 1, plan
        assert belief != "filed" or receipts == [receipt], plan
        assert belief != "not filed" or receipts == [], plan
    await runner.cleanup()
    return beliefs, back_end


def test_exactly_one_case_or_an_entry_for_staff() -> None:
    with asyncio.Runner(loop_factory=partial(VirtualTimeLoop, sockets=True)) as runner:
        beliefs, back_end = runner.run(all_submissions())
    assert sum(beliefs.values()) == COUNT
    assert all(back_end.met[fault] >= 50 for fault in FAULTS), back_end.met
    assert beliefs["filed"] > COUNT / 4
    assert beliefs["unresolved"] > COUNT / 20
    assert beliefs["not filed"] > COUNT / 40
