"""Keys pressed on a telephone, put together to the entries that a session understands. Sans-I/O.

A choice is one key, which counts when no other follows for `ALONE_S`: keys that come within `BETWEEN_S` of one another
are one entry, at a choice too, so that a number keyed at the wrong question is not spent key by key. A number ends with
its last digit where its length is known, with `#`, or when no further key comes for `BETWEEN_S`. `*` is the X at the
end of an ID number, and anywhere else takes the entry back. 0 alone, with no key behind it for `AFTER_ZERO_S`, asks for
a human, at any question: a 0 within a number that is typed early does not.
"""

from __future__ import annotations

from dataclasses import dataclass

from dialogue.acts import Expect

#: Seconds after a key within which the next one belongs to the same entry; after a 0 alone, which is mostly the call
#: for a human, fewer; and after the first key at a choice, which is mostly the only one.
BETWEEN_S, AFTER_ZERO_S, ALONE_S = 3.0, 1.5, 0.6
#: Keys of the longest entry; what is pressed beyond it is dropped.
LONGEST = 32
#: Kinds of questions that are answered by one key.
_CHOICES = ("service", "yesno", "option", "several", "rating")
#: Kinds of questions that are answered by several keys.
_NUMBERS = ("id", "phone", "landline", "number", "code", "count", "money", "date", "time", "credit_code")


@dataclass(frozen=True, slots=True)
class KeypadQuestion:
    """What keys answer now. `options`: choices on offer, for a choice."""

    expect: Expect
    options: int = 0

    @property
    def single(self) -> bool:
        return self.expect.kind in _CHOICES and self.options <= 9

    def takes(self, digits: int) -> bool:
        """Whether it asks for a number of so many digits."""
        return self.expect.kind in _NUMBERS and self.expect.length in (0, digits)


class Keypad:
    """`pressed` and `expired` give the entry that is complete, or None. Times: seconds on the caller's clock.

    Keys pressed before another question was asked belong to no entry of that one, and are dropped.
    """

    def __init__(self) -> None:
        self._keys, self._ask = "", 0
        self._expires_at: float | None = None

    @property
    def keys(self) -> str:
        """Of the entry that is not complete."""
        return self._keys

    @property
    def expires_at(self) -> float | None:
        """When the entry is complete without a further key; None: nothing was pressed."""
        return self._expires_at

    def pressed(self, key: str, question: KeypadQuestion, now: float) -> str | None:
        """`key`: one of 0-9 * #."""
        self._keep_to(question)
        if key == "#":
            return self.complete()
        if key == "*" and not self._is_x(question):
            self._keys, self._expires_at = "", None
            return None
        if len(self._keys) < LONGEST:
            self._keys += "X" if key == "*" else key
        if self._is_whole(question):
            return self.complete()
        self._expires_at = now + self._wait_s(question)
        return None

    def expired(self, question: KeypadQuestion, now: float) -> str | None:
        """Due at `expires_at`; harmless at any other time."""
        if self._expires_at is None or now < self._expires_at:
            return None
        self._keep_to(question)
        return self.complete()

    def complete(self) -> str | None:
        """The entry ends here."""
        keys, self._keys, self._expires_at = self._keys, "", None
        return keys or None

    def _wait_s(self, question: KeypadQuestion) -> float:
        if self._keys == "0":
            return AFTER_ZERO_S
        return ALONE_S if question.single and len(self._keys) == 1 else BETWEEN_S

    def _keep_to(self, question: KeypadQuestion) -> None:
        if self._ask != question.expect.ask:
            self._keys, self._expires_at, self._ask = "", None, question.expect.ask

    def _is_x(self, question: KeypadQuestion) -> bool:
        expect = question.expect
        at = len(self._keys)
        shaped = any(at < len(shape) and "X" in shape[at] for shape in expect.shapes)
        return shaped or (expect.kind == "id" and at == max(expect.length, 18) - 1)

    def _is_whole(self, question: KeypadQuestion) -> bool:
        length = question.expect.length
        return self._keys != "0" and not question.single and 0 < length <= len(self._keys)
