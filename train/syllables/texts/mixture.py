"""Which texts are said, in which shares, with the syllables that the voice says for each."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from asr.syllables.inventory import SYLLABLES, class_of
from train.syllables.recipe import TextShares
from train.syllables.texts import answers, coverage, numbers, people, service
from tts import spoken
from tts.lexicon import words
from tts.phonemes import LETTERS, syllable_tokens

#: Who makes the texts of a kind; those of coverage depend on what was said before.
_MAKERS: dict[str, Callable[[random.Random], str] | None] = {
    "coverage": None,
    "mobile": numbers.mobile,
    "identity": numbers.identity,
    "eight digits": numbers.eight_digits,
    "landline": numbers.landline,
    "short code": numbers.short_code,
    "digits": numbers.digits_alone,
    "plate": numbers.plate,
    "amount": numbers.amount,
    "date": numbers.date,
    "quantity": numbers.quantity,
    "person": people.person,
    "address": people.address,
    "answers": answers.several,
    "request": service.request,
    "script": service.written,
}
_LONGEST_SYLLABLES = 28
_PHRASE_ENDS = frozenset("。！？；：，、")


@dataclass(frozen=True, slots=True)
class SaidSyllable:
    """`number`: its class. `phones`: how many the voice makes of it. `phrase`: counts the marks before it."""

    number: int
    phones: int
    phrase: int


@dataclass(frozen=True, slots=True)
class Utterance:
    """A text to be said, with its syllables as the voice will say them."""

    kind: str
    text: str
    syllables: tuple[SaidSyllable, ...]


def utterances(seed: int, shares: TextShares) -> Iterator[Utterance]:
    """Without end; the same arguments give the same ones, and every beginning of the sequence has the same shares."""
    dice = random.Random(seed)
    heard: Counter[str] = Counter()
    kinds = [kind for kind, share in shares for _ in range(share)]
    while True:
        kind = dice.choice(kinds)
        maker = _MAKERS[kind]
        text = coverage.line(heard, dice) if maker is None else maker(dice)
        syllables = said_syllables(text)
        if syllables and len(syllables) <= _LONGEST_SYLLABLES:
            heard.update(SYLLABLES[syllable.number - 1] for syllable in syllables)
            yield Utterance(kind, text, syllables)


def said_syllables(text: str) -> tuple[SaidSyllable, ...]:
    """What Kokoro says for `text`; empty where a syllable has no class."""
    found: list[SaidSyllable] = []
    phrase = 0
    for word, syllables in words(spoken(text)):
        phrase += word in _PHRASE_ENDS
        for syllable in syllables or tuple(LETTERS.get(word, "").split()):
            number = class_of(syllable.rstrip("12345"))
            if number is None:
                return ()
            phones = sum(bool(token.symbol) for token in syllable_tokens(syllable))
            found.append(SaidSyllable(number, phones, phrase))
    return tuple(found)
