"""Corrects words that sound like an expected phrase but are spelt otherwise: 社保卡挂食 -> 社保卡挂失, 居住正 ->
居住证.

The recogniser gets the sounds of Mandarin right more often than the characters. The dialogue knows which phrases are
likely now (`Expectation.biasing_phrases`). A span of the transcript that sounds like one of them is rewritten as that
phrase; the text keeps its length, its punctuation and its digits. It is conservative:

- digits and spoken numbers are never touched, nor anything where a number, a day or free text is asked for;
- one syllable is never corrected; two only where the syllables are the same, a character is right already, and the
  span is not an ordinary word or a piece of one (统一 is a word, though where it is the whole answer it is 同意);
- a 不, 没 or 别 is never rewritten: 我不办了 must not become 我补办了;
- what is written as an expected phrase stays.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import jieba

from asr.expectation import FREE, NUMBERS, AnswerKind, Expectation
from asr.transcript import Alternative, Transcript
from mandarin import apart, clean, exact, fold

jieba.setLogLevel(logging.WARNING)  # it announces its dictionary on stderr otherwise

#: Kinds of answers that are never corrected.
_AS_HEARD: frozenset[AnswerKind] = FREE | frozenset(NUMBERS) | {"date", "time", "money", "count"}

_RUN = re.compile(r"[\u4e00-\u9fff]+")
_NUMERALS = frozenset("零〇一二两三四五六七八九十百千万幺")
_NEGATIONS = frozenset("不没别无未非")
#: Function characters: a two-syllable word with one of them matches inside a sentence too often by chance.
_GRAMMAR = frozenset("的了是不没对好可以我你有用要这那个得地着过在到就都还么吗")
#: Fillers around a whole answer: 那统一吧。
_AROUND = re.compile(r"^(?:嗯|呃|那个|那|就|我|请|哦|啊)+|(?:吧|啊|呀|呢|了|哦|嘛)+$")

#: Words of at least this many syllables may differ a little in each syllable.
_NEARLY_FROM = 4
_FOLDED_FROM = 3
_SAME = 0.05  # what the same syllables cost when an accent is folded away
#: The names of papers are known by their last two syllables: whisper-base writes 社保卡 as 是宝卡, 收保卡, 说宝卡.
_PAPERS = frozenset("卡证簿本书照表")
#: How far (0..1, `mandarin.sound`) one syllable, and all of them on average, may be off in a word of four or more.
_SYLLABLE_OFF, _MEAN_OFF = 0.26, 0.12
_LONGEST = 12

#: A hypothesis below this share of the first one's confidence is not preferred for fitting better. Measured on the 267
#: utterances of docs/benchmarks.md: 0.4 leaves 22.3 % wrong characters, 0.2 21.7 %, 0.05 21.0 %, but then some right
#: ones become wrong.
_FAR_BELOW = 0.2


@dataclass(frozen=True, slots=True)
class Change:
    """`heard` at character `start` of the text became `word`, of the same length."""

    start: int
    heard: str
    word: str


@dataclass(frozen=True, slots=True)
class Correction:
    text: str
    changes: tuple[Change, ...] = ()


def correct(text: str, phrases: Iterable[str]) -> Correction:
    """Rewrite what sounds like one of `phrases`, or like a part of one. The length is kept; idempotent."""
    terms = _terms(tuple(phrases))
    changes: list[Change] = []
    while terms and (found := _changes(text, terms)):  # every round protects more characters, so it ends
        for change in found:
            text = text[: change.start] + change.word + text[change.start + len(change.word) :]
        changes += found
    return Correction(text, tuple(changes))


def choose(transcript: Transcript, expectation: Expectation) -> Transcript:
    """Correct all hypotheses of the transcript, and put first the one that fits the expectation best.

    Fits: 18 digits for an id, 11 for a phone number, as many as a number has; the whole of an expected word, or one
    inside, for the rest. Among equals the recogniser's order stands, and a hypothesis with less than 0.2 of the
    first one's confidence never goes before it. Free text is returned unchanged.
    """
    if not transcript.text or expectation.kind in FREE:
        return transcript
    hypotheses: dict[str, float] = {}
    for hypothesis in (Alternative(transcript.text, transcript.confidence), *transcript.alternatives):
        text = hypothesis.text
        if expectation.kind not in _AS_HEARD:
            text = correct(text, expectation.biasing_phrases).text
        hypotheses[text] = max(hypothesis.confidence, hypotheses.get(text, 0.0))
    floor = _FAR_BELOW * transcript.confidence
    chosen = max(hypotheses, key=lambda text: fits(text, expectation) if hypotheses[text] >= floor else -1)
    return replace(
        transcript,
        text=chosen,
        confidence=hypotheses[chosen],
        alternatives=tuple(Alternative(text, sure) for text, sure in hypotheses.items() if text != chosen),
    )


def fits(text: str, expectation: Expectation) -> int:
    """2: exactly what is expected; 1: an expected phrase is in it; 0: neither."""
    if expectation.kind in ("id", "phone", "number"):
        digits = sum(character in _NUMERALS or character.isdigit() or character in "xX叉" for character in text)
        return 2 if digits == expectation.characters else 0
    bare = _AROUND.sub("", clean(text)) or clean(text)
    if any(bare == clean(word) for word in expectation.biasing_phrases):
        return 2
    return int(any(len(word) > 1 and word in text for word in expectation.biasing_phrases))


@dataclass(frozen=True, slots=True)
class _Term:
    text: str
    sounds: tuple[str, ...]
    folded: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Run:
    """A run of Chinese characters at `start` of the text, its syllables, and where jieba's words begin."""

    start: int
    text: str
    sounds: tuple[str, ...]
    folded: tuple[str, ...]
    cuts: frozenset[int]


class _Terms:
    """The terms, indexed by length and first syllable: a hall's first question expects about a thousand."""

    def __init__(self, terms: Iterable[_Term]) -> None:
        self._texts: dict[int, set[str]] = {}
        self._firsts: dict[int, dict[str, list[_Term]]] = {}
        for term in terms:
            self._texts.setdefault(len(term.text), set()).add(term.text)
            self._firsts.setdefault(len(term.text), {}).setdefault(term.sounds[0], []).append(term)

    def __bool__(self) -> bool:
        return bool(self._texts)

    def near(self, heard: _Run) -> Iterator[tuple[int, _Term]]:
        """Candidate (position, term) pairs, by the first syllable."""
        for size, firsts in self._firsts.items():
            for at in range(len(heard.text) - size + 1):
                sound = heard.sounds[at]
                for first, terms in firsts.items():
                    if _may_begin(sound, first):
                        yield from ((at, term) for term in terms)

    def settled(self, text: str) -> frozenset[int]:
        """The positions of `text` that are part of an expected phrase already."""
        return frozenset(
            place
            for size, texts in self._texts.items()
            for at in range(len(text) - size + 1)
            if text[at : at + size] in texts
            for place in range(at, at + size)
        )


@lru_cache(maxsize=1 << 16)  # of single syllables: nothing that was said can be read from it
def _may_begin(heard: str, meant: str) -> bool:
    """A necessary condition of `_off` on the first syllable."""
    return heard == meant or fold(heard)[:1] == fold(meant)[:1] or apart(heard, meant) <= _SYLLABLE_OFF


@lru_cache(maxsize=64)  # of phrases from the scripts: nothing that was said is in it
def _terms(phrases: tuple[str, ...]) -> _Terms:
    """The expected phrases, and the dictionary words in them with what follows those (正式挂失 in 我要正式挂失).

    A piece ends where a word does: 外地人办 of 外地人办居住证 sounds too much like 外地能办.
    """
    texts: dict[str, None] = {}
    for phrase in phrases:
        for run in _RUN.findall(phrase):
            pieces = list(jieba.cut(run, HMM=False))
            texts[run] = None
            for first, piece in enumerate(pieces):
                for last in range(first, len(pieces)):
                    if len(piece) > 1 and (len(pieces[last]) > 1 or pieces[last] in _PAPERS):
                        texts["".join(pieces[first : last + 1])] = None
    return _Terms(
        _Term(text, sounds, tuple(map(fold, sounds)))
        for text in texts
        if 2 <= len(text) <= _LONGEST and len(sounds := exact(text)) == len(text)
    )


def _changes(text: str, terms: _Terms) -> list[Change]:
    """Spans to rewrite, none overlapping: those with the same sound first, then the longest, then the nearest."""
    answers = frozenset((clean(text), _AROUND.sub("", clean(text))))
    candidates: list[tuple[int, float, Change]] = []
    for hit in _RUN.finditer(text):
        heard = _read(hit.start(), hit[0])
        kept = terms.settled(heard.text)
        for at, term in terms.near(heard):
            size = len(term.text)
            span = heard.text[at : at + size]
            off = _off(heard.sounds[at : at + size], heard.folded[at : at + size], term)
            if off is None or span == term.text or not _allowed(heard, at, span, term, kept, answers):
                continue
            # A near match may not touch an expected phrase: 我想办居住证 must not become 新办居住证.
            if off <= _SAME or len(kept.intersection(range(at, at + size))) < size - 1:
                candidates.append((-size, off, Change(heard.start + at, span, term.text)))
    taken: set[int] = set()
    chosen: list[Change] = []
    for _, _, change in sorted(
        candidates, key=lambda found: (found[1] > _SAME, found[0], found[1], found[2].start, found[2].word)
    ):
        places = range(change.start, change.start + len(change.word))
        if not taken.intersection(places):
            taken.update(places)
            chosen.append(change)
    return sorted(chosen, key=lambda change: change.start)


def _read(start: int, text: str) -> _Run:
    cuts = {0}
    at = 0
    for word in jieba.cut(text, HMM=False):
        at += len(word)
        cuts.add(at)
    sounds = exact(text)
    if len(sounds) != len(text):  # unknown characters are returned as one syllable
        sounds = tuple("".join(exact(character)) or character for character in text)
    return _Run(start, text, sounds, tuple(map(fold, sounds)), frozenset(cuts))


def _allowed(heard: _Run, at: int, span: str, term: _Term, kept: frozenset[int], answers: frozenset[str]) -> bool:
    """Whether `span` may be rewritten, apart from its sound."""
    for place, (old, new) in enumerate(zip(span, term.text, strict=True), start=at):
        if old == new:
            continue
        if place in kept or old in _NEGATIONS:
            return False
        # A 不 would reverse the meaning; only a whole answer may become 没有.
        if new in _NEGATIONS and len(span) < _FOLDED_FROM and not (new == "没" and span in answers):
            return False
        if old in _NUMERALS and _in_number(heard.text, place):
            return False
    if span in answers:
        return True  # a whole answer: 统一。 is 同意
    if len(span) >= _NEARLY_FROM:
        return True
    cut_through = at not in heard.cuts or at + len(span) not in heard.cuts
    if len(span) >= _FOLDED_FROM:
        return not cut_through and not _is_word(span)
    ordinary = cut_through or _is_word(span) or _GRAMMAR.intersection(term.text)
    return not ordinary and any(old == new for old, new in zip(span, term.text, strict=True))


def _in_number(text: str, place: int) -> bool:
    """Whether the numeral at `place` has another beside it."""
    return any(
        text[left] in _NUMERALS and text[right] in _NUMERALS
        for left, right in pairwise(range(max(0, place - 1), min(len(text), place + 2)))
    )


def _is_word(span: str) -> bool:
    return bool(jieba.dt.FREQ.get(span))


def _off(sounds: tuple[str, ...], folded: tuple[str, ...], term: _Term) -> float | None:
    """0: the same syllables; more: nearly the same; None: others."""
    if sounds == term.sounds:
        return 0.0
    if len(sounds) < _FOLDED_FROM:
        return None
    if any({heard[0], meant[0]} == {"n", "r"} for heard, meant in zip(sounds, term.sounds, strict=True)):
        return None  # both fold into l but are never confused: 外地能 is not 外地人
    if folded == term.folded:
        return _SAME
    if len(sounds) < _NEARLY_FROM:
        paper = term.text[-1] in _PAPERS and folded[1:] == term.folded[1:]
        return 0.1 if paper and folded[0][0] == term.folded[0][0] else None
    off = [apart(heard, meant) for heard, meant in zip(sounds, term.sounds, strict=True)]
    mean = sum(off) / len(off)
    return _SAME + mean if max(off) <= _SYLLABLE_OFF and mean <= _MEAN_OFF else None
