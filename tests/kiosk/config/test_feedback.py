"""The settings of ratings, and of the page that receipts lead to."""

from __future__ import annotations

import pytest

from kiosk.config import ConfigError, load_settings
from kiosk.config.feedback import renamed


def mistakes(**values: str) -> str:
    with pytest.raises(ConfigError) as wrong:
        load_settings(None, {f"KIOSK__{name}": value for name, value in values.items()})
    return str(wrong.value)


def test_fields_get_the_platforms_names() -> None:
    assert renamed("number=projectNo, score = satisfaction,window=-") == {
        "number": "projectNo", "score": "satisfaction", "window": "-",
    }  # fmt: skip
    assert renamed("") == {}


@pytest.mark.parametrize("fields", ["number", "number=", "号=a", "number=9a", "number=a;score=b"])
def test_what_is_no_pair(fields: str) -> None:
    assert "number=projectNo" in mistakes(FEEDBACK__FIELDS=fields)


def test_a_field_that_is_none_is_named_with_those_that_are() -> None:
    told = mistakes(FEEDBACK__FIELDS="phone=mobile")
    assert "phone is no field" in told
    assert "number" in told


@pytest.mark.parametrize("fields", ["number=score", "number=a, score=a"])
def test_two_fields_of_one_name(fields: str) -> None:
    assert "two fields would be called" in mistakes(FEEDBACK__FIELDS=fields)


@pytest.mark.parametrize("url", ["https://hall.example/cases", "https://hall.example/{number}/{number}"])
def test_the_halls_own_page_has_a_place_for_the_number(url: str) -> None:
    assert "expected {number} once" in mistakes(HALL__PROGRESS_URL=url)


def test_the_old_name_of_the_address_for_phones() -> None:
    assert "public.upload_url is now called" in mistakes(PUBLIC__UPLOAD_URL="https://hall.example")
