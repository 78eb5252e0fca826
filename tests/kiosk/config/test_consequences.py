"""A mistake is told once: what follows from it alone is none of its own."""

from __future__ import annotations

import pytest

from kiosk.config import ConfigError, load_settings


def mistakes(**values: str) -> list[str]:
    with pytest.raises(ConfigError) as wrong:
        load_settings(None, {f"KIOSK__{name}": value for name, value in values.items()})
    return [one.what for one in wrong.value.mistakes]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"IDENTITY__READER": "bridge", "IDENTITY__READER_KEY": "bridgekey"}, "16 characters"),
        ({"HALL__SMS": "sender", "MESSAGES__URL": "ftp://x"}, "http"),
        ({"LIMITS__CONNECTIONS": "many", "LIMITS__SESSIONS": "5000"}, "number"),
    ],
)
def test_a_value_that_cannot_be_read_is_not_missing_too(values: dict[str, str], told: str) -> None:
    found = mistakes(**values)
    assert not any("too" in one for one in found)
    assert told in found[0]
    assert len([one for one in found if "set " in one]) == 0


def test_what_has_nothing_to_do_with_it_is_still_told() -> None:
    found = mistakes(IDENTITY__READER="bridge", MESSAGES__URL="ftp://x", HALL__SMS="sender")
    assert any("set identity.reader_key too" in one for one in found)
    assert len(found) == 2
