"""Two servers that others built, each installed in a virtual environment of its own and run unchanged.

Installed without the extras that they name but do not import for this (OpenVINO, CUDA libraries, PyAudio, librosa's
own recogniser): fewer gigabytes, the same code. Both import torch; `torch` from PyPI is the CUDA build of several GB,
so where a CPU wheel can be had, name its place to pip (PIP_FIND_LINKS or PIP_EXTRA_INDEX_URL) before the first run.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.processes import running

_TORCH = "torch==2.13.0"
_INSTALL_S = 900.0


@dataclass(frozen=True, slots=True)
class Peer:
    """`needs`: what it imports for the faster-whisper backend on a CPU; `itself`: installed with `--no-deps`."""

    name: str
    itself: str
    needs: tuple[str, ...]
    path: str  # of its WebSocket

    def command(self, python: Path, port: int, model: Path) -> list[str]:
        if self.name == "WhisperLive":  # its run_server.py is not in the package
            script = (
                "import sys; from whisper_live.server import TranscriptionServer as S; "
                "S().run('127.0.0.1', port=int(sys.argv[1]), backend='faster_whisper', max_clients=64, "
                "faster_whisper_custom_model_path=sys.argv[2], single_model=True)"
            )
            return [str(python), "-c", script, str(port), str(model)]
        return [
            str(python.parent / "whisperlivekit-server"), "--host", "127.0.0.1", "--port", str(port), "--lan", "zh",
            "--pcm-input", "--backend", "faster-whisper", "--backend-policy", "localagreement",
            "--model_dir", str(model),
        ]  # fmt: skip

    def hello(self, number: int) -> str | None:
        """The client's first message."""
        if self.name != "WhisperLive":
            return None
        wishes = {
            "uid": str(number), "language": "zh", "task": "transcribe", "model": "base", "use_vad": True,
            "audio_format": "int16", "send_last_n_segments": 1000,
        }  # fmt: skip
        return json.dumps(wishes)

    def text(self, message: dict[str, Any]) -> str | None:
        """The whole transcript that a message carries, unsettled words and all; None if it carries none."""
        if self.name == "WhisperLive":
            segments = message.get("segments")
            return None if segments is None else "".join(segment["text"] for segment in segments)
        if "lines" not in message:
            return None
        settled = "".join(line.get("text") or "" for line in message["lines"])
        return settled + str(message.get("buffer_transcription", ""))

    def ready(self, message: dict[str, Any]) -> bool:
        return message.get("message") == "SERVER_READY" or message.get("type") == "config"


PEERS = (
    Peer(
        "WhisperLive",
        "whisper-live==0.10.0",
        # faster-whisper 1.2.0 imports requests, and does not say so
        (_TORCH, "faster-whisper==1.2.0", "requests", "numpy<2.5", "fastapi", "uvicorn", "python-multipart",
         "websockets", "scipy", "av", "onnxruntime", "soundfile"),
        "/",
    ),
    Peer(
        "WhisperLiveKit",
        "whisperlivekit==0.2.26",
        (_TORCH, "faster-whisper>=1.2.1", "fastapi>=0.141.1", "uvicorn", "websockets", "python-multipart>=0.0.31",
         "tiktoken", "tqdm", "librosa", "soundfile", "onnxruntime"),
        "/asr",
    ),
)  # fmt: skip


async def install(peer: Peer, folder: Path) -> Path:
    """Its Python. Quick when it is there; one half made by an interrupted run is made anew. Raises RuntimeError."""
    python, whole = folder / "bin" / "python", folder / "installed"
    wanted = " ".join((peer.itself, *peer.needs))
    if whole.exists() and whole.read_text() == wanted:
        return python
    print(f"installing {peer.name} (once; minutes where torch must be fetched) ...", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    log = folder.with_suffix(".install.log")
    pip = (str(python), "-m", "pip", "install", "--quiet")
    for command in (
        (sys.executable, "-m", "venv", str(folder)),
        (*pip, *peer.needs),
        (*pip, "--no-deps", peer.itself),
    ):
        code = None
        async with running(*command, log=log) as process:
            with contextlib.suppress(TimeoutError):
                code = await asyncio.wait_for(process.wait(), _INSTALL_S)
        if code != 0:
            tail = log.read_text(errors="replace").strip().splitlines()[-1:] if log.exists() else []
            raise RuntimeError(f"not installed: {' '.join(tail) or 'time-out'} (by hand: pip install {wanted})")
    whole.write_text(wanted)
    return python
