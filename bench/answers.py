"""How are citizens' own words taken at the option and yes/no questions of the shipped services?

    python -m bench.answers [--misses] [--embeddings]

The lines are `support/cases/answer_lines.txt`: not blind. An answer is filed where its words are certain, and asked
about (您说的是损坏，对吗？) where they are only likely. `--embeddings`: the adviser is asked about options first, as in
a hall that has it.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from dialogue import load_library
from dialogue.meaning import MeaningIndex, load_encoder
from dialogue.script import Slot
from dialogue.understand.asking import asks
from dialogue.understand.likely_option import option_wordings
from support.cases.answer_lines import AnswerLine, Taken, count, load_answer_lines, taken

SERVICES = Path(__file__).parents[1] / "services"


def _advised(index: MeaningIndex, slot: Slot, line: AnswerLine, before: Taken) -> Taken:
    if slot.kind != "option" or (before.value and not before.asked) or asks(line.text):
        return before
    wordings = option_wordings(slot)
    index.learn(index.unknown(word for label, words in wordings.items() for word in (label, *words)))
    chosen = index.choose(line.text, wordings, "option")
    return Taken(chosen, asked=True) if chosen else before


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--embeddings", action="store_true")
    wanted = parser.parse_args()
    library = load_library(SERVICES)
    index = MeaningIndex(load_encoder()) if wanted.embeddings else None
    pairs = []
    for line in load_answer_lines():
        one = taken(library, line)
        script = library.script(line.service)
        slot = script.slot(line.slot) if script else None
        pairs.append((line, _advised(index, slot, line, one) if index and slot else one))
    for line, one in pairs:
        if wanted.misses and one.value != line.label.replace("-", ""):
            print(f"{line.slot}: {line.text}: {one.value or 'nothing'}, not {line.label}")
    for outcome, lines in sorted(count(pairs).items()):
        print(f"{outcome}: {lines} of {len(pairs)}")


if __name__ == "__main__":
    main()
