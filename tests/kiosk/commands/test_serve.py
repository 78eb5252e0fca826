"""`kiosk serve` keeps every setting: each that protects something is tried through the command, on a real socket."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import certifi
import pytest
import websockets
import yaml

from kiosk.client import ClientError, KioskClient
from kiosk.config import LimitSettings, ListenerSettings, OperatorsSettings, Settings, TurnSettings, load_settings
from kiosk.config.reader import as_variable, section_of
from kiosk.config.rules import DecimalOrWordRule, DecimalRule, OneOfRule, WholeRule, rule_of
from kiosk.net import self_signed
from kiosk.wire import messages as m
from support.ports import free_port
from support.served import Served, run_serve

Probe = Callable[[Served], Awaitable[None]]


def public(served: Served, path: str, scheme: str = "http") -> str:
    return f"{scheme}://{served.server.hall.settings.public.host}:{served.server.public_port}{path}"


async def answer(url: str, **headers: str) -> int:
    async with aiohttp.ClientSession() as http, http.get(url, headers=headers) as got:
        return got.status


async def next_of(client: KioskClient, *kinds: type) -> Any:
    async with asyncio.timeout(30):
        while True:
            message = await client.messages.get()
            assert message is not None, "the server hung up"
            if isinstance(message, kinds):
                return message


async def begin(client: KioskClient) -> Any:
    client.muted = True
    await client.send(m.Start())
    return await next_of(client, m.Begun, m.Waiting)


async def errors_of(served: Served, *frames: str) -> list[tuple[str, bool]]:
    hello = (
        '{"type":"hello","v":"kiosk.v1","device":"","abilities":{"screen":true,"voice":true,"touch":true,"print":true}}'
    )
    async with websockets.connect(public(served, "/ws", "ws")) as socket:
        for frame in (hello, *frames):
            await socket.send(frame)
        said = [json.loads(frame) async for frame in socket]
        return [(one["code"], one["fatal"]) for one in said if one["type"] == "error"]


# ---- what each setting protects -------------------------------------------------------------------------------------


async def only_there(served: Served) -> None:
    assert await answer(f"http://127.0.0.2:{served.server.public_port}/healthz") == 200
    with pytest.raises(aiohttp.ClientConnectorError):
        await answer(f"http://127.0.0.1:{served.server.public_port}/healthz")


async def operators_only_there(served: Served) -> None:
    assert await answer(f"http://127.0.0.2:{served.server.operators_port}/metrics") == 200
    with pytest.raises(aiohttp.ClientConnectorError):
        await answer(f"http://127.0.0.1:{served.server.operators_port}/metrics")


PORT, OPERATORS_PORT = free_port(), free_port()


async def on_its_port(served: Served) -> None:
    assert await answer(f"http://127.0.0.1:{PORT}/healthz") == 200


async def operators_on_their_port(served: Served) -> None:
    assert await answer(f"http://127.0.0.1:{OPERATORS_PORT}/metrics") == 200
    assert await answer(public(served, "/metrics")) == 404


async def its_names_are_answered(served: Served) -> None:
    assert await answer(public(served, "/nothing"), Host="kiosk.hall.gov.cn") == 404
    assert await answer(public(served, "/nothing"), Host="kiosk.evil.example") == 421


async def its_token_is_asked_for(served: Served) -> None:
    for path in ("/funasr", "/v1/realtime"):
        assert await answer(public(served, path)) == 401
        assert await answer(public(served, path), Authorization="Bearer wrong") == 401
        known = {"Authorization": "Bearer open-sesame", "Origin": "https://evil.example", "Upgrade": "websocket"}
        assert await answer(public(served, path), **known) == 403, "known, and refused for something else"


async def one_is_inside(served: Served) -> None:
    async with (
        KioskClient.open(public(served, "/ws", "ws")) as one,
        KioskClient.open(public(served, "/ws", "ws")) as two,
    ):
        assert isinstance(await begin(one), m.Begun)
        assert isinstance(await begin(two), m.Waiting)


async def the_queue_ends(served: Served) -> None:
    async with (
        KioskClient.open(public(served, "/ws", "ws")) as one,
        KioskClient.open(public(served, "/ws", "ws")) as two,
    ):
        await begin(one)
        assert isinstance(await begin(two), m.Waiting)
        served.pass_time(7)
        assert (await next_of(two, m.Goodbye)).reason == "busy"


async def one_page_connects(served: Served) -> None:
    async with KioskClient.open(public(served, "/ws", "ws")) as one:
        await begin(one)  # a page in attract mode would give way to a newcomer
        with pytest.raises(ClientError, match="请稍候"):
            async with KioskClient.open(public(served, "/ws", "ws")):
                pass


async def long_messages_hang_up(served: Served) -> None:
    assert await errors_of(served, json.dumps({"type": "key", "keys": "1" * 5000})) == [("too_big", True)]


async def one_mistake_hangs_up(served: Served) -> None:
    assert await errors_of(served, "garbage") == [("bad_message", True)]


async def the_silent_are_hung_up_on(served: Served) -> None:
    async with websockets.connect(public(served, "/ws", "ws")) as socket:
        served.pass_time(3)
        assert json.loads(await asyncio.wait_for(socket.recv(), 30))["code"] == "no_hello"


async def the_conversation_ends(served: Served) -> None:
    async with KioskClient.open(public(served, "/ws", "ws")) as client:
        await begin(client)
        served.pass_time(40)  # less than any default
        assert (await next_of(client, m.Goodbye)).reason == "idle"


async def the_silence_ends_it(served: Served) -> None:
    async with KioskClient.open(public(served, "/ws", "ws")) as client:
        await begin(client)
        while await next_of(client, m.TurnState) != m.TurnState("listening"):
            pass
        served.pass_time(40)  # less than any default
        seen: list[Any] = []
        while not isinstance(seen[-1] if seen else None, m.Goodbye):
            seen.append(await next_of(client, m.TurnState, m.Goodbye))
        assert seen[-1].reason == "idle"
        assert seen.count(m.TurnState("listening")) <= 1, "it ended because it had asked in vain so often"


async def nothing_is_resumed(served: Served) -> None:
    async with KioskClient.open(public(served, "/ws", "ws")) as client:
        token = (await begin(client)).resume
    async with asyncio.timeout(30):
        while len(served.server.hall.sessions):
            await asyncio.sleep(0)
    async with KioskClient.open(public(served, "/ws", "ws"), resume=token) as client:
        assert client.ready is not None
        assert not client.ready.resumed


async def the_drain_is_short(served: Served) -> None:
    async with KioskClient.open(public(served, "/ws", "ws")) as client:
        await begin(client)
        served.loop.call_soon_threadsafe(served.server.stop)
        assert (await asyncio.wait_for(next_of(client, m.Goodbye), 15)).reason == "drain"


TABLE: dict[str, tuple[dict[str, object], Probe]] = {
    "public.host": ({"public.host": "127.0.0.2"}, only_there),
    "public.port": ({"public.port": PORT}, on_its_port),
    "public.hosts": ({"public.hosts": "kiosk.hall.gov.cn"}, its_names_are_answered),
    "public.token": ({"public.token": "open-sesame"}, its_token_is_asked_for),
    "operators.host": ({"operators.host": "127.0.0.2"}, operators_only_there),
    "operators.port": ({"operators.port": OPERATORS_PORT}, operators_on_their_port),
    "limits.sessions": ({"limits.sessions": 1}, one_is_inside),
    "limits.connections": ({"limits.connections": 1, "limits.sessions": 1}, one_page_connects),
    "limits.load": ({"limits.load": 0.05}, one_is_inside),
    "limits.wait_s": ({"limits.wait_s": 5, "limits.sessions": 1}, the_queue_ends),
    "limits.message_bytes": ({"limits.message_bytes": 4096}, long_messages_hang_up),
    "limits.errors": ({"limits.errors": 1}, one_mistake_hangs_up),
    "turns.hello_s": ({"turns.hello_s": 2}, the_silent_are_hung_up_on),
    "turns.idle_s": ({"turns.idle_s": 10}, the_silence_ends_it),
    "turns.stall_s": ({"turns.stall_s": 30}, the_conversation_ends),
    "turns.resume_grace_s": ({"turns.resume_grace_s": 0}, nothing_is_resumed),
    "drain_s": ({"drain_s": 0}, the_drain_is_short),
}  # fmt: skip
#: Turn-taking that protects nothing, and what is tried through the command elsewhere: where processes break down
#: (tests/scenarios/test_breakdown.py), https (test_tls.py), and sign-in to the console (tests/kiosk/operators).
_ELSEWHERE = {f"{side}.tls_{file}" for side in ("public", "operators") for file in ("cert", "key")}
_ELSEWHERE |= {"operators.idle_minutes", "operators.session_hours", "operators.oidc"}
_PACE = {"turns.no_input_timeout_s", "turns.barge_in", "turns.lead_s", "turns.restart_grace_s"}
NOT_PROTECTING = _ELSEWHERE | _PACE


def test_no_setting_that_protects_is_left_out() -> None:
    sections = {
        "public": ListenerSettings,
        "operators": OperatorsSettings,
        "limits": LimitSettings,
        "turns": TurnSettings,
    }
    names = {f"{section}.{f.name}" for section, kind in sections.items() for f in dataclasses.fields(kind)}
    assert set(TABLE) == (names | {"drain_s"}) - NOT_PROTECTING


@pytest.mark.parametrize("name", TABLE)
def test_a_setting_that_protects_is_kept(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With --host and --port: for these the listener was once built anew, and forgot the token."""
    values, probe = TABLE[name]
    environment = {as_variable(dotted): str(value) for dotted, value in values.items()}
    arguments = [] if name == "public.host" else ["--host", "127.0.0.1"]
    arguments += [] if name == "public.port" else ["--port", "0"]
    run_serve(monkeypatch, tmp_path / "data", arguments, environment, probe)


def other(entry: dataclasses.Field[Any], dotted: str, folder: Path) -> object:
    """A value for this setting that is not its default."""
    rule = rule_of(entry.metadata)
    special = {
        "hall.area_code": "0571", "public.hosts": "a.example", "public.host": "127.0.0.1",
        "operators.host": "127.0.0.1",
        "public.port": 0, "operators.port": 0, "asr.remote_url": "http://asr.example/v1", "language_model.url": "",
        "backend.url": "http://back.example", "services_dir": str(Path(__file__).parents[3] / "services"),
        "store.url": f"sqlite+aiosqlite:///{folder}/other.db", "turns.idle_s": 70, "limits.connections": 70,
        "hall.public_url": "https://hall.example", "phone.host": "127.0.0.1", "phone.allow": "10.1.2.3",
        "phone.secret": "0123456789abcdef", "phone.carrier_url": "wss://hall.example/phone/stream",
        "phone.handoff_url": "https://desk.example/handoff", "phone.port": 0,
        "messages.url": "https://sms.example/send", "messages.receipt_template": "SMS_1",
        "messages.unresolved_template": "SMS_3", "messages.signature": "别的",
        "phone.sip_port": 0, "phone.sip_address": "127.0.0.1", "phone.sip_media_ports": "23000-23099",
        "phone.sip_registrar": "127.0.0.1:9", "phone.sip_handoff": "tel:12345",
        **{f"staff.{name}.url": "https://desk.example/staff" for name in ("first", "second", "third")},
        "identity.reader_key": "0123456789abcdef", "identity.verifier.url": "https://faces.example",
        "hall.progress_url": "https://hall.example/{number}",
        "feedback.url": "https://rating.example/in", "feedback.fields": "number=projectNo, window=-",
        "log.syslog": "udp://127.0.0.1:9", "log.syslog_facility": "local3",
        "log.otlp": "http://127.0.0.1:9/v1/logs", "devices.token": "0123456789abcdef",
        "devices.pages": "https://kiosk.example", "devices.reader.url": "http://127.0.0.1:9/read",
        "devices.reader.unplugged_when": "code=-1", "devices.printer.connection": "usb:04b8:0e15",
        "devices.presence.url": "http://127.0.0.1:9/near",
        "operators.oidc.issuer": "https://id.example", "operators.oidc.console_url": "https://hall.example/console/",
        "operators.oidc.scopes": "openid", "operators.oidc.client_secret": "",  # in a file, secret_file alone
    }  # fmt: skip
    if dotted in special:
        return special[dotted]
    if dotted.endswith("ca_file"):
        return certifi.where()
    if entry.name in ("tls_cert", "tls_key"):
        return str(folder / f"{entry.name}.pem")
    if dotted in ("backend.client_cert", "backend.client_key"):
        return str(folder / f"tls_{entry.name.removeprefix('client_')}.pem")
    if dotted == "backend.client_key_password":
        return "for-a-key-that-has-one"
    if dotted in ("backend.proxy", "identity.verifier.proxy", "operators.oidc.proxy"):
        return "http://127.0.0.9:3128"
    match rule:
        case WholeRule():
            return min(rule.high, int(entry.default) + 1)
        case DecimalRule():
            return round(min(rule.high, float(entry.default) * 0.9), 2)
        case DecimalOrWordRule():
            return 3.5
        case OneOfRule():
            return rule.choices[-1] if rule.choices[-1] != entry.default else rule.choices[0]
        case _ if isinstance(entry.default, Path) or entry.default is None:
            return str(folder / entry.name)
        case _:
            return f"x{entry.name}"


def all_other(schema: type[Any], prefix: str, folder: Path) -> dict[str, Any]:
    """A section of which no value is the default."""
    tree: dict[str, Any] = {}
    for entry in dataclasses.fields(schema):
        section, dotted = section_of(entry), f"{prefix}{entry.name}"
        if section is None:
            tree[entry.name] = other(entry, dotted, folder)
        else:
            tree[entry.name] = all_other(section, f"{dotted}.", folder)
    return tree


RULES = Path(__file__).parents[3] / "kiosk" / "ticketing" / "rules.yaml"


def test_the_hall_gets_exactly_what_was_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every setting there is, each with a value that is not its default."""
    tree = all_other(Settings, "", tmp_path)
    pair = self_signed.make(["localhost"], 30, None)
    self_signed.write(pair, tmp_path / "tls_cert.pem", tmp_path / "tls_key.pem", force=True)
    file = tmp_path / "hall.yaml"
    file.write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")
    (tmp_path / "mapping").write_text("信封: {码: code, 成功码: [0]}\n", encoding="utf-8")
    (tmp_path / "secret_file").write_text("0123456789abcdef\n", encoding="utf-8")
    (tmp_path / "ticket_rules").write_text(RULES.read_text("utf-8"), encoding="utf-8")
    got: list[Settings] = []
    wanted: list[Settings] = []

    async def probe(served: Served) -> None:
        got.append(served.server.hall.settings)
        wanted.append(load_settings(file, os.environ))

    run_serve(monkeypatch, tmp_path / "data", ["--config", str(file), "--host", "127.0.0.3", "--port", "0"], {}, probe)
    (settings,) = got
    assert settings.public.host == "127.0.0.3"
    listener = dataclasses.replace(settings.public, host="127.0.0.1")
    assert dataclasses.replace(settings, public=listener) == wanted[0]
