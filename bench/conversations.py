"""Conversations made by chance over every shipped script, and over scripts made by chance: none may go wrong.

    python -m bench.conversations --count 10000

Every turn is checked (`bench.watched`): no submission without a yes and none twice, nothing personal in a note, nothing
collected without consent; conversations are stored and restored at random points and replayed whole at the end, and
each must end once the citizen behaves or leaves. The seed of one that does not is printed.
"""

from __future__ import annotations

import argparse
import gc
import resource
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from bench.made_scripts import make_library
from bench.walk import Walk
from bench.watched import BrokenError, rendered_ahead
from dialogue import Library, MachineError, load_library
from mandarin.text_cache import TextCache

SERVICES = Path(__file__).parents[1] / "services"
MADE = 40  # libraries made by chance; half of the conversations are about one of them


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


def shipped(seeds: range) -> Report:
    return converse(load_library(SERVICES), seeds)


def _job(job: tuple[int | None, range]) -> Report:
    seed, seeds = job
    return shipped(seeds) if seed is None else made(seed, seeds)


def run(count: int, workers: int) -> Report:
    half = count // 2
    share = max(1, half // max(1, workers * 2))
    jobs: list[tuple[int | None, range]] = [
        (None, range(start, min(start + share, count - half))) for start in range(0, count - half, share)
    ]
    each = max(1, half // MADE)
    jobs += [(at, range(start, min(start + each, half))) for at, start in enumerate(range(0, half, each))]
    total = Report()
    with ProcessPoolExecutor(workers) as pool:
        for report in pool.map(_job, jobs):
            total.add(report)
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    began = time.perf_counter()
    report = run(options.count, options.workers)
    took = time.perf_counter() - began
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    work = spent.ru_utime + spent.ru_stime
    steps = sum(len(script.steps) for script in load_library(SERVICES).scripts)
    print(f"{report.conversations} conversations, {report.turns} turns in {took:.1f} s ({work:.1f} s of processor)")
    print(f"ended: {', '.join(f'{reason} {count}' for reason, count in report.ends.most_common())}")
    print(f"stored and restored {report.restored} times, {report.submissions} submissions and numbers drawn")
    print(f"{report.nested} with a service inside another; {len(report.steps)} of {steps} shipped steps were run")
    print(f"broken: {len(report.broken)}")
    for line in report.broken[:20]:
        print("  " + line)
    if report.broken:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
