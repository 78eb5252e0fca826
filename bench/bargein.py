"""How fast the clerk falls silent when a citizen breaks in."""

from __future__ import annotations

import dataclasses

from bench.crowd import watch
from bench.hall_process import hall_running, roomy
from bench.load import Plan
from kiosk.config import Settings
from support.measures.figures import p50, p95


async def run(settings: Settings, plan: Plan, sessions: int) -> int:
    async with hall_running(settings, roomy(sessions * 2), door=False) as hall:
        one = dataclasses.replace(plan, url=hall.ws, sessions=sessions, seconds=plan.seconds * 2, kind="barge")
        print(f"{sessions} session(s) breaking in for {one.seconds:.0f} s ...", flush=True)
        watched = await watch(one, hall.process.pid)
    tries = [question for question in watched.result["questions"] if question["cut_in"]]
    stopped = [question for question in tries if question["onset_to_silence_ms"] is not None]
    print(f"\nBreaking in on the clerk: she fell silent {len(stopped)} of {len(tries)} times\n")
    print("| from | to her last sample at the client, p50 ms | p95 ms |\n|---|---:|---:|")
    for name, key in (("the citizen's first audible sample", "onset_to_silence_ms"), ("`stop`", "stop_to_silence_ms")):
        values = [question[key] for question in stopped]
        print(f"| {name} | {p50(values):.1f} | {p95(values):.1f} |")
    print("\nThe client's loudspeaker stops at the sample; the page fades over 10 ms more.")
    if watched.result["trouble"]:
        print(f"trouble: {watched.result['trouble']}")
    return 0 if tries and len(stopped) == len(tries) else 1
