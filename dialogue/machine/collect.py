"""Answers to "what is your …": by voice, text, keys, touch or card; whole or in pieces; read back if asked for."""

from __future__ import annotations

from dataclasses import replace

from dialogue import phrases
from dialogue.acts import CardRead
from dialogue.machine.ask import ask, briefly, open_question
from dialogue.machine.ladders import not_understood
from dialogue.machine.move import Move
from dialogue.machine.run import run
from dialogue.machine.state import Filled, Question
from dialogue.script import Slot
from dialogue.understand import hints
from dialogue.understand.dates import read_date
from dialogue.understand.free_text import read_text
from dialogue.understand.id_number import check_id_number, read_id_number
from dialogue.understand.option import read_option
from dialogue.understand.phone import read_phone
from dialogue.understand.reading import NOTHING, Reading
from dialogue.understand.repair import takes_back
from dialogue.understand.yesno import read_yes_no


def read_slot(m: Move, slot: Slot, text: str, partial: str = "") -> Reading:
    """What `text` says for `slot`."""
    match slot.kind:
        case "id":
            return read_id_number(text, partial=partial, today=m.state.today)
        case "phone":
            return read_phone(text, partial=partial)
        case "date":
            return read_date(text, m.state.today, when=slot.when)
        case "text":
            return Reading(value=read_text(text))
        case "option" | "yesno":
            return Reading(value=_read_choice(slot, text))


def _read_choice(slot: Slot, text: str) -> str:
    chosen = read_option(
        text, {choice.label: choice.says for choice in slot.choices if choice.label not in ("是", "否")}
    )
    if chosen or slot.kind == "option":
        return chosen or ""
    said = read_yes_no(text)
    if said is None:
        chosen = read_option(text, {choice.label: choice.says for choice in slot.choices if choice.says})
        said = read_yes_no(text, by_sound=True) if chosen is None else chosen == "是"
    return "" if said is None else "是" if said else "否"


def answer_slot(m: Move, text: str, via: str) -> bool:
    """Take `text` as the answer to the open slot question. False when it is none."""
    question = m.state.question
    slot = m.slot(question.slot)
    if via == "voice" and "voice" not in slot.means:
        return False
    reading = read_slot(m, slot, text, question.partial)
    if slot.kind in ("id", "phone", "date"):
        reading = _or_another(m, slot, reading)
    if reading.nothing:
        return False
    accept(m, slot, reading, via)
    return True


def _or_another(m: Move, slot: Slot, reading: Reading) -> Reading:
    """`reading`, or, where it is no whole value, the first of the ear's other readings that is one, to be read back."""
    if reading.value and not reading.doubtful:
        return reading
    for other in m.others:
        found = read_slot(m, slot, other, m.state.question.partial)
        if found.value and not found.doubtful:
            return replace(found, doubtful=True)
    return reading


def accept(m: Move, slot: Slot, reading: Reading, via: str) -> None:
    if reading.value:
        if reading.doubtful or (via == "voice" and slot.readback == "segments"):
            open_question(m, Question("readback", slot=slot.name, value=reading.value))
        else:
            fill(m, slot, reading.value, via)
    elif reading.partial:
        open_question(m, Question("slot", slot=slot.name, partial=reading.partial))
    else:
        m.set(question=Question("slot", slot=slot.name))  # what was kept is in doubt too
        not_understood(m, hint=reading.hint)


def fill(m: Move, slot: Slot, value: str, via: str) -> None:
    """Store a value and go on. A corrected slot is followed by everything that depended on it, again."""
    m.rewind(slot.name)
    m.put(Filled(slot.name, value, slot.personal, via))
    trail = (*(name for name in m.state.trail if name != slot.name), slot.name)
    m.set(trail=trail, confirmed=False, pinned="")
    m.note(f"slot {slot.name} filled", via)
    m.gesture("nod")
    if via == "voice" and slot.readback == "brief":
        m.say(phrases.READBACK_BRIEF, {"名称": slot.name, "复述": briefly(slot, value)})
    m.set(misses=0, silences=0)
    run(m)


def answer_readback(m: Move, text: str, via: str) -> bool:
    question = m.state.question
    slot = m.slot(question.slot)
    said = read_yes_no(text, by_sound=True)
    if said:
        fill(m, slot, question.value, "voice")
        return True
    reading = read_slot(m, slot, text, question.value)  # 不对，是八零零幺 mends the tail of what was read back
    if reading.value and reading.value != question.value:
        accept(m, slot, reading, via)
        return True
    if said is False or takes_back(text):
        m.say(phrases.READBACK_WRONG)
        open_question(m, Question("slot", slot=slot.name))
        return True
    return False


def touched_slot(m: Move, value: str) -> bool:
    slot = m.slot(m.state.question.slot)
    if value not in (choice.label for choice in slot.choices):
        return False
    fill(m, slot, value, "touch")
    return True


def keyed_slot(m: Move, keys: str) -> None:
    """A whole keypad entry: it stands for itself, nothing is added to what was heard before."""
    slot = m.slot(m.state.question.slot)
    if slot.choices:
        place = int(keys) if keys.isascii() and keys.isdigit() else 0
        if 1 <= place <= len(slot.choices):
            fill(m, slot, slot.choices[place - 1].label, "keys")
        else:
            not_understood(m)
        return
    reading = read_slot(m, slot, keys)
    if reading.partial:
        length = 18 if slot.kind == "id" else 11
        reading = Reading(hint=hints.ID_LENGTH if length == 18 else hints.PHONE_LENGTH)
    if reading.nothing or reading == NOTHING:
        not_understood(m)
    else:
        accept(m, slot, reading, "keys")


def card_read(m: Move, turn: CardRead) -> None:
    """An ID card on the reader fills the ID slot it can, asked for or not, once the citizen has agreed."""
    script = m.library.script(m.state.service)
    slots = [slot for slot in script.slots if slot.kind == "id" and "card" in slot.means] if script else []
    if m.state.question.kind in ("slot", "readback"):
        slots.sort(key=lambda slot: slot.name != m.state.question.slot)
    slot = next((slot for slot in slots if not m.state.has(slot.name)), None)
    waiting = m.state.question.kind in ("slot", "readback")
    if slot is None or not waiting or (script and script.consent and not m.state.consented):
        m.say(phrases.SLOT_NOT_CARD)
        ask(m, 1)
        return
    number = turn.number.strip().upper()
    if wrong := check_id_number(number, m.state.today):
        not_understood(m, hint=wrong)
        return
    m.say(phrases.CARD_READ)
    if turn.name.strip():
        m.put(Filled("姓名", turn.name.strip(), True, "card"))
    fill(m, slot, number, "card")
