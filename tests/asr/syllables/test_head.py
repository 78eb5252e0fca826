"""The syllable head computes what its weights say, and refuses what it was not made for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from asr.errors import RecogniserError
from asr.syllables.head import SyllableHead
from asr.syllables.inventory import SYLLABLES
from asr.syllables.weights import Array, HeadOrigin, encoder_sha256, write_head

CLASSES = 1 + len(SYLLABLES)
WIDTH, HIDDEN = 12, 8


def weights(seed: int = 3) -> dict[str, Array]:
    rng = np.random.default_rng(seed)

    def drawn(*shape: int) -> Array:
        return rng.standard_normal(shape).astype(np.float32)

    found = {"norm.gain": drawn(WIDTH), "norm.offset": drawn(WIDTH)}
    found |= {"first.kernel": drawn(3, WIDTH, HIDDEN), "first.bias": drawn(HIDDEN)}
    for name, shape in (
        ("block0", (5, HIDDEN, HIDDEN)),
        ("block1", (5, HIDDEN, HIDDEN)),
        ("last", (HIDDEN, 2 * CLASSES)),
    ):
        found |= {f"{name}.gain": drawn(HIDDEN), f"{name}.offset": drawn(HIDDEN)}
        found |= {f"{name}.kernel": drawn(*shape), f"{name}.bias": drawn(shape[-1])}
    return found


def origin(sha256: str = "") -> HeadOrigin:
    return HeadOrigin("toy", sha256, WIDTH, {"seed": 3})


def by_hand(states: Array, given: dict[str, Array]) -> Array:
    """The network of the module's docstring, one frame at a time."""

    def normed(row: Array, gain: Array, offset: Array) -> Array:
        return (row - row.mean()) / np.sqrt(row.var() + 1e-5) * gain + offset

    def convolved(rows: list[Array], kernel: Array, bias: Array, places: range) -> list[Array]:
        half = len(kernel) // 2
        return [
            sum((rows[at + k - half] @ kernel[k] for k in range(len(kernel)) if 0 <= at + k - half < len(rows)), bias)
            for at in places
        ]

    def gelu(row: Array) -> Array:
        return 0.5 * row * (1 + np.tanh(np.sqrt(2 / np.pi) * (row + 0.044715 * row**3)))

    rows = [normed(row, given["norm.gain"], given["norm.offset"]) for row in states]
    rows = [gelu(row) for row in convolved(rows, given["first.kernel"], given["first.bias"], range(0, len(rows), 2))]
    for name in ("block0", "block1"):
        inside = [normed(row, given[f"{name}.gain"], given[f"{name}.offset"]) for row in rows]
        inside = convolved(inside, given[f"{name}.kernel"], given[f"{name}.bias"], range(len(rows)))
        rows = [row + gelu(new) for row, new in zip(rows, inside, strict=True)]
    last = [
        normed(row, given["last.gain"], given["last.offset"]) @ given["last.kernel"] + given["last.bias"]
        for row in rows
    ]
    frames = np.concatenate(last).reshape(-1, CLASSES)[: len(states)].astype(np.float64)
    return frames - np.log(np.exp(frames).sum(axis=1, keepdims=True))


@pytest.mark.parametrize("count", [1, 2, 3, 9, 10])
def test_posteriors_are_those_of_the_network_at_every_length(count: int) -> None:
    given = weights()
    states = np.random.default_rng(1).standard_normal((count, WIDTH)).astype(np.float32)
    found = SyllableHead(origin(), given).log_posteriors(states)
    assert found.shape == (count, CLASSES)
    assert found.dtype == np.float32
    assert np.allclose(np.exp(found).sum(axis=1), 1, atol=1e-4)
    assert np.allclose(found, by_hand(states, given), atol=1e-3)


def test_no_states_give_no_frames() -> None:
    assert SyllableHead(origin(), weights()).log_posteriors(np.zeros((0, WIDTH), np.float32)).shape == (0, CLASSES)


def test_states_of_another_width_are_refused() -> None:
    with pytest.raises(ValueError, match=rf"expected states \(frames, {WIDTH}\) of toy: \(4, 13\)"):
        SyllableHead(origin(), weights()).log_posteriors(np.zeros((4, 13), np.float32))


def test_a_written_head_reads_back_within_the_steps_of_int8(tmp_path: Path) -> None:
    write_head(tmp_path / "head.npz", origin("ab"), weights())
    loaded = SyllableHead.load(tmp_path / "head.npz")
    assert loaded.origin == origin("ab")
    states = np.random.default_rng(1).standard_normal((20, WIDTH)).astype(np.float32)
    written = SyllableHead(origin(), weights()).log_posteriors(states)
    difference = np.abs(np.exp(loaded.log_posteriors(states)) - np.exp(written)).max()
    assert difference < 0.1, f"expected the same posteriors but for rounding to int8; they differ by {difference:.3f}"


def test_a_head_of_another_encoder_is_refused(tmp_path: Path) -> None:
    for name in ("mine", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "model.bin").write_bytes(name.encode())
    write_head(tmp_path / "head.npz", origin(encoder_sha256(tmp_path / "mine")), weights())
    assert SyllableHead.load(tmp_path / "head.npz", tmp_path / "mine").origin.encoder == "toy"
    with pytest.raises(RecogniserError, match=r"was trained for the encoder of toy .* holds another one"):
        SyllableHead.load(tmp_path / "head.npz", tmp_path / "other")
    with pytest.raises(RecogniserError, match="no speech model"):
        SyllableHead.load(tmp_path / "head.npz", tmp_path / "nowhere")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a zip", b"\x93NUMPY"])
def test_what_is_no_head_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "head.npz").write_bytes(content)
    with pytest.raises(RecogniserError, match="not a syllable head"):
        SyllableHead.load(tmp_path / "head.npz")
    with pytest.raises(RecogniserError, match="not a syllable head"):
        SyllableHead.load(tmp_path / "nothing.npz")


def test_a_head_of_another_format_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("asr.syllables.weights._FORMAT", 0)
    write_head(tmp_path / "head.npz", origin(), weights())
    monkeypatch.undo()
    with pytest.raises(RecogniserError, match="of another version"):
        SyllableHead.load(tmp_path / "head.npz")


def test_a_head_that_lacks_an_array_is_refused() -> None:
    given = weights()
    del given["block1.bias"]
    with pytest.raises(RecogniserError, match=r"no array 'block1\.bias'"):
        SyllableHead(origin(), given)
    with pytest.raises(RecogniserError, match="outputs"):
        SyllableHead(origin(), weights() | {"last.kernel": np.zeros((HIDDEN, 10), np.float32)})
