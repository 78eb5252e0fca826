"""The card reader or the scanner works no more, or again, while something may be held out to it."""

from __future__ import annotations

from dialogue import phrases
from dialogue.acts import DevicesChanged
from dialogue.machine.context import StepContext
from dialogue.machine.program.identity import AWAY, ask_identity, means_now, needed_now
from dialogue.machine.prompts.ask import ask
from dialogue.machine.prompts.held_out import held_out
from dialogue.script.assurance import ProofMeans

_GONE: dict[ProofMeans, str] = {"card": phrases.READER_AWAY, "qr": phrases.SCANNER_AWAY}
_BACK: dict[ProofMeans, str] = {"card": phrases.READER_BACK, "qr": phrases.SCANNER_BACK}


def devices_changed(ctx: StepContext, turn: DevicesChanged) -> None:
    """Say at once what is gone or back, and put the open question again with what is there now. Nothing where it takes
    neither.
    """
    changed = [way for way in _GONE if way in turn.changed and way in _offered(ctx)]
    if not changed or ctx.state.interjection:
        return
    for way in changed:
        gone = way in ctx.lost
        ctx.note("identity", f"{way} {'lost' if gone else 'back'}")
        if not gone or AWAY[way] not in ctx.state.spoken:
            ctx.say((_GONE if gone else _BACK)[way])
        others = tuple(one for one in ctx.state.spoken if one != AWAY[way])
        ctx.set(spoken=(*others, AWAY[way]) if gone else others)
    need = needed_now(ctx) if ctx.state.question.kind == "proof" else None
    if need is not None:
        ask_identity(ctx, need)
    else:
        ask(ctx, 1)


def _offered(ctx: StepContext) -> frozenset[ProofMeans]:
    """What the open question held out when it was put, if it is gone, and what it would hold out now."""
    question = ctx.state.question
    if question.kind == "slot":
        return frozenset(held_out(ctx, ctx.slot(question.slot), ctx.means | ctx.lost))
    if question.kind != "proof" or (need := needed_now(ctx)) is None:
        return frozenset()
    asked: set[str] = {*question.options}
    wide = bool(asked & {*_GONE}) or any(AWAY[way] in ctx.state.spoken for way in _GONE)  # else a way was chosen
    back = [way for way in means_now(ctx, need) if way in _GONE and way not in asked] if wide else []
    return frozenset([*(way for way in _GONE if way in asked and way in ctx.lost), *back])
