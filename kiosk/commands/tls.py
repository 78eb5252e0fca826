"""`kiosk tls`: a self-signed certificate."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from kiosk.commands.options import ConfigOption, settings_from
from kiosk.config import Settings
from kiosk.net import self_signed

app = typer.Typer(help="https for kiosks on the hall's network. 大厅网络内的 https。", no_args_is_help=True)


@app.callback()
def tls() -> None:
    """Keeps `make` a command of its own."""


@app.command("make")
def make(
    host: Annotated[
        list[str],
        typer.Option(
            "--host",
            help="一体机访问用的名字或地址，可以写几个。 "
            "A name or address that kiosks call; may be given several times.",
        ),
    ],
    folder: Annotated[
        Path | None,
        typer.Option(
            help="cert.pem 和 key.pem 放在哪里，不写就是 data_dir 里的 tls 文件夹。 "
            "Where cert.pem and key.pem go; the folder tls in data_dir (config.yaml) without it."
        ),
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=3650, help="有效天数。 How long it is valid.")] = 825,
    force: Annotated[bool, typer.Option("--force", help="覆盖已有的。 Replace what is there.")] = False,
    config: ConfigOption = None,
) -> None:
    """生成自签名证书和密钥，并说明怎样让一体机信任它。

    Make a self-signed certificate and its key (mode 600), and say how kiosks come to trust it.
    """
    settings = settings_from(config)
    folder = folder or settings.data_dir / "tls"
    cert, key = folder.absolute() / "cert.pem", folder.absolute() / "key.pem"
    try:
        made = self_signed.make([*host, "localhost", "127.0.0.1", socket.gethostname()], days)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    self_signed.write(made, cert, key, force=force)
    # Not wrapped: these lines are copied.
    told = _NEXT.format(cert=cert, key=key, pin=made.pin, host=_host_line(settings), urls=_urls(host, settings))
    Console(soft_wrap=True).print(told, markup=False, highlight=False)


def _host_line(settings: Settings) -> str:
    """The `host` line that lets other machines connect, where the listener is still local."""
    if settings.public.host not in ("127.0.0.1", "::1", "[::1]", "localhost"):
        return ""
    return f"\n      host: 0.0.0.0        # now {settings.public.host}: other machines cannot reach it"


def _urls(hosts: list[str], settings: Settings) -> str:
    """Every address of the certificate. `PORT` where the settings take any free port."""
    port = settings.public.port or "PORT"
    return "\n".join(f"  https://{f'[{host}]' if ':' in host and '[' not in host else host}:{port}/" for host in hosts)


_NEXT = """✓ {cert}
✓ {key}

In config.yaml:

    public:{host}
      tls_cert: {cert}
      tls_key: {key}

Then `kiosk serve`, and on each kiosk one of these, so that the browser trusts it:

  Chromium, by an option:    --ignore-certificate-errors-spki-list={pin}
  Linux, for all Chromiums:  certutil -d sql:$HOME/.pki/nssdb -A -t "P,," -n hall-clerk -i cert.pem
  Windows, as administrator: certutil -addstore Root cert.pem

Copy cert.pem there, never key.pem. Kiosks open one of these:

{urls}"""
