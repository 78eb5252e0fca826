"""RTP of one call: sound both ways in each coding, keys, loss, hold."""

from __future__ import annotations

import itertools
import struct
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.wire.phone.events import CallerAudio, CallHeld, CallStarted, DigitPressed, NamesCoding, Pcm, frame_samples
from kiosk.wire.phone.rtp.codec import RtpCodec
from kiosk.wire.phone.rtp.packets import RtpPacket, parse_rtp
from kiosk.wire.phone.rtp.speech_coder import SpeechCoder
from kiosk.wire.phone.sip.sdp import AgreedMedia, MediaDirection, RtpCoding

STARTED = CallStarted("c1", "13800138000", "12345")


def media(coding: RtpCoding = RtpCoding.PCMA, direction: MediaDirection = MediaDirection.SENDRECV) -> AgreedMedia:
    return AgreedMedia("10.0.0.9", 40_000, coding, coding.payload_type, 101, direction)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def tone(coding: RtpCoding, frame: int) -> Pcm:
    at = np.arange(frame_samples(coding.rate)) / coding.rate + 0.02 * frame
    return np.rint(8_000 * np.sin(2 * np.pi * 440 * at)).astype(np.int16)


def audio(codec: RtpCodec, *packets: RtpPacket) -> Pcm:
    events = [event for packet in packets for event in codec.feed(bytes(packet))]
    return np.concatenate([event.pcm for event in events if isinstance(event, CallerAudio)] or [np.zeros(0, np.int16)])


def packets(coding: RtpCoding, count: int) -> list[RtpPacket]:
    coder = SpeechCoder(coding)
    return [
        RtpPacket(coding.payload_type, 65_534 + n & 0xFFFF, 160 * n, 7, coder.encode(tone(coding, n)))
        for n in range(count)
    ]


def test_the_call_begins_with_the_first_feed() -> None:
    codec = RtpCodec(STARTED, media(), Clock())
    assert codec.feed(b"") == [STARTED]
    assert codec.feed(b"") == []


@pytest.mark.parametrize("coding", RtpCoding)
def test_sound_comes_as_it_was_sent(coding: RtpCoding) -> None:
    codec = RtpCodec(STARTED, media(coding), Clock())
    assert codec.rate == coding.rate
    heard = audio(codec, *packets(coding, 20)).astype(float)
    said = np.concatenate([tone(coding, n) for n in range(20)]).astype(float)
    assert len(heard) == len(said)
    delay = 22 if coding is RtpCoding.G722 else 0  # samples that its filters hold back
    difference = heard[delay + 400 :] - said[400 : len(said) - delay]
    assert np.sqrt(np.mean(difference**2)) < 0.06 * np.sqrt(np.mean(said**2))


@pytest.mark.parametrize("coding", RtpCoding)
def test_what_we_say_is_paced_by_its_timestamps(coding: RtpCoding) -> None:
    codec = RtpCodec(STARTED, media(coding), Clock())
    sent = [parse_rtp(bytes(frame)) for n in range(5) for frame in codec.audio(tone(coding, n))]  # type: ignore[arg-type]
    assert all(packet is not None and len(packet.payload) == 160 for packet in sent)
    known = [packet for packet in sent if packet is not None]
    assert [packet.marker for packet in known] == [True, False, False, False, False]
    assert {packet.payload_type for packet in known} == {coding.payload_type}
    assert [(b.sequence - a.sequence) % 65_536 for a, b in itertools.pairwise(known)] == [1] * 4
    assert [(b.timestamp - a.timestamp) % 2**32 for a, b in itertools.pairwise(known)] == [160] * 4


def test_lost_packets_are_concealed_and_then_silent() -> None:
    clock = Clock()
    codec, sent = RtpCodec(STARTED, media(), clock), packets(RtpCoding.PCMA, 12)
    audio(codec, *sent[:5])
    clock.now = 0.2
    assert len(audio(codec, sent[10])) == 0, "it may still come"
    clock.now = codec.due
    events = codec.feed(b"")
    heard = np.concatenate([event.pcm for event in events if isinstance(event, CallerAudio)])
    assert len(heard) == 6 * 160
    loud = [float(np.abs(heard[n * 160 : (n + 1) * 160]).mean()) for n in range(6)]
    assert loud[0] > loud[1] > loud[2] > 0
    assert loud[3] == loud[4] == 0
    assert loud[5] > loud[0]
    assert codec.lost_ms == 100


def test_keys_by_the_signalling_alone() -> None:
    codec = RtpCodec(STARTED, media(), Clock())
    codec.feed(b"")
    audio(codec, *packets(RtpCoding.PCMA, 3))
    assert [codec.feed(key) for key in "5A5"] == [[DigitPressed("5")], [], [DigitPressed("5")]]


def test_keys_by_rtp_and_by_the_signalling_count_once() -> None:
    codec = RtpCodec(STARTED, media(), Clock())
    codec.feed(b"")
    sound = packets(RtpCoding.PCMA, 3)
    key = [RtpPacket(101, 1 + n, 480, 7, struct.pack(">BBH", 11, 0x8A, 160 * n)) for n in range(3)]
    events = [event for packet in (*sound, *key) for event in codec.feed(bytes(packet))]
    assert [event.digit for event in events if isinstance(event, DigitPressed)] == ["#"]
    assert codec.feed("#") == [], "the same press, as INFO"
    assert codec.lost_ms == 0, "keys stand in the sequence"


def pressed_by_rtp(codec: RtpCodec, digit: str, first: int) -> list[str]:
    """The keys that count, of one press as a peer sends it; `first`: the sequence number of its first packet."""
    event = "0123456789*#".index(digit)
    key = [RtpPacket(101, first + n, 160 * first, 7, struct.pack(">BBH", event, 0x8A, 160 * n)) for n in range(3)]
    events = [event for packet in key for event in codec.feed(bytes(packet))]
    return [event.digit for event in events if isinstance(event, DigitPressed)]


def test_the_first_key_that_comes_by_the_signalling_and_then_by_rtp_counts_once() -> None:
    clock = Clock()
    codec = RtpCodec(STARTED, media(), clock)
    codec.feed(b"")
    assert codec.feed("5") == [DigitPressed("5")], "no key has come by RTP yet"
    clock.now = 0.1
    assert pressed_by_rtp(codec, "5", 1) == [], "the same press"
    clock.now = 0.4
    assert pressed_by_rtp(codec, "5", 10) == ["5"], "the next one"
    assert codec.feed("5") == []


def test_keys_pressed_before_any_sound_flows_both_ways_count_once_each() -> None:
    clock = Clock()
    codec = RtpCodec(STARTED, media(), clock)
    codec.feed(b"")
    assert [codec.feed(key) for key in "11*"] == [[DigitPressed(key)] for key in "11*"]
    clock.now = 0.3
    assert [pressed_by_rtp(codec, key, 10 * n) for n, key in enumerate("11*7")] == [[], [], [], ["7"]]


def test_a_key_by_rtp_long_after_the_same_one_by_the_signalling_is_another_press() -> None:
    clock = Clock()
    codec = RtpCodec(STARTED, media(), clock)
    codec.feed(b"")
    codec.feed("5")
    clock.now = 30.0
    assert pressed_by_rtp(codec, "5", 1) == ["5"]


@pytest.mark.parametrize("lost", [(), (0, 1, 2, 3), (4, 5, 6), (0, 1, 3, 4, 5, 6)])
def test_a_key_of_ours_counts_once_at_the_other_side_whatever_is_lost_of_it(lost: tuple[int, ...]) -> None:
    clock = Clock()
    ours, theirs = RtpCodec(STARTED, media(), clock), RtpCodec(STARTED, media(), clock)
    silence, events = np.zeros(160, np.int16), theirs.feed(b"")
    for digit in "00#":
        assert ours.press(digit)
        for n in range(12):
            clock.now += 0.02
            for frame in ours.audio(silence):
                events += theirs.feed(frame) if n not in lost else []
        assert not ours.pressing
    assert [event.digit for event in events if isinstance(event, DigitPressed)] == ["0", "0", "#"]
    assert sum(isinstance(event, CallerAudio) for event in events) >= 6, "sound goes on behind each key"


def test_a_peer_that_takes_no_keys_by_rtp_is_told() -> None:
    codec = RtpCodec(STARTED, replace(media(), events=None), Clock())
    assert not codec.press("1")
    assert not codec.pressing


def test_a_packet_that_is_lost_among_those_of_a_key_is_no_lost_sound() -> None:
    clock = Clock()
    codec = RtpCodec(STARTED, media(), clock)
    sound = packets(RtpCoding.PCMA, 3)
    key = [RtpPacket(101, 1 + n, 480, 7, struct.pack(">BBH", 4, 0x8A, 160 * n)) for n in range(5)]
    for packet in (*sound, *key[:2], *key[3:]):
        codec.feed(bytes(packet))
        clock.now += 0.1
    codec.feed(b"")
    assert codec.lost_ms == 0


@pytest.mark.parametrize("coding", RtpCoding)
def test_the_coding_is_named_as_carriers_name_it(coding: RtpCoding) -> None:
    codec = RtpCodec(STARTED, media(coding), Clock())
    assert isinstance(codec, NamesCoding)
    assert codec.coding_name.replace(".", "").find(coding.sdp_name) >= 0


def test_comfort_noise_is_no_loss_and_no_sound() -> None:
    codec, sent = RtpCodec(STARTED, media(), Clock()), packets(RtpCoding.PCMA, 3)
    noise = RtpPacket(13, sent[1].sequence, 160, 7, b"\x40")
    assert len(audio(codec, sent[0], noise, sent[2])) == 2 * 160
    assert codec.lost_ms == 0


def test_on_hold_nothing_is_sent_and_music_is_not_heard() -> None:
    codec, sent = RtpCodec(STARTED, media(), Clock()), packets(RtpCoding.PCMA, 4)
    audio(codec, sent[0])
    assert codec.audio(tone(RtpCoding.PCMA, 0))
    codec.change(media(direction=MediaDirection.RECVONLY))
    assert codec.audio(tone(RtpCoding.PCMA, 1)) == []
    assert codec.feed(b"") == [CallHeld(True)]
    assert len(audio(codec, sent[1])) == 0
    codec.change(media())
    assert codec.feed(b"") == [CallHeld(False)]
    (frame,) = codec.audio(tone(RtpCoding.PCMA, 2))
    packet = parse_rtp(bytes(frame))  # type: ignore[arg-type]
    assert packet is not None
    assert packet.marker, "sound begins again"
    assert len(audio(codec, sent[2])) == 160


def test_a_re_invite_may_change_the_coding() -> None:
    codec = RtpCodec(STARTED, media(), Clock())
    codec.change(media(RtpCoding.G722))
    assert codec.rate == 16_000
    assert len(audio(codec, *packets(RtpCoding.G722, 2))) == 640


@given(st.lists(st.binary(max_size=200), max_size=8), st.sampled_from(list(RtpCoding)))
def test_no_datagrams_crash_it(datagrams: list[bytes], coding: RtpCoding) -> None:
    clock = Clock()
    codec = RtpCodec(STARTED, media(coding), clock)
    for n, data in enumerate(datagrams):
        clock.now += 0.02
        codec.feed(data)
        codec.feed(bytes(RtpPacket(coding.payload_type, n * 7, 0, 7, data)))
        codec.feed(bytes(RtpPacket(101, n * 7 + 1, 0, 7, data)))
