"""Which of the expected phrases was said, and nothing else: yes or no, an option, a service's name, a rating. Pure.

Each phrase is scored by CTC as the whole utterance, with small words around it (嗯, 那, 就 … 吧, 啊). Against all of
them stands anything else: the best free sequence of syllables. A phrase inside a longer sentence is not found here: the
decoder's text and its correction by sound are for sentences.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from asr.syllables import ctc
from asr.syllables.heard_answer import HeardAnswer, Rival, Use
from asr.syllables.inventory import BLANK, class_of
from asr.syllables.lattice import Lattice
from asr.syllables.symbols import Reading, greedy, syllables_of
from mandarin import clean, exact

#: Yes and no in the words that citizens use; the phrases of a question are added to them by their meaning.
YES_NO: dict[str, tuple[str, ...]] = {
    "是": (
        "是", "是的", "对", "对的", "对对", "好", "好的", "嗯", "行", "可以", "可以的", "要", "需要", "有", "有的",
        "没问题", "没错", "确认", "确定", "同意", "是是", "是啊", "对呀", "愿意", "要的", "嗯嗯", "没意见", "确认提交",
    ),
    "不是": (
        "不是", "不", "不对", "不要", "没有", "不用", "不行", "不可以", "不同意", "不需要", "不确认", "不是的",
        "不对不对", "错了", "不用了", "不要了", "没", "不愿意", "不想", "不确定", "还没有", "还没", "不好", "不能",
    ),
}  # fmt: skip
_FILLERS = tuple(
    c for s in ("n", "na", "jiu", "o", "a", "e", "ei", "ba", "ya", "le", "ne", "de", "en") if (c := class_of(s))
)
#: Beside these where something is chosen: 我要补卡, 选第一个, 办挂失.
_CHOOSING = tuple(c for s in ("wo", "yao", "xuan", "ban", "xiang") if (c := class_of(s)))
_FILLER_COST = 1.0
#: How much likelier an expected phrase is than any other sequence, where it is asked for, and how much likelier each of
#: its syllables than one of free speech (natural logs).
_ASKED, _SYLLABLE = 1.0, 2.0
#: Advance (natural log) of a phrase that the decoder wrote, by its sound, in its first hypothesis or in another one.
_FIRST, _OTHER = 2.5, 1.0
_TAKE_AGREED, _TAKE_ALONE, _ASK = 0.85, 0.95, 0.20
#: Phrases (characters) longer than this are sentences, and not looked for. Phrases that are scored with what may stand
#: around them: the likeliest after a first pass.
_LONGEST, _CLOSE = 12, 40
_RIVALS = 4


def hear_phrase(
    lattice: Lattice, groups: Mapping[str, Sequence[str]], texts: Sequence[str], *, choosing: bool = False
) -> HeardAnswer:
    """`groups`: what is answered -> its wordings. `texts`: the decoder's hypotheses. The value is a wording.

    `choosing`: 我要 and 选 may stand before it.
    Wordings of one group support each other; `rivals` are wordings of other groups.
    """
    posteriors = lattice.posteriors()
    known = _known(tuple((name, tuple(words)) for name, words in groups.items()))
    if not known or not len(posteriors):
        return HeardAnswer("", 0.0, Use.NONE)
    blank = posteriors[:, BLANK]
    heard = greedy(posteriors)
    if not heard:
        return HeardAnswer("", 0.0, Use.NONE)
    small = (*_FILLERS, *_CHOOSING) if choosing else _FILLERS
    edges = ctc.fillers(posteriors, np.array(small), syllable_cost=_FILLER_COST)
    close = _nearest(known, heard)
    found = ctc.scores(posteriors, blank, [sounds for _, _, sounds in close], edges)
    wrote = [_syllables(text, small) for text in texts]
    scores: dict[str, float] = {}
    best: dict[str, tuple[float, str, tuple[int, ...]]] = {}
    agreed: dict[str, int] = {}
    for (name, word, sounds), score in zip(close, found.tolist(), strict=True):
        place = next((at for at, text in enumerate(wrote) if text == sounds), None)
        if place is not None:
            agreed[name] = min(place, agreed.get(name, place))
        scores[name] = float(np.logaddexp(scores.get(name, -math.inf), score))
        best[name] = max(best.get(name, (-math.inf, "", ())), (score, word, sounds))
    for name, place in agreed.items():
        scores[name] += _OTHER if place else _FIRST
    free = float(ctc.scores(posteriors, blank, [heard])[0]) - _SYLLABLE * len(heard) - _ASKED
    total = np.logaddexp.reduce([*scores.values(), free])
    shares = sorted(((math.exp(score - total), name) for name, score in scores.items()), reverse=True)
    share, name = shares[0]
    # One syllable beside another one is the beginning of a word: 对 over a telephone was heard as bu yi.
    sounds = best[name][2]
    plain = len(sounds) > 1 or tuple(one for one in heard if one not in small) == sounds
    if share >= (_TAKE_AGREED if name in agreed else _TAKE_ALONE) and (plain or name in agreed):
        use = Use.TAKE
    else:
        use = Use.ASK if share >= _ASK else Use.NONE
    rivals = tuple(Rival(best[other][1], part) for part, other in shares[1 : 1 + _RIVALS])
    return HeardAnswer(best[name][1], min(share, 0.999), use, rivals, agreed=name in agreed)


@lru_cache(maxsize=64)  # of phrases from the scripts: nothing that was said is in it
def _known(groups: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[tuple[str, str, tuple[int, ...]], ...]:
    """(group, wording, its classes), each sound once in a group."""
    found: dict[tuple[str, tuple[int, ...]], str] = {}
    for name, words in groups:
        for word in words:
            sounds = _classes(syllables_of(word)) if 0 < len(clean(word)) <= _LONGEST else ()
            if sounds:
                found.setdefault((name, sounds), word)
    return tuple((name, word, sounds) for (name, sounds), word in found.items())


def _classes(reading: Reading | None) -> tuple[int, ...]:
    return tuple(unit[0] for unit in reading or ())


def _syllables(text: str, small: tuple[int, ...]) -> tuple[int, ...]:
    """Of a hypothesis of the decoder, without the small words around it; not kept."""
    sounds = [class_of(syllable) or BLANK for syllable in exact(text)]
    while len(sounds) > 1 and sounds[-1] in small:
        sounds.pop()
    while len(sounds) > 1 and sounds[0] in small:
        sounds.pop(0)
    return tuple(sounds)


def _nearest(
    known: tuple[tuple[str, str, tuple[int, ...]], ...], heard: list[int]
) -> list[tuple[str, str, tuple[int, ...]]]:
    """Those that share most syllables with what was heard, where there are many: a hall has a thousand wordings."""
    if len(known) <= _CLOSE:
        return list(known)
    said = frozenset(heard)
    return sorted(known, key=lambda one: abs(len(one[2]) - len(heard)) - 2 * len(said.intersection(one[2])))[:_CLOSE]


def answer_groups(kind: str, phrases: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The groups of a question: yes and no, or each phrase by itself."""
    if kind != "yesno":
        return {phrase: (phrase,) for phrase in phrases}
    words = {word for group in YES_NO.values() for word in group}
    return {**YES_NO, **{phrase: (phrase,) for phrase in phrases if phrase not in words}}


__all__ = ["YES_NO", "answer_groups", "hear_phrase"]
