"""`kiosk hear`: recognise a recording."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from asr import RATE, Segmenter, SpeechSegment, Transcript, load_wav
from kiosk.commands.options import ConfigOption, settings_from
from kiosk.commands.paths import file_to_read
from kiosk.config import Settings
from kiosk.hall import engines


def hear(
    file: Annotated[
        Path, typer.Argument(help="录音文件，什么采样率都行。 A sound file: any rate, any format soundfile reads.")
    ],
    config: ConfigOption = None,
) -> None:
    """像服务里那样识别一个录音文件。

    Recognise FILE as the kiosk would: voice activity, end of speech, Whisper, guards.
    """
    file_to_read(file, "a sound file")
    found = asyncio.run(_hear(settings_from(config), file))
    for utterance, transcript in found:
        span = f"{utterance.start / RATE:6.2f}–{utterance.end / RATE:.2f} s"
        text = transcript.text or f"（未采纳：{transcript.refused}）"
        typer.echo(f"{span}  {text}  [{transcript.confidence:.2f}]")
    if not found:
        typer.echo("没有听到人声 · no speech heard")


async def _hear(settings: Settings, file: Path) -> list[tuple[SpeechSegment, Transcript]]:
    sound = load_wav(file)
    segmenter = Segmenter(engines.load_voice_activity(settings))
    utterances = [e for e in [*segmenter.feed(sound), *segmenter.flush()] if isinstance(e, SpeechSegment)]
    recogniser = engines.load_recogniser(settings)
    try:
        return [(u, await recogniser.transcribe(u.pcm)) for u in utterances]
    finally:
        await recogniser.close()
