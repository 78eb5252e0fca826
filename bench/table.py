"""What a run of the load bench found, as a table for people and as JSON for the record."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from bench.crowd import Level
from bench.machine import describe
from support.measures.figures import p50, p95

#: A load average above this share of a core means that somebody else is being measured too.
_QUIET = 0.3


def preamble() -> str:
    """The machine and its load before the start, with a warning when it is not quiet."""
    load = os.getloadavg()[0]
    lines = [describe()]
    if load > _QUIET:
        lines.append(f"WARNING: the load average is {load:.2f}, not near zero; these figures are worse than the truth.")
    return "\n".join(lines)


def show(levels: Sequence[Level]) -> None:
    """A Markdown table, ready for the documents."""
    print("\nEnd of speech -> final text, -> first audible sample; ms; real-time sessions\n")
    print(
        "| who | sessions | let in | asked | heard | text p50 | p95 | sound p50 | p95 | CER | CPU-s/utt. | less idle |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    for level in levels:
        print("| " + " | ".join(_cells(level)) + " |")
    for level in levels:
        cut_in = sum(one["cut_in"] for one in level.questions)
        print(
            f"{level.who} {level.sessions}: server {level.busy_cores:.2f} cores while talking; load process "
            f"{level.own_cores:.2f} cores, its frames late by {level.late_ms:.1f} ms at p95; "
            f"a question every {level.every_s:.0f} s each, {cut_in} broke in on an answer"
        )
        if level.trouble:
            print(f"    trouble: {level.trouble}")


def show_stages(levels: Sequence[Level]) -> None:
    levels = [level for level in levels if any(level.stages.values())]
    if not levels:
        return
    print("\nWhere the time goes, p50 / p95 ms\n")
    names = list(levels[0].stages)
    print("| sessions | " + " | ".join(names) + " |\n|---:" + "|---:" * len(names) + "|")
    for level in levels:
        cells = [f"{p50(level.stages[name]):.0f} / {p95(level.stages[name]):.0f}" for name in names]
        print(f"| {level.sessions} | " + " | ".join(cells) + " |")


def keep(levels: Sequence[Level], file: Path, before: str) -> None:
    """Everything, for whoever doubts the table."""
    file.parent.mkdir(parents=True, exist_ok=True)
    found = {"machine": before, "levels": [asdict(level) for level in levels]}
    file.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")


def _cells(level: Level) -> list[str]:
    def two(values: list[float]) -> list[str]:
        return [f"{p50(values):.0f}", f"{p95(values):.0f}"] if values else ["-", "-"]

    return [
        level.who,
        str(level.sessions),
        str(level.inside),
        str(level.asked),
        str(len(level.text_ms)),
        *two(level.text_ms),
        *two(level.sound_ms),
        f"{level.error_rate:.1%}",
        f"{level.cpu_each:.2f}",
        f"{level.cpu_each_net:.2f}",
    ]
