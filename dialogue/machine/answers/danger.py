"""Somebody may be in danger: the number to call at once, the operators told, and a human where it is happening now."""

from __future__ import annotations

from dialogue import phrases
from dialogue.acts import Alert, AnswerCard
from dialogue.machine.context import Move
from dialogue.machine.nlu_cache import read_risk
from dialogue.machine.prompts.ask import NOBODY, ask
from dialogue.machine.state import Filled
from dialogue.understand.risk import Risk
from mandarin.pinyin import clean

#: Characters of words that tell more than a cry.
_TOLD = 6


def danger(m: Move, text: str) -> Risk | None:
    """The danger that `text` tells of. Where a complaint is asked for, only what is happening now counts."""
    slot = m.open_slot
    return read_risk(text, reporting=slot is not None and slot.kind == "text" and not m.state.aside)


def alarm(m: Move, risk: Risk) -> bool:
    """Before everything else. False when the words may be an answer all the same: a complaint tells of such things."""
    m.note("alert", risk.kind)
    m.acts.append(Alert(risk.kind, risk.number))
    m.gesture("sorry")
    if call := phrases.call(risk.number):
        m.say(call)
        m.answer = AnswerCard(f"danger:{risk.number}", f"请拨打 {risk.number}", phrases.danger(risk.kind), "")
    m.say(phrases.danger(risk.kind))
    slot = m.open_slot
    telling = slot is not None and slot.kind == "text" and not m.state.aside
    if risk.urgent:
        if slot and telling and len(clean(m.words.kept)) >= _TOLD:  # what was told is kept for those who come
            m.put(Filled(slot.name, m.words.kept.strip(), slot.personal, "text" if m.words.typed else "voice"))
            m.note(f"slot {slot.name} filled")
        m.hand_off("danger", phrases.DANGER_HUMAN if m.on_screen else phrases.DANGER_HUMAN_PHONE, card=m.answer)
        return True
    if telling:
        return False
    if m.state.question.kind not in NOBODY:
        m.say(phrases.DANGER_GO_ON)
        m.set(misses=0, silences=0)
        ask(m, 1 if slot else 0)
    return True
