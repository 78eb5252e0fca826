"""One call's dialog (RFC 3261 12): its state as a table, its numbers, and the requests that we send within it.

OFFERED --accepted--> ANSWERED --ACK--> CONFIRMED --BYE, either side's--> OVER
                         |                  |--REFER--> TRANSFERRING ----> OVER
                         +--hung up--> LEAVING (a BYE may only follow the ACK) --> OVER
"""

from __future__ import annotations

from enum import Enum, auto

from kiosk.wire.phone.sip.messages import PeerAddress, SipHeaders, SipRequest, cseq_of, parameters_of, uri_of
from kiosk.wire.phone.sip.responses import ALLOW
from kiosk.wire.phone.sip.sdp import AgreedMedia, LocalMedia, MediaDescription
from kiosk.wire.phone.sip.session_timer import SessionTimer

#: Seconds without any sign of life after which the peer is asked whether the call is still there.
PROBE_S = 20.0
#: Seconds within which a transfer must succeed or fail.
TRANSFER_S = 30.0


class DialogState(Enum):
    OFFERED = auto()
    ANSWERED = auto()
    CONFIRMED = auto()
    LEAVING = auto()
    TRANSFERRING = auto()
    OVER = auto()


class DialogEvent(Enum):
    ACCEPTED = auto()
    REJECTED = auto()
    CANCELLED = auto()
    ACKNOWLEDGED = auto()
    UNACKNOWLEDGED = auto()
    PEER_LEFT = auto()
    HUNG_UP = auto()
    LOST = auto()  # no refresh, or the peer does not know the call
    TRANSFER = auto()
    TRANSFER_ENDED = auto()


class DialogAction(Enum):
    BEGIN = auto()  # tell that the caller hears us
    BYE = auto()
    REFER = auto()
    TERMINATE_INVITE = auto()  # 487


#: (state, event) → next state, and what is done. What is not here does nothing.
DIALOG_TABLE: dict[tuple[DialogState, DialogEvent], tuple[DialogState, tuple[DialogAction, ...]]] = {
    (DialogState.OFFERED, DialogEvent.ACCEPTED): (DialogState.ANSWERED, ()),
    (DialogState.OFFERED, DialogEvent.REJECTED): (DialogState.OVER, ()),
    (DialogState.OFFERED, DialogEvent.CANCELLED): (DialogState.OVER, (DialogAction.TERMINATE_INVITE,)),
    (DialogState.OFFERED, DialogEvent.PEER_LEFT): (DialogState.OVER, (DialogAction.TERMINATE_INVITE,)),
    (DialogState.ANSWERED, DialogEvent.ACKNOWLEDGED): (DialogState.CONFIRMED, (DialogAction.BEGIN,)),
    (DialogState.ANSWERED, DialogEvent.UNACKNOWLEDGED): (DialogState.OVER, (DialogAction.BYE,)),
    (DialogState.ANSWERED, DialogEvent.PEER_LEFT): (DialogState.OVER, ()),
    (DialogState.ANSWERED, DialogEvent.HUNG_UP): (DialogState.LEAVING, ()),
    (DialogState.LEAVING, DialogEvent.ACKNOWLEDGED): (DialogState.OVER, (DialogAction.BYE,)),
    (DialogState.LEAVING, DialogEvent.UNACKNOWLEDGED): (DialogState.OVER, (DialogAction.BYE,)),
    (DialogState.LEAVING, DialogEvent.PEER_LEFT): (DialogState.OVER, ()),
    (DialogState.CONFIRMED, DialogEvent.PEER_LEFT): (DialogState.OVER, ()),
    (DialogState.CONFIRMED, DialogEvent.HUNG_UP): (DialogState.OVER, (DialogAction.BYE,)),
    (DialogState.CONFIRMED, DialogEvent.LOST): (DialogState.OVER, (DialogAction.BYE,)),
    (DialogState.CONFIRMED, DialogEvent.TRANSFER): (DialogState.TRANSFERRING, (DialogAction.REFER,)),
    (DialogState.TRANSFERRING, DialogEvent.PEER_LEFT): (DialogState.OVER, ()),
    (DialogState.TRANSFERRING, DialogEvent.HUNG_UP): (DialogState.OVER, (DialogAction.BYE,)),
    (DialogState.TRANSFERRING, DialogEvent.LOST): (DialogState.OVER, (DialogAction.BYE,)),
    (DialogState.TRANSFERRING, DialogEvent.TRANSFER_ENDED): (DialogState.OVER, (DialogAction.BYE,)),
}
_CONVERSING = (DialogState.CONFIRMED, DialogState.TRANSFERRING)


class Dialog:
    """`key`: what the user agent calls it. `peer`: where the INVITE came from, and where all that we send goes.

    `contact`: how the peer reaches us. Times: seconds.
    """

    def __init__(self, key: str, invite: SipRequest, peer: PeerAddress, contact: str, tag: str, now: float) -> None:
        headers = invite.headers
        self.key, self.peer, self.tag = key, peer, tag
        self.state = DialogState.OFFERED
        self.call_id = headers.get("call-id")
        self.peer_tag = parameters_of(headers.get("from")).get("tag", "")
        self._invite_number = self._peer_number = cseq_of(headers)[0]
        self.takes_update = "update" in headers.tokens("allow")
        self.offer: MediaDescription | None = None
        self.local: LocalMedia | None = None
        self.agreed: AgreedMedia | None = None
        self.timer: SessionTimer | None = None
        self.awaits_answer = False  # our 200 made an offer, which the ACK answers
        self.refer_to, self.transfer_ends_at = "", float("inf")
        self.signed_at = now  # the peer's last sign of life
        self.probing = False  # an OPTIONS or UPDATE of ours is on its way
        self._contact, self._number = contact, 0
        self._from = f"{headers.get('to')};tag={tag}"
        self._to = headers.get("from")
        self._target = uri_of(headers.get("contact")) or uri_of(headers.get("from"))
        self._routes = headers.all("record-route")

    @property
    def conversing(self) -> bool:
        return self.state in _CONVERSING

    @property
    def due(self) -> float:
        """When a refresh, a probe, or the end of the session or of a transfer is due; infinity: never."""
        if not self.conversing:
            return float("inf")
        dead_at = self.timer.dead_at if self.timer is not None else float("inf")
        refresh_at = self.timer.refresh_at if self.timer is not None else float("inf")
        asks_at = float("inf") if self.probing else min(self.signed_at + PROBE_S, refresh_at)
        return min(asks_at, dead_at, self.transfer_ends_at)

    def step(self, event: DialogEvent) -> tuple[DialogAction, ...]:
        self.state, actions = DIALOG_TABLE.get((self.state, event), (self.state, ()))
        return actions

    def refer(self, target: str, now: float) -> None:
        """Where the caller is sent by the next `TRANSFER`."""
        self.refer_to, self.transfer_ends_at = target, now + TRANSFER_S

    def began_with(self, invite: SipRequest) -> bool:
        """Whether it is the INVITE of this call again, by another way."""
        headers = invite.headers
        same = headers.get("call-id") == self.call_id and cseq_of(headers)[0] == self._invite_number
        return same and parameters_of(headers.get("from")).get("tag", "") == self.peer_tag

    def is_of(self, request: SipRequest) -> bool:
        """Whether the request names both sides of this dialog."""
        theirs = parameters_of(request.headers.get("from")).get("tag", "")
        ours = parameters_of(request.headers.get("to")).get("tag", "")
        return theirs == self.peer_tag and ours == self.tag

    def in_order(self, request: SipRequest) -> bool:
        """Whether the request is newer than all before it. If so it is noted; its Contact may be a new one."""
        number = cseq_of(request.headers)[0]
        if number <= self._peer_number:
            return False
        self._peer_number = number
        if request.method in ("INVITE", "UPDATE") and (contact := uri_of(request.headers.get("contact"))):
            self._target = contact
        return True

    def request(self, method: str, *more: tuple[str, str], via: str, branch: str) -> SipRequest:
        """Our next request in this dialog."""
        headers = SipHeaders(("Via", f"SIP/2.0/UDP {via};branch={branch};rport"), ("Max-Forwards", "70"))
        for name, value in (
            *(("Route", route) for route in self._routes),
            ("From", self._from),
            ("To", self._to),
            ("Call-ID", self.call_id),
            ("CSeq", f"{self.next_number()} {method}"),
            ("Contact", self._contact),
            ALLOW,
            *more,
        ):
            headers.add(name, value)
        return SipRequest(method, self._target, headers)

    def next_number(self) -> int:
        """CSeq of our next request."""
        self._number += 1
        return self._number
