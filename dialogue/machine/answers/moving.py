"""A conversation that goes on elsewhere: it is parked under a number here, and claimed by it there.

Whoever claims it must know the last four characters of the identity number that was given in it; before that nothing
of it is told. The numbers and the tries are kept outside the machine (`Park`, `ClaimParked`).
"""

from __future__ import annotations

from dataclasses import replace

from dialogue import phrases
from dialogue.acts import Claimed, ClaimParked, Park
from dialogue.machine.answers.proof import KINDS as PROOF_QUESTIONS
from dialogue.machine.answers.proof import go_on
from dialogue.machine.answers.reprompt import no_match
from dialogue.machine.context import StepContext
from dialogue.machine.prompts.ask import ask, open_question, wait
from dialogue.machine.prompts.claim import claim_length
from dialogue.machine.state import RATING_QUESTIONS, Question, State
from dialogue.slot_kinds import kind_of
from dialogue.understand import validation_messages
from dialogue.understand.digits import hear

#: Claims of one conversation.
TRIES = 3


def park(ctx: StepContext) -> None:
    """The command: keep the service in progress, to go on at the kiosk or by telephone, and end here."""
    state = ctx.state.changed({"interjection": None})
    factor = _factor(ctx)
    if not state.service or state.question.kind in (*RATING_QUESTIONS, "more"):
        ctx.say(phrases.PARK_NOTHING)
        ask(ctx)
    elif state.keyed_in_hand or not _may_move(ctx):
        ctx.say(phrases.PARK_NOT)
        ask(ctx)
    elif not factor:
        ctx.say(phrases.PARK_NO_ID)
        ask(ctx)
    else:
        ctx.note("parked")
        ctx.acts.append(Park(state.moved.to_json(), factor))
        ctx.end("cancelled", phrases.PARKED)


def ask_claim(ctx: StepContext) -> None:
    """The command: go on with what was parked. Inside a service its own question is asked again."""
    if ctx.state.service:
        ask(ctx)
    else:
        open_question(ctx, Question("claim"))


def answer_claim(ctx: StepContext, text: str) -> bool:
    """Spoken or typed: the number, then the second factor, each in one utterance or several."""
    heard = hear(text, want=claim_length(ctx.state.question))
    if not heard.digits or heard.chatter:
        return False
    _take(ctx, heard.digits if heard.fresh else ctx.state.question.partial + heard.digits)
    return True


def keyed_claim(ctx: StepContext, keys: str) -> None:
    """A complete entry."""
    _take(ctx, keys)


def claimed(ctx: StepContext, turn: Claimed) -> None:
    """What came of the claim."""
    question = ctx.state.question
    if turn.state:
        _go_on(ctx, State.from_json(turn.state))
    elif question.page + 1 < TRIES:
        ctx.note("claim", "wrong")
        ctx.say(phrases.CLAIM_WRONG)
        open_question(ctx, Question("claim", page=question.page + 1))
    else:
        ctx.note("claim", "given up")
        ctx.say(phrases.CLAIM_GIVEN_UP)
        open_question(ctx, Question("service"))


def _take(ctx: StepContext, entry: str) -> None:
    question = ctx.state.question
    entry, length = entry.upper(), claim_length(question)
    if len(entry) < length:
        ctx.question(replace(question, partial=entry))
        ctx.say(phrases.SLOT_GO_ON)
        wait(ctx)
    elif len(entry) > length:
        ctx.set(question=replace(question, partial=""))
        no_match(ctx, message=validation_messages.TOO_LONG)
    elif not question.value:
        open_question(ctx, replace(question, value=entry, partial=""))
    else:
        ctx.set(question=replace(question, partial=""))
        ctx.acts.append(ClaimParked(question.value, entry))


def _go_on(ctx: StepContext, parked: State) -> None:
    """The parked state becomes this conversation's, which stays what it is: its name, channel, day and pace."""
    now = ctx.state
    ctx.state = parked.changed({
        "conversation": now.conversation, "channel": now.channel, "today": now.today, "now": now.now,
        "elderly": now.elderly, "speed": now.speed, "gain": now.gain, "begun": True, "no_matches": 0, "no_inputs": 0,
        "asked": max(now.asked, parked.asked), "call": max(now.call, parked.call), "deferred": None,
        "proofs": now.proofs, "acts_for": now.acts_for, "codes": now.codes, "unproven": now.unproven,
        "faces": now.faces, "face": now.face, "vouches": now.vouches, "kiosk": now.kiosk,
    })  # fmt: skip
    ctx.note("claimed")
    ctx.say_text(phrases.about(phrases.SERVICE_BACK, ctx.state.service), fixed=True)
    go_on_proven(ctx)


def go_on_proven(ctx: StepContext) -> None:
    """After a move or a breakdown, put the open question; where something was proven before the move, that first.

    A code that was sent was known to the other process, or the other conversation, alone.
    """
    kind = ctx.state.question.kind
    if kind in PROOF_QUESTIONS or kind == "proving" or (ctx.state.reprove and kind != "consent"):
        go_on(ctx)
    else:
        ask(ctx)


def _may_move(ctx: StepContext) -> bool:
    """Whether every service in hand is offered by both channels, and holds no picture, which stays here."""
    for name in (ctx.state.service, *(frame.service for frame in ctx.state.stack)):
        script = ctx.library.script(name)
        if script is None or len(script.channels) < 2:
            return False
        if any(kind_of(slot).captured and ctx.state.has(slot.name) for slot in script.slots):
            return False
    return True


def _factor(ctx: StepContext) -> str:
    """The last four characters of the identity number that was given; empty where none was."""
    script = ctx.library.script(ctx.state.service)
    numbers = [ctx.state.value(slot.name) for slot in script.slots if slot.kind == "id"] if script else []
    return next((number[-4:].upper() for number in numbers if number), "")
