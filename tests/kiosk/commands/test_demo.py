"""A hall with the demo back end beside it: where its text messages and ratings go."""

from __future__ import annotations

from pathlib import Path

import aiohttp
import pytest

from kiosk.commands.demo import beside_demo
from kiosk.config import load_settings
from support.ports import free_port
from support.served import Served, run_serve

DEMO = "http://127.0.0.1:8090"


def taken_by(**env: str) -> tuple[str, str, str]:
    """`hall.sms`, the sender's address, the rating platform's."""
    settings = beside_demo(load_settings(None, {f"KIOSK__{name}": value for name, value in env.items()}))
    return settings.hall.sms, settings.messages.url, settings.feedback.url


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        ({}, ("sender", f"{DEMO}/sms", f"{DEMO}/ratings")),
        (
            {"BACKEND__URL": "http://127.0.0.1:28090/gateway/"},
            ("sender", "http://127.0.0.1:28090/sms", "http://127.0.0.1:28090/ratings"),
        ),
        ({"HALL__SMS": "backend"}, ("backend", "", f"{DEMO}/ratings")),
        ({"MESSAGES__URL": "https://sms.example/in"}, ("none", "https://sms.example/in", f"{DEMO}/ratings")),
        (
            {"HALL__SMS": "sender", "MESSAGES__URL": "https://sms.example/in"},
            ("sender", "https://sms.example/in", f"{DEMO}/ratings"),
        ),
        ({"FEEDBACK__URL": "https://rating.example"}, ("sender", f"{DEMO}/sms", "https://rating.example")),
    ],
)  # fmt: skip
def test_the_demo_takes_what_the_settings_give_to_nobody(settings: dict[str, str], found: tuple[str, ...]) -> None:
    assert taken_by(**settings) == found


def test_serve_with_the_demo_shows_both_without_a_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    demo = f"http://127.0.0.1:{free_port()}"

    async def both_are_there(served: Served) -> None:
        hall = served.server.hall
        assert hall.settings.hall.sms == "sender"
        async with aiohttp.ClientSession() as http:
            for url in (hall.settings.messages.url, hall.settings.feedback.url):
                async with http.get(url) as answer:
                    assert answer.status == 200

    environment = {"KIOSK__BACKEND__URL": demo}
    said = run_serve(monkeypatch, tmp_path / "data", ["--with-demo-backend"], environment, both_are_there)
    assert f"短信 · text messages: {demo}/sms" in said
    assert f"好差评 · ratings: {demo}/ratings" in said
