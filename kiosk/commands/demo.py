"""`kiosk demo-backend`: a small real back end to try the services against."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from kiosk.commands.options import ConfigOption, settings_from
from kiosk.demo import server as backend


def demo_backend(
    host: Annotated[str, typer.Option(help="监听地址或端口。 Listen here.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="监听地址或端口。 Listen here.", min=0, max=65535)] = 8090,
    config: ConfigOption = None,
) -> None:
    """启动演示用的业务系统（虚构的群众），按 Ctrl-C 停止。

    Run the demo back end (fictional citizens, its own SQLite in data_dir) until Ctrl-C.
    """
    asyncio.run(backend.run(host, port, settings_from(config).data_dir, on_ready=typer.echo))
