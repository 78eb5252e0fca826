"""What a text claims, and which of its claims an approved passage does not make.

The guard before anything reworded is spoken, and the lint's eye on figures in prompts. It may refuse too much: then the
passage itself is spoken. It may not let a figure, a fee, a place or a paper through that the passage does not name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from dialogue.knowledge.figures import Claim, figures, same
from dialogue.knowledge.nouns import normal, nouns
from dialogue.knowledge.passage import Passage
from mandarin.words import words

__all__ = ["Claim", "claims_in", "numbers_in", "unsupported"]

_FIGURES = frozenset({"number", "date", "time", "duration", "money", "percent"})
_A_NOT_A = re.compile(r"(.{1,2})[不没]\1")
_FEE = r"(?:工本费|手续费|费用|费|钱)"
#: What is free, charged, forbidden, let off; turned round, a sentence keeps every word and becomes a lie.
_NOT_PAID = r"不(?:得|会|再|用|需要|必)?(?:另外|额外)?(?:收取?|要|花|交|缴纳?|付)"
_PAID = r"(?<![不免无得必用])(?<!不再)(?<!需要)(?:收取|收|交|缴纳|缴|付|支付)[^，。；不免]{0,5}"
_RULES: dict[str, re.Pattern[str]] = {
    "free": re.compile(rf"免费|免收|免交|{_NOT_PAID}{_FEE}|不收|零费用|无需(?:缴|交|付)|没有费用"),
    "charged": re.compile(rf"{_PAID}{_FEE}|(?<![不否])收费|(?<![不没])(?:要|花){_FEE}"),
    "forbidden": re.compile(r"不(?:可以|可|能|得|准|许|允许|予|行|受理)|禁止|无法|没法|严禁"),
    "exempt": re.compile(r"不用|不需|无需|无须|不必|不要求|免(?:去|予|于|交|提交|带)"),
}
_CLAUSE = re.compile(r"[^，,。；;！!？?、\n]+")
_WORD = re.compile(r"[\u4e00-\u9fff]{2,}")
_ALLOWED = re.compile(r"(?<!不)(?:可以|允许|能够)|(?<![不才只])能(?!否|不)")
_OBLIGED = re.compile(r"必须|一定要|应当|只能")


def claims_in(text: str) -> tuple[Claim, ...]:
    """Figures first, then nouns, then rules; each in order of appearance."""
    plain = normal(text)
    return (*figures(plain), *dict.fromkeys(nouns(plain)), *_rules(plain))


def numbers_in(text: str) -> tuple[str, ...]:
    """Only the figures, normalised: `30元`, `15工作日`, `6月`, `12345`."""
    return tuple(dict.fromkeys(claim.value for claim in figures(normal(text)) if claim.kind in _FIGURES))


def unsupported(text: str, passage: Passage | str, *, figures_only: bool = False) -> tuple[str, ...]:
    """The words of `text` whose claims the passage does not make; none when it bears out everything.

    Figures must stand in the answer, its spoken form or its citation; a paper or a place may also be the thing asked
    about. `figures_only`: nouns and rules are not looked at.
    """
    if isinstance(passage, Passage):
        written = normal("\n".join((passage.answer, passage.speech, passage.citation)))
        named = normal("\n".join((written, passage.service, *passage.topics, *passage.questions)))
    else:
        written = named = normal(passage)
    plain = normal(text)
    approved = figures(written)
    lacking = [claim.text for claim in figures(plain) if not any(same(claim, other) for other in approved)]
    if not figures_only:
        lacking += [claim.text for claim in nouns(plain) if claim.value not in named]
        lacking += [*_turned_round(plain, written), *_misplaced(plain, written)]
    return tuple(dict.fromkeys(lacking))


def _rules(text: str) -> Iterator[Claim]:
    bare = _A_NOT_A.sub("", text)
    for rule, pattern in _RULES.items():
        for hit in pattern.finditer(bare):
            yield Claim("fee" if rule in ("free", "charged") else "rule", rule, hit[0])


def _turned_round(text: str, written: str) -> Iterable[str]:
    """Free where it costs, forbidden where it is not, let off where it is asked for; and the other way about."""
    approved = {claim.value for claim in _rules(written)}
    yield from (claim.text for claim in _rules(text) if claim.value not in approved)
    said = {claim.value for claim in _rules(text)}
    bare, plain = _A_NOT_A.sub("", text), _A_NOT_A.sub("", written)
    for rule, opposite in (("forbidden", _ALLOWED), ("exempt", _OBLIGED)):
        if rule in approved and rule not in said and (hit := opposite.search(bare)) and not opposite.search(plain):
            yield hit[0]


def _misplaced(text: str, written: str) -> Iterator[str]:
    """The fee for a new card told as the fee for a lost one: the passage says it, but of something else."""
    approved = list(_clauses(written))
    for about, claims in _clauses(text):
        for claim in claims:
            its_own = [len(about & other) for other, facts in approved if any(same(claim, fact) for fact in facts)]
            others = [len(about & other) for other, facts in approved if any(_rival(claim, fact) for fact in facts)]
            if its_own and max(others, default=0) > max(its_own):
                yield claim.text


def _clauses(text: str) -> Iterator[tuple[frozenset[str], tuple[Claim, ...]]]:
    """What each clause is about, and its figures and fees."""
    for hit in _CLAUSE.finditer(text):
        fees = tuple(claim for claim in _rules(hit[0]) if claim.kind == "fee")
        if claims := (*figures(hit[0]), *fees):
            said = "".join(claim.text for claim in claims)
            yield frozenset(word for word in words(hit[0]) if _WORD.fullmatch(word) and word not in said), claims


def _rival(claim: Claim, fact: Claim) -> bool:
    """The same kind of thing, and another value: 20元 beside 40元; 15天 beside 3工作日."""
    return claim.kind == fact.kind and not same(claim, fact)
