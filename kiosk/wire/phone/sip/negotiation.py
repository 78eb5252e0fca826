"""What an INVITE or UPDATE asks for, and what we answer (RFC 3264, 4028): the sound, its direction, the session timer.

A request is first looked through, so that one that we cannot take changes nothing; then answered.
"""

from __future__ import annotations

from kiosk.wire.phone.sip.dialog import Dialog
from kiosk.wire.phone.sip.messages import SipError, SipMessage, SipRequest, SipResponse
from kiosk.wire.phone.sip.responses import ALLOW, response_to
from kiosk.wire.phone.sip.sdp import RtpCoding, agree, parse_sdp, write_answer, write_offer
from kiosk.wire.phone.sip.session_timer import SHORTEST, IntervalTooSmallError, agree_on_timer

#: Extensions that a peer may require of us. We send no provisional response that 100rel would apply to.
_EXTENSIONS = {"timer", "100rel"}


class NotAcceptableError(Exception):
    """The request is refused with `code` and `headers`."""

    def __init__(self, code: int, *headers: tuple[str, str]) -> None:
        super().__init__(code)
        self.code, self.headers = code, headers


def look_through(request: SipRequest, dialog: Dialog, now: float) -> None:
    """Note offer and timer in `dialog`. Raises NotAcceptableError: then nothing is noted."""
    if unknown := request.headers.tokens("require") - _EXTENSIONS:
        raise NotAcceptableError(420, ("Unsupported", ", ".join(sorted(unknown))))
    try:
        timer = agree_on_timer(request, now, takes_update=dialog.takes_update, current=dialog.timer)
        offer = parse_sdp(request.body) if request.body else None
    except IntervalTooSmallError:
        raise NotAcceptableError(422, ("Min-SE", str(SHORTEST))) from None
    except SipError:
        raise NotAcceptableError(488) from None
    if offer is not None and agree(offer, _coding(dialog)) is None:
        raise NotAcceptableError(488)
    dialog.timer, dialog.offer = timer, offer


def accepted(request: SipRequest, dialog: Dialog, contact: str) -> SipResponse:
    """The 200 to a request that was looked through. It answers the offer; to an INVITE without one it makes ours."""
    assert dialog.local is not None
    body = b""
    if dialog.offer is not None:
        dialog.agreed = agree(dialog.offer, _coding(dialog))
        assert dialog.agreed is not None  # `look_through` has seen to that
        body = write_answer(dialog.offer, dialog.agreed, dialog.local)
    elif request.method == "INVITE":
        body, dialog.awaits_answer = write_offer(dialog.local), True
    timer = dialog.timer.headers(ours=False) if dialog.timer is not None else ()
    return response_to(request, 200, ("Contact", contact), ALLOW, *timer, tag=dialog.tag, body=body)


def take_answer(answer: SipMessage, dialog: Dialog) -> None:
    """The answer to our offer, in an ACK or in a 200. One that we cannot use changes nothing."""
    dialog.awaits_answer = False
    try:
        agreed = agree(parse_sdp(answer.body), _coding(dialog))
    except SipError:
        return
    if agreed is not None:
        dialog.agreed = agreed


def _coding(dialog: Dialog) -> RtpCoding | None:
    """In use: it is kept where the peer still offers it."""
    return dialog.agreed.coding if dialog.agreed is not None else None
