"""The settings of calls for staff: destinations in line, and what is wrong with them together."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.config import ConfigError, StaffSettings, load_settings

ROBOT = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6"


def load(tmp_path: Path, *lines: str, **env: str) -> StaffSettings:
    file = tmp_path / "config.yaml"
    file.write_text("\n".join(["staff:", *(f"  {line}" for line in lines)]), encoding="utf-8")
    return load_settings(file, env).staff


def test_nobody_is_told_by_default() -> None:
    assert dict(StaffSettings().destinations) == {}


def test_a_line_of_destinations_with_its_secrets_in_the_environment(tmp_path: Path) -> None:
    lines = ("after_s: 30", "first: {format: dingtalk}", f'third: {{format: wecom, url: "{ROBOT}", mention: all}}')
    env = {"KIOSK__STAFF__FIRST__URL": "https://oapi.dingtalk.com/robot/send?access_token=x"}
    staff = load(tmp_path, *lines, KIOSK__STAFF__FIRST__SECRET="SECabc", **env)
    assert list(staff.destinations) == ["first", "third"]
    assert (staff.first.format, staff.first.secret, staff.third.mention) == ("dingtalk", "SECabc", "all")
    assert "access_token" not in repr(staff)
    assert "693a91f6" not in repr(staff)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("first: {secret: abc}", "staff.first.secret is set: set staff.first.url too"),
        (f'first: {{format: wecom, url: "{ROBOT}", secret: abc}}', "such a robot has no secret"),
        ('first: {url: "http://desk:99999/"}', "staff.first.url: expected an address with a host and a port"),
        ('first: {url: "http://desk/", secret: "whsec_*"}', "staff.first.secret: expected base64 behind whsec_"),
        ("first: {url: ftp://desk}", "staff.first.url: expected"),
        ("places: kiosk-1=一楼", "kiosk fleet set NAME --place 一楼东侧"),
        ("desk: 服务台【一】", "staff.desk: expected a place of 20 characters at most"),
        ("after_s: 1", "staff.after_s: expected a number from 5 to 3600"),
    ],
)
def test_mistakes_are_told_without_the_secret(tmp_path: Path, line: str, told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, line)
    assert told in str(caught.value)
    assert "693a91f6" not in str(caught.value)
    assert "config.yaml:2" in str(caught.value)
