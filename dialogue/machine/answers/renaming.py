"""A name changed late: 孩子不叫王小宝，叫李小宝; 跟妈妈姓吧，叫李小宝. The parent whose surname it takes keeps hers."""

from __future__ import annotations

import re

from dialogue.machine.answers.accepting import accept
from dialogue.machine.answers.slot_reading import read
from dialogue.machine.context import StepContext
from dialogue.script import Slot
from dialogue.slot_kinds import kind_of
from dialogue.understand.question import is_question
from mandarin.pinyin import HANZI, exact

_KINDS = ("slot", "readback", "which_value", "confirm", "change")
_NAME = rf"[{HANZI}·]{{2,8}}"
_END = r"[了吧啊呀的。.\s]*$"
_NOT_CALLED = re.compile(
    rf"不(?:再)?叫(?P<old>{_NAME}?)(?:了)?[，,\s]+(?:[^，,]{{1,10}}[，,\s]+)?(?:我们|现在|要|就|改)*叫(?P<new>{_NAME}?){_END}"
)
#: Whose surname it takes. 叫 tells the whole name.
_TAKES_SURNAME = re.compile(
    rf"(?:跟|随|从)(?:着)?(?:他|她|孩子|我|娃)?(?:[妈爸]{{1,2}}|父亲|母亲|[爹娘]|老公|老婆|媳妇)(?:的)?姓(?:吧|了)?[，,\s]+(?:我们|现在|要|就|改|名字)*叫(?P<new>{_NAME}?){_END}"
)


def rename(ctx: StepContext, text: str, via: str) -> bool:
    """Replace the name that `text` changes. False where it is not certain whose it is."""
    if ctx.state.question.kind not in _KINDS or is_question(text):
        return False
    if (current := ctx.open_slot) and kind_of(current).from_card == "name":
        return False  # the words answer the question
    slots = [slot for slot in map(ctx.slot, ctx.answered) if kind_of(slot).from_card == "name"]
    named: list[Slot] = []
    if hit := _NOT_CALLED.search(text):
        named = [slot for slot in slots if exact(ctx.state.value(slot.name)) == exact(hit["old"])]
    elif hit := _TAKES_SURNAME.search(text):
        named = [slot for slot in slots if not slot.group]
    if hit is None or len(named) != 1:
        return False
    reading = read(ctx, named[0], hit["new"])
    if not reading.value:
        return False
    ctx.note(f"slot {named[0].name} corrected")
    accept(ctx, named[0], reading, via)
    return True
