"""The user agent against a peer's script: calls begin and end, also where datagrams are lost or come twice."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.wire.phone.sip.dialog import DIALOG_TABLE, PROBE_S, DialogEvent, DialogState
from kiosk.wire.phone.sip.events import (
    CallAcknowledged,
    CallOffered,
    DigitSignalled,
    RequestRefused,
    SipDatagram,
)
from kiosk.wire.phone.sip.messages import parameters_of, parse_message
from kiosk.wire.phone.sip.sdp import parse_sdp
from kiosk.wire.phone.sip.transactions import GIVE_UP
from support.sip_agent import OURS, TIMER, agent, answered, local, offered, over, run
from support.sip_script import SipScript, codes, events, requests, responses, sdp


def test_a_call_of_a_citizen() -> None:
    ours, peer = agent(), SipScript()
    offer = offered(ours, peer, ("P-Asserted-Identity", "<tel:+8613911112222>"))
    assert (offer.caller, offer.called, offer.peer) == ("+8613911112222", "12345", peer.source)
    (answer,) = responses(peer.note(ours.accept(offer.key, local(), 0.0)))
    assert answer.headers.get("contact") == "<sip:192.0.2.1:5060>"
    described = parse_sdp(answer.body)
    assert (described.address, described.port) == ("192.0.2.1", 16_384)
    (begun,) = ours.receive(peer.ack(), peer.source, 0.1)
    assert isinstance(begun, CallAcknowledged)
    assert (begun.media.address, begun.media.port) == ("10.0.0.9", 40_000)
    outputs = ours.receive(peer.request("BYE"), peer.source, 9.0)
    assert codes(outputs) == [200]
    assert over(outputs) == [DialogEvent.PEER_LEFT]
    assert len(ours) == 0
    assert not [each for _, each in run(ours, 200)]
    assert ours.due == float("inf"), "nothing is kept"


def test_we_hang_up() -> None:
    ours, peer = agent(), SipScript()
    key = answered(ours, peer)
    outputs = ours.hang_up(key, 5.0)
    (bye,) = requests(outputs, "BYE")
    assert bye.uri == "sip:13800138000@10.0.0.9:5060", "the peer's Contact"
    assert parameters_of(bye.headers.get("to"))["tag"] == peer.tag
    assert parameters_of(bye.headers.get("from"))["tag"] == peer.to_tag
    assert ours.waiting
    ours.receive(peer.answer(bye, 200), peer.source, 5.1)
    assert not ours.waiting
    assert over(outputs) == [DialogEvent.HUNG_UP]


def test_requests_in_a_dialog_go_by_the_recorded_route_to_where_the_invite_came_from() -> None:
    ours, peer = agent(), SipScript()
    key = answered(ours, peer, ("Record-Route", "<sip:p1;lr>, <sip:p2;lr>"))
    (sent,) = [each for each in ours.hang_up(key, 1.0) if isinstance(each, SipDatagram)]
    assert sent.to == peer.source
    bye = parse_message(sent.data)
    assert bye.headers.all("route") == ["<sip:p1;lr>", "<sip:p2;lr>"]


def test_a_lost_bye_is_sent_again() -> None:
    ours, peer = agent(), SipScript()
    ours.hang_up(answered(ours, peer), 5.0)
    again = [at for at, each in run(ours, 60) if isinstance(each, SipDatagram)]
    assert again[:3] == [5.5, 6.5, 8.5]
    assert again[-1] < 5.0 + GIVE_UP


@pytest.mark.parametrize("after_answer", [False, True])
def test_an_invite_that_comes_twice_is_one_call(after_answer: bool) -> None:
    ours, peer = agent(), SipScript()
    invite = peer.request("INVITE", body=sdp())
    (offer,) = events(ours.receive(invite, peer.source, 0.0))
    assert isinstance(offer, CallOffered)
    if after_answer:
        ours.accept(offer.key, local(), 0.1)
    outputs = ours.receive(invite, peer.source, 0.5)
    assert codes(outputs) == [200 if after_answer else 100]
    assert not events(outputs)
    assert len(ours) == 1


def test_the_same_call_by_two_ways_is_taken_once() -> None:
    ours, peer = agent(), SipScript()
    offered(ours, peer)
    assert codes(ours.receive(peer.request("INVITE", number=1, body=sdp()), peer.source, 0.1)) == [482]


def test_a_200_is_sent_again_until_its_ack_and_a_late_ack_begins_the_call() -> None:
    ours, peer = agent(), SipScript()
    peer.note(ours.accept(offered(ours, peer).key, local(), 0.0))
    assert [at for at, _ in run(ours, 8)] == [0.5, 1.5, 3.5, 7.5]
    assert [type(each) for each in ours.receive(peer.ack(), peer.source, 8.0)] == [CallAcknowledged]
    assert not run(ours, 8.0 + PROBE_S - 1)
    assert not ours.receive(peer.ack(), peer.source, 9.0), "a second ACK does nothing"


def test_a_call_whose_ack_never_comes_is_given_up_with_a_bye() -> None:
    ours, peer = agent(), SipScript()
    ours.accept(offered(ours, peer).key, local(), 0.0)
    outputs = [each for _, each in run(ours, GIVE_UP)]
    assert over(outputs) == [DialogEvent.UNACKNOWLEDGED]
    assert len(requests(outputs, "BYE")) == 1


def test_no_bye_before_the_ack() -> None:
    ours, peer = agent(), SipScript()
    key = offered(ours, peer).key
    peer.note(ours.accept(key, local(), 0.0))
    assert not ours.hang_up(key, 0.1)
    outputs = ours.receive(peer.ack(), peer.source, 0.2)
    assert len(requests(outputs, "BYE")) == 1


def test_a_call_that_is_cancelled_before_we_answered() -> None:
    ours, peer = agent(), SipScript()
    key = ours.receive(peer.request("INVITE", body=sdp(), branch="z9hG4bKc"), peer.source, 0.0)[-1].key  # type: ignore[union-attr]
    outputs = ours.receive(peer.request("CANCEL", number=1, branch="z9hG4bKc"), peer.source, 0.1)
    assert codes(outputs, "CANCEL") == [200]
    assert codes(outputs, "INVITE") == [487]
    assert over(outputs) == [DialogEvent.CANCELLED]
    assert not ours.accept(key, local(), 0.2), "too late"
    ours.receive(peer.request("ACK", number=1, branch="z9hG4bKc"), peer.source, 0.2)
    assert not run(ours, 100)


def test_a_cancel_that_comes_after_our_answer_changes_nothing() -> None:
    ours, peer = agent(), SipScript()
    (offer,) = events(ours.receive(peer.request("INVITE", body=sdp(), branch="z9hG4bKd"), peer.source, 0.0))
    peer.note(ours.accept(offer.key, local(), 0.0))  # type: ignore[union-attr]
    assert codes(ours.receive(peer.request("CANCEL", number=1, branch="z9hG4bKd"), peer.source, 0.1)) == [200]
    assert len(ours) == 1


def test_a_busy_hall() -> None:
    ours, peer = agent(), SipScript()
    outputs = ours.reject(offered(ours, peer).key, 486, 0.0)
    assert codes(outputs) == [486]
    assert over(outputs) == [DialogEvent.REJECTED]


@pytest.mark.parametrize(
    ("more", "body", "code", "header"),
    [
        ((), sdp(payloads="18"), 488, ""),
        ((), b"v=0\r\nnonsense", 488, ""),
        ((), sdp().replace(b"RTP/AVP", b"RTP/SAVP"), 488, ""),  # never taken as if it were not encrypted
        ((), sdp(payloads="300").replace(b"a=rtpmap:8 ", b"a=rtpmap:300 "), 488, ""),
        ((("Require", "100rel, precondition"),), sdp(), 420, "precondition"),
        ((("Supported", "timer"), ("Session-Expires", "60")), sdp(), 422, "90"),
    ],
)
def test_an_invite_that_we_cannot_take(more: tuple[tuple[str, str], ...], body: bytes, code: int, header: str) -> None:
    ours, peer = agent(), SipScript()
    (answer,) = responses(ours.receive(peer.request("INVITE", *more, body=body), peer.source, 0.0))
    assert answer.code == code
    assert header in (answer.headers.get("unsupported") or answer.headers.get("min-se"))
    assert len(ours) == 0


def test_an_invite_without_a_description_gets_our_offer_and_the_ack_answers_it() -> None:
    ours, peer = agent(), SipScript()
    answered(ours, peer, body=b"")


def test_an_answer_in_the_ack_that_we_cannot_take_ends_the_call() -> None:
    ours, peer = agent(), SipScript()
    peer.note(ours.accept(offered(ours, peer, body=b"").key, local(), 0.0))
    outputs = ours.receive(peer.ack(sdp(payloads="18")), peer.source, 0.1)
    assert len(requests(outputs, "BYE")) == 1
    assert len(ours) == 0


@pytest.mark.parametrize(("method", "code"), [("OPTIONS", 200), ("BYE", 481), ("REGISTER", 405), ("MESSAGE", 405)])
def test_requests_outside_a_call(method: str, code: int) -> None:
    ours, peer = agent(), SipScript()
    (answer,) = responses(ours.receive(peer.request(method), peer.source, 0.0))
    assert answer.code == code
    assert ("allow" in {name.lower() for name, _ in answer.headers}) is (code != 481)


def test_who_floods_us_denies_nobody_else_and_no_call() -> None:
    """Of one address 256 requests outside calls are taken within 32 s, of all addresses 4096."""
    ours, peer, waiting = agent(), SipScript(), SipScript()
    key = answered(ours, peer)
    invite = waiting.request("INVITE", body=sdp(), number=1, branch="z9hG4bK-waiting")
    ours.receive(invite, waiting.source, 0.2)
    flood = SipScript("10.0.0.66")
    first = [flood.request("OPTIONS") for _ in range(300)]
    outputs = [ours.receive(each, flood.source, 1.0) for each in first]
    assert [codes(each) for each in outputs] == [[200]] * 256 + [[503]] * 20 + [[]] * 24, "20 refusals a second"
    assert [events(each) for each in outputs[256:]] == [
        [RequestRefused(flood.source, answered)] for answered in [True] * 20 + [False] * 24
    ], "each is told, answered or not"
    assert codes(ours.receive(first[0], flood.source, 1.1)) == [200], "what came again is answered again"
    assert codes(ours.receive(SipScript("10.0.0.7").request("OPTIONS"), ("10.0.0.7", 5060), 1.1)) == [200]
    for n in range(1, 20):
        another = SipScript(f"10.1.0.{n}")
        for _ in range(256):
            ours.receive(another.request("OPTIONS"), another.source, 1.2)
    late = SipScript("10.0.0.8")
    assert ours.receive(late.request("OPTIONS"), late.source, 1.3) == [RequestRefused(late.source, False)]
    info = peer.request("INFO", ("Content-Type", "application/dtmf"), body=b"5")
    assert events(ours.receive(info, peer.source, 1.4)) == [DigitSignalled(key, "5")]
    cancel = waiting.request("CANCEL", number=1, branch="z9hG4bK-waiting")
    assert codes(ours.receive(cancel, waiting.source, 1.4)) == [200, 487]
    assert over(ours.receive(peer.request("BYE"), peer.source, 1.5)) == [DialogEvent.PEER_LEFT]
    run(ours, 1.5 + 2 * GIVE_UP)
    assert codes(ours.receive(flood.request("OPTIONS"), flood.source, 80.0)) == [200]
    assert codes(ours.receive(late.request("OPTIONS"), late.source, 80.0)) == [200]


def test_strangers_are_refused_and_nothing_is_kept_of_them() -> None:
    ours, peer = agent(), SipScript()
    data = peer.request("INVITE", body=sdp())
    (sent,) = ours.refuse(data, peer.source)
    assert isinstance(sent, SipDatagram)
    assert len(sent.data) <= len(data), "nobody is answered with more than they sent"
    assert codes([sent]) == [403]
    assert not ours.refuse(peer.request("ACK"), peer.source)
    assert not ours.refuse(b"nonsense", peer.source)
    assert len(ours) == 0
    assert ours.due == float("inf")


def test_each_state_of_a_dialog_has_an_end() -> None:
    ending = {begin for (begin, _), (following, _) in DIALOG_TABLE.items() if following is DialogState.OVER}
    assert ending == set(DialogState) - {DialogState.OVER}


def damaged(chance: random.Random, body: bytes) -> bytes:
    begin, end = (chance.randint(0, len(body)) for _ in range(2))
    return body[:begin] + chance.randbytes(chance.randint(0, 5)) + body[end:]


@given(st.integers(0, 2**32))
def test_random_calls_over_a_bad_line_leave_nothing(seed: int) -> None:
    """Datagrams are lost, doubled and damaged, either side does anything at any time."""
    chance, ours, peer = random.Random(seed), agent(), SipScript()
    now, key = 0.0, ""
    methods = ("INVITE", "BYE", "ACK", "UPDATE", "INFO", "OPTIONS", "NOTIFY", "CANCEL")
    for _ in range(chance.randint(1, 25)):
        now += chance.random() * 10
        outputs = ours.tick(now)
        body = chance.choice([b"", sdp(), damaged(chance, sdp())])
        data = peer.request(chance.choice(methods), *chance.choice([(), TIMER, OURS]), body=body)
        if chance.random() < 0.1:
            data = data[: chance.randint(0, len(data))]
        for _ in range(chance.choice([0, 1, 1, 1, 2])):
            outputs += ours.receive(data, peer.source, now)
        keys = [each.key for each in outputs if isinstance(each, CallOffered)]
        key = keys[-1] if keys else key
        match chance.randint(0, 5):
            case 0:
                outputs += ours.reject(key, 486, now)
            case 1:
                outputs += ours.hang_up(key, now)
            case 2:
                outputs += ours.refer(key, "tel:12345", now)
            case _:
                outputs += ours.accept(key, local(), now)
        peer.note(outputs)
        for request in requests(outputs):
            if chance.random() < 0.7:
                outputs += ours.receive(peer.answer(request, chance.choice([200, 202, 481, 500])), peer.source, now)
    ours.close(now)
    run(ours, now + 10 * GIVE_UP)
    assert len(ours) == 0
    assert not ours.waiting
    assert ours.due == float("inf")
