"""What sessions cost in which nobody speaks: connected, in attract mode, their microphones open all day."""

from __future__ import annotations

import dataclasses

from bench.crowd import watch
from bench.hall_process import hall_running, roomy
from bench.load import Plan
from kiosk.config import Settings

#: Of the noise's RMS: digital silence, a quiet room, a busy one (about -36 dB under full scale).
SOUNDS = {"digital silence": 0.0, "quiet hall": 30.0, "busy hall": 500.0}
_SECONDS = 20.0


async def run(settings: Settings, plan: Plan, sessions: int) -> int:
    print(f"\n{sessions} sessions in attract mode, {_SECONDS:.0f} s each\n")
    rows = []
    async with hall_running(settings, roomy(sessions * 2), door=False) as hall:
        for name, rms in SOUNDS.items():
            one = dataclasses.replace(
                plan, url=hall.ws, sessions=sessions, seconds=_SECONDS, idle_s=4.0, kind="idle", noise=rms
            )
            watched = await watch(one, hall.process.pid)
            cores = watched.busy_cpu_s / watched.seconds / sessions
            rows.append((name, cores, watched.result))
            print(f"{name}: {cores:.4f} core a session", flush=True)
    print("\n| sound | core a session | sessions a core | load process, cores | its frames late, p95 ms | trouble |")
    print("|---|---:|---:|---:|---:|---|")
    for name, cores, result in rows:
        print(
            f"| {name} | {cores:.4f} | {1 / max(cores, 1e-6):.0f} | {result['own_cores']:.2f} "
            f"| {result['late_ms_p95']:.1f} | {result['trouble'] or '-'} |"
        )
    return 0
