"""SIP messages: what is read, what is refused, and that what came is echoed as it came."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.wire.phone.sip.messages import (
    SipError,
    SipRequest,
    SipResponse,
    cseq_of,
    parameters_of,
    parse_message,
    sent_by,
    uri_of,
    user_of,
)
from kiosk.wire.phone.sip.responses import note_source, response_to
from support.sip_script import SipScript, sdp

#: As a carrier of mobile calls writes it: folded, compact, with what only its own switches understand.
CARRIER = (
    b"INVITE sip:12345@10.0.0.1:5060;user=phone SIP/2.0\r\n"
    b"v: SIP/2.0/UDP 10.1.2.3:5060;branch=z9hG4bK*1-1-16646-3614-1-0*aapi;Role=3;Hpt=8ea8_16\r\n"
    b"Via: SIP/2.0/TCP scscf_1.ims.example:5060;branch=z9hG4bKhs+9o-x/=;rport=5070, "
    b"SIP/2.0/UDP [2001:db8::1];branch=z9\r\n"
    b'Record-Route: <sip:10.1.2.3;lr;x="a,b">,<sip:10.1.2.4;lr>\r\n'
    b"f: \xe5\xbc\xa0\xe4\xb8\x89 <tel:+8613800138000;noa=national>;tag=a+b%20c\r\n"
    b"t: <sip:12345@ims.example>\r\n"
    b"i: 1-3614@10.1.2.3\r\n"
    b"CSeq: 1\r\n  INVITE\r\n"
    b'm: "x <y>, z" <sip:10.1.2.3:5060;transport=udp;ob>;+sip.instance="<urn:uuid:1>"\r\n'
    b"l: 0\r\n\r\n"
)


def test_a_carriers_invite() -> None:
    message = parse_message(CARRIER)
    assert isinstance(message, SipRequest)
    headers = message.headers
    assert len(headers.all("via")) == 3
    assert parameters_of(headers.all("via")[0])["branch"] == "z9hG4bK*1-1-16646-3614-1-0*aapi"
    assert sent_by(headers.all("via")[1]) == ("scscf_1.ims.example", 5060)
    assert sent_by(headers.all("via")[2]) == ("[2001:db8::1]", 5060)
    assert len(headers.all("record-route")) == 2
    assert user_of(uri_of(headers.get("from"))) == "+8613800138000"
    assert parameters_of(headers.get("from"))["tag"] == "a+b%20c"
    assert uri_of(headers.all("contact")[0]) == "sip:10.1.2.3:5060;transport=udp;ob"
    assert cseq_of(headers) == (1, "INVITE")


def test_an_answer_echoes_every_byte() -> None:
    request = parse_message(CARRIER)
    assert isinstance(request, SipRequest)
    assert note_source(request, ("10.1.2.3", 5090)) == ("10.1.2.3", 5060), "no rport: to the port of the Via"
    answer = bytes(response_to(request, 200, tag="ours"))
    assert b"\xe5\xbc\xa0\xe4\xb8\x89 <tel:+8613800138000;noa=national>;tag=a+b%20c" in answer
    assert b"branch=z9hG4bK*1-1-16646-3614-1-0*aapi;Role=3;Hpt=8ea8_16" in answer
    assert b"<sip:12345@ims.example>;tag=ours" in answer
    assert b"z9hG4bKhs+9o-x/=;rport=5070" in answer, "only the top Via is ours to write into"


def test_answers_go_back_through_a_nat() -> None:
    request = parse_message(SipScript("192.168.1.5", 5060).request("OPTIONS"))
    assert isinstance(request, SipRequest)
    assert note_source(request, ("203.0.113.9", 61_234)) == ("203.0.113.9", 61_234)
    via = request.headers.all("via")[0]
    assert parameters_of(via)["rport"] == "61234"
    assert parameters_of(via)["received"] == "203.0.113.9"


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        (b"\r\n\r\n", b"", "empty line"),
        (b"SIP/2.0\r\n", b"SIP/3.0\r\n", "SIP/2.0"),
        (b"i: 1-3614@10.1.2.3\r\n", b"", "call-id"),
        (b"1\r\n  INVITE", b"1 BYE", "CSeq"),
        (b"1\r\n  INVITE", b"4294967296 INVITE", "CSeq"),
        (b"1\r\n  INVITE", "１ INVITE".encode(), "CSeq"),
        (b"l: 0", b"l: 5", "Content-Length"),
        (b"l: 0", b"l: -1", "Content-Length"),
        (b"tag=a+b", b"tag=\nX: y", "control"),
        (b"t: <", b"t <", "colon"),
    ],
)
def test_what_is_no_message_is_told_apart(was: bytes, becomes: bytes, told: str) -> None:
    assert was in CARRIER
    with pytest.raises(SipError, match=told):
        parse_message(CARRIER.replace(was, becomes, 1))


@pytest.mark.parametrize("value", ["", ",", " , ,", ",,,,"])
@pytest.mark.parametrize("name", ["Via", "From", "To", "Call-ID", "CSeq"])
def test_a_list_without_values_is_no_header(name: str, value: str) -> None:
    lines = SipScript().request("OPTIONS").split(b"\r\n")
    bare = b"\r\n".join(f"{name}: {value}".encode() if each.startswith(f"{name}:".encode()) else each for each in lines)
    with pytest.raises(SipError, match=name.lower()):
        parse_message(bare)


@pytest.mark.parametrize(
    ("port", "read"),
    [
        ("", 5060), (":1", 1), (":65535", 65_535), (" : 5070", 5070),
        (":0", None), (":65536", None), (":99999", None), (":655350", None), (":-1", None), (":", None), (":５", None),
        (f":{'9' * 5_000}", None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("host", ["1.2.3.4", "[2001:db8::1]"])
def test_a_via_names_a_port_that_a_datagram_can_be_sent_to(host: str, port: str, read: int | None) -> None:
    via = f"SIP/2.0/UDP {host}{port};branch=z9hG4bKq"
    if read is None:
        with pytest.raises(SipError, match="1 to 65535"):
            sent_by(via)
    else:
        assert sent_by(via) == (host, read)


def test_a_body_ends_where_its_length_says() -> None:
    data = SipScript().request("INVITE", body=sdp())
    assert parse_message(data + b"junk").body == sdp()
    with pytest.raises(SipError):
        parse_message(data[:-3])


def test_a_written_message_is_read_as_it_was() -> None:
    data = SipScript().request("INVITE", ("X-Long", "a" * 5_000), body=sdp())
    assert bytes(parse_message(data)) == data


@given(st.binary(max_size=2_000))
@example(b"SIP/2.0 200 \r\n\r\n")
@example(b"\r\n\r\n")
@example(b"OPTIONS x SIP/2.0\r\nv: ,\r\nf: a\r\nt: a\r\ni: a\r\nCSeq: 1 OPTIONS\r\n\r\n")
def test_no_bytes_crash_the_parser(data: bytes) -> None:
    _parsed(data)


@given(st.integers(0, len(CARRIER)), st.integers(0, len(CARRIER)), st.binary(max_size=40))
def test_no_damage_to_a_message_crashes_the_parser(begin: int, end: int, damage: bytes) -> None:
    _parsed(CARRIER[:begin] + damage + CARRIER[end:])


@pytest.mark.parametrize("sign", ['"', "<", ";", ",", "\\", '\\"', ";a=", '="', "a", " ", "[", ":"])
def test_no_value_wedges_the_parser(sign: str) -> None:
    value = sign * (15_000 // len(sign))
    message = parse_message(SipScript().request("OPTIONS", ("Via", value), ("Record-Route", value)))
    assert isinstance(message, SipRequest)
    message.headers.all("via")
    parameters_of(value)
    uri_of(value)


def _parsed(data: bytes) -> None:
    try:
        message = parse_message(data)
        if isinstance(message, SipRequest):
            note_source(message, ("127.0.0.1", 5060))
            answer = parse_message(bytes(response_to(message, 200, tag="x")))
            assert isinstance(answer, SipResponse)
    except SipError:
        pass
