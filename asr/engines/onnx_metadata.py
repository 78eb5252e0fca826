"""Reads the key-value metadata of an ONNX file without loading its weights.

It reads the top level of the protobuf message `ModelProto` (onnx.proto: `metadata_props` is field 14, each a message of
key = 1 and value = 2), and skips everything else: a model of 900 MB costs a few reads.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

_PROPS, _KEY, _VALUE = 14, 1, 2
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
#: The longest metadata entry (bytes).
_LONGEST = 1 << 20


def read_metadata(path: Path) -> dict[str, str]:
    """Raises ValueError for a file that is not an ONNX model, OSError for one that cannot be read."""
    size = os.path.getsize(path)
    with path.open("rb") as file:
        found = {}
        while file.tell() < size:
            field, wire = _tag(file)
            if field == _PROPS and wire == _BYTES:
                key, value = _pair(file)
                found[key] = value
            else:
                _skip(file, wire, size)
        return found


def _pair(file: BinaryIO) -> tuple[str, str]:
    length = _varint(file)
    if length > _LONGEST:
        raise ValueError(f"expected a metadata entry of at most {_LONGEST} bytes, got one of {length}")
    end = file.tell() + length
    texts = {_KEY: "", _VALUE: ""}
    while file.tell() < end:
        field, wire = _tag(file)
        if wire != _BYTES or field not in texts:
            raise ValueError("a metadata entry in the model is malformed")
        texts[field] = _exactly(file, min(_varint(file), _LONGEST)).decode(errors="replace")
    return texts[_KEY], texts[_VALUE]


def _skip(file: BinaryIO, wire: int, size: int) -> None:
    if wire == _VARINT:
        _varint(file)
        return
    step = {_FIXED64: 8, _FIXED32: 4}.get(wire) if wire != _BYTES else _varint(file)
    if step is None or file.tell() + step > size:
        raise ValueError("not an ONNX model, or cut short")
    file.seek(step, os.SEEK_CUR)


def _tag(file: BinaryIO) -> tuple[int, int]:
    tag = _varint(file)
    if tag >> 3 == 0:
        raise ValueError("not an ONNX model")
    return tag >> 3, tag & 7


def _varint(file: BinaryIO) -> int:
    value = 0
    for shift in range(0, 70, 7):
        byte = _exactly(file, 1)[0]
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value
    raise ValueError("not an ONNX model")


def _exactly(file: BinaryIO, count: int) -> bytes:
    data = file.read(count)
    if len(data) < count:
        raise ValueError("not an ONNX model, or cut short")
    return data
