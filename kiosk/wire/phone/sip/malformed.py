"""Requests that break the grammar of SIP, and how much of them an answer needs (RFC 3261 8.1.1, 18.3, 21.4.1)."""

from __future__ import annotations

from kiosk.wire.phone.sip.messages import (
    LONGEST_HEAD,
    ONCE,
    SipError,
    SipHeaders,
    SipRequest,
    cseq_of,
    has_control,
    is_token,
    parse_header,
    sent_by,
)

#: What an answer echoes. To is made up where it is missing.
_ECHOED = ("via", "from", "to", "call-id", "cseq")
_KEEP_ALIVE = b"\r\n\t \0"


def is_keep_alive(data: bytes) -> bool:
    """Blank lines or zeros, which keep a NAT's port open and are no message."""
    return not data.strip(_KEEP_ALIVE)


def answerable(data: bytes) -> tuple[SipRequest, int] | None:
    """Of a datagram that is no good message: the request with the headers that are echoed, and the code of its answer,
    400 or 505 (a version of SIP that is not ours). None where there is nothing to answer: a response, an ACK, or a
    request without a Via, From, Call-ID and CSeq that can be read.
    """
    head = data.lstrip(b"\r\n").partition(b"\r\n\r\n")[0]
    first, *lines = head[:LONGEST_HEAD].decode("utf-8", "surrogateescape").split("\r\n")
    method, _, rest = first.partition(" ")
    uri, _, version = rest.strip().rpartition(" ")
    if has_control(first) or not is_token(method) or method == "ACK" or not uri or not version.startswith("SIP/"):
        return None
    headers = SipHeaders()
    for line in lines:
        header = None if has_control(line) else _header(line)
        if header is not None and header[0].lower() in _ECHOED and _is_new(headers, header[0]):
            headers.add(*header)
    if not headers.get("to"):
        headers.add("To", f"<{uri}>")
    try:
        sent_by(next(iter(headers.all("via")), ""))
        cseq_of(headers)
    except SipError:
        return None
    if not (headers.get("from") and headers.get("call-id")):
        return None
    return SipRequest(method, uri, headers), 400 if version == "SIP/2.0" else 505


def _is_new(headers: SipHeaders, name: str) -> bool:
    """Of a header that came twice, and may not, the first is echoed."""
    return name.lower() not in ONCE or not headers.get(name)


def _header(line: str) -> tuple[str, str] | None:
    try:
        return parse_header(line)
    except SipError:
        return None
