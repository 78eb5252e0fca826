"""How are citizens' answers taken by the machine, while their slot is asked for? By kind of slot.

    python -m bench.answers [--lines FILE.jsonl] [--misses] [--slots] [--embeddings]

Without `--lines`: those of `support/cases/answer_lines.txt`, which are not blind. `--slots`: a row for each slot.
`--misses` prints the lines that went otherwise: not for a hidden set. `--embeddings`: with the adviser by sentence
embeddings, as a hall has it.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from dialogue import load_library
from dialogue.acts import Consult
from dialogue.meaning import MeaningIndex, load_encoder
from support.cases.answer_lines import ASKS_BACK, NOTHING, OWN, AnswerLine, load_answer_lines
from support.cases.asked_slots import AskedSlots, Outcome, tally, verdict

SERVICES = Path(__file__).parents[1] / "services"
_KINDS = {
    "option": "options", "yesno": "yes/no", "several": "several", "date": "days and times", "time": "days and times",
    "money": "amounts, counts", "count": "amounts, counts", "address": "places, names", "text": "places, names",
    "name": "places, names",
}  # fmt: skip
_COLUMNS = (
    ("values", ("value",)),
    ("filed", ("value filed",)),
    ("read back", ("value read back",)),
    ("wrong value filed", ("value wrongly filed",)),
    ("wrong value read back", ("value wrongly read back",)),
    ("asked again", ("value asked again", "value left empty")),
    ("elsewhere", ("value elsewhere",)),
    ("?", ("?",)),
    ("? filed", ("? wrongly filed",)),
    ("-", ("-",)),
    ("- filed", ("- wrongly filed",)),
    ("- read back", ("- wrongly read back",)),
    ("- asked again", ("- asked again", "- left empty")),
    ("- answered", ("- elsewhere",)),
)

Pair = tuple[AnswerLine, Outcome]


def show(slots: AskedSlots, pairs: Sequence[Pair], *, each_slot: bool) -> None:
    print("| | " + " | ".join(title for title, _ in _COLUMNS) + " |\n|---|" + "---:|" * len(_COLUMNS))
    groups: dict[str, list[Pair]] = {}
    for pair in pairs:
        line = pair[0]
        kind = _KINDS.get(slots.slot(line).kind, "numbers")
        groups.setdefault(f"{line.service} / {line.slot}" if each_slot else kind, []).append(pair)
    for name, some in (*groups.items(), ("all", pairs)):
        counts = dict(tally(slots, some))
        for said in ("value", ASKS_BACK, NOTHING):
            counts[said] = sum(line.kind == said for line, _ in some)
        cells = [str(sum(counts.get(key, 0) for key in keys)) for _, keys in _COLUMNS]
        print(f"| {name} | " + " | ".join(cells) + " |")


def _adviser(index: MeaningIndex) -> Callable[[Consult], str]:
    def choose(consult: Consult) -> str:
        if consult.job != "choose":
            return ""
        index.learn(index.unknown(text for option in consult.wordings for text in option))
        options = dict(zip(consult.options, consult.wordings, strict=True))
        return index.choose(consult.text, options, consult.about, consult.service)

    return choose


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=Path, default=OWN)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--slots", action="store_true")
    parser.add_argument("--embeddings", action="store_true")
    wanted = parser.parse_args()
    library = load_library(SERVICES)
    library.learn()
    slots = AskedSlots(library, advise=_adviser(MeaningIndex(load_encoder())) if wanted.embeddings else None)
    pairs = [(line, slots.answer(line)) for line in load_answer_lines(wanted.lines)]
    show(slots, pairs, each_slot=wanted.slots)
    for line, outcome in pairs if wanted.misses else ():
        told = verdict(slots, line, outcome)
        right = ("filed", "read back") if line.kind == "value" else ("read back", "asked again", "elsewhere")
        if told not in right:
            print(f"{told}\t{line.slot}\t{line.text}\t{line.label}\t{outcome.value}")


if __name__ == "__main__":
    main()
