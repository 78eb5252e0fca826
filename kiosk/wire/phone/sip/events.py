"""What the user agent gives: datagrams to be sent, and what happened to calls and to the registration."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.wire.phone.sip.dialog import DialogEvent
from kiosk.wire.phone.sip.messages import PeerAddress
from kiosk.wire.phone.sip.registration import RegistrationState
from kiosk.wire.phone.sip.sdp import AgreedMedia


@dataclass(frozen=True, slots=True)
class SipDatagram:
    data: bytes
    to: PeerAddress


@dataclass(frozen=True, slots=True)
class CallOffered:
    """An INVITE that we can take: answer it by `UserAgent.accept` or `reject`, with its `key`.

    `call_id`: as the peer names it. `caller`, `called`: numbers, "" where unknown. Personal: never logged.
    """

    key: str
    call_id: str
    caller: str
    called: str
    peer: PeerAddress


@dataclass(frozen=True, slots=True)
class CallAcknowledged:
    """The peer knows that we answered, or answered our call: sound may flow as `media` says."""

    key: str
    media: AgreedMedia


@dataclass(frozen=True, slots=True)
class MediaChanged:
    """A re-INVITE or an UPDATE: held, taken up again, another address or coding."""

    key: str
    media: AgreedMedia


@dataclass(frozen=True, slots=True)
class DigitSignalled:
    """A key that came as SIP INFO."""

    key: str
    digit: str


@dataclass(frozen=True, slots=True)
class CallOver:
    """Nothing follows of this call. `because`: what ended it. `refusal`: the code with which the peer refused a call
    of ours, 408 where no answer came; 0: none.
    """

    key: str
    because: DialogEvent
    refusal: int = 0


@dataclass(frozen=True, slots=True)
class RegistrationChanged:
    """`refusal`: the code of the answer that refused us, 408 where none came; 0: none."""

    state: RegistrationState
    refusal: int


@dataclass(frozen=True, slots=True)
class MessageMalformed:
    """A datagram that breaks the grammar. `answered`: the code that it was answered with; 0: it cannot be. `why`: what
    was expected, without anything that came.
    """

    source: PeerAddress
    answered: int
    why: str


@dataclass(frozen=True, slots=True)
class RequestRefused:
    """A request that is one too many: of this address, or of all. `answered`: with 503; else nothing was sent."""

    source: PeerAddress
    answered: bool


SipOutput = (
    SipDatagram
    | CallOffered
    | CallAcknowledged
    | MediaChanged
    | DigitSignalled
    | CallOver
    | RegistrationChanged
    | MessageMalformed
    | RequestRefused
)
