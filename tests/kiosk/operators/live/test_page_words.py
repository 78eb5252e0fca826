"""The wall's page has words for what the hall tells in kinds."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args, get_type_hints

from dialogue.acts import Alert
from kiosk.hall.staff_call import REASONS
from kiosk.wire.messages import State

WORDS = (Path(__file__).parents[4] / "web" / "console" / "live" / "words.ts").read_text(encoding="utf-8")


def words_of(table: str) -> set[str]:
    found = re.search(rf"const {table}[^=]*= \{{(.*?)\}};", WORDS, re.DOTALL)
    assert found is not None, table
    return set(re.findall(r"(\w+): \"", found[1]))


def test_each_state_flag_and_reason_is_told_in_chinese() -> None:
    assert words_of("STATES") == set(get_args(State))
    assert words_of("FLAGS") == set(get_args(get_type_hints(Alert)["kind"]))
    assert words_of("HANDOFFS") == set(REASONS)
