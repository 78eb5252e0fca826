"""Lines spoken by a Kokoro voice and heard by Whisper base, once only: what was heard is kept with the bench's data."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from pathlib import Path

import numpy as np

from asr import RATE, resample
from asr.transcript import Alternative, Transcript
from asr.whisper.decoder import WhisperDecoder
from bench.hear import transcribed
from kiosk.config import Settings
from tts import CachedVoice, KokoroVoice

VOICE = "zm_yunyang"
_PAD = np.zeros(int(0.3 * RATE), np.int16)
_BEAM = 5


def hear_lines(settings: Settings, texts: list[str], *, new: bool = True) -> dict[str, Transcript]:
    """Text said -> what the ear wrote, before any correction. Minutes for new lines, nothing for known ones.

    `new` false: lines that were never heard are left out.
    """
    file = settings.data_dir / "bench" / "understand" / "heard.json"
    known = _load(file)
    missing = [text for text in dict.fromkeys(texts) if new and text not in known]
    if missing:
        print(f"speaking and hearing {len(missing)} lines (once) ...", flush=True)
        for text, transcript in asyncio.run(_hear(settings, missing)).items():
            known[text] = transcript
        file.parent.mkdir(parents=True, exist_ok=True)
        kept = {text: asdict(transcript) for text, transcript in known.items()}
        file.write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")
    return {text: known[text] for text in texts if text in known}


def _load(file: Path) -> dict[str, Transcript]:
    if not file.exists():
        return {}
    found = json.loads(file.read_text(encoding="utf-8"))
    return {
        text: Transcript(
            **{**fields, "alternatives": tuple(Alternative(**one) for one in fields.get("alternatives", ()))}
        )
        for text, fields in found.items()
    }


async def _hear(settings: Settings, texts: list[str]) -> dict[str, Transcript]:
    models = settings.models_dir / "kokoro"
    voice = CachedVoice(
        KokoroVoice(models / "model.onnx", models / f"{VOICE}.bin", threads=1), settings.data_dir / "bench" / "speech"
    )
    decoder = WhisperDecoder(settings.models_dir / "whisper-base", device="cpu", compute_type="int8")
    heard = {}
    for text in texts:
        speech = await voice.speak(text + "。", keep=True)
        pcm = np.concatenate([_PAD, resample(speech.pcm, speech.rate, RATE), _PAD])
        found = decoder.decode([pcm.astype(np.float32) / 32768.0], beam=_BEAM)[0]
        heard[text] = transcribed(found, len(pcm) / RATE)[0]
    await voice.close()
    decoder.close()
    return heard
