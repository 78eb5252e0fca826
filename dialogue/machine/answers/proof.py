"""The citizen proves who he is, the way is chosen, a card is read; and says whether he acts for another.

Nothing is proven by words alone. Three failures in one conversation lead to a human.
"""

from __future__ import annotations

import re
from dataclasses import replace

from dialogue import phrases
from dialogue.acts import CardRead
from dialogue.codes import FAILURES
from dialogue.machine.answers.proof_number import correct_number, reopen_number, slot_of, take_card
from dialogue.machine.answers.reprompt import no_match
from dialogue.machine.context import StepContext
from dialogue.machine.program.data_check import check_data
from dialogue.machine.program.identity import ask_identity, call_to_vouch, means_now, needed_now, prove, send_code
from dialogue.machine.program.run import run
from dialogue.machine.prompts.ask import ask, open_question, wait
from dialogue.machine.prompts.proof import AGENT, BY_CODE, BY_STAFF, THIS_CARD, WRONG_NUMBER
from dialogue.machine.state import Question
from dialogue.script.assurance import ProofMeans
from dialogue.understand.id_number import check_id_number, read_id_number
from dialogue.understand.proof_words import read_proof_aside
from dialogue.understand.yesno import read_yes_no

#: Questions of this file and its neighbours.
KINDS = ("proof", "code", "agent", "other_card", "face_consent", "face", "vouch")
_BY_CODE = re.compile(r"短信|验证码|手机(?:号)?(?:验证|核实)|发(?:个|一个)?码")
BY_STAFF_WORDS = re.compile(r"工作人员|人工|人来|核对证件|看证件|证件")
_THIS_CARD = re.compile(r"(?:用|按|换成?|改成?|就是)[^，。]{0,4}(?:这张|身份证|刚才|刚读)|卡上|本人|自己")
AGENT_WORDS = re.compile(r"(?:替|帮|给|代)[^，。]{0,6}(?:办|查|弄|的)|代办|不是我?(?:本人|自己)的?|家里?人的|别人的")


# ---- a card ---------------------------------------------------------------------------------------------------------


def proof_by_card(ctx: StepContext, turn: CardRead) -> None:
    """A card while it is asked who the citizen is. That of another person proves that person."""
    number = turn.number.strip().upper()
    if wrong := check_id_number(number, ctx.state.today):
        no_match(ctx, message=wrong, typed=True)
        return
    prove(ctx, number, "card", name=turn.name.strip())
    ctx.say(phrases.CARD_READ)
    is_here(ctx, number)


def is_here(ctx: StepContext, number: str) -> None:
    """`number` has been proven to be here. It may be another person than the one who is asked for."""
    wanted, need = ctx.state.question.value, needed_now(ctx)
    if need and not need.agent and wanted and number not in (wanted, need.person):
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
    elif AGENT_WORDS.search(text):
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
    if "staff" in question.options and (aside == "no_card" or BY_STAFF_WORDS.search(text)) and by_staff(ctx):
        return True
    if aside == "no_card" and question.options == ("card",):
        ctx.note("identity", "no card")
        ctx.hand_off("identity", phrases.HUMAN_IDENTITY)
        return True
    if AGENT_WORDS.search(text):
        acts_for_another(ctx)
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
    return (value == BY_CODE and by_code(ctx)) or (value == BY_STAFF and by_staff(ctx))


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


def by_staff(ctx: StepContext) -> bool:
    """Call staff to look at a document; ask for the number first if none is known. False: staff may not vouch here."""
    question, need = ctx.state.question, needed_now(ctx)
    if need is None or "staff" not in means_now(ctx, need):
        return False
    if person := question.value or need.person:
        call_to_vouch(ctx, person)
    else:
        open_question(ctx, Question("proof", options=("staff",)))
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
    ways = (by_staff, by_code) if question.options == ("staff",) else (by_code,)
    if not any(way(ctx) for way in ways):
        ask(ctx, 1)


def acts_for_another(ctx: StepContext) -> None:
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


# ---- acting for another ---------------------------------------------------------------------------------------------


def answer_agent(ctx: StepContext, text: str) -> bool:
    said = read_yes_no(text, by_sound=not ctx.wording.typed)
    if said is None and AGENT_WORDS.search(text):
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
