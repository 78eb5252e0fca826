"""All transactions of a user agent: tells what is new from what came again, and sends again what is not answered."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable

from kiosk.wire.phone.sip.events import RequestRefused, SipDatagram, SipOutput
from kiosk.wire.phone.sip.messages import PeerAddress, SipRequest, SipResponse, cseq_of, parameters_of, sent_by
from kiosk.wire.phone.sip.responses import acknowledgement_of, note_source, response_to
from kiosk.wire.phone.sip.transactions import ClientState, ClientTransaction, ServerState, ServerTransaction

#: Transactions of peers at once, and of one address. A request beyond them is refused, so many a second with an answer.
_MOST, _MOST_OF_ONE, _REFUSALS_A_SECOND = 4096, 256, 20
#: And of requests within calls, which only the calls' peers can make: they are taken however full the others are.
_MOST_IN_CALLS = 4096
#: INVITEs of ours that were refused, whose refusal is acknowledged again where it comes again.
_REFUSED = 64

_Key = tuple[str, str, str]


class TransactionLayer:
    """`emit`: takes each datagram that is to be sent, and each `RequestRefused`."""

    def __init__(self, emit: Callable[[SipOutput], None]) -> None:
        self._emit = emit
        self._refusing, self._refusals = 0, 0  # the second, and how many of it were answered
        self._servers: dict[_Key, ServerTransaction] = {}
        self._outside: Counter[str] = Counter()  # of them those outside calls, by the peer's address
        self._in_calls = 0  # and the others
        self._clients: dict[tuple[str, str], ClientTransaction] = {}
        self._refused: OrderedDict[str, SipDatagram] = OrderedDict()  # their ACKs, by branch

    def __len__(self) -> int:
        return len(self._servers) + len(self._clients)

    @property
    def waiting(self) -> bool:
        """A request of ours is not answered yet."""
        return bool(self._clients)

    @property
    def due(self) -> float:
        servers, clients = self._servers.values(), self._clients.values()
        return min((*(each.due for each in servers), *(each.due for each in clients), float("inf")))

    # ---- requests of the peer ---------------------------------------------------------------------------------------

    def begin(
        self, request: SipRequest, source: PeerAddress, now: float, *, in_call: bool = False
    ) -> ServerTransaction | None:
        """The transaction of a new request; None for one that came again, or is one too many. Raises SipError.

        `in_call`: the request belongs to a call that we have.
        """
        to = note_source(request, source)
        key = _server_key(request, request.method)
        if (known := self._servers.get(key)) is not None:
            self._send(known.repeated(), known.to)
            return None
        if not self._has_room(source[0], in_call):
            self._refuse(request, source, to, now, in_call=in_call)
            return None
        made = self._servers[key] = ServerTransaction(request, to, now, in_call=in_call)
        if in_call:
            self._in_calls += 1
        else:
            self._outside[source[0]] += 1
        return made

    def _refuse(self, request: SipRequest, source: PeerAddress, to: PeerAddress, now: float, *, in_call: bool) -> None:
        """Nothing is kept of it. In a call no refusal is sent, which could end it: the request comes again."""
        if int(now) != self._refusing:
            self._refusing, self._refusals = int(now), 0
        answers = not in_call and self._refusals < _REFUSALS_A_SECOND
        if answers:
            self._refusals += 1
            self._send(bytes(response_to(request, 503, ("Retry-After", "30"), tag="refused")), to)
        self._emit(RequestRefused(source, answers))

    def _has_room(self, address: str, in_call: bool) -> bool:
        if in_call:
            return self._in_calls < _MOST_IN_CALLS
        return len(self._servers) - self._in_calls < _MOST and self._outside[address] < _MOST_OF_ONE

    def invite_of(self, request: SipRequest) -> ServerTransaction | None:
        """The INVITE that a CANCEL, or the ACK of a refusal, belongs to."""
        return self._servers.get(_server_key(request, "INVITE"))

    def respond(self, transaction: ServerTransaction, response: SipResponse, now: float) -> None:
        self._send(transaction.respond(response, now), transaction.to)

    # ---- requests of ours -------------------------------------------------------------------------------------------

    def send(self, transaction: ClientTransaction) -> None:
        """The first time."""
        request = transaction.request
        self._clients[parameters_of(request.headers.get("via"))["branch"], request.method] = transaction
        self._send(bytes(request), transaction.to)

    def answered(self, response: SipResponse) -> ClientTransaction | None:
        """The transaction that this response ends; None for any other response. Raises SipError."""
        branch, method = parameters_of(response.headers.all("via")[0]).get("branch", ""), cseq_of(response.headers)[1]
        transaction = self._clients.get((branch, method))
        if transaction is not None and not transaction.received(response.code):
            return None
        if transaction is not None:
            del self._clients[branch, method]
            if method == "INVITE" and response.code >= 300:
                ack = bytes(acknowledgement_of(transaction.request, response))
                self._refused[branch] = SipDatagram(ack, transaction.to)
                if len(self._refused) > _REFUSED:
                    self._refused.popitem(last=False)
        if method == "INVITE" and branch in self._refused:
            self._emit(self._refused[branch])
        return transaction

    # ---- time -------------------------------------------------------------------------------------------------------

    def fire(self, now: float) -> tuple[list[ClientTransaction], list[ServerTransaction]]:
        """Send again what is due. Gives our requests without an answer, and responses without an ACK."""
        unanswered, unacknowledged = list[ClientTransaction](), list[ServerTransaction]()
        for name, client in list(self._clients.items()):
            if client.due <= now:
                self._send(client.fire(now), client.to)
                if client.state is ClientState.TERMINATED:
                    del self._clients[name]
                    unanswered.append(client)
        for key, server in list(self._servers.items()):
            if server.due <= now:
                waited = server.unacknowledged
                self._send(server.fire(now), server.to)
                if server.state is ServerState.TERMINATED:
                    self._end(key)
                    unacknowledged += [server] if waited else []
        return unanswered, unacknowledged

    def _end(self, key: _Key) -> None:
        ended = self._servers.pop(key)
        if ended.in_call:
            self._in_calls -= 1
            return
        self._outside[ended.to[0]] -= 1
        if not self._outside[ended.to[0]]:
            del self._outside[ended.to[0]]

    def _send(self, data: bytes, to: PeerAddress) -> None:
        if data:
            self._emit(SipDatagram(data, to))


def _server_key(request: SipRequest, method: str) -> _Key:
    """Branch, sent-by and method; peers of RFC 2543 have no branch of their own: then the call tells them apart."""
    via = request.headers.all("via")[0]
    branch = parameters_of(via).get("branch", "")
    if not branch.startswith("z9hG4bK"):
        branch = f"{request.headers.get('call-id')} {cseq_of(request.headers)[0]} {request.headers.get('from')}"
    host, port = sent_by(via)
    return branch, f"{host}:{port}", method
