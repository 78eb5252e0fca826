"""Small generated models of three kinds that sherpa-onnx reads: its real engine loads them, and hears 社保卡挂失."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

TOKENS = ["<blk>", "<s>", "</s>", "社", "保", "卡", "掛", "失"]
SAID = [3, 4, 5, 6, 7]
FRONT_END = {
    "vocab_size": str(len(TOKENS)),
    "lfr_window_size": "7",
    "lfr_window_shift": "6",
    "neg_mean": ",".join(["0"] * 560),
    "inv_stddev": ",".join(["1"] * 560),
}
LANGUAGES = {f"lang_{name}": str(number) for number, name in enumerate(("auto", "zh", "en", "ja", "ko", "yue"))}
SENSE_VOICE = {
    "model_type": "sense_voice_ctc",
    "comment": "made up",
    "normalize_samples": "0",
    "with_itn": "14",
    "without_itn": "15",
    **FRONT_END,
    **LANGUAGES,
}
PARAFORMER = {"model_type": "paraformer", **FRONT_END}
ZIPFORMER = {"model_type": "zipformer2_ctc", "version": "1", "model_author": "nobody"}


def script(spoken: list[int], rows: int = 1000) -> np.ndarray[Any, Any]:
    """Log-probabilities for frame after frame: the tokens, each for one frame, then blanks."""
    table = np.full((1, rows, len(TOKENS)), -9.0, np.float32)
    for row in range(rows):
        table[0, row, spoken[row] if row < len(spoken) else 0] = -0.1
    return table


def build(
    nodes: list[Any], inputs: list[Any], outputs: list[Any], constants: dict[str, Any], notes: dict[str, str]
) -> Any:
    graph = helper.make_graph(
        nodes, "made_up", inputs, outputs, [numpy_helper.from_array(v, k) for k, v in constants.items()]
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    helper.set_model_props(model, notes)
    return model


def sense_voice() -> Any:
    """x (N, T, 560) and three numbers each -> logits (N, T + 4, V); the first four tell language, mood, event, norm."""
    constants = {"table": script([1, 2, 1, 2, 0, *SAID])}
    constants |= {name: np.array([n]) for name, n in {"zero": 0, "one": 1, "two": 2, "four": 4}.items()}
    nodes = [
        helper.make_node("Shape", ["x"], ["shape"]),
        helper.make_node("Slice", ["shape", "one", "two"], ["frames"]),
        helper.make_node("Add", ["frames", "four"], ["end"]),
        helper.make_node("Slice", ["table", "zero", "end", "one"], ["logits"]),
    ]
    floats, ints = TensorProto.FLOAT, TensorProto.INT32
    inputs = [helper.make_tensor_value_info("x", floats, ["N", "T", 560])]
    inputs += [helper.make_tensor_value_info(n, ints, ["N"]) for n in ("x_length", "language", "text_norm")]
    outputs = [helper.make_tensor_value_info("logits", floats, ["N", "T4", len(TOKENS)])]
    return build(nodes, inputs, outputs, constants, SENSE_VOICE)


def paraformer() -> Any:
    """speech (N, T, 560) and its length -> logits (N, K, V), and K: the number of tokens."""
    constants = {"table": script([*SAID, 2])[:, : len(SAID) + 1], "count": np.array([len(SAID) + 1], np.int64)}
    nodes = [
        helper.make_node("Identity", ["table"], ["logits"]),
        helper.make_node("Identity", ["count"], ["token_num"]),
    ]
    floats = TensorProto.FLOAT
    inputs = [
        helper.make_tensor_value_info("speech", floats, ["N", "T", 560]),
        helper.make_tensor_value_info("speech_lengths", TensorProto.INT32, ["N"]),
    ]
    outputs = [
        helper.make_tensor_value_info("logits", floats, ["N", "K", len(TOKENS)]),
        helper.make_tensor_value_info("token_num", TensorProto.INT64, ["N"]),
    ]
    return build(nodes, inputs, outputs, constants, PARAFORMER)


def zipformer() -> Any:
    """x (N, T, 80) and its length -> log-probabilities (N, T', V), and T'."""
    constants = {"table": script(SAID)[:, :20], "count": np.array([20], np.int64)}
    nodes = [
        helper.make_node("Identity", ["table"], ["log_probs"]),
        helper.make_node("Identity", ["count"], ["log_probs_len"]),
    ]
    floats, longs = TensorProto.FLOAT, TensorProto.INT64
    inputs = [
        helper.make_tensor_value_info("x", floats, ["N", "T", 80]),
        helper.make_tensor_value_info("x_lens", longs, ["N"]),
    ]
    outputs = [
        helper.make_tensor_value_info("log_probs", floats, ["N", "T2", len(TOKENS)]),
        helper.make_tensor_value_info("log_probs_len", longs, ["N"]),
    ]
    return build(nodes, inputs, outputs, constants, ZIPFORMER)


def lay(folder: Path, model: Any, *, tokens: list[str] | None = None, name: str = "model.onnx") -> Path:
    folder.mkdir(exist_ok=True)
    if model is not None:
        onnx.save(model, folder / name)
    lines = [f"{token} {number}\n" for number, token in enumerate(TOKENS if tokens is None else tokens)]
    (folder / "tokens.txt").write_text("".join(lines), encoding="utf-8")
    return folder
