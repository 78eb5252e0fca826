"""Calls that a user agent makes: to another of ours, and to peers that refuse, repeat, or do not answer."""

from __future__ import annotations

import pytest

from kiosk.wire.phone.sip.calls import PlacedCall
from kiosk.wire.phone.sip.dialog import DialogEvent
from kiosk.wire.phone.sip.events import CallAcknowledged, CallOffered, CallOver, MediaChanged, SipDatagram, SipOutput
from kiosk.wire.phone.sip.messages import SipRequest, cseq_of, parameters_of
from kiosk.wire.phone.sip.sdp import LocalMedia, MediaDirection, RtpCoding
from kiosk.wire.phone.sip.transactions import GIVE_UP
from kiosk.wire.phone.sip.user_agent import UserAgent
from support.sip_agent import over, run
from support.sip_script import SipScript, codes, events, requests, responses, sdp

CALLER, HALL = ("192.0.2.7", 5070), ("192.0.2.1", 5060)
NARROW = (RtpCoding.PCMA, RtpCoding.PCMU)


def calling(codings: tuple[RtpCoding, ...] = NARROW) -> tuple[UserAgent, list[SipOutput]]:
    """A user agent, and what it gives when it calls the hall at time 0."""
    ours = UserAgent(*CALLER)
    placed = PlacedCall(f"sip:12345@{HALL[0]}", "13800138000", "call-1", codings)
    return ours, ours.call(placed, HALL, LocalMedia(CALLER[0], 30_000, 1), 0.0)


def carried(outputs: list[SipOutput], to: UserAgent, source: tuple[str, int], now: float) -> list[SipOutput]:
    return [each for sent in outputs if isinstance(sent, SipDatagram) for each in to.receive(sent.data, source, now)]


def talking(codings: tuple[RtpCoding, ...] = NARROW) -> tuple[UserAgent, UserAgent, CallAcknowledged, CallOffered]:
    """Two user agents in a call; what the caller was told, and what the hall was."""
    ours, sent = calling(codings)
    hall = UserAgent(*HALL)
    told = carried(sent, hall, CALLER, 0.0)
    (offer,) = events(told)
    assert isinstance(offer, CallOffered)
    assert carried(told, ours, HALL, 0.0) == [], "100"
    accepted = hall.accept(offer.key, LocalMedia(HALL[0], 16_384, 2), 0.1)
    answered = carried(accepted, ours, HALL, 0.1)
    (begun,) = events(answered)
    assert isinstance(begun, CallAcknowledged)
    assert [type(each) for each in carried(answered, hall, CALLER, 0.1)] == [CallAcknowledged]
    return ours, hall, begun, offer


def invited(outputs: list[SipOutput]) -> SipRequest:
    (invite,) = requests(outputs, "INVITE")
    return invite


@pytest.mark.parametrize(("codings", "coding"), [(NARROW, RtpCoding.PCMA), (tuple(RtpCoding), RtpCoding.G722)])
def test_the_hall_answers_and_both_know_where_sound_goes(codings: tuple[RtpCoding, ...], coding: RtpCoding) -> None:
    ours, hall, begun, offer = talking(codings)
    assert (offer.caller, offer.called, offer.call_id) == ("13800138000", "12345", "call-1")
    assert (begun.media.address, begun.media.port, begun.media.coding) == (HALL[0], 16_384, coding)
    assert begun.media.events == 101
    assert not ours.waiting
    assert len(ours) == len(hall) == 1


def test_the_caller_hangs_up() -> None:
    ours, hall, _, _ = talking()
    outputs = ours.close(5.0)
    assert over(outputs) == [DialogEvent.HUNG_UP]
    answered = carried(outputs, hall, CALLER, 5.0)
    assert over(answered) == [DialogEvent.PEER_LEFT]
    assert ours.waiting
    carried(answered, ours, HALL, 5.1)
    assert not ours.waiting
    assert not [each for _, each in run(ours, 200)]
    assert ours.due == float("inf"), "nothing is kept"


def test_the_hall_hangs_up() -> None:
    ours, hall, _, offer = talking()
    answered = carried(hall.hang_up(offer.key, 5.0), ours, HALL, 5.0)
    assert over(answered) == [DialogEvent.PEER_LEFT]
    assert codes(answered) == [200]
    carried(answered, hall, CALLER, 5.1)
    assert not hall.waiting


def test_the_hall_probes_and_wants_to_transfer_the_caller() -> None:
    ours, hall, _, offer = talking()
    answered = carried(hall.tick(hall.due), ours, HALL, 20.5)
    assert codes(answered, "OPTIONS") == [200]
    carried(answered, hall, CALLER, 20.5)
    answered = carried(hall.refer(offer.key, "sip:clerks@pbx", 21.0), ours, HALL, 21.0)
    assert codes(answered, "REFER") == [405], "a caller that follows no transfer says so"
    assert over(carried(answered, hall, CALLER, 21.1)) == [DialogEvent.TRANSFER_ENDED]


def test_held_by_the_other_side() -> None:
    ours, sent = calling()
    peer, invite = SipScript(*HALL), invited(sent)
    answer = peer.answer(invite, 200, ("Content-Type", "application/sdp"), body=sdp(40_000)).replace(
        b"<sip:12345@192.0.2.1>", b"<sip:12345@192.0.2.1>;tag=theirs"
    )
    (begun,) = events(ours.receive(answer, HALL, 0.1))
    assert isinstance(begun, CallAcknowledged)
    again = reinvite(invite, sdp(direction="sendonly"))
    outputs = ours.receive(again, HALL, 1.0)
    assert codes(outputs) == [200]
    (held,) = events(outputs)
    assert isinstance(held, MediaChanged)
    assert held.media.direction is MediaDirection.RECVONLY


def reinvite(invite: SipRequest, body: bytes) -> bytes:
    """The callee's INVITE within the call that `invite` began."""
    ours, theirs = invite.headers.get("from"), f"{invite.headers.get('to')};tag=theirs"
    head = (
        f"INVITE sip:caller@{CALLER[0]} SIP/2.0", f"Via: SIP/2.0/UDP {HALL[0]}:{HALL[1]};branch=z9hG4bKre;rport",
        f"From: {theirs}", f"To: {ours}", f"Call-ID: {invite.headers.get('call-id')}", "CSeq: 1 INVITE",
        f"Contact: <sip:{HALL[0]}:{HALL[1]}>", "Content-Type: application/sdp", f"Content-Length: {len(body)}", "", "",
    )  # fmt: skip
    return "\r\n".join(head).encode() + body


def test_a_200_that_comes_again_is_acknowledged_again() -> None:
    ours, sent = calling()
    hall = UserAgent(*HALL)
    (offer,) = events(carried(sent, hall, CALLER, 0.0))
    assert isinstance(offer, CallOffered)
    accepted = hall.accept(offer.key, LocalMedia(HALL[0], 16_384, 2), 0.1)
    carried(accepted, ours, HALL, 0.1)  # the ACK is lost
    (again,) = [each for each in hall.tick(hall.due) if isinstance(each, SipDatagram)]
    (ack,) = requests(ours.receive(again.data, HALL, 0.7))
    assert (ack.method, cseq_of(ack.headers)) == ("ACK", (1, "ACK"))
    assert [type(each) for each in hall.receive(bytes(ack), CALLER, 0.8)] == [CallAcknowledged]


@pytest.mark.parametrize("code", [403, 486, 503])
def test_a_refusal_is_acknowledged_each_time_it_comes(code: int) -> None:
    ours, sent = calling()
    invite = invited(sent)
    refusal = SipScript(*HALL).answer(invite, code)
    outputs = ours.receive(refusal, HALL, 0.1)
    assert [(each.because, each.refusal) for each in outputs if isinstance(each, CallOver)] == [
        (DialogEvent.PEER_REJECTED, code)
    ]
    for given in (outputs, ours.receive(refusal, HALL, 0.6)):
        (ack,) = requests(given)
        assert (ack.method, ack.uri, cseq_of(ack.headers)[0]) == ("ACK", invite.uri, 1)
        assert parameters_of(ack.headers.get("via"))["branch"] == parameters_of(invite.headers.get("via"))["branch"]
    assert len(ours) == 0
    assert ours.due == float("inf")


def test_an_invite_is_sent_again_until_anything_comes() -> None:
    ours, sent = calling()
    again = [at for at, each in run(ours, 3.0) if isinstance(each, SipDatagram)]
    assert again == [0.5, 1.5]
    ours.receive(SipScript(*HALL).answer(invited(sent), 180), HALL, 3.1)
    assert not [each for _, each in run(ours, 30.0) if isinstance(each, SipDatagram)], "it rings"
    assert [each.refusal for _, each in run(ours, GIVE_UP + 1) if isinstance(each, CallOver)] == [408]


def test_a_call_that_is_cancelled_before_the_answer() -> None:
    ours, sent = calling()
    hall = UserAgent(*HALL)
    carried(sent, hall, CALLER, 0.0)
    cancelled = carried(ours.close(0.2), hall, CALLER, 0.2)
    assert codes(cancelled, "CANCEL") == [200]
    assert codes(cancelled, "INVITE") == [487]
    assert over(cancelled) == [DialogEvent.CANCELLED]
    outputs = carried(cancelled, ours, HALL, 0.3)
    assert over(outputs) == [DialogEvent.PEER_REJECTED]
    carried(outputs, hall, CALLER, 0.4)
    assert not ours.waiting
    assert not run(hall, 300), "the hall's refusal was acknowledged"


def test_an_answer_that_crosses_our_cancel_is_hung_up_on() -> None:
    ours, sent = calling()
    hall = UserAgent(*HALL)
    (offer,) = events(carried(sent, hall, CALLER, 0.0))
    assert isinstance(offer, CallOffered)
    accepted = hall.accept(offer.key, LocalMedia(HALL[0], 16_384, 2), 0.1)
    ours.close(0.1)
    outputs = carried(accepted, ours, HALL, 0.2)
    assert [each.method for each in requests(outputs)] == ["ACK", "BYE"]
    assert over(carried(outputs, hall, CALLER, 0.3)) == [DialogEvent.PEER_LEFT]


def test_an_answer_that_we_cannot_take_ends_the_call() -> None:
    ours, sent = calling()
    answer = SipScript(*HALL).answer(invited(sent), 200, body=sdp(payloads="18"))
    outputs = ours.receive(answer, HALL, 0.1)
    assert [each.method for each in requests(outputs)] == ["ACK", "BYE"]
    assert not responses(outputs)
    assert len(ours) == 0
