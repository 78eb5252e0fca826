"""Reads what a citizen does with an utterance: wishes, asks, follows up, cancels, leaves, before what it is about.

Cues settle what is certain (`act_cues`); a linear model reads the rest (`act_model`). Only a wish begins a service.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from dialogue.understand.act_cues import ActKind, cue
from dialogue.understand.act_model import act_model
from mandarin.pinyin import clean
from mandarin.text_cache import text_cached

__all__ = ["ActKind", "DialogueAct", "read_dialogue_act"]

#: The model's share from which an act is sure, and how far it must be ahead.
_SURE = 0.45
_AHEAD = 2.0


@dataclass(frozen=True, slots=True)
class DialogueAct:
    """`sure` is False: worth one short question, never acting."""

    kind: ActKind
    sure: bool


@text_cached
def read_dialogue_act(text: str) -> DialogueAct:
    if not clean(text):
        return DialogueAct("unknown", sure=False)
    if kind := cue(text):
        return DialogueAct(kind, sure=True)
    (kind, share), (_, second) = sorted(act_model().shares(text).items(), key=lambda item: -item[1])[:2]
    return DialogueAct(cast(ActKind, kind), share >= _SURE and share >= _AHEAD * second)
