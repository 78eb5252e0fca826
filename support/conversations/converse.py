"""Many conversations made by chance over one library, and what became of them."""

from __future__ import annotations

import gc
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from dialogue import Library, MachineError
from mandarin.text_cache import TextCache
from support.conversations.made_scripts import make_library
from support.conversations.walk import Walk
from support.conversations.watched import BrokenError, rendered_ahead

#: Readings kept: the walks are made up, and say the same words.
TEXTS = 1 << 18


@dataclass
class Report:
    conversations: int = 0
    turns: int = 0
    restored: int = 0
    submissions: int = 0
    nested: int = 0
    lists: int = 0
    groups: int = 0
    failures: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    steps: set[tuple[str, int]] = field(default_factory=set)
    broken: list[str] = field(default_factory=list)

    def add(self, other: Report) -> None:
        self.conversations += other.conversations
        self.turns += other.turns
        self.restored += other.restored
        self.submissions += other.submissions
        self.nested += other.nested
        self.lists += other.lists
        self.groups += other.groups
        self.failures += other.failures
        self.ends += other.ends
        self.steps |= other.steps
        self.broken += other.broken


def converse(
    library: Library,
    seeds: range,
    *,
    prompts: frozenset[str] | None = None,
    texts: TextCache | None = None,
    replay_every: int = 1,
) -> Report:
    """`texts`: shared with other libraries' conversations, in which the same is said. `replay_every`: one of so many
    conversations is replayed whole.
    """
    prompts = rendered_ahead(library) if prompts is None else prompts
    report = Report()
    texts = TextCache(TEXTS) if texts is None else texts  # an empty one counts as false
    gc.freeze()  # the library and the dictionaries are here to stay: not to be looked through again and again
    for seed in seeds:
        try:
            walk = Walk(library, seed, prompts=prompts, advised=seed % 4 == 0, texts=texts)
            walked = walk.run(replayed=seed % replay_every == 0)
        except (BrokenError, MachineError) as error:
            report.broken.append(f"{seed}: {error}")
            continue
        report.conversations += 1
        report.turns += walked.turns
        report.restored += walked.restored
        report.submissions += walked.submitted
        report.nested += walked.depth > 0
        report.lists += walked.lists
        report.groups += walked.groups
        report.failures += walked.failures
        report.ends[walked.ended] += 1
        report.steps |= walk.watched.steps
    return report


def made(seed: int, seeds: range, *, texts: TextCache | None = None, replay_every: int = 1) -> Report:
    with tempfile.TemporaryDirectory() as folder:
        report = converse(make_library(seed, Path(folder)), seeds, texts=texts, replay_every=replay_every)
    report.broken = [f"made {seed}, {line}" for line in report.broken]
    report.steps = set()
    return report
