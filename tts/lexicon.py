"""Words -> pinyin: jieba cuts, pypinyin reads, and the tables of `tts.readings` overrule both.

In this order, the later over the earlier: pypinyin's phrases and characters; what stands beside a character that no
known word holds; the hall's words and places; the names of people. Pinyin is in pypinyin's TONE3 style with 5 for the
neutral tone: `["huan2", "kuan3"]`.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import jieba
from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PHRASES_DICT

from mandarin.pinyin import HANZI
from tts import readings
from tts.names import names

jieba.setLogLevel(logging.WARNING)  # it announces its dictionary on stderr otherwise

_HANZI = f"{HANZI}〇"
_PIECES = re.compile(f"[{_HANZI}]+|[^{_HANZI}]")
#: Digits read one by one, other than a year.
CODE = re.compile("[零一二三四五六七八九幺]{3,}+(?!年)")
_SURE = 3  # an entry this long may cut across jieba's words; a shorter one must not (银行/长期 holds no 行长)

Word = tuple[str, tuple[str, ...]]


@dataclass(slots=True)
class _Run:
    """A stretch of Chinese: where its words begin and end, and how each character is read."""

    text: str
    cuts: set[int]
    syllables: list[str]
    known: list[int]  # 2: read as part of a word that the hall's lexicon holds, 1: pypinyin's, 0: of neither

    def put(self, start: int, reading: tuple[str, ...]) -> None:
        """The characters from `start` on are one word."""
        end = start + len(reading)
        self.cuts = {cut for cut in self.cuts if not start < cut < end} | {start, end}
        self.syllables[start:end] = reading
        self.known[start:end] = [2] * len(reading)

    def words(self) -> Iterator[Word]:
        for start, end in pairwise(sorted(self.cuts)):
            yield self.text[start:end], tuple(self.syllables[start:end])


def words(spoken: str) -> Iterator[Word]:
    """Each word with its syllables, in order; a character that is not Chinese comes alone and with none."""
    named = names(spoken)
    for piece in _PIECES.finditer(spoken):
        text, at = piece[0], piece.start()
        if not re.match(f"[{_HANZI}]", text):
            yield text, ()
        else:
            inside = [(start - at, reading) for start, reading in named if at <= start < piece.end()]
            yield from _sandhi(list(_read(text, inside)))


def pinyin(spoken: str) -> list[str]:
    """The syllables of a text, without its words."""
    return [syllable for _, syllables in words(spoken) for syllable in syllables]


def _read(text: str, named: list[tuple[int, tuple[str, ...]]]) -> Iterator[Word]:
    """The words of an all-Chinese run. Digits read one by one are words of their own, or 零零零 would blur into one."""
    run = _cut(text)
    _entries(run)
    _contexts(run)
    for start, reading in named:
        run.put(start, reading)
    for code in CODE.finditer(text):
        for place in range(*code.span()):
            run.put(place, (_lookup(text[place])[0],))
    return run.words()


def _cut(text: str) -> _Run:
    """As jieba cuts and pypinyin reads it."""
    run = _Run(text, {0}, [], [])
    for word in jieba.cut(text):
        syllables = _lookup(word)
        run.syllables += syllables
        run.known += [int(len(word) > 1 and word in PHRASES_DICT)] * len(word)
        run.cuts.add(len(run.syllables))
    return run


def _entries(run: _Run) -> None:
    """The longest entries of the hall's own lexicon, from left to right."""
    lexicon = readings.words()
    longest = max(map(len, lexicon))
    start = 0
    while start < len(run.text):
        for length in range(min(longest, len(run.text) - start), 0, -1):
            reading = lexicon.get(run.text[start : start + length])
            if reading and _may_stand(run, start, start + length):
                run.put(start, reading)
                start += length - 1
                break
        start += 1


def _may_stand(run: _Run, start: int, end: int) -> bool:
    whole_words = start in run.cuts and end in run.cuts
    inside_one = not any(cut in run.cuts for cut in range(start + 1, end)) and end - start > 1
    return whole_words or inside_one or end - start >= _SURE


def _contexts(run: _Run) -> None:
    """Characters that no known word holds, by what stands beside them; a sure rule overrules pypinyin's phrases."""
    rules = readings.contexts()
    for place, character in enumerate(run.text):
        if run.known[place] > 1 or character not in rules:
            continue
        before, after = run.text[:place], run.text[place + 1 :]
        for rule in rules[character]:
            if (rule.sure or not run.known[place]) and rule.before.search(before) and rule.after.match(after):
                run.syllables[place] = rule.reading
                break


def _lookup(word: str) -> tuple[str, ...]:
    """One syllable a character, empty where pypinyin knows none."""
    found = lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True, errors="ignore")
    if len(found) == len(word) or len(word) == 1:
        return tuple(found) or ("",)
    return tuple(syllable for character in word for syllable in _lookup(character))


def _sandhi(read: list[Word]) -> Iterator[Word]:
    """不 before a fourth tone is bú. Third tones in a row are left as written: so was the voice's training text."""
    following = [syllables[0] if syllables else "" for _, syllables in read[1:]] + [""]
    for (word, syllables), after in zip(read, following, strict=True):
        tones = [syllable[-1:] for syllable in (*syllables, after)]
        yield (
            word,
            tuple(
                "bu2" if char == "不" and syllable == "bu4" and tones[i + 1] == "4" else syllable
                for i, (char, syllable) in enumerate(zip(word, syllables, strict=True))
                if syllable
            ),
        )
