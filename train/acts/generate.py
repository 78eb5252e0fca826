"""Lines as citizens may say them, with their dialogue acts: frames, dialect, rambling, cut ends, homophones."""

from __future__ import annotations

import random
from collections.abc import Iterator

from support.cases.homophones import misspell
from train.acts.grammar import Wordings, expand, read_wordings

#: Lines a frame, and at least an act.
_EACH = 8
_LEAST = 350
#: Acts that a story may precede. Before the others it would hide what is done.
_TOLD = frozenset(
    {
        "wish", "how", "price", "where", "when", "whether", "materials", "progress", "cancel", "change", "complain",
        "suggest", "report", "human", "fraud",
    }
)  # fmt: skip
_DIALECT, _BEFORE, _RAMBLE, _AFTER, _NO_COMMAS, _MISSPELT = 0.35, 0.3, 0.22, 0.15, 0.35, 0.25


def lines(seed: int) -> Iterator[tuple[str, str]]:
    """Pairs of a line and its act. The same `seed` gives the same lines."""
    dice = random.Random(seed)
    wordings = read_wordings()
    for act, frames in wordings.frames.items():
        each = max(_EACH, -(-_LEAST // len(frames)))
        for frame in frames:
            for _ in range(each):
                yield _spoken(expand(frame, wordings.holes, dice), act, wordings, dice), act


def _spoken(line: str, act: str, wordings: Wordings, dice: random.Random) -> str:
    if act != "foreign" and dice.random() < _DIALECT:
        line = _in_dialect(line, wordings, dice)
    if act in _TOLD:
        if dice.random() < _RAMBLE:
            line = dice.choice(wordings.ramble) + line
        if dice.random() < _BEFORE:
            line = dice.choice(wordings.before) + line
        if dice.random() < _AFTER:
            line += dice.choice(wordings.after)
    if dice.random() < _NO_COMMAS:
        line = line.replace("，", "")
    if act != "foreign" and dice.random() < _MISSPELT:
        line = misspell(line, dice.choice((0.1, 0.2, 0.3)), dice.randrange(1 << 30))
    return line


def _in_dialect(line: str, wordings: Wordings, dice: random.Random) -> str:
    for word, others in wordings.dialect.items():
        if word in line and dice.random() < 0.5:
            line = line.replace(word, dice.choice(others))
    return line
