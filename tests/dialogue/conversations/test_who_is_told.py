"""Over all shipped scripts: no personal value of the back end leaves below the level that its script asks for.

Citizens made by chance prove who they are, or try: with cards of others, wrong codes, words. `Watched` checks each call
against what was really shown (`_check_identity`); here the values that come back are known by sight.
"""

from __future__ import annotations

import random

import pytest

from dialogue import Library, State
from dialogue.acts import (
    Act,
    Answered,
    Begin,
    Call,
    CardRead,
    CheckCode,
    CodeChecked,
    CodeSent,
    Consult,
    Expect,
    Keyed,
    Said,
    SendCode,
    Touched,
    Turn,
)
from dialogue.machine import Machine
from dialogue.script.assurance import Assurance, reaches
from dialogue.script.model import Query, Submit
from dialogue.testing.keywords import CODE, WRONG_CODE
from dialogue.understand.id_number import check_id_number
from mandarin.text_cache import TextCache
from support.conversations.walk import Walk
from support.conversations.watched import TODAY

PERSONS = ("11010519491231002X", "110105198805234517", "110105198506123729")
CONVERSATIONS = 50
#: What comes back of a person, and nobody says by chance.
NAMES = dict(zip(PERSONS, ("欧阳秘甲", "司马密乙", "诸葛蜜丙"), strict=True))


class Stranger(Walk):
    """Gives numbers of three persons, one of whom the stranger is, and holds that one's card and telephone alone."""

    def __init__(self, library: Library, seed: int) -> None:
        super().__init__(library, seed)
        self.me = self.chance.choice(PERSONS)
        self.told: list[str] = []

    def proof(self) -> Turn:
        kind = self.watched.state.question.kind
        ways: list[Turn] = [
            Said("短信验证码", 0.9),
            Touched("短信验证码"),
            Said("我就是本人", 0.9),
            Said("没收到", 0.9),
        ]
        ways += [CardRead("王小明", self.me)] * (2 if self.chance.random() < 0.5 else 0)
        ways += [Keyed(self.me), Keyed(WRONG_CODE), Touched("是"), Touched("否"), Said("我替我妈办的", 0.9)]
        if kind == "code" and self.watched.state.question.value == self.me:
            ways += [Keyed(CODE)] * 4
        return self.chance.choice(ways)

    def value(self, slot, touch: bool) -> Turn:  # type: ignore[no-untyped-def]
        if slot.kind == "id":
            return Keyed(self.chance.choice(PERSONS))
        return super().value(slot, touch)

    def anything(self) -> Turn:
        turn = super().anything()
        return NO_CARD if isinstance(turn, CardRead) else turn


NO_CARD = Said("没带身份证", 0.9)


def leaves(acts: tuple[Act, ...]) -> str:
    """All that leaves the machine: speech, cards, notes, cases, messages; not what goes to the back end."""
    return repr([act for act in acts if not isinstance(act, Call | Consult | Expect | SendCode | CheckCode)])


def play(library: Library, seed: int) -> tuple[int, int]:
    """How many calls about a person were made, and how many conversations came to one."""
    walk = Stranger(library, seed)
    machine, texts = Machine(library), TextCache()
    state = machine.new(f"c-{seed}", TODAY)
    known: dict[str, Assurance] = {}
    allowed: set[str] = set()
    code_of, calls = "", 0
    turn: Turn = Begin("phone" if seed % 3 == 0 else "screen")
    draw = random.Random(seed)
    for _ in range(120):
        if isinstance(turn, CardRead) and not check_id_number(turn.number, TODAY):
            known[turn.number] = "card"
        if isinstance(turn, CodeChecked) and turn.outcome == "right":
            known.setdefault(code_of, "sms")
        if isinstance(turn, Touched | Said | Keyed) and state.question.kind == "agent":
            allowed.add(state.question.value)  # whoever says so and is known may: the case says who it was
        state, acts = machine.step(state, turn, texts)
        out = leaves(acts)
        for person, name in NAMES.items():
            assert name not in out or person in allowed, f"{seed}: {name} left after {turn}"
        if state.ended:
            break
        following: Turn | None = None
        for act in acts:
            if isinstance(act, SendCode):
                code_of, following = act.person, CodeSent(act.call, draw.random() < 0.9)
            elif isinstance(act, CheckCode):
                mine = code_of == walk.me and act.code == CODE
                following = CodeChecked(act.call, "right" if mine else "wrong")
            elif isinstance(act, Call):
                calls += 1
                persons = persons_of(library, state, act)
                if persons is not None:
                    allowed |= covered(library, state, persons, known)
                following = Answered(act.call, True, answer(library, state, act))
        walk.watched.state = state
        turn = following or walk.sensible()
    return calls, int(bool(allowed))


def persons_of(library: Library, state: State, call: Call) -> set[str] | None:
    """Whom the call is about; None where its script asks for nothing."""
    script = library.script(state.service)
    step = script.steps[state.step] if script else None
    if script is None or not isinstance(step, Query | Submit):
        return None
    levels = step.identity or script.identity.levels
    if levels is None or levels.on(state.channel) == "none":
        return None
    return {value for value in call.params.values() if value in PERSONS}


def covered(library: Library, state: State, persons: set[str], known: dict[str, Assurance]) -> set[str]:
    """Those of `persons` of whom the citizen may hear: himself, and others where the script lets him act for them."""
    script = library.script(state.service)
    assert script is not None
    step = script.steps[state.step]
    assert isinstance(step, Query | Submit)
    levels = step.identity or script.identity.levels
    assert levels is not None
    level = levels.on(state.channel)
    mine = {person for person in known if reaches(known[person], level)}
    rule = script.identity
    agent = state.value(rule.agent_slot) if rule.agent_slot else ""
    family = {state.value(name) for name in rule.one_of}
    return persons if (agent in mine and agent) or family & mine else persons & mine


def answer(library: Library, state: State, call: Call) -> dict[str, str]:
    person = next((value for value in call.params.values() if value in PERSONS), PERSONS[0])
    found = dict.fromkeys(call.wanted, "正常")
    found |= {name: "2026-12-07" for name in call.wanted if "日期" in name}
    found |= {name: "36" for name in call.wanted if name.endswith(("月数", "套数", "人数", "提取", "可提"))}
    found |= {name: NAMES[person] for name in call.wanted if name in ("姓名", "车主")}
    return found | dict.fromkeys(call.lists, "[]")


@pytest.mark.parametrize("part", range(4))
def test_nothing_of_a_person_leaves_before_it_is_known_who_asks(shipped: Library, part: int) -> None:
    played = [play(shipped, seed) for seed in range(part * CONVERSATIONS, (part + 1) * CONVERSATIONS)]
    assert sum(calls for calls, _ in played) > CONVERSATIONS / 4
    assert sum(known for _, known in played) > CONVERSATIONS / 10, "some prove who they are, or nothing was tried"
