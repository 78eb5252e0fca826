"""What citizens and clerk say of services: the project's own wordings, scripts and passages, cut into clauses."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from train.acts.grammar import expand, read_wordings
from tts import clauses

_FOLDER = Path(__file__).parents[3] / "services"
_CHINESE = re.compile("[\u4e00-\u9fff]")
_LONGEST = 26


def request(dice: random.Random) -> str:
    """A line as the training of dialogue acts makes them."""
    wordings = _wordings()
    act = dice.choice(sorted(wordings.frames))
    line = expand(dice.choice(wordings.frames[act]), wordings.holes, dice)
    return dice.choice(wordings.before) + line if dice.random() < 0.2 else line


def written(dice: random.Random) -> str:
    """A clause of the service scripts or of the passages that answers are quoted from."""
    return dice.choice(_clauses())


def prompts() -> tuple[str, ...]:
    """Every clause of the scripts and passages, of any length, sorted."""
    return tuple(sorted(_all_clauses()))


@lru_cache(maxsize=1)
def _wordings() -> Any:
    return read_wordings()


@lru_cache(maxsize=1)
def _clauses() -> tuple[str, ...]:
    return tuple(sorted(clause for clause in _all_clauses() if _is_sayable(clause)))


def _all_clauses() -> set[str]:
    found: set[str] = set()
    for path in sorted(_FOLDER.rglob("*.yaml")):
        for text in _strings(yaml.safe_load(path.read_text(encoding="utf-8"))):
            found.update(clauses(text))
    return found


def _strings(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield re.sub(r"\{[^}]*\}", "", node)
    elif isinstance(node, dict):
        for value in node.values():
            yield from _strings(value)
    elif isinstance(node, list):
        for value in node:
            yield from _strings(value)


def _is_sayable(clause: str) -> bool:
    return len(clause) <= _LONGEST and len(_CHINESE.findall(clause)) >= max(2, 0.7 * len(clause)) and "/" not in clause
