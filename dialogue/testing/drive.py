"""Driving the machine for one citizen, with stand-ins for the back end. Pure: nothing here waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from dialogue.acts import Act, Advised, Answered, Call, Consult, Turn
from dialogue.machine import Machine, State
from dialogue.testing.model import Reply, StandIn

Answer = Callable[[Call], Answered]


def work_off(machine: Machine, state: State, turn: Turn, answer: Answer) -> tuple[State, tuple[Act, ...]]:
    """One turn of the citizen and every answer of the back end that it leads to. Nobody advises: the rules decide."""
    done: list[Act] = []
    following: Turn | None = turn
    while following is not None:
        state, acts = machine.step(state, following)
        following = None
        done += acts
        for act in acts:
            if isinstance(act, Call):
                following = answer(act)
            elif isinstance(act, Consult):
                following = Advised(act.call)
    return state, tuple(done)


def answered(call: Call, reply: Reply) -> Answered:
    return Answered(call.call, ok=not reply.reason, data=dict(reply.data), reason=reply.reason)


class Desk:
    """The stand-ins of one conversation. `unknown`: interfaces that were asked for and have none; they fail.

    `asked`: how often each was asked before, for a conversation taken up in its middle.
    """

    def __init__(self, stand_ins: Iterable[StandIn], asked: Iterable[str] = ()) -> None:
        self._stand_ins = {stand_in.api: stand_in for stand_in in stand_ins}
        self._asked = Counter(asked)
        self.unknown: list[str] = []

    def answer(self, call: Call) -> Answered:
        stand_in = self._stand_ins.get(call.api)
        if stand_in is None:
            self.unknown.append(call.api)
            return answered(call, Reply(reason="refused"))
        self._asked[call.api] += 1
        return answered(call, stand_in.reply(self._asked[call.api] - 1))
