"""Text for Word and Excel, which hold XML 1.0: every character that XML cannot hold becomes U+FFFD."""

from __future__ import annotations

import re

#: All but tab, line feed, carriage return and the characters of XML 1.0: control characters, halves of surrogate pairs,
#: and the two non-characters U+FFFE and U+FFFF.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def office_text(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
