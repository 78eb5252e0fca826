"""Progress, cancellation and change of something done earlier; reports, which one service takes in.

Each goes to the service that the scripts declare (进度, 取消, 改期, 受理); what none serves is said so.
"""

from __future__ import annotations

from collections.abc import Iterator

from dialogue import phrases
from dialogue.machine.answers.begin import enter
from dialogue.machine.context import StepContext
from dialogue.machine.prompts.ask import open_interjection
from dialogue.machine.state import Question
from dialogue.script.model import FollowUp, FollowUpKind, ReportKind
from dialogue.understand.intent import ASK, rank_clauses

_NOT_HERE: dict[FollowUpKind, str] = {
    "progress": phrases.PROGRESS_NOT_HERE, "cancel": phrases.CANCEL_NOT_HERE, "change": phrases.CHANGE_NOT_HERE,
    "correct": phrases.CHANGE_NOT_HERE,
}  # fmt: skip


def follow_up(ctx: StepContext, text: str, kind: FollowUpKind, via: str) -> None:
    """Begin the service, or say the sentence, that is declared for what `text` is about."""
    found = declared(ctx, text, kind)
    ctx.note("follow-up", kind)
    if found is None:
        open_interjection(ctx, Question("human"), _NOT_HERE[kind])
    elif found.spoken:
        ctx.say(found.spoken.on(ctx.state.channel))
        open_interjection(ctx, Question("human"), phrases.HUMAN_ASK)
    else:
        enter(ctx, found.service, utterance=text, via=via)


def declared(ctx: StepContext, text: str, kind: FollowUpKind) -> FollowUp | None:
    """What the nearest of the services that `text` may be about declares for `kind`."""
    return next(_declared(ctx, text, kind), None)


def _declared(ctx: StepContext, text: str, kind: FollowUpKind) -> Iterator[FollowUp]:
    scripts = ctx.library.scripts
    targets = {one.service: one for script in scripts for one in script.follow_ups if one.kind == kind and one.service}
    for hit in rank_clauses(ctx.library.matcher, text):
        if hit.score < ASK:
            return
        if hit.name in targets:
            yield targets[hit.name]
        elif (script := ctx.library.script(hit.name)) and (one := script.follow_up(kind)):
            yield one


def accepting(ctx: StepContext, kind: str) -> str:
    """The service that takes in such reports; empty if none does."""
    return next((script.name for script in ctx.library.scripts if kind in script.accepts), "")


def report(ctx: StepContext, text: str, kind: ReportKind, via: str) -> None:
    """Begin the service that takes in such reports."""
    if name := accepting(ctx, kind):
        enter(ctx, name, utterance=text, via=via)
    else:
        ctx.note("service not here", kind)
        open_interjection(ctx, Question("human"), phrases.REPORT_NOT_HERE)
