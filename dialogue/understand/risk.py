"""Whether a person is in danger now. Then the emergency number comes before any form.

A sign (`danger_signs`) counts unless it is denied, or its clause is about papers, money, a condition or the past; a cry
for help outweighs that. Only for the wish to die is a past or a paper no excuse, and only figures of speech are
(急死了, 跳楼价). By sound alone the reader is conservative.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from dialogue.understand.danger_signs import (
    ABOUT,
    COMPLAINT,
    DENIED,
    DENIES,
    FEARED,
    HARMLESS,
    HELP_NOW,
    HERE,
    LATELY,
    LONG_AGO,
    MISSPELT,
    NOW,
    SIGNS,
    SUFFERED,
    THREATENS,
    UNATTENDED,
    Kind,
    Sign,
)
from mandarin.pinyin import clean, exact
from mandarin.text_cache import text_cached

#: Who is called; 12356 is the nation-wide line for people in despair. A crowd is for the operators alone.
NUMBERS: dict[Kind, str] = {
    "suicide": "12356",
    "fire": "119",
    "violence": "110",
    "medical": "120",
    "traffic": "122",
    "crowd": "",
    "missing": "110",
    "crime": "110",
    "rescue": "119",
    "fraud": "96110",
    "drained": "96110",
}


@dataclass(frozen=True, slots=True)
class Risk:
    """`urgent`: it is happening now. `rule`: which rule saw it, for the record."""

    kind: Kind
    number: str
    urgent: bool
    rule: str


_ANOTHER = re.compile(r"有个?人|邻居|住户|业主|居民|老板|工人|学生|同事|别人|一个")
_OWN = re.compile(r"我(?!们?(?:家|小区|楼|这|村|单位|公司|学校))|现在|正在|又要")
_CLAUSE = re.compile(r"[，,。.！!；;、？?\s]+")
_SOUNDS = tuple((kind, urgent, exact(word)) for kind, urgent, words in MISSPELT for word in words)
_LONGEST_BY_SOUND = 16
_LONGEST_CRY = 16  # characters; where a report is asked for, longer words are one


@text_cached
def read_risk(text: str, *, reporting: bool = False) -> Risk | None:
    """`reporting`: free text is asked for, which may tell of danger (a complaint about fights) without being a cry."""
    clauses = [HARMLESS.sub(" ", clause) for part in _CLAUSE.split(text) if (clause := clean(part))]
    whole = HARMLESS.sub(" ", clean(text))
    found = _sign([*clauses, whole] if len(clauses) > 1 else clauses, whole)
    if found is None:
        excused = ABOUT.search(whole) or LONG_AGO.search(whole) or LATELY.search(whole)
        found = None if (excused and not HELP_NOW.search(whole)) or DENIED.search(whole) else _by_sound(whole)
    return _reported(found, whole) if found and reporting else found


def _sign(clauses: list[str], whole: str) -> Risk | None:
    cry = bool(HELP_NOW.search(whole))
    for clause in clauses:
        for sign in SIGNS:
            hit = sign.what.search(clause)
            if hit is None:
                continue
            if (sign.kind == "suicide" and not _of_another_past(clause, whole)) or not (
                _denied(clause, hit) or (not cry and _excused(sign, clause, whole))
            ):
                return Risk(sign.kind, NUMBERS[sign.kind], sign.urgent, sign.rule)
    return None


def _of_another_past(clause: str, whole: str) -> bool:
    """前天有人跳楼: not of the one who speaks, and over."""
    return bool(_ANOTHER.search(clause) and (LONG_AGO.search(whole) or LATELY.search(whole))) and not _OWN.search(
        clause
    )


def _denied(clause: str, hit: re.Match[str]) -> bool:
    return bool(DENIES.search(clause[: hit.start()]))


def _excused(sign: Sign, clause: str, whole: str) -> bool:
    """Papers and the past in the same clause; in another clause only where nothing places the sign here and now."""
    if ABOUT.search(clause) and not NOW.search(clause):
        return True
    past = LONG_AGO.search(clause) or (not sign.lasting and LATELY.search(clause))
    if past:
        return True
    elsewhere = ABOUT.search(whole) or LONG_AGO.search(whole) or (not sign.lasting and LATELY.search(whole))
    return bool(elsewhere) and not (NOW.search(clause) or HERE.search(clause))


def _reported(risk: Risk, whole: str) -> Risk | None:
    """Where a report is asked for, danger that is only reported does not count, and ambiguous danger is not urgent."""
    if risk.kind == "suicide" or HELP_NOW.search(whole) or THREATENS.search(whole):
        return risk
    if risk.kind == "crowd":
        return None
    over = ABOUT.search(whole) or LONG_AGO.search(whole) or LATELY.search(whole) or FEARED.search(whole)
    if not over and UNATTENDED.search(whole) and risk.kind in ("fire", "medical", "rescue", "traffic"):
        return replace(risk, urgent=True)  # 楼下着火了没人管
    past = ABOUT.search(whole) or LONG_AGO.search(whole) or LATELY.search(whole) or COMPLAINT.search(whole)
    if (past or len(whole) > _LONGEST_CRY) and not NOW.search(whole):
        return None
    happening = (HERE.search(whole) or NOW.search(whole)) and not SUFFERED.search(whole)
    return risk if happening else replace(risk, urgent=False)


def _by_sound(bare: str) -> Risk | None:
    sounds = exact(bare)
    if len(sounds) > _LONGEST_BY_SOUND:
        return None
    for kind, urgent, word in _SOUNDS:
        if any(sounds[at : at + len(word)] == word for at in range(len(sounds) - len(word) + 1)):
            return Risk(kind, NUMBERS[kind], urgent, "近音")
    return None
