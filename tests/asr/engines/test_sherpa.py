"""sherpa-onnx as a recogniser: the real engine over small made-up models, and every folder it must be kept from."""

from __future__ import annotations

import asyncio
import builtins
import contextlib
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import helper

from asr import RATE, BusyError, Recogniser, RecogniserError, Ticket, Urgency
from asr.engines.onnx_metadata import read_metadata
from asr.engines.sherpa import SherpaRecogniser
from asr.engines.sherpa_model import find_model
from support.made_sherpa import SENSE_VOICE, TOKENS, lay, paraformer, sense_voice, zipformer

SPEECH = (np.random.default_rng(3).standard_normal(RATE) * 3000).astype(np.int16)


@pytest.mark.parametrize("make", [sense_voice, paraformer, zipformer])
async def test_a_model_of_each_kind_through_the_real_engine(tmp_path: Path, make: Any) -> None:
    pytest.importorskip("sherpa_onnx", reason="sherpa-onnx is not installed: pip install hall-clerk[sherpa]")
    engine: Recogniser = SherpaRecogniser(lay(tmp_path / "made-up", make()), threads=1)
    assert engine.name == "made-up cpu"
    assert engine.backlog_s == 0
    heard = await engine.transcribe(SPEECH)
    assert heard.text == "社保卡挂失", "simplified, and without the tokens that are no text"
    assert (heard.seconds, heard.refused) == (1.0, None)
    assert 0.0 < heard.confidence <= 1.0
    await engine.close()
    await engine.close()
    with pytest.raises(RecogniserError, match="closed"):
        await engine.transcribe(SPEECH)


async def test_sound_of_any_length_is_survived(tmp_path: Path) -> None:
    """The engine dies of sound shorter than a frame: it must never see it."""
    pytest.importorskip("sherpa_onnx", reason="sherpa-onnx is not installed: pip install hall-clerk[sherpa]")
    engine = SherpaRecogniser(lay(tmp_path, sense_voice()), threads=1)
    await engine.warm()
    for length in (0, 1, 399, 400, 1599, 1600, 1601, 4321):
        heard = await engine.transcribe(np.tile(SPEECH, 2)[:length])
        assert (heard.refused == "short") == (length < 1600)
    assert (await engine.transcribe(np.zeros(RATE, np.int16))).refused == "silent"
    for wrong in (SPEECH.astype(np.float32), SPEECH.reshape(2, -1), np.tile(SPEECH, 31)):
        with pytest.raises(RecogniserError):
            await engine.transcribe(wrong)  # type: ignore[arg-type]
    await engine.close()


async def test_a_partial_gives_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    may_load = threading.Event()

    def load(*_: object) -> Any:
        may_load.wait(60)
        raise RecogniserError("not loaded")

    monkeypatch.setattr("asr.engines.sherpa.find_model", lambda folder: folder)
    monkeypatch.setattr("asr.engines.sherpa.load_engine", load)
    engine = SherpaRecogniser(tmp_path)
    final = asyncio.create_task(engine.transcribe(SPEECH))
    await asyncio.sleep(0)
    assert engine.backlog_s > 0
    with pytest.raises(BusyError):
        await engine.transcribe(SPEECH, Ticket(Urgency.PARTIAL))
    may_load.set()
    with pytest.raises(RecogniserError, match="not loaded"):
        await final
    await engine.close()


async def test_without_the_package_it_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def missing(name: str, *rest: Any, **more: Any) -> Any:
        if name == "sherpa_onnx":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.delitem(sys.modules, "sherpa_onnx", raising=False)
    monkeypatch.setattr(builtins, "__import__", missing)
    engine = SherpaRecogniser(lay(tmp_path, sense_voice()))
    with pytest.raises(RecogniserError, match=r"pip install hall-clerk\[sherpa\].*tokens\.txt"):
        await engine.warm()
    await engine.close()


def without(model: Any, note: str) -> Any:
    kept = {p.key: p.value for p in model.metadata_props if p.key != note}
    del model.metadata_props[:]
    helper.set_model_props(model, kept)
    return model


def test_which_files_mean_which_model(tmp_path: Path) -> None:
    for kind, make in (("sense_voice", sense_voice), ("paraformer", paraformer), ("zipformer_ctc", zipformer)):
        folder = lay(tmp_path / kind, make())
        assert find_model(folder).kind == kind
        assert find_model(folder).model.name == "model.onnx"
    lay(tmp_path / "paraformer", paraformer(), name="model.int8.onnx")
    assert find_model(tmp_path / "paraformer").model.name == "model.int8.onnx", "the small one where there are both"


def test_a_folder_the_engine_must_be_kept_from(tmp_path: Path) -> None:
    cases = {
        "expected model.int8.onnx or model.onnx, and tokens.txt": lay(tmp_path / "a", None),
        "says nothing of vocab_size": lay(tmp_path / "b", without(sense_voice(), "vocab_size")),
        "says nothing of lang_yue": lay(tmp_path / "c", without(sense_voice(), "lang_yue")),
        "model of no type": lay(tmp_path / "d", without(paraformer(), "model_type")),
        "expected 8 lines": lay(tmp_path / "e", paraformer(), tokens=TOKENS[:5]),
        "it has no </s>": lay(tmp_path / "f", paraformer(), tokens=[t.replace("</s>", "x") for t in TOKENS]),
        "cannot read": lay(tmp_path / "g", None),
    }
    (tmp_path / "g" / "model.onnx").write_bytes(b"version https://git-lfs.github.com/spec/v1\n")
    for words, folder in cases.items():
        with pytest.raises(RecogniserError, match=words.replace("(", r"\(")):
            find_model(folder)


def test_the_notes_are_what_onnx_reads(tmp_path: Path) -> None:
    lay(tmp_path, sense_voice())
    assert read_metadata(tmp_path / "model.onnx") == SENSE_VOICE


@given(st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_no_file_of_any_kind_upsets_the_reader(data: bytes) -> None:
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        with contextlib.suppress(ValueError):
            assert isinstance(read_metadata(Path(file.name)), dict)
