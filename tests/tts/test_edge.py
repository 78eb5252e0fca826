"""The unpatched edge-tts client and URL against a stand-in: only the address and the trusted certificate differ."""

from __future__ import annotations

import socket
import ssl
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import edge_tts.communicate
import numpy as np
import pytest

from support import edge_stand_in
from tts import EdgeVoice, VoiceError
from tts.phonemes import PAUSE

TEXT = "您好，请坐。"
WORDS = [("您好", 0.1, 0.5), ("请", 0.75, 1.0), ("坐", 1.0, 1.3)]


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return edge_stand_in.certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
async def service(pem: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[edge_stand_in.StandIn]:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "WSS_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    async with edge_stand_in.serving(edge_stand_in.StandIn(WORDS), pem) as running:
        real = socket.getaddrinfo

        def nearby(host: str | bytes | None, port: Any, *rest: Any, **named: Any) -> Any:
            if host == edge_stand_in.HOST:
                return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", running.port))]
            return real(host, port, *rest, **named)

        monkeypatch.setattr(socket, "getaddrinfo", nearby)
        monkeypatch.setattr(edge_tts.communicate, "_SSL_CTX", ssl.create_default_context(cafile=str(pem)))
        yield running


@pytest.fixture
def voice() -> EdgeVoice:
    return EdgeVoice(first_s=2.0, next_s=2.0)


async def test_a_clause_with_its_phones(service: edge_stand_in.StandIn, voice: EdgeVoice) -> None:
    speech = await voice.speak(TEXT)
    assert speech.rate == 24_000
    assert [phone.symbol for phone in speech.phones if phone.symbol != PAUSE] == [
        "n", "i", "-n", "x", "a", "-u", "ʨʰ", "i", "-ŋ", "ʦ", "w", "o",
    ]  # fmt: skip
    assert "rate='+0%'" in service.asked[-1]
    assert 'wordBoundaryEnabled":"true' in service.asked[0]


async def test_phones_stand_where_the_sound_is(service: edge_stand_in.StandIn, voice: EdgeVoice) -> None:
    speech = await voice.speak(TEXT)
    loud = np.abs(speech.pcm.astype(int)) > 1000
    onsets = np.flatnonzero(np.diff(np.convolve(loud, np.ones(600), "same") > 0).astype(int) == 1) + 300
    first_of_second_word = next(phone for phone in speech.phones if phone.symbol == "ʨʰ")
    assert abs(first_of_second_word.start - onsets[np.argmin(abs(onsets - first_of_second_word.start))]) < 0.03 * 24_000


async def test_the_rate_follows_the_speed(service: edge_stand_in.StandIn, voice: EdgeVoice) -> None:
    await voice.speak(TEXT, speed=0.8)
    assert "rate='-20%'" in service.asked[-1]


async def test_one_refusal_is_taken_for_a_wrong_clock_and_tried_again(
    service: edge_stand_in.StandIn, voice: EdgeVoice
) -> None:
    service.fault = "forbidden once"
    assert (await voice.speak(TEXT)).phones
    assert service.calls == 2


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("forbidden", "failed"),
        ("cut", "broke off"),
        ("no words", "no word times"),
        ("no sound", "failed"),
        ("garbage", "."),
    ],
)
async def test_every_fault_is_a_voice_error(
    service: edge_stand_in.StandIn, voice: EdgeVoice, fault: str, says: str
) -> None:
    service.fault = fault
    with pytest.raises(VoiceError, match=says) as caught:
        await voice.speak(TEXT)
    assert "您好" not in str(caught.value)


async def test_a_stalled_service_does_not_hold_the_clerk(service: edge_stand_in.StandIn) -> None:
    service.fault = "stall"
    with pytest.raises(VoiceError, match="stalled"):
        await EdgeVoice(first_s=0.3, next_s=0.3).speak(TEXT)


async def test_nothing_to_say_asks_nobody(voice: EdgeVoice) -> None:
    assert len((await voice.speak("……")).pcm) == 0
