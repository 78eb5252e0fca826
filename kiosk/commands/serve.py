"""`kiosk serve`: the hall itself."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from kiosk.commands.demo import beside_demo
from kiosk.commands.devices import simulated
from kiosk.commands.logs import set_up_log
from kiosk.commands.new_key import give_up_the_lost_key
from kiosk.commands.options import ConfigOption, settings_from
from kiosk.config import ListenerSettings, OperatorsSettings
from kiosk.server import process, server
from kiosk.store.backup.switching import finish_switch
from kiosk.store.data_lock import sole_user_of
from kiosk.store.engine import sqlite_file


def serve(
    config: ConfigOption = None,
    host: Annotated[
        str | None, typer.Option(help="监听地址，代替 public.host。 Listen here instead of public.host.")
    ] = None,
    port: Annotated[
        int | None, typer.Option(help="端口，代替 public.port。 Listen here instead of public.port.")
    ] = None,
    with_demo_backend: Annotated[
        bool,
        typer.Option(
            "--with-demo-backend",
            help="同时启动演示用的业务系统，也收短信和好差评。 Also run the demo back end, for texts and ratings too.",
        ),
    ] = False,
    new_key: Annotated[
        bool,
        typer.Option(
            "--new-key",
            help="密钥找不回来了：说明会失去什么，再做一个新的。 The key is lost: say what is lost, make a new one.",
        ),
    ] = False,
    with_simulated_devices: Annotated[
        bool,
        typer.Option(
            "--with-simulated-devices",
            help="同时模拟本机的读卡器、扫码器、打印机和感应器。 "
            "Also simulate a card reader, a scanner, a printer, a sensor.",
        ),
    ] = False,
) -> None:
    """启动服务：页面、WebSocket 和运维端口。

    Serve the kiosk page, its WebSocket and the operators' listener, until SIGTERM.
    """
    settings = settings_from(config, {"public.host": host, "public.port": port})
    settings = simulated(settings) if with_simulated_devices else settings
    settings = beside_demo(settings) if with_demo_backend else settings
    public = settings.public
    set_up_log(settings)
    process.settle()
    console = Console(stderr=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    if new_key:
        give_up_the_lost_key(settings)
    own = sole_user_of(settings.data_dir, sqlite_file(settings.database_url))
    # A thread of its own draws it, which takes the interpreter from the event loop: seldom, and never into a file.
    drawn = Progress(*columns, console=console, transient=True, refresh_per_second=2, disable=not console.is_terminal)
    with own, drawn as progress:
        if finish_switch(settings):
            console.print("  上次没做完的恢复，现在做完了 · a restore that was cut off is finished")
        bar = progress.add_task("", total=None)

        def on_step(step: str) -> None:
            console.print(f"  {step}")
            progress.update(bar, description=step.split(" · ")[0])

        def on_progress(done: int, total: int) -> None:
            progress.update(bar, description="预先合成话术 · rehearsing", completed=done, total=total)
            if done == total:
                progress.stop()

        def tell(line: str) -> None:
            console.print(line, soft_wrap=True)  # in a file a command stays on its line

        def on_ready(ready: server.Server) -> None:
            shown = "localhost" if public.host in ("127.0.0.1", "0.0.0.0", "::") else public.host
            address = f"{_scheme(public)}://{shown}:{ready.public_port}/"
            tell(f"\n[bold green]✓[/] 数字人已就绪 · ready:  [bold]{address}[/]")
            operators = f"{_scheme(settings.operators)}://{settings.operators.host}:{ready.operators_port}/metrics"
            tell(f"  operators: {operators}   Ctrl-C: stop")
            tell(f"  控制台 · operators' console: {operators.removesuffix('metrics')}console/")
            tell(f"  呼叫工作人员 · bell page for staff: {operators.removesuffix('metrics')}bell")
            tell(f"  一体机 · kiosks: {operators.removesuffix('metrics')}fleet")
            if settings.fleet.enrolment == "required" and public.host not in ("127.0.0.1", "localhost", "::1"):
                tell("  别的机器要登记 · pages at other machines need a code: kiosk fleet invite --name kiosk-1")
            if ready.phone_port:
                line = f"AudioSocket {settings.phone.host}:{ready.phone_port}"
                tell(f"  电话 · telephone: {line}   try: kiosk call 我的社保卡丢了 1")
            if ready.sip_port:
                line = f"sip:12345@{settings.phone.host}:{ready.sip_port}"
                tell(f"  电话 · telephone: {line}   try: a softphone, or kiosk call --surface sip")
            elif ready.phone_port:
                line = f"sip:12345@127.0.0.1:{settings.phone.sip_port}"
                tell(f"  软电话 · a softphone: start it with KIOSK__PHONE__SIP=on, and dial {line}")
            if settings.phone.chan_websocket == "on":
                tell(
                    f"  电话 · telephone: chan_websocket {_socket(public)}://{shown}:{ready.public_port}/phone/asterisk"
                )
            if settings.phone.carrier != "off":
                line = settings.phone.carrier_url or f"{_socket(public)}://{shown}:{ready.public_port}/phone/stream"
                tell(f"  电话 · telephone: Media Streams ({settings.phone.carrier}) {line}")
            if with_demo_backend and settings.hall.sms == "sender":
                tell(f"  短信 · text messages: {settings.messages.url}")
            if with_demo_backend:
                tell(f"  好差评 · ratings: {settings.feedback.url}")
            if ready.bridge is not None:
                printed = settings.devices.printer.folder or settings.data_dir / "printed"
                tell(f"  模拟设备 · simulated devices: test cards at the page's left edge; slips go to {printed}")
            console.print()

        asyncio.run(
            server.serve(
                settings,
                with_demo_backend=with_demo_backend,
                with_devices=with_simulated_devices,
                on_step=on_step,
                on_progress=on_progress,
                on_ready=on_ready,
            )
        )


def _scheme(side: ListenerSettings | OperatorsSettings) -> str:
    return "https" if side.tls_cert else "http"


def _socket(side: ListenerSettings) -> str:
    return "wss" if side.tls_cert else "ws"
