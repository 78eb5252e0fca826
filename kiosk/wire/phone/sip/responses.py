"""Answers to SIP requests, and where they go: back to where the request came from (RFC 3261 18.2, RFC 3581).

Also what follows an INVITE of ours within its own transaction: the ACK of a refusal, and CANCEL.
"""

from __future__ import annotations

import re

from kiosk.wire.phone.sip.messages import (
    PeerAddress,
    SipHeaders,
    SipRequest,
    SipResponse,
    cseq_of,
    parameters_of,
    sent_by,
)

#: What we answer to, as `Allow` says it.
METHODS = ("INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "INFO", "UPDATE", "NOTIFY")
ALLOW = ("Allow", ", ".join(METHODS))
_PHRASES = {
    100: "Trying", 200: "OK", 202: "Accepted", 400: "Bad Request", 403: "Forbidden", 405: "Method Not Allowed",
    420: "Bad Extension", 422: "Session Interval Too Small", 480: "Temporarily Unavailable",
    481: "Call/Transaction Does Not Exist", 482: "Loop Detected", 486: "Busy Here", 487: "Request Terminated",
    488: "Not Acceptable Here", 500: "Server Internal Error", 503: "Service Unavailable",
    505: "Version Not Supported",
}  # fmt: skip
_ECHOED = ("via", "from", "to", "call-id", "cseq", "record-route")


def response_to(
    request: SipRequest, code: int, *more: tuple[str, str], tag: str = "", body: bytes = b"", server: str = ""
) -> SipResponse:
    """`tag`: ours, put into To where the request has none there."""
    headers = SipHeaders(*[line for line in request.headers if line[0].lower() in _ECHOED])
    if tag and "tag" not in parameters_of(headers.get("to")):
        headers.put("To", f"{headers.get('to')};tag={tag}")
    for name, value in more:
        headers.add(name, value)
    if server:
        headers.add("Server", server)
    if body:
        headers.add("Content-Type", "application/sdp")
    return SipResponse(code, _PHRASES[code], headers, body)


def acknowledgement_of(invite: SipRequest, refusal: SipResponse) -> SipRequest:
    """The ACK of a final response that is no 2xx (RFC 3261 17.1.1.3)."""
    return _beside(invite, "ACK", refusal.headers.get("to"))


def cancellation_of(invite: SipRequest) -> SipRequest:
    """The CANCEL of an INVITE without a final response (RFC 3261 9.1)."""
    return _beside(invite, "CANCEL", invite.headers.get("to"))


def _beside(invite: SipRequest, method: str, to: str) -> SipRequest:
    headers = invite.headers
    made = SipHeaders(("Via", headers.all("via")[0]), ("Max-Forwards", "70"))
    for name in ("From", "To", "Call-ID"):
        made.add(name, to if name == "To" else headers.get(name))
    made.add("CSeq", f"{cseq_of(headers)[0]} {method}")
    return SipRequest(method, invite.uri, made)


def note_source(request: SipRequest, source: PeerAddress) -> PeerAddress:
    """Write into the top Via where the request came from; the result is where its answers go. Raises SipError."""
    top = request.headers.all("via")[0]
    host, port = sent_by(top)
    rport = "rport" in parameters_of(top)
    if rport:
        top = re.sub(r";\s*rport\s*(=[^;]*)?(?=;|$)", f";rport={source[1]}", top, count=1, flags=re.IGNORECASE)
    if rport or host.strip("[]") != source[0]:
        top = re.sub(r";\s*received\s*=[^;]*", "", top, flags=re.IGNORECASE) + f";received={source[0]}"
    request.headers.replace_top_via(top)
    return source[0], source[1] if rport else port
