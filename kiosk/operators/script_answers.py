"""What the console is told of the versions of the scripts, and of what a person may do with each."""

from __future__ import annotations

from typing import Literal, get_args

from kiosk.operators.routes import ApiAnswer, SignedIn
from kiosk.publishing.lifecycle import Standing, VersionChange, VersionEvent, VersionFacts, VersionState
from kiosk.publishing.rollout import Rollout
from kiosk.publishing.rules import EVENT_WORDS, WORDS, PublishingError, PublishingRequest, decide

#: What a person asks for on the page, in the order of its buttons.
ScriptEvent = Literal["propose", "approve", "refuse", "try", "publish", "roll_back"]
#: Refusals that say only that the version is in another state: the page shows no button then.
_NO_BUTTON = frozenset({"wrong-state", "no-live"})


class ScriptStep(ApiAnswer):
    """`refused`: why it may not be done now; empty: it may."""

    event: ScriptEvent
    refused: str


class ScriptVersion(ApiAnswer):
    """`state`: for programs, `told`: for people. `parent`: the version it was made from. `at_ms`: since 1970, UTC."""

    number: int
    hash: str
    state: VersionState
    told: str
    parent: int | None
    author: str
    message: str
    at_ms: int
    steps: list[ScriptStep]


class ScriptsStanding(ApiAnswer):
    """`follows`: whether the hall runs what is published; else it runs its folder. `roll_back_to`: the version that a
    roll-back without a number brings back; None: there is none, or a canary is stopped by it. `trial`: where the canary
    runs. `under_way`: conversations that are not over. `versions`: the newest first.
    """

    live: int | None
    canary: int | None
    trial: str
    trial_since_ms: int
    roll_back_to: int | None
    follows: bool
    two_persons: bool
    under_way: int
    versions: list[ScriptVersion]


class ScriptDeed(ApiAnswer):
    """One row of the history. `trial`: where a canary was begun."""

    at_ms: int
    version: int
    event: VersionEvent
    told: str
    who: str
    reason: str
    trial: str


class ScriptDifference(ApiAnswer):
    """`where`: a service, or 常见问题. `what`: a sentence about it. `depth`: how many branches it stands within."""

    where: str
    what: str
    depth: int


class HallPrompts(ApiAnswer):
    """`done` of the `total` prompts that a version adds to the live ones. `trouble`: why it cannot be loaded."""

    hall: str
    done: int
    total: int
    trouble: str


class KioskHere(ApiAnswer):
    """A kiosk that a trial may be on. `here`: its page is connected now; None: not known of pages in a browser."""

    name: str
    place: str
    here: bool | None


class ScriptPreview(ApiAnswer):
    """What publishing would change. `lines`: against the live version (without one, against nothing); the first
    `MOST_LINES`, of `all_lines`. `halls`: of `running` halls that follow the record. `ready`: each has the prompts.
    `served`: conversations of this hall now, beside which it renders slowly. `prompt_s`: seconds to render one prompt,
    of those rendered last; `pace_s`: seconds from one to the next as long as so many are served; None: none was.
    `kiosks`: those enrolled, and `browser`: pages that are not.
    """

    version: int
    live: int | None
    lines: list[ScriptDifference]
    all_lines: int
    under_way: int
    running: int
    halls: list[HallPrompts]
    ready: bool
    served: int
    kiosks: list[KioskHere]
    prompt_s: float | None
    pace_s: float | None


class ScriptFinding(ApiAnswer):
    """`level`: error, warning or note. `line`: from 1."""

    level: str
    code: str
    file: str
    line: int
    message: str
    fix: str


class FolderReport(ApiAnswer):
    """The services folder of this hall: what is wrong in it, and what differs from the live version."""

    folder: str
    files: int
    findings: list[ScriptFinding]
    lines: list[ScriptDifference]
    all_lines: int
    clean: bool


def version_told(now: Standing, one: VersionFacts, who: SignedIn, *, two_persons: bool) -> ScriptVersion:
    state = now.state(one.number)
    found = (_step(now, one.number, event, who, two_persons=two_persons) for event in get_args(ScriptEvent))
    return ScriptVersion(
        number=one.number, hash=one.hash, state=state, told=WORDS[state], parent=one.parent, author=one.author,
        message=one.message, at_ms=one.at_ms, steps=[step for step in found if step is not None],
    )  # fmt: skip


def _step(now: Standing, number: int, event: ScriptEvent, who: SignedIn, *, two_persons: bool) -> ScriptStep | None:
    """None where the version is in a state in which nobody may do it."""
    rollout = Rollout(share=0.5) if event == "try" else None
    asked = PublishingRequest(event, number, who.who, "reason", rollout)
    try:
        decide(now, asked, two_persons=two_persons, at_ms=0)
    except PublishingError as error:
        return None if error.code in _NO_BUTTON else ScriptStep(event=event, refused=chinese(str(error)))
    return ScriptStep(event=event, refused="")


def deed_told(row: VersionChange) -> ScriptDeed:
    return ScriptDeed(
        at_ms=row.at_ms, version=row.version, event=row.event, told=EVENT_WORDS[row.event], who=row.who,
        reason=row.reason, trial=row.rollout.told if row.rollout else "",
    )  # fmt: skip


def chinese(text: str) -> str:
    """The Chinese part of a message that is told at terminals in both languages."""
    return text.rpartition("。 ")[0] + "。" if "。 " in text else text
