"""A slot's value as spoken (read-back) and as shown, by its slot kind and its masking."""

from __future__ import annotations

from dialogue.filters import mask, spell
from dialogue.script import Slot
from dialogue.script.items import items_of
from dialogue.script.lists import item_words
from dialogue.slot_kinds import kind_of
from dialogue.understand.free_text import is_place
from mandarin.masking import masked

EMPTY = "不填"


def aloud(slot: Slot, value: str) -> str:
    """The value in full, as the read-back question says it; of a long number inside free text only the end."""
    if not value:
        return EMPTY
    if slot.pick:
        return "；".join(item_words(slot.pick.wording, item, spoken=True) for item in items_of(value))
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
    if slot.pick and value:
        return "；".join(item_words(slot.pick.wording, item, spoken=False) for item in items_of(value))
    return (_hidden(slot, value) or kind_of(slot).shown(slot, value)) if value else EMPTY


def shown_on_input(slot: Slot, value: str, *, whole: bool) -> str:
    """The value on the slot's input card, masked as `shown` masks it, unformatted where nothing is masked.

    `whole` False: pieces of a value that is not complete. They show at most their last four characters, their first, or
    only how many they are, so that the citizen knows where to go on.
    """
    if not value:
        return ""
    if not whole and slot.masking in ("tail", "all"):
        visible = min(4, len(value)) if slot.masking == "tail" else 0
        return "*" * (len(value) - visible) + value[len(value) - visible :]
    return _hidden(slot, value) or (masked(value) if kind_of(slot).free_text else value)


def _hidden(slot: Slot, value: str) -> str:
    """A value masked as its slot's 脱敏 says; empty where it says 不脱敏."""
    match slot.masking:
        case "none":
            return ""
        case "tail":
            return mask(value)
        case "first":
            return value[:1] + "*" * (len(value) - 1)
        case "all":
            return "已填写"


def called_by(slot: Slot) -> tuple[str, ...]:
    """Names by which people refer to a slot."""
    called = (slot.name, slot.name[-2:], *kind_of(slot).called)
    if slot.kind == "date":
        called += ("日子",)
    return (*called, "地方") if kind_of(slot).free_text and is_place(slot.name) else called
