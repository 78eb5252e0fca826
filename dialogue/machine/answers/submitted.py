"""What is said of a case that has been submitted: 手机号说错了, 不是这张卡, 还有，他们天天这样.

It cannot be changed here. The clerk says so with the receipt number, and hands off to a human, who can; where the words
leave it open what is wrong, or another form is open, a human is offered first.
"""

from __future__ import annotations

import re

from dialogue import phrases
from dialogue.machine.answers.corrections import contains_sound
from dialogue.machine.context import StepContext
from dialogue.machine.extraction import extract
from dialogue.machine.program.completed import completed_now, filed_cases
from dialogue.machine.program.run import start_service
from dialogue.machine.prompts import cards
from dialogue.machine.prompts.ask import open_interjection
from dialogue.machine.prompts.value_text import called_by, shown
from dialogue.machine.state import RATING_QUESTIONS, Completed, Question
from dialogue.script import Script, Slot
from dialogue.script.correction import ITEM
from dialogue.script.model import FollowUp
from dialogue.slot_kinds import kind_of, read_slot
from dialogue.understand.free_text import is_short
from dialogue.understand.intent import read_intent
from dialogue.understand.objection import read_addition, read_objection
from dialogue.understand.question import is_question
from dialogue.understand.repair import after_mark
from dialogue.understand.satisfaction import read_rating
from dialogue.understand.undoing import read_undoing

#: Questions at which no form is open: there it is read before an answer.
FREE = (*RATING_QUESTIONS, "more", "service", "which", "guess")
_NEW = re.compile(r"改成|改为|改到|换成|换为|换到|应该是|应该为|而是")
#: The end of a request that is put as a question: 能改成正式的吗.
_ASKED = re.compile(r"(?:可以|行|好|成|能)?(?:不可以|不行|不能)?(?:吗|么|不|吧)?[？?。]*$")
#: Refers to what was done before.
_EARLIER = re.compile(r"刚才|刚刚|前面|之前|上一个|上个|先前")


def undo_submitted(ctx: StepContext, text: str, via: str) -> bool:
    """取消吧, 卡找到了 behind a submission: what the script declares (取消) for it. False if it declares none.

    取消 alone at 还要办吗 ends the visit, as it does anywhere; a thing found again undoes what was reported lost.
    """
    cases = filed_cases(ctx)
    undoing = read_undoing(text)
    if not cases or undoing is None or read_rating(text).rating or ctx.state.interjection:
        return False
    if undoing == "bare" and ctx.state.question.kind not in RATING_QUESTIONS:
        return False
    case = next((case for case in cases if case.service in text), cases[0])
    script = ctx.library.script(case.service)
    if script is None or (undoing == "found" and not _of_a_loss(script)):
        return False
    return _take_back(ctx, script, case, text, via)


def _of_a_loss(script: Script) -> bool:
    return any(word in one for one in (script.name, *script.says) for word in ("丢", "挂失", "找不到"))


def _take_back(ctx: StepContext, script: Script, case: Completed, text: str, via: str) -> bool:
    """The sentence or the service that `script` declares for 取消. False if it declares none that can begin now."""
    declared = script.follow_up("cancel")
    if declared is None:
        return False
    ctx.note("submitted case objected to", f"{case.service} undo")
    if declared.spoken:
        ctx.say(declared.spoken.on(ctx.state.channel))
        open_interjection(ctx, Question("human"), phrases.HUMAN_ASK)
        return True
    if declared.service not in ctx.offered or ctx.state.stack:
        return False
    if ctx.state.question.kind in RATING_QUESTIONS:
        ctx.set(before=(*ctx.state.before, completed_now(ctx)))
    start_service(ctx, declared.service, utterance=text, via=via, given={case.label: case.number})
    return True


def answer_submitted(ctx: StepContext, text: str, via: str) -> bool:
    """False if `text` is not about a case submitted in this conversation."""
    cases = filed_cases(ctx)
    if not cases or read_rating(text).rating:
        return False
    free = ctx.state.question.kind in FREE or ctx.state.sent
    named = next((case for case in cases if case.service in text), None)
    case = named or cases[0]
    if not (free or ((named or _EARLIER.search(text)) and read_objection(text))):
        return False
    wanted = read_intent(ctx.library.matcher, text).sure
    script = ctx.library.script(case.service)
    if script is None:
        return False
    found = _about(ctx, script, case, text)
    other = wanted and wanted != case.service and not _EARLIER.search(text)
    if other and script.slot(found) is None:  # an item of the case is nearer than a service that sounds like it
        return False
    if not found or (found == "undo" and free and _take_back(ctx, script, case, text, via)):
        return found != ""
    ctx.note("submitted case objected to", f"{case.service} {found}")
    if found == "unclear" or not free or ctx.early:
        open_interjection(ctx, Question("human"), phrases.about(phrases.SUBMITTED_WRONG, case.service))
        return True
    if (correction := script.follow_up("correct")) and _declared(ctx, case, correction, text, via, found):
        return True
    values = {"业务": case.service, "名称": case.label, "号码": case.number}
    receipt = cards.pinned_card(ctx.script, ctx.state) if ctx.state.pinned == cards.RECEIPT else None
    ctx.hand_off(
        "correction", phrases.SUBMITTED_CHANGE if case.number else phrases.SUBMITTED_NO_NUMBER, values, card=receipt
    )
    return True


def _declared(ctx: StepContext, case: Completed, correction: FollowUp, text: str, via: str, found: str) -> bool:
    """What the script declares for a correction (更正): a service, which gets the number, an interface, or a sentence.

    `found`: what of the case is wrong. False where a human must correct it.
    """
    if correction.spoken:
        ctx.say(correction.spoken.on(ctx.state.channel))
        open_interjection(ctx, Question("human"), phrases.HUMAN_ASK)
        return True
    given = {case.label: case.number}
    script = ctx.library.script(case.service)
    if script and script.correction:
        if not case.number or case.label != script.correction.number or ctx.state.stack:
            return False
        if found in script.correction.items:
            given[ITEM] = found
        elif found != "case":
            return False
    elif correction.service not in ctx.offered or ctx.state.stack:
        return False
    ctx.say_text(phrases.about(phrases.SUBMITTED, case.service), fixed=True)
    if ctx.state.question.kind in RATING_QUESTIONS:
        ctx.set(before=(*ctx.state.before, completed_now(ctx)))
    start_service(ctx, correction.service, utterance=text, via=via, given=given)
    return True


def _about(ctx: StepContext, script: Script, case: Completed, text: str) -> str:
    """What of the case `text` is about, for the record; "unclear" where it only finds fault; empty if nothing."""
    objection = read_objection(text)
    slots = [slot for name, _ in case.shown if (slot := script.slot(name))]
    if objection == "undo":
        return "undo"
    if objection and (named := [slot.name for slot in slots if _names(ctx, slot, text)]):
        return named[-1]
    if objection and (changed := _changed(ctx, slots, case, text)):
        return changed
    if objection == "wrong":
        return "unclear" if is_question(text) or read_rating(text).about else "case"
    if objection == "denied":
        return "unclear"
    account = next((slot for slot in slots if kind_of(slot).account and not is_short(slot.name)), None)
    return account.name if account and read_addition(text) else ""


def _names(ctx: StepContext, slot: Slot, text: str) -> bool:
    return any(
        len(word) > 1 and (word in text or (not ctx.wording.typed and contains_sound(word, text)))
        for word in called_by(slot)
    )


def _changed(ctx: StepContext, slots: list[Slot], case: Completed, text: str) -> str:
    """The slot of which `text` holds another value than the one submitted."""
    submitted = dict(case.shown)
    said = _NEW.split(after_mark(text) or text)[-1]
    said = _ASKED.sub("", said)
    values = extract(slots, said, ctx.state.today, area=ctx.area).values
    for slot in slots:
        value = values.get(slot.name, "")
        if not value and kind_of(slot).measured:
            value = read_slot(slot, said, today=ctx.state.today).value
        if value and shown(slot, value) != submitted[slot.name]:
            return slot.name
    return ""
