"""`kiosk devices --check`: each device, its state, and the fix."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import get_args

import pytest
from typer.testing import CliRunner

from kiosk.__main__ import app
from kiosk.commands.devices import simulated
from kiosk.config import Settings
from kiosk.devices.advice import CONDITIONS, NAMES, fix_of
from kiosk.devices.check import check_devices
from kiosk.wire.messages import DeviceCondition, DeviceName
from support.devices import simulated_bridge
from support.ports import free_port


def with_port(settings: Settings, port: int, token: str = "") -> Settings:
    return dataclasses.replace(settings, devices=dataclasses.replace(settings.devices, port=port, token=token))


async def test_without_a_bridge_each_device_is_opened(tmp_path: Path) -> None:
    settings = with_port(simulated(Settings(data_dir=tmp_path)), free_port())
    told = {one.device: one.state for one in await check_devices(settings)}
    assert told == {
        "bridge": "unplugged",
        "reader": "ready",
        "printer": "ready",
        "presence": "ready",
        "scanner": "ready",
    }


async def test_a_bridge_that_runs_is_asked(tmp_path: Path) -> None:
    async with simulated_bridge(tmp_path) as bridge:
        bridge.simulate("paper")
        settings = with_port(simulated(Settings(data_dir=tmp_path)), bridge.port, bridge.token)
        told = {one.device: one.state for one in await check_devices(settings)}
        while told["printer"] != "paper_out":
            told = {one.device: one.state for one in await check_devices(settings)}
        assert told["bridge"] == "ready"


def test_every_device_has_a_name_and_every_trouble_a_fix() -> None:
    assert set(NAMES) == set(get_args(DeviceName))
    assert set(CONDITIONS) == set(get_args(DeviceCondition))
    for device in NAMES:
        for condition in CONDITIONS:
            assert bool(fix_of(device, condition)) == (condition not in ("ready", "busy"))


@pytest.mark.parametrize("driver", ["reader", "printer"])
def test_the_command_says_what_is_wrong_and_ends_with_1(tmp_path: Path, driver: str) -> None:
    file = tmp_path / "config.yaml"
    own = {
        "reader": "reader: {driver: http, url: 'http://127.0.0.1:1/read'}",
        "printer": "printer: {driver: escpos, connection: 'network:127.0.0.1:1'}",
    }[driver]
    file.write_text(f"identity: {{reader_key: 0123456789abcdefgh}}\ndevices:\n  port: {free_port()}\n  {own}\n")
    result = CliRunner().invoke(app, ["devices", "--check", "--config", str(file)], env={"COLUMNS": "300"})
    assert result.exit_code == 1, result.output
    assert NAMES[driver].split(" ")[0] in result.output  # type: ignore[index]
    assert "没接上" in result.output
