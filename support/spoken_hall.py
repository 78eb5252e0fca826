"""A hall that really hears, in virtual time: real voice activity, recognition, machine and scripts; the demo office.

For conversations by voice that come out the same however busy the machine is.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from asr import SegmenterHub, VoiceActivity
from asr.syllables.heads import head_for
from asr.whisper.decoder import WhisperDecoder
from kiosk.client.scenario import Scenario
from kiosk.client.simulated_citizen import Citizen, TalkReport, Tell
from kiosk.config import Settings
from kiosk.hall import Hall
from support.halls import make_hall, proving_parts
from support.memory_page import page_of
from support.models_in_virtual_time import CachedRecogniser, Inline
from support.office_backend import OfficeBackend
from support.proof import Mailbox
from tts import CachedVoice, KokoroVoice, Speech


class KeptVoice:
    """A Kokoro voice whose clauses are kept in `folder`, whatever they say: for the lines of tests and benches."""

    def __init__(self, models: Path, name: str, folder: Path) -> None:
        kokoro = KokoroVoice(models / "kokoro" / "model.onnx", models / "kokoro" / f"{name}.bin")
        self._voice, self.name = CachedVoice(kokoro, folder), name

    async def speak(self, text: str, *, speed: float = 1.0, keep: bool = True) -> Speech:
        return await self._voice.speak(text, speed=speed, keep=True)

    async def close(self) -> None:
        await self._voice.close()


def load_recogniser(models: Path, kept: Path) -> CachedRecogniser:
    """Whisper base, with its syllable head where there is one. What it decodes is kept in `kept`."""
    folder = models / "whisper-base"
    decoder = WhisperDecoder(folder, device="cpu", compute_type="int8", head=head_for(folder))
    return CachedRecogniser(decoder, folder=kept, captions=False)


@contextlib.asynccontextmanager
async def spoken_hall(
    models: Path,
    recogniser: CachedRecogniser,
    settings: Settings | None = None,
    *,
    mailbox: Mailbox | None = None,
    **parts: Any,
) -> AsyncIterator[Hall]:
    """`parts`: other fields of `Hall`; without a voice the clerk makes a sound as long as her words. It asks who the
    citizen is: test cards are read, and codes come to `mailbox`.
    """
    vad, office = VoiceActivity(models / "silero" / "silero_vad.onnx"), OfficeBackend()
    hub = SegmenterHub(vad, Inline())
    proving = proving_parts(mailbox or Mailbox())
    heard = {"vad": vad, "segmenter_hub": hub, "recogniser": recogniser, "backend": office}
    hall = make_hall(settings, **{**proving, **heard, **parts})
    try:
        yield hall
    finally:
        await hall.sessions.drain(1)
        await hub.close()
        hall.threads.shutdown()
        office.close()


async def converse(
    models: Path, kept: Path, recogniser: CachedRecogniser, scenario: Scenario, tell: Tell, within_s: float = 900
) -> TalkReport:
    """A citizen before a page of such a hall plays `scenario`. `kept`: where their lines are kept."""
    voice = KeptVoice(models, scenario.voice, kept)
    try:
        async with spoken_hall(models, recogniser) as hall, page_of(hall, elderly=scenario.elderly) as client:
            return await Citizen(client, scenario, voice, tell).run(within_s)
    finally:
        await voice.close()
