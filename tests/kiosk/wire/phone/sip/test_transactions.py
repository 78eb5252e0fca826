"""Transactions: what is sent again and until when, by their tables and by the clock."""

from __future__ import annotations

import itertools

import pytest

from kiosk.wire.phone.sip.messages import SipRequest, parse_message
from kiosk.wire.phone.sip.responses import response_to
from kiosk.wire.phone.sip.transactions import (
    CLIENT_TABLE,
    GIVE_UP,
    SERVER_TABLE,
    ClientEvent,
    ClientState,
    ClientTransaction,
    ServerEvent,
    ServerState,
    ServerTransaction,
)
from support.sip_script import SipScript

PEER = ("10.0.0.9", 5060)
#: Seconds after a sending at which it is repeated: T1, doubled up to T2, for 64 T1.
RESENT = [0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5]


def request(method: str) -> SipRequest:
    message = parse_message(SipScript().request(method))
    assert isinstance(message, SipRequest)
    return message


def run(transaction: ServerTransaction | ClientTransaction) -> list[float]:
    """The times at which something is sent again, until the end."""
    sent: list[float] = []
    while transaction.due < float("inf") and transaction.state not in (ServerState.TERMINATED, ClientState.TERMINATED):
        now = transaction.due
        sent += [now] if transaction.fire(now) else []
    return sent


@pytest.mark.parametrize("code", [200, 486])
def test_an_answer_to_an_invite_is_sent_again_until_its_ack(code: int) -> None:
    transaction = ServerTransaction(request("INVITE"), PEER, 0.0)
    assert transaction.respond(response_to(transaction.request, code), 0.0)
    assert run(transaction) == RESENT
    assert transaction.state is ServerState.TERMINATED


def test_nothing_is_sent_after_the_ack() -> None:
    transaction = ServerTransaction(request("INVITE"), PEER, 0.0)
    sent = transaction.respond(response_to(transaction.request, 200), 0.0)
    transaction.fire(0.5)
    transaction.acknowledged(0.6)
    assert transaction.repeated() == sent, "an INVITE that was on its way is answered as before"
    assert run(transaction) == []
    assert not transaction.unacknowledged


def test_an_answer_without_ack_is_repeated_only_when_asked() -> None:
    transaction = ServerTransaction(request("BYE"), PEER, 0.0)
    sent = transaction.respond(response_to(transaction.request, 200), 0.0)
    assert transaction.repeated() == sent
    assert run(transaction) == []


def test_a_request_of_ours_is_sent_again_until_it_is_answered() -> None:
    assert run(ClientTransaction(request("BYE"), PEER, 0.0)) == RESENT
    transaction = ClientTransaction(request("BYE"), PEER, 0.0)
    assert not transaction.received(100)
    assert transaction.fire(0.5)
    assert transaction.due == 4.5, "after a provisional answer every 4 s"
    assert transaction.received(200)
    assert not transaction.received(200)
    assert transaction.fire(5) == b""


def test_the_tables_leave_no_state_without_an_end() -> None:
    for state in ServerState:
        if state is not ServerState.TERMINATED:
            assert SERVER_TABLE[state, ServerEvent.TIMED_OUT][0] is ServerState.TERMINATED
    for left in (ClientState.TRYING, ClientState.PROCEEDING):
        assert CLIENT_TABLE[left, ClientEvent.TIMED_OUT][0] is ClientState.TERMINATED
    for event in itertools.chain(ServerEvent, ClientEvent):
        assert (ServerState.TERMINATED, event) not in SERVER_TABLE
        assert (ClientState.TERMINATED, event) not in CLIENT_TABLE


def test_an_invite_that_nobody_answers_is_forgotten() -> None:
    transaction = ServerTransaction(request("INVITE"), PEER, 0.0)
    assert transaction.due == 4 * GIVE_UP
