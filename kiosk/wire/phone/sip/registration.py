"""Our registration at a registrar (RFC 3261 10), as a table: kept up before it expires, tried again after a failure.

IDLE --register--> TRYING --200--> REGISTERED --half of its time--> TRYING
                      |--refused, no answer--> WAITING --pause--> TRYING
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from kiosk.wire.phone.sip.digest import DigestLogin
from kiosk.wire.phone.sip.messages import PeerAddress, SipHeaders, SipRequest, SipResponse, parameters_of, uri_of

#: Seconds asked for, and the least and the most that a registrar may give us or ask of us.
EXPIRES, SHORTEST, LONGEST = 300, 30, 86_400
#: Seconds between two attempts after a failure: doubled each time, up to the last.
FIRST_PAUSE, LAST_PAUSE = 5.0, 300.0
#: Seconds between two empty lines that keep the way through a NAT open.
KEEP_ALIVE_S = 25.0


class RegistrationState(Enum):
    IDLE = auto()
    TRYING = auto()
    REGISTERED = auto()
    WAITING = auto()
    LEAVING = auto()


class RegistrationEvent(Enum):
    DUE = auto()
    ACCEPTED = auto()
    TOO_BRIEF = auto()
    REFUSED = auto()
    LEAVE = auto()


#: (state, event) → next state, and whether a REGISTER is sent. What is not here does nothing.
REGISTRATION_TABLE: dict[tuple[RegistrationState, RegistrationEvent], tuple[RegistrationState, bool]] = {
    (RegistrationState.IDLE, RegistrationEvent.DUE): (RegistrationState.TRYING, True),
    (RegistrationState.TRYING, RegistrationEvent.ACCEPTED): (RegistrationState.REGISTERED, False),
    (RegistrationState.TRYING, RegistrationEvent.TOO_BRIEF): (RegistrationState.TRYING, True),
    (RegistrationState.TRYING, RegistrationEvent.REFUSED): (RegistrationState.WAITING, False),
    (RegistrationState.TRYING, RegistrationEvent.LEAVE): (RegistrationState.LEAVING, True),
    (RegistrationState.REGISTERED, RegistrationEvent.DUE): (RegistrationState.TRYING, True),
    (RegistrationState.REGISTERED, RegistrationEvent.LEAVE): (RegistrationState.LEAVING, True),
    (RegistrationState.WAITING, RegistrationEvent.DUE): (RegistrationState.TRYING, True),
    (RegistrationState.WAITING, RegistrationEvent.LEAVE): (RegistrationState.IDLE, False),
    (RegistrationState.LEAVING, RegistrationEvent.ACCEPTED): (RegistrationState.IDLE, False),
    (RegistrationState.LEAVING, RegistrationEvent.REFUSED): (RegistrationState.IDLE, False),
}


@dataclass(frozen=True, slots=True)
class RegistrarAccount:
    """`domain`: the registrar's name, as our address has it: `sip:USER@DOMAIN`."""

    domain: str
    login: DigestLogin


class Registration:
    """`call_id`, `tag`: ours, the same in all REGISTERs. Times: seconds."""

    def __init__(self, account: RegistrarAccount, contact: str, call_id: str, tag: str) -> None:
        self.account, self.call_id = account, call_id
        self.state = RegistrationState.IDLE
        self.registrar: PeerAddress | None = None  # None until its name was resolved
        self.refusal = 0  # the code of the last attempt that failed; 408: no answer
        self._contact, self._tag = contact, tag
        self._number, self._expires, self._pause = 0, EXPIRES, FIRST_PAUSE
        self._due = self._keep_alive_at = float("inf")

    @property
    def due(self) -> float:
        return min(self._due, self._keep_alive_at)

    def begin(self, registrar: PeerAddress, now: float) -> None:
        """The registrar's address is known, or it changed."""
        self.registrar = registrar
        if self.state is RegistrationState.IDLE:
            self._due = now

    def fire(self, now: float) -> tuple[bool, bool]:
        """At `due`: whether a REGISTER is sent, and whether an empty line."""
        alive = now >= self._keep_alive_at
        if alive:
            self._keep_alive_at = now + KEEP_ALIVE_S
        sends = now >= self._due and self._step(RegistrationEvent.DUE)
        if sends:
            self._due = float("inf")
        return sends, alive

    def leave(self) -> bool:
        """Whether a REGISTER is sent, which takes us out."""
        self._due = self._keep_alive_at = float("inf")
        return self._step(RegistrationEvent.LEAVE)

    def answered(self, code: int, response: SipResponse | None, now: float) -> bool:
        """The final answer to a REGISTER, 408 where none came; whether it is sent again at once."""
        if code == 423 and response is not None:
            wanted = _seconds(response.headers.get("min-expires"))
            if self._expires < wanted <= LONGEST:
                self._expires = wanted
                return self._step(RegistrationEvent.TOO_BRIEF)
        if 200 <= code < 300 and response is not None:
            granted = min(max(self._granted(response), SHORTEST), LONGEST)
            self._step(RegistrationEvent.ACCEPTED)
            self._pause, self.refusal = FIRST_PAUSE, 0
            if self.state is RegistrationState.REGISTERED:
                self._due, self._keep_alive_at = now + granted / 2, now + KEEP_ALIVE_S
            return False
        self.refusal = code
        self._step(RegistrationEvent.REFUSED)
        if self.state is RegistrationState.WAITING:
            self._due, self._keep_alive_at = now + self._pause, float("inf")
            self._pause = min(2 * self._pause, LAST_PAUSE)
        return False

    def request(self, via: str, branch: str) -> SipRequest:
        """The next REGISTER."""
        self._number += 1
        expires = 0 if self.state is RegistrationState.LEAVING else self._expires
        ours = f"<sip:{self.account.login.user}@{self.account.domain}>"
        headers = SipHeaders(
            ("Via", f"SIP/2.0/UDP {via};branch={branch};rport"),
            ("Max-Forwards", "70"),
            ("From", f"{ours};tag={self._tag}"),
            ("To", ours),
            ("Call-ID", self.call_id),
            ("CSeq", f"{self._number} REGISTER"),
            ("Contact", f"<{self._contact}>"),
            ("Expires", str(expires)),
        )
        return SipRequest("REGISTER", f"sip:{self.account.domain}", headers)

    def _granted(self, response: SipResponse) -> int:
        """Of our own contact, where it is listed; else of the whole answer."""
        for contact in response.headers.all("contact"):
            if uri_of(contact) == self._contact and (seconds := _seconds(parameters_of(contact).get("expires", ""))):
                return seconds
        return _seconds(response.headers.get("expires")) or self._expires

    def _step(self, event: RegistrationEvent) -> bool:
        self.state, sends = REGISTRATION_TABLE.get((self.state, event), (self.state, False))
        return sends


def _seconds(text: str) -> int:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
