"""End of speech -> first audible sample, over the real WebSocket, split by stage.

    python -m bench.latency [--turns 40] [--svg latency.svg]

A server is started as a process of its own (demo back end, the models of the settings). One
citizen asks it questions, spoken by Kokoro and streamed in real time; the clock starts at the last sounding sample that
was sent and stops when the first sample of the answer leaves the loudspeaker. The limit it is held against is what
people do among themselves: about 200 ms (Stivers et al. 2009), and 1000 ms, the best figure of an open pipeline.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import statistics
import sys
from pathlib import Path

import aiohttp

from bench.machine import describe
from bench.waterfall import draw
from kiosk import engines
from kiosk.client import KioskClient
from kiosk.config import Settings, load_settings
from kiosk.scenario import Line, Scenario
from kiosk.talk import Citizen, TurnReport

QUESTIONS = (
    "你们几点上班？", "周末上班吗？", "中午休息吗？", "补办社保卡要多少钱？", "社保卡多久能办好？",
    "居住证多少钱？", "居住证要多久？", "照片有什么要求？", "可以代办吗？", "再说一遍。",
)  # fmt: skip
STAGES = ("endpoint_ms", "asr_ms", "decide_ms", "voice_ms")
LIMITS = {"people among themselves": 200.0, "best open pipeline (published)": 1000.0}


async def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=40)
    parser.add_argument("--svg", type=Path, default=Path("latency.svg"))
    options = parser.parse_args()
    settings = load_settings(None, os.environ)
    server, url = await start_server(settings)
    try:
        turns = await ask(settings, url, options.turns)
    finally:
        server.terminate()
        await server.wait()
    show([turn for turn in turns if turn.voice_to_voice_ms is not None and turn.stages], options.svg)
    return 0


async def start_server(settings: Settings) -> tuple[asyncio.subprocess.Process, str]:
    """`kiosk serve` on free ports, its data in `data/bench`; returns when every prompt has been rehearsed."""
    public, operators, backend = free_port(), free_port(), free_port()
    environment = os.environ | {
        "KIOSK__PUBLIC__PORT": str(public),
        "KIOSK__OPERATORS__PORT": str(operators),
        "KIOSK__BACKEND__URL": f"http://127.0.0.1:{backend}",
        "KIOSK__DATA_DIR": str(settings.data_dir / "bench"),
        "KIOSK__TTS__ELDERLY_SPEED": str(settings.tts.speed),  # one rehearsal is enough
        "KIOSK__LOG__LEVEL": "warning",
        "KIOSK_MODELS": str(settings.models_dir),
    }
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "kiosk", "serve", "--with-demo-backend", env=environment
    )  # fmt: skip
    async with aiohttp.ClientSession() as http:
        while server.returncode is None:
            try:
                async with http.get(f"http://127.0.0.1:{public}/readyz") as answer:
                    prompts = (await answer.json()).get("prompts")
                    if prompts and prompts["done"] == prompts["total"]:
                        return server, f"ws://127.0.0.1:{public}/ws"
            except aiohttp.ClientConnectionError:
                pass  # not listening yet
            await asyncio.sleep(0.5)
    raise SystemExit("the server did not start; run `kiosk doctor`")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def ask(settings: Settings, url: str, count: int) -> list[TurnReport]:
    voice = engines.load_voice(settings, "zm_yunyang")
    lines = tuple(Line("voice", QUESTIONS[i % len(QUESTIONS)]) for i in range(count))
    try:
        async with KioskClient.open(url, device="bench", timing=True) as client:
            citizen = Citizen(client, Scenario("latency", lines, ending=""), voice, lambda kind, facts: None)
            report = await citizen.run(timeout_s=30.0 * count)
            return report.turns
    finally:
        await voice.close()


def show(turns: list[TurnReport], svg: Path) -> None:
    total = [turn.voice_to_voice_ms or 0.0 for turn in turns]
    stages = {name[:-3]: [float(turn.stages[name]) for turn in turns] for name in STAGES}
    stages["wire and rest"] = [
        whole - sum(float(turn.stages[name]) for name in STAGES) for whole, turn in zip(total, turns, strict=True)
    ]
    print(f"\nEnd of speech -> first audible sample; {len(turns)} turns\n{describe()}\n")
    print(f"{'stage':<34}{'p50 ms':>9}{'p95 ms':>9}")
    for name, values in stages.items():
        print(f"{name:<34}{median(values):>9.0f}{p95(values):>9.0f}")
    print(f"{'voice to voice':<34}{median(total):>9.0f}{p95(total):>9.0f}")
    for name, limit in LIMITS.items():
        print(f"{'  limit: ' + name:<34}{limit:>9.0f}")
    draw({name: median(values) for name, values in stages.items()}, LIMITS, svg)
    print(f"\nwaterfall: {svg}")


def median(values: list[float]) -> float:
    return statistics.median(values) if values else float("nan")


def p95(values: list[float]) -> float:
    return sorted(values)[min(len(values) - 1, int(0.95 * len(values)))] if values else float("nan")


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
