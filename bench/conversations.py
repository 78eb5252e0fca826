"""Random conversations over every shipped script and over random scripts; any violated invariant is a failure.

    python -m bench.conversations --count 10000

Every turn is checked (`support.conversations.watched`): no submission without a yes and none twice, nothing personal in
a note, nothing collected without consent; conversations are stored and restored at random points, every fourth is
replayed whole at the end, and each must end once the citizen behaves or leaves. Calls fail in every way there is;
lists, groups of people and corrections of what was submitted come up. The seed of a conversation that goes wrong is
printed.
"""

from __future__ import annotations

import argparse
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

from dialogue import Library, load_library
from mandarin.text_cache import TextCache
from support.conversations.converse import TEXTS, Report, converse, made

SERVICES = Path(__file__).parents[1] / "services"
REPLAY_EVERY = 4
MADE = 40  # libraries made by chance; half of the conversations are about one of them


#: Of one worker process: its jobs say the same words.
_TEXTS = TextCache(TEXTS)


@cache
def _library() -> Library:
    return load_library(SERVICES)


def _job(job: tuple[int | None, range]) -> Report:
    seed, seeds = job
    if seed is None:
        return converse(_library(), seeds, texts=_TEXTS, replay_every=REPLAY_EVERY)
    return made(seed, seeds, texts=_TEXTS, replay_every=REPLAY_EVERY)


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
    print(f"{report.lists} chose from a list, {report.groups} told of people, {report.failures} calls failed")
    print(f"{report.nested} with a service inside another; {len(report.steps)} of {steps} shipped steps were run")
    print(f"broken: {len(report.broken)}")
    for line in report.broken[:20]:
        print("  " + line)
    if report.broken:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
