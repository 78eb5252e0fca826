"""Whole conversations by voice: each line synthesised, streamed in real time, really recognised, up to the receipt."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kiosk.client import KioskClient
from kiosk.client.scenario import load_scenario
from kiosk.client.simulated_citizen import Citizen
from kiosk.config import load_settings
from kiosk.hall import engines

HERE = Path(__file__).parent


@pytest.mark.timeout(1800)  # real time; on a machine that has a lot else to do, a conversation takes long
# Not all, for they take as long as conversations do; `python -m bench.voices` takes them all.
@pytest.mark.parametrize("name", ["jzz", "sbk-loss", "ydz", "csyjs", "wz"])
async def test_by_voice_to_the_receipt(name: str, hall: str, models: Path) -> None:
    scenario = load_scenario(HERE / f"{name}.yaml")
    settings = load_settings(None, os.environ | {"KIOSK_MODELS": str(models)})
    voice = engines.load_voice(settings, scenario.voice)
    try:
        async with KioskClient.open(f"ws://{hall}/ws", device="scenario", timing=True) as client:
            report = await Citizen(client, scenario, voice, lambda kind, facts: print(kind, facts)).run(1500)
    finally:
        await voice.close()
    assert report.trouble == ""
    assert report.ending == "completed"
    assert report.receipt
