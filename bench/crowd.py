"""Runs the load process against a server and watches both: what a crowd of one size was given, and what that cost."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

from bench.load import Plan
from bench.processes import running, tree
from support.measures.figures import p50, p95
from support.measures.stable import error_rate

#: Beyond this p95 the hall is saturated, and larger crowds are not tried.
SATURATED_MS = 5000.0
STAGES = ("endpoint_ms", "asr_ms", "decide_ms", "voice_ms")


@dataclass(frozen=True, slots=True)
class Level:
    """One crowd at one server. Times in ms from the last audible sample sent. `cpu_*`: of the server's whole tree."""

    who: str
    sessions: int
    inside: int  # of them let in; the others waited at the door
    asked: int
    text_ms: list[float]
    sound_ms: list[float] = field(default_factory=list)
    stages: dict[str, list[float]] = field(default_factory=dict)
    cpu_s: float = 0.0
    idle_cores: float = 0.0
    busy_cores: float = 0.0
    own_cores: float = 0.0
    late_ms: float = 0.0
    error_rate: float = 0.0
    trouble: dict[str, int] = field(default_factory=dict)
    questions: list[dict[str, Any]] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def saturated(self) -> bool:
        """Also when a tenth and more got no text at all: waiting for ever is worse than five seconds."""
        lost = self.asked - len(self.text_ms)
        return not self.text_ms or p95(self.sound_ms or self.text_ms) > SATURATED_MS or lost > self.asked / 10

    @property
    def every_s(self) -> float:
        """From one question of a citizen to their next, on average."""
        return self.inside * self.seconds / max(1, self.asked)

    @property
    def cpu_each(self) -> float:
        """CPU-seconds an utterance, silence and all."""
        return self.cpu_s / max(1, self.asked)

    @property
    def cpu_each_net(self) -> float:
        """Less what the same time would have cost with nobody speaking."""
        return max(0.0, self.cpu_s - self.idle_cores * self.seconds) / max(1, self.asked)

    def line(self) -> str:
        """For the progress of a long run."""
        text = f"text p50 {p50(self.text_ms):.0f} p95 {p95(self.text_ms):.0f} ms"
        if self.sound_ms:
            text += f", sound p50 {p50(self.sound_ms):.0f} p95 {p95(self.sound_ms):.0f} ms"
        heard = f"{len(self.text_ms)} of {self.asked} heard"
        return f"{self.who}, {self.sessions} sessions: {text}, {heard}, {self.cpu_each:.2f} CPU-s an utterance"


@dataclass(frozen=True, slots=True)
class Watched:
    """What the load process reported, and the server's CPU between its marks."""

    result: dict[str, Any]
    idle_cores: float
    busy_cpu_s: float
    seconds: float


async def watch(plan: Plan, server_pid: int) -> Watched:
    """Raises TimeoutError when the crowd does not come to its end, RuntimeError when it dies."""
    marks: dict[str, tuple[float, float]] = {}
    result: dict[str, Any] | None = None
    clock = asyncio.get_running_loop().time
    async with running(*plan.command(), pipe=True) as crowd, asyncio.timeout(plan.seconds + plan.idle_s + 180):
        assert crowd.stdout is not None, "piped"
        async for line in crowd.stdout:
            try:
                told = json.loads(line)
            except ValueError:
                continue  # a warning of some library
            marks[told["event"]] = (clock(), tree(server_pid).cpu_s)
            if told["event"] == "result":
                result = told
    if result is None:
        raise RuntimeError(f"the load process of {plan.sessions} sessions died")
    idle_s = marks["talk"][0] - marks["idle"][0]
    idle = (marks["talk"][1] - marks["idle"][1]) / idle_s if idle_s > 0.5 else 0.0
    return Watched(result, idle, marks["end"][1] - marks["talk"][1], marks["end"][0] - marks["talk"][0])


async def measure(plan: Plan, server_pid: int, who: str = "hall-clerk") -> Level:
    watched = await watch(plan, server_pid)
    asked = [one for one in watched.result["questions"] if one["text_ms"] is not None or one["sound_ms"] is None]
    heard = [one for one in asked if one["text_ms"] is not None]
    staged = [one for one in heard if one["stages"] and one["sound_ms"] is not None]
    stages = {name.removesuffix("_ms"): [float(one["stages"].get(name, 0)) for one in staged] for name in STAGES}
    stages["wire, lead-in"] = [one["sound_ms"] - sum(one["stages"].get(name, 0) for name in STAGES) for one in staged]
    return Level(
        who,
        plan.sessions,
        watched.result["inside"],
        len(asked),
        [one["text_ms"] for one in heard],
        [one["sound_ms"] for one in heard if one["sound_ms"] is not None],
        stages,
        watched.busy_cpu_s,
        watched.idle_cores,
        watched.busy_cpu_s / watched.seconds,
        watched.result["own_cores"],
        watched.result["late_ms_p95"],
        error_rate([one["said"] for one in heard], [one["heard"] for one in heard]),
        watched.result["trouble"],
        watched.result["questions"],
        watched.seconds,
    )
