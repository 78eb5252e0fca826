"""The sentences that a hall is likeliest to say first, found by stepping through each service for a few turns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain, zip_longest

from dialogue import Machine, acts
from dialogue.acts import Turn
from dialogue.machine.state import State

#: After the service was named: two times yes (to the service, to consent), then the first question is not answered.
_TURNS: tuple[Turn, ...] = (acts.Said("是的，同意"), acts.Said("是的，同意"), acts.NoMatch(), acts.NoInput())


def likely(machine: Machine, today: date) -> list[str]:
    """Fixed sentences, likeliest first, no duplicates: the greeting, what follows silence, each service's first."""
    begun, greeting = machine.step(machine.new("likely", today), acts.Begin())
    unanswered = list(_said(machine, begun, (acts.NoInput(), acts.NoMatch(), acts.NoInput(), acts.Said("什么"))))
    services = [
        list(_said(machine, begun, (acts.Said(script.name), *_TURNS)))
        for script in machine.library.scripts
        if "screen" in script.channels
    ]
    by_turn = chain.from_iterable(zip_longest(*services, fillvalue=[]))
    return list(dict.fromkeys(chain(_fixed(greeting), *unanswered, *by_turn)))


def _said(machine: Machine, state: State, turns: Iterable[Turn]) -> Iterator[list[str]]:
    """The fixed sentences after each turn, until the conversation is over."""
    for turn in turns:
        state, done = machine.step(state, turn)
        yield _fixed(done)


def _fixed(done: Iterable[acts.Act]) -> list[str]:
    return [act.text for act in done if isinstance(act, acts.Say) and act.fixed]
