"""What a telephone line costs the recogniser: the same sentences and numbers at 16 kHz and by telephone.

The sentences are those of `bench.hear`, the numbers and answers those of `bench.hear_answers`, and so are the ears; the
decoder has the syllable head that is shipped. Sentences are the decoder's alone; numbers and answers are shown as they
were before the head, and as the hall takes them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from functools import partial

import numpy as np

from asr import RATE, Expectation, resample
from asr.syllables.heads import head_for
from asr.whisper.decoder import WhisperDecoder
from bench.clips import voice_files
from bench.hear import VOICES, Item, Row, judge
from bench.hear_answers import EARS, Answered, heard, outcome, spoken
from bench.phone.line import by_telephone
from bench.phone.threads import in_thread
from bench.sentences import all_sentences, expectations
from kiosk.commands.expecting import expected_answer
from kiosk.config import Settings
from kiosk.wire.phone.events import Pcm
from support.measures.limited_run import Tell
from tts import CachedVoice, KokoroVoice

#: The row, and the share of lost packets; None: no telephone.
LINES: dict[str, float | None] = {
    "16 kHz": None,
    "8 kHz G.711": 0.0,
    "8 kHz G.711, 1 % lost": 0.01,
    "8 kHz G.711, 3 % lost": 0.03,
}
_SHOWN = ("before", "all")
_BEAM = 5
_TODAY = date(2026, 11, 30)
#: Seconds of CPU for a sentence and for an answer, on every line.
_SENTENCE_S, _ANSWER_S = 2.5, 4.0


class Hearing:
    """A `Measurement`. `every`: takes each so manieth sentence. `count`: numbers of each kind for each of `voices`."""

    def __init__(self, settings: Settings, every: int, count: int, voices: list[str]) -> None:
        self.name = f"hearing, numbers by {', '.join(voices)}"
        self._settings, self._every, self._count, self._voices = settings, every, count, voices
        self.sentences = {line: Row() for line in LINES}
        self.answers: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)

    @property
    def takes_s(self) -> float:
        sentences = len(list(all_sentences())) / self._every
        return sentences * _SENTENCE_S + len(self._voices) * (3 * self._count + 12) * _ANSWER_S

    async def run(self, tell: Tell) -> None:
        voice_files(self._settings.models_dir, self._voices)
        folder = self._settings.models_dir / "whisper-base"
        head = head_for(folder)
        decoder = WhisperDecoder(folder, device="cpu", compute_type="int8", head=head)
        tell(f"{folder.name}, beam {_BEAM}, {'with' if head else 'WITHOUT'} a syllable head")
        try:
            await self._hear_answers(decoder, tell)
            await self._hear_sentences(decoder, tell)
        finally:
            decoder.close()

    def show(self) -> bool:
        print("\n| line | sentences | characters wrong, % | after correction | sentences right, % | after correction |")
        print("|---|---:|---:|---:|---:|---:|")
        for line, row in self.sentences.items():
            wrong, chosen = 100 * row.wrong / max(1, row.said), 100 * row.chosen / max(1, row.said)
            exact, after = 100 * row.exact / max(1, row.count), 100 * row.exact_chosen / max(1, row.count)
            print(f"| {line} | {row.count} | {wrong:.1f} | {chosen:.1f} | {exact:.0f} | {after:.0f} |")
        print("\n| answer | line | ear | answers | right | wrong and plausible | asked about | nothing |")
        print("|---|---|---|---:|---:|---:|---:|---:|")
        for kind in sorted({kind for kind, _, _ in self.answers}, reverse=True):
            for line in LINES:
                for ear in (each for each in EARS if each in _SHOWN and (kind, line, each) in self.answers):
                    became = self.answers[kind, line, ear]
                    cells = [became.total(), *(became[what] for what in ("right", "wrong", "asked", "nothing"))]
                    print(f"| {kind} | {line} | {ear} | " + " | ".join(map(str, cells)) + " |")
        return bool(self.answers)

    async def _hear_sentences(self, decoder: WhisperDecoder, tell: Tell) -> None:
        expected = expectations(self._settings.services_dir)
        spoken_ones = await _spoken(self._settings, self._every)
        for number, (moment, text, sound) in enumerate(spoken_ones):
            expectation = expected.get(moment, Expectation("text"))
            await in_thread(partial(self._sentence, decoder, number, text, moment, sound, expectation))
            if number % 10 == 9:
                tell(f"{number + 1} of {len(spoken_ones)} sentences")

    def _sentence(
        self, decoder: WhisperDecoder, number: int, text: str, moment: str, sound: Pcm, expected: Expectation
    ) -> None:
        for line, loss in LINES.items():
            pcm = sound if loss is None else by_telephone(sound, loss=loss, seed=number)
            (found,) = decoder.decode([pcm.astype(np.float32) / 32768.0], beam=_BEAM)
            item = Item(number, text, moment, line, pcm)
            judge(self.sentences[line], item, found, expected)

    async def _hear_answers(self, decoder: WhisperDecoder, tell: Tell) -> None:
        cases = await spoken(self._settings, self._voices, self._count, ["clean"])
        for number, case in enumerate(cases):
            await in_thread(partial(self._answer, decoder, number, case))
            if number % 10 == 9:
                tell(f"{number + 1} of {len(cases)} numbers and answers")

    def _answer(self, decoder: WhisperDecoder, number: int, case: Answered) -> None:
        kind = "number" if case.question.partition(":")[0] in ("phone", "id", "number") else "choice"
        for line, loss in LINES.items():
            pcm = case.pcm if loss is None else by_telephone(case.pcm, loss=loss, seed=number)
            expected = expected_answer(case.question, _TODAY)
            for ear, found, _ in heard(decoder, pcm, expected):
                what, _value = outcome(case.value, found, expected)
                self.answers[kind, line, ear][what] += 1


async def _spoken(settings: Settings, every: int) -> list[tuple[str, str, Pcm]]:
    """(moment, text, sound at 16 kHz with silence around it), by both voices in turn."""
    models, cache = settings.models_dir / "kokoro", settings.data_dir / "bench" / "speech"
    found = []
    for place, name in enumerate(VOICES):
        voice = CachedVoice(KokoroVoice(models / "model.onnx", models / f"{name}.bin", threads=1), cache)
        for moment, text in list(all_sentences())[place * every :: len(VOICES) * every]:
            speech = await voice.speak(text + "。", keep=True)
            pad = np.zeros(int(0.3 * RATE), np.int16)
            found.append((moment, text, np.concatenate([pad, resample(speech.pcm, speech.rate, RATE), pad])))
        await voice.close()
    return found
