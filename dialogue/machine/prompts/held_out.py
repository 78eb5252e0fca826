"""What may be held out to the kiosk at the question for an identity number: the card, or the code of an app."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from dialogue.machine.context import StepContext
from dialogue.script import Script, Slot
from dialogue.script.assurance import ProofMeans
from dialogue.script.model import Query, Submit
from dialogue.slot_kinds import kind_of

_WORDS: dict[ProofMeans, str] = {"card": "放身份证", "qr": "扫电子社保卡的码"}


def takes_card(slot: Slot) -> bool:
    return kind_of(slot).from_card == "number" and "card" in slot.means


def held_out(ctx: StepContext, slot: Slot, among: Iterable[ProofMeans] | None = None) -> tuple[ProofMeans, ...]:
    """The ways, `card` before `qr`. `among`: instead of those that work here now."""
    if not ctx.on_screen or not takes_card(slot):
        return ()
    ways = frozenset(ctx.means if among is None else among)
    code = ctx.policy.level("qr") != "none" and _needs_proof(ctx.script, ctx.state.channel)
    return tuple(way for way in _WORDS if way in ways and (way == "card" or code))


def hint(ctx: StepContext, slot: Slot) -> str:
    """Of the card, without what is not there."""
    whole = kind_of(slot).hint
    if not takes_card(slot):
        return whole
    ways = "、".join(_WORDS[way] for way in held_out(ctx, slot))
    return f"可以{ways}、直接说，或在这里输入" if ways else "可以直接说，或在这里输入"


def _needs_proof(script: Script, channel: Literal["screen", "phone"]) -> bool:
    """Whether a call of the service is made only for a person who is known. A code is checked for nothing else."""
    steps = (step for step in script.steps if isinstance(step, Query | Submit))
    levels = (step.identity or script.identity.levels for step in steps)
    return any(level is not None and level.on(channel) != "none" for level in levels)
