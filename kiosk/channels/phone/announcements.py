"""What a line says without a conversation: that it is busy, that it is closed. Rendered beside the first calls."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import date

import numpy as np
from numpy.typing import NDArray

from asr import resample
from dialogue import Machine, acts
from kiosk.channels.phone import callback_dialogue, resume_dialogue, staff_wait
from kiosk.channels.phone.call_facts import Refusal
from kiosk.hall import phrases
from kiosk.wire.phone.events import Pcm
from tts import CachedVoice, VoiceError, clauses

LINE_BUSY = "线路忙，请您稍后再拨，或者到大厅窗口办理。"
TOO_MANY = "您今天来电较多，请稍后再拨，或者到大厅窗口办理。"
#: Why a caller hears an announcement and no clerk, by its text.
REFUSALS: dict[str, Refusal] = {LINE_BUSY: "lines", TOO_MANY: "caller", phrases.AWAY: "closing"}
#: Before anything else in a call that is recorded.
RECORDED = "本次通话会录音。"
#: Why nobody answers, before a call back is offered.
ALL_BUSY = "现在线路忙。"
UNANSWERED = "工作人员没有接到您的电话。"
OUT_OF_HOURS = "现在是下班时间，没有工作人员接听。"
NOBODY_THERE = "现在没有工作人员能接听。"
_OPENINGS = (ALL_BUSY, UNANSWERED, OUT_OF_HOURS, NOBODY_THERE)
TOO_LONG = "这次通话时间到了，先为您结束，需要时请再打来。"
#: The busy tone of a Chinese exchange: 450 Hz, 0.35 s on and 0.35 s off. For announcements that could not be rendered.
_TONE_HZ, _TONE_S, _TONES, _RATE = 450, 0.35, 3, 24_000


class Announcements:
    """The sound of each text, at 24 kHz."""

    def __init__(self, voice: CachedVoice) -> None:
        self._voice = voice
        self._sounds: dict[str, NDArray[np.int16]] = {}
        self._speed = 1.0

    async def run(self, machine: Machine, today: date, speed: float) -> None:
        """A background job: prepare, and then nothing, until cancelled."""
        await self.prepare(machine, today, speed)
        await asyncio.get_running_loop().create_future()

    async def prepare(self, machine: Machine, today: date, speed: float) -> None:
        """Render all of them, and put the greeting of a call into the speech cache. Never raises `VoiceError`."""
        self._speed = speed
        _, greeting = machine.step(machine.new("phone", today), acts.Begin("phone"))
        greetings = [act.text for act in greeting if isinstance(act, acts.Say)]
        others = (*_OPENINGS, *callback_dialogue.FIXED, *resume_dialogue.FIXED, *staff_wait.FIXED)
        for text in (*greetings, RECORDED, LINE_BUSY, phrases.APOLOGY, TOO_LONG, phrases.AWAY, TOO_MANY, *others):
            with contextlib.suppress(VoiceError):
                self._sounds[text] = await self._render(text, keep=True)

    async def rendered(self, text: str) -> Pcm:
        """As `sound`; a text that was not prepared is rendered now, and not kept: it may hold a caller's number."""
        if text in self._sounds:
            return self._sounds[text]
        try:
            return await self._render(text, keep=False)
        except VoiceError:
            return _busy_tone()

    async def _render(self, text: str, *, keep: bool) -> Pcm:
        spoken = [await self._voice.speak(each, speed=self._speed, keep=keep) for each in clauses(text)]
        return np.concatenate([await asyncio.to_thread(resample, speech.pcm, speech.rate, _RATE) for speech in spoken])

    def sound(self, text: str) -> Pcm:
        """Mono int16 at 24 kHz: the text, or the busy tone where it has not been rendered."""
        found = self._sounds.get(text)
        return _busy_tone() if found is None else found


def _busy_tone() -> Pcm:
    at = np.arange(round(_TONE_S * _RATE)) / _RATE
    on = np.rint(4_000 * np.sin(2 * np.pi * _TONE_HZ * at)).astype(np.int16)
    return np.tile(np.concatenate([on, np.zeros_like(on)]), _TONES)
