"""A Whisper of any shape in CTranslate2's format, with random weights: it loads and decodes like a real one.

What it writes means nothing; how long it takes, and how much memory, is that of a real model of the same shape.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ctranslate2.specs
import numpy as np
import tokenizers
from numpy.typing import NDArray
from tokenizers import models, pre_tokenizers

_SPECIALS = (
    "<|endoftext|>", "<|startoftranscript|>", "<|zh|>", "<|translate|>", "<|transcribe|>", "<|startoflm|>",
    "<|startofprev|>", "<|nospeech|>", "<|notimestamps|>",
)  # fmt: skip
_TEXT = ("社", "保", "卡", "挂", "失", "办", "理", "我", "要", "一", "二", "三", "，", "。")
_POSITIONS, _TEXT_POSITIONS = 1500, 448


@dataclass(frozen=True, slots=True)
class WhisperShape:
    """`mels`: bands; `width`: of the states, 64 a head; `tokens`: size of the vocabulary, None for the smallest."""

    mels: int
    width: int
    encoder_layers: int
    decoder_layers: int
    tokens: int | None = None


TINIEST = WhisperShape(80, 64, 1, 1)
#: The shapes that OpenAI published, of which the speed is of interest.
BASE = WhisperShape(80, 512, 6, 6, 51_865)
MEDIUM = WhisperShape(80, 1024, 24, 24, 51_865)
LARGE_V3_TURBO = WhisperShape(128, 1280, 32, 4, 51_866)


def make_whisper(folder: Path, shape: WhisperShape = TINIEST, *, seed: int = 1) -> Path:
    """Write `model.bin` (int8), `config.json`, `vocabulary.json` and `tokenizer.json` into `folder`; returns it."""
    folder.mkdir(parents=True, exist_ok=True)
    tokens = [*_TEXT, *_SPECIALS]
    missing = (shape.tokens or len(tokens)) - len(tokens)
    tokens = [*_TEXT, *(f"字{n}" for n in range(missing)), *_SPECIALS]
    spec = ctranslate2.specs.WhisperSpec(
        shape.encoder_layers, shape.width // 64, shape.decoder_layers, shape.width // 64
    )
    _fill(spec, shape, len(tokens), np.random.default_rng(seed))
    spec.register_vocabulary(tokens)
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = []
    spec.config.lang_ids = [tokens.index("<|zh|>")]
    spec.config.alignment_heads = [(shape.decoder_layers - 1, 0)]
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder))
    _tokenizer(tokens).save(str(folder / "tokenizer.json"))
    return folder


def _tokenizer(tokens: list[str]) -> tokenizers.Tokenizer:
    made = tokenizers.Tokenizer(
        models.WordLevel({token: number for number, token in enumerate(tokens)}, unk_token=_TEXT[0])
    )
    made.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    made.add_special_tokens(list(_SPECIALS))
    return made


def _fill(spec: Any, shape: WhisperShape, vocabulary: int, draw: np.random.Generator) -> None:
    width = shape.width

    def weights(*size: int) -> NDArray[np.float32]:
        drawn: NDArray[np.float32] = draw.standard_normal(size, np.float32) / np.float32(np.sqrt(size[-1]))
        return drawn

    def linear(layer: Any, into: int, out: int) -> None:
        layer.weight, layer.bias = weights(out, into), np.zeros(out, np.float32)

    def norm(layer: Any) -> None:
        layer.gamma, layer.beta = np.ones(width, np.float32), np.zeros(width, np.float32)

    def attention(layer: Any, *outs: int) -> None:
        norm(layer.layer_norm)
        for part, out in zip(layer.linear, outs, strict=True):
            linear(part, width, out)

    def feed_forward(layer: Any) -> None:
        norm(layer.layer_norm)
        linear(layer.linear_0, width, 4 * width)
        linear(layer.linear_1, 4 * width, width)

    encoder, decoder = spec.encoder, spec.decoder
    encoder.conv1.weight, encoder.conv1.bias = weights(width, shape.mels, 3), np.zeros(width, np.float32)
    encoder.conv2.weight, encoder.conv2.bias = weights(width, width, 3), np.zeros(width, np.float32)
    encoder.position_encodings.encodings = weights(_POSITIONS, width)
    norm(encoder.layer_norm)
    for layer in encoder.layer:
        attention(layer.self_attention, 3 * width, width)
        feed_forward(layer.ffn)
    decoder.embeddings.weight = weights(vocabulary, width)
    decoder.position_encodings.encodings = weights(_TEXT_POSITIONS, width)
    norm(decoder.layer_norm)
    decoder.projection.weight = decoder.embeddings.weight
    for layer in decoder.layer:
        attention(layer.self_attention, 3 * width, width)
        attention(layer.attention, width, 2 * width, width)
        feed_forward(layer.ffn)
