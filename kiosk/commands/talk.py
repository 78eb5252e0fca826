"""`kiosk talk`: have a conversation from the terminal."""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from asr import load_wav
from kiosk.client import KioskClient
from kiosk.client.demo_sms import demo_sender
from kiosk.client.scenario import Scenario, ScenarioLine, load_scenario
from kiosk.client.simulated_citizen import Citizen, TalkReport, Tell, save_replies
from kiosk.commands.devices import simulated_key
from kiosk.commands.options import ConfigOption, finite, settings_from
from kiosk.commands.paths import file_to_read, folder_to_write
from kiosk.config import Settings
from kiosk.hall import engines

_SIGNS = {"voice": "🎤", "wav": "🎤", "text": "⌨", "touch": "☝", "key": "🔢", "silence": "…", "card": "🪪", "code": "✉"}


def talk(
    url: Annotated[
        str | None,
        typer.Option(help="服务的 WebSocket 地址，不写就是本机。 The kiosk's WebSocket; this machine's, as set."),
    ] = None,
    wav: Annotated[
        list[Path] | None, typer.Option(help="要说的录音，可以写几个。 A recording to say; several are said in turn.")
    ] = None,
    text: Annotated[
        list[str] | None, typer.Option(help="要打的字，可以写几句。 A line to type; several are typed in turn.")
    ] = None,
    scenario: Annotated[
        Path | None, typer.Option(help="情景文件，逐句念出来。 A scenario file; its lines are spoken aloud.")
    ] = None,
    save: Annotated[
        Path | None,
        typer.Option(help="把数字人的声音和口型存到这个文件夹。 Keep the clerk's sound and face rows in this folder."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="每行一个 JSON。 One JSON object a line.")] = False,
    timeout: Annotated[
        float, typer.Option(help="最多等多少秒。 Give up after this many seconds.", min=1, max=86_400, callback=finite)
    ] = 300,
    config: ConfigOption = None,
) -> None:
    """当一回群众：和正在运行的服务说话，看每一步用了多久。

    Be a citizen: talk to a running kiosk over its real WebSocket, and see both sides and where the time goes.
    """
    play = load_scenario(file_to_read(scenario, "a scenario")) if scenario else _improvised(wav or [], text or [])
    if not play.lines:
        raise typer.BadParameter("nothing to say: give --wav, --text or --scenario")
    for line in play.lines:
        if line.deed == "wav":
            load_wav(file_to_read(Path(line.what), "a sound file"))
    if save is not None:
        folder_to_write(save, "the clerk's sound")
    console = Console()
    tell = _tell_json if as_json else _teller(console)
    settings = settings_from(config)
    public = settings.public
    url = url or f"{'wss' if public.tls_cert else 'ws'}://127.0.0.1:{public.port}/ws"
    report = asyncio.run(_talk(settings, url, play, save, tell, timeout))
    _finish(report, play, console, as_json=as_json)


def _improvised(wavs: list[Path], texts: list[str]) -> Scenario:
    lines = (*(ScenarioLine("wav", str(path)) for path in wavs), *(ScenarioLine("text", text) for text in texts))
    return Scenario("talk", lines, ending="")


async def _talk(
    settings: Settings, url: str, play: Scenario, save: Path | None, tell: Tell, timeout_s: float
) -> TalkReport:
    async with AsyncExitStack() as stack:
        voice = None
        if any(line.deed == "voice" for line in play.lines):
            voice = engines.load_voice(settings, play.voice)
            stack.push_async_callback(voice.close)
        client = await stack.enter_async_context(
            KioskClient.open(
                url, device="kiosk talk", timing=True, elderly=play.elderly, trust=settings.public.tls_cert
            )
        )
        citizen = Citizen(client, play, voice, tell, sms=demo_sender(settings), reader_key=simulated_key(settings))
        report = await citizen.run(timeout_s)
        if save is not None:
            save_replies(client.replies, save)
        return report


def _tell_json(kind: str, facts: dict[str, Any]) -> None:
    print(json.dumps({"event": kind, **facts}, ensure_ascii=False), flush=True)


def _teller(console: Console) -> Tell:
    def tell(kind: str, facts: dict[str, Any]) -> None:
        match kind:
            case "citizen":
                again = " [yellow](再说一遍)[/]" if facts["again"] else ""
                console.print(f"\n{_SIGNS[facts['deed']]} [bold]{facts['said']}[/]{again}")
            case "transcript":
                console.print(f"   [dim]听到 {facts['text']}[/]")
            case "card":
                console.print(f"   [cyan]▢ {facts['card']}[/] {facts['title']}")
            case "turn":
                console.print(f"💁 {facts['clerk'] or '（没有说话）'}")
                console.print(f"   [dim]{_times(facts)}[/]")
            case "error":
                console.print(f"   [red]{facts['code']}: {facts['text']}[/]")

    return tell


def _times(turn: dict[str, Any]) -> str:
    stages = turn["stages"]
    total = turn["voice_to_voice_ms"]
    parts = [f"{name[:-3]} {stages[name]:.0f}" for name in ("endpoint_ms", "asr_ms", "decide_ms", "voice_ms") if stages]
    return (f"{total:.0f} ms to first sound" if total is not None else "") + (f" ({', '.join(parts)})" if parts else "")


def _finish(report: TalkReport, play: Scenario, console: Console, *, as_json: bool) -> None:
    wrong = report.trouble
    if as_json:
        _tell_json("report", asdict(report))
    else:
        spoken = [t.voice_to_voice_ms for t in report.turns if t.voice_to_voice_ms is not None]
        middle = f"; median {sorted(spoken)[len(spoken) // 2]:.0f} ms to first sound" if spoken else ""
        console.print(
            f"\n{len(report.turns)} turns, {report.repeats} repeated{middle}; "
            f"receipt {report.receipt or '-'}; ending {report.ending or '-'}"
        )
        if wrong:
            console.print(f"[red]{report.trouble}[/]")
    if wrong:
        raise typer.Exit(1)
