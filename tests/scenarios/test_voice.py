"""Whole conversations by voice: each line synthesised, really recognised, up to the receipt.

In virtual time, so that a busy machine hears the same; one of them through the process and its sockets, in real time.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from kiosk.client import KioskClient
from kiosk.client.scenario import load_scenario
from kiosk.client.simulated_citizen import Citizen, TalkReport
from kiosk.config import load_settings
from kiosk.hall import engines
from support.card_reading import READER_KEY
from support.spoken_hall import converse, load_recogniser
from support.virtual_time import VirtualTimeLoop

HERE = Path(__file__).parent


@pytest.mark.timeout(1800)  # half a minute of an idle core
# Not all, for each takes two minutes of a slow core; `python -m bench.voices` takes them all.
@pytest.mark.parametrize("name", ["ydz", "csyjs", "wz"])
def test_by_voice_to_the_receipt(name: str, models: Path, tmp_path: Path) -> None:
    recogniser = load_recogniser(models, tmp_path / "decoded")
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        scenario = load_scenario(HERE / f"{name}.yaml")
        report = runner.run(converse(models, tmp_path / "speech", recogniser, scenario, print))
        runner.run(recogniser.close())
    check(report)


@pytest.mark.timeout(1800)  # real time; on a machine that has a lot else to do, a conversation takes long
async def test_by_voice_through_the_process(hall: str, models: Path) -> None:
    scenario = load_scenario(HERE / "sbk-loss.yaml")
    settings = load_settings(None, os.environ | {"KIOSK_MODELS": str(models)})
    voice = engines.load_voice(settings, scenario.voice)
    try:
        async with KioskClient.open(f"ws://{hall}/ws", device="scenario", timing=True) as client:
            report = await Citizen(client, scenario, voice, print, reader_key=READER_KEY).run(1500)
    finally:
        await voice.close()
    check(report)


def check(report: TalkReport) -> None:
    assert report.trouble == ""
    assert report.ending == "completed"
    assert report.receipt
