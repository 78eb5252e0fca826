"""What is no JSON is told from what is, however it is written; and no route reads JSON in another way."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kiosk.net.json_body import JsonBodyError, parsed_json

ROOT = Path(__file__).parents[3]


DEEP = "[" * 50_000


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe\x00", b'{"a": "\xff"}', DEEP, DEEP.encode(), b'{"a":' * 50_000])
def test_what_is_no_json(body: bytes | str) -> None:
    with pytest.raises(JsonBodyError):
        parsed_json(body)


def test_what_is() -> None:
    assert parsed_json('{"who": "王老师"}'.encode()) == {"who": "王老师"}


def test_every_route_reads_json_that_way() -> None:
    """aiohttp's own `request.json()` fails on brackets that are nested too deeply."""
    sources = {path: path.read_text(encoding="utf-8") for path in (ROOT / "kiosk").rglob("*.py")}
    assert len(sources) > 100
    assert [path.name for path, text in sources.items() if re.search(r"\brequest\.json\(", text)] == []
