"""`kiosk fleet make-kiosk`: makes a Debian or Ubuntu machine a kiosk, by one script that can be read before."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Annotated

import typer

from kiosk.commands.output_file import SETUP_SCRIPT, output_file, written_whole
from kiosk.fleet.codes import read_code
from kiosk.fleet.machine.setup import KioskMachine, MachineSetupError, check_machine, removal_script, setup_script


def make_kiosk(
    url: Annotated[str, typer.Option("--url", help="大厅网页的地址。 The hall's page: https://hall:8080/.")] = "",
    code: Annotated[
        str, typer.Option("--code", help="kiosk fleet invite 给的登记码。 The code of `kiosk fleet invite`.")
    ] = "",
    pin: Annotated[
        str,
        typer.Option(
            "--pin",
            help="自签名证书的指纹，kiosk tls make 会说。 Of a self-made certificate: see `kiosk tls make`.",
        ),
    ] = "",
    user: Annotated[str, typer.Option("--user", help="一体机用的用户。 The kiosk's own user.")] = "kiosk",
    to: Annotated[
        Path | None,
        typer.Option("--to", help="写成脚本，到一体机上用 root 运行。 Write the script; run it as root on the kiosk."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只显示，什么也不做。 Show it, do nothing.")] = False,
    uninstall: Annotated[bool, typer.Option("--uninstall", help="全部撤销。 Undo all of it.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="不再问。 Do not ask.")] = False,
) -> None:
    """把一台 Debian 或 Ubuntu 做成一体机：专用用户、开机自启的 Chromium、看门狗、不熄屏。

    Make a Debian or Ubuntu machine a kiosk: a user of its own, Chromium that starts with the machine and is started
    anew when it hangs, the microphone for the hall's page alone, no screen blanking. Everything is one shell script:
    --dry-run shows it, --to writes it for another machine; without either it is run here, as root, after asking.
    """
    script = removal_script() if uninstall else setup_script(_machine(url, code, pin, user))
    if dry_run:
        typer.echo(script)
        return
    if to is not None:
        with written_whole(output_file(to, SETUP_SCRIPT)) as fresh:
            fresh.write_text(script, encoding="utf-8")
        typer.echo(f"✓ {to}\n在一体机上运行 · on the kiosk: sudo sh {to.name}")
        return
    if os.geteuid() != 0:
        raise MachineSetupError("this changes the system: run it as root, or write the script with --to FILE")
    typer.echo("以 root 身份改动这台机器，每一步都会先说。 This changes the machine as root, and says each step.")
    if not yes:
        typer.confirm("继续吗？ Go on?", abort=True)
    done = subprocess.run(["/bin/sh", "-s"], input=script, text=True, check=False)
    raise typer.Exit(done.returncode)


def _machine(url: str, code: str, pin: str, user: str) -> KioskMachine:
    """Raises `MachineSetupError`."""
    digits = read_code(code) if code else ""
    if digits is None:
        raise MachineSetupError(f"--code: expected eight digits, from: kiosk fleet invite; got {code!r}")
    machine = KioskMachine(url, digits, pin, user)
    check_machine(machine)
    return machine
