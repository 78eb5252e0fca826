"""What the clerk does with a citizen's first line: the right thing, a question, or a service not wished for.

    python -m bench.first_lines FILE.jsonl [FILE.jsonl …] [--misses] [--services services] [--ears COUNT]

A line of a file: {"line": …, "act": …, "service": … or null, "right": …}; `right` is begin, ask, progress, cancel,
change, answer, hotline, human, say or out. Each line begins a conversation with the services in the folder, as written
and with 25 % of its characters exchanged for others that sound alike. A service that the folder lacks is out.
`false start`: a service was begun that was not wished. `asked`: the right service was asked about. `--ears`: so many
of the lines, drawn by a seed, typed and spoken by a Kokoro voice, recognised by Whisper base (once) and corrected by
what the clerk expects, as in a hall.
"""

from __future__ import annotations

import argparse
import json
import os
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from asr import Expectation, choose_answer
from bench.machine import describe
from bench.spoken import hear_lines
from dialogue import Library, Machine, State, load_library
from dialogue.acts import Act, Begin, Expect, Note, Said
from dialogue.understand.dialogue_act import read_dialogue_act
from dialogue.understand.fold import fold
from kiosk.config import load_settings
from support.cases.homophones import misspell

SHARES = (0.0, 0.25)
_TODAY = date(2026, 11, 23)
#: The names of acts in files written by others.
_ACTS = {
    "question_how": "how", "question_price": "price", "question_where": "where", "question_when": "when",
    "question_whether": "whether", "question_materials": "materials", "small_talk": "chat", "ask_human": "human",
    "cannot_hear_or_read": "trouble", "foreign_language": "foreign", "who_are_you": "identity",
    "not_to_clerk": "unknown",
}  # fmt: skip
_REPORTS = {"complain", "report", "suggest"}
_ANSWERED = {"question answered", "question guessed", "question unanswered"}
_NO_ACT = {"other", "emergency"}  # they say what becomes of a line, not what is done with it


#: What the machine is told of a line.
Hear = Callable[[str], Said]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`begun`: the service, or empty. `asked`: the services asked about. `notes`: what the machine noted."""

    begun: str
    asked: tuple[str, ...]
    notes: Mapping[str, str]
    ended: str


@dataclass(slots=True)
class Row:
    lines: int = 0
    acts: int = 0
    act_right: int = 0
    right: int = 0
    asked: int = 0
    false_starts: int = 0
    wishes: int = 0
    begun: int = 0
    wishes_asked: int = 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--misses", action="store_true", help="print the lines that came out otherwise")
    parser.add_argument("--services", type=Path, default=Path("services"))
    parser.add_argument("--ears", type=int, default=0, metavar="COUNT", help="so many lines typed and by ear instead")
    options = parser.parse_args()
    library = load_library(options.services)
    cases = [json.loads(line) for file in options.files for line in file.read_text("utf-8").splitlines() if line]
    ways: dict[str, Hear] = {f"{share:.0%}": _typed(share) for share in SHARES}
    if options.ears:
        random.Random(7).shuffle(cases)
        cases = cases[: options.ears]
        ways = {"typed": _typed(0.0), "by ear": _by_ear(library, [case["line"] for case in cases])}
    print(f"{describe()}\n{len(cases)} lines, {len(library.scripts)} services\n")
    print("| misspelt | lines | act right | right | asked | false starts | wishes | begun | asked |")
    print("|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    for name, hear in ways.items():
        row = measure(library, cases, hear, options.misses)
        cells = (
            name, str(row.lines), _percent(row.act_right, row.acts), _percent(row.right, row.lines),
            _percent(row.asked, row.lines), f"{row.false_starts} ({_percent(row.false_starts, row.lines)})",
            str(row.wishes), _percent(row.begun, row.wishes), _percent(row.wishes_asked, row.wishes),
        )  # fmt: skip
        print("| " + " | ".join(cells) + " |", flush=True)


def _typed(share: float) -> Hear:
    return lambda line: Said(misspell(line, share, 1), 0.8)


def _by_ear(library: Library, lines: list[str]) -> Hear:
    """What the machine is told of each line, spoken and recognised."""
    machine = Machine(library)
    begun, acts = machine.step(machine.new("bench", _TODAY), Begin())
    kind = next(act.kind for act in acts if isinstance(act, Expect))
    expected = Expectation(kind, machine.biasing_phrases(begun))
    heard = hear_lines(load_settings(None, os.environ), lines)
    chosen = {line: choose_answer(heard[line], expected, _TODAY) for line in lines}
    return lambda line: Said(
        chosen[line].text, chosen[line].confidence, tuple(o.text for o in chosen[line].alternatives)
    )


def measure(library: Library, cases: Iterable[Mapping[str, str]], hear: Hear, misses: bool) -> Row:
    row = Row()
    offered = {script.name for script in library.scripts}
    for case in cases:
        said = hear(case["line"])
        line = said.text
        act, right, service = _ACTS.get(case["act"], case["act"]), case["right"], case["service"] or ""
        right = "out" if right == "begin" and service not in offered else right
        found = play(library, said)
        row.lines += 1
        if act not in _NO_ACT:
            row.acts += 1
            row.act_right += _same_act(read_dialogue_act(fold(line)).kind, act)
        done = is_right(library, found, right, service)
        asked = not done and not found.begun and (service in found.asked if service else bool(found.asked))
        false_start = bool(found.begun) and not done
        row.right += done
        row.asked += asked
        row.false_starts += false_start
        if right == "begin":
            row.wishes += 1
            row.begun += done
            row.wishes_asked += asked
        if misses and not done:
            print(
                f"{'FALSE START' if false_start else 'asked' if asked else 'other'}: {line} | {act} {right} {service} "
                f"| {read_dialogue_act(fold(line))} | {found}"
            )
    return row


def play(library: Library, said: Said) -> Outcome:
    machine = Machine(library)
    state, _ = machine.step(machine.new("bench", _TODAY), Begin())
    state, acts = machine.step(state, said)
    return _outcome(state, acts)


def _outcome(state: State, acts: Iterable[Act]) -> Outcome:
    asked = state.question.options if state.question.kind in ("guess", "which") else ()
    notes = {act.what: act.detail for act in acts if isinstance(act, Note)}
    return Outcome(state.service, asked, notes, state.ended)


def is_right(library: Library, found: Outcome, right: str, service: str) -> bool:
    match right:
        case "begin":
            return found.begun == service
        case "ask":
            return not found.begun
        case "progress" | "cancel" | "change":
            followed = {one.service for script in library.scripts for one in script.follow_ups if one.kind == right}
            return found.notes.get("follow-up") == right or (found.begun in followed and bool(found.begun))
        case "answer":
            return not found.begun and bool(
                {"question answered", "question guessed", "question unanswered"} & set(found.notes)
            )
        case "hotline":
            script = library.script(found.begun)
            return script is not None and bool(script.accepts)
        case "human":
            return found.ended == "handoff" or "another language" in found.notes
        case _:
            return not found.begun and not found.asked


def _same_act(found: str, act: str) -> bool:
    return found == act or {found, act} <= _REPORTS


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


if __name__ == "__main__":
    main()
