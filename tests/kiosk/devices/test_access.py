"""Which pages may connect with the bridge, and under which name of the machine."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.config import Settings
from kiosk.devices.access import pages_of, plain_origin, wrong_bridge_host, wrong_page

HALL = frozenset({"https://kiosk.example.gov.cn:443"})


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "[::1]:8765", "LOCALHOST:8765"])
def test_this_machine_is_answered(host: str) -> None:
    assert wrong_bridge_host(host, 8765) is None


@pytest.mark.parametrize("host", ["", "evil.example:8765", "127.0.0.1", "127.0.0.1:80", "127.0.0.1.evil.example:8765"])
def test_another_name_is_rebinding(host: str) -> None:
    assert "expected Host to be 127.0.0.1:8765" in (wrong_bridge_host(host, 8765) or "")


@pytest.mark.parametrize("origin", ["https://kiosk.example.gov.cn", "https://KIOSK.example.gov.cn:443"])
def test_the_halls_page_may_connect(origin: str) -> None:
    assert wrong_page(origin, HALL) is None


@pytest.mark.parametrize(
    "origin",
    [
        None, "", "null", "https://evil.example", "http://kiosk.example.gov.cn", "https://kiosk.example.gov.cn:8443",
        "https://kiosk.example.gov.cn.evil.example", "file://", "https://[", "https://kiosk.example.gov.cn:99999",
    ],
)  # fmt: skip
def test_another_page_may_not_and_is_told_which_setting_lets_it_in(origin: str | None) -> None:
    assert "devices.pages" in (wrong_page(origin, HALL) or "")


def test_pages_are_those_of_the_settings_or_the_halls_of_this_machine() -> None:
    plain = Settings()
    assert "http://127.0.0.1:8080" in pages_of(plain)
    named = replace(plain, devices=replace(plain.devices, pages="https://a.example, http://b.example:81"))
    assert pages_of(named) == {"https://a.example:443", "http://b.example:81"}
    assert plain_origin("ftp://a.example") == ""
