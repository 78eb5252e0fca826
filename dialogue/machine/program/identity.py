"""Who the citizen must be proven to be before a step calls the back end, and what is asked for where it is not known.

A call is about the persons whose identity numbers it sends. Each of them must be proven, or the citizen must be known
and say to act for that person, where the script allows it (代办).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from dialogue import phrases
from dialogue.codes import CODES, FAILURES, MOBILE_LENGTH, SendCode
from dialogue.face_check import FACE_TRIES
from dialogue.machine.context import StepContext
from dialogue.machine.program.data_check import check_data, told
from dialogue.machine.program.proving import begin_proving
from dialogue.machine.prompts.ask import open_question
from dialogue.machine.prompts.submission_rows import ahead, params_of
from dialogue.machine.state import Proof, Question, minutes_of
from dialogue.script.assurance import Assurance, ProofMeans, means_for
from dialogue.script.model import Confirm, Query, Step, Submit
from dialogue.understand.id_number import check_id_number
from dialogue.vouching import VOUCHES, CallToVouch

#: In `State.spoken`: the citizen knows that the reader, or the scanner, does not work.
AWAY: dict[ProofMeans, str] = {"card": "reader away", "qr": "scanner away"}


@dataclass(frozen=True, slots=True)
class IdentityNeed:
    """`person`: to be proven next; empty: anybody. `agent`: the citizen is known, and may act for `person`."""

    level: Assurance
    person: str
    agent: bool = False


def lacking(ctx: StepContext, step: Step) -> IdentityNeed | None:
    """What must be known before `step` may run; None: nothing."""
    before = ctx.state.reprove
    if before is not None:
        if not ctx.state.proven(before.person, before.level):
            return IdentityNeed(before.level, before.person)
        ctx.set(reprove=None)
    if isinstance(step, Confirm):  # before the citizen is asked to confirm what could not be filed
        coming = ahead(ctx.script, ctx.state, ctx.state.step)
        return next((need for one in coming if isinstance(one, Submit) and (need := _lacking_of(ctx, one))), None)
    return _lacking_of(ctx, step) if isinstance(step, Query | Submit) else None


def _lacking_of(ctx: StepContext, step: Query | Submit) -> IdentityNeed | None:
    rule, state = ctx.script.identity, ctx.state
    levels = step.identity or rule.levels
    level = levels.on(state.channel) if levels else "none"
    if level == "none":
        return None
    agent = state.value(rule.agent_slot) if rule.agent_slot else ""
    if agent:  # the script has asked who acts for whom
        return None if state.proven(agent, level) else IdentityNeed(level, agent)
    own = [number for name in rule.one_of if (number := state.value(name))]
    if own:
        return None if any(state.proven(one, level) for one in own) else IdentityNeed(level, own[0])
    mobile = state.value(rule.code_to) if rule.code_to else ""
    if mobile and level == "sms":
        known = state.proven(mobile, level) or state.proven("", "card")
        return None if known else IdentityNeed(level, mobile)
    persons = persons_of(ctx, step)
    if not persons:
        return None if state.proven("", level) else IdentityNeed(level, "")
    for person in persons:
        if state.proven(person, level) or (person in state.acts_for and state.proven("", level)):
            continue
        return IdentityNeed(level, person, agent=rule.agents and state.proven("", level))
    return None


def persons_of(ctx: StepContext, step: Query | Submit) -> tuple[str, ...]:
    """The identity numbers that the call sends, whatever its parameters are called."""
    sent = params_of(ctx.script, ctx.state, step).values()
    return tuple(dict.fromkeys(value for value in sent if not check_id_number(value, ctx.state.today)))


def needed_now(ctx: StepContext) -> IdentityNeed | None:
    """What the step in hand still lacks, the first of it."""
    need = lacking(ctx, ctx.script.steps[ctx.state.step])
    return _first_of(ctx, need) if need else None


def _first_of(ctx: StepContext, need: IdentityNeed) -> IdentityNeed:
    """A face is compared with the card of a person who is known: the card comes first, and is asked for first."""
    if need.level != "face" or need.agent:
        return need
    shown = [one.person for one in ctx.state.valid_proofs if one.level == "card"]
    if need.person in shown or "face" not in ctx.means:
        return need
    if shown and ctx.state.reprove is None and (not need.person or ctx.script.identity.agents):  # the agent's own face
        return replace(need, person=shown[-1])
    return replace(need, level="card")


def means_now(ctx: StepContext, need: IdentityNeed) -> tuple[ProofMeans, ...]:
    """How it can be proven here and now: the strongest first, or data where the hall wants it, until some differ."""
    state = ctx.state
    usable = means_for(need.level, state.channel, ctx.means, ctx.policy)
    possible: dict[ProofMeans, bool] = {
        "sms": state.codes < CODES,
        "data": bool(need.person and told(ctx)),
        "face": bool(need.person) and state.face in ("", "agreed") and state.faces < FACE_TRIES,
        "staff": not ctx.desk and state.vouches < VOUCHES,
    }
    found = tuple(way for way in usable if possible.get(way, True))
    if need.level == "face" and _code_instead(ctx, need):
        found = ("sms", *found)
    if ctx.data_first and not state.unproven:
        found = tuple(sorted(found, key=lambda way: way != "data"))
    return found


def _code_instead(ctx: StepContext, need: IdentityNeed) -> bool:
    """Whether a code beside the card is enough for a face that is not compared: never once it was another's."""
    state = ctx.state
    wanted = ctx.policy.instead_of_face == "sms" and state.face in ("declined", "failed")
    there = "sms" in ctx.means and state.channel == "screen" and state.codes < CODES
    return wanted and there and bool(need.person) and state.proven(need.person, "card")


def ask_identity(ctx: StepContext, need: IdentityNeed, *, without: ProofMeans | None = None) -> None:
    """Ask for what is lacking: at once by a code, where there is no other way. Where nothing here can prove it, or too
    many tries failed, a human takes over: one who vouches, where the hall has that, else for good. `without`: a way
    that does not work at the moment.
    """
    need = _first_of(ctx, need)
    ways = tuple(way for way in means_now(ctx, need) if way != without)
    lost = "card" in means_for(need.level, ctx.state.channel, ctx.lost, ctx.policy) and not need.agent
    if lost and AWAY["card"] not in ctx.state.spoken:
        ctx.say(phrases.READER_AWAY)
        ctx.set(spoken=(*ctx.state.spoken, AWAY["card"]))
    if need.agent:
        open_question(ctx, Question("agent", value=need.person))
    elif "staff" in ways and need.person and (ways == ("staff",) or ctx.state.unproven >= FAILURES):
        call_to_vouch(ctx, need.person)
    elif not ways or ctx.state.unproven >= FAILURES:
        ctx.note("identity", "given up" if ways else "no means")
        ctx.hand_off("identity", phrases.HUMAN_IDENTITY)
    elif ways[0] == "data":
        check_data(ctx, need.person)
    elif ways[0] == "face":
        agreed = ctx.state.face == "agreed"
        open_question(ctx, Question("face" if agreed else "face_consent", value=need.person, options=ways))
    elif ways[0] == "sms" and need.person:
        send_code(ctx, need.person)
    else:
        open_question(ctx, Question("proof", value=need.person, options=ways))


def send_code(ctx: StepContext, person: str) -> None:
    """Send a code to `person`: an identity number, or a mobile number where the script's 发到 says so."""
    number = begin_proving(ctx, person)
    ctx.note("identity", "code asked for")
    ctx.announce_wait(phrases.CODE_SENDING)
    ctx.acts.append(SendCode(number, person, person if len(person) == MOBILE_LENGTH else ""))


def call_to_vouch(ctx: StepContext, person: str) -> None:
    """Call a member of staff to look at the document of `person`. The citizen may choose another way meanwhile."""
    number = ctx.state.call + 1
    ctx.set(call=number, vouches=ctx.state.vouches + 1)
    ctx.note("identity", "staff asked to vouch")
    ctx.acts.append(CallToVouch(number, person))
    need = needed_now(ctx)
    others = tuple(way for way in means_now(ctx, need) if way != "staff") if need else ()
    open_question(ctx, Question("vouch", value=person, options=others))


def prove(ctx: StepContext, person: str, means: ProofMeans, *, level: Assurance | None = None, name: str = "") -> None:
    """The citizen is known to be `person`, as surely as `means` proves it, or less: `level`."""
    level = level or ctx.policy.level(means)
    if means == "sms" and ctx.state.face in ("declined", "failed") and ctx.policy.instead_of_face == "sms":
        level = "face" if ctx.state.proven(person, "card") else level
    until = _later(ctx.state.now, ctx.policy.staff_minutes) if means == "staff" and ctx.state.now else ""
    proof = Proof(person, level, means, until, name)
    ctx.set(proofs=(*(one for one in ctx.state.proofs if one != proof), proof))
    ctx.note("identity proven", means)


def _later(clock: str, minutes: int) -> str:
    hours, left = divmod(minutes_of(clock) + minutes, 60)
    return f"{hours % 24:02}:{left:02}"
