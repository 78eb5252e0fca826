"""What a folder with a Whisper model in CTranslate2's format holds."""

from __future__ import annotations

from pathlib import Path

WHISPER_FILES = ("model.bin", "config.json", "tokenizer.json")

#: `model.bin` begins with its version (4 bytes), the length of the model kind's name (2 bytes), and that name.
_KIND, _KIND_AT = b"WhisperSpec\0", 6


def obstacle_to_whisper(folder: Path) -> str:
    """Why `folder` holds no Whisper model, or `""`. Reads a few bytes; whether the weights are whole is not checked.

    Raises OSError where a file cannot be read.
    """
    for name in WHISPER_FILES:
        if not (folder / name).is_file():
            return f"{name} is missing"
    with (folder / WHISPER_FILES[0]).open("rb") as stream:
        head = stream.read(_KIND_AT + len(_KIND))
    return "" if head[_KIND_AT:] == _KIND else f"{WHISPER_FILES[0]} holds no Whisper"
