"""The calls of a user agent, sans-I/O: INVITEs, of peers and ours, and what follows in their dialogs.

Outputs go to `emit`. Times: seconds.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.wire.phone.sip.dialog import PROBED_S, Dialog, DialogAction, DialogEvent, DialogState
from kiosk.wire.phone.sip.events import (
    CallAcknowledged,
    CallOffered,
    CallOver,
    DigitSignalled,
    MediaChanged,
    SipDatagram,
    SipOutput,
)
from kiosk.wire.phone.sip.info_digits import digit_of
from kiosk.wire.phone.sip.messages import (
    PeerAddress,
    SipHeaders,
    SipRequest,
    SipResponse,
    cseq_of,
    new_branch,
    parameters_of,
    uri_of,
    user_of,
)
from kiosk.wire.phone.sip.negotiation import NotAcceptableError, accepted, look_through, take_answer
from kiosk.wire.phone.sip.responses import ALLOW, METHODS, cancellation_of, response_to
from kiosk.wire.phone.sip.sdp import AgreedMedia, LocalMedia, RtpCoding, write_offer
from kiosk.wire.phone.sip.transaction_layer import TransactionLayer
from kiosk.wire.phone.sip.transactions import GIVE_UP, ClientTransaction, ServerTransaction

_STATUS = re.compile(rb"SIP/2\.0 (\d{3})")
#: Answers to a refresh or a probe which mean that the peer does not have the call.
_GONE = (408, 481)


@dataclass(frozen=True, slots=True)
class PlacedCall:
    """A call that we make: `to`, a SIP address, as `user` of ours, with `codings` on offer."""

    to: str
    user: str
    call_id: str
    codings: tuple[RtpCoding, ...] = tuple(RtpCoding)


class SipCalls:
    """`contact`: how peers reach us, in angle brackets. `via`: host and port for Via."""

    def __init__(
        self, emit: Callable[[SipOutput], None], transactions: TransactionLayer, contact: str, via: str
    ) -> None:
        self._emit, self._transactions = emit, transactions
        self._contact, self._via = contact, via
        self._dialogs: dict[str, Dialog] = {}  # by our tag
        self._invites: dict[str, ServerTransaction] = {}  # the peer's last INVITE of each dialog

    def __len__(self) -> int:
        return len(self._dialogs)

    @property
    def due(self) -> float:
        return min((dialog.due for dialog in self._dialogs.values()), default=float("inf"))

    def answer(self, transaction: ServerTransaction, code: int, now: float, *more: tuple[str, str]) -> None:
        """A response without a description."""
        request = transaction.request
        tag = transaction.owner or secrets.token_hex(8)
        more = (ALLOW, *more) if request.method == "OPTIONS" or code == 405 else more
        self._transactions.respond(transaction, response_to(request, code, *more, tag=tag), now)

    def has(self, request: SipRequest) -> bool:
        """Whether a request belongs to one of them: by its tags, or as the CANCEL of its INVITE."""
        if request.method == "CANCEL":
            invite = self._transactions.invite_of(request)
            return invite is not None and invite.owner in self._dialogs
        return self._dialog_of(request) is not None

    # ---- how a call begins ------------------------------------------------------------------------------------------

    def invited(self, transaction: ServerTransaction, source: PeerAddress, now: float) -> None:
        request = transaction.request
        if any(dialog.began_with(request) for dialog in self._dialogs.values()):
            self.answer(transaction, 482, now)  # the same call by another way
            return
        tag = secrets.token_hex(8)
        dialog = Dialog.offered(tag, request, source, self._contact, tag, now)
        if not self._take(transaction, dialog, now):
            return
        self._dialogs[tag], self._invites[tag], transaction.owner = dialog, transaction, tag
        self._transactions.respond(transaction, response_to(request, 100), now)
        headers = request.headers
        caller = next(iter(headers.all("p-asserted-identity")), headers.get("from"))
        called = user_of(request.uri) or user_of(uri_of(headers.get("to")))
        self._emit(CallOffered(tag, dialog.call_id, user_of(uri_of(caller)), called, source))

    def call(self, placed: PlacedCall, peer: PeerAddress, local: LocalMedia, now: float) -> None:
        """The INVITE goes to `peer`."""
        tag = secrets.token_hex(8)
        ours, theirs = f"<sip:{placed.user}@{self._via}>", f"<{placed.to}>"
        dialog = Dialog(tag, peer, placed.call_id, ours, theirs, self._contact, tag, now)
        dialog.local = local
        offer = write_offer(local, placed.codings)
        dialog.invite = dialog.request("INVITE", via=self._via, branch=new_branch(), body=offer)
        self._dialogs[tag] = dialog
        self._transactions.send(ClientTransaction(dialog.invite, peer, now, tag))

    def accept(self, key: str, local: LocalMedia, now: float) -> None:
        dialog = self._dialogs.get(key)
        if dialog is not None and dialog.state is DialogState.OFFERED:
            dialog.local = local
            self._step(dialog, DialogEvent.ACCEPTED, now)
            self._accept(self._invites[key], dialog, now)

    def reject(self, key: str, code: int, now: float) -> None:
        dialog = self._dialogs.get(key)
        if dialog is not None and dialog.state is DialogState.OFFERED:
            self.answer(self._invites[key], code, now)
            self._step(dialog, DialogEvent.REJECTED, now)

    def cancelled(self, transaction: ServerTransaction, now: float) -> None:
        invite = self._transactions.invite_of(transaction.request)
        self.answer(transaction, 481 if invite is None else 200, now)
        if invite is not None and (dialog := self._dialogs.get(invite.owner)) is not None:
            self._step(dialog, DialogEvent.CANCELLED, now)

    def acknowledged(self, request: SipRequest, now: float) -> None:
        """An ACK: of a refusal, or of our answer, whose media it may bring."""
        if (refused := self._transactions.invite_of(request)) is not None:
            refused.acknowledged(now)
        dialog = self._dialog_of(request)
        invite = self._invites.get(dialog.key) if dialog is not None else None
        if dialog is None or invite is None or cseq_of(request.headers)[0] != cseq_of(invite.request.headers)[0]:
            return
        invite.acknowledged(now)
        dialog.signed_at = now
        before = dialog.agreed
        if dialog.awaits_answer:
            take_answer(request, dialog)
        if dialog.agreed is None:
            self._step(dialog, DialogEvent.HUNG_UP, now)
        self._tell_change(dialog, before)
        self._step(dialog, DialogEvent.ACKNOWLEDGED, now)

    def unacknowledged(self, transaction: ServerTransaction, now: float) -> None:
        if (dialog := self._dialogs.get(transaction.owner)) is not None:
            dialog.awaits_answer = False
            self._step(dialog, DialogEvent.UNACKNOWLEDGED, now)

    # ---- within a call ----------------------------------------------------------------------------------------------

    def in_dialog(self, transaction: ServerTransaction, now: float) -> None:
        request = transaction.request
        dialog = self._dialog_of(request)
        if dialog is None:
            self.answer(transaction, 481, now)
            return
        transaction.owner = dialog.key
        if not dialog.in_order(request):
            self.answer(transaction, 500, now)
            return
        dialog.signed_at = now
        if request.method in ("INVITE", "UPDATE"):
            self._renegotiate(transaction, dialog, now)
            return
        self.answer(transaction, 200 if request.method in METHODS else 405, now)
        if request.method == "BYE":
            self._step(dialog, DialogEvent.PEER_LEFT, now)
        elif request.method == "INFO" and (digit := digit_of(request)):
            self._emit(DigitSignalled(dialog.key, digit))
        elif request.method == "NOTIFY" and _has_ended(request):
            self._step(dialog, DialogEvent.TRANSFER_ENDED, now)

    def hang_up(self, key: str, now: float) -> None:
        """A call that was not answered yet is rejected."""
        self.reject(key, 480, now)
        if (dialog := self._dialogs.get(key)) is not None:
            self._step(dialog, DialogEvent.HUNG_UP, now)

    def hang_up_all(self, now: float) -> None:
        for key in list(self._dialogs):
            self.hang_up(key, now)

    def refer(self, key: str, target: str, now: float) -> None:
        dialog = self._dialogs.get(key)
        if dialog is not None and dialog.state is DialogState.CONFIRMED:
            dialog.refer(target, now)
            self._step(dialog, DialogEvent.TRANSFER, now)
        else:
            self.hang_up(key, now)

    def heard(self, key: str, now: float) -> None:
        if (dialog := self._dialogs.get(key)) is not None:
            dialog.signed_at = now

    def answered(self, client: ClientTransaction, code: int, response: SipResponse | None, now: float) -> None:
        """The final answer to a request of ours; 408 and None where none came."""
        dialog, method = self._dialogs.get(client.owner), client.request.method
        if dialog is None:
            return
        if method == "INVITE":
            self._answered_call(dialog, code, response, now)
        elif method == "REFER" and code >= 300:
            self._step(dialog, DialogEvent.TRANSFER_ENDED, now)
        elif method in ("UPDATE", "OPTIONS"):
            dialog.probing = False
            if code in _GONE:
                self._step(dialog, DialogEvent.LOST, now)
                return
            dialog.signed_at = now
            if method == "UPDATE" and dialog.timer is not None:
                headers = response.headers if response is not None else SipHeaders()
                dialog.timer = dialog.timer.answered(code, headers, now)

    def accepted_again(self, response: SipResponse) -> None:
        """A 2xx to an INVITE of ours that was answered before: the peer has not got our ACK."""
        dialog = self._dialogs.get(parameters_of(response.headers.get("from")).get("tag", ""))
        if dialog is not None and dialog.conversing and dialog.invite is not None:
            self._acknowledge(dialog, response)

    def repeat(self, client: ClientTransaction, shown: tuple[str, str], now: float) -> None:
        """Send a request again, with credentials."""
        old, dialog = client.request, self._dialogs.get(client.owner)
        number = dialog.next_number() if dialog is not None else cseq_of(old.headers)[0] + 1
        headers = SipHeaders(*old.headers)
        headers.replace_top_via(f"SIP/2.0/UDP {self._via};branch={new_branch()};rport")
        headers.put("CSeq", f"{number} {old.method}")
        headers.add(*shown)
        request = SipRequest(old.method, old.uri, headers, old.body)
        if dialog is not None and old.method == "INVITE":
            dialog.invite = request
        self._transactions.send(ClientTransaction(request, client.to, now, client.owner, shown=True))

    def fire(self, now: float) -> None:
        """Refresh, probe and end the dialogs for which it is due."""
        for dialog in [each for each in self._dialogs.values() if each.due <= now]:
            if dialog.timer is not None and now >= dialog.timer.dead_at:
                self._step(dialog, DialogEvent.LOST, now)
            elif now >= dialog.transfer_ends_at:
                self._step(dialog, DialogEvent.TRANSFER_ENDED, now)
            elif dialog.timer is not None and now >= dialog.timer.refresh_at:
                dialog.probing = True
                self._send(dialog, "UPDATE", now, *dialog.timer.headers(ours=True))
            else:
                dialog.probing = True
                self._send(dialog, "OPTIONS", now, within_s=PROBED_S)

    # ---- calls that we make -----------------------------------------------------------------------------------------

    def _answered_call(self, dialog: Dialog, code: int, response: SipResponse | None, now: float) -> None:
        if response is None or code >= 300:
            dialog.refusal = code
            self._step(dialog, DialogEvent.PEER_REJECTED, now)
            return
        dialog.accepted_by(response)
        dialog.signed_at = now
        self._acknowledge(dialog, response)
        take_answer(response, dialog)
        self._step(dialog, DialogEvent.PEER_ACCEPTED, now)
        if dialog.agreed is None:  # nothing that we can take
            self._step(dialog, DialogEvent.HUNG_UP, now)

    def _acknowledge(self, dialog: Dialog, response: SipResponse) -> None:
        ack = dialog.acknowledge(response, self._via, new_branch())
        self._emit(SipDatagram(bytes(ack), dialog.peer))

    # ---- changes of a call ------------------------------------------------------------------------------------------

    def _renegotiate(self, transaction: ServerTransaction, dialog: Dialog, now: float) -> None:
        """A re-INVITE or UPDATE. One that comes before the ACK shows that our answer has arrived."""
        if dialog.local is None or dialog.awaits_answer:
            self.answer(transaction, 500, now, ("Retry-After", "1"))
            return
        if dialog.state is DialogState.ANSWERED:
            self._invites[dialog.key].acknowledged(now)
            self._step(dialog, DialogEvent.ACKNOWLEDGED, now)
        if self._take(transaction, dialog, now):
            if transaction.request.method == "INVITE":
                self._invites[dialog.key] = transaction
            self._accept(transaction, dialog, now)

    def _take(self, transaction: ServerTransaction, dialog: Dialog, now: float) -> bool:
        """Whether we can do what the request asks for; if not, it is refused."""
        try:
            look_through(transaction.request, dialog, now)
        except NotAcceptableError as refusal:
            self.answer(transaction, refusal.code, now, *refusal.headers)
            return False
        return True

    def _accept(self, transaction: ServerTransaction, dialog: Dialog, now: float) -> None:
        before = dialog.agreed
        self._transactions.respond(transaction, accepted(transaction.request, dialog, self._contact), now)
        self._tell_change(dialog, before)

    def _tell_change(self, dialog: Dialog, before: AgreedMedia | None) -> None:
        if before is not None and dialog.agreed is not None and dialog.agreed != before:
            self._emit(MediaChanged(dialog.key, dialog.agreed))

    # ---- the table's actions ----------------------------------------------------------------------------------------

    def _step(self, dialog: Dialog, event: DialogEvent, now: float) -> None:
        was = dialog.state
        for action in dialog.step(event):
            match action:
                case DialogAction.BEGIN if dialog.agreed is not None:
                    self._emit(CallAcknowledged(dialog.key, dialog.agreed))
                case DialogAction.CANCEL if dialog.invite is not None:
                    cancel = cancellation_of(dialog.invite)
                    self._transactions.send(ClientTransaction(cancel, dialog.peer, now, dialog.key))
                case DialogAction.BYE:
                    self._send(dialog, "BYE", now)
                case DialogAction.REFER:
                    target = ("Refer-To", f"<{dialog.refer_to}>")
                    self._send(dialog, "REFER", now, target, ("Referred-By", self._contact))
                case DialogAction.TERMINATE_INVITE:
                    self.answer(self._invites[dialog.key], 487, now)
        if dialog.state is DialogState.OVER and was is not DialogState.OVER:
            del self._dialogs[dialog.key]
            self._invites.pop(dialog.key, None)
            self._emit(CallOver(dialog.key, event, dialog.refusal))

    def _send(self, dialog: Dialog, method: str, now: float, *more: tuple[str, str], within_s: float = GIVE_UP) -> None:
        request = dialog.request(method, *more, via=self._via, branch=new_branch())
        self._transactions.send(ClientTransaction(request, dialog.peer, now, dialog.key, within_s=within_s))

    def _dialog_of(self, request: SipRequest) -> Dialog | None:
        dialog = self._dialogs.get(parameters_of(request.headers.get("to")).get("tag", ""))
        return dialog if dialog is not None and dialog.is_of(request) else None


def _has_ended(notify: SipRequest) -> bool:
    """Whether a NOTIFY tells the end of a transfer, good or bad."""
    status = _STATUS.match(notify.body)
    told = status is not None and int(status[1]) >= 200
    return told or notify.headers.get("subscription-state").strip().lower().startswith("terminated")
