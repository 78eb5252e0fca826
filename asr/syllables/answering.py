"""Puts the answer that the syllables hold into a transcript, in place of the decoder's text where it is surer. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from asr.expectation import Expectation
from asr.syllables.grammar import grammar_for
from asr.syllables.heard_answer import HeardAnswer, Use
from asr.syllables.lattice import Lattice
from asr.syllables.numbers import hear_number
from asr.syllables.phrases import YES_NO, answer_groups, hear_phrase
from asr.text.phonetic_correction import choose
from asr.transcript import Alternative, Transcript
from mandarin import clean

#: Kinds of questions that are answered by one of a few phrases.
PHRASES = frozenset({"yesno", "option", "rating", "service"})
#: Kinds whose answer may be taken before its text is known, and the least confidence for it. Of an identity number it
#: is the highest that there is: hardly anything else than a valid number was heard.
_EARLY = {"yesno": 0.98, "option": 0.98, "rating": 0.98, "service": 0.98, "id": 0.999}
#: Refusals of the decoder's text that were speech: the syllables may still hold the answer.
_SPEECH = frozenset({"loop", "too_fast", "unsure"})
#: Confidence of a yes that may have been a no: low enough to be asked again.
_CONTRADICTED = 0.25
_DIGITS = r"0-9零〇一二两三四五六七八九幺腰要洞拐勾叉X"
_DIGIT = re.compile(f"[{_DIGITS}]")
_RUN = re.compile(rf"[{_DIGITS}](?:[\s，,、。\-]*[{_DIGITS}]){{3,}}")


def choose_answer(transcript: Transcript, expectation: Expectation, today: date) -> Transcript:
    """The answer that the syllables hold where it is surer, else the decoder's hypothesis that fits best.

    `today`: no date of birth in an identity number is later.
    """
    heard = answered(transcript, expectation, today)
    if heard.answer is not None and heard.answer.use is not Use.NONE and heard.answer.value in heard.text:
        return heard
    return choose(heard, expectation)


def early_answer(lattice: Lattice, expectation: Expectation, seconds: float, today: date) -> Transcript | None:
    """The answer where the syllables alone leave no doubt, before the decoder has written anything.

    Only to closed questions, and for numbers with a check digit. None where the decoder's text must be waited for.
    """
    if expectation.kind not in _EARLY:
        return None
    heard = answered(Transcript("", 0.0, 0.0, seconds, lattice=lattice), expectation, today)
    answer = heard.answer
    sure = answer is not None and answer.use is Use.TAKE and answer.confidence >= _EARLY[expectation.kind]
    return heard if sure else None


def is_certain(transcript: Transcript, expectation: Expectation) -> bool:
    """Whether the syllables are a whole answer that nothing can be missing from."""
    answer = transcript.answer
    longer = expectation.kind in ("code", "landline", "service")  # may go on
    return answer is not None and answer.use is Use.TAKE and not longer


def answered(transcript: Transcript, expectation: Expectation, today: date) -> Transcript:
    """The transcript with its `answer`, and with that as its text where it is to be used.

    Unchanged where there is no lattice, where free text is asked for, and where the syllables say nothing certain.
    """
    if transcript.lattice is None or (transcript.refused and transcript.refused not in _SPEECH):
        return transcript
    texts = [text for text in (transcript.text, *(one.text for one in transcript.alternatives)) if text]
    if grammar := grammar_for(expectation, today):
        return _with_number(transcript, hear_number(transcript.lattice, grammar, texts))
    if expectation.kind in PHRASES:
        groups = answer_groups(expectation.kind, expectation.biasing_phrases)
        choosing = expectation.kind in ("option", "service")
        return _with_phrase(transcript, hear_phrase(transcript.lattice, groups, texts, choosing=choosing))
    return transcript


def _with_number(transcript: Transcript, answer: HeardAnswer) -> Transcript:
    if answer.use is Use.NONE or (transcript.refused and answer.use is not Use.TAKE):
        return replace(transcript, answer=answer)
    text = answer.value if answer.alone else _put_in(transcript.text, answer.value)
    return _with_text(transcript, text, answer)


def _put_in(text: str, value: str) -> str:
    """The text with the number in place of the longest run of digits in it; the number alone where there is none."""
    runs = sorted(_RUN.finditer(text), key=lambda run: run.start() - run.end())
    if not runs:
        return value
    before, after = text[: runs[0].start()], text[runs[0].end() :]
    # A single character, or more digits, beside it are of the number too: 十九一零二零九九, 330106已救务61026就318.
    words = clean(before + after)
    return before + value + after if len(words) > 1 and not _DIGIT.search(words) else value


def _with_phrase(transcript: Transcript, answer: HeardAnswer) -> Transcript:
    if answer.use is Use.TAKE:
        return _with_text(transcript, answer.value, answer)
    meant = {_meaning(transcript.text), *(_meaning(value) for value in answer.candidates)} - {""}
    if len(meant) > 1:
        sure = min(transcript.confidence, _CONTRADICTED)
        return replace(transcript, answer=answer, confidence=sure)
    return replace(transcript, answer=answer)


def _meaning(text: str) -> str:
    return next((name for name, words in YES_NO.items() if clean(text) in words), "")


def _with_text(transcript: Transcript, text: str, answer: HeardAnswer) -> Transcript:
    others = {one.text: one for one in (Alternative(transcript.text, transcript.confidence), *transcript.alternatives)}
    kept = tuple(one for one in others.values() if one.text and one.text != text)
    return replace(transcript, text=text, confidence=answer.confidence, refused=None, alternatives=kept, answer=answer)
