"""The one-time code that was sent by text message: told, typed, sent again, or not to be had."""

from __future__ import annotations

from dataclasses import replace

from dialogue import phrases
from dialogue.codes import CODE_LENGTH, FAILURES, MOBILE_LENGTH, TRIES, CheckCode, CodeChecked, CodeSent, CodeTurn
from dialogue.machine.answers.proof import AGENT_WORDS, acts_for_another, by_data, failed, go_on
from dialogue.machine.answers.proof_number import correct_number, reopen_number
from dialogue.machine.answers.reprompt import no_match
from dialogue.machine.context import StepContext
from dialogue.machine.program.identity import ask_identity, means_now, needed_now, prove, send_code
from dialogue.machine.prompts.ask import ask, open_question, wait
from dialogue.machine.prompts.proof import BY_CARD, RESEND, WRONG_NUMBER
from dialogue.machine.state import Question
from dialogue.understand import validation_messages
from dialogue.understand.digits import hear
from dialogue.understand.proof_words import read_proof_aside


def answer_code(ctx: StepContext, text: str, via: str) -> bool:
    """The code, told in one utterance or several; at the kiosk it is typed, because others would hear it."""
    question = ctx.state.question
    match read_proof_aside(text):
        case "number" if correct_number(ctx, text, via):
            return True
        case "mobile" | "no_phone" as aside:
            return by_data(ctx) or _to_another_mobile(ctx, aside == "mobile")
        case "anew":
            return _send_again(ctx)
        case "no_card":
            ctx.say(phrases.CODE_NO_CARD)
            ask(ctx, 1)
            return True
    if AGENT_WORDS.search(text):
        acts_for_another(ctx)
        return True
    heard = hear(text, want=CODE_LENGTH)
    if not heard.digits or heard.chatter:
        return False
    if ctx.on_screen and not ctx.wording.typed:
        ctx.say(phrases.CODE_TYPED)
        ask(ctx)
        return True
    _take(ctx, heard.digits if heard.fresh else question.partial + heard.digits)
    return True


def touched_code(ctx: StepContext, value: str) -> bool:
    match value:
        case _ if value == RESEND:
            return _send_again(ctx)
        case _ if value == WRONG_NUMBER:
            return reopen_number(ctx)
        case _ if value == BY_CARD and (need := needed_now(ctx)) and "card" in (ways := means_now(ctx, need)):
            open_question(ctx, Question("proof", value=ctx.state.question.value, options=ways))
            return True
    return False


def _to_another_mobile(ctx: StepContext, wants_other: bool) -> bool:
    """A mobile number that the citizen gave may be another; that which is on record may not."""
    need = needed_now(ctx)
    if wants_other and len(ctx.state.question.value) == MOBILE_LENGTH:
        return reopen_number(ctx)
    ctx.say(phrases.CODE_ONLY_TO)
    if need is None:
        go_on(ctx)
    else:
        ask_identity(ctx, need, without="sms")
    return True


def keyed_code(ctx: StepContext, keys: str) -> None:
    """A complete entry."""
    _take(ctx, keys)


def _take(ctx: StepContext, entry: str) -> None:
    question = ctx.state.question
    if len(entry) < CODE_LENGTH:
        open_question(ctx, replace(question, partial=entry))
    elif len(entry) > CODE_LENGTH or not entry.isdigit():
        ctx.set(question=replace(question, partial=""))
        no_match(ctx, message=validation_messages.WRONG_ENTRY, typed=True)
    else:
        number = ctx.state.call + 1
        ctx.set(call=number, asked=ctx.state.asked + 1, question=replace(question, kind="proving", partial=""))
        ctx.acts.append(CheckCode(number, entry))


def _send_again(ctx: StepContext) -> bool:
    need = needed_now(ctx)
    if need is not None and "sms" in means_now(ctx, need):
        send_code(ctx, ctx.state.question.value)
    else:
        failed(ctx, phrases.CODE_NOT)
    return True


def code_turn(ctx: StepContext, turn: CodeTurn) -> None:
    """What became of the code."""
    question = ctx.state.question
    match turn:
        case CodeSent(sent=True):
            ctx.set(codes=ctx.state.codes + 1)
            open_question(ctx, Question("code", value=question.value))
        case CodeSent():
            ctx.note("identity", "no code sent")
            failed(ctx, phrases.CODE_NOT, without="sms")
        case CodeChecked(outcome="right"):
            prove(ctx, question.value, "sms")
            ctx.say(phrases.PROOF_DONE)
            go_on(ctx)
        case CodeChecked(outcome="wrong") if question.page + 1 < TRIES:
            ctx.note("identity", "wrong code")
            ctx.error = phrases.CODE_WRONG
            ctx.say(phrases.CODE_WRONG)
            ctx.question(Question("code", value=question.value, page=question.page + 1))
            wait(ctx)
        case CodeChecked(outcome="expired"):
            ctx.note("identity", "code expired")
            ctx.say(phrases.CODE_EXPIRED)
            ctx.set(question=Question("code", value=question.value))
            _send_again(ctx)
        case CodeChecked():
            ctx.set(unproven=FAILURES)
            failed(ctx, phrases.CODE_USED_UP)
