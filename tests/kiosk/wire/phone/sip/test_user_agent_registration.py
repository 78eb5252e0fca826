"""The user agent at its registrar: challenges, renewals, refusals, and to whom the login is shown."""

from __future__ import annotations

import itertools

import pytest

from kiosk.wire.phone.sip.digest import DigestLogin
from kiosk.wire.phone.sip.events import (
    RegistrationChanged,
    SipDatagram,
    SipOutput,
)
from kiosk.wire.phone.sip.messages import SipRequest, cseq_of
from kiosk.wire.phone.sip.registration import EXPIRES, FIRST_PAUSE, KEEP_ALIVE_S, RegistrarAccount, RegistrationState
from kiosk.wire.phone.sip.user_agent import UserAgent
from support.sip_agent import agent, answered, run
from support.sip_script import SipScript, requests

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
