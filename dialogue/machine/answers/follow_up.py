"""Progress, cancellation and change of something done earlier; reports, which one service takes in.

Each goes to the service that the scripts declare (进度, 取消, 改期, 受理); what none serves is said so.
"""

from __future__ import annotations

from collections.abc import Iterator

from dialogue import phrases
from dialogue.machine.answers.begin import enter, guess
from dialogue.machine.answers.likely_wish import REPORTED, share_of
from dialogue.machine.context import StepContext
from dialogue.machine.prompts.ask import open_interjection
from dialogue.machine.state import Question
from dialogue.script.model import FollowUp, FollowUpKind, ReportKind
from dialogue.understand.dialogue_act import DialogueAct
from dialogue.understand.intent import ASK, rank_clauses

_NOT_HERE: dict[FollowUpKind, str] = {
    "progress": phrases.PROGRESS_NOT_HERE, "cancel": phrases.CANCEL_NOT_HERE, "change": phrases.CHANGE_NOT_HERE,
    "correct": phrases.CHANGE_NOT_HERE,
}  # fmt: skip


#: Intent score, or nearness to samples, from which what was filed is named so plainly that its follow-up begins.
_PLAINLY = 0.4


def follow_up(ctx: StepContext, text: str, kind: FollowUpKind, via: str) -> None:
    """Begin the service, or say the sentence, that is declared for what `text` is about."""
    found = declared(ctx, text, kind)
    ctx.note("follow-up", kind)
    if found is None:
        open_interjection(ctx, Question("human"), _NOT_HERE[kind])
    elif found.spoken:
        ctx.say(found.spoken.on(ctx.state.channel))
        open_interjection(ctx, Question("human"), phrases.HUMAN_ASK)
    elif found.service in _named(ctx, text):
        enter(ctx, found.service, utterance=text, via=via)
    else:
        guess(ctx, found.service)


def declared(ctx: StepContext, text: str, kind: FollowUpKind) -> FollowUp | None:
    """What the nearest of the services that `text` may be about declares for `kind`."""
    return next(_declared(ctx, text, kind), None)


def _declared(ctx: StepContext, text: str, kind: FollowUpKind) -> Iterator[FollowUp]:
    scripts = ctx.library.scripts
    targets = {one.service: one for script in scripts for one in script.follow_ups if one.kind == kind and one.service}
    for name in _about(ctx, text):
        if name in targets:
            yield targets[name]
        elif (script := ctx.library.script(name)) and (one := script.follow_up(kind)):
            yield one


def _about(ctx: StepContext, text: str) -> tuple[str, ...]:
    """The services that `text` may be about, nearest first: by what citizens say, where that leads to one; else by the
    wordings.
    """
    said = ctx.library.wishes.likely(text)
    if len(said) == 1:
        return said
    return tuple(hit.name for hit in rank_clauses(ctx.library.matcher, text) if hit.score >= ASK)


def _named(ctx: StepContext, text: str) -> tuple[str, ...]:
    """The services that `text` is about for sure, and those that they lead to."""
    near = (*rank_clauses(ctx.library.matcher, text)[:1], *ctx.library.wishes.rank(text)[:2])
    names = {hit.name for hit in near if hit.score >= _PLAINLY}
    scripts = [script for script in ctx.library.scripts if script.name in names]
    return (*names, *(one.service for script in scripts for one in script.follow_ups))


def accepting(ctx: StepContext, kind: str) -> str:
    """The service that takes in such reports; empty if none does."""
    return next((script.name for script in ctx.library.scripts if kind in script.accepts), "")


def report(ctx: StepContext, text: str, kind: ReportKind, via: str) -> None:
    """Begin the service that takes in such reports; ask about it where the words are far from its samples."""
    name = accepting(ctx, kind)
    if name and share_of(ctx, text, name, DialogueAct(kind, sure=True)) < REPORTED:
        guess(ctx, name)
    elif name:
        enter(ctx, name, utterance=text, via=via)
    else:
        ctx.note("service not here", kind)
        open_interjection(ctx, Question("human"), phrases.REPORT_NOT_HERE)
