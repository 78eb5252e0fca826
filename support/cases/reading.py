"""Hard sentences of service halls with a careful reader's syllables, and the syllables that a voice is given for them.

A line of a set: `{"text": as written, "say": in words, "pinyin": toneless syllables (ü is v, Latin letters are
capitals), "also": [other readings that are right], "hard": its class}`. A voice's tokens are taken apart into syllables
again; errors are syllables wrong, missing or surplus, of those of the reading that is nearest.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from misaki.zh import ZHG2P
from pypinyin import Style, lazy_pinyin
from pypinyin.pinyin_dict import pinyin_dict
from pypinyin.style import convert

from support.measures.distance import distance
from tts import clauses, spoken
from tts.lexicon import words
from tts.phonemes import LETTERS, PUNCTUATION, syllable_tokens, tokens
from tts.vocabulary import TOKEN_IDS

CASES = Path(__file__).with_name("reading_cases.jsonl")
BLIND = Path(__file__).with_name("reading_blind.jsonl")
_MARK_IDS = frozenset(TOKEN_IDS[mark] for mark in (*PUNCTUATION.values(), " "))
_MARK_OF = {number: mark for mark, number in TOKEN_IDS.items()}
_LONGEST = 10  # tokens of one syllable, its tone among them

Reader = Callable[[str], list[str]]
Ids = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One line of the set; every reading is a list of syllables and capital letters."""

    text: str
    readings: tuple[tuple[str, ...], ...]
    hard: str


def load(file: Path) -> list[Sentence]:
    """Raises `ValueError` with the line for what is no sentence of a set."""
    found = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
            readings = [data["pinyin"], *data.get("also", ())]
            found.append(
                Sentence(data["text"], tuple(tuple(map(_canonical, r.split())) for r in readings), data["hard"])
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{file.name}:{number}: {error}") from error
    return found


# ---- what is said, as syllables --------------------------------------------------------------------------------------


def ours(text: str) -> list[str]:
    """The syllables of the tokens that the voice is given, clause by clause."""
    return [syllable for clause in clauses(text) for syllable in _of_tokens(spoken(clause))]


def _of_tokens(said: str) -> Iterator[str]:
    ids = [token.id for token in tokens(said)]
    groups = [tuple(group) for is_mark, group in groupby(ids, _MARK_IDS.__contains__) if not is_mark]
    written = [(word, pinyin or LETTERS[word].split()) for word, pinyin in words(said) if pinyin or word in LETTERS]
    for (word, syllables), group in zip(written, groups, strict=True):
        if group != tuple(token.id for syllable in syllables for token in syllable_tokens(syllable)):
            yield from _parsed(group)
        elif word in LETTERS:
            yield word
        else:
            yield from (_canonical(syllable[:-1]) for syllable in syllables)


def misaki_alone(text: str) -> list[str]:
    """misaki's own pipeline: cn2an, jieba, pypinyin."""
    said, _ = _misaki()(text)
    out: list[str] = []
    for piece in re.findall(r"[A-Z]|[^A-Z\s]+", said):
        ids = tuple(TOKEN_IDS[mark] for mark in piece if mark in TOKEN_IDS)
        out += [piece] if piece in LETTERS else [s for group in _between_marks(ids) for s in _parsed(group)]
    return out


def wetext_and_pypinyin() -> Reader | None:
    """None where wetext is not installed."""
    try:
        from wetext import Normalizer
    except ImportError:
        return None
    normalizer = Normalizer(lang="zh", operator="tn", remove_erhua=False)

    def read(text: str) -> list[str]:
        said = normalizer.normalize(text)
        out: list[str] = []
        for piece in re.findall(r"[A-Za-z]|[\u3400-\u4dbf\u4e00-\u9fff〇]+", said):
            out += [piece.upper()] if piece.isascii() else map(_canonical, lazy_pinyin(piece, style=Style.NORMAL))
        return out

    return read


@lru_cache(maxsize=1)
def _misaki() -> ZHG2P:
    return ZHG2P()


def _between_marks(ids: Ids) -> list[Ids]:
    return [tuple(group) for is_mark, group in groupby(ids, _MARK_IDS.__contains__) if not is_mark]


def _parsed(ids: Ids) -> list[str]:
    """Tokens between two marks as the fewest and commonest syllables that they are; what is none, as its marks.

    They do not always tell (an yi, a ni), which is as hard for the voice.
    """
    table = _syllables()
    best: list[list[str] | None] = [[]]
    for end in range(1, len(ids) + 1):
        ways = [
            [*before, table[ids[start:end]]]
            for start in range(max(0, end - _LONGEST), end)
            if (before := best[start]) is not None and ids[start:end] in table
        ]
        best.append(min(ways, key=_unlikely, default=None))
    found = best[-1]
    return found if found is not None else ["".join(_MARK_OF[one] for one in ids)]


def _unlikely(syllables: list[str]) -> tuple[int, float]:
    return len(syllables), -sum(math.log(_characters()[syllable]) for syllable in syllables)


@lru_cache(maxsize=1)
def _characters() -> Counter[str]:
    """How many characters may be read so."""
    plain = (convert(reading, Style.NORMAL, True) for all_ in pinyin_dict.values() for reading in all_.split(","))
    return Counter(name.replace("v", "ü") for name in plain)


@lru_cache(maxsize=1)
def _syllables() -> dict[Ids, str]:
    """Tokens, tone and all -> the first name, in the alphabet's order, of the syllables that sound like that."""
    out: dict[Ids, str] = {}
    for name in sorted(_characters()):
        for tone in "12345":
            try:
                out.setdefault(tuple(token.id for token in syllable_tokens(name + tone)), name)
            except (ValueError, KeyError):
                break  # a sound that is spelled and that Mandarin does not have, such as ê
    return out


@lru_cache(maxsize=4096)
def _canonical(syllable: str) -> str:
    """One name for syllables that sound alike (yo, io). Raises `ValueError` for what is no syllable."""
    if syllable in LETTERS:
        return syllable
    ids = tuple(token.id for token in syllable_tokens(syllable.replace("v", "ü") + "1"))
    return _syllables()[ids]


# ---- the score -------------------------------------------------------------------------------------------------------


def nearest(sentence: Sentence, found: Sequence[str]) -> tuple[int, tuple[str, ...]]:
    """Errors against the reading that is nearest, and that reading."""
    return min(((distance(reading, found), reading) for reading in sentence.readings), key=lambda pair: pair[0])


def score(sentences: Sequence[Sentence], read: Reader) -> tuple[int, int, int]:
    """Wrong syllables, syllables, wrong sentences."""
    wrong = total = sentences_wrong = 0
    for sentence in sentences:
        errors, reading = nearest(sentence, read(sentence.text))
        wrong, total, sentences_wrong = wrong + errors, total + len(reading), sentences_wrong + bool(errors)
    return wrong, total, sentences_wrong
