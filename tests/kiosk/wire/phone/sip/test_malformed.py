"""What a user agent does with what is no good message: 400 or 505 where that can be, and told at any rate."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.wire.phone.sip.events import MessageMalformed
from kiosk.wire.phone.sip.malformed import answerable
from support.sip_agent import agent
from support.sip_script import SipScript, codes, events, responses, sdp

#: Lines behind the headers of a good INVITE, by which a header that may stand once stands twice.
TWICE = (
    b"Call-ID: other@10.0.0.9", b"i: other@10.0.0.9", b"From: <sip:b@c>;tag=2", b"f: <sip:b@c>;tag=2",
    b"To: <sip:12345@hall.example>", b"CSeq: 1 INVITE", b"Max-Forwards: 70", b"Content-Type: text/plain",
    b"Content-Length: 0", b"Session-Expires: 90\r\nx: 90",
)  # fmt: skip
#: What is replaced in a good INVITE → the code of the answer; 0: none can be given.
CASES: dict[str, tuple[bytes, bytes, int]] = {
    "a line without a colon": (b"Max-Forwards: 70", b"Max-Forwards 70", 400),
    "a header with a blank in its name": (b"Max-Forwards: 70", b"Max Forwards: 70", 400),
    "a body that is shorter than it says": (b"Content-Length: ", b"Content-Length: 9", 400),
    "a length that is no number": (b"Content-Length: ", b"Content-Length: x", 400),
    "another method in CSeq": (b"1 INVITE\r\n", b"1 BYE\r\n", 400),
    "a control character in a header": (b"Max-Forwards: 70", b"Subject: a\x0bb", 400),
    **{line.decode(): (b"\r\n\r\n", b"\r\n" + line + b"\r\n\r\n", 400) for line in TWICE},
    "no To": (b"To: <sip:12345@hall.example>\r\n", b"", 400),
    "no empty line": (b"\r\n\r\n", b"\r\n", 400),
    "too many headers": (b"Max-Forwards: 70\r\n", b"X: 1\r\n" * 300, 400),
    "another version": (b"hall.example SIP/2.0\r\n", b"hall.example SIP/3.0\r\n", 505),
    "no Via": (b"Via: ", b"Vie: ", 0),
    "a Via without a host": (b"Via: SIP/2.0/UDP 10.0.0.9:5060", b"Via: SIP/2.0/UDP", 0),
    "a Via with a port that is none": (b"10.0.0.9:5060;branch", b"10.0.0.9:x;branch", 0),
    "no From": (b"From: ", b"Form: ", 0),
    "no Call-ID": (b"Call-ID: ", b"Called: ", 0),
    "no number in CSeq": (b"CSeq: 1 ", b"CSeq: one ", 0),
    "no CSeq": (b"CSeq: ", b"Seq: ", 0),
    "another protocol": (b"hall.example SIP/2.0\r\n", b"hall.example HTTP/1.1\r\n", 0),
    "a control character in the first line": (b"INVITE sip:", b"INVITE sip:\x01", 0),
    "an ACK": (b"INVITE sip:", b"ACK sip:", 0),
}


@pytest.mark.parametrize("case", CASES)
def test_a_request_that_breaks_the_grammar(case: str) -> None:
    before, after, code = CASES[case]
    ours, peer = agent(), SipScript()
    invite = peer.request("INVITE", body=sdp())
    assert before in invite
    broken = invite.replace(before, after)
    if case == "a control character in a header":  # further down, where nothing is echoed
        assert b"\x0b" in broken
    for _ in range(2):  # again: nothing is kept
        outputs = ours.receive(broken, peer.source, 0.0)
        (told,) = events(outputs)
        assert isinstance(told, MessageMalformed)
        assert (told.source, told.answered) == (peer.source, code)
        assert codes(outputs) == ([code] if code else [])
        for answer in responses(outputs):
            assert answer.headers.get("call-id") == peer.call_id
            assert f"rport={peer.source[1]}" in answer.headers.get("via")
            assert "tag=" in answer.headers.get("to")
    assert len(ours) == 0
    assert ours.due == float("inf")


@pytest.mark.parametrize("data", [b"", b"\r\n\r\n", b"\r\n", b"\0\0\0\0", b" \r\n"])
def test_what_keeps_a_port_open_is_no_mistake(data: bytes) -> None:
    assert agent().receive(data, ("10.0.0.9", 5060), 0.0) == []


def test_an_answer_is_never_answered() -> None:
    answer = SipScript().request("OPTIONS").replace(b"OPTIONS sip:12345@hall.example SIP/2.0", b"SIP/2.0 2x0 OK")
    (told,) = agent().receive(answer, ("10.0.0.9", 5060), 0.0)
    assert isinstance(told, MessageMalformed)
    assert told.answered == 0


@given(st.binary(max_size=200), st.integers(0, 400), st.integers(0, 60))
def test_no_damage_crashes_it_and_every_answer_is_a_good_message(data: bytes, at: int, cut: int) -> None:
    """Any bytes anywhere in a request: `responses` parses what is sent."""
    ours, peer = agent(), SipScript()
    invite = peer.request("INVITE", body=sdp())
    outputs = ours.receive(invite[:at] + data + invite[at + cut :], peer.source, 0.0)
    assert len(responses(outputs)) <= 1
    ours.receive(data, peer.source, 0.0)
    answerable(data)
