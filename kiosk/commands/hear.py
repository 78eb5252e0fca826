"""`kiosk hear`: recognise recordings."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray

from asr import (
    RATE,
    EndSilenceSettings,
    Segmenter,
    SpeechSegment,
    Ticket,
    Transcript,
    VoiceActivity,
    choose_answer,
    end_silence_before_text,
    load_wav,
)
from asr.syllables.heard_answer import Use
from asr.whisper.hypothesis import LONGEST_S
from kiosk.commands.expecting import FORMS, ExpectedAnswer, expected_answer
from kiosk.commands.options import ConfigOption, settings_from
from kiosk.commands.paths import file_to_read
from kiosk.config import Settings
from kiosk.hall import engines


def hear(
    files: Annotated[
        list[Path],
        typer.Argument(help="录音文件，什么采样率都行。 Sound files: any rate, any format soundfile reads."),
    ],
    expect: Annotated[
        str,
        typer.Option(help=f"正在等什么回答，每个文件一行结果。 What is asked for; one line for each file: {FORMS}."),
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="每行一个 JSON。 A JSON object a line.")] = False,
    config: ConfigOption = None,
) -> None:
    """像服务里那样识别录音文件。

    Recognise FILES as the kiosk would: voice activity, end of speech, Whisper, guards; with --expect, as the answer to
    a question.
    """
    for file in files:
        file_to_read(file, "a sound file")
    expected = expected_answer(expect, date.today()) if expect else None
    asyncio.run(_hear(settings_from(config), files, expected, as_json=as_json))


@dataclass(frozen=True, slots=True)
class HeardFile:
    """`use`: take, ask (the citizen is asked back), text (the decoder's text alone gave the value), none."""

    file: str
    value: str
    use: str
    transcript: Transcript
    ms: float

    def line(self) -> str:
        answer = self.transcript.answer
        rivals = ", ".join(f"{one.value} {one.share:.2f}" for one in answer.rivals[:2]) if answer else ""
        heard = self.transcript.text or f"（未采纳：{self.transcript.refused}）"
        return "\t".join(
            (self.file, self.value or "-", self.use, f"{self.transcript.confidence:.2f}", rivals or "-",
             f"{self.ms:.0f} ms", heard)
        )  # fmt: skip

    def fields(self) -> dict[str, Any]:
        answer = self.transcript.answer
        return {
            "file": self.file,
            "value": self.value,
            "use": self.use,
            "confidence": round(self.transcript.confidence, 4),
            "rivals": [{"value": one.value, "share": round(one.share, 4)} for one in answer.rivals] if answer else [],
            "unsure": list(answer.unsure) if answer and answer.unsure else None,
            "agreed": bool(answer and answer.agreed),
            "text": self.transcript.text,
            "refused": self.transcript.refused,
            "ms": round(self.ms, 1),
        }


async def _hear(settings: Settings, files: Sequence[Path], expected: ExpectedAnswer | None, *, as_json: bool) -> None:
    sounds = [load_wav(file) for file in files]  # before the models: a file that is no sound is told at once
    model = engines.load_voice_activity(settings)
    async with _recogniser(settings) as recogniser:
        for file, sound in zip(files, sounds, strict=True):
            if expected is not None:
                heard = await _answer(model, recogniser, file, sound, expected)
                typer.echo(json.dumps(heard.fields(), ensure_ascii=False) if as_json else heard.line())
                continue
            spoken = _segments(model, sound, Segmenter(model))
            for segment in spoken:
                transcript = await recogniser.transcribe(segment.pcm)
                typer.echo(_utterance(file, segment, transcript, as_json=as_json, several=len(files) > 1))
            if not spoken and not as_json:
                typer.echo((f"{file}  " if len(files) > 1 else "") + "没有听到人声 · no speech heard")


@asynccontextmanager
async def _recogniser(settings: Settings) -> AsyncIterator[engines.AnyRecogniser]:
    recogniser = engines.load_recogniser(settings)
    try:
        await recogniser.warm()
        yield recogniser
    finally:
        await recogniser.close()


def _segments(model: VoiceActivity, sound: NDArray[np.int16], segmenter: Segmenter) -> list[SpeechSegment]:
    return [e for e in [*segmenter.feed(sound), *segmenter.flush()] if isinstance(e, SpeechSegment)]


async def _answer(
    model: VoiceActivity,
    recogniser: engines.AnyRecogniser,
    file: Path,
    sound: NDArray[np.int16],
    expected: ExpectedAnswer,
) -> HeardFile:
    """From the first to the last voice in the file, as one utterance; at most the first 29 s."""
    segmenter = Segmenter(model)
    segmenter.end_silence_ms = end_silence_before_text(expected.expectation, EndSilenceSettings())
    spoken = _segments(model, sound, segmenter)
    if not spoken:
        return HeardFile(str(file), "", "none", Transcript("", 0.0, 1.0, len(sound) / RATE, "silent"), 0.0)
    first, last = spoken[0], spoken[-1]
    pcm = sound[first.start : min(last.end, first.start + LONGEST_S * RATE)]
    began = time.perf_counter()
    ticket = Ticket(number=bool(expected.expectation.characters))
    transcript = choose_answer(await recogniser.transcribe(pcm, ticket), expected.expectation, date.today())
    ms = (time.perf_counter() - began) * 1000
    reading = expected.read(transcript.text) if transcript.text else expected.read("")
    answer = transcript.answer
    if not reading.value and not (answer and answer.candidates):
        use = "none"
    elif reading.doubtful or not reading.value or (answer and answer.use is Use.ASK):
        use = "ask"
    else:
        use = "take" if answer and answer.use is Use.TAKE else "text"
    return HeardFile(str(file), reading.value, use, transcript, ms)


def _utterance(file: Path, segment: SpeechSegment, transcript: Transcript, *, as_json: bool, several: bool) -> str:
    begin, end = segment.start / RATE, segment.end / RATE
    if as_json:
        fields = {"file": str(file), "from": round(begin, 2), "to": round(end, 2), "text": transcript.text}
        fields |= {"confidence": round(transcript.confidence, 4), "refused": transcript.refused}
        return json.dumps(fields, ensure_ascii=False)
    text = transcript.text or f"（未采纳：{transcript.refused}）"
    return (f"{file}  " if several else "") + f"{begin:6.2f}–{end:.2f} s  {text}  [{transcript.confidence:.2f}]"
