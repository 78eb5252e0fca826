"""The section `operators.oidc`: what is refused at the start, and what groups and claims are read as."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.config import ConfigError, Settings, load_settings
from kiosk.config.oidc import OidcGroupSettings, OidcSettings

ID = "  client_id: hall\n"


def load(folder: Path, oidc: str, **env: str) -> Settings:
    file = folder / "hall.yaml"
    indented = "".join(f"  {line}\n" for line in oidc.splitlines())
    file.write_text(f"operators:\n  oidc:\n{indented}", encoding="utf-8")
    return load_settings(file, env)


@pytest.mark.parametrize(
    ("oidc", "told"),
    [
        ("  issuer: https://id.example\n", "operators.oidc.client_id too"),
        (f"  issuer: http://id.example\n{ID}", "expected https"),
        (f"  issuer: http://127.evil.example\n{ID}", "expected https"),
        (f"  issuer: https://id.example/?a=b\n{ID}", "without user, password and ?"),
        (f"  issuer: https://id.example\n{ID}  secret_file: nowhere\n", "secret_file cannot be used"),
        (f"  issuer: https://id.example\n{ID}  scopes: profile\n", "openid among them"),
        ("  client_secret: abc\n", "expected no secret in this file"),
        (f"  issuer: https://id.example\n{ID}  ca_file: hall.yaml\n", "expected certificates in PEM"),
    ],
)
def test_mistakes_name_the_setting_and_the_remedy(tmp_path: Path, oidc: str, told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, oidc)
    assert told in str(caught.value)
    assert "abc" not in str(caught.value)


def test_the_secret_is_read_from_the_environment_or_a_file(tmp_path: Path) -> None:
    plain = f"  issuer: http://localhost:9400\n{ID}"
    assert load(tmp_path, plain).operators.oidc.secret() == ""
    secret = {"KIOSK__OPERATORS__OIDC__CLIENT_SECRET": "abc"}
    settings = load(tmp_path, plain, **secret)
    assert settings.operators.oidc.secret() == "abc"
    assert "abc" not in repr(settings)
    (tmp_path / "secret").write_text("def\n", encoding="utf-8")
    with_file = f"{plain}  secret_file: secret\n"
    assert load(tmp_path, with_file).operators.oidc.secret() == "def"
    with pytest.raises(ConfigError, match="keep one"):
        load(tmp_path, with_file, **secret)
    for nothing in ("", "x" * 5000):
        (tmp_path / "secret").write_text(nothing, encoding="utf-8")
        with pytest.raises(ConfigError, match="empty or longer"):
            load(tmp_path, with_file)


def test_what_it_needs_has_to_be_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.config.oidc.find_spec", lambda name: None)
    with pytest.raises(ConfigError, match=r"pip install hall-clerk\[oidc\]"):
        load(tmp_path, f"  issuer: https://id.example\n{ID}")
    load(tmp_path, "  title: 登录\n")


def test_groups_and_second_factors_are_lists() -> None:
    groups = OidcGroupSettings(editor=" a ; cn=b,ou=c;; ", seat="d")
    assert groups.by_role == {"editor": {"a", "cn=b,ou=c"}, "seat": {"d"}}
    assert OidcSettings(amr="otp  hwk").second_factors == ({"otp", "hwk"}, frozenset())
