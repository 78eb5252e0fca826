"""Whisper on CTranslate2, called directly: sounds in, hypotheses with scores out. Synchronous.

The encoder is three quarters of the cost, and Whisper was trained on windows of 30 s. CTranslate2 accepts any window.
Only the utterance and a little silence are encoded; then the encoder's own output for silence is appended, up to the
length the decoder was trained on. The silence is encoded once.

Measured with whisper-base int8, beam 5, on 63 utterances (3 recordings, 60 kiosk sentences by Kokoro; d = duration),
clean and with pink noise at 10 dB; wrong characters in percent (一 and 1 count as equal), CPU seconds an utterance:

    window                                    clean   10 dB   CPU-s
    30 s                                       14.7    27.4    1.30
    max(10 s, d + 1)                           16.2    26.7    0.30
    d + 1, nothing appended                   115.8    73.5    0.18    loops
    d + 1, silence up to 10 s                  36.6    36.0    0.18
    d + 1, silence up to 30 s, mel at -1.5     16.0    30.1    0.25
    d + 1, the same, mel at -0.8               15.6    28.2    0.26
    d + 2, the same, mel at -0.8               15.6    27.4    0.27    <- this

Mel -1.5 is digital silence; -0.8 is where the features of these recordings are clamped (80 dB below their loudest
cell). A 3 s utterance takes one thread 0.40 s with beam 5 and 0.35 s with beam 1 (0.09 s of it the encoder), one of 5.6
s 0.63 and 0.54 s: beam 1 is for captions, and saves little. All five hypotheses cost no more than the best alone. A
worker process holds 220 MB of its own. On 3 recordings, each begun in 4 places, 18 of 192 characters were wrong where
the cut came 160 ms after the voice and 16 where it came 200 ms after it: no significant difference.

The decoder projects every state in each of its layers before it writes a word, which was half of all work: so only the
first and last two seconds of the silence are appended. 200 utterances of `bench.hear`, raw, on a busy machine:

    silence appended                          CER   all right   CPU-s
    all of it, up to 30 s                     33.1     56       0.47
    first 2 s and last 6 s                    33.2     55       0.33
    first 2 s and last 2 s                    33.2     56       0.29    <- this
    first 1 s and last 4 s                    33.0     55       0.33

Beam 3 costs 0.03 s less and 1 point more, beam 1 0.06 s less and 4 (in noise 12) points more. A repetition penalty of
1.1 and a ban on repeated 5-grams change nothing (16.6 / 30.7 and 16.0 / 29.7 against 16.0 / 30.1): neither is used.
Scores not divided by length: 14.9 / 25.9 against 15.2 / 27.2, and 29 of 48 one-word answers right against 23.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
import tokenizers
from numpy.typing import NDArray

from asr.errors import DeviceLostError, RecogniserError
from asr.syllables.head import AFTER_FRAMES, SyllableHead
from asr.syllables.lattice import pack
from asr.syllables.symbols import greedy
from asr.text.cleanup import tidy
from asr.transcript import RATE
from asr.whisper.folder import WHISPER_FILES
from asr.whisper.hypothesis import MAX_HYPOTHESES, NO_TEXT, Decoded, Hypothesis
from asr.whisper.log_mel import FRAMES_PER_SECOND, LogMel
from asr.whisper.number_style import PREVIOUS, count_digits, fits_count, sounds_like_number
from asr.whisper.workers.estimate import AFTER_S
from mandarin.simplified import simplify

_WINDOW_S = 30
_WINDOW_FRAMES = _WINDOW_S * FRAMES_PER_SECOND
#: An encoder state is 20 ms.
_SAMPLES_PER_STATE = 320
#: Silence after the utterance that is encoded with it, so that its last sound is not at the edge of the window.
_AFTER = int(AFTER_S * RATE)
#: The same where only the syllables are wanted.
_AFTER_SYLLABLES = AFTER_FRAMES * _SAMPLES_PER_STATE
#: The log-mel value of the cached silence.
_SILENT_MEL = -0.8
#: Of the cached silence so many states from its beginning and as many from its end are appended: 2 s of each.
_SILENT_STATES = 100
#: Fast Mandarin is 7 characters a second, at up to 2 tokens a character. Longer output is a loop.
_TOKENS_PER_SECOND = 14
_MOST_TOKENS = 224


class WhisperDecoder:
    """A loaded model. One call at a time; the utterances of one call are decoded together."""

    def __init__(
        self,
        folder: Path,
        *,
        device: str,
        compute_type: str,
        threads: int = 1,
        language: str = "zh",
        head: SyllableHead | None = None,
    ) -> None:
        """Load a model folder in CTranslate2's format. Raises `RecogniserError`, `DeviceLostError`.

        `head`: hears syllables on this model's encoder; without one nothing is said of syllables.
        """
        for name in WHISPER_FILES:
            if not (folder / name).is_file():
                raise RecogniserError(f"no speech model: {folder / name} is missing; run `make models`")
        try:
            self._model: Any = ctranslate2.models.Whisper(
                str(folder), device=device, compute_type=compute_type, inter_threads=1, intra_threads=threads
            )
            self._tokens = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # tokenizers raises bare Exception
            raise _typed(error, f"cannot load {folder}") from error
        self._prompt = [
            self._token(f"<|{name}|>") for name in ("startoftranscript", language, "transcribe", "notimestamps")
        ]
        self._first_special = self._token("<|endoftext|>")
        self._head = head
        self._number_prompt: list[int] = []
        if head is not None:
            previous = self._tokens.encode(PREVIOUS, add_special_tokens=False).ids
            self._number_prompt = [self._token("<|startofprev|>"), *previous, *self._prompt]
        self._mel = LogMel(self._model.n_mels)
        try:
            silence = np.full((1, self._model.n_mels, _WINDOW_FRAMES), _SILENT_MEL, np.float32)
            self._silence = self._encode(silence)
        except (RuntimeError, ValueError, MemoryError) as error:
            raise _typed(error, f"cannot use {folder}") from error

    @property
    def hears_syllables(self) -> bool:
        return self._head is not None

    def decode(
        self,
        sounds: Sequence[NDArray[np.float32]],
        *,
        beam: int,
        digits: bool = False,
        on_syllables: Callable[[list[bytes]], None] | None = None,
    ) -> list[Decoded]:
        """`sounds`: each (n,) in -1..1 at 16 kHz, finite, 0 < n <= 29 s; as many `Decoded`, in their order.

        `beam`: hypotheses followed; beam 1 gives one hypothesis; `NO_TEXT` gives none where there is a head, only the
        lattice, and counts as 1 where there is none. `digits`: a number is asked for: sounds whose
        syllables are digits are decoded in the style of a number. `on_syllables`: called with their lattices, before
        any text is decoded. Raises `RecogniserError`, `DeviceLostError`.
        """
        try:
            wants_text = beam != NO_TEXT or self._head is None
            states, encoded = self._states(sounds, _AFTER if wants_text else _AFTER_SYLLABLES)
            seconds = max(len(sound) for sound in sounds) / RATE
            if self._head is None:
                return self._generate(states, self._prompt, seconds, max(1, beam))
            posteriors = [self._syllables(states[i, :encoded], len(sound)) for i, sound in enumerate(sounds)]
            lattices = [pack(one).data for one in posteriors]
            if not wants_text:
                return [Decoded((), 0.0, lattice) for lattice in lattices]
            if on_syllables is not None and beam > 1:
                on_syllables(lattices)
            heard = [greedy(one) for one in posteriors]
            styled = [i for i, said in enumerate(heard) if digits and sounds_like_number(said)]
            found: dict[int, Decoded] = {}
            if styled:
                decoded = self._generate(states[styled], self._number_prompt, seconds, beam)
                for i, one in zip(styled, decoded, strict=True):
                    if fits_count(one.hypotheses[0].text, count_digits(heard[i])):
                        found[i] = one
            plain = [i for i in range(len(sounds)) if i not in found]
            if plain:
                found |= zip(plain, self._generate(states[plain], self._prompt, seconds, beam), strict=True)
            return [replace(found[i], lattice=lattice) for i, lattice in enumerate(lattices)]
        except (RuntimeError, ValueError, MemoryError) as error:
            raise _typed(error, "recognition failed") from error

    def _generate(self, states: NDArray[Any], prompt: list[int], seconds: float, beam: int) -> list[Decoded]:
        """`states`: (n, frames, width); `seconds`: the longest sound."""
        results = self._model.generate(
            ctranslate2.StorageView.from_array(np.ascontiguousarray(states)),
            [prompt] * len(states),
            beam_size=beam,
            # All of them, at no extra cost: the beam holds them.
            num_hypotheses=beam,
            # Scores divided by length make hypotheses of one-word answers longer (是 becomes 是你).
            length_penalty=0.0,
            # CTranslate2 halves max_length to get the number of new tokens, as OpenAI's sample_len does.
            max_length=2 * min(_MOST_TOKENS, 8 + math.ceil(_TOKENS_PER_SECOND * seconds)),
            return_scores=True,
            return_no_speech_prob=True,
        )
        return [self._decoded(result) for result in results]

    def close(self) -> None:
        """Free the model's memory."""
        self._model.unload_model()

    def _decoded(self, result: Any) -> Decoded:
        """The hypotheses as distinct texts; those that differ only in script or spaces count once."""
        hypotheses: dict[str, Hypothesis] = {}
        for tokens, score in zip(result.sequences_ids, result.scores, strict=True):
            text = tidy(simplify(self._tokens.decode([t for t in tokens if t < self._first_special]).strip()))
            # With no length penalty the score is the sum over all tokens and the end token.
            hypotheses.setdefault(text, Hypothesis(text, float(score) / (len(tokens) + 1), float(score)))
        return Decoded(tuple(hypotheses.values())[:MAX_HYPOTHESES], float(result.no_speech_prob))

    def _syllables(self, states: NDArray[Any], samples: int) -> NDArray[np.float32]:
        """The head's posteriors of one utterance and the silence behind it that the head was trained with."""
        assert self._head is not None
        frames = min(len(states), math.ceil(samples / _SAMPLES_PER_STATE) + AFTER_FRAMES)
        return self._head.log_posteriors(np.asarray(states[:frames], np.float32))

    def _states(self, sounds: Sequence[NDArray[np.float32]], after_samples: int) -> tuple[NDArray[Any], int]:
        """Encoder states (n, at most 1500, width): the utterances, a little silence, both ends of the cached silence.

        `after_samples`: how much silence is encoded with them. All windows are as long as the longest sound needs.
        Also how many of the states are of the windows.
        """
        longest = max(len(sound) for sound in sounds)
        windows = np.zeros(
            (len(sounds), min(longest + after_samples, _WINDOW_S * RATE) // _SAMPLES_PER_STATE * _SAMPLES_PER_STATE),
            np.float32,
        )
        for window, sound in zip(windows, sounds, strict=True):
            count = min(len(sound), len(window))
            window[:count] = sound[:count]
        encoded = self._encode(np.stack([self._mel(window) for window in windows]))
        after = self._silence[:, encoded.shape[1] :]
        if after.shape[1] > 2 * _SILENT_STATES:
            after = np.concatenate([after[:, :_SILENT_STATES], after[:, -_SILENT_STATES:]], axis=1)
        return np.concatenate([encoded, np.repeat(after, len(sounds), axis=0)], axis=1), encoded.shape[1]

    def _encode(self, mel: NDArray[np.float32]) -> NDArray[Any]:
        """(n, bands, frames) to (n, frames / 2, width)."""
        return np.array(self._model.encode(ctranslate2.StorageView.from_array(mel), to_cpu=True))

    def _token(self, name: str) -> int:
        token = self._tokens.token_to_id(name)
        if token is None:
            raise RecogniserError(f"the model's tokenizer lacks {name}: not a multilingual Whisper?")
        return int(token)


def _typed(error: Exception, what: str) -> RecogniserError:
    text = str(error)
    lost = isinstance(error, MemoryError) or any(
        word in text.lower() for word in ("out of memory", "cuda", "cublas", "cudnn")
    )
    return (DeviceLostError if lost else RecogniserError)(f"{what}: {text}")
