"""One call's dialog (RFC 3261 12): its state as a table, its numbers, and the requests that we send within it.

OFFERED --accepted--> ANSWERED --ACK--> CONFIRMED --BYE, either side's--> OVER
                         |                  |--REFER--> TRANSFERRING ----> OVER
                         +--hung up--> LEAVING (a BYE may only follow the ACK) --> OVER

Of a call that we make: CALLING --200--> CONFIRMED; CALLING --hung up--> CANCELLING --any final response--> OVER
"""

from __future__ import annotations

from enum import Enum, auto

from kiosk.wire.phone.sip.messages import (
    PeerAddress,
    SipHeaders,
    SipRequest,
    SipResponse,
    cseq_of,
    parameters_of,
    uri_of,
)
from kiosk.wire.phone.sip.responses import ALLOW
from kiosk.wire.phone.sip.sdp import AgreedMedia, LocalMedia, MediaDescription
from kiosk.wire.phone.sip.session_timer import SessionTimer

#: Seconds without any sign of life after which the peer is asked whether the call is still there.
PROBE_S = 20.0
#: Seconds that it has to answer: six attempts. The 32 s of RFC 3261 would hold a dead line longer.
PROBED_S = 12.0
#: Seconds within which a transfer must succeed or fail.
TRANSFER_S = 30.0


class DialogState(Enum):
    CALLING = auto()
    CANCELLING = auto()
    OFFERED = auto()
    ANSWERED = auto()
    CONFIRMED = auto()
    LEAVING = auto()
    TRANSFERRING = auto()
    OVER = auto()


class DialogEvent(Enum):
    PEER_ACCEPTED = auto()
    PEER_REJECTED = auto()  # our call, or it did not answer
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
    CANCEL = auto()
    BYE = auto()
    REFER = auto()
    TERMINATE_INVITE = auto()  # 487


#: (state, event) → next state, and what is done. What is not here does nothing.
DIALOG_TABLE: dict[tuple[DialogState, DialogEvent], tuple[DialogState, tuple[DialogAction, ...]]] = {
    (DialogState.CALLING, DialogEvent.PEER_ACCEPTED): (DialogState.CONFIRMED, (DialogAction.BEGIN,)),
    (DialogState.CALLING, DialogEvent.PEER_REJECTED): (DialogState.OVER, ()),
    (DialogState.CALLING, DialogEvent.HUNG_UP): (DialogState.CANCELLING, (DialogAction.CANCEL,)),
    (DialogState.CANCELLING, DialogEvent.PEER_ACCEPTED): (DialogState.OVER, (DialogAction.BYE,)),
    (DialogState.CANCELLING, DialogEvent.PEER_REJECTED): (DialogState.OVER, ()),
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
    """`key`: what the user agent calls it. `peer`: where the INVITE came from or went to, and where all that we send
    goes. `invite`: of a call that we make.

    `ours`, `theirs`: the From, without its `tag`, and the To of our requests. `contact`: how the peer reaches us.
    Times: seconds.
    """

    def __init__(
        self, key: str, peer: PeerAddress, call_id: str, ours: str, theirs: str, contact: str, tag: str, now: float
    ) -> None:
        self.key, self.peer, self.call_id, self.tag = key, peer, call_id, tag
        self.state = DialogState.CALLING
        self.peer_tag = parameters_of(theirs).get("tag", "")
        self._invite_number = self._peer_number = -1
        self.takes_update = False
        self.invite: SipRequest | None = None
        self.refusal = 0  # the code with which the peer refused our call
        self.offer: MediaDescription | None = None
        self.local: LocalMedia | None = None
        self.agreed: AgreedMedia | None = None
        self.timer: SessionTimer | None = None
        self.awaits_answer = False  # our 200 made an offer, which the ACK answers
        self.refer_to, self.transfer_ends_at = "", float("inf")
        self.signed_at = now  # the peer's last sign of life
        self.probing = False  # an OPTIONS or UPDATE of ours is on its way
        self._contact, self._number = contact, 0
        self._from, self._to = f"{ours};tag={tag}", theirs
        self._target, self._routes = uri_of(theirs), list[str]()

    @classmethod
    def offered(cls, key: str, invite: SipRequest, peer: PeerAddress, contact: str, tag: str, now: float) -> Dialog:
        """Of an INVITE of the peer's."""
        headers = invite.headers
        made = cls(key, peer, headers.get("call-id"), headers.get("to"), headers.get("from"), contact, tag, now)
        made.state = DialogState.OFFERED
        made._invite_number = made._peer_number = cseq_of(headers)[0]
        made.takes_update = "update" in headers.tokens("allow")
        made._target = uri_of(headers.get("contact")) or made._target
        made._routes = headers.all("record-route")
        return made

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

    def accepted_by(self, response: SipResponse) -> None:
        """The 2xx to our INVITE: it names the peer's side."""
        headers = response.headers
        self._to = headers.get("to")
        self.peer_tag = parameters_of(self._to).get("tag", "")
        self._target = uri_of(headers.get("contact")) or self._target
        self._routes = headers.all("record-route")[::-1]
        self.takes_update = "update" in headers.tokens("allow")

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

    def acknowledge(self, accepted: SipResponse, via: str, branch: str) -> SipRequest:
        """The ACK of a 2xx to our INVITE (RFC 3261 13.2.2.4)."""
        return self._numbered("ACK", cseq_of(accepted.headers)[0], via=via, branch=branch)

    def request(self, method: str, *more: tuple[str, str], via: str, branch: str, body: bytes = b"") -> SipRequest:
        """Our next request in this dialog."""
        return self._numbered(method, self.next_number(), *more, via=via, branch=branch, body=body)

    def _numbered(
        self, method: str, number: int, *more: tuple[str, str], via: str, branch: str, body: bytes = b""
    ) -> SipRequest:
        headers = SipHeaders(("Via", f"SIP/2.0/UDP {via};branch={branch};rport"), ("Max-Forwards", "70"))
        for name, value in (
            *(("Route", route) for route in self._routes),
            ("From", self._from),
            ("To", self._to),
            ("Call-ID", self.call_id),
            ("CSeq", f"{number} {method}"),
            ("Contact", self._contact),
            ALLOW,
            *more,
            *((("Content-Type", "application/sdp"),) if body else ()),
        ):
            headers.add(name, value)
        return SipRequest(method, self._target, headers, body)

    def next_number(self) -> int:
        """CSeq of our next request."""
        self._number += 1
        return self._number
