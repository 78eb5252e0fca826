"""`kiosk call`: a caller on the telephone line of a running hall, on any surface."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console

from asr import RATE, Recogniser, load_wav, resample, save_wav
from kiosk.client.demo_sms import code_sent_to, demo_sender
from kiosk.client.phone.clerk_turn import told_by_hall
from kiosk.client.phone.gateway import MediaGateway
from kiosk.client.phone.surfaces import SURFACES, calling, gateway_of, line_address, new_call_id, surface_that_is_on
from kiosk.client.phone_caller import PhoneCaller
from kiosk.commands.options import ConfigOption, finite, settings_from
from kiosk.commands.output_file import TEST_CALL, output_file, written_whole
from kiosk.commands.paths import file_to_read
from kiosk.config import Settings
from kiosk.hall import engines
from kiosk.wire.phone.events import DIGITS

#: In place of words: the code of the newest text message at the demo back end is pressed.
_CODE = "验证码"
#: Seconds that the caller waits for an answer.
_ANSWER_S = 60.0


@dataclass(frozen=True, slots=True)
class CallerAction:
    """What the caller does at one turn: `say` words, `press` keys, `play` a recording, or press the `code` of a text
    message that came to the demo back end.
    """

    kind: str
    what: str


@dataclass(frozen=True, slots=True)
class PlannedCall:
    """Which line is called, and how."""

    surface: str
    gateway: MediaGateway
    line: tuple[str, int]
    call_id: str


def call(
    actions: Annotated[
        list[str] | None,
        typer.Argument(
            help="依次要做的事：一句话、一串按键、一个 WAV 文件，或者“验证码”。"
            " Words, keys (such as 12#), WAV files, or 验证码: the code that came to the demo back end."
        ),
    ] = None,
    surface: Annotated[
        str | None,
        typer.Option(
            help=f"接入方式，不写就是设置里打开的那种。 The surface; else the one that is on: {', '.join(SURFACES)}."
        ),
    ] = None,
    host: Annotated[
        str | None, typer.Option(help="地址，代替设置里的。 Instead of phone.host, or public.host of a WebSocket.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            help="端口，代替设置里的。 Instead of phone.port, phone.sip_port or public.port.", min=1, max=65535
        ),
    ] = None,
    rate: Annotated[
        int,
        typer.Option(
            help="线路的采样率；运营商只有 8000。 Sample rate: 8000, or 16000 of Asterisk's surfaces and of SIP."
        ),
    ] = 8000,
    number: Annotated[
        str, typer.Option(help="来电号码，接入方式能带的话。 The caller's number, where it is told.")
    ] = "",
    voice: Annotated[str, typer.Option(help="来电人的声音。 The caller's voice.")] = "zm_yunyang",
    quiet: Annotated[
        float,
        typer.Option(
            help="问不到服务时，对方停多少秒算说完。 Silence that ends her turn, where the hall cannot be asked.",
            min=0.2,
            max=30,
            callback=finite,
        ),
    ] = 2.5,
    transcribe: Annotated[
        bool, typer.Option("--transcribe", help="把听到的话转成文字。 Recognise what the clerk says.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="把听到的存成 WAV，没打完的也存。 Keep what was heard as WAV, also of a call that fails.",
        ),
    ] = None,
    expect: Annotated[
        str | None,
        typer.Option(
            help="结果应该是什么（completed、cancelled、handoff……），不是就退出码 1。"
            " The outcome that the hall must have recorded; else exit status 1."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="每行一个 JSON。 One JSON object a line.")] = False,
    config: ConfigOption = None,
) -> None:
    """当一回来电人：打进正在运行的服务，说话、按键、放录音。

    Call a running hall, as Asterisk or a carrier would for a real telephone. Each ACTION follows when the clerk has
    finished (within 60 s): the hall on this machine says so, else silence does. Without any, listen to the greeting.
    The last line tells the outcome that the hall on this machine recorded. Exit status 1 where the hall hangs up before
    the last action; with --expect, where the outcome is another or is not known.
    """
    if rate not in (8_000, 16_000):
        raise typer.BadParameter("expected --rate 8000 or 16000")
    settings = settings_from(config)
    surface = surface or surface_that_is_on(settings.phone)
    if surface not in SURFACES:
        raise typer.BadParameter(f"expected --surface {', '.join(SURFACES)}; got {surface}")
    planned = [_action(each) for each in actions or []]
    if output is not None:
        output_file(output, TEST_CALL, settings)
    call_id = new_call_id(surface, settings.phone)
    gateway = gateway_of(surface, call_id, rate=rate, caller=number)
    line = PlannedCall(surface, gateway, line_address(settings, surface, host, port), call_id)
    tell = _tell_json if as_json else _teller(Console())
    done, outcome = asyncio.run(_call(settings, line, planned, voice, quiet, transcribe, tell, output))
    if expect is not None and outcome != expect:
        got = outcome or "none that a hall on this machine could tell"
        typer.echo(f"expected the outcome {expect}; got {got}", err=True)
    if not (done if expect is None else outcome == expect):
        raise typer.Exit(1)


def _action(text: str) -> CallerAction:
    if text == _CODE:
        return CallerAction("code", text)
    if text and all(sign in DIGITS for sign in text):
        return CallerAction("press", text)
    if text.lower().endswith((".wav", ".flac", ".ogg")):
        load_wav(file_to_read(Path(text), "a sound file"))
        return CallerAction("play", text)
    if not text.strip():
        raise typer.BadParameter("expected words, keys or a sound file; got nothing")
    return CallerAction("say", text)


async def _call(
    settings: Settings,
    plan: PlannedCall,
    planned: list[CallerAction],
    voice: str,
    quiet: float,
    transcribe: bool,
    tell: Any,
    output: Path | None,
) -> tuple[bool, str]:
    """Whether all actions were done, and the outcome; empty: it is not known. `output` gets what was heard, also of a
    call that fails.
    """
    rate = plan.gateway.rate
    sounds = await _sounds(settings, planned, voice)
    recogniser = engines.load_recogniser(settings) if transcribe else None
    if recogniser is not None:
        await recogniser.warm()
    try:
        async with told_by_hall(settings, plan.call_id) as clerk:
            async with calling(settings, plan.surface, plan.gateway, plan.line, plan.call_id) as caller:
                tell("call", {"id": plan.call_id, "surface": plan.surface})
                from_frame, left = 0, list(planned)
                try:
                    while await caller.turn(quiet, _ANSWER_S, clerk):
                        await _told(caller, from_frame, recogniser, rate, tell)
                        from_frame = len(caller.heard)
                        if not left:
                            break
                        action = left.pop(0)
                        tell(action.kind, {"what": action.what})
                        await _do(caller, action, sounds, demo_sender(settings))
                finally:
                    if output is not None:
                        with written_whole(output) as fresh:
                            save_wav(fresh, caller.sound, rate)
                await _told(caller, from_frame, recogniser, rate, tell)
                tell("hung up", {"by": "hall" if caller.hung_up.is_set() else "caller"})
            if outcome := await clerk.outcome():
                tell("outcome", {"is": outcome})
            return not left, outcome
    finally:
        if recogniser is not None:
            await recogniser.close()


async def _sounds(settings: Settings, planned: list[CallerAction], name: str) -> dict[str, NDArray[np.int16]]:
    """What is said or played, at 16 kHz, by its text; synthesised before the call begins."""
    sounds = {action.what: load_wav(Path(action.what)) for action in planned if action.kind == "play"}
    words = [action.what for action in planned if action.kind == "say"]
    if words:
        voice = engines.load_voice(settings, name)
        try:
            for each in words:
                speech = await voice.speak(each)
                sounds[each] = resample(speech.pcm, speech.rate, RATE)
        finally:
            await voice.close()
    return sounds


async def _do(caller: PhoneCaller, action: CallerAction, sounds: dict[str, NDArray[np.int16]], sms: str) -> None:
    if action.kind == "press":
        await caller.press(action.what)
    elif action.kind == "code":
        await caller.press(await code_sent_to(sms))
    else:
        await caller.speak(sounds[action.what])


async def _told(caller: PhoneCaller, first: int, recogniser: Recogniser | None, rate: int, tell: Any) -> None:
    """Report what the clerk said from frame `first` on."""
    if len(caller.heard) == first:
        return
    sound = np.concatenate(caller.heard[first:])
    text = ""
    if recogniser is not None:
        text = (await recogniser.transcribe(resample(sound, rate, RATE))).text
    tell("clerk", {"seconds": round(len(sound) / rate, 1), "text": text})


def _tell_json(kind: str, facts: dict[str, Any]) -> None:
    typer.echo(json.dumps({"event": kind, **facts}, ensure_ascii=False))


def _teller(console: Console) -> Any:
    signs = {"clerk": "👩", "say": "🗣", "press": "🔢", "play": "🎤"}

    def tell(kind: str, facts: dict[str, Any]) -> None:
        shown = " ".join(str(fact) for fact in facts.values() if fact != "")
        console.print(f"{signs.get(kind, '📞')} {'' if kind in signs else kind + ' '}{shown}", markup=False)

    return tell
