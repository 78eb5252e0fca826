"""The user agent against a peer's script: calls begin, change and end, also where datagrams are lost or come twice."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.wire.phone.sip.dialog import DIALOG_TABLE, PROBE_S, TRANSFER_S, DialogEvent, DialogState
from kiosk.wire.phone.sip.digest import DigestLogin
from kiosk.wire.phone.sip.events import (
    CallAcknowledged,
    CallOffered,
    CallOver,
    DigitSignalled,
    MediaChanged,
    RegistrationChanged,
    SipDatagram,
    SipOutput,
)
from kiosk.wire.phone.sip.messages import SipRequest, cseq_of, parameters_of, parse_message
from kiosk.wire.phone.sip.registration import EXPIRES, FIRST_PAUSE, KEEP_ALIVE_S, RegistrarAccount, RegistrationState
from kiosk.wire.phone.sip.sdp import LocalMedia, parse_sdp
from kiosk.wire.phone.sip.transactions import GIVE_UP
from kiosk.wire.phone.sip.user_agent import UserAgent
from support.sip_script import SipScript, codes, events, requests, responses, sdp

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


# ---- begin and end --------------------------------------------------------------------------------------------------


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
    assert [len(ours.receive(each, flood.source, 1.0)) for each in first] == [1] * 256 + [0] * 44
    assert codes(ours.receive(first[0], flood.source, 1.1)) == [200], "what came again is answered again"
    assert codes(ours.receive(SipScript("10.0.0.7").request("OPTIONS"), ("10.0.0.7", 5060), 1.1)) == [200]
    for n in range(1, 20):
        another = SipScript(f"10.1.0.{n}")
        for _ in range(256):
            ours.receive(another.request("OPTIONS"), another.source, 1.2)
    late = SipScript("10.0.0.8")
    assert not ours.receive(late.request("OPTIONS"), late.source, 1.3)
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


# ---- within a call --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["INVITE", "UPDATE"])
def test_hold_and_unhold(method: str) -> None:
    ours, peer = agent(), SipScript()
    answered(ours, peer)
    outputs = ours.receive(peer.request(method, body=sdp(direction="sendonly")), peer.source, 5.0)
    (answer,) = responses(outputs)
    assert answer.code == 200
    assert b"a=recvonly" in answer.body
    (held,) = events(outputs)
    assert isinstance(held, MediaChanged)
    assert not held.media.sends
    ours.receive(peer.ack(), peer.source, 5.1)
    outputs = ours.receive(peer.request(method, body=sdp(41_000)), peer.source, 9.0)
    (taken_up,) = events(outputs)
    assert isinstance(taken_up, MediaChanged)
    assert taken_up.media.sends
    assert taken_up.media.port == 41_000


def test_a_re_invite_without_a_description_whose_ack_is_lost_blocks_no_other() -> None:
    ours, peer = agent(), SipScript()
    key = answered(ours, peer)
    (answer,) = responses(ours.receive(peer.request("INVITE"), peer.source, 5.0))
    assert b"m=audio" in answer.body
    assert codes(ours.receive(peer.request("INVITE", body=sdp()), peer.source, 6.0)) == [500], (
        "the answer may still come"
    )
    for now in range(6, 40):
        ours.heard(key, now)
        ours.tick(now)
    assert codes(ours.receive(peer.request("INVITE", body=sdp()), peer.source, 40.0)) == [200]


def test_a_change_that_we_cannot_take_leaves_the_call_as_it_is() -> None:
    ours, peer = agent(), SipScript()
    answered(ours, peer)
    outputs = ours.receive(peer.request("INVITE", body=sdp(payloads="18")), peer.source, 5.0)
    assert codes(outputs) == [488]
    assert not events(outputs)
    assert len(ours) == 1


def test_a_re_invite_that_overtakes_the_ack_is_taken() -> None:
    ours, peer = agent(), SipScript()
    peer.note(ours.accept(offered(ours, peer).key, local(), 0.0))
    outputs = ours.receive(peer.request("INVITE", body=sdp()), peer.source, 0.1)
    assert codes(outputs) == [200]
    assert [type(each) for each in events(outputs)] == [CallAcknowledged]


def test_an_old_request_and_one_of_another_call_are_refused() -> None:
    ours, peer = agent(), SipScript()
    answered(ours, peer)
    assert codes(ours.receive(peer.request("INFO", number=1), peer.source, 1.0)) == [500]
    peer.tag = "another"
    assert codes(ours.receive(peer.request("BYE"), peer.source, 1.0)) == [481]
    assert len(ours) == 1


@pytest.mark.parametrize(
    ("kind", "body", "digit"),
    [
        ("application/dtmf-relay", b"Signal=5\r\nDuration=160\r\n", "5"),
        ("application/dtmf-relay", b"Duration=160\r\nsignal = #\r\n", "#"),
        ("application/dtmf-relay", b"Signal=10\r\n", "*"),
        ("application/dtmf", b"7", "7"),
        ("application/dtmf", b"A", ""),
        ("application/dtmf-relay", b"\xff\xfe", ""),
        ("text/plain", b"5", ""),
    ],
)
def test_keys_as_info(kind: str, body: bytes, digit: str) -> None:
    ours, peer = agent(), SipScript()
    key = answered(ours, peer)
    info = peer.request("INFO", ("Content-Type", kind), body=body)
    outputs = ours.receive(info, peer.source, 1.0)
    assert codes(outputs) == [200]
    assert events(outputs) == ([DigitSignalled(key, digit)] if digit else [])
    again = ours.receive(info, peer.source, 1.5)
    assert codes(again) == [200]
    assert not events(again), "a repetition is no second press"


# ---- session timers and signs of life -------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["INVITE", "UPDATE"])
def test_a_call_of_20_minutes_with_a_timer_of_90_s_stays_up_while_the_peer_refreshes(method: str) -> None:
    ours, peer = agent(), SipScript()
    answered(ours, peer, *TIMER)
    now = 0.0
    while now < 1_200:
        now += 45
        for _, each in run(ours, now):
            for probe in requests([each], "OPTIONS"):
                ours.receive(peer.answer(probe, 200), peer.source, now)
        body = sdp() if method == "INVITE" else b""
        (answer,) = responses(ours.receive(peer.request(method, *TIMER, body=body), peer.source, now))
        assert answer.code == 200
        assert answer.headers.get("session-expires") == "90;refresher=uac"
        assert answer.headers.get("require") == "timer"
        if method == "INVITE":
            ours.receive(peer.ack(), peer.source, now)
    assert len(ours) == 1


def test_a_call_of_20_minutes_stays_up_while_we_refresh() -> None:
    ours, peer = agent(), SipScript()
    answered(ours, peer, *OURS)
    refreshed: list[float] = []
    while ours.due < 1_200:
        now = ours.due
        for request in requests(ours.tick(now)):
            refreshed += [now] if request.method == "UPDATE" else []
            accepted = ("Session-Expires", "90;refresher=uac")
            ours.receive(peer.answer(request, 200, accepted), peer.source, now)
    assert len(ours) == 1
    assert len(refreshed) == 26
    assert refreshed[:2] == [45.0, 90.0]


def test_who_wants_refreshes_of_us_and_takes_no_update_gets_no_timer() -> None:
    ours, peer = agent(), SipScript()
    peer_wants = OURS[:2]
    (answer,) = responses(ours.accept(offered(ours, peer, *peer_wants).key, local(), 0.0))
    assert answer.headers.get("session-expires") == ""


@pytest.mark.parametrize(
    ("code", "header", "outcome"),
    [(481, (), DialogEvent.LOST), (405, (), None), (500, (), None), (422, (("Min-SE", "200"),), None)],
)
def test_answers_to_our_refresh(code: int, header: tuple[tuple[str, str], ...], outcome: DialogEvent | None) -> None:
    ours, peer = agent(), SipScript()
    key = answered(ours, peer, *OURS)
    ours.heard(key, 44)
    (update,) = requests(ours.tick(45.0), "UPDATE")
    outputs = ours.receive(peer.answer(update, code, *header), peer.source, 45.0)
    assert over(outputs) == ([outcome] if outcome else [])
    if code == 422:
        (again,) = requests(ours.tick(ours.due), "UPDATE")
        assert again.headers.get("session-expires").startswith("200;")
    elif code == 500:
        (again,) = requests(ours.tick(ours.due), "UPDATE")
        assert not over(ours.tick(50))


@pytest.mark.parametrize("asks", ["the same", "a huge one", "ever more", "nothing"])
def test_a_peer_that_always_refuses_our_interval_is_asked_no_faster_and_the_session_expires(asks: str) -> None:
    ours, peer = agent(), SipScript()
    key = answered(ours, peer, *OURS)
    asked: list[tuple[float, str]] = []
    ended: list[DialogEvent] = []
    while not ended and len(asked) < 20:
        now = ours.due
        ours.heard(key, now)
        outputs = ours.tick(now)
        ended += over(outputs)
        for update in requests(outputs, "UPDATE"):
            asked.append((now, update.headers.get("session-expires").split(";")[0]))
            least = {"the same": 90, "a huge one": 999_999_999, "ever more": 200 + len(asked), "nothing": 0}[asks]
            more = [("Min-SE", str(least))] if least else []
            ended += over(ours.receive(peer.answer(update, 422, *more), peer.source, now))
    grows = asks in ("a huge one", "ever more")
    assert [at for at, _ in asked] == [45.0, *([45.0] if grows else []), 50.0, 55.0]
    assert now == 60.0, "90 s were agreed on"
    assert asked[1][1] == {"a huge one": "86400", "ever more": "201"}.get(asks, "90")


def test_a_session_that_nobody_refreshes_is_ended_before_it_expires() -> None:
    ours, peer = agent(), SipScript()
    key = answered(ours, peer, *TIMER)
    ended = []
    while not ended:
        now = min(ours.due, 90.0)
        ours.heard(key, now)  # sound alone refreshes nothing
        ended = over(ours.tick(now))
    assert ended == [DialogEvent.LOST]
    assert now == 60.0


def test_a_silent_peer_is_asked_and_stays_while_it_answers() -> None:
    ours, peer = agent(), SipScript()
    answered(ours, peer)
    for n in range(1, 4):
        at, probe = next_request(ours, "OPTIONS")
        assert at == pytest.approx(n * PROBE_S, abs=0.5)
        assert not events(ours.receive(peer.answer(probe, 200 if n % 2 else 405), peer.source, at))
    assert len(ours) == 1


@pytest.mark.parametrize("answers", [True, False])
def test_a_silent_peer_that_does_not_know_the_call_has_hung_up(answers: bool) -> None:
    ours, peer = agent(), SipScript()
    answered(ours, peer)
    (probe,) = requests(ours.tick(ours.due), "OPTIONS")
    if answers:
        outputs = ours.receive(peer.answer(probe, 481), peer.source, 21.0)
    else:
        outputs = [each for _, each in run(ours, PROBE_S + GIVE_UP + 1)]
    assert over(outputs) == [DialogEvent.LOST]


def test_sound_is_a_sign_of_life() -> None:
    ours, peer = agent(), SipScript()
    key = answered(ours, peer)
    for now in range(1, 60):
        ours.heard(key, now)
        assert not ours.tick(now)


# ---- hand-off -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["succeeds", "peer leaves", "fails", "is refused", "says nothing"])
def test_a_transfer(how: str) -> None:
    ours, peer = agent(), SipScript()
    key = answered(ours, peer)
    (refer,) = requests(ours.refer(key, "sip:12345@pbx.example", 5.0), "REFER")
    assert refer.headers.get("refer-to") == "<sip:12345@pbx.example>"
    if how == "is refused":
        outputs = ours.receive(peer.answer(refer, 603), peer.source, 5.1)
    else:
        ours.receive(peer.answer(refer, 202), peer.source, 5.1)
        trying = peer.request("NOTIFY", ("Subscription-State", "active"), body=b"SIP/2.0 100 Trying")
        assert not events(ours.receive(trying, peer.source, 5.2))
        code = {"succeeds": b"200 OK", "fails": b"486 Busy"}.get(how)
        if code is not None:
            outputs = ours.receive(peer.request("NOTIFY", body=b"SIP/2.0 " + code), peer.source, 6.0)
        elif how == "peer leaves":
            outputs = ours.receive(peer.request("BYE"), peer.source, 6.0)
        else:
            outputs = [each for _, each in run(ours, 5.0 + TRANSFER_S)]
    assert over(outputs) == [DialogEvent.PEER_LEFT if how == "peer leaves" else DialogEvent.TRANSFER_ENDED]
    assert len(requests(outputs, "BYE")) == (0 if how == "peer leaves" else 1)


# ---- registration ---------------------------------------------------------------------------------------------------

REGISTRAR = ("10.0.0.1", 5060)
ACCOUNT = RegistrarAccount("carrier.example", DigestLogin("hall", "secret"))
CHALLENGE = ("WWW-Authenticate", 'Digest realm="carrier", nonce="n1", qop="auth"')


def registering() -> tuple[UserAgent, SipScript, SipRequest]:
    """With its first REGISTER."""
    ours = agent(ACCOUNT)
    assert ours.due == float("inf"), "nothing before the registrar's address is known"
    ours.register_at(REGISTRAR, 0.0)
    (register,) = requests(ours.tick(0.0))
    return ours, SipScript(*REGISTRAR), register


def changed(outputs: list[SipOutput]) -> list[RegistrationState]:
    return [each.state for each in outputs if isinstance(each, RegistrationChanged)]


def test_a_registration_is_challenged_accepted_kept_up_and_ended() -> None:
    ours, registrar, register = registering()
    assert register.uri == "sip:carrier.example"
    assert register.headers.get("contact") == "<sip:hall@192.0.2.1:5060>"
    (again,) = requests(ours.receive(registrar.answer(register, 401, CHALLENGE), REGISTRAR, 0.1))
    assert 'username="hall"' in again.headers.get("authorization")
    assert cseq_of(again.headers)[0] == cseq_of(register.headers)[0] + 1
    granted = ("Contact", "<sip:other@x>;expires=9999, <sip:hall@192.0.2.1:5060>;expires=120")
    assert changed(ours.receive(registrar.answer(again, 200, granted), REGISTRAR, 0.2)) == [
        RegistrationState.REGISTERED
    ]
    outputs = run(ours, 60.3)
    alive = [at for at, each in outputs if isinstance(each, SipDatagram) and not each.data.strip()]
    assert alive == [pytest.approx(0.2 + KEEP_ALIVE_S), pytest.approx(0.2 + 2 * KEEP_ALIVE_S)]
    ((at, refresh),) = [(at, each) for at, each in outputs if requests([each])]
    assert at == pytest.approx(60.2)
    (request,) = requests([refresh])
    ours.receive(registrar.answer(request, 200, granted), REGISTRAR, 60.3)
    (last,) = requests(ours.close(70.0))
    assert last.headers.get("expires") == "0"
    assert ours.waiting
    ours.receive(registrar.answer(last, 200), REGISTRAR, 70.1)
    assert not ours.waiting
    assert ours.due == float("inf")


def test_a_wrong_password_is_shown_once_and_tried_again_later() -> None:
    ours, registrar, register = registering()
    (again,) = requests(ours.receive(registrar.answer(register, 401, CHALLENGE), REGISTRAR, 0.1))
    outputs = ours.receive(registrar.answer(again, 401, CHALLENGE), REGISTRAR, 0.2)
    assert not requests(outputs)
    assert outputs == [RegistrationChanged(RegistrationState.WAITING, 401)]
    assert ours.due == pytest.approx(0.2 + FIRST_PAUSE)


def test_a_registrar_that_does_not_answer_is_tried_again_ever_more_rarely() -> None:
    ours, _, _ = registering()
    attempts = []
    for at, each in run(ours, 400):
        attempts += [at] if changed([each]) == [RegistrationState.WAITING] else []
    assert [round(b - a) for a, b in itertools.pairwise(attempts)] == [37, 42, 52, 72, 112]


def test_a_registrar_that_wants_longer_intervals_gets_them() -> None:
    ours, registrar, register = registering()
    brief = registrar.answer(register, 423, ("Min-Expires", "1800"))
    (again,) = requests(ours.receive(brief, REGISTRAR, 0.1))
    assert register.headers.get("expires") == str(EXPIRES)
    assert again.headers.get("expires") == "1800"


def test_a_bye_that_is_challenged_is_sent_again_with_our_login() -> None:
    ours, peer = agent(ACCOUNT), SipScript(*REGISTRAR)
    ours.register_at(REGISTRAR, 0.0)
    (bye,) = requests(ours.hang_up(answered(ours, peer), 1.0), "BYE")
    proxy = ("Proxy-Authenticate", CHALLENGE[1])
    (again,) = requests(ours.receive(peer.answer(bye, 407, proxy), peer.source, 1.1))
    assert "Digest" in again.headers.get("proxy-authorization")
    assert cseq_of(again.headers)[0] == cseq_of(bye.headers)[0] + 1
    assert again.headers.get("via") != bye.headers.get("via")


@pytest.mark.parametrize("code", [401, 407])
@pytest.mark.parametrize(
    ("to", "source", "shown"),
    [
        ("registrar", "registrar", True),
        ("registrar", "another port of it", True),
        ("registrar", "another", False),
        ("another", "registrar", False),
        ("another", "another", False),
    ],
)
def test_our_login_is_shown_to_the_registrar_alone(code: int, to: str, source: str, shown: bool) -> None:
    places = {"registrar": REGISTRAR, "another port of it": (REGISTRAR[0], 5_999), "another": ("10.0.0.66", 5_060)}
    ours, peer = agent(ACCOUNT), SipScript(*places[to])
    ours.register_at(REGISTRAR, 0.0)
    (bye,) = requests(ours.hang_up(answered(ours, peer), 1.0), "BYE")
    name = "WWW-Authenticate" if code == 401 else "Proxy-Authenticate"
    sent = requests(ours.receive(peer.answer(bye, code, (name, CHALLENGE[1])), places[source], 1.1))
    assert len(sent) == shown


def test_a_registration_is_not_shown_to_whoever_answers_in_the_registrars_place() -> None:
    ours, registrar, register = registering()
    assert not requests(ours.receive(registrar.answer(register, 401, CHALLENGE), ("10.0.0.66", 5_060), 0.1))


# ---- any order ------------------------------------------------------------------------------------------------------


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
