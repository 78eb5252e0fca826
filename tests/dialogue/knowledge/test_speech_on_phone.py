"""What is said of a passage on the telephone: no screen has the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogue import load_library
from dialogue.knowledge.speech import on_phone

SERVICES = Path(__file__).parents[3] / "services"


@pytest.mark.parametrize(
    ("spoken", "said"),
    [
        ("都受理，全文在屏幕上。", "都受理。"),
        ("都受理。全文在屏幕上。", "都受理。"),
        ("请带身份证，清单在屏幕上。", "请带身份证。"),
        ("请带身份证。", "请带身份证。"),
    ],
)
def test_the_rest_is_on_no_screen(spoken: str, said: str) -> None:
    assert on_phone(spoken) == said


def test_no_shipped_passage_speaks_of_the_kiosk() -> None:
    for passage in load_library(SERVICES).knowledge.passages.values():
        for word in ("屏幕", "这台机器", "点击", "触摸"):
            assert word not in passage.spoken_on("phone"), passage.id
