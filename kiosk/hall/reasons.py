"""Why somebody sees or does what the audit trail tells of: words that can be read, not blanks."""

from __future__ import annotations

from mandarin.printable import printable

#: Letters, ideographs and digits of a reason.
SHORTEST = 2


def reason_of(text: str, longest: int) -> str | None:
    """As it is kept: trimmed, without what cannot be seen. None: nothing is left that tells anything, or it is longer
    than so many characters.
    """
    why = printable(text)
    return why if len(why) <= longest and sum(map(str.isalnum, why)) >= SHORTEST else None
