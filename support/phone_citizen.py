"""A simulated citizen on the telephone, who has only ears: the clerk's sound is recognised, and answered by a scenario.

A question is known by its sound: a cue of the scenario counts where something in the recognised text is near to it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from asr import RATE, Recogniser, resample
from kiosk.client import ClientError
from kiosk.client.phone_caller import PhoneCaller
from kiosk.client.scenario import Scenario, ScenarioLine
from kiosk.client.scenario_progress import ScenarioProgress, ScenarioStuckError
from kiosk.client.simulated_citizen import TalkReport, TurnReport
from mandarin import alike, clean
from tts import Voice

#: How near (0..1, `mandarin.alike`) the sound of a cue must be to what was heard.
NEAR = 0.8
#: Seconds of the clerk's silence after which it is the caller's turn, and within which she must speak.
QUIET_S, WITHIN_S = 2.5, 60.0
#: A clerk who says one of these goes on speaking without the caller.
_WAIT = ("请稍等", "请稍候", "我查一下", "正在为您提交", "正在为您取号")
#: Mean amplitude at or above which a frame counts as speech; seconds of silence between two pieces of speech that are
#: recognised apart; seconds of the longest piece.
_LOUD, _PAUSE_S, _LONGEST_S = 60.0, 0.25, 15.0
_FRAME_S = 0.02

Pcm = NDArray[np.int16]


class PhoneCitizen:
    """Plays a scenario over a call. `rate`: Hz of the line. `tell`: is given every turn that is over. `code`: gives the
    one that came by text message last.
    """

    def __init__(
        self,
        caller: PhoneCaller,
        scenario: Scenario,
        voice: Voice,
        recogniser: Recogniser,
        *,
        rate: int = 8_000,
        tell: Callable[[TurnReport], None] = lambda turn: None,
        code: Callable[[], str] = lambda: "",
    ) -> None:
        self._caller, self._scenario, self._voice, self._recogniser = caller, scenario, voice, recogniser
        self._rate, self._tell, self._code = rate, tell, code
        self._progress = ScenarioProgress(scenario, asked_for)
        self._from = 0  # the first of the clerk's frames that has not been recognised
        self.report = TalkReport()

    async def run(self) -> TalkReport:
        """Until the clerk hangs up. A failed call does not raise: see `trouble`."""
        sounds = await self._prepare()
        question = ""
        try:
            while await self._caller.turn(QUIET_S, WITHIN_S):
                question += await self._hear()
                if must_wait(question) or (action := self._progress.action(question)) is None:
                    continue
                self._close(question)
                self.report.turns.append(TurnReport(action.line.deed, action.words, again=action.again))
                question = ""
                if action.line.deed == "key":
                    await self._caller.press(action.words)
                elif action.line.deed == "code":
                    await self._caller.press(self._code())
                else:
                    await self._caller.speak(sounds[action.words])
            self._close(question + await self._hear())
            if (unsaid := self._progress.following) is not None:
                self.report.trouble = f"expected to be asked for {unsaid.what}; the clerk hung up before"
        except (ScenarioStuckError, ClientError) as error:
            self.report.trouble = str(error)
        return self.report

    async def _prepare(self) -> dict[str, Pcm]:
        """All spoken lines, at 16 kHz, by their words."""
        sounds = {}
        for line in self._scenario.lines:
            for words in filter(None, (line.what, line.again)) if line.deed == "voice" else ():
                speech = await self._voice.speak(words)
                sounds[words] = resample(speech.pcm, speech.rate, RATE)
        return sounds

    async def _hear(self) -> str:
        """The text of what the clerk has said since the last time."""
        frames, self._from = self._caller.heard[self._from :], len(self._caller.heard)
        texts = []
        for piece in pieces(frames):
            texts.append((await self._recogniser.transcribe(resample(piece, self._rate, RATE))).text)
        return "，".join(filter(None, texts))

    def _close(self, heard: str) -> None:
        """The clerk's answer to the last turn is known."""
        if self.report.turns:
            self.report.turns[-1].clerk = heard
            self._tell(self.report.turns[-1])


def asked_for(line: ScenarioLine, question: str) -> bool:
    """Whether a cue of `line` sounds in `question`; a line without cues fits every question."""
    return not line.cues or any(sounds_in(cue, question) for cue in line.cues)


def must_wait(question: str) -> bool:
    """Whether the last words ask the caller to wait."""
    end = clean(question)[-8:]
    return any(sounds_in(words, end) for words in _WAIT)


def sounds_in(words: str, text: str) -> bool:
    said = clean(text)
    windows = (said[at : at + len(words)] for at in range(max(1, len(said) - len(words) + 1)))
    return any(alike(words, window) >= NEAR for window in windows)


def pieces(frames: Iterable[Pcm]) -> Iterator[Pcm]:
    """The speech in a line's frames of 20 ms, cut at pauses, with the pause around it."""
    pause = round(_PAUSE_S / _FRAME_S)
    piece: list[Pcm] = []
    for loud, run in itertools.groupby(frames, lambda frame: bool(np.abs(frame.astype(np.int32)).mean() >= _LOUD)):
        part = list(run)
        if loud or len(part) < pause:
            piece += part
        elif piece:
            yield np.concatenate([*piece, *part[:pause]])
            piece = part[-pause:] if len(part) > 2 * pause else []
        else:
            piece = part[-pause:]
        if len(piece) * _FRAME_S > _LONGEST_S:
            yield np.concatenate(piece)
            piece = []
    if any(np.abs(frame.astype(np.int32)).mean() >= _LOUD for frame in piece):
        yield np.concatenate(piece)
