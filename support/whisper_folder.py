"""A folder that looks like a Whisper model in CTranslate2's format, for what checks it before it is loaded."""

from __future__ import annotations

from pathlib import Path


def whisper_folder(folder: Path, kind: bytes = b"WhisperSpec") -> Path:
    """The files' names and the beginning of `model.bin`: its version and `kind`, the model's. No weights."""
    folder.mkdir()
    name = kind + b"\0"
    (folder / "model.bin").write_bytes((6).to_bytes(4, "little") + len(name).to_bytes(2, "little") + name + bytes(8))
    for file in ("config.json", "tokenizer.json"):
        (folder / file).write_text("{}", encoding="utf-8")
    return folder
