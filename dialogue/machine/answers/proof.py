"""The citizen proves who he is: a card on the reader, a code by text message; and says whether he acts for another.

Nothing is proven by words alone. Three failures in one conversation lead to a human.
"""

from __future__ import annotations

import re
from dataclasses import replace

from dialogue import phrases
from dialogue.acts import CardRead
from dialogue.codes import CODE_LENGTH, FAILURES, TRIES, CheckCode, CodeChecked, CodeSent, CodeTurn
from dialogue.machine.answers.reprompt import no_match
from dialogue.machine.context import StepContext
from dialogue.machine.program.data_check import check_data
from dialogue.machine.program.identity import ask_identity, means_now, needed_now, prove, send_code
from dialogue.machine.program.run import run
from dialogue.machine.prompts.ask import ask, open_question, wait
from dialogue.machine.prompts.proof import BY_CODE
from dialogue.machine.state import Question
from dialogue.script.assurance import ProofMeans
from dialogue.understand import validation_messages
from dialogue.understand.digits import hear
from dialogue.understand.id_number import check_id_number, read_id_number
from dialogue.understand.yesno import read_yes_no

#: Questions of this file.
KINDS = ("proof", "code", "agent")
_BY_CODE = re.compile(r"短信|验证码|手机(?:号)?(?:验证|核实)|发(?:个|一个)?码")
_NO_CARD = re.compile(r"没[有带拿]|忘[了带]|丢了|不在(?:身边|手边)|找不到|读不[出了]|刷不[出了]")
_NO_PHONE = re.compile(
    r"手机(?:号码?)?[^，。]{0,3}(?:换|丢|坏|停|不在|没在|没带|没电|不用)|(?:号码?|手机)换了|没[有带]手机|收不了短信"
)
_ANEW = re.compile(r"重[新发]|再发|没收到|没有收到|收不到|过期|没来|换一?个")
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
        failed(ctx, phrases.PROOF_OTHER)
    else:
        go_on(ctx)


def reader_lost(ctx: StepContext) -> None:
    """The reader cannot be used any more. Where a card was asked for, another way is, or a human comes."""
    question, need = ctx.state.question, needed_now(ctx) if ctx.state.question.kind == "proof" else None
    if need is not None and "card" in question.options and "card" not in ctx.means:
        ctx.note("identity", "reader lost")
        ask_identity(ctx, need)


# ---- which way ------------------------------------------------------------------------------------------------------


def answer_proof(ctx: StepContext, text: str) -> bool:
    """A way to prove it, or the number of the one who is here."""
    question = ctx.state.question
    found = read_id_number(text, partial=question.partial, today=ctx.state.today)
    if found.value:
        _is(ctx, found.value)
        return True
    if found.partial and not found.message:
        open_question(ctx, replace(question, partial=found.partial))
        return True
    if _BY_CODE.search(text) or (_NO_CARD.search(text) and "sms" in question.options):
        return by_code(ctx)
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


def answer_code(ctx: StepContext, text: str) -> bool:
    """The code, told in one utterance or several; at the kiosk it is typed, because others would hear it."""
    question = ctx.state.question
    if _NO_PHONE.search(text) and by_data(ctx):
        return True
    if _ANEW.search(text):
        return _send_again(ctx)
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
