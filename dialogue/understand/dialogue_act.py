"""Reads what a citizen does with an utterance: wishes, asks, follows up, cancels, leaves, before what it is about.

Cues settle what is certain (`act_cues`); a linear model reads the rest (`act_model`). Only a wish begins a service.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast

from dialogue.understand.act_cues import ActKind, cue
from dialogue.understand.act_model import act_model
from dialogue.understand.commands import without_refused_staff
from mandarin.pinyin import clean
from mandarin.text_cache import text_cached

__all__ = ["NEVER_WISHES", "QUESTIONS", "TALK", "ActKind", "DialogueAct", "read_dialogue_act"]

QUESTIONS: frozenset[ActKind] = frozenset({"how", "price", "where", "when", "whether", "materials"})
#: Acts that begin no service, whatever they name.
NEVER_WISHES: frozenset[ActKind] = frozenset(
    {"progress", "cancel", "change", "leave", "identity", "human", "fraud", "trouble", "foreign"}
)
TALK: frozenset[ActKind] = frozenset({"greet", "thank", "chat", "refuse"})
#: Told to the same service. One of them is sure where they are together.
REPORTS: frozenset[ActKind] = frozenset({"complain", "report", "suggest"})

#: The model's share from which an act is sure, and how far it must be ahead. A wish begins something.
_SURE, _SURE_WISH = 0.45, 0.68
_AHEAD = 2.0
#: Said of a feeling, and of no person: 社保卡找不着了急死人.
_EXCLAIMED = re.compile(
    r"(?<=\S{2})[，,]?(?:真是?|可|都|要|快)*[急烦气累愁慌吓](?:死|坏)(?:我|个?人)?(?:了|啦)?[。！!]*$"
)


@dataclass(frozen=True, slots=True)
class DialogueAct:
    """`sure` is False: worth one short question, never acting."""

    kind: ActKind
    sure: bool


@text_cached
def read_dialogue_act(text: str) -> DialogueAct:
    text = _EXCLAIMED.sub("", text) or text
    if (rest := without_refused_staff(text)) != text:
        if not clean(rest):
            return DialogueAct("refuse", sure=True)
        text = rest
    if not clean(text):
        return DialogueAct("unknown", sure=False)
    if certain := cue(text):
        return DialogueAct(certain, sure=True)
    shares = sorted(act_model().shares(text).items(), key=lambda item: -item[1])
    kind = shares[0][0]
    alike = REPORTS if kind in REPORTS else {kind}
    share = sum(share for one, share in shares if one in alike)
    second = max(share for one, share in shares if one not in alike)
    least = _SURE_WISH if kind == "wish" else _SURE
    return DialogueAct(cast(ActKind, kind), share >= least and share >= _AHEAD * second)
