"""Who may upload a picture now: one-time tokens, each for one question of one conversation. Sans-I/O.

A grant is opened when the question is shown, and closed when another one is. It expires, takes one picture and a few
failed attempts, and is never written down: not into the record, a log or an address that a server sees.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Literal, Protocol

from dialogue.acts import CaptureMode, CaptureTroubleKind
from kiosk.pictures.picture import Picture

#: Seconds that a phone has from the code on the screen to the last byte.
EXPIRES_S = 600.0
#: Failed attempts that a grant takes: a wrong file, a broken line.
TRIES = 12
#: Grants open at once in a hall; beyond them the oldest is closed.
MOST = 4096

Source = Literal["page", "phone"]


class PictureReceiver(Protocol):
    """The conversation that asked for the picture."""

    def picture_opened(self, grant: Grant) -> None:
        """The phone has opened the page."""

    def picture_came(self, grant: Grant, picture: Picture) -> bool:
        """False where it is not wanted now: something else is asked, or is being decided."""

    def picture_failed(self, grant: Grant, why: CaptureTroubleKind) -> None: ...


@dataclass(slots=True, eq=False)
class Grant:
    """`title`: what the picture is called in the script. `card`: the id of the card that asks for it."""

    token: str = field(repr=False)
    source: Source
    mode: CaptureMode
    title: str
    card: str
    receiver: PictureReceiver = field(repr=False)
    expires: float
    tries: int = TRIES
    state: Literal["open", "busy", "used", "closed"] = "open"
    seen: bool = False  # the phone has opened the page


class UploadGrants:
    """Of one hall. `now`: seconds on any monotonic clock."""

    def __init__(self) -> None:
        self._grants: dict[str, Grant] = {}

    def __len__(self) -> int:
        return len(self._grants)

    @property
    def grants(self) -> tuple[Grant, ...]:
        """Those that are open, the oldest first."""
        return tuple(self._grants.values())

    def open(
        self, source: Source, mode: CaptureMode, title: str, card: str, receiver: PictureReceiver, now: float
    ) -> Grant:
        self._forget(now)
        grant = Grant(secrets.token_urlsafe(24), source, mode, title, card, receiver, now + EXPIRES_S)
        self._grants[grant.token] = grant
        while len(self._grants) > MOST:
            self.close(next(iter(self._grants.values())))
        return grant

    def find(self, token: str, now: float) -> Grant | None:
        """The grant of this token, if it has not expired, been used or closed."""
        grant = self._grants.get(token)
        return grant if grant is not None and grant.state in ("open", "busy") and now < grant.expires else None

    def begin(self, grant: Grant) -> bool:
        """An upload begins. False while another one of the same grant is under way."""
        if grant.state != "open":
            return False
        grant.state = "busy"
        return True

    def done(self, grant: Grant, *, taken: bool) -> None:
        """The upload that began is over. One that was not `taken` may be tried again, a few times."""
        if grant.state != "busy":
            return  # closed meanwhile
        grant.tries -= not taken
        if taken or grant.tries <= 0:
            grant.state = "used"
            self._grants.pop(grant.token, None)
        else:
            grant.state = "open"

    def close(self, grant: Grant) -> None:
        """The picture is no longer asked for."""
        grant.state = "closed" if grant.state != "used" else "used"
        self._grants.pop(grant.token, None)

    def usable(self, grant: Grant, now: float) -> bool:
        return grant.state in ("open", "busy") and now < grant.expires

    def _forget(self, now: float) -> None:
        for grant in [grant for grant in self._grants.values() if now >= grant.expires]:
            self.close(grant)
