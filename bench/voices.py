"""Can every service be done by voice? Each scenario spoken, streamed in real time, recognised, up to its end.

    python -m bench.voices [SCENARIO ...] [--voice NAME] [--times 1]

A hall of its own with the demo back end and the real models; the citizens are Kokoro voices in silence, which is easier
than citizens. *Again*: lines that the citizen had to say more than once before the clerk went on.
"""

from __future__ import annotations

import argparse
import asyncio
import os
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from bench.hall_process import hall_running
from bench.table import preamble
from kiosk.client import KioskClient
from kiosk.client.scenario import Scenario, load_scenario
from kiosk.client.simulated_citizen import Citizen, TalkReport
from kiosk.config import Settings, load_settings
from kiosk.hall import engines
from support.measures.figures import p50, p95

SCENARIOS = Path(__file__).parents[1] / "tests" / "scenarios"
_PATIENCE_S = 600.0


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenarios", nargs="*", help="names in tests/scenarios; all of them, if none")
    parser.add_argument("--voice", help="speak with this voice instead of the scenario's")
    parser.add_argument("--times", type=int, default=1)
    options = parser.parse_args()
    names = options.scenarios or sorted(path.stem for path in SCENARIOS.glob("*.yaml"))
    plays = [load_scenario(SCENARIOS / f"{name}.yaml") for name in names for _ in range(options.times)]
    if options.voice:
        plays = [replace(play, voice=options.voice) for play in plays]
    settings = load_settings(None, os.environ)
    print(preamble())
    print("\n| scenario | ending | receipt | turns | again | voice to voice p50 ms | p95 | trouble |")
    print("|---|---|---|---:|---:|---:|---:|---|")
    reports = []
    async with hall_running(settings, rehearse=False) as hall:
        for play in plays:
            reports.append(await talk(settings, hall.ws, play))
            show(play.name, reports[-1])
    done = sum(not report.trouble for report in reports)
    spoken = sum(len(report.turns) for report in reports)
    again = sum(report.repeats for report in reports)
    print(f"\n{done} of {len(reports)} done by voice; {again} of {spoken} turns were said again")


async def talk(settings: Settings, ws: str, play: Scenario) -> TalkReport:
    voice = engines.load_voice(settings, play.voice)
    try:
        async with KioskClient.open(ws, device="bench", timing=True, elderly=play.elderly) as client:
            return await Citizen(client, play, voice, lambda kind, facts: None).run(_PATIENCE_S)
    finally:
        await voice.close()


def show(name: str, report: TalkReport) -> None:
    times = [turn.voice_to_voice_ms for turn in report.turns if turn.voice_to_voice_ms is not None]
    cells = (
        name, report.ending, report.receipt, str(len(report.turns)), str(report.repeats),
        f"{p50(times):.0f}" if times else "-", f"{p95(times):.0f}" if times else "-", report.trouble,
    )  # fmt: skip
    print("| " + " | ".join(cells) + " |", flush=True)
    for before, turn in pairwise(report.turns):
        if turn.again:
            print(f"  {turn.said} heard as {before.heard or 'nothing'}; she: {before.clerk or 'nothing'}", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
