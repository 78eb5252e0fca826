"""The wordings files: frames by dialogue act, with alternatives [a|b|] and holes {name}."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "wordings"
#: `said`, `citizens`: lines as strangers to the rules said them.
FILES = ("asks", "doings", "talk", "said", "citizens")
_INNERMOST = re.compile(r"\[([^\[\]]*)\]")
_HOLE = re.compile(r"\{([^{}]+)\}")
_TIMES = re.compile(r"(\d+)\* (.*)")  # 8* before a frame: as if it stood there eight times
_MOST_HOLES = 8


@dataclass(frozen=True, slots=True)
class Wordings:
    """`frames`: of each act. `dialect`: a word and what is said for it."""

    frames: Mapping[str, Sequence[str]]
    holes: Mapping[str, Sequence[str]]
    before: Sequence[str]
    ramble: Sequence[str]
    after: Sequence[str]
    dialect: Mapping[str, Sequence[str]]


def read_wordings() -> Wordings:
    frames: dict[str, list[str]] = {}
    for name in FILES:
        for act, found in _sections(name).items():
            frames.setdefault(act, []).extend(found)
    around = _sections("around")
    lines = (line.split(": ", 1) for line in _lines("holes"))
    pairs = (line.split("=", 1) for line in around["dialect"])
    return Wordings(
        frames,
        {name: tuple(words.split()) for name, words in lines},
        around["before"],
        around["ramble"],
        around["after"],
        {word: tuple(others.split()) for word, others in pairs},
    )


def expand(frame: str, holes: Mapping[str, Sequence[str]], dice: random.Random) -> str:
    """One line of `frame`, every alternative and every filling chosen by `dice`."""
    for _ in range(_MOST_HOLES):
        while _INNERMOST.search(frame):
            frame = _INNERMOST.sub(lambda hit: dice.choice(hit[1].split("|")), frame)
        if not _HOLE.search(frame):
            break
        frame = _HOLE.sub(lambda hit: dice.choice(holes[hit[1]]) if hit[1] in holes else hit[1], frame)
    return frame.strip("，")


def _lines(name: str) -> list[str]:
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("# ")]


def _sections(name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    act = ""
    for line in _lines(name):
        if line.startswith("## "):
            act = line[3:]
            found.setdefault(act, [])
        else:
            times, frame = hit.groups() if (hit := _TIMES.match(line)) else ("1", line)
            found[act] += int(times) * [frame]
    return found
