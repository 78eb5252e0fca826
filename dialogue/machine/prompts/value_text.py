"""A slot's value as spoken (read-back) and as shown, by its slot kind and its masking."""

from __future__ import annotations

from dialogue.filters import mask, spell
from dialogue.script import Slot
from dialogue.slot_kinds import kind_of

EMPTY = "不填"


def aloud(slot: Slot, value: str) -> str:
    """The value in full, as the read-back question says it; of a long number inside free text only the end."""
    if not value:
        return EMPTY
    return kind_of(slot).aloud(slot, value)


def briefly(slot: Slot, value: str) -> str:
    """The value with its name, for a brief read-back: identifiers by their tail, a yes or no in the script's words."""
    if kind_of(slot).choices == "yes_no":
        own = next((choice.says[0] for choice in slot.choices if choice.label == value and choice.says), "")
        return own or f"{slot.name}，{value}"
    if value and kind_of(slot).identifier:
        return f"{slot.name}尾号是{spell(value[-4:])}"
    return f"{slot.name}是{aloud(slot, value)}"


def shown(slot: Slot, value: str) -> str:
    """The value as shown on a screen that others may see."""
    if not value:
        return EMPTY
    match slot.masking:
        case "tail":
            return mask(value)
        case "first":
            return value[:1] + "*" * (len(value) - 1)
        case "all":
            return "已填写"
    return kind_of(slot).shown(slot, value)


def called_by(slot: Slot) -> tuple[str, ...]:
    """Names by which people refer to a slot."""
    return (slot.name, slot.name[-2:], *kind_of(slot).called)
