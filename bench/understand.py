"""Which of 99 services is meant, when a third of the characters are wrong, and when nothing here is meant?

    python -m bench.understand [--ears all | known]

The services' names and wordings, and held-out requests (`support.cases.intents`), with 0, 25 and 60 % of their
characters exchanged for others that sound alike (`support.cases.homophones`); lines that request nothing here; small
halls of eight services, in which the requests for all the others are out of scope. In the same run: character matching
by rapidfuzz, with the scorer and the threshold that do best on the tuning lines at no more than 1 % of false actions.
`--ears`: the tuning request and the first held-out request for every service, spoken by a Kokoro voice and recognised
by Whisper base (an hour, once), or those of them that were heard before.
"""

from __future__ import annotations

import argparse
import os
import random
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from bench.machine import describe
from bench.spoken import hear_lines
from dialogue.understand.fold import fold
from dialogue.understand.intent import Intent, read_intent
from dialogue.understand.match import Matcher
from kiosk.config import load_settings
from support.cases.homophones import misspell
from support.cases.intents import OUTSIDE_HELD_OUT, OUTSIDE_TUNING, Service, services
from support.measures.figures import p50, p95

SHARES = (0.0, 0.25, 0.6)
_HALLS = 20
_OFFERED = 8
_MOST_FALSE = 0.01
_SCORERS: dict[str, Callable[..., float]] = {
    "ratio": fuzz.ratio, "partial_ratio": fuzz.partial_ratio, "WRatio": fuzz.WRatio,
}  # fmt: skip

_COLUMNS = (
    "lines", "misspelt", "n", "sure", "sure or asked", "false action", "idle question", "CPU ms p50", "p95",
    "rapidfuzz sure", "its false action",
)  # fmt: skip

Chooser = Callable[[str], Intent]
Line = tuple[str, str]  # what is said, and the service meant ("" for none here)


@dataclass(slots=True)
class Row:
    """`asked`: the right one was among the two or three asked about; `false`: another service was started."""

    said: int = 0
    sure: int = 0
    asked: int = 0
    false: int = 0
    idle: int = 0  # asked about services none of which is meant
    ms: list[float] = field(default_factory=list)  # of processor, a choice


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ears", choices=("all", "known"), help="through Kokoro and Whisper too")
    options = parser.parse_args()
    hall = services()
    ours = chooser(hall)
    theirs, how = characters(hall)
    print(f"{describe()}\n{len(hall)} services, {sum(1 + len(one.says) for one in hall)} wordings; rapidfuzz: {how}\n")
    print("| " + " | ".join(_COLUMNS) + " |\n|---|" + "---:|" * (len(_COLUMNS) - 1))
    wordings = [(text, one.name) for one in hall for text in (one.name, *one.says)]
    held_out = [(text, one.name) for one in hall for text in one.held_out]
    outside = [(text, "") for text in OUTSIDE_HELD_OUT]
    for title, lines in (("names and wordings", wordings), ("held-out requests", held_out), ("out of scope", outside)):
        for share in SHARES:
            spelt = [(misspell(text, share, 1), meant) for text, meant in lines]
            show(title, f"{share:.0%}", run(ours, spelt), run(theirs, spelt))
    show("small halls", "0%", *small_halls(hall, 0.0))
    show("small halls", "25%", *small_halls(hall, 0.25))
    if options.ears:
        settings = load_settings(None, os.environ)
        for title, lines in (
            ("tuning requests, by ear", [(one.tuning[0], one.name) for one in hall]),
            ("held-out requests, by ear", [(one.held_out[0], one.name) for one in hall]),
        ):
            heard = hear_lines(settings, [text for text, _ in lines], new=options.ears == "all")
            spoken = [(heard[text].text, meant) for text, meant in lines if text in heard]
            show(title, "-", run(ours, spoken), run(theirs, spoken))


def chooser(hall: Iterable[Service]) -> Chooser:
    matcher = Matcher({one.name: (one.name, *one.says) for one in hall})
    read_intent(matcher, "预热")
    return lambda text: read_intent(matcher, fold(text))


def characters(hall: Iterable[Service]) -> tuple[Chooser, str]:
    """The best that character matching can do on the tuning lines, and how."""
    hall = tuple(hall)
    tuning = [(text, one.name) for one in hall for text in one.tuning] + [(text, "") for text in OUTSIDE_TUNING]
    best: tuple[int, str, float] = (-1, "ratio", 100.0)
    for name in _SCORERS:
        for threshold in range(30, 101, 2):
            row = run(_by_characters(hall, name, threshold), tuning)
            if row.false <= _MOST_FALSE * row.said and row.sure > best[0]:
                best = (row.sure, name, threshold)
    return _by_characters(hall, best[1], best[2]), f"{best[1]} from {best[2]}"


def _by_characters(hall: tuple[Service, ...], scorer: str, threshold: float) -> Chooser:
    known = {text: one.name for one in hall for text in (one.name, *one.says)}

    def choose(text: str) -> Intent:
        hit = process.extractOne(text, known.keys(), scorer=_SCORERS[scorer], score_cutoff=threshold)
        return Intent(sure=known[hit[0]]) if hit else Intent()

    return choose


def run(choose: Chooser, lines: Iterable[Line], row: Row | None = None) -> Row:
    row = row or Row()
    for text, meant in lines:
        begun = time.thread_time()
        intent = choose(text)
        row.ms.append(1000 * (time.thread_time() - begun))
        row.said += 1
        row.sure += bool(meant) and intent.sure == meant
        row.asked += bool(meant) and meant in intent.close
        row.false += bool(intent.sure) and intent.sure != meant
        row.idle += bool(intent.close) and meant not in intent.close
    return row


def small_halls(hall: tuple[Service, ...], share: float) -> tuple[Row, Row]:
    """Eight services each; requests for all the others must not start one of them."""
    rows = (Row(), Row())
    dice = random.Random(7)
    for _ in range(_HALLS):
        offered = dice.sample(hall, _OFFERED)
        lines = list(_asked_of(hall, {one.name for one in offered}, share))
        run(chooser(offered), lines, rows[0])
        run(characters(offered)[0], lines, rows[1])
    return rows


def _asked_of(hall: tuple[Service, ...], offered: set[str], share: float) -> Iterator[Line]:
    for one in hall:
        for text in one.held_out:
            yield misspell(text, share, 1), one.name if one.name in offered else ""


def show(title: str, share: str, ours: Row, theirs: Row) -> None:
    if not ours.said:
        return

    def percent(part: int, row: Row) -> str:
        return f"{100 * part / row.said:.1f}"

    requested = title != "out of scope"
    cells = [
        str(ours.said),
        percent(ours.sure, ours) if requested else "-",
        percent(ours.sure + ours.asked, ours) if requested else "-",
        percent(ours.false, ours),
        percent(ours.idle, ours),
        f"{p50(ours.ms):.1f}",
        f"{p95(ours.ms):.1f}",
        percent(theirs.sure, theirs) if requested else "-",
        percent(theirs.false, theirs),
    ]
    print(f"| {title} | {share} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
