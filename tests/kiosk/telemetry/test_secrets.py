"""Tokens, keys and passwords: in no refusal, no mistake, no log line, whatever is wrong around them."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import websockets
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk import __main__ as kiosk
from kiosk.config import ConfigError, Settings, load_settings
from kiosk.config.reader import as_variable, section_of
from kiosk.config.rules import TextRule, WebAddressRule, rule_of
from support.served import Served, run_serve

CANARY = "ca4a21ebdeadbeef"  # 16 hexadecimal digits, as phone.secret wants them


def fields_with(kind: Callable[[Any], bool], schema: Any = Settings, path: str = "") -> list[str]:
    """Names of the settings in sections whose rule is of this kind, as `section.name`."""
    found: list[str] = []
    for entry in dataclasses.fields(schema):
        if (section := section_of(entry)) is not None:
            found += fields_with(kind, section, f"{path}{entry.name}.")
        elif path and kind(rule_of(entry.metadata)):
            found.append(f"{path}{entry.name}")
    return found


SECRETS = fields_with(lambda rule: isinstance(rule, TextRule) and rule.secret)
ADDRESSES = fields_with(lambda rule: isinstance(rule, WebAddressRule))

#: What people write where a secret belongs; `*` is the secret.
WRITTEN = (
    "* ", "[*]", "{*: 1}", "{a: *}", "!*", "!!* x", "&* x", "\\*", '"*', "'*", "@*", "%*", "`*", "| *", "> *", "*: x",
    "x: *", "? *",
    "- *", "{*", "[*", "*: *: *", "!!int *", "!!binary *", "!!timestamp *",
)  # fmt: skip


def test_there_are_secrets_to_keep() -> None:
    assert set(SECRETS) == {
        "public.token", "asr.remote_key", "backend.token", "language_model.key", "store.url",
        "phone.secret", "phone.password", "phone.carrier_secret", "phone.handoff_token", "phone.handoff_secret",
        "phone.sip_password", "messages.token", "messages.secret", "backend.client_key_password", "identity.reader_key",
        "identity.verifier.token", "operators.oidc.client_secret",
        "log.otlp_token", "feedback.token", "feedback.secret", "devices.token",
        *(f"staff.{name}.{key}" for name in ("first", "second", "third") for key in ("url", "token", "secret")),
    }  # fmt: skip
    assert set(ADDRESSES) == {
        "asr.remote_url", "language_model.url", "backend.url", "hall.public_url", "phone.carrier_url",
        "phone.handoff_url", "messages.url", "backend.proxy", "log.otlp", "hall.progress_url", "feedback.url",
        "devices.reader.url", "devices.presence.url",
        "identity.verifier.url", "identity.verifier.proxy",
        "operators.oidc.issuer", "operators.oidc.console_url", "operators.oidc.proxy",
    }  # fmt: skip


def placed(dotted: str, value: str) -> tuple[str, str, str]:
    """Section, key and value with which a setting is written, also one that is deeper."""
    section, _, rest = dotted.partition(".")
    name, deeper, leaf = rest.partition(".")
    return section, name, f"{{{leaf}: {value}}}" if deeper else value


def told(path: Path, source: str, **env: str) -> str:
    path.write_text(source, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_settings(path, env)
    return str(caught.value)


@pytest.mark.parametrize("dotted", SECRETS)
@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("layout", ["{section}:\n  {name}: {value}\n", "{section}: {{{name}: {value}}}\n"])
def test_a_secret_that_is_written_wrongly_is_not_repeated(
    dotted: str, written: str, layout: str, tmp_path: Path
) -> None:
    section, name, value = placed(dotted, written.replace("\\*", f"*{CANARY}").replace("*", CANARY))
    source = layout.format(section=section, name=name, value=value) + "drain_s: none\n"
    assert CANARY not in told(tmp_path / "config.yaml", source)


@pytest.mark.parametrize("dotted", SECRETS)
@pytest.mark.parametrize(
    "source",
    [
        "{section}: {secret}", "{section}: {{{name} {secret}}}", "{section}: {{{name}={secret}: 1}}",
        "{section}:\n  {name}={secret}",
        "{section}:\n  {name} {secret}", "{section}:\n  {name}:{secret}", "{section}:\n  {name}: 1\n  {name}: {secret}",
        "{section}:\n  - {secret}", "{secret}", "{section}.{name}: {secret}", "{section}:\n  {name}: *{secret}",
        "{name}: {secret}",
    ],
)  # fmt: skip
def test_nor_one_that_is_in_the_wrong_place(dotted: str, source: str, tmp_path: Path) -> None:
    section, _, name = dotted.partition(".")
    text = source.format(section=section, name=name, secret=CANARY) + "\ndrain_s: none\n"
    assert CANARY not in told(tmp_path / "config.yaml", text).replace(f"  {CANARY} is not a setting", "")


@pytest.mark.parametrize("dotted", ADDRESSES)
@pytest.mark.parametrize(
    "address",
    ["http://u:*@host:99999/v1", "https://*@host", "http://u:*@", "ftp://u:*@host", "http://u:*@[::1", "//u:*@h"],
)
@pytest.mark.parametrize("given", ["file", "environment"])
def test_nor_the_password_of_an_address(dotted: str, address: str, given: str, tmp_path: Path) -> None:
    value = address.replace("*", CANARY)
    section, name, written = placed(dotted, f"'{value}'")
    source = f"{section}: {{{name}: {written}}}\n" if given == "file" else ""
    env = {as_variable(dotted): value} if given == "environment" else {}
    assert CANARY not in told(tmp_path / "config.yaml", source + "drain_s: none\n", **env)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.sampled_from(SECRETS),
    st.text("*[]{}!&|>'\"%@`:,#?- \n\tab=", max_size=8),
    st.text("*[]{}!&|>'\"%@`:,#?- \n\tab=", max_size=8),
)
def test_nor_in_any_mess(tmp_path: Path, dotted: str, before: str, after: str) -> None:
    section, _, rest = dotted.partition(".")
    inside = rest.replace(".", ":\n    ")
    file = tmp_path / "config.yaml"
    file.write_text(f"{section}:\n  {inside}: {before}{CANARY}{after}\n", encoding="utf-8")
    try:
        told = repr(load_settings(file, {}))
    except ConfigError as error:
        told = str(error)
    # What stands on a line of its own as a key is told as an unknown key: nothing says that it was a secret.
    assert CANARY not in told or "\n" in before + after or ":" in before + after


def with_secrets(folder: Path) -> dict[str, str]:
    """Every secret set, each to the canary."""
    values = {as_variable(dotted): CANARY for dotted in SECRETS}
    return values | {
        as_variable("store.url"): f"sqlite+aiosqlite:///{folder}/{CANARY}.db",
        as_variable("backend.url"): "http://127.0.0.1:1",
        as_variable("language_model.url"): "http://127.0.0.1:1/v1",
        as_variable("language_model.model"): "m",
        as_variable("log.otlp"): "http://127.0.0.1:1/v1/logs",
        **{as_variable(f"staff.{name}.url"): f"http://127.0.0.1:1/{CANARY}" for name in ("first", "second", "third")},
    }


def test_nor_in_what_the_doctor_and_a_failing_start_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in with_secrets(tmp_path).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("KIOSK_MODELS", str(tmp_path / "none"))
    monkeypatch.setenv("KIOSK__DATA_DIR", str(tmp_path))
    monkeypatch.chdir(Path(kiosk.__file__).parents[1])
    for arguments in (
        ["doctor"],
        ["serve"],
        ["serve", "--port", "x"],
        ["models", "list"],
        ["say", "x", "-o", "/"],
        ["hear", "/"],
    ):
        monkeypatch.setattr(sys, "argv", ["kiosk", *arguments])
        with pytest.raises(SystemExit):
            kiosk.main()
        assert CANARY not in "".join(capsys.readouterr()), arguments


def test_nor_in_any_refusal_or_log_line_of_a_running_hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []

    async def probe(served: Served) -> None:
        base = f"http://127.0.0.1:{served.server.public_port}"
        others = f"http://127.0.0.1:{served.server.operators_port}"
        wrong = [{}, {"Authorization": "Bearer wrong"}, {"Origin": "https://evil.example"}, {"Host": "evil.example"}]
        async with aiohttp.ClientSession() as http:
            for path in ("/", "/ws", "/funasr", "/v1/realtime", "/funasr?token=wrong", "/readyz", "/x"):
                for headers in wrong:
                    async with http.get(base + path, headers=headers) as answer:
                        said.append(f"{answer.headers}{await answer.text()}")
            for path in ("/metrics", "/readyz", "/x"):
                async with http.get(others + path) as answer:
                    said.append(f"{answer.headers}{await answer.text()}")
        async with websockets.connect(base.replace("http", "ws") + "/ws") as socket:
            for frame in ("garbage", b"garbage", "[]", '{"type":"hello"}', '{"type":"start"}'):
                await socket.send(frame)
            said.extend([str(frame) async for frame in socket])

    environment = with_secrets(tmp_path) | {"KIOSK__LOG__LEVEL": "debug"}
    said.append(run_serve(monkeypatch, tmp_path / "data", [], environment, probe))
    assert len(said) > 30
    assert not [text for text in said if CANARY in text]
