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


@dataclass
class Report:
    conversations: int = 0
    turns: int = 0
    restored: int = 0
    submissions: int = 0
    nested: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    steps: set[tuple[str, int]] = field(default_factory=set)
    broken: list[str] = field(default_factory=list)

    def add(self, other: Report) -> None:
        self.conversations += other.conversations
        self.turns += other.turns
        self.restored += other.restored
        self.submissions += other.submissions
        self.nested += other.nested
        self.ends += other.ends
        self.steps |= other.steps
        self.broken += other.broken


def converse(library: Library, seeds: range, *, prompts: frozenset[str] | None = None) -> Report:
    prompts = rendered_ahead(library) if prompts is None else prompts
    report = Report()
    texts = TextCache(1 << 17)  # the walks are made up, and say the same words
    gc.freeze()  # the library and the dictionaries are here to stay: not to be looked through again and again
    for seed in seeds:
        try:
            walk = Walk(library, seed, prompts=prompts, advised=seed % 4 == 0, texts=texts)
            walked = walk.run()
        except (BrokenError, MachineError) as error:
            report.broken.append(f"{seed}: {error}")
            continue
        report.conversations += 1
        report.turns += walked.turns
        report.restored += walked.restored
        report.submissions += walked.submitted
        report.nested += walked.depth > 0
        report.ends[walked.ended] += 1
        report.steps |= walk.watched.steps
    return report


def made(seed: int, seeds: range) -> Report:
    with tempfile.TemporaryDirectory() as folder:
        report = converse(make_library(seed, Path(folder)), seeds)
    report.broken = [f"made {seed}, {line}" for line in report.broken]
    report.steps = set()
    return report
