"""`kiosk talk`: a simulated citizen over the real WebSocket, with a synthesised voice if wanted."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from asr import RATE, load_wav, resample, save_wav
from kiosk.client.client import ClerkReply, ClientError, KioskClient
from kiosk.client.demo_sms import code_sent_to
from kiosk.client.scenario import Scenario, ScenarioLine
from kiosk.client.scenario_progress import ScenarioProgress, ScenarioStuckError
from kiosk.wire import messages as m
from kiosk.wire.card_signature import signature
from tts import Voice


@dataclass(slots=True)
class TurnReport:
    """One turn from the citizen's side. Times in ms; None where it was not spoken or no answer came."""

    deed: str
    said: str
    heard: str = ""
    clerk: str = ""
    voice_to_voice_ms: float | None = None
    answered_s: float | None = None  # from the citizen's last sound to the end of the answer
    stages: dict[str, Any] = field(default_factory=dict)
    again: bool = False


@dataclass(slots=True)
class TalkReport:
    turns: list[TurnReport] = field(default_factory=list)
    ending: str = ""
    receipt: str = ""
    trouble: str = ""

    @property
    def repeats(self) -> int:
        return sum(turn.again for turn in self.turns)


Tell = Callable[[str, dict[str, Any]], None]


class Citizen:
    """Plays a scenario against a server. `tell(kind, facts)` is called for everything that happens, as it happens.

    `sms`: the demo back end's sender of text messages, where the citizen finds a code.
    """

    def __init__(
        self,
        client: KioskClient,
        scenario: Scenario,
        voice: Voice | None,
        tell: Tell,
        *,
        sms: str = "",
        reader_key: str = "",
    ) -> None:
        """`reader_key`: the hall's, with which card readings are signed; empty: they are not."""
        self._reader_key = reader_key
        self._client, self._scenario, self._voice, self._tell, self._sms = client, scenario, voice, tell, sms
        self._progress = ScenarioProgress(scenario)
        self._question = ""  # what the clerk said and showed since the citizen's last action
        self._ended_at: float | None = None  # loop time of the last sounding sample spoken
        self._waits: int | None = None  # the first utterance that can answer it
        self.report = TalkReport()

    def _reading(self, card: m.IdCard) -> m.CardReadMessage:
        if not self._reader_key:
            return m.CardReadMessage("id_card", card)
        at = int(time.time())
        return m.CardReadMessage("id_card", card, at, signature(self._reader_key, at, card))

    async def run(self, timeout_s: float = 300) -> TalkReport:
        """Run until `goodbye`, a dead end, or the time-out. A failed run does not raise: see `trouble`."""
        sounds = await self._prepare()
        await self._client.send(m.Start())
        try:
            async with asyncio.timeout(timeout_s):
                while not await self._follow(sounds):
                    pass
        except TimeoutError:
            self.report.trouble = f"not finished after {timeout_s:.0f} s; the clerk's last words: {self._question}"
        return self.report

    async def _prepare(self) -> dict[str, NDArray[np.int16]]:
        """Synthesise all spoken lines before the conversation, so that synthesis does not distort its times."""
        sounds = {}
        for line in self._scenario.lines:
            if line.deed == "wav":
                sounds[line.what] = load_wav(Path(line.what))
            elif line.deed == "voice":
                for words in filter(None, (line.what, line.again)):
                    sounds[words] = await self._spoken(words)
        return sounds

    async def _spoken(self, words: str) -> NDArray[np.int16]:
        if self._voice is None:
            raise ClientError("This scenario is spoken, and there is no voice to speak it")
        speech = await self._voice.speak(words)
        return resample(speech.pcm, speech.rate, RATE)

    async def _follow(self, sounds: dict[str, NDArray[np.int16]]) -> bool:
        message = await self._client.messages.get()
        match message:
            case None:
                self.report.trouble = self.report.trouble or "the server hung up"
                return True
            case m.Goodbye(reason):
                self._settle()
                self.report.ending = reason
                if self._scenario.ending and reason != self._scenario.ending:
                    self.report.trouble = f"expected the ending {self._scenario.ending}; it was {reason}"
                elif (unsaid := self._progress.following) is not None:
                    self.report.trouble = f"expected to be asked for {unsaid.what}; the conversation ended before"
                self._tell("goodbye", {"reason": reason})
                return True
            case m.TranscriptMessage(_, text, via):
                if self.report.turns:
                    self.report.turns[-1].heard += text
                self._tell("transcript", {"text": text, "via": via})
            case m.SayMessage(_, _, _, _, text):
                self._question += text
            case m.Cards(cards):
                self._see(cards)
            case m.TimingMessage():
                if self.report.turns:
                    self.report.turns[-1].stages = asdict(message)
            case m.TurnState("listening"):
                return await self._listened(sounds)
            case m.Error(code, text, fatal):
                self._tell("error", {"code": code, "text": text})
                if fatal:
                    self.report.trouble = f"{code}: {text}"
                return fatal
        return False

    def _see(self, cards: tuple[Any, ...]) -> None:
        for card in cards:
            self._question += card.title
            if type(card).__name__ == "ReceiptCard":
                self.report.receipt = card.number
            self._tell("card", {"card": type(card).__name__.removesuffix("Card").lower(), "title": card.title})

    async def _listened(self, sounds: dict[str, NDArray[np.int16]]) -> bool:
        """It is the citizen's turn: the next line if it fits, else the last one again."""
        self._settle()
        if self._progress.finished:
            return True
        try:
            action = self._progress.action(self._question)
        except ScenarioStuckError as error:
            self.report.trouble = str(error)
            return True
        if action is None:
            return False  # listening again without an answer: a noise was rejected, or silence continues
        line, words = action.line, action.words
        self._question = ""
        self.report.turns.append(TurnReport(line.deed, words, again=action.again))
        self._tell("citizen", {"deed": line.deed, "said": words, "again": action.again})
        await self._do(line, sounds.get(words))
        return False

    async def _do(self, line: ScenarioLine, sound: NDArray[np.int16] | None) -> None:
        self._waits = max(self._client.replies, default=0) + 1
        match line.deed:
            case "voice" | "wav" if sound is not None:
                sent = await self._client.speak(sound)
                self._ended_at = sent - (len(sound) - _last_sounding(sound)) / RATE
            case "text":
                await self._client.send(m.Text(line.what))
            case "touch":
                await self._client.send(m.Touch(line.what))
            case "key":
                await self._client.send(m.Key(line.what))
            case "card":
                name, _, number = line.what.rpartition(" ")
                await self._client.send(self._reading(m.IdCard(name, number)))
            case "code":
                await self._client.send(m.Key(await code_sent_to(self._sms, line.what)))

    def _settle(self) -> None:
        """Close the last turn's report: what the clerk answered, and how long that took."""
        if self._waits is None:
            return
        answers = [r for n, r in sorted(self._client.replies.items()) if n >= (self._waits or 0)]
        turn = self.report.turns[-1]
        turn.clerk = "".join(r.text for r in answers)
        first = next((r.first_at for r in answers if r.first_at is not None), None)
        if first is not None and self._ended_at is not None:
            turn.voice_to_voice_ms = round((first - self._ended_at) * 1000, 1)
            turn.answered_s = round(asyncio.get_running_loop().time() - self._ended_at, 2)
        self._waits = self._ended_at = None
        self._tell("turn", asdict(turn))


def _last_sounding(pcm: NDArray[np.int16]) -> int:
    """The index behind the last sample above -40 dB of the peak: the end of speech."""
    loud = np.flatnonzero(np.abs(pcm.astype(np.int32)) > np.abs(pcm.astype(np.int32)).max(initial=1) / 100)
    return int(loud[-1]) + 1 if len(loud) else 0


def save_replies(replies: dict[int, ClerkReply], folder: Path) -> None:
    """Each utterance's sound as WAV and its face rows as JSON, e.g. `003.wav`, `003.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, reply in sorted(replies.items()):
        samples, weights = reply.rows
        save_wav(folder / f"{number:03}.wav", reply.pcm, 24_000)
        face = {"text": reply.text, "rate": 24_000, "samples": samples.tolist(), "weights": weights.tolist()}
        (folder / f"{number:03}.json").write_text(json.dumps(face, ensure_ascii=False), encoding="utf-8")
