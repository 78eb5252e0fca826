"""Writes the transition table of the turn machine into docs/architecture.md, out of `kiosk.turn.table`.

python scripts/turn_table.py            writes the table
python scripts/turn_table.py --check    exits 1 if the document does not hold what this script would write
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from kiosk.turn import STATES, TABLE, State, Transition

DOCUMENT = Path(__file__).parents[1] / "docs" / "architecture.md"
BEGIN, END = "<!-- turn table: written by scripts/turn_table.py -->", "<!-- turn table ends -->"
#: States that stand together, by the word that the table prints for them.
GROUPS = {
    frozenset({State.LISTENING, State.HEARING, State.THINKING}): "clerk silent",
    frozenset({State.LISTENING, State.HEARING, State.THINKING, State.SPEAKING}): "begun",
    frozenset(set(State) - {State.ENDED}): "any",
}


def table() -> str:
    """The Markdown between the markers."""
    return "\n".join([*_states(), "", *_transitions(), "", *_legend()])


def _states() -> Iterator[str]:
    yield "The state is the first of these whose condition holds:"
    yield ""
    yield "| condition | state |"
    yield "|---|---|"
    yield from (f"| {words} | {state.value} |" for state, words, _ in STATES)


def _transitions() -> Iterator[str]:
    yield "An event does what the first row for its state says whose conditions all hold; without a row it is ignored."
    yield "*begun*: listening, hearing, thinking, speaking; *clerk silent*: the first three; *any*: all but ended."
    yield ""
    yield "| event | state | if | do | next state |"
    yield "|---|---|---|---|---|"
    for events, rows in groupby(TABLE, key=lambda row: row.events):
        name = ", ".join(f"`{event.__name__}`" for event in events)
        for row in rows:
            yield f"| {name} | {_named(row.states)} | {_code(row.when)} | {_code(row.do)} | {_next(row)} |"
            name = ""


def _next(row: Transition) -> str:
    return _named(row.then) if row.then else "same"


def _named(states: Iterable[State]) -> str:
    states = tuple(states)
    return GROUPS.get(frozenset(states)) or ", ".join(state.value for state in states)


def _code(functions: Iterable[Callable[..., Any]]) -> str:
    return ", ".join(f"`{function.__name__}`" for function in functions)


def _legend() -> Iterator[str]:
    for title, sort in (("Conditions", "when"), ("Steps", "do")):
        used = dict.fromkeys(function for row in TABLE for function in getattr(row, sort))
        yield f"| {title.lower()[:-1]} | |"
        yield "|---|---|"
        yield from (f"| `{function.__name__}` | {function.__doc__} |" for function in used)
        yield ""
    yield "After every event the no-input timer runs exactly if the state is listening."


def with_table(document: str) -> str:
    """The document, with the table of the code. Raises ValueError where a marker is missing."""
    head, begin, rest = document.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"expected {BEGIN} and {END} in docs/architecture.md")
    return f"{head}{BEGIN}\n{table()}\n{END}{tail}"


def main(arguments: list[str]) -> int:
    written = DOCUMENT.read_text(encoding="utf-8")
    wanted = with_table(written)
    if arguments == ["--check"]:
        if written != wanted:
            print("docs/architecture.md: the turn table is out of date; run: python scripts/turn_table.py")
        return int(written != wanted)
    DOCUMENT.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
