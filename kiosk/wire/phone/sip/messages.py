"""SIP messages: parsing and serialising (RFC 3261). Header values stay as they came, and are echoed unchanged.

Bytes that are no UTF-8 survive a round trip. A control character in a header is refused: echoed, it could forge one.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass

#: An address and a port.
PeerAddress = tuple[str, int]
DEFAULT_PORT = 5060
#: Headers in a message, and characters in its head.
_MOST_HEADERS, LONGEST_HEAD = 256, 32_768
_HIGHEST_CSEQ, _HIGHEST_PORT = 2**31 - 1, 65_535
_COMPACT = {
    "b": "referred-by", "c": "content-type", "e": "content-encoding", "f": "from", "i": "call-id", "k": "supported",
    "l": "content-length", "m": "contact", "o": "event", "r": "refer-to", "s": "subject", "t": "to", "v": "via",
    "x": "session-expires",
}  # fmt: skip
_REQUIRED = ("via", "from", "to", "call-id", "cseq")
#: Headers that may stand once in a message (RFC 3261 7.3.1, table 2; RFC 3515, 4028, 6665).
ONCE = (
    "from", "to", "call-id", "cseq", "max-forwards", "content-length", "content-type", "content-disposition", "expires",
    "min-expires", "session-expires", "min-se", "refer-to", "event", "subscription-state", "date", "timestamp",
)  # fmt: skip
_FOLDED = re.compile(r"\r\n[ \t]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_TOKEN = re.compile(r"[A-Za-z0-9.!%*_+`'~-]{1,64}")
_QUOTED = re.compile(r'\s*"(?:[^"\\]|\\.)*"')
_PARAMETER = re.compile(r';\s*([^\s;=,"]+)\s*(?:=\s*("(?:[^"\\]|\\.)*"|[^\s;,"]*))?')


class SipError(ValueError):
    """No SIP message, or one that cannot be answered. The text says what was expected, and not what came."""


class SipHeaders:
    """Header lines in order. Names are case-insensitive; compact forms are written out."""

    def __init__(self, *lines: tuple[str, str]) -> None:
        self._lines = list(lines)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._lines)

    def add(self, name: str, value: str) -> None:
        self._lines.append((name, value))

    def put(self, name: str, value: str) -> None:
        """In place of the value of this name, of which there is one at most."""
        at = next((n for n, line in enumerate(self._lines) if line[0].lower() == name.lower()), len(self._lines))
        self._lines[at : at + 1] = [(name, value)]

    def get(self, name: str) -> str:
        """The first value; "" where there is none."""
        return next((value for key, value in self._lines if key.lower() == name.lower()), "")

    def all(self, name: str) -> list[str]:
        """All values, lists taken apart at their commas."""
        lines = (value for key, value in self._lines if key.lower() == name.lower())
        return [piece.strip() for value in lines for piece in _pieces(value) if piece.strip()]

    def tokens(self, name: str) -> set[str]:
        """All values in small letters, for `Require`, `Supported`, `Allow`."""
        return {value.lower() for value in self.all(name)}

    def replace_top_via(self, via: str) -> None:
        rest = self.all("via")[1:]
        at = next(n for n, line in enumerate(self._lines) if line[0].lower() == "via")
        self._lines = [line for line in self._lines if line[0].lower() != "via"]
        self._lines[at:at] = [("Via", value) for value in (via, *rest)]

    @property
    def repeated(self) -> list[str]:
        """Headers that may stand once, and stand more often."""
        names = [key.lower() for key, _ in self._lines]
        return [name for name in ONCE if names.count(name) > 1]


@dataclass(slots=True)
class SipRequest:
    method: str
    uri: str
    headers: SipHeaders
    body: bytes = b""

    def __bytes__(self) -> bytes:
        return _serialised(f"{self.method} {self.uri} SIP/2.0", self.headers, self.body)


@dataclass(slots=True)
class SipResponse:
    code: int
    phrase: str
    headers: SipHeaders
    body: bytes = b""

    def __bytes__(self) -> bytes:
        return _serialised(f"SIP/2.0 {self.code} {self.phrase}", self.headers, self.body)


SipMessage = SipRequest | SipResponse


def parse_message(data: bytes) -> SipMessage:
    """One datagram. Raises SipError."""
    head, blank, body = data.lstrip(b"\r\n").partition(b"\r\n\r\n")
    if not blank or len(head) > LONGEST_HEAD:
        raise SipError("expected a head that ends with an empty line, within 32 KiB")
    first, *lines = _FOLDED.sub(" ", head.decode("utf-8", "surrogateescape")).split("\r\n")
    if len(lines) > _MOST_HEADERS or any(map(has_control, (first, *lines))):
        raise SipError(f"expected at most {_MOST_HEADERS} headers, without control characters")
    headers = SipHeaders(*map(parse_header, lines))
    if missing := [name for name in _REQUIRED if not (headers.get(name) and headers.all(name))]:
        raise SipError(f"expected the headers {', '.join(missing)}")
    if headers.repeated:
        raise SipError(f"expected only one header of each: {', '.join(headers.repeated)}")
    number, method = cseq_of(headers)
    length = headers.get("content-length")
    if length and (not _is_number(length, len(data)) or int(length) > len(body)):
        raise SipError("expected as many bytes of body as Content-Length says")
    body = body[: int(length)] if length else body
    message = _first_line(first, headers, body)
    if not 0 <= number <= _HIGHEST_CSEQ or (isinstance(message, SipRequest) and message.method != method):
        raise SipError("expected a CSeq with the method of the request")
    return message


def new_branch() -> str:
    """Of a transaction of ours."""
    return f"z9hG4bK{secrets.token_hex(8)}"


def cseq_of(headers: SipHeaders) -> tuple[int, str]:
    """Number and method. Raises SipError."""
    number, _, method = headers.get("cseq").strip().partition(" ")
    if not _is_number(number, _HIGHEST_CSEQ) or not _TOKEN.fullmatch(method.strip()):
        raise SipError("expected a number and a method in CSeq")
    return int(number), method.strip()


def parameters_of(value: str) -> dict[str, str]:
    """The `;name=value` behind an address or a Via; names in small letters, a name without a value has ""."""
    found = ((name.lower(), text) for name, text in _PARAMETER.findall(_parts(value)[1]))
    return {name: _unquoted(text) for name, text in found}


def uri_of(value: str) -> str:
    """The address in a From, To, Contact or Route, as it was written."""
    return _parts(value)[0]


def user_of(uri: str) -> str:
    """`13800138000` of `sip:13800138000@host;user=phone` and of `tel:13800138000`; "" where there is none."""
    scheme, _, rest = uri.partition(":")
    if scheme.lower() == "tel":
        return rest.split(";")[0]
    user, at, _ = rest.partition("@")
    return user.split(";")[0].partition(":")[0] if at else ""


def sent_by(via: str) -> PeerAddress:
    """Host and port of a Via. Raises SipError."""
    found = re.match(r"SIP\s*/\s*2\.0\s*/\s*[A-Za-z0-9]+\s+(\[[^\]\s]+\]|[^\s;:,]+)\s*(?::\s*([^\s;,]*))?", via)
    if found is None:
        raise SipError("expected a Via with a host")
    return found[1], DEFAULT_PORT if found[2] is None else port_of(found[2])


def port_of(text: str) -> int:
    """A port in digits. Raises SipError."""
    if not _is_number(text, _HIGHEST_PORT) or not is_port(int(text)):
        raise SipError(f"expected a port from 1 to {_HIGHEST_PORT}")
    return int(text)


def is_port(number: int) -> bool:
    """Whether a datagram can be sent there."""
    return 1 <= number <= _HIGHEST_PORT


def has_control(line: str) -> bool:
    """Whether a line holds a control character; echoed, it could forge a header."""
    return _CONTROL.search(line) is not None


def is_token(text: str) -> bool:
    """Whether it can be the name of a method or of a header."""
    return _TOKEN.fullmatch(text) is not None


def _parts(value: str) -> tuple[str, str]:
    """An address, and what stands behind it; a name before it is passed over."""
    name = _QUOTED.match(value)
    rest = value[name.end() :] if name else value
    before, opened, inside = rest.partition("<")
    if opened and ";" not in before:
        address, _, behind = inside.partition(">")
        return address, behind
    address, semicolon, behind = rest.partition(";")
    return address.strip(), semicolon + behind


def _first_line(line: str, headers: SipHeaders, body: bytes) -> SipMessage:
    first, _, rest = line.partition(" ")
    second, _, third = rest.partition(" ")
    if first == "SIP/2.0" and len(second) == 3 and _is_number(second, 699) and int(second) >= 100:
        return SipResponse(int(second), third, headers, body)
    if third == "SIP/2.0" and _TOKEN.fullmatch(first) and second:
        return SipRequest(first, second, headers, body)
    raise SipError("expected a request or a status line of SIP/2.0")


def parse_header(line: str) -> tuple[str, str]:
    """Name, in its long form, and value of a header line. Raises SipError."""
    name, colon, value = line.partition(":")
    if not colon or not is_token(name.strip()):
        raise SipError("expected a name and a colon in each header")
    return _COMPACT.get(name.strip().lower(), name.strip()), value.strip()


def _is_number(text: str, highest: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= highest


def _pieces(value: str) -> list[str]:
    """Of a list, between its commas. Commas in quoted text and in angle brackets are no ends."""
    ends = [-1]
    quoted = bracketed = escaped = False
    for at, sign in enumerate(value):
        if escaped:
            escaped = False
        elif quoted:
            quoted, escaped = sign != '"', sign == "\\"
        elif sign == '"' and not bracketed:
            quoted = True
        elif sign in "<>":
            bracketed = sign == "<"
        elif sign == "," and not bracketed:
            ends.append(at)
    return [value[begin + 1 : end] for begin, end in zip(ends, [*ends[1:], len(value)], strict=True)]


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1]) if text.startswith('"') else text


def _serialised(first: str, headers: SipHeaders, body: bytes) -> bytes:
    lines = [f"{name}: {value}" for name, value in headers if name.lower() != "content-length"]
    head = "\r\n".join([first, *lines, f"Content-Length: {len(body)}", "", ""])
    return head.encode("utf-8", "surrogateescape") + body
