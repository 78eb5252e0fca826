"""Reads the intent: one of the services here, two or three that are too close, or an errand that is not offered here.

Common errands that are not offered compete (`background`): a lost bank card must not match the service for lost social
security cards, however much the two wordings share.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from dialogue.understand.background import ERRANDS, SERVICES, TALK
from dialogue.understand.courtesy import wishes_nothing
from dialogue.understand.errand import errand_of
from dialogue.understand.exact_name import exactly_named
from dialogue.understand.match import Hit, Matcher, strip_fillers
from dialogue.understand.requested import fetches, reverses
from dialogue.understand.told_wish import told_wishes
from mandarin import clean, exact, fixed_exact, nearest
from mandarin.text_cache import text_cached

CLAUSES = re.compile(r"[，,。.！!？?；;、…\s]+")

#: Measured by `bench.understand` on its tuning lines: of the lines that score above, 1 in 500 means something else.
ACCEPT = 0.32
#: Worth a question. Below, no service here is meant.
ASK = 0.22
#: Scores that differ by less are too close to choose.
CLOSE = 0.08
_FAR = 0.2
_PLAIN = 0.5  # of one clause among others that name nothing
_LIKELY = 0.4  # of an errand that is not offered here
_WHOLE = 0.97  # the wording itself: similar ones are ignored
_MOST = 3
_NEAR = 0.8  # by sound alone
_SHORT = 12  # syllables; longer utterances are near to too many wordings
_SHORTLIST = 10  # alignments are slow


@dataclass(frozen=True, slots=True)
class Intent:
    """`sure`: the service meant. `close`: one to three candidates, best first, to ask about. `elsewhere`: a common
    errand that is not offered here. At most one is set; False if none is. `score`: of the best service here, 0..1.
    """

    sure: str = ""
    close: tuple[str, ...] = ()
    elsewhere: str = ""
    score: float = 0.0

    def __bool__(self) -> bool:
        return bool(self.sure or self.close or self.elsewhere)


@text_cached
def read_intent(matcher: Matcher, text: str) -> Intent:
    """`matcher`: of the names and wordings of the services here. The name itself, or a wording, is certain."""
    if not clean(text) or wishes_nothing(text):
        return Intent()
    if named := exactly_named(matcher.exactly, text):
        return Intent(sure=named, score=1.0)
    here = _able(matcher, text)
    if not here and matcher.rank(text):
        return Intent(elsewhere=text)
    best = here[0].score if here else 0.0
    rivals = _rivals(matcher).rank(text)
    rival = _rival(rivals, best)
    strongest = rivals[0].score if rivals else 0.0
    if rival.score >= _LIKELY and rival.score > best + CLOSE:
        return Intent(elsewhere=rival.name, score=best) if rival.name not in TALK else Intent()
    near = tuple(hit.name for hit in here if hit.score >= max(ASK, _WHOLE if best >= _WHOLE else best - CLOSE))
    if not near:
        return _by_sound(matcher, text)
    if len(near) == 1 and best >= max(ACCEPT, strongest):
        return Intent(sure=near[0], score=best)
    return Intent(close=near[:_MOST], score=best)


@text_cached
def read_wish(matcher: Matcher, text: str) -> Intent:
    """As `read_intent`, of a wish that may be told with a story: what one clause names plainly counts as much as what
    the whole does. The clauses that wish decide; where they name different services, or none wishes, all that are
    named are asked about.
    """
    whole = read_intent(matcher, text)
    clauses = [part for part in CLAUSES.split(text) if clean(part)]
    if len(clauses) < 2 or whole.score >= _WHOLE:
        return whole
    wished = wished_services(matcher, text)
    if len(wished) == 1:
        return wished[0]
    parts = [read_intent(matcher, clause) for clause in clauses]
    sure = {part.sure: part.score for part in parts if part.sure}
    plain = bool(whole.sure) or max(sure.values(), default=0.0) >= _PLAIN
    if whole.sure:
        sure.setdefault(whole.sure, whole.score)
    if len(sure) > 1:
        return Intent(close=tuple(sorted(sure, key=lambda name: -sure[name]))[:_MOST], score=max(sure.values()))
    if sure and (whole.elsewhere or not plain):
        return Intent(close=tuple(sure), score=max(sure.values()))
    if sure:
        return Intent(sure=next(iter(sure)), score=max(sure.values()))
    elsewhere = next((part.elsewhere for part in parts if part.elsewhere), "")
    return Intent(elsewhere=elsewhere) if elsewhere else whole


@text_cached
def wished_services(matcher: Matcher, text: str) -> tuple[Intent, ...]:
    """What the wishing clauses of `text` name for sure, each service once, in their order.

    A clause that names none (想挂失一下) is read together with what was told right before it (社保卡找不着了).
    """
    found: dict[str, Intent] = {}
    for told in told_wishes(text):
        intent = read_intent(matcher, told.wish)
        if intent.sure in ("", name := errand_of(matcher, told)) and name:
            intent = Intent(sure=name, score=max(intent.score, _NEAR))
        elif not intent and told.before:
            intent = read_intent(matcher, told.before[-1] + told.wish)
        if intent.sure and intent.score > found.get(intent.sure, Intent()).score:
            found[intent.sure] = intent
    return tuple(found.values())


def rank_clauses(matcher: Matcher, text: str) -> list[Hit]:
    """As `Matcher.rank`, each entry with the score of the clause that is nearest to it."""
    best: dict[str, float] = {}
    for part in {text, *CLAUSES.split(text)} - {""}:
        for hit in matcher.rank(part):
            best[hit.name] = max(hit.score, best.get(hit.name, 0.0))
    return sorted((Hit(name, score) for name, score in best.items()), key=lambda hit: (-hit.score, hit.name))


def _able(matcher: Matcher, text: str) -> list[Hit]:
    """The ranked services, without those that `text` wants undone, or whose result it wants to collect."""
    wordings = {hit: (hit.name, *matcher.wordings[hit.name]) for hit in matcher.rank(text)}
    return [hit for hit, said in wordings.items() if not reverses(text, said) and not fetches(text, said)]


def pick(matcher: Matcher, text: str, among: Sequence[str]) -> str:
    """The one of `among` that `text` means; empty if it is still unclear."""
    hits = [hit for hit in matcher.rank(text) if hit.name in among and hit.score >= ASK]
    alone = hits and (len(hits) == 1 or hits[0].score - hits[1].score >= CLOSE)
    return hits[0].name if alone else ""


def word_for_word(matcher: Matcher, name: str, text: str) -> bool:
    """Whether `text` without fillers sounds exactly like one of the wordings of the service `name`."""
    said = exact(strip_fillers(text))
    return any(fixed_exact(strip_fillers(wording)) == said for wording in (name, *matcher.wordings.get(name, ())))


def is_wording(matcher: Matcher, name: str, text: str) -> bool:
    """Whether `text` sounds exactly like one of the wordings of the service `name`, nothing left out."""
    said = exact(text)
    return any(fixed_exact(wording) == said for wording in (name, *matcher.wordings.get(name, ())))


def _rival(hits: Sequence[Hit], best: float) -> Hit:
    """The best errand that is not offered. Talk must score far higher: 我的社保卡不知道丢哪了 is not a 不知道."""
    far = best + _FAR if best >= ACCEPT else 0.0
    return next((hit for hit in hits if hit.score >= far or hit.name not in TALK), Hit("", 0.0))


def _by_sound(matcher: Matcher, text: str) -> Intent:
    """The wording nearest in sound, with rivals competing: 不要挂石是薄卡 for 我要挂失社保卡."""
    if len(clean(text)) > _SHORT:
        return Intent()
    hits = _able(matcher, text)
    here = {hit.name: matcher.wordings[hit.name] for hit in hits[:_SHORTLIST]}
    rivals = {hit.name: (hit.name,) for hit in _rivals(matcher).rank(text)[:_SHORTLIST]}
    found = nearest(text, {**rivals, **here}, near=_NEAR, least=4, negation=False)
    return Intent(sure=found, score=ACCEPT) if found in here else Intent()


@lru_cache(maxsize=16)  # of the versions that conversations are in
def _rivals(matcher: Matcher) -> Matcher:
    """The common errands that are not offered, without wordings that the hall's own services have."""
    names = tuple(strip_fillers(name) for name in matcher.wordings)
    said = {fixed_exact(strip_fillers(wording)) for group in matcher.wordings.values() for wording in group}
    others: dict[str, tuple[str, ...]] = {}
    for name, group in (SERVICES | ERRANDS | TALK).items():
        offered = fixed_exact(strip_fillers(name)) in said or any(name in other or other in name for other in names)
        if not offered:
            others[name] = tuple(wording for wording in group if fixed_exact(strip_fillers(wording)) not in said)
    return Matcher(others)
