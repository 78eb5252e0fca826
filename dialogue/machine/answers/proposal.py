"""A value that an answer may mean, and does not say for certain: it is read back (您说的是损坏，对吗？), never filed.

Of an option by the adviser, where there is one, else by the sounds and characters that it shares with the option's
wordings; of a yes or no by the model of answers. Words that ask, wait, or are about something else propose nothing.
"""

from __future__ import annotations

from dialogue.machine import advice
from dialogue.machine.answers.accepting import accept, fill
from dialogue.machine.answers.restated import without_restated
from dialogue.machine.answers.slot_reading import read
from dialogue.machine.context import StepContext
from dialogue.machine.state import Question
from dialogue.script import Slot
from dialogue.slot_kinds import kind_of
from dialogue.understand.asking import asks, asks_plainly, behind_own_question
from dialogue.understand.commands import guess_command
from dialogue.understand.dates import read_date
from dialogue.understand.intent import read_intent
from dialogue.understand.likely_option import likely_option, option_wordings
from dialogue.understand.no_answer import chooses_nothing
from dialogue.understand.reading import Reading
from dialogue.understand.repair import takes_back
from dialogue.understand.requested import read_requested
from dialogue.understand.sampled import is_near
from dialogue.understand.small_talk import read_small_talk
from dialogue.understand.yes_no_model import likely_answer
from dialogue.understand.yes_no_slot import commits, offers
from dialogue.understand.yesno import read_answer

#: Intent score from which words name another service.
_OTHER_SERVICE = 0.6


def drop_proposal(ctx: StepContext, text: str) -> str:
    """Open the slot again whose choice was read back, where the answer is neither yes nor no. The choice; "" if none.

    A number or a name that is read back stays: of it the citizen knows better what was said.
    """
    question = ctx.state.question
    slot = ctx.slot(question.slot)
    if slot.capture or not (slot.pick or kind_of(slot).choices != "none") or asks(text):
        return ""
    ctx.note("proposal dropped", slot.name)
    ctx.set(question=Question("slot", slot=slot.name))
    return question.value


def told_again(ctx: StepContext, text: str, but: str) -> bool:
    """Take the choice `but`, read back a moment ago, where the answer says it once more. False if it does not."""
    slot = ctx.open_slot
    if not but or slot is None or takes_back(text) or read(ctx, slot, text).value != but:
        return False
    ctx.note("proposal told again", slot.name)
    fill(ctx, slot, but, "voice")
    return True


def propose(ctx: StepContext, text: str, *, but: str = "") -> bool:
    """Read back the choice that `text` likely is at the open slot. False if none, and of a yes that commits.

    `but`: was read back a moment ago, and neither agreed to nor denied. Words that mean it once more agree to it.
    """
    slot = ctx.open_slot
    if slot is None or slot.pick or kind_of(slot).choices not in ("one", "yes_no"):
        return False
    near = is_near(slot, text, option_wordings(slot)) and not asks_plainly(text)
    words = tuple(word for choice in slot.choices for word in (choice.label, *choice.says))
    if not near and (_is_something_else(ctx, slot, text) or (not offers(slot) and chooses_nothing(text, words))):
        return False
    value = _likely(ctx, slot, text)
    if value == "是" and commits(slot):
        return False  # what binds the citizen is said outright
    if asks(behind_own_question(text)) and not near and not _is_asked_in(slot, value):
        return False
    if value and value == but and not takes_back(text):
        ctx.note("proposal told again", slot.name)
        fill(ctx, slot, value, "voice")
        return True
    if value:
        ctx.note("answer proposed", slot.name)
        accept(ctx, slot, Reading(value=value, doubtful=True), "voice")
    return bool(value)


def _is_asked_in(slot: Slot, value: str) -> bool:
    """Whether an option is called by a question: 做好没有 for 查进度."""
    return any(choice.label == value and any(map(asks, choice.says)) for choice in slot.choices)


def _likely(ctx: StepContext, slot: Slot, text: str) -> str:
    if kind_of(slot).choices == "yes_no":
        text = without_restated(ctx, text) if offers(slot) else text
        said = likely_answer(slot, behind_own_question(text))
        if said and offers(slot) and read_date(text, ctx.state.today, when="future").value:
            return ""  # 那就星期四吧 is another day than the one on offer
        return "" if said is None else "是" if said else "否"
    return advice.option(ctx, text, option_wordings(slot)) or likely_option(slot, text)


def _is_something_else(ctx: StepContext, slot: Slot, text: str) -> bool:
    declines = offers(slot) and likely_answer(slot, text) is False  # 回头再说
    waits = read_answer(text).verdict == "wait" and not declines
    if waits or read_small_talk(text) is not None or guess_command(text):
        return True
    intent = read_intent(ctx.library.matcher, read_requested(text).text)
    return bool(intent.sure) and intent.sure != ctx.state.service and intent.score >= _OTHER_SERVICE
