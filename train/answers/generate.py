"""Answers as citizens may give them to a yes/no question, with what they say: frames, dialect, homophones."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from dialogue.understand.yes_no_model import FACT, NO_WORD, OFFER, YES_WORD
from support.cases.homophones import misspell
from train.acts.generate import lines as lines_of_acts
from train.acts.grammar import expand, read_wordings

_FOLDER = Path(__file__).parent
#: Lines a frame, by file: ours (alternatives in them), and what citizens said.
_EACH = {"frames.txt": 60, "citizens.txt": 24}
#: What is said at any time, and answers nothing.
_ELSE = frozenset(
    str.split("wish how price where when whether materials progress cancel change complain identity human trouble chat")
)
_OTHERS = 4000  # lines of these
_DIALECT, _LEAD, _NO_COMMAS, _MISSPELT = 0.2, 0.25, 0.35, 0.12
_LEADS = ("嗯，", "哦", "啊", "那个", "哎呀", "哎，", "这个", "我跟你说，", "唉，", "我", "俺", "咱", "呃，")
_ENDS = ("", "", "", "", "啊", "嘛", "呢", "哦", "呗", "呀", "咯", "的", "哈", "噻", "吧")
_TYPES = {"fact": (FACT,), "offer": (OFFER,), "any": (FACT, OFFER)}


def lines(seed: int) -> Iterator[tuple[str, str]]:
    """Pairs of a marked line (`yes_no_model.marked`) and its label. The same `seed` gives the same lines."""
    dice = random.Random(seed)
    dialect = read_wordings().dialect
    holes = {name: tuple(words.split()) for name, words in _pairs("holes")}
    holes |= {"V": (YES_WORD,), "N": (NO_WORD,)}
    for label, kind, frame, each in _frames():
        for _ in range(each):
            line = _spoken(expand(frame, holes, dice).replace(" ", "").replace("?", ""), dialect, dice)
            yield dice.choice(_TYPES[kind]) + line, label
    others = [line for line, act in lines_of_acts(seed) if act in _ELSE]
    for line in dice.sample(others, _OTHERS):
        yield dice.choice((FACT, OFFER)) + line, "else"


def _spoken(line: str, dialect: Mapping[str, Sequence[str]], dice: random.Random) -> str:
    if dice.random() < _DIALECT:
        for word, others in dialect.items():
            if word in line and dice.random() < 0.5:
                line = line.replace(word, dice.choice(others))
    if dice.random() < _LEAD:
        line = dice.choice(_LEADS) + line
    line = line.strip("，") + dice.choice(_ENDS)
    if dice.random() < _NO_COMMAS:
        line = line.replace("，", "")
    if dice.random() < _MISSPELT:
        line = misspell(line, 0.15, dice.randrange(1 << 30))
    return line


def _frames() -> Iterator[tuple[str, str, str, int]]:
    label = kind = ""
    for name, each in _EACH.items():
        for line in (_FOLDER / name).read_text(encoding="utf-8").splitlines():
            if line.startswith("## "):
                label, kind = line[3:].split()
            elif line and not line.startswith("#"):
                yield label, kind, line, each


def _pairs(name: str) -> Iterator[tuple[str, str]]:
    for line in (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        name, _, words = line.partition(": ")
        yield name, words
