"""The section `log`: what is wrong with an address is said before anything starts."""

from __future__ import annotations

import pytest

from kiosk.config import ConfigError, load_settings


@pytest.mark.parametrize(
    "address", ["", "udp://10.0.0.5:514", "tcp://[::1]:601", "tcp://log.hall", "unix:/dev/log", "udp://10.0.0.5"]
)
def test_addresses_of_syslog(address: str) -> None:
    assert load_settings(None, {"KIOSK__LOG__SYSLOG": address}).log.syslog == address


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("syslog", "udp://h:99999", "expected a port"),
        ("syslog", "tls://h:6514", "tcp://HOST:PORT"),
        ("syslog", "10.0.0.5", "udp://HOST:PORT"),
        ("syslog_facility", "local9", "local0 to local7"),
        ("otlp", "http://collector", "http://collector:4318/v1/logs"),
        ("otlp", "http://u:secret@h/v1/logs", "expected"),
        ("otlp_token", "secret", "set log.otlp too"),
        ("to", "stdoutt", "stdout"),
    ],
)
def test_mistakes_name_the_fix_and_no_secret(name: str, value: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told) as caught:
        load_settings(None, {f"KIOSK__LOG__{name.upper()}": value})
    assert "secret" not in str(caught.value)
