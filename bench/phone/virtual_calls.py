"""Calls in virtual time with the hall's real models, each recognition as long as on an idle core: a busy machine
changes nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from asr import SegmenterHub, VoiceActivity
from asr.syllables.heads import head_for
from asr.whisper.decoder import WhisperDecoder
from bench.phone.threads import in_thread
from kiosk.client.phone.asterisk import AsteriskGateway
from kiosk.client.phone_caller import PhoneCaller
from kiosk.config import PhoneSettings, Settings
from kiosk.hall import engines
from support.models_in_virtual_time import CachedRecogniser, Inline
from support.phone_calls import exchange
from support.virtual_time import VirtualTimeLoop


@dataclass(frozen=True, slots=True)
class VirtualEars:
    """Of the halls of all calls of a run."""

    vad: VoiceActivity
    recogniser: CachedRecogniser
    decoder: WhisperDecoder


@contextlib.asynccontextmanager
async def virtual_ears(settings: Settings, *, head: bool) -> AsyncIterator[VirtualEars]:
    """whisper-base; `head`: with its syllable head. Raises SystemExit where there is none."""
    folder = settings.models_dir / "whisper-base"
    syllables = head_for(folder) if head else None
    if head and syllables is None:
        raise SystemExit(f"expected a syllable head for {folder}; there is none, or it belongs to another encoder")
    decoder = WhisperDecoder(folder, device="cpu", compute_type="int8", head=syllables)
    try:
        yield VirtualEars(engines.load_voice_activity(settings), CachedRecogniser(decoder), decoder)
    finally:
        decoder.close()


@contextlib.asynccontextmanager
async def virtual_call(ears: VirtualEars, gateway: AsteriskGateway) -> AsyncIterator[PhoneCaller]:
    """A call on chan_websocket to a hall with these ears, whose voice is a tone as long as the words."""
    hub = SegmenterHub(ears.vad, Inline())
    phone = PhoneSettings(longest_s=14_400)
    async with (
        exchange(phone, vad=ears.vad, segmenter_hub=hub, recogniser=ears.recogniser) as hall,
        hall.connected(gateway, "chan-websocket") as (caller, _, _),
    ):
        yield caller
    await hub.close()


async def in_virtual_time(
    work: Callable[[], Coroutine[Any, Any, None]], end: Callable[[], None] = lambda: None
) -> None:
    """Run `work` in a thread, on a loop of its own. `end`: as of `in_thread`."""

    def run() -> None:
        with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
            runner.run(work())

    await in_thread(run, end)
