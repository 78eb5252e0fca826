"""A user agent and calls at it, for the tests of each part of its life."""

from __future__ import annotations

from kiosk.wire.phone.sip.dialog import DialogEvent
from kiosk.wire.phone.sip.events import (
    CallAcknowledged,
    CallOffered,
    CallOver,
    SipOutput,
)
from kiosk.wire.phone.sip.messages import SipRequest
from kiosk.wire.phone.sip.registration import RegistrarAccount
from kiosk.wire.phone.sip.sdp import LocalMedia
from kiosk.wire.phone.sip.user_agent import UserAgent
from support.sip_script import SipScript, codes, events, requests, sdp

TIMER = (("Supported", "timer"), ("Session-Expires", "90;refresher=uac"))
OURS = (("Supported", "timer"), ("Session-Expires", "90;refresher=uas"), ("Allow", "INVITE, ACK, BYE, UPDATE"))


def agent(account: RegistrarAccount | None = None) -> UserAgent:
    return UserAgent("192.0.2.1", 5060, account)


def local() -> LocalMedia:
    return LocalMedia("192.0.2.1", 16_384, 1)


def offered(ours: UserAgent, peer: SipScript, *more: tuple[str, str], body: bytes | None = None) -> CallOffered:
    outputs = ours.receive(peer.request("INVITE", *more, body=sdp() if body is None else body), peer.source, 0.0)
    assert codes(outputs) == [100]
    (offer,) = events(outputs)
    assert isinstance(offer, CallOffered)
    return offer


def answered(ours: UserAgent, peer: SipScript, *more: tuple[str, str], body: bytes | None = None) -> str:
    """A call in which everything has gone well; its key."""
    key = offered(ours, peer, *more, body=body).key
    outputs = peer.note(ours.accept(key, local(), 0.0))
    assert codes(outputs) == [200]
    (begun,) = events(ours.receive(peer.ack(sdp() if body == b"" else b""), peer.source, 0.1))
    assert isinstance(begun, CallAcknowledged)
    return key


def over(outputs: list[SipOutput]) -> list[DialogEvent]:
    return [each.because for each in outputs if isinstance(each, CallOver)]


def run(ours: UserAgent, until: float) -> list[tuple[float, SipOutput]]:
    """What the user agent gives by itself."""
    given: list[tuple[float, SipOutput]] = []
    while ours.due <= until:
        now = ours.due
        given += [(now, each) for each in ours.tick(now)]
    return given


def next_request(ours: UserAgent, method: str) -> tuple[float, SipRequest]:
    """The next one that the user agent sends by itself, and when."""
    while True:
        now = ours.due
        for request in requests(ours.tick(now), method):
            return now, request
