"""Marks of AI-generated content on what the product exports, written by its own exporters and read back."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Mapping

import numpy as np

from kiosk.assess import verdict as v
from kiosk.assess.verdict import AssessedItem, judged
from kiosk.wire.aigc import AIGC_KEY, AigcMark
from kiosk.wire.wav import write_marked_wav

_FIELDS = frozenset({
    "Label", "ContentProducer", "ProduceID", "ReservedCode1", "ContentPropagator", "PropagateID", "ReservedCode2",
})  # fmt: skip


def _wav(mark: AigcMark) -> bytes:
    file = io.BytesIO()
    write_marked_wav(file, iter([np.zeros(800, np.int16)]), 8000, 1, mark)
    return file.getvalue()


#: What is exported, by an exporter.
EXPORTS: Mapping[str, Callable[[AigcMark], bytes]] = {
    "录音、语音 WAV": _wav,
    "图片、PDF 的 XMP": lambda mark: mark.to_xmp().encode(),
    "记录 JSON": lambda mark: json.dumps({AIGC_KEY: json.loads(mark.to_json())}).encode(),
}


def marks(hall: str, exports: Mapping[str, Callable[[AigcMark], bytes]] = EXPORTS) -> AssessedItem:
    mark = AigcMark(hall, "assess")
    problems = [f"{name}：{why}" for name, export in exports.items() if (why := _wrong(export(mark)))]
    return judged(
        "marks", "导出的文件带生成合成标识", (v.MARKS,), problems, f"{'、'.join(exports)}：标识都在，字段都全",
        "这是程序的问题：请升级；已经导出的文件重新导出",
    )  # fmt: skip


def _wrong(data: bytes) -> str:
    text = data.decode("utf-8", "ignore").replace("&quot;", '"')
    if AIGC_KEY not in text:
        return f"没有 {AIGC_KEY} 标识"
    found = re.search(r"\{[^{}]*\"Label\"[^{}]*\}", text)
    try:
        fields = json.loads(found[0]) if found else {}
    except ValueError:
        return "标识不是 JSON"
    if lacking := _FIELDS - fields.keys():
        return f"缺字段 {'、'.join(sorted(lacking))}"
    return "" if fields["Label"] == "1" and fields["ContentProducer"] else "标识没有写明是生成的、谁生成的"
