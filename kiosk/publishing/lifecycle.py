"""The states of a version and what may follow what: data. The history is folded into a `Standing`.

    (new) ─draft→ draft ─propose→ proposed ─approve→ approved ─publish→ live ─retire→ retired ─roll_back→ live
                                     │refuse            └try→ canary ─publish→ live
                                     ↓                          ├stop→ approved
                                  refused                       └halt→ halted ─approve→ approved

At most one version is live, and at most one a canary.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

from kiosk.publishing.rollout import Rollout

VersionState = Literal["new", "draft", "proposed", "approved", "refused", "canary", "halted", "live", "retired"]
VersionEvent = Literal["draft", "propose", "approve", "refuse", "try", "stop", "halt", "publish", "retire", "roll_back"]

#: For each event the state after it, by the state before it; an event without a row for its state is refused.
TRANSITIONS: Mapping[VersionEvent, Mapping[VersionState, VersionState]] = {
    "draft": {"new": "draft"},
    "propose": {"draft": "proposed"},
    "approve": {"proposed": "approved", "halted": "approved"},
    "refuse": {"proposed": "refused", "approved": "refused", "halted": "refused"},
    "try": {"approved": "canary"},
    "stop": {"canary": "approved"},  # by a person; `halt`: it did worse, and must be approved anew
    "halt": {"canary": "halted"},
    "publish": {"approved": "live", "canary": "live"},
    "retire": {"live": "retired"},
    "roll_back": {"retired": "live"},
}
#: With `services.approval: one` these too: nobody has to approve.
WITHOUT_APPROVAL: Mapping[VersionEvent, Mapping[VersionState, VersionState]] = {
    "try": {"proposed": "canary"},
    "publish": {"proposed": "live"},
}

#: A name with the account that it signs in with.
_ACCOUNT = re.compile(r"(.*\S)\s*[(（]([^()（）]+)[)）]")


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """What never changes of a version, without its files. `parent`: the version it was made from; None: the first."""

    number: int
    hash: str
    author: str
    parent: int | None = None
    message: str = ""
    at_ms: int = 0


@dataclass(frozen=True, slots=True)
class VersionChange:
    """One row of the history. `who`: as the person says. `rollout`: of a `try`."""

    version: int
    event: VersionEvent
    who: str
    reason: str = ""
    rollout: Rollout | None = None
    at_ms: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """What the history comes to. `length`: rows of it. `stack`: the versions that were live one upon the other, the
    live one last; rolling back pops. `ever_live`: all that ever were.
    """

    versions: Mapping[int, VersionFacts] = field(default_factory=lambda: MappingProxyType({}))
    states: Mapping[int, VersionState] = field(default_factory=lambda: MappingProxyType({}))
    stack: tuple[int, ...] = ()
    canary: int | None = None
    rollout: Rollout | None = None
    canary_since_ms: int = 0
    length: int = 0

    @property
    def live(self) -> int | None:
        return next((number for number, state in self.states.items() if state == "live"), None)

    def state(self, number: int) -> VersionState:
        return self.states.get(number, "new")

    def ancestors(self, number: int) -> Iterator[int]:
        """The version itself, its parent, and so on."""
        seen: set[int] = set()
        at: int | None = number
        while at is not None and at not in seen and at in self.versions:
            seen.add(at)
            yield at
            at = self.versions[at].parent

    def after(self, done: VersionChange) -> Standing:
        """With one more row. Raises ValueError for a row that no rule allows: the history is damaged."""
        state = TRANSITIONS[done.event].get(self.state(done.version))
        state = state or WITHOUT_APPROVAL.get(done.event, {}).get(self.state(done.version))
        if state is None:
            raise ValueError(f"{done.event} does not follow {self.state(done.version)} of version {done.version}")
        states = {**self.states, done.version: state}
        stack, canary, rollout, since = self.stack, self.canary, self.rollout, self.canary_since_ms
        if done.event == "try":
            canary, rollout, since = done.version, done.rollout or Rollout(), done.at_ms
        elif done.version == canary:
            canary, rollout, since = None, None, 0
        if done.event == "publish":
            stack = (*stack, done.version)
        elif done.event == "roll_back":
            known = done.version in stack
            stack = stack[: stack.index(done.version) + 1] if known else (*stack, done.version)
        return replace(
            self, states=states, stack=stack, canary=canary, rollout=rollout, canary_since_ms=since,
            length=self.length + 1,
        )  # fmt: skip


def standing(versions: Iterable[VersionFacts], history: Iterable[VersionChange]) -> Standing:
    """Raises ValueError where the history holds a row that no rule allows."""
    found = Standing({one.number: one for one in versions})
    for done in history:
        found = found.after(done)
    return found


def same_person(one: str, other: str) -> bool:
    """Whether two names are one person's, as far as names tell: width, case and blanks do not count.

    `王芳 (wangfang)` is an account of the console, known by what is in the brackets. With a name that was typed at a
    terminal it is compared by either.
    """
    mine, theirs = _ACCOUNT.fullmatch(one.strip()), _ACCOUNT.fullmatch(other.strip())
    if mine and theirs:
        return _plain(mine[2]) == _plain(theirs[2])
    return not {_plain(name) for name in _names(one, mine)}.isdisjoint(_plain(name) for name in _names(other, theirs))


def authors_of(author: str) -> tuple[str, ...]:
    """The names in an author that several persons are (`joined_authors`), the whole first."""
    return author, *author.split("、")


def joined_authors(names: Iterable[str]) -> str:
    """One author of several persons, each once."""
    return "、".join(dict.fromkeys(name for name in names if name))


def _names(whole: str, account: re.Match[str] | None) -> tuple[str, ...]:
    return (account[1], account[2]) if account else (whole,)


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()
