"""One call over SIP: waits for the peer's acknowledgement, then a `PhoneCall` over RTP until either side hangs up."""

from __future__ import annotations

import asyncio

from kiosk.channels.phone.call import PhoneCall
from kiosk.channels.phone.datagrams import is_address
from kiosk.channels.phone.lines import PhoneLines
from kiosk.channels.phone.rtp_socket import RtpSocket
from kiosk.hall import Hall
from kiosk.wire.phone.events import CallStarted, known_id
from kiosk.wire.phone.rtp.codec import RtpCodec
from kiosk.wire.phone.sip.events import CallOffered
from kiosk.wire.phone.sip.sdp import AgreedMedia


class SipCall:
    """`name`: by which a dialplan asks for its outcome: the Call-ID where it is a plain one, and no other call has it.
    Two calls may have one Call-ID, with different tags (RFC 3261 12).
    """

    def __init__(self, hall: Hall, lines: PhoneLines, offer: CallOffered, name: str) -> None:
        self._hall, self._lines, self._offer, self.name = hall, lines, offer, name
        self._begun = asyncio.Event()  # acknowledged, or over
        self._media: AgreedMedia | None = None  # the latest
        self._rtp: RtpSocket | None = None
        self._codec: RtpCodec | None = None
        self._call: PhoneCall | None = None

    async def run(self, rtp: RtpSocket) -> None:
        """Over as soon as `end` was called, or when the clerk has said the last word."""
        self._rtp = rtp
        await self._begun.wait()
        media = self._media
        if media is None:  # over before it began
            return
        caller, called = known_id(self._offer.caller), known_id(self._offer.called)
        clock = asyncio.get_running_loop().time
        self._codec = RtpCodec(CallStarted(self.name, caller, called), media, clock)
        self._use(media)
        address = self._offer.peer[0]
        self._call = PhoneCall(self._hall, self._lines, self._codec, rtp.send, "sip", address=address)
        await self._call.run(rtp.received(self._codec))

    def use(self, media: AgreedMedia) -> None:
        """What both sides agreed on; again where that changes."""
        self._media = media
        self._begun.set()
        if self._codec is not None:
            self._codec.change(media)
            self._use(media)

    def press(self, digit: str) -> None:
        if self._rtp is not None:
            self._rtp.press(digit)

    def end(self, *, left: bool) -> None:
        """The dialog is over. `left`: because the peer said BYE; else it was lost, or we ended it."""
        if left and self._call is not None:
            self._call.peer_left()
        self._begun.set()
        if self._rtp is not None:
            self._rtp.end()

    def _use(self, media: AgreedMedia) -> None:
        """Sound comes from the address that the peer names, or, behind a NAT, from where its signalling does."""
        signalling = self._offer.peer[0]
        named = media.address if is_address(media.address) else signalling
        if self._rtp is not None:
            self._rtp.connect((named, media.port), (named, signalling))
            self._rtp.wake()
