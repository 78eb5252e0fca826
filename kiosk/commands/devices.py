"""`kiosk devices`: the devices of a kiosk, on its own machine."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import secrets
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.table import Table
from rich.text import Text

from kiosk.commands.options import ConfigOption, settings_from
from kiosk.commands.table_output import print_table
from kiosk.config import Settings
from kiosk.devices.advice import CONDITIONS, NAMES, fix_of
from kiosk.devices.check import check_devices
from kiosk.devices.server import HOST, BridgeServer
from kiosk.telemetry import log

#: In `data_dir`: the key with which simulated devices sign readings, where `identity.reader_key` is not set.
_KEY_FILE = "simulated-devices.key"


def devices(
    check: Annotated[
        bool,
        typer.Option("--check", help="列出每个设备的状态和修法，然后结束。 List each device, its state and the fix."),
    ] = False,
    config: ConfigOption = None,
) -> None:
    """在一体机上启动设备程序：读卡器、打印机、扫码器、感应器，按 Ctrl-C 停止。

    Drive the devices of this kiosk for the page in the browser beside it, until Ctrl-C (docs/devices.md).
    """
    settings = settings_from(config)
    log.set_up(settings.log.level, settings.log.format)
    if check:
        raise typer.Exit(0 if _checked(settings) else 1)
    asyncio.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    server = BridgeServer(settings)
    async with server.listening():
        typer.echo(f"设备程序已启动 · the bridge listens on {HOST}:{server.port}")
        for page in sorted(server.pages):
            told = "TOKEN" if settings.devices.token else server.token
            typer.echo(f"  浏览器打开 · the page: {page}/#devices={told}&port={server.port}")
        if not settings.devices.token:
            typer.echo("  每次启动口令都会换，写进 devices.token 就不变 · set devices.token to keep the token")
        await asyncio.Event().wait()


def _checked(settings: Settings) -> bool:
    """Whether all of them can be used."""
    found = asyncio.run(check_devices(settings))
    view = Table("设备 · device", "状态 · state", "修法 · fix", "原因 · reason", box=None, header_style="bold")
    for one in found:
        cells = (NAMES[one.device], CONDITIONS[one.state], fix_of(one.device, one.state), one.text)
        view.add_row(*map(Text, cells))
    print_table(view)
    if len(found) == 1:
        typer.echo("没有设置设备：在 config.yaml 里写 devices · no device is set up: see devices in config.yaml")
    return all(one.state in ("ready", "busy", "paper_low") for one in found[1:])


def simulated(settings: Settings) -> Settings:
    """The same settings with simulated readers of cards and codes, a printer and a sensor; and a key for the card
    reader where there is none, new each time, which `simulated_key` reads.
    """
    simulator: Literal["simulator"] = "simulator"
    parts = settings.devices
    devices = dataclasses.replace(
        parts,
        reader=dataclasses.replace(parts.reader, driver=simulator),
        printer=dataclasses.replace(parts.printer, driver=simulator),
        presence=dataclasses.replace(parts.presence, driver=simulator),
        scanner=dataclasses.replace(parts.scanner, driver=simulator),
    )
    key = settings.identity.reader_key or _new_key(settings.data_dir)
    identity = dataclasses.replace(settings.identity, reader="bridge", reader_key=key)
    return dataclasses.replace(settings, devices=devices, identity=identity)


def _new_key(data_dir: Path) -> str:
    key = secrets.token_urlsafe(24)
    data_dir.mkdir(parents=True, exist_ok=True)
    file = data_dir / _KEY_FILE
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(key)
    return key


def simulated_key(settings: Settings) -> str:
    """`identity.reader_key` or, where none is set, the key of the hall with simulated devices; empty: there is none."""
    try:
        return settings.identity.reader_key or (settings.data_dir / _KEY_FILE).read_text()
    except FileNotFoundError:
        return ""
