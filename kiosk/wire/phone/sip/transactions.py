"""Transactions over UDP (RFC 3261 17, RFC 6026), each with its table: what is sent again, until when. Times: seconds.

A server transaction answers a request that comes again with the response that it had. A client transaction sends its
request until it is answered; an INVITE until any response has come.
"""

from __future__ import annotations

from enum import Enum, auto

from kiosk.wire.phone.sip.messages import PeerAddress, SipRequest, SipResponse

#: Round trip, and the longest pause between two sendings.
T1, T2 = 0.5, 4.0
#: Seconds after which a response is no longer acknowledged and a request no longer answered (timers B, F, H, J, L).
GIVE_UP = 64 * T1


class ServerState(Enum):
    PROCEEDING = auto()
    COMPLETED = auto()  # a final response to an INVITE waits for its ACK, and is sent again
    CONFIRMED = auto()  # what still comes is a repetition
    TERMINATED = auto()


class ServerEvent(Enum):
    ANSWERED = auto()  # a final response, of a method without ACK
    ANSWERED_INVITE = auto()
    REPEATED = auto()  # the request came again
    RESEND_DUE = auto()
    ACKNOWLEDGED = auto()
    TIMED_OUT = auto()


#: (state, event) → next state, and whether the last response is sent (again). What is not here does nothing.
SERVER_TABLE: dict[tuple[ServerState, ServerEvent], tuple[ServerState, bool]] = {
    (ServerState.PROCEEDING, ServerEvent.REPEATED): (ServerState.PROCEEDING, True),
    (ServerState.PROCEEDING, ServerEvent.ANSWERED): (ServerState.CONFIRMED, True),
    (ServerState.PROCEEDING, ServerEvent.ANSWERED_INVITE): (ServerState.COMPLETED, True),
    (ServerState.COMPLETED, ServerEvent.REPEATED): (ServerState.COMPLETED, True),
    (ServerState.COMPLETED, ServerEvent.RESEND_DUE): (ServerState.COMPLETED, True),
    (ServerState.COMPLETED, ServerEvent.ACKNOWLEDGED): (ServerState.CONFIRMED, False),
    (ServerState.COMPLETED, ServerEvent.TIMED_OUT): (ServerState.TERMINATED, False),
    (ServerState.CONFIRMED, ServerEvent.REPEATED): (ServerState.CONFIRMED, True),
    (ServerState.CONFIRMED, ServerEvent.TIMED_OUT): (ServerState.TERMINATED, False),
    (ServerState.PROCEEDING, ServerEvent.TIMED_OUT): (ServerState.TERMINATED, False),
}


class ServerTransaction:
    """`to`: where responses go. `owner`: the key of its dialog, or "". `due`: when `fire` must be called next.

    `in_call`: it came within a call that we had.
    """

    def __init__(self, request: SipRequest, to: PeerAddress, now: float, *, in_call: bool = False) -> None:
        self.request, self.to, self.owner, self.in_call = request, to, "", in_call
        self.state = ServerState.PROCEEDING
        self._last = b""  # response
        self._pause = T1
        self._resend_at = float("inf")
        self._ends_at = now + 4 * GIVE_UP

    @property
    def due(self) -> float:
        return min(self._resend_at, self._ends_at)

    @property
    def unacknowledged(self) -> bool:
        """The final response to an INVITE waits for its ACK."""
        return self.state is ServerState.COMPLETED

    def respond(self, response: SipResponse, now: float) -> bytes:
        """The bytes to be sent."""
        self._last = bytes(response)
        if response.code < 200:
            return self._last
        self._ends_at = now + GIVE_UP
        if self.request.method != "INVITE":
            return self._step(ServerEvent.ANSWERED)
        self._resend_at = now + self._pause
        return self._step(ServerEvent.ANSWERED_INVITE)

    def repeated(self) -> bytes:
        return self._step(ServerEvent.REPEATED)

    def acknowledged(self, now: float) -> None:
        if self.unacknowledged:
            self._ends_at, self._resend_at = now + GIVE_UP, float("inf")
        self._step(ServerEvent.ACKNOWLEDGED)

    def fire(self, now: float) -> bytes:
        """At `due`: what to send now, if anything."""
        if now >= self._ends_at:
            return self._step(ServerEvent.TIMED_OUT)
        self._pause = min(2 * self._pause, T2)
        self._resend_at = now + self._pause
        return self._step(ServerEvent.RESEND_DUE)

    def _step(self, event: ServerEvent) -> bytes:
        self.state, sends = SERVER_TABLE.get((self.state, event), (self.state, False))
        return self._last if sends else b""


class ClientState(Enum):
    TRYING = auto()
    PROCEEDING = auto()  # a provisional response has come
    TERMINATED = auto()  # answered, or given up


class ClientEvent(Enum):
    PROVISIONAL = auto()
    FINAL = auto()
    RESEND_DUE = auto()
    TIMED_OUT = auto()


#: (state, event) → next state, and whether the request is sent (again).
CLIENT_TABLE: dict[tuple[ClientState, ClientEvent], tuple[ClientState, bool]] = {
    (ClientState.TRYING, ClientEvent.PROVISIONAL): (ClientState.PROCEEDING, False),
    (ClientState.TRYING, ClientEvent.RESEND_DUE): (ClientState.TRYING, True),
    (ClientState.TRYING, ClientEvent.FINAL): (ClientState.TERMINATED, False),
    (ClientState.TRYING, ClientEvent.TIMED_OUT): (ClientState.TERMINATED, False),
    (ClientState.PROCEEDING, ClientEvent.RESEND_DUE): (ClientState.PROCEEDING, True),
    (ClientState.PROCEEDING, ClientEvent.FINAL): (ClientState.TERMINATED, False),
    (ClientState.PROCEEDING, ClientEvent.TIMED_OUT): (ClientState.TERMINATED, False),
}
#: The same of an INVITE: once the peer has it, it is not sent again, however long the peer rings.
INVITE_TABLE: dict[tuple[ClientState, ClientEvent], tuple[ClientState, bool]] = {
    **CLIENT_TABLE,
    (ClientState.PROCEEDING, ClientEvent.RESEND_DUE): (ClientState.PROCEEDING, False),
}


class ClientTransaction:
    """A request of ours. `owner`: the key of its dialog, or "" for the registration's.

    `shown`: our credentials are in it already. One that is not answered finally within `within_s` is given up, an
    INVITE that rings too.
    """

    def __init__(
        self,
        request: SipRequest,
        to: PeerAddress,
        now: float,
        owner: str = "",
        *,
        shown: bool = False,
        within_s: float = GIVE_UP,
    ) -> None:
        self.request, self.to, self.owner, self.shown = request, to, owner, shown
        self.state = ClientState.TRYING
        self._table = INVITE_TABLE if request.method == "INVITE" else CLIENT_TABLE
        self._pause = T1
        self._resend_at, self._ends_at = now + T1, now + within_s

    @property
    def due(self) -> float:
        return min(self._resend_at, self._ends_at)

    def received(self, code: int) -> bool:
        """Whether this response is the final one, for the first time."""
        was = self.state
        self._step(ClientEvent.PROVISIONAL if code < 200 else ClientEvent.FINAL)
        return was is not ClientState.TERMINATED and self.state is ClientState.TERMINATED

    def fire(self, now: float) -> bytes:
        """At `due`: what to send now, if anything; `TERMINATED` afterwards means that no answer came."""
        if now >= self._ends_at:
            return self._step(ClientEvent.TIMED_OUT)
        self._pause = T2 if self.state is ClientState.PROCEEDING else min(2 * self._pause, T2)
        self._resend_at = now + self._pause
        return self._step(ClientEvent.RESEND_DUE)

    def _step(self, event: ClientEvent) -> bytes:
        self.state, sends = self._table.get((self.state, event), (self.state, False))
        return bytes(self.request) if sends else b""
