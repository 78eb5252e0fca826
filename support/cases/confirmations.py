"""Made answers given to the real machine at a confirmation, a consent and a read-back of the shipped 社保卡挂失."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dialogue import Library, Machine, State
from dialogue.acts import Act, Answered, Begin, Call, CardRead, Said, Turn
from support.cases.answer_grammar import MadeAnswer

SERVICES = Path(__file__).parents[2] / "services"
_TODAY = date(2026, 11, 22)
_NUMBER = "13800138000"
_BACK_END = {"sbk.status": {"姓名": "王小明", "卡状态": "正常", "卡号末四位": "6789"}}
_CONFIDENCE = 0.9  # spoken


@dataclass(frozen=True, slots=True)
class Outcome:
    """`taken`: the machine took the answer as a yes: it submitted, noted the consent, or kept the number."""

    answer: MadeAnswer
    taken: bool


class Clerk:
    """The three questions, reached once; every answer starts from there."""

    def __init__(self, library: Library) -> None:
        self._machine = Machine(library)
        state, _ = self._machine.step(self._machine.new("bench-confirmations", _TODAY), Begin())
        consent = self._all(state, Said("社保卡丢了", _CONFIDENCE))
        card = CardRead("王小明", "11010519491231002X")
        readback = self._all(consent, Said("同意"), card, Said("正式挂失"), Said(_NUMBER, _CONFIDENCE))
        confirm = self._all(readback, Said("对"))
        self._states = {"consent": consent, "readback": readback, "confirm": confirm}
        for context, at in self._states.items():
            if at.question.kind != context:
                raise RuntimeError(f"the script asks for {at.question.kind!r} where {context!r} was expected")

    def takes(self, context: str, text: str) -> bool:
        """Whether `text`, said to the question of `context`, is taken as a yes."""
        state, acts = self._one(self._states[context], Said(text, _CONFIDENCE))
        if any(isinstance(act, Call) and act.key for act in acts):
            return True
        return state.consented if context == "consent" else context == "readback" and state.value("手机号") == _NUMBER

    def _all(self, state: State, *turns: Turn) -> State:
        for turn in turns:
            state, _ = self._one(state, turn)
        return state

    def _one(self, state: State, turn: Turn) -> tuple[State, tuple[Act, ...]]:
        state, acts = self._machine.step(state, turn)
        for call in [act for act in acts if isinstance(act, Call) and not act.key]:
            state, more = self._machine.step(state, Answered(call.call, True, _BACK_END.get(call.api, {})))
            acts += more
        return state, acts


def measure(made: Iterable[MadeAnswer], clerk: Clerk) -> list[Outcome]:
    return [Outcome(one, clerk.takes(one.context, one.text)) for one in made]


def sampled(made: list[MadeAnswer], count: int) -> list[MadeAnswer]:
    """`count` different answers, the same ones every time."""
    different = list({(one.context, one.text): one for one in made}.values())
    return sorted(random.Random(1).sample(different, min(count, len(different))), key=lambda one: one.id)


def report(outcomes: list[Outcome], *, misses: bool) -> bool:
    """Print the table; True if no answer was wrongly taken as a yes."""
    wrong = [one for one in outcomes if one.taken and not one.answer.yes]
    missed = [one for one in outcomes if one.answer.yes and not one.taken]
    for kind in sorted({one.answer.kind for one in outcomes}):
        mine = [one for one in outcomes if one.answer.kind == kind]
        print(f"{kind:11} {len(mine):5} answers, {sum(one.taken for one in mine):5} taken as a yes")
    different = len({(one.answer.context, one.answer.text) for one in outcomes})
    yes = sum(one.answer.yes for one in outcomes)
    print(f"{len(outcomes)} answers ({different} different)")
    print(f"{len(wrong)} of {len(outcomes) - yes} that are no yes were taken as one")
    print(f"{len(missed)} of {yes} that are a yes were not taken")
    for name, some in (("wrongly taken", wrong), ("missed", missed if misses else [])):
        for (context, text), times in Counter((one.answer.context, one.answer.text) for one in some).most_common(200):
            print(f"  {name}: {context} {text} ×{times}")
    return not wrong


def compare(outcomes: list[Outcome], labels: dict[int, str]) -> bool:
    """Print where reader, grammar and machine differ; True if the machine took no answer that the reader calls a no."""
    read = [(one, labels[one.answer.id] == "yes") for one in outcomes if one.answer.id in labels]
    wrong = [one for one, yes in read if one.taken and not yes]
    missed = [one for one, yes in read if yes and not one.taken]
    differing = [one for one, yes in read if yes != one.answer.yes]
    print(f"{len(read)} labelled: {len(wrong)} taken as a yes that the reader calls a no; {len(missed)} the other way")
    print(f"reader and grammar differ on {len(differing)}")
    for name, some in (("taken", wrong), ("missed", missed), ("reader differs from grammar", differing)):
        for one in some:
            print(f"  {name}: {one.answer.context} {one.answer.kind} {one.answer.text}")
    return not wrong
