"""Lines of text in what a serial line gives. Sans-I/O."""

from __future__ import annotations

#: Bytes of the longest line. Overflow: the line is dropped.
LONGEST = 2048


class TextLines:
    """A line ends with CR, LF or both; UTF-8, or GB 18030 where it is not."""

    def __init__(self) -> None:
        self._got = bytearray()
        self._dropping = False

    def feed(self, data: bytes) -> list[str]:
        """The lines that are complete now, without blanks around them; empty ones are left out."""
        found = []
        for byte in data:
            if byte not in b"\r\n":
                self._got.append(byte)
                if len(self._got) > LONGEST:
                    self._got.clear()
                    self._dropping = True
                continue
            if not self._dropping and (line := _decoded(bytes(self._got)).strip()):
                found.append(line)
            self._got.clear()
            self._dropping = False
        return found


def _decoded(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("gb18030", errors="replace")
