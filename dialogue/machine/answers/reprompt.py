"""No-input and no-match: reprompt with more help each time, then hand off to a human."""

from __future__ import annotations

from dialogue import phrases
from dialogue.machine.answers.hold import doubt
from dialogue.machine.context import StepContext
from dialogue.machine.prompts.ask import Attempt, ask, wait
from dialogue.machine.state import RATING_QUESTIONS
from dialogue.slot_kinds import kind_of
from dialogue.understand.validation_messages import all_messages, of_typed

MAX_NO_MATCHES = 3  # consecutive no-matches until the hand-off
MAX_NAME_NO_MATCHES = 6  # a name can be typed: asked for on the screen from the third no-match on
MAX_INVALID_VALUES = 4  # if the last one was an answer with an invalid value
MAX_NO_INPUTS = 3
#: Taking a picture is silent, and finding and unlocking a phone takes time: so many no-inputs end the conversation,
#: and only every `_CAPTURE_PROMPTS`th is answered.
MAX_CAPTURE_NO_INPUTS, _CAPTURE_PROMPTS = 12, 4
_FIXED = frozenset(
    (*all_messages(), phrases.SLOT_NEEDED, phrases.RATING_TOLD)
)  # a message may name a slot's own bounds, and is then not fixed


def no_match(
    ctx: StepContext, *, heard: bool = True, message: str = "", typed: bool = False, attempt: Attempt = 1
) -> None:
    """`message`: why an answer was invalid. `heard` False: there were no words. `typed`: the answer was keyed or typed,
    so the message does not blame recognition, and on a screen it is also on the card. `attempt`: of the first reprompt.
    """
    no_matches = ctx.state.no_matches + 1
    ctx.set(no_matches=no_matches, no_inputs=0)
    ctx.note("not understood", ctx.state.question.kind)
    if heard and not message:
        doubt(ctx)
    question = ctx.state.interjection or ctx.state.question
    typing = _can_be_typed(ctx)
    if no_matches >= (MAX_NAME_NO_MATCHES if typing else MAX_INVALID_VALUES if message else MAX_NO_MATCHES):
        _give_up(ctx, heard)
        return
    if message:
        told = of_typed(message) if typed else (message,)
        for words in told:
            ctx.say_text(words, fixed=words in _FIXED)
        ctx.error = "".join(told) if typed else ""
    elif not heard:
        ctx.say(phrases.NOT_HEARD)
    elif question.kind not in ("service", "which"):
        ctx.say(phrases.NOT_UNDERSTOOD)
    if typing and no_matches >= MAX_NO_MATCHES:
        ctx.say(phrases.NAME_TYPED)
        wait(ctx)
    elif ctx.error and ctx.on_screen:  # the message says what to do; a spoken prompt would contradict it
        wait(ctx)
    else:
        ask(ctx, attempt if no_matches == 1 else 2)


def _can_be_typed(ctx: StepContext) -> bool:
    """Whether a name is asked for on a screen, where any characters may be typed."""
    slot = ctx.open_slot
    return ctx.on_screen and not ctx.state.interjection and slot is not None and kind_of(slot).typed_at_last


def no_input(ctx: StepContext, *, sound: bool = False) -> None:
    """`sound`: sound came, but no words; on the phone the caller then gets a human instead of the farewell."""
    if sound and ctx.state.channel == "phone":
        no_match(ctx, heard=False)
        return
    no_inputs = ctx.state.no_inputs + 1
    ctx.set(no_inputs=no_inputs)
    ctx.note("silence", str(no_inputs))
    kind = ctx.state.question.kind
    if kind == "vouch" and not ctx.state.interjection:
        pass  # a member of staff is on the way; the session says what becomes of that
    elif _takes_a_picture(ctx) and no_inputs < MAX_CAPTURE_NO_INPUTS:
        if no_inputs % _CAPTURE_PROMPTS == 0:
            ask(ctx, 1)
    elif kind == "more" or (kind in RATING_QUESTIONS and no_inputs >= 2 and not ctx.state.stack):
        ctx.end("completed", phrases.GOODBYE)
    elif no_inputs < MAX_NO_INPUTS:
        if no_inputs == 2:
            ctx.say(phrases.STILL_THERE)
        ask(ctx, 1 if no_inputs == 1 else 2)
    elif ctx.state.service and (ctx.state.channel == "phone" or ctx.state.elderly):
        ctx.hand_off("silent", phrases.HUMAN_SILENT)  # the citizen may need help
    else:
        ctx.end("idle", phrases.IDLE)


def _takes_a_picture(ctx: StepContext) -> bool:
    slot = ctx.open_slot
    asked = ctx.state.question.kind == "face" or (slot is not None and slot.capture is not None)
    return asked and not ctx.state.interjection


def _give_up(ctx: StepContext, heard: bool) -> None:
    if not heard and not ctx.state.service and ctx.on_screen:
        ctx.end("idle", phrases.IDLE)  # hall noise before any service was chosen
    elif ctx.state.question.kind in (*RATING_QUESTIONS, "more") and not ctx.state.stack:
        ctx.end("completed", phrases.GOODBYE)  # the service is complete: no human is needed
    else:
        ctx.gesture("sorry")
        ctx.hand_off("not_understood", phrases.HUMAN_STUCK)
