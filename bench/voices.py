"""Can every service be done by voice? Each scenario spoken and recognised, up to its end.

    python -m bench.voices [SCENARIO ...] [--voice NAME] [--log]

The real voice activity model, Whisper base, machine and scripts with the demo office, in virtual time: the load of
the machine does not count. The citizens are Kokoro voices in silence, which is easier than citizens. *Again*:
lines that the citizen had to say more than once before the clerk went on.
"""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench.machine import describe
from kiosk.client.scenario import load_scenario
from kiosk.client.simulated_citizen import TalkReport
from kiosk.config import load_settings
from support.spoken_hall import converse, load_recogniser
from support.virtual_time import VirtualTimeLoop

SCENARIOS = Path(__file__).parents[1] / "tests" / "scenarios"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenarios", nargs="*", help="names in tests/scenarios; all of them, if none")
    parser.add_argument("--voice", help="speak with this voice instead of the scenario's")
    parser.add_argument("--log", action="store_true", help="print every turn")
    options = parser.parse_args()
    names = options.scenarios or sorted(path.stem for path in SCENARIOS.glob("*.yaml"))
    plays = [load_scenario(SCENARIOS / f"{name}.yaml") for name in names]
    if options.voice:
        plays = [replace(play, voice=options.voice) for play in plays]
    settings = load_settings(None, os.environ)
    kept = settings.data_dir / "bench"
    recogniser = load_recogniser(settings.models_dir, kept / "decoded")
    print(describe())
    print("\n| scenario | ending | receipt | turns | again | trouble |\n|---|---|---|---:|---:|---|")
    reports = []
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        for play in plays:
            tell = tell_turn if options.log else lambda kind, facts: None
            reports.append(runner.run(converse(settings.models_dir, kept / "speech", recogniser, play, tell)))
            show(play.name, reports[-1])
    done = sum(not report.trouble for report in reports)
    spoken = sum(len(report.turns) for report in reports)
    again = sum(report.repeats for report in reports)
    print(f"\n{done} of {len(reports)} done by voice; {again} of {spoken} turns were said again")


def tell_turn(kind: str, facts: Mapping[str, Any]) -> None:
    if kind == "turn":
        print(f"  {facts['said']} > {facts['heard'] or 'nothing'} > {facts['clerk'] or 'nothing'}", flush=True)


def show(name: str, report: TalkReport) -> None:
    cells = (name, report.ending, report.receipt, str(len(report.turns)), str(report.repeats), report.trouble)
    print("| " + " | ".join(cells) + " |", flush=True)
    for before, turn in pairwise(report.turns):
        if turn.again:
            print(f"  {turn.said} heard as {before.heard or 'nothing'}; she: {before.clerk or 'nothing'}", flush=True)


if __name__ == "__main__":
    main()
