"""The messages of one call as a SIP peer writes them, for tests of the user agent without sockets."""

from __future__ import annotations

import itertools

from kiosk.wire.phone.sip.events import SipDatagram, SipOutput
from kiosk.wire.phone.sip.messages import (
    SipHeaders,
    SipRequest,
    SipResponse,
    cseq_of,
    parameters_of,
    parse_message,
)

_CALLS = itertools.count(1)


def sdp(
    port: int = 40_000, *, payloads: str = "8 0 101", direction: str = "sendrecv", address: str = "10.0.0.9"
) -> bytes:
    """An offer with one audio stream."""
    lines = (
        "v=0", f"o=- 1 1 IN IP4 {address}", "s=-", f"c=IN IP4 {address}", "t=0 0", f"m=audio {port} RTP/AVP {payloads}",
        "a=rtpmap:8 PCMA/8000", "a=rtpmap:0 PCMU/8000", "a=rtpmap:101 telephone-event/8000", "a=ptime:20",
        f"a={direction}", "",
    )  # fmt: skip
    return "\r\n".join(lines).encode()


class SipScript:
    """One call. `host`, `port`: the peer's. `user`: its number."""

    def __init__(self, host: str = "10.0.0.9", port: int = 5060, user: str = "13800138000") -> None:
        number = next(_CALLS)
        self.source = host, port
        self.call_id, self.tag = f"call-{number}@peer", f"peer{number}"
        self.to_tag = ""
        self._user, self._number, self._branches = user, 0, itertools.count(1)

    def request(
        self,
        method: str,
        *more: tuple[str, str],
        body: bytes = b"",
        number: int | None = None,
        branch: str = "",
    ) -> bytes:
        """`number`: CSeq; the next one by default. `branch`: a new one by default."""
        if number is None:
            self._number += 1
            number = self._number
        host, port = self.source
        branch = branch or f"z9hG4bK-{self.call_id}-{next(self._branches)}"
        to = f";tag={self.to_tag}" if self.to_tag else ""
        headers = SipHeaders(
            ("Via", f"SIP/2.0/UDP {host}:{port};branch={branch};rport"),
            ("Max-Forwards", "70"),
            ("From", f'"caller" <sip:{self._user}@{host}>;tag={self.tag}'),
            ("To", f"<sip:12345@hall.example>{to}"),
            ("Call-ID", self.call_id),
            ("CSeq", f"{number} {method}"),
            ("Contact", f"<sip:{self._user}@{host}:{port}>"),
            *more,
            *((("Content-Type", "application/sdp"),) if body.startswith(b"v=0") else ()),
        )
        return bytes(SipRequest(method, "sip:12345@hall.example", headers, body))

    def ack(self, body: bytes = b"", number: int | None = None) -> bytes:
        """Of a 2xx."""
        return self.request("ACK", body=body, number=self._number if number is None else number)

    def answer(self, request: SipRequest, code: int, *more: tuple[str, str], body: bytes = b"") -> bytes:
        """To a request of ours."""
        echoed = ("via", "from", "to", "call-id", "cseq")
        headers = SipHeaders(*[line for line in request.headers if line[0].lower() in echoed], *more)
        return bytes(SipResponse(code, "Answer", headers, body))

    def note(self, outputs: list[SipOutput]) -> list[SipOutput]:
        """Remember the tag that an answer of ours brings."""
        for response in responses(outputs):
            self.to_tag = parameters_of(response.headers.get("to")).get("tag", self.to_tag)
        return outputs


def responses(outputs: list[SipOutput]) -> list[SipResponse]:
    messages = [parse_message(each.data) for each in outputs if isinstance(each, SipDatagram) and each.data.strip()]
    return [message for message in messages if isinstance(message, SipResponse)]


def requests(outputs: list[SipOutput], method: str = "") -> list[SipRequest]:
    messages = [parse_message(each.data) for each in outputs if isinstance(each, SipDatagram) and each.data.strip()]
    found = [message for message in messages if isinstance(message, SipRequest)]
    return [message for message in found if not method or message.method == method]


def codes(outputs: list[SipOutput], method: str = "") -> list[int]:
    """Of the responses to this method, in order."""
    return [each.code for each in responses(outputs) if not method or cseq_of(each.headers)[1] == method]


def events(outputs: list[SipOutput]) -> list[SipOutput]:
    """Without the datagrams."""
    return [each for each in outputs if not isinstance(each, SipDatagram)]
