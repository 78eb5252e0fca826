"""Within a call at the user agent: hold, keys, session timers, signs of life, the hand-off."""

from __future__ import annotations

import pytest

from kiosk.wire.phone.sip.dialog import PROBE_S, PROBED_S, TRANSFER_S, DialogEvent
from kiosk.wire.phone.sip.events import (
    CallAcknowledged,
    DigitSignalled,
    MediaChanged,
)
from kiosk.wire.phone.sip.transactions import GIVE_UP
from support.sip_agent import OURS, TIMER, agent, answered, local, next_request, offered, over, run
from support.sip_script import SipScript, codes, events, requests, responses, sdp

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
        while ours.due < now:
            at = ours.due
            for probe in requests(ours.tick(at), "OPTIONS"):
                ours.receive(peer.answer(probe, 200), peer.source, at)
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
        assert update.headers.get("min-se") == ""
        (again,) = requests(ours.tick(ours.due), "UPDATE")
        assert again.headers.get("session-expires").startswith("200;")
        assert again.headers.get("min-se") == "200", "RFC 4028 7.4: what the peer asked for stands in all that follow"
        ours.receive(peer.answer(again, 200, ("Session-Expires", "200;refresher=uac")), peer.source, 45.1)
        ours.heard(key, 140.0)
        (next_one,) = requests(ours.tick(146.0), "UPDATE")
        assert next_one.headers.get("min-se") == "200"
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


def test_a_peer_that_is_gone_is_known_in_32_s_and_one_that_answers_keeps_the_call_without_sound() -> None:
    ours, peer = agent(), SipScript()
    answered(ours, peer)
    told, now = list[DialogEvent](), 0.0
    while now < 120:
        now = ours.due
        for probe in requests(outputs := ours.tick(now), "OPTIONS"):
            ours.receive(peer.answer(probe, 200), peer.source, now)
        told += over(outputs)
    assert told == [], "it sends no sound, and answers"
    asked = now
    while not told:
        now = ours.due
        told += over(ours.tick(now))
    assert told == [DialogEvent.LOST]
    assert now - asked <= PROBE_S + PROBED_S


def test_a_session_that_nobody_refreshes_is_ended_before_it_expires() -> None:
    ours, peer = agent(), SipScript()
    key = answered(ours, peer, *TIMER)
    ended: list[DialogEvent] = []
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
