"""Which answer to a yes/no slot an explanation is: a linear model, trained on generated answers (`train/answers`).

昨天医生就开了 is a yes to 开好了吗, 医生还没给 a no. The slot's own words are marked before the model reads the line,
so it is the same model for every question: it weighs what stands around them. It proposes, and never files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from dialogue.understand.act_model import ActModel
from dialogue.understand.sampled import option_scores
from dialogue.understand.yes_no_slot import offers, read_yes_no_slot
from mandarin.pinyin import clean
from mandarin.text_cache import text_cached

if TYPE_CHECKING:
    from dialogue.script.model import Slot

WEIGHTS = Path(__file__).with_name("yes_no.npz")
#: Marks, as characters that no answer holds: a word of the slot's yes, one of its no; the kind of question.
YES_WORD, NO_WORD, FACT, OFFER = "囧", "嬲", "仝", "亓"
#: The model's share from which an answer is worth proposing, and how far it must be ahead.
_LEAST, _AHEAD = 0.55, 2.0
#: What the model's share is worth beside a score of the slot's own samples, and the same limits of their sum.
_WORTH = 0.5
_LEAST_SAMPLED, _AHEAD_SAMPLED = 0.25, 0.1
_VOTED = 0.3  # what a clause is worth that is a yes or no by itself
_MOST = 40  # characters
_CLAUSE = re.compile(r"[，,。；;！!？?\s]+")
_BEFORE = re.compile(
    r"^(?:已经|早就|我|都|就|现在|先|刚|给我|帮我|有(?=.)|要(?=.)|想(?=.)|不用|不要|不能|还没|没有|没|不|未|还)+"
)
_BEHIND = re.compile(r"(?:好了|完了|到了|下来了|出来了|过了|了|的|一下|一个|一份|一套房?|吗)+$")
#: Too general to be marked.
_GENERAL = frozenset(str.split("有 是 好 要 行 可以 对 一套 一个 这里 能 会 在 交 来 一份 弄好 都"))
#: 快满了 and 差不多满了 leave it open whether it is so.
_NOT_YET = re.compile(f"(?:快要?|就要|马上|差不多|几乎|好像|可能|大概|应该|似乎){YES_WORD}")
_VERB_FIRST = re.compile("[约办查改催开取领寄换交登]")
_QUESTION = re.compile(r"(?:帮您|给您|为您|问题|本市|您|要|想|有|在|的)(?P<about>[^您要想的，。？]{1,6}?)[吗么][？?]")
_NEGATED = re.compile(r"^(?:还|都|先|暂时)?[不没未莫别]")

Said = Literal["yes", "no"]


@lru_cache(maxsize=1)
def _model() -> ActModel:
    with np.load(WEIGHTS) as stored:
        labels = tuple(str(name) for name in stored["acts"])
        return ActModel(labels, stored["weights"], stored["scale"], stored["bias"])


def likely_answer(slot: Slot, text: str) -> bool | None:
    """Whether `text` is likely a yes or a no to a 是否 slot; None where it is neither, or too unsure to propose."""
    if not 0 < len(clean(text)) <= _MOST:
        return None
    says = {choice.label: choice.says for choice in slot.choices}
    asked = slot.prompt.first.raw
    told = says.get("是", ()) or _asked_about(asked)
    if verb := _VERB_FIRST.match(asked):
        told = (*told, verb[0])  # 约 of 约这个时间，可以吗
    yes, no = _words((slot.name, *told)), _own_no(says.get("否", ()))
    kind = OFFER if offers(slot) else FACT
    line = marked(text, yes, no)
    if kind == FACT and _NOT_YET.search(line):
        return None
    shares = _shares(kind + line)
    if scores := option_scores(slot, text, {"是": says.get("是", ()), "否": says.get("否", ())}):
        voted = True if _must(line) else _voted(slot, text)
        agreed = scores.get("是", 0.0) + _WORTH * shares["yes"] + _VOTED * (voted is True)
        denied = scores.get("否", 0.0) + _WORTH * shares["no"] + _VOTED * (voted is False)
        sure = max(agreed, denied) >= _LEAST_SAMPLED and abs(agreed - denied) >= _AHEAD_SAMPLED
        return agreed > denied if sure else None
    return _by_model(shares)


#: 不催怕是没人记得, 不开我来这里做什么: what would come of the no.
_OR_ELSE = re.compile(
    rf"(?:^|[，,。{FACT}{OFFER}])[不没]{YES_WORD}(?:了|的话)?(?:我|怕|哪|那|还|等|能行|不行|怎么|咋|就[得要])"
)
_NOTHING_WRONG = re.compile(r"没(?:有)?(?:什么|啥)?不(?:行|可以|中|成|好|妥|方便|同意)的?")


def _must(line: str) -> bool:
    """Whether a marked line says that it cannot be otherwise: a yes."""
    return bool(_OR_ELSE.search(line) or _NOTHING_WRONG.search(line))


def _voted(slot: Slot, text: str) -> bool | None:
    """What the clauses say that are a plain yes or no by themselves, where they do not differ."""
    said = {read_yes_no_slot(slot, clause) for clause in _CLAUSE.split(text) if clean(clause)} - {None}
    return said.pop() if len(said) == 1 else None


@text_cached
def _shares(line: str) -> dict[str, float]:
    return _model().shares(line)


def _by_model(shares: dict[str, float]) -> bool | None:
    best, second, *_ = sorted(shares, key=lambda label: -shares[label])
    if best == "else" or shares[best] < _LEAST or shares[best] < _AHEAD * shares[second]:
        return None
    return best == "yes"


def marked(text: str, yes: Iterable[str], no: Iterable[str]) -> str:
    """`text` with `YES_WORD` and `NO_WORD` in place of the slot's own words, longest first."""
    words = {**dict.fromkeys(yes, YES_WORD), **dict.fromkeys(no, NO_WORD)}
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, words[word])
    return text


@lru_cache(maxsize=256)
def _words(said: tuple[str, ...]) -> tuple[str, ...]:
    """What is asked about: 开 of 开好了, 转诊单 of 有转诊单, 催 of 要催一下."""
    found = set()
    for whole in (clean(word).removeprefix("是否") for word in said):
        core = _BEHIND.sub("", _BEFORE.sub("", whole))
        found.add(core if core and core not in _GENERAL else whole)
    return tuple(sorted(found - _GENERAL - {""}))


def _asked_about(question: str) -> tuple[str, ...]:
    """催 of 要帮您催一下吗, 解决 of 您的问题解决了吗: for a slot without words of its own."""
    hit = _QUESTION.search(question)
    return (_BEHIND.sub("", hit["about"]),) if hit else ()


@lru_cache(maxsize=256)
def _own_no(said: tuple[str, ...]) -> tuple[str, ...]:
    """Words of the no that do not only negate the yes: 再等等, 换一天."""
    return tuple(word for word in map(clean, said) if not _NEGATED.match(word) and len(word) > 1)
