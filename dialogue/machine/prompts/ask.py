"""Puts the open question, the read-back and the confirmation too: what is said, shown and expected, by attempt."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from dialogue import phrases
from dialogue.acts import Card, Expect, ExpectedKind, InputCard
from dialogue.filters import counted
from dialogue.machine.context import StepContext
from dialogue.machine.prompts import cards
from dialogue.machine.prompts.biasing import biasing_phrases
from dialogue.machine.prompts.capture import capture_card, say_accept, say_capture
from dialogue.machine.prompts.claim import FACTOR_SHAPE, claim_card, claim_length, say_claim
from dialogue.machine.prompts.held_out import hint, takes_card
from dialogue.machine.prompts.pick import pick_card, say_pick
from dialogue.machine.prompts.proof import (
    code_card,
    code_length,
    face_card,
    face_consent_card,
    other_card,
    proof_card,
    say_agent,
    say_code,
    say_face_consent,
    say_proof,
    vouch_card,
)
from dialogue.machine.prompts.screen_text import written
from dialogue.machine.prompts.unsure_group import unsure_group
from dialogue.machine.prompts.value_text import aloud, shown
from dialogue.machine.prompts.wrong_group import (
    group_asked,
    group_expected,
    group_shapes,
    is_wrong_group,
    say_wrong_group,
    wrong_group_card,
)
from dialogue.machine.state import BOTH, RATING_QUESTIONS, Question
from dialogue.script import Slot
from dialogue.script.model import Confirm
from dialogue.slot_kinds import fewest_of, kind_of, length_of, shapes_of

#: 0: the first prompt; 1: a reprompt; 2: a reprompt that names the other ways to answer.
Attempt = Literal[0, 1, 2]

_PURPOSES: dict[str, Literal["readback", "notice"]] = {
    "consent": "notice", "face_consent": "notice", "readback": "readback", "confirm": "readback",
}  # fmt: skip
_INTERJECTIONS: dict[str, tuple[str, str, str]] = {
    "cancel": ("确定不办了吗？", "不办了", "继续办理"),
    "restart": ("要从头开始吗？", "从头开始", "继续办理"),
    "switch": ("先去办别的业务吗？", "先去办", "继续办理"),
    "replace": ("改办别的业务吗？", "改办", "继续办理"),
    "human": ("需要工作人员帮您吗？", "需要", "不需要"),
}
#: Questions whose answer consents, confirms a form or rates: it counts only once the question was seen or heard.
_COMMITS = ("consent", "face_consent", "confirm", "rating")
#: Expectations under which digits are counted. A credit code has letters as well.
_COUNTED: frozenset[ExpectedKind] = frozenset({"id", "phone", "landline", "number"})
#: Questions that the citizen does not answer.
SYSTEM_QUESTIONS = ("call", "advice", "proving", "none")


def open_question(ctx: StepContext, question: Question) -> None:
    ctx.question(question)
    ask(ctx)


def open_interjection(ctx: StepContext, question: Question, text: str, *, fixed: bool = True) -> None:
    """Put a yes/no question before the open one, which waits."""
    ctx.set(interjection=question, no_matches=0, no_inputs=0)
    ctx.say_text(text, fixed=fixed)
    wait(ctx)


def ask(ctx: StepContext, attempt: Attempt = 0) -> None:
    """Say and show the open question, and expect its answer."""
    question = ctx.state.interjection or ctx.state.question
    match question.kind:
        case "service":
            _say_service(ctx, attempt)
        case "which":
            *others, last = map(phrases.to_do, question.options)
            asked = phrases.SERVICE_WHICH_FIRST if question.value == BOTH else phrases.SERVICE_WHICH
            ctx.say(asked, {"甲": "，".join(others), "乙": last})
        case "guess":
            phrase = phrases.SERVICE_OR_ASK if question.value else phrases.SERVICE_GUESS
            ctx.say_text(phrases.about(phrase, question.options[0]), fixed=True)
        case "consent":
            _say_consent(ctx, attempt)
        case "slot":
            _say_slot(ctx, ctx.slot(question.slot), question, attempt)
        case "readback" if ctx.slot(question.slot).capture:
            say_accept(ctx, attempt)
        case "readback":
            slot = ctx.slot(question.slot)
            phrase = phrases.ACCOUNT_READBACK if kind_of(slot).accumulates else phrases.READBACK
            ctx.say(phrase, {"复述": aloud(slot, question.value)})
        case "which_value" if is_wrong_group(question) and attempt == 2:  # twice in vain: the whole number
            ctx.set(question=Question("slot", slot=question.slot))
            ask(ctx, 1)
            return
        case "which_value" if is_wrong_group(question):
            say_wrong_group(ctx, question, attempt)
        case "which_value":
            _say_which_value(ctx, ctx.slot(question.slot), question, attempt)
        case "confirm":
            _say_confirm(ctx, attempt)
        case "change":
            ctx.say(phrases.CONFIRM_CHANGE)
        case "rating":
            ctx.say(phrases.RATING if ctx.on_screen else phrases.RATING_PHONE)
        case "rating_why":
            ctx.say(phrases.RATING_WHY if ctx.on_screen else phrases.RATING_WHY_PHONE)
        case "more":
            ctx.say(phrases.MORE)
        case "switch":
            ctx.say_text(phrases.about(phrases.SERVICE_SWITCH, question.options[0]), fixed=True)
        case "replace":
            ctx.say_text(phrases.about(phrases.SERVICE_REPLACE, question.options[0]), fixed=True)
        case "topic":
            _say_topic(ctx, tuple(_topics(ctx, question).values()))
        case "cancel" if (
            ctx.state.sent
        ):  # of what is filed already nothing can be cancelled, but the items that are left
            ctx.say(phrases.REST_CANCEL_ASK if ctx.state.item else phrases.LEAVE_ASK)
        case "cancel":
            ctx.say(phrases.CANCEL_ASK)
        case "claim":
            say_claim(ctx, question)
        case "proof":
            say_proof(ctx, question, attempt)
        case "code":
            say_code(ctx, question)
        case "agent":
            say_agent(ctx)
        case "other_card":
            ctx.say(phrases.OTHER_CARD)
        case "face_consent":
            say_face_consent(ctx, attempt)
        case "face":
            ctx.say(phrases.FACE_LOOK)
        case "vouch":
            ctx.say(phrases.VOUCH_WAIT if attempt else phrases.VOUCH_ASK)
        case "restart" if ctx.state.question.kind in RATING_QUESTIONS:
            ctx.say(phrases.ANEW_ASK)
        case "restart":
            ctx.say(phrases.RESTART_ASK)
        case "human":
            ctx.say(phrases.HUMAN_ASK)
        case "call" | "advice" | "proving" | "none":
            pass
    wait(ctx)


def wait(ctx: StepContext) -> None:
    """Show the card of the open question and the cards beside it, and give the turn to the citizen."""
    question = ctx.state.interjection or ctx.state.question
    if question.kind in SYSTEM_QUESTIONS:
        return
    beside = [ctx.answer_card] if ctx.answer_card else []
    if ctx.state.pinned and (pinned := cards.pinned_card(ctx.script, ctx.state)):
        beside.append(pinned)
    if ctx.on_screen:
        ctx.show(*beside, _card(ctx, question))
    length = _counted_digits(ctx.slot(question.slot)) if question.kind == "slot" else 0
    length = claim_length(question) if question.kind == "claim" else code_length(question) or length
    length = length or len(group_asked(question))
    words = biasing_phrases(ctx.library, ctx.state)
    ctx.set(asked=ctx.state.asked + 1)
    purpose: Literal["ask", "readback", "notice"] = _PURPOSES.get(question.kind, "ask")
    if is_wrong_group(question) and not question.partial:
        purpose = "readback"
    expect = Expect(_expected(ctx, question), words, purpose, length)
    if question.kind == "slot" and not question.partial:
        expect = replace(expect, shapes=shapes_of(ctx.slot(question.slot)))
    elif is_wrong_group(question) and question.partial:
        expect = replace(expect, shapes=group_shapes(question))
    elif question.kind == "claim" and question.value:
        expect = replace(expect, shapes=(FACTOR_SHAPE,))
    secret = "code" in (question.kind, ctx.state.question.kind)  # a code answers also behind an interjection
    ctx.acts.append(replace(expect, ask=ctx.state.asked, commits=question.kind in _COMMITS, secret=secret))


def _counted_digits(slot: Slot) -> int:
    """Digits of the number asked for, by which recognition tells whether all of it was said; 0: it is not counted."""
    if kind_of(slot).expectation == "code":
        return fewest_of(slot)
    return length_of(slot) if kind_of(slot).expectation in _COUNTED else 0


def _card(ctx: StepContext, question: Question) -> Card:
    match question.kind:
        case "service":
            return cards.service_menu(ctx.offered)
        case "which":
            return cards.service_menu(question.options)
        case "guess":
            yes, no = ("要办", "问一下") if question.value else ("是的", "不是")
            return cards.yes_no_card("guess", f"您是想办{question.options[0]}吗？", yes, no)
        case "consent":
            return cards.consent_card(ctx.script, _consent_text(ctx))
        case "slot" if (slot := ctx.slot(question.slot)).pick:
            return pick_card(ctx, slot, question)
        case "slot" | "readback" if (slot := ctx.slot(question.slot)).capture:
            return capture_card(slot, question, ctx.error)
        case "slot":
            value = "" if kind_of(slot := ctx.slot(question.slot)).measured else question.partial
            return _with_hint(ctx, slot, cards.slot_card(slot, value, ctx.error))
        case "readback" if (slot := ctx.slot(question.slot)).pick:
            return cards.yes_no_card("readback", f"您说的是：{shown(slot, question.value)}", "对", "不对")
        case "readback":
            slot = ctx.slot(question.slot)
            return _with_hint(ctx, slot, cards.slot_card(slot, question.value, ctx.error, whole=True))
        case "which_value" if is_wrong_group(question):
            return wrong_group_card(ctx.slot(question.slot), question, ctx.error)
        case "which_value":
            return cards.which_value_card(ctx.slot(question.slot), question.options, ctx.error)
        case "confirm":
            step = ctx.script.steps[ctx.state.step]
            text = written(ctx, step.spoken.screen) if isinstance(step, Confirm) else ""
            return cards.confirm_card(ctx.script, ctx.state, text)
        case "change":
            return cards.change_card(ctx.script, ctx.state)
        case "rating":
            return cards.rating_card()
        case "rating_why":
            return cards.rating_why_card()
        case "more":
            return cards.yes_no_card("more", "还需要办理其他业务吗？", "需要", "不需要")
        case "claim":
            return claim_card(question)
        case "proof":
            return proof_card(ctx, question)
        case "code":
            return code_card(ctx, question)
        case "other_card":
            return other_card(question)
        case "face_consent":
            return face_consent_card(ctx)
        case "face":
            return face_card(ctx)
        case "vouch":
            return vouch_card(question)
        case "agent":
            return cards.yes_no_card("agent", "您是替别人办吗？", "是的", "不是")
        case "topic":
            return _topic_card(_topics(ctx, question))
        case _:
            return cards.yes_no_card(question.kind, *_INTERJECTIONS[question.kind])


def _with_hint(ctx: StepContext, slot: Slot, card: Card) -> Card:
    """The card names what may be held out where the citizen stands."""
    if not isinstance(card, InputCard) or not takes_card(slot):
        return card
    return replace(card, hint=card.hint.replace(kind_of(slot).hint, hint(ctx, slot)))


def _expected(ctx: StepContext, question: Question) -> ExpectedKind:
    match question.kind:
        case "service" | "which":
            return "service"
        case "which_value" if is_wrong_group(question):
            return group_expected(question)
        case "slot" | "which_value":
            return kind_of(ctx.slot(question.slot)).expectation
        case "change":
            return "option"
        case "claim":
            return "code" if question.value else "number"
        case "code":
            return "number"
        case "proof":
            return "option" if {"card", "qr"} & set(question.options) else "id"
        case "face" | "vouch":
            return "option"
        case "rating":
            return "rating"
        case "rating_why":
            return "text"
        case "topic" if len(question.options) > 1:
            return "option"
        case _:
            return "yesno"


def _topics(ctx: StepContext, question: Question) -> dict[str, str]:
    """Passage id -> the passage's own question; empty if the passage no longer exists."""
    passages = ctx.library.knowledge.passages
    return {name: passages[name].questions[0] if name in passages else "" for name in question.options}


def _say_topic(ctx: StepContext, questions: tuple[str, ...]) -> None:
    if len(questions) > 1:
        ctx.say(phrases.TOPIC_WHICH, {"问题": phrases.either(questions)})
    else:
        ctx.say(phrases.TOPIC_GUESS, {"问题": questions[0]})


def _topic_card(questions: dict[str, str]) -> Card:
    if len(questions) > 1:
        return cards.topics_card(questions)
    return cards.yes_no_card("topic", f"您是想问：{next(iter(questions.values()))}", "是的", "不是")


def _say_service(ctx: StepContext, attempt: Attempt) -> None:
    if attempt == 0:
        ctx.say(phrases.GREETING_AGAIN)
    elif attempt == 1:
        ctx.say(phrases.SERVICE_NO_MATCH)
    elif ctx.on_screen:
        ctx.say(phrases.SERVICE_HELP)
    else:
        ctx.say(phrases.SERVICE_HELP_PHONE, {"例子": (ctx.offered or ("业务",))[0]})


def _say_consent(ctx: StepContext, attempt: Attempt) -> None:
    consent = ctx.script.consent
    if consent and attempt == 0:
        ctx.say(consent.text, ctx.values)
    ctx.say(phrases.CONSENT_ASK)
    if attempt == 2:
        ctx.say(phrases.YES_NO if ctx.on_screen else phrases.YES_NO_PHONE)


def _consent_text(ctx: StepContext) -> str:
    """The purpose of the data and the question, as shown on the screen that the citizen agrees to."""
    told = written(ctx, ctx.script.consent.text) if ctx.script.consent else ""
    return told + phrases.CONSENT_ASK


def _say_slot(ctx: StepContext, slot: Slot, question: Question, attempt: Attempt) -> None:
    length = length_of(slot)
    if slot.pick:
        say_pick(ctx, slot, question, attempt)
        return
    if slot.capture:
        say_capture(ctx, slot, attempt)
        return
    if question.partial and length and len(question.partial) < length:
        phrase = phrases.SLOT_MORE if attempt == 0 else phrases.SLOT_MORE_AGAIN
        ctx.say(phrase, {"位数": counted(length - len(question.partial))})
    elif question.partial and kind_of(slot).accumulates:
        ctx.say(phrases.ACCOUNT_MORE if attempt == 0 else phrases.ACCOUNT_MORE_AGAIN)
    elif question.partial and not kind_of(slot).measured:
        ctx.say(phrases.SLOT_SEVERAL if slot.choices else phrases.SLOT_GO_ON)
    else:
        prompt = slot.prompt
        if ctx.on_screen and "card" in ctx.lost and "card" in slot.means:
            _say_without_reader(ctx, slot, attempt)
        elif ctx.on_screen:
            ctx.say(prompt.again if attempt else prompt.first, ctx.values)
        else:
            ctx.say(prompt.phone_again if attempt == 1 else prompt.phone, ctx.values)
    if attempt == 2:
        _other_ways(ctx, slot)


def _say_without_reader(ctx: StepContext, slot: Slot, attempt: Attempt) -> None:
    """Where the reader does not work: a prompt that does not name it."""
    prompts = (slot.prompt.again,) if attempt else (slot.prompt.first, slot.prompt.again)
    usable = next((one for one in prompts if "读卡" not in one.raw), None)
    if usable is None:
        ctx.say(phrases.SLOT_NO_READER, {"槽位": slot.name})
    else:
        ctx.say(usable, ctx.values)


def _say_which_value(ctx: StepContext, slot: Slot, question: Question, attempt: Attempt) -> None:
    if group := unsure_group(slot, question.options):
        said = phrases.either([kind_of(slot).aloud(slot, part) for part in group.parts])
        ctx.say(phrases.WHICH_GROUP, {"位置": group.place, "选项": said})
    elif question.options:
        said = phrases.either([aloud(slot, option) for option in question.options])
        ctx.say(phrases.WHICH_VALUE, {"选项": said})
    else:
        low, _, high = question.partial.partition("..")
        ctx.say(phrases.VALUE_BETWEEN, {"低": aloud(slot, low), "高": aloud(slot, high)})
    if not question.options or attempt:
        ctx.say_text(kind_of(slot).exactly, fixed=True)


def _other_ways(ctx: StepContext, slot: Slot) -> None:
    if kind_of(slot).choices == "one" and len(slot.choices) <= 4:
        ctx.say_text(phrases.options_line([choice.label for choice in slot.choices]), fixed=True)
    elif kind_of(slot).choices == "yes_no":
        ctx.say(phrases.YES_NO if ctx.on_screen else phrases.YES_NO_PHONE)
    elif not ctx.on_screen and length_of(slot) and "keys" in slot.means:
        ctx.say(phrases.SLOT_WITH_PHONE_KEYS)
    if not slot.required:
        ctx.say(phrases.SLOT_OPTIONAL)
    if ctx.on_screen:
        ctx.say(phrases.SLOT_WITH_TOUCH if slot.choices else phrases.SLOT_WITH_KEYS)


def _say_confirm(ctx: StepContext, attempt: Attempt) -> None:
    step = ctx.script.steps[ctx.state.step]
    if isinstance(step, Confirm):
        ctx.say(step.spoken.on(ctx.state.channel), ctx.values)
    if attempt:
        ctx.say(phrases.CONFIRM_WAIT if ctx.on_screen else phrases.CONFIRM_WAIT_PHONE)
