"""The user agent (RFC 3261), sans-I/O: datagrams in; datagrams and events of calls out. The hall takes calls with it;
`kiosk.client.phone` makes them.

Each method gives what is to be sent and told, in order. All that is sent in a call goes to where its INVITE came from,
or went to. Times: seconds on one monotonic clock.
"""

from __future__ import annotations

import secrets

from kiosk.wire.phone.sip.calls import PlacedCall, SipCalls
from kiosk.wire.phone.sip.digest import answer_challenge
from kiosk.wire.phone.sip.events import MessageMalformed, RegistrationChanged, SipDatagram, SipOutput
from kiosk.wire.phone.sip.malformed import answerable, is_keep_alive
from kiosk.wire.phone.sip.messages import (
    PeerAddress,
    SipError,
    SipRequest,
    SipResponse,
    cseq_of,
    new_branch,
    parameters_of,
    parse_message,
)
from kiosk.wire.phone.sip.registration import RegistrarAccount, Registration
from kiosk.wire.phone.sip.responses import note_source, response_to
from kiosk.wire.phone.sip.sdp import LocalMedia
from kiosk.wire.phone.sip.transaction_layer import TransactionLayer
from kiosk.wire.phone.sip.transactions import ClientTransaction


class UserAgent:
    """`host`, `port`: how peers reach us; behind a NAT that is not where we listen. `account`: is registered."""

    def __init__(self, host: str, port: int, account: RegistrarAccount | None = None) -> None:
        self._out: list[SipOutput] = []
        self._via = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self._login = account.login if account is not None else None
        self._transactions = TransactionLayer(self._out.append)
        user = f"{account.login.user}@" if account is not None else ""
        contact = f"sip:{user}{self._via}"
        self._calls = SipCalls(self._out.append, self._transactions, f"<{contact}>", self._via)
        self._registration = (
            Registration(account, contact, secrets.token_hex(12), secrets.token_hex(6)) if account is not None else None
        )

    def __len__(self) -> int:
        return len(self._calls)

    @property
    def waiting(self) -> bool:
        """A request of ours is not answered yet."""
        return self._transactions.waiting

    @property
    def due(self) -> float:
        """When `tick` must be called next; infinity: never."""
        registration = self._registration.due if self._registration is not None else float("inf")
        return min(self._transactions.due, self._calls.due, registration)

    # ---- what comes -------------------------------------------------------------------------------------------------

    def receive(self, data: bytes, source: PeerAddress, now: float) -> list[SipOutput]:
        """A datagram of a peer that may call. What is no good message is told; a request is answered if it can be."""
        try:
            message = parse_message(data)
            if isinstance(message, SipResponse):
                self._response(message, source, now)
            else:
                self._request(message, source, now)
        except SipError as error:
            if not is_keep_alive(data):
                self._malformed(data, source, str(error))
        return self._taken()

    def refuse(self, data: bytes, source: PeerAddress) -> list[SipOutput]:
        """A datagram of a peer that may not call: 403, not longer than the request. Nothing is kept of it."""
        try:
            message = parse_message(data)
            if isinstance(message, SipRequest) and message.method != "ACK":
                to = note_source(message, source)
                answer = bytes(response_to(message, 403, tag="refused"))
                self._out += [SipDatagram(answer, to)] if to == source and len(answer) <= len(data) else []
        except SipError:
            pass
        return self._taken()

    def _malformed(self, data: bytes, source: PeerAddress, why: str) -> None:
        """Nothing is kept of it: where it comes again, it is answered again."""
        found = answerable(data)
        if found is not None:
            request, code = found
            to = note_source(request, source)
            self._out.append(SipDatagram(bytes(response_to(request, code, tag=secrets.token_hex(8))), to))
        self._out.append(MessageMalformed(source, 0 if found is None else found[1], why))

    def _request(self, request: SipRequest, source: PeerAddress, now: float) -> None:
        if request.method == "ACK":
            self._calls.acknowledged(request, now)
            return
        transaction = self._transactions.begin(request, source, now, in_call=self._calls.has(request))
        if transaction is None:
            return
        if request.method == "CANCEL":
            self._calls.cancelled(transaction, now)
        elif "tag" in parameters_of(request.headers.get("to")):
            self._calls.in_dialog(transaction, now)
        elif request.method == "INVITE":
            self._calls.invited(transaction, source, now)
        else:
            code = 200 if request.method == "OPTIONS" else 481 if request.method in ("BYE", "INFO", "UPDATE") else 405
            self._calls.answer(transaction, code, now)

    def _response(self, response: SipResponse, source: PeerAddress, now: float) -> None:
        transaction = self._transactions.answered(response)
        if transaction is None:
            if 200 <= response.code < 300 and cseq_of(response.headers)[1] == "INVITE":
                self._calls.accepted_again(response)
            return
        challenged = response.code in (401, 407) and self._is_registrar(transaction.to, source)
        if challenged and self._authorise(transaction, response, now):
            return
        self._answered(transaction, response.code, response, now)

    def _answered(self, transaction: ClientTransaction, code: int, response: SipResponse | None, now: float) -> None:
        if transaction.owner:
            self._calls.answered(transaction, code, response, now)
        elif self._registration is not None:
            if self._registration.answered(code, response, now):
                self._register(now)
            self._out.append(RegistrationChanged(self._registration.state, self._registration.refusal))

    def _is_registrar(self, *peers: PeerAddress) -> bool:
        """Whether all of them are at its address. Nobody else's challenge is answered: it could be used to guess."""
        registrar = self._registration.registrar if self._registration is not None else None
        return registrar is not None and all(host == registrar[0] for host, _ in peers)

    def _authorise(self, transaction: ClientTransaction, response: SipResponse, now: float) -> bool:
        """Whether the request was sent again with our login. Once: a second challenge means that it is wrong."""
        request = transaction.request
        if self._login is None or transaction.shown:
            return False
        shown = answer_challenge(response, self._login, request.method, request.uri, secrets.token_hex(8))
        if shown is None:
            return False
        if transaction.owner:
            self._calls.repeat(transaction, shown, now)
        else:
            self._register(now, shown)
        return True

    # ---- calls ------------------------------------------------------------------------------------------------------

    def call(self, placed: PlacedCall, peer: PeerAddress, local: LocalMedia, now: float) -> list[SipOutput]:
        """Call, by an INVITE to `peer`. What becomes of it is told by `CallAcknowledged` or `CallOver`."""
        self._calls.call(placed, peer, local, now)
        return self._taken()

    def accept(self, key: str, local: LocalMedia, now: float) -> list[SipOutput]:
        """Answer an offered call, with where we take its sound. Of a call that is over already nothing comes."""
        self._calls.accept(key, local, now)
        return self._taken()

    def reject(self, key: str, code: int, now: float) -> list[SipOutput]:
        """`code`: 486 (busy) or 503 (closing)."""
        self._calls.reject(key, code, now)
        return self._taken()

    def hang_up(self, key: str, now: float) -> list[SipOutput]:
        self._calls.hang_up(key, now)
        return self._taken()

    def refer(self, key: str, target: str, now: float) -> list[SipOutput]:
        """Have the peer call `target`, a SIP or tel address, in our place. Then the call is over, if it fails too."""
        self._calls.refer(key, target, now)
        return self._taken()

    def heard(self, key: str, now: float) -> None:
        """Sound came: the peer is there."""
        self._calls.heard(key, now)

    # ---- registration -----------------------------------------------------------------------------------------------

    def register_at(self, registrar: PeerAddress, now: float) -> None:
        """The registrar's address, when its name was resolved; again where it may have changed."""
        if self._registration is not None:
            self._registration.begin(registrar, now)

    def close(self, now: float) -> list[SipOutput]:
        """Hang up all calls, and end the registration."""
        self._calls.hang_up_all(now)
        if self._registration is not None and self._registration.leave():
            self._register(now)
        return self._taken()

    def _register(self, now: float, shown: tuple[str, str] | None = None) -> None:
        registration = self._registration
        if registration is None or registration.registrar is None:
            return
        request = registration.request(self._via, new_branch())
        if shown is not None:
            request.headers.add(*shown)
        transaction = ClientTransaction(request, registration.registrar, now, shown=shown is not None)
        self._transactions.send(transaction)

    # ---- time -------------------------------------------------------------------------------------------------------

    def tick(self, now: float) -> list[SipOutput]:
        """At `due`; harmless at any other time."""
        unanswered, unacknowledged = self._transactions.fire(now)
        for client in unanswered:
            self._answered(client, 408, None, now)
        for server in unacknowledged:
            self._calls.unacknowledged(server, now)
        self._calls.fire(now)
        if self._registration is not None and self._registration.due <= now:
            registers, alive = self._registration.fire(now)
            if registers:
                self._register(now)
            if alive and self._registration.registrar is not None:
                self._out.append(SipDatagram(b"\r\n\r\n", self._registration.registrar))
        return self._taken()

    def _taken(self) -> list[SipOutput]:
        taken = list(self._out)
        self._out.clear()
        return taken
