"""The serial protocol of the SAM module (安全控制模块, GA 467) in readers of Chinese identity cards. Sans-I/O.

A card gives its data only to such a module, which deciphers it; a plain NFC or PC/SC reader cannot read its text.

    request    AA AA AA 96 69 | length, 2 bytes | command, parameter | data | check
    answer     AA AA AA 96 69 | length, 2 bytes | SW1 SW2 SW3        | data | check

`length` (big-endian) counts what follows it; `check` is the XOR of length, command or status, and data.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.wire.messages import IdCard

_START = bytes.fromhex("AAAAAA9669")
#: Bytes of the longest answer: text, photo, fingerprints, and what is around them.
_LONGEST = 4096
#: The parts of the card's text: name, sex, nation, birth, address, number, authority, from, to, spare; UTF-16LE.
_NAME, _NUMBER, _TEXT = slice(0, 30), slice(122, 158), 256


def _request(command: bytes) -> bytes:
    body = (len(command) + 1).to_bytes(2, "big") + command
    return _START + body + bytes([_check(body)])


def _check(data: bytes) -> int:
    check = 0
    for byte in data:
        check ^= byte
    return check


#: Ask for a card on the reader; choose it; read its text and photo.
FIND, SELECT, READ = _request(b"\x20\x01"), _request(b"\x20\x02"), _request(b"\x30\x01")

#: Status words of answers.
DONE, FOUND, NO_CARD = b"\x00\x00\x90", b"\x00\x00\x9f", b"\x00\x00\x80"


@dataclass(frozen=True, slots=True)
class SamAnswer:
    status: bytes
    data: bytes = field(repr=False)


class SamParser:
    """Finds whole answers in what a serial line gives, whatever comes between them."""

    def __init__(self) -> None:
        self._got = bytearray()

    def feed(self, data: bytes) -> list[SamAnswer]:
        self._got += data
        found: list[SamAnswer] = []
        while (answer := self._next()) is not None:
            found.append(answer)
        return found

    def _next(self) -> SamAnswer | None:
        while True:
            start = self._got.find(_START)
            if start < 0:
                del self._got[: max(0, len(self._got) - len(_START) + 1)]
                return None
            del self._got[:start]
            if len(self._got) < len(_START) + 2:
                return None
            length = int.from_bytes(self._got[5:7], "big")
            if not 4 <= length <= _LONGEST:
                del self._got[:1]
                continue
            if len(self._got) < 7 + length:
                return None
            body = bytes(self._got[5 : 7 + length])
            if _check(body[:-1]) != body[-1]:
                del self._got[:1]
                continue
            del self._got[: 7 + length]
            return SamAnswer(body[2:5], body[5:-1])


def card_of(answer: SamAnswer) -> IdCard | None:
    """The name and number in the answer to `READ`; None: it holds none."""
    if answer.status != DONE or len(answer.data) < 4:
        return None
    size = int.from_bytes(answer.data[:2], "big")
    text = answer.data[4 : 4 + size]
    if len(text) < _TEXT or len(text) < size:
        return None
    try:
        name, number = (text[part].decode("utf-16-le").strip(" \0") for part in (_NAME, _NUMBER))
    except UnicodeDecodeError:
        return None
    return IdCard(name, number.upper()) if name and number else None
