"""The question before the citizen: its identity on the wire, since when it can be read or heard, and what answers it.

Sans-I/O; times are seconds on the caller's monotonic clock. Each showing of a question has an `id` that is never used
again, not even after a breakdown. An input answers the showing whose id it carries; speech carries none, and answers
the question that was open when the speech began. Before `SETTLE_S` has passed (where there is no screen: before all of
it was heard) a question is unread, and nothing that consents, confirms or rates counts.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from dialogue.acts import Card, Expect
from kiosk.wire.messages import NEXT_S, SETTLE_S

#: The `ask` of words that answer no question: the machine counts from 1.
NO_QUESTION = 0


@dataclass(frozen=True, slots=True)
class Aim:
    """What an input answers. `ask`: the machine's number; None: whatever it asks next (the input begins the
    conversation). `early`: the question was still unread.
    """

    ask: int | None = None
    early: bool = False

    @property
    def late(self) -> bool:
        return self.ask == NO_QUESTION


@dataclass(frozen=True, slots=True)
class Showing:
    """`since`: when this question was put, however often it was shown again. `seen_at`: when this showing went out."""

    id: str
    expect: Expect
    cards: tuple[Card, ...]
    since: float
    seen_at: float
    heard_at: float | None = None
    sent: bool = False  # its cards have gone out
    taken: bool = False  # its answer is being decided upon


class OpenQuestion:
    """`screen`: the citizen reads the question; otherwise it has to be heard. `asked`: the conversation had begun."""

    def __init__(self, *, screen: bool, asked: bool = False) -> None:
        self._screen = screen
        self._life, self._count = secrets.token_hex(4), 0
        self._asked = asked  # a question was put in this conversation
        self._touched_at = -NEXT_S
        self.showing: Showing | None = None

    @property
    def id(self) -> str | None:
        """For the wire; None while nothing is asked."""
        return self.showing.id if self.showing is not None else None

    # ---- the clerk --------------------------------------------------------------------------------------------------

    def put(self, cards: tuple[Card, ...], expect: Expect, now: float) -> None:
        """A question is put. The same one with the same cards, put again, stays the showing that it was."""
        self._asked = True
        before = self.showing
        same = before is not None and _same_question(before, cards, expect)
        if before is not None and same and before.cards == cards:
            self.showing = replace(before, expect=expect, taken=False)
        else:
            since = before.since if before is not None and same and not expect.commits else now
            self.showing = Showing(self._new_id(), expect, cards, since, now)

    def sent(self, now: float) -> None:
        """The cards go out: a new showing is on the screen from here on, however long it waited for the record."""
        if self.showing is not None and not self.showing.sent:
            since = now if self.showing.since == self.showing.seen_at else self.showing.since
            self.showing = replace(self.showing, since=since, seen_at=now, sent=True)

    def close(self) -> None:
        """The back end is asked: nothing the citizen does is an answer to anything."""
        self.showing = None

    def again(self, before: Showing | None, now: float) -> None:
        """Show `before` (again): to a page that came back, or because the decision that followed it was retracted."""
        if before is not None and (self.showing is None or before.id != self.showing.id or before is self.showing):
            before = replace(before, id=self._new_id(), seen_at=now, taken=False)
        self.showing = before

    def decided(self) -> None:
        """What was being decided upon is done; if it opened no question, this one waits for its answer again."""
        if self.showing is not None and self.showing.taken:
            self.showing = replace(self.showing, taken=False)

    def heard_out(self, now: float) -> None:
        """All that she had to say was heard."""
        if self.showing is not None and self.showing.heard_at is None:
            self.showing = replace(self.showing, heard_at=now)

    def _new_id(self) -> str:
        self._count += 1
        return f"{self._life}-{self._count}"

    # ---- the citizen ------------------------------------------------------------------------------------------------

    def touched(self, id: str | None, card: str | None, now: float) -> Aim | None:
        """A touch or a keypad entry that came at `now`. None: it answers nothing, and must do nothing.

        Without an id it counts where nothing is committed to: older clients send none.
        """
        showing = self.showing
        if showing is None or showing.taken or (id is None and showing.expect.commits) or id not in (None, showing.id):
            return None
        if card is not None and showing.cards and card != showing.cards[-1].id:
            return None
        if self._unread(showing, now) or (showing.expect.commits and now < self._touched_at + NEXT_S):
            return None
        self._touched_at = now
        self.showing = replace(showing, taken=True)
        return Aim(showing.expect.ask)

    def typed(self, id: str | None, now: float) -> Aim:
        """Words typed at `now`; without an id they answer what is open, as spoken ones do."""
        if id is not None and id != self.id:
            return Aim(NO_QUESTION)
        return self.said(now)

    def said(self, began: float) -> Aim:
        """Words whose first sound was at `began`."""
        if not self._asked:
            return Aim()
        if self.showing is None or began <= self.showing.since:
            return Aim(NO_QUESTION)
        return Aim(self.showing.expect.ask, self._unread(self.showing, began))

    def _unread(self, showing: Showing, at: float) -> bool:
        if not showing.expect.commits:
            return False
        if self._screen:
            return not showing.sent or at < showing.seen_at + SETTLE_S
        return showing.heard_at is None or at < showing.heard_at


def _same_question(before: Showing, cards: tuple[Card, ...], expect: Expect) -> bool:
    def what(cards: tuple[Card, ...], expect: Expect) -> tuple[object, ...]:
        last = (cards[-1].id, cards[-1].title) if cards else ()
        return (expect.kind, expect.purpose, expect.length, expect.commits, last)

    return bool(cards) and what(before.cards, before.expect) == what(cards, expect)
