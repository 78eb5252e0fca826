"""The citizen proves who he is: a card on the reader, a code by text message; and says whether he acts for another.

Nothing is proven by words alone. Three failures in one conversation lead to a human.
"""

from __future__ import annotations

import re
from dataclasses import replace

from dialogue import phrases
from dialogue.acts import CardRead
from dialogue.codes import CODE_LENGTH, FAILURES, MOBILE_LENGTH, TRIES, CheckCode, CodeChecked, CodeSent, CodeTurn
from dialogue.machine.answers.proof_number import correct_number, reopen_number, slot_of, take_card
from dialogue.machine.answers.reprompt import no_match
from dialogue.machine.context import StepContext
from dialogue.machine.program.data_check import check_data
from dialogue.machine.program.identity import ask_identity, means_now, needed_now, prove, send_code
from dialogue.machine.program.run import run
from dialogue.machine.prompts.ask import ask, open_question, wait
from dialogue.machine.prompts.proof import AGENT, BY_CARD, BY_CODE, RESEND, THIS_CARD, WRONG_NUMBER
from dialogue.machine.state import Question
from dialogue.script.assurance import ProofMeans
from dialogue.understand import validation_messages
from dialogue.understand.digits import hear
from dialogue.understand.id_number import check_id_number, read_id_number
from dialogue.understand.proof_words import read_proof_aside
from dialogue.understand.yesno import read_yes_no

#: Questions of this file.
KINDS = ("proof", "code", "agent", "other_card")
_BY_CODE = re.compile(r"短信|验证码|手机(?:号)?(?:验证|核实)|发(?:个|一个)?码")
_THIS_CARD = re.compile(r"(?:用|按|换成?|改成?|就是)[^，。]{0,4}(?:这张|身份证|刚才|刚读)|卡上|本人|自己")
_AGENT = re.compile(r"(?:替|帮|给|代)[^，。]{0,6}(?:办|查|弄|的)|代办|不是我?(?:本人|自己)的?|家里?人的|别人的")


# ---- a card ---------------------------------------------------------------------------------------------------------


def proof_by_card(ctx: StepContext, turn: CardRead) -> None:
    """A card while it is asked who the citizen is. That of another person proves that person."""
    number = turn.number.strip().upper()
    if wrong := check_id_number(number, ctx.state.today):
        no_match(ctx, message=wrong, typed=True)
        return
    wanted = ctx.state.question.value
    prove(ctx, number, "card")
    ctx.say(phrases.CARD_READ)
    need = needed_now(ctx)
    if need and not need.agent and wanted and number != wanted:
        _of_another(ctx, number)
    else:
        go_on(ctx)


# ---- a card of another person than the number that was given --------------------------------------------------------


def _of_another(ctx: StepContext, number: str) -> None:
    """Whose business is it? Where the number cannot be that of the card, or it was asked too often, as a failure."""
    wanted = ctx.state.question.value
    if ctx.state.unproven + 1 >= FAILURES or ctx.state.reprove is not None or slot_of(ctx, wanted) is None:
        failed(ctx, phrases.PROOF_OTHER)
        return
    ctx.set(unproven=ctx.state.unproven + 1)
    ctx.note("identity", "another person's card")
    open_question(ctx, Question("other_card", value=wanted, partial=number))


def answer_other_card(ctx: StepContext, text: str) -> bool:
    if _THIS_CARD.search(text) and "不是" not in text:
        take_card(ctx)
    elif _AGENT.search(text):
        _not_for_another(ctx)
    else:
        return False
    return True


def touched_other_card(ctx: StepContext, value: str) -> bool:
    match value:
        case _ if value == THIS_CARD:
            take_card(ctx)
        case _ if value == AGENT:
            _not_for_another(ctx)
        case _:
            return False
    return True


def _not_for_another(ctx: StepContext) -> None:
    """The script lets nobody act for another; otherwise it would have been asked (`agent`)."""
    ctx.say(phrases.AGENT_NOT)
    _ask_anew(ctx)


def _ask_anew(ctx: StepContext) -> None:
    if need := needed_now(ctx):
        ask_identity(ctx, need)
    else:
        go_on(ctx)


def reader_lost(ctx: StepContext) -> None:
    """The reader cannot be used any more. Where a card was asked for, another way is, or a human comes."""
    question, need = ctx.state.question, needed_now(ctx) if ctx.state.question.kind == "proof" else None
    if need is not None and "card" in question.options and "card" not in ctx.means:
        ctx.note("identity", "reader lost")
        ask_identity(ctx, need)


# ---- which way ------------------------------------------------------------------------------------------------------


def answer_proof(ctx: StepContext, text: str, via: str) -> bool:
    """A way to prove it, or the number of the one who is here."""
    question, aside = ctx.state.question, read_proof_aside(text)
    if aside == "number" and correct_number(ctx, text, via):
        return True
    found = read_id_number(text, partial=question.partial, today=ctx.state.today)
    if found.value:
        _is(ctx, found.value)
        return True
    if found.partial and not found.message:
        open_question(ctx, replace(question, partial=found.partial))
        return True
    if _BY_CODE.search(text) or (aside == "no_card" and "sms" in question.options):
        return by_code(ctx)
    if aside == "no_card" and question.options == ("card",):
        ctx.note("identity", "no card")
        ctx.hand_off("identity", phrases.HUMAN_IDENTITY)
        return True
    if _AGENT.search(text):
        _acts_for_another(ctx)
        return True
    if read_yes_no(text):
        ask(ctx, 1)
        return True
    if found.message:
        no_match(ctx, message=found.message, typed=ctx.wording.typed)
    return bool(found.message)


def keyed_proof(ctx: StepContext, keys: str) -> None:
    """A complete entry: an identity number; on a card with buttons, 1 for the first."""
    if keys == "1" and by_code(ctx):
        return
    number = keys.upper().replace("*", "X")
    if wrong := check_id_number(number, ctx.state.today):
        no_match(ctx, message=wrong, typed=True)
    else:
        _is(ctx, number)


def touched_proof(ctx: StepContext, value: str) -> bool:
    if value == WRONG_NUMBER:
        return reopen_number(ctx)
    return value == BY_CODE and by_code(ctx)


def by_code(ctx: StepContext) -> bool:
    """Send a code, or ask first whose. False where none can be sent here."""
    question, need = ctx.state.question, needed_now(ctx)
    if need is None or "sms" not in means_now(ctx, need):
        return False
    if question.value:
        send_code(ctx, question.value)
    else:
        open_question(ctx, Question("proof", options=("sms",)))
    return True


def by_data(ctx: StepContext) -> bool:
    """Have the data compared in place of a code. False where that cannot be, or is not enough."""
    need = needed_now(ctx)
    if need is None or "data" not in means_now(ctx, need):
        return False
    check_data(ctx, need.person)
    return True


def _is(ctx: StepContext, number: str) -> None:
    """`number` is said to be that of the one who is here: the code goes to that person."""
    question, rule = ctx.state.question, ctx.script.identity
    if question.value and number != question.value and not rule.agents:
        failed(ctx, phrases.PROOF_OTHER)
        return
    ctx.set(question=replace(question, value=number, partial=""))
    if not by_code(ctx):
        ask(ctx, 1)


def _acts_for_another(ctx: StepContext) -> None:
    if not ctx.script.identity.agents:
        ctx.say(phrases.AGENT_NOT)
        ask(ctx, 1)
        return
    need = needed_now(ctx)
    if need is None:
        go_on(ctx)
        return
    ways = means_now(ctx, need)
    ctx.say(phrases.AGENT_OWN if "card" in ways else phrases.AGENT_OWN_NUMBER)
    ctx.question(Question("proof", options=ways))
    wait(ctx)


# ---- a code ---------------------------------------------------------------------------------------------------------


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
    if _AGENT.search(text):
        _acts_for_another(ctx)
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
    if turn.call != ctx.state.call:
        return
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


# ---- acting for another ---------------------------------------------------------------------------------------------


def answer_agent(ctx: StepContext, text: str) -> bool:
    said = read_yes_no(text, by_sound=not ctx.wording.typed)
    if said is None and _AGENT.search(text):
        said = True
    if said is not None:
        settle_agent(ctx, said)
    return said is not None


def settle_agent(ctx: StepContext, acts: bool) -> None:
    """Whether the citizen, who is known, acts for the person of the question."""
    person = ctx.state.question.value
    if acts:
        ctx.note("identity", "acts for another")
        ctx.set(acts_for=(*ctx.state.acts_for, person))
        ctx.say(phrases.AGENT_YES)
        go_on(ctx)
        return
    need = needed_now(ctx)
    if need is None:
        go_on(ctx)
    else:
        ask_identity(ctx, replace(need, person=person, agent=False))


# ---- on -------------------------------------------------------------------------------------------------------------


def go_on(ctx: StepContext) -> None:
    """Run the step that had to wait; what it still lacks is asked for."""
    ctx.question(Question("none"))
    run(ctx)


def failed(ctx: StepContext, told: str, *, without: ProofMeans | None = None) -> None:
    """A proof came to nothing: another try, or a human. `without`: a way that does not work at the moment."""
    ctx.set(unproven=ctx.state.unproven + 1)
    ctx.note("identity", "not proven")
    ctx.say(told)
    if need := needed_now(ctx):
        ask_identity(ctx, need, without=without)
    else:
        go_on(ctx)
