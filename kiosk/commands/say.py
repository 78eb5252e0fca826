"""`kiosk say`: the clerk's voice into a file."""

from __future__ import annotations

import asyncio
import json
import uuid
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from avatar import COLUMNS, face
from kiosk.commands.options import ConfigOption, finite, settings_from
from kiosk.commands.output_file import FACE, SOUND, output_file, written_whole
from kiosk.commands.paths import PathOptionError, same
from kiosk.config import Settings
from kiosk.hall import engines
from kiosk.wire.aigc import AigcMark
from kiosk.wire.wav import write_marked_wav
from tts import Speech, clauses


def say(
    text: Annotated[str, typer.Argument(help="要念的话。 What to say.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="WAV 文件。 A WAV file.")],
    face_file: Annotated[
        Path | None, typer.Option("--face", help="口型也存成 JSON。 The face rows too, as JSON.")
    ] = None,
    voice: Annotated[
        str | None, typer.Option(help="换一个声音，不用设置里的 tts.voice。 Another voice than tts.voice.")
    ] = None,
    speed: Annotated[
        float, typer.Option(help="语速，0.5 到 2。 Speed of speech, 0.5 to 2.", min=0.5, max=2, callback=finite)
    ] = 1.0,
    config: ConfigOption = None,
) -> None:
    """把一句话念成 WAV 文件，带 AI 标识。

    Speak TEXT into a WAV file marked as AI-generated, and the face that goes with it into a JSON file.
    """
    settings = settings_from(config)
    output_file(output, SOUND, settings)
    if face_file is not None:
        if same(output, face_file):
            raise PathOptionError(f"{face_file}: expected another file for --face than for --output; both are this one")
        output_file(face_file, FACE, settings)
    spoken = asyncio.run(_speak(settings, text, voice, speed))
    rate = spoken[0].rate if spoken else 24_000
    sound = np.concatenate([s.pcm for s in spoken]) if spoken else np.zeros(0, np.int16)
    with written_whole(output) as fresh, fresh.open("wb") as file:
        write_marked_wav(file, [sound], rate, 1, AigcMark(settings.hall.name, uuid.uuid4().hex))
    typer.echo(f"{output}: {len(sound) / rate:.2f} s, {len(spoken)} clauses")
    if face_file is not None:
        rows = _face(spoken)
        with written_whole(face_file) as fresh:
            fresh.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
        typer.echo(f"{face_file}: {len(rows['samples'])} rows")


async def _speak(settings: Settings, text: str, name: str | None, speed: float) -> list[Speech]:
    voice = engines.load_voice(settings, name)
    try:
        return [await voice.speak(clause, speed=speed) for clause in clauses(text)]
    finally:
        await voice.close()


def _face(spoken: list[Speech]) -> dict[str, list[object]]:
    samples: list[object] = []
    weights: list[object] = []
    start = 0
    for speech in spoken:
        track = face(speech)
        samples += (track.samples + start).tolist()
        weights += track.weights.tolist()
        start += len(speech.pcm)
    return {"columns": list(COLUMNS), "samples": samples, "weights": weights}
