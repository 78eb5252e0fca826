"""The services that words likely wish: begun where one is sure, asked about where some are worth a question."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dialogue.machine.context import StepContext
from dialogue.understand.courtesy import wishes_nothing
from dialogue.understand.dialogue_act import DialogueAct
from dialogue.understand.intent import Intent
from dialogue.understand.told_wish import CLAUSES, told_wishes, wishes
from dialogue.understand.wish_share import wanted_share, wish_share
from mandarin.pinyin import clean

#: Share (`wish_share`) from which a service is asked about.
WORTH_A_QUESTION = 0.3
#: Share from which it is begun: where its act and object or one of its wordings are said, where words name it, and
#: where none does.
PLAIN, LIKELY, SURE = 0.6, 0.84, 0.93
#: Intent score of one of the wordings.
_WORDING = 0.9
#: Share from which a sure complaint, report or suggestion is taken down without a question.
REPORTED = 0.5
#: How much nearer the best is than the others asked about, and how much farther one may be that a wording names.
_LEADS, _NAMED = 1.7, 1.5
#: How likely a wish is where its act was settled by more than the model: by a wording, or by the clause that wishes.
_SETTLED = 0.7
_MOST = 3
#: Says that something is to be done, where no clause has the form of a wish (`told_wish`).
_WANTS = re.compile(r"帮|[给替](?:我|俺|咱|他|她|它)|我们?(?:想|要|来)|麻烦|[吧呗嘛撒]$")
#: Characters of a noun alone (居住证), which is asked about as the wordings have it.
_NOUN = 8


def likely_wishes(ctx: StepContext, text: str, act: DialogueAct, *, named: Sequence[str] = ()) -> tuple[str, ...]:
    """One to three services worth a question, the likeliest first; () if none is. `named`: by the wordings."""
    if wishes_nothing(text):
        return ()
    if named and len(clean(text)) <= _NOUN:
        return tuple(named)[:_MOST]
    shares = _shares(ctx, text, act)
    hits = [hit for hit in ctx.library.wishes.rank(text) if hit.name in ctx.offered]
    if not any(shares[hit.name] >= WORTH_A_QUESTION for hit in hits):
        return ()
    least = hits[0].score / _LEADS
    return tuple(hit.name for hit in hits if hit.score >= least / (_NAMED if hit.name in named else 1.0))[:_MOST]


def sure_wish(ctx: StepContext, text: str, act: DialogueAct) -> str:
    """The service that a sure wish means in other words than its wordings; "" if none is near enough."""
    wanted = bool(_WANTS.search(text)) or any(map(wishes, CLAUSES.split(text)))
    name = ctx.library.wishes.sure(text, told=not wanted)
    return name if name and share_of(ctx, text, name, act) >= SURE else ""


def may_begin(ctx: StepContext, text: str, intent: Intent, name: str, act: DialogueAct) -> bool:
    """Whether the service `name`, which words name, is wished so likely that it begins (工单处理期限是几天 asks)."""
    plain = intent.sure == name and intent.score >= _WORDING
    return share_of(ctx, text, name, act) >= (PLAIN if plain else LIKELY)


def share_of(ctx: StepContext, text: str, name: str, act: DialogueAct) -> float:
    """How likely `text` wishes the service `name`."""
    return _shares(ctx, text, act).get(name, 0.0)


def _shares(ctx: StepContext, text: str, act: DialogueAct) -> dict[str, float]:
    """By service, the nearest first, how likely `text` wishes it."""
    found: dict[str, float] = {}
    told = {text, ctx.wording.folded, *(one.wish for one in told_wishes(text))}
    for hit in ctx.library.wishes.rank(text):
        script = ctx.library.script(hit.name)
        if script is not None:
            reports = "report" in script.accepts
            wanted = max(wanted_share(part, reports=reports) for part in told)
            settled = _SETTLED if act.sure and (act.kind == "wish" or act.kind in script.accepts) else 0.0
            found[hit.name] = wish_share(text, hit.score, max(wanted, settled))
    return found
