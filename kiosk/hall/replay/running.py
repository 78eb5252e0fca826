"""Plays the conversations of the last days again, and counts what goes otherwise. Blocking: for a process "
"of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from dialogue import Library, ScriptErrors, load_library
from dialogue.machine import Machine
from kiosk.config import Settings
from kiosk.hall.replay.comparing import ShownCourse, kinds, told
from kiosk.hall.replay.course import Course, play
from kiosk.hall.replay.guesses import Guess, combinations, guesses_of
from kiosk.hall.replay.recorded import RecordedTalk, names_since, recorded
from kiosk.hall.replay.substitutes import Substitutes, words_of
from kiosk.hall.scripts import machine_for
from kiosk.hall.version_files import unpacked_folder
from kiosk.publishing.bundle import Bundle
from kiosk.store.crypto import Keyring

#: Conversations of one replay, and differing ones that are told with both courses.
MOST, MOST_TOLD = 5_000, 200

T = TypeVar("T")


class ReadsRecord(Protocol):
    """One read of the record, in a transaction of its own. Blocking."""

    def __call__(self, work: Callable[[Connection], T]) -> T: ...


#: How many are done, of how many. Returns whether to go on.
OnProgress = Callable[[int, int], bool]


@dataclass(frozen=True, slots=True)
class OtherTalk:
    """A conversation that would go otherwise. `kinds`: keys of `comparing.KINDS`."""

    id: str
    began_ms: int
    service: str
    channel: str
    kinds: tuple[str, ...]
    before: ShownCourse
    after: ShownCourse


@dataclass(frozen=True, slots=True)
class ReplayResult:
    """`not_replayed`: key of `recorded.REASONS` -> how many. `otherwise`: how many, of which `talks` are the first.
    `cancelled`: stopped before all were played.
    """

    total: int
    same: int
    otherwise: int
    not_replayed: Mapping[str, int]
    talks: tuple[OtherTalk, ...]
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class ReplayVersions:
    """`of`: the files of a version by its hash; None: it is not in the record. `folder`: what a conversation without a
    version had. `proposed`: a folder.
    """

    of: Callable[[str], Bundle | None]
    folder: Path
    proposed: Path


@dataclass(frozen=True, slots=True)
class _Version:
    machine: Machine
    guesses: Mapping[str, tuple[dict[str, str], ...]]
    words: frozenset[str]


class Replay:
    """One at a time. Raises `ScriptErrors` where the proposed scripts cannot be read."""

    def __init__(self, settings: Settings, versions: ReplayVersions) -> None:
        self._settings, self._versions = settings, versions
        self._known = dict[str, _Version | None]()
        self._proposed = machine_for(load_library(versions.proposed), settings)

    def run(self, read: ReadsRecord, keys: Keyring, since_ms: int, on_progress: OnProgress) -> ReplayResult:
        names = read(lambda connection: names_since(connection, since_ms, MOST))
        counts, told_of, cancelled = Counter[str](), list[OtherTalk](), False
        for at, name in enumerate(names):
            if cancelled := not on_progress(at, len(names)):
                break
            talk = read(partial(_recorded, keys, name))
            if talk is None:  # deleted meanwhile
                continue
            reason, found = self._one(talk)
            counts[reason] += 1
            if found is not None and len(told_of) < MOST_TOLD:
                told_of.append(found)
        else:
            on_progress(len(names), len(names))
        same, otherwise = counts.pop("same", 0), counts.pop("otherwise", 0)
        return ReplayResult(len(names), same, otherwise, dict(counts), tuple(told_of), cancelled)

    def _one(self, talk: RecordedTalk) -> tuple[str, OtherTalk | None]:
        """`same`, `otherwise`, or a key of `recorded.REASONS`."""
        if talk.trouble:
            return talk.trouble, None
        version = self._version(talk.scripts)
        if version is None:
            return "no_version", None
        made = Substitutes(talk.values, version.machine.library, talk.service, talk.began.date(), version.words)
        for answer in talk.answers:
            made.know(answer.fields or {})
        reason, unknown = "answer", [one.api for one in talk.answers if not one.outcome and one.fields is None]
        for guess in combinations(version.guesses, unknown):
            before = play(version.machine, talk, made, guess)
            if not before.stopped and before.asked == talk.asked:
                return self._compared(talk, made, guess, before)
            reason = reason if before.stopped else "unfaithful"
        return reason, None

    def _compared(
        self, talk: RecordedTalk, made: Substitutes, guess: Guess, before: Course
    ) -> tuple[str, OtherTalk | None]:
        after = play(self._proposed, talk, made, guess)
        found = kinds(before, after)
        if not found:
            return "same", None
        began_ms = round(talk.began.timestamp() * 1000)
        courses = told(before, after, made), told(after, before, made)
        return "otherwise", OtherTalk(talk.id, began_ms, talk.service, talk.channel, found, *courses)

    def _version(self, scripts: str) -> _Version | None:
        """What the conversations of this version had; None: it is gone, or cannot be read."""
        if scripts not in self._known:
            with ExitStack() as stack:
                library, guesses = None, dict[str, tuple[dict[str, str], ...]]()
                folder: Path | None = self._versions.folder
                if scripts:
                    bundle = self._versions.of(scripts)
                    folder = None if bundle is None else stack.enter_context(unpacked_folder(bundle))
                if folder is not None:
                    library = _library(folder)
                    guesses = guesses_of(folder)
                machine = None if library is None else machine_for(library, self._settings)
                self._known[scripts] = (
                    None if machine is None else _Version(machine, guesses, words_of(machine.library))
                )
        return self._known[scripts]


def _library(folder: Path) -> Library | None:
    try:
        return load_library(folder)
    except ScriptErrors:
        return None


def _recorded(keys: Keyring, name: str, connection: Connection) -> RecordedTalk | None:
    return recorded(connection, keys, name)
