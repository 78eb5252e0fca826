"""SDP: what is agreed on with the offers that carriers make, and what we answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.wire.phone.rtp.packets import RtpPacket
from kiosk.wire.phone.sip.messages import SipError
from kiosk.wire.phone.sip.sdp import (
    LocalMedia,
    MediaDirection,
    RtpCoding,
    agree,
    parse_sdp,
    write_answer,
    write_offer,
)
from support.sip_script import sdp


def local() -> LocalMedia:
    return LocalMedia("192.0.2.1", 16_384, 77)


@pytest.mark.parametrize(
    ("payloads", "coding", "payload", "events"),
    [
        ("0 8 101", RtpCoding.PCMA, 8, 101),
        ("0 101", RtpCoding.PCMU, 0, 101),
        ("8 0 9 101", RtpCoding.G722, 9, 101),
        ("8", RtpCoding.PCMA, 8, None),
        ("18 4 0", RtpCoding.PCMU, 0, None),
    ],
)
def test_the_widest_coding_of_the_offer(payloads: str, coding: RtpCoding, payload: int, events: int | None) -> None:
    agreed = agree(parse_sdp(sdp(payloads=payloads)))
    assert agreed is not None
    assert (agreed.coding, agreed.payload_type, agreed.events) == (coding, payload, events)
    assert (agreed.address, agreed.port) == ("10.0.0.9", 40_000)


def test_payload_types_are_those_of_the_offer() -> None:
    body = sdp(payloads="96 97").replace(
        b"a=ptime", b"a=rtpmap:96 pcma/8000/1\r\na=rtpmap:97 Telephone-Event/8000\r\na=ptime"
    )
    agreed = agree(parse_sdp(body))
    assert agreed is not None
    assert (agreed.payload_type, agreed.events) == (96, 97)
    answer = write_answer(parse_sdp(body), agreed, local()).decode()
    assert "m=audio 16384 RTP/AVP 96 97" in answer
    assert "a=rtpmap:97 telephone-event/8000\r\na=fmtp:97 0-15" in answer


@pytest.mark.parametrize("number", [0, 96, 127, 128, 255, 300, 999])
def test_a_payload_type_that_no_packet_can_carry_is_not_agreed_on(number: int) -> None:
    body = sdp(payloads=str(number)) + f"a=rtpmap:{number} PCMA/8000\r\n".encode()
    agreed = agree(parse_sdp(body))
    assert (agreed is not None) is (number <= 127)
    keys = sdp(payloads=f"8 {number}") + f"a=rtpmap:{number} telephone-event/8000\r\n".encode()
    agreed = agree(parse_sdp(keys))
    assert agreed is not None
    assert agreed.events == (number if number <= 127 else None)


def test_no_common_coding() -> None:
    assert agree(parse_sdp(sdp(payloads="18 101"))) is None


def test_a_coding_in_use_is_kept() -> None:
    agreed = agree(parse_sdp(sdp(payloads="9 8 0")), RtpCoding.PCMU)
    assert agreed is not None
    assert agreed.coding is RtpCoding.PCMU


@pytest.mark.parametrize(
    ("offered", "answered", "sends", "hears"),
    [
        ("sendrecv", "sendrecv", True, True),
        ("sendonly", "recvonly", False, False),
        ("recvonly", "sendonly", True, False),
        ("inactive", "inactive", False, False),
    ],
)
def test_directions(offered: str, answered: str, sends: bool, hears: bool) -> None:
    offer = parse_sdp(sdp(direction=offered))
    agreed = agree(offer)
    assert agreed is not None
    assert (agreed.sends, agreed.hears) == (sends, hears)
    assert f"a={answered}" in write_answer(offer, agreed, local()).decode()


def test_hold_as_older_peers_say_it() -> None:
    assert parse_sdp(sdp(address="0.0.0.0")).direction is MediaDirection.INACTIVE


def test_other_streams_are_refused_in_their_places() -> None:
    body = (
        sdp().replace(b"m=audio", b"m=video 5000 RTP/AVP 96\r\nc=IN IP4 10.9.9.9\r\nm=audio", 1)
        + b"m=audio 0 RTP/AVP 0\r\n"
    )
    offer = parse_sdp(body)
    agreed = agree(offer)
    assert agreed is not None
    assert agreed.address == "10.0.0.9"
    streams = [line for line in write_answer(offer, agreed, local()).decode().splitlines() if line.startswith("m=")]
    assert streams == ["m=video 0 RTP/AVP 96", "m=audio 16384 RTP/AVP 8 101", "m=audio 0 RTP/AVP 0"]


def test_the_version_grows_only_with_a_change() -> None:
    media, offer = local(), parse_sdp(sdp())
    agreed = agree(offer)
    assert agreed is not None
    first = write_answer(offer, agreed, media)
    assert write_answer(offer, agreed, media) == first
    held = parse_sdp(sdp(direction="sendonly"))
    changed = agree(held)
    assert changed is not None
    assert b"o=- 77 2 IN IP4" in write_answer(held, changed, media)


def test_our_offer_can_be_read() -> None:
    offer = parse_sdp(write_offer(local()))
    assert set(offer.payloads.values()) == {"G722/8000", "PCMA/8000", "PCMU/8000", "telephone-event/8000"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"v=0\r\n",
        sdp().replace(b"RTP/AVP", b"RTP/SAVP"),
        sdp().replace(b"m=audio 40000", b"m=audio 0"),
        sdp().replace(b"m=audio 40000", b"m=audio 400000"),
        sdp().replace(b"m=audio 40000", b"m=audio 65536"),
        sdp().replace(b"m=audio 40000", b"m=audio -1"),
        sdp() + b"m=video\r\n",
        sdp().replace(b"c=IN IP4 10.0.0.9\r\n", b""),
    ],
)
def test_what_is_no_audio_is_told(body: bytes) -> None:
    with pytest.raises(SipError):
        parse_sdp(body)


@given(st.integers(0, 200), st.integers(0, 200), st.binary(max_size=30))
def test_no_damage_crashes_it(begin: int, end: int, damage: bytes) -> None:
    body = sdp()
    try:
        offer = parse_sdp(body[:begin] + damage + body[end:])
    except SipError:
        return
    if (agreed := agree(offer)) is not None:
        bytes(RtpPacket(agreed.payload_type, 0, 0, 0, b""))
        parse_sdp(write_answer(offer, agreed, local()))
