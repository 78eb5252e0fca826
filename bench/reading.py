"""Does the voice read what a person would read? Hard sentences of service halls against a careful reader's syllables.

    python -m bench.reading [--set FILE.jsonl ...] [--show]

A line of the set: `{"text": as written, "say": in words, "pinyin": toneless syllables (ü is v, Latin letters are
capitals), "also": [other readings that are right], "hard": its class}`. What is scored is what the voice is given: our
tokens, taken apart into syllables again. Beside it: misaki alone (the phonemes that Kokoro was trained with), and
wetext with pypinyin where wetext is installed. Errors: syllables wrong, missing or surplus, of those of the reading
that is nearest. `--show` prints every sentence that ours reads wrongly.

Without `--set` both sets that ship are scored. `reading_cases.jsonl` is our own; the rules were made with it.
`reading_blind.jsonl` was written by someone who had not seen the rules; on the first pass 0.44 % of its syllables were
read wrongly (22 of 4,998). Since then three of its lines were corrected, and the rules were changed for what it showed:
it is not blind any more.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from support.cases.reading import (
    BLIND,
    CASES,
    Reader,
    Sentence,
    load,
    misaki_alone,
    nearest,
    ours,
    score,
    wetext_and_pypinyin,
)


def show(sentences: Sequence[Sentence], read: Reader, console: Console) -> None:
    for sentence in sentences:
        found = read(sentence.text)
        errors, reading = nearest(sentence, found)
        if errors:
            console.print(f"[{sentence.hard}] {sentence.text}", markup=False)
            console.print("    right  " + " ".join(reading), markup=False)
            console.print("    ours   " + " ".join(found), markup=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", type=Path, nargs="+", default=[CASES, BLIND])
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    console = Console(width=200)
    readers: dict[str, Reader | None] = {
        "ours": ours,
        "misaki alone": misaki_alone,
        "wetext + pypinyin": wetext_and_pypinyin(),
    }
    table = Table()
    for column in ("set", "sentences", "reader", "wrong syllables", "of", "%", "wrong sentences"):
        table.add_column(column, justify="left" if column in ("set", "reader") else "right")
    for file in options.set:
        sentences = load(file)
        if options.show:
            show(sentences, ours, console)
        for name, reader in readers.items():
            table.add_row(file.stem, str(len(sentences)), name, *_figures(sentences, reader))
    console.print(table)


def _figures(sentences: Sequence[Sentence], reader: Reader | None) -> tuple[str, ...]:
    """Wrong syllables, of how many, in percent, and wrong sentences."""
    if reader is None:
        return ("not installed",)
    wrong, total, sentences_wrong = score(sentences, reader)
    return str(wrong), str(total), f"{100 * wrong / total:.2f}", str(sentences_wrong)


if __name__ == "__main__":
    main()
