"""The page in headless Chromium, talked to through a fake microphone, from attract mode to the receipt.

    python -m bench.page [--shots DIR] [--scenario tests/scenarios/sbk-loss.yaml]

The scenario is first played by the Python client to learn how long each answer takes; then its lines are laid into one
WAV with those gaps, and Chromium hears that as its microphone. Pictures are taken on the way.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from asr import RATE, resample
from bench.latency import start_server
from bench.machine import describe
from kiosk.client import KioskClient
from kiosk.client.scenario import Scenario, load_scenario
from kiosk.client.simulated_citizen import Citizen, TalkReport
from kiosk.config import load_settings
from kiosk.hall import engines
from support.chromium import Page
from tts import Voice

#: Quiet before the first line, and after each answer; seconds.
_LEAD, _MARGIN = 4.0, 1.6


async def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shots", type=Path, default=Path("shots"))
    parser.add_argument("--scenario", type=Path, default=Path("tests/scenarios/sbk-loss.yaml"))
    options = parser.parse_args()
    options.shots.mkdir(parents=True, exist_ok=True)
    settings, scenario = load_settings(None, os.environ), load_scenario(options.scenario)
    voice = engines.load_voice(settings, scenario.voice)
    with tempfile.TemporaryDirectory() as folder:
        server, url = await start_server(settings)
        try:
            report, greeting_s = await rehearse(url, scenario, voice)
            if report.trouble:
                print(f"the rehearsal failed: {report.trouble}")
                return 1
            microphone = Path(folder) / "citizen.wav"
            soundfile.write(microphone, await lay_out(scenario, report, greeting_s, voice), RATE, subtype="PCM_16")
            return await converse(url.replace("ws://", "http://").removesuffix("ws"), microphone, options.shots)
        finally:
            await voice.close()
            server.terminate()
            await server.wait()


async def rehearse(url: str, scenario: Scenario, voice: Voice) -> tuple[TalkReport, float]:
    async with KioskClient.open(url, device="bench") as client:
        report = await Citizen(client, scenario, voice, lambda kind, facts: None).run()
        greeting = client.replies.get(1)
        return report, len(greeting.pcm) / 24_000 if greeting else 0.0


async def lay_out(scenario: Scenario, report: TalkReport, greeting_s: float, voice: Voice) -> NDArray[np.int16]:
    """Every line said once, each followed by as much quiet as its answer took."""
    parts = [np.zeros(int(_LEAD * RATE), np.int16)]
    for number, turn in enumerate(report.turns):
        speech = await voice.speak(turn.said)
        quiet = (turn.answered_s or 5.0) + _MARGIN + (greeting_s if number == 0 else 0.0)
        parts += [resample(speech.pcm, speech.rate, RATE), np.zeros(int(quiet * RATE), np.int16)]
    return np.concatenate(parts)


async def converse(url: str, microphone: Path, shots: Path) -> int:
    async with Page.open(url, microphone=microphone) as page:
        await page.until("window.__kiosk && window.__kiosk.status().link === 'open'")
        await page.picture(shots / "1-attract.png")
        for number, (name, sign) in enumerate(
            (
                ("consent", "个人信息使用告知"), ("materials", "材料清单"), ("choices", "挂失方式"),
                ("phone", "手机号"),
                ("confirm", "请核对信息"), ("receipt", "受理回执"), ("rating", "非常满意"),
            ),
            2,
        ):  # fmt: skip
            await page.until(f"document.body.innerText.includes('{sign}')", within_s=120)
            await asyncio.sleep(0.8)
            await page.picture(shots / f"{number}-{name}.png")
            print(f"reached {name}", flush=True)
        await page.until("window.__kiosk.status().turn === 'attract'", within_s=60)
        await page.picture(shots / "9-attract-again.png")
        left = await page.run("document.body.innerText.includes('SB')")
        skew = await page.run("window.__kiosk.skew()")
    print(f"\n{describe()}\nby voice alone, in Chromium, to the receipt; wiped afterwards: {not left}; skew {skew}")
    return 0 if not left else 1


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
