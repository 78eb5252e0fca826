"""The question that is open: the id of its showing, since when it can be read or heard, and which inputs answer it.

Sans-I/O; times are seconds on the caller's monotonic clock. Each showing of a question has an `id` that is never used
again, not even by another process. An input answers the showing whose id it carries; speech carries none, and answers
the question that was open when it began. A question is unread until `SETTLE_S` after it was shown, or, without a
screen, until it has been played to the end; while it is unread, nothing that consents, confirms or rates counts.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from dialogue import is_staff_key
from dialogue.acts import Card, Expect
from kiosk.wire.messages import NEXT_S, SETTLE_S

#: The `ask` of words that answer no question. The machine numbers questions from 1.
NO_QUESTION = 0


@dataclass(frozen=True, slots=True)
class Aim:
    """The question that an input answers: its number in the machine; None: the first, where the input begins the
    conversation. `early`: the question was unread.
    """

    ask: int | None = None
    early: bool = False

    @property
    def late(self) -> bool:
        return self.ask == NO_QUESTION


@dataclass(frozen=True, slots=True)
class Showing:
    """`since`: when the question was first asked. `seen_at`: when this showing of it was sent."""

    id: str
    expect: Expect
    cards: tuple[Card, ...]
    since: float
    seen_at: float
    heard_at: float | None = None
    sent: bool = False  # its cards have been sent
    taken: bool = False  # an input that answers it is being decided


class OpenQuestion:
    """`screen`: the citizen reads questions; otherwise hears them. `asked`: the conversation had begun before."""

    def __init__(self, *, screen: bool, asked: bool = False) -> None:
        self._screen = screen
        self._life, self._count = secrets.token_hex(4), 0
        self._asked = asked  # this conversation has asked a question
        self._touched_at = -NEXT_S
        self.showing: Showing | None = None

    @property
    def id(self) -> str | None:
        """Of the open showing; None while nothing is asked."""
        return self.showing.id if self.showing is not None else None

    # ---- the clerk --------------------------------------------------------------------------------------------------

    def put(self, cards: tuple[Card, ...], expect: Expect, now: float) -> None:
        """Ask a question. The same question with the same cards keeps its showing."""
        self._asked = True
        before = self.showing
        same = before is not None and _same_question(before, cards, expect)
        if before is not None and same and before.cards == cards:
            self.showing = replace(before, expect=expect, taken=False)
        else:
            since = before.since if before is not None and same and not expect.commits else now
            self.showing = Showing(self._new_id(), expect, cards, since, now)

    def sent(self, now: float) -> None:
        """The cards have been sent: a new showing counts from now, not from when it was decided."""
        if self.showing is not None and not self.showing.sent:
            since = now if self.showing.since == self.showing.seen_at else self.showing.since
            self.showing = replace(self.showing, since=since, seen_at=now, sent=True)

    def close(self) -> None:
        """The back end is being called: no input answers anything."""
        self.showing = None

    def again(self, before: Showing | None, now: float) -> None:
        """Show `before` again, to a client that reconnected, or after a rollback; None: nothing is asked."""
        if before is not None and (self.showing is None or before.id != self.showing.id or before is self.showing):
            before = replace(before, id=self._new_id(), seen_at=now, taken=False)
        self.showing = before

    def anew(self, now: float) -> None:
        """The open question is put once more: what was said before now is no answer to it."""
        if (before := self.showing) is not None:
            self.showing = replace(before, id=self._new_id(), since=now, seen_at=now, heard_at=None, taken=False)

    def decided(self) -> None:
        """A decision is done. If it asked no question, the open one may be answered again."""
        if self.showing is not None and self.showing.taken:
            self.showing = replace(self.showing, taken=False)

    def heard_out(self, now: float) -> None:
        """The client has played everything that was said."""
        if self.showing is not None and self.showing.heard_at is None:
            self.showing = replace(self.showing, heard_at=now)

    def _new_id(self) -> str:
        self._count += 1
        return f"{self._life}-{self._count}"

    # ---- the citizen ------------------------------------------------------------------------------------------------

    def touched(self, id: str | None, card: str | None, now: float) -> Aim | None:
        """A touch or keypad entry at `now`. None: it answers nothing, and must have no effect.

        On a screen one without an `id` counts only where nothing is committed to: older clients send none. Where there
        is no screen there is no id, and it answers the open question.
        """
        aim = self.pictured(id, card, now)
        if aim is not None:
            self._touched_at = now
        return aim

    def pictured(self, id: str | None, card: str | None, now: float) -> Aim | None:
        """News at `now` of the picture that a card asks for, as `touched`. It is no press: the picture takes its time
        to arrive, or comes from a phone, so that a press after it is not the second of a double tap.
        """
        showing = self.showing
        if showing is None or showing.taken or id not in (None, showing.id):
            return None
        if id is None and self._screen and showing.expect.commits:
            return None
        if card is not None and showing.cards and card != showing.cards[-1].id:
            return None
        if self._unread(showing, now) or (showing.expect.commits and now < self._touched_at + NEXT_S):
            return None
        self.showing = replace(showing, taken=True)
        return Aim(showing.expect.ask)

    def keyed(self, id: str | None, keys: str, now: float) -> Aim | None:
        """A keypad entry at `now`, as `touched`. Where there is no screen, the key for staff counts at any time, except
        after an answer to a count or an amount that is still being decided: 0 may be that answer again. The key that
        says yes answers no question that was not heard to its end.
        """
        if not self._screen and _agrees(keys) and self._unheard:
            return None
        aim, showing = self.touched(id, None, now), self.showing
        if aim is not None or self._screen or not is_staff_key(keys):
            return aim
        counting = showing is not None and showing.expect.kind in ("count", "money")
        return None if counting else Aim(NO_QUESTION)

    def typed(self, id: str | None, now: float) -> Aim:
        """Words typed at `now`. Without an `id` they answer the open question, as speech does."""
        if id is not None and id != self.id:
            return Aim(NO_QUESTION)
        return self.said(now)

    def said(self, began: float) -> Aim:
        """Speech whose first sound was at `began`."""
        if not self._asked:
            return Aim()
        if self.showing is None or began <= self.showing.since:
            return Aim(NO_QUESTION)
        return Aim(self.showing.expect.ask, self._unread(self.showing, began))

    @property
    def _unheard(self) -> bool:
        """A yes or no is asked for, and the question was not played to its end."""
        showing = self.showing
        return showing is not None and showing.expect.kind == "yesno" and showing.heard_at is None

    def _unread(self, showing: Showing, at: float) -> bool:
        if not showing.expect.commits:
            return False
        if self._screen:
            return not showing.sent or at < showing.seen_at + SETTLE_S
        return showing.heard_at is None or at < showing.heard_at


def _agrees(keys: str) -> bool:
    """Whether a keypad entry is the key that, without a screen, says yes."""
    return keys.strip().rstrip("#") == "1"


def _same_question(before: Showing, cards: tuple[Card, ...], expect: Expect) -> bool:
    def what(cards: tuple[Card, ...], expect: Expect) -> tuple[object, ...]:
        last = (cards[-1].id, cards[-1].title) if cards else ()
        return (expect.kind, expect.purpose, expect.length, expect.commits, last)

    return bool(cards) and what(before.cards, before.expect) == what(cards, expect)
