"""SIP without a PBX: one UDP socket for the signalling, one for each call's sound. The rules are in `kiosk.wire.phone`.

datagram --> user agent --call offered--> RTP socket --accepted, acknowledged--> `SipCall` --> BYE or REFER
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Iterable

from kiosk.channels.phone.call_tasks import CallTasks
from kiosk.channels.phone.datagrams import send_datagram
from kiosk.channels.phone.lines import PhoneLines
from kiosk.channels.phone.rtp_socket import RtpSocket
from kiosk.channels.phone.sip_call import SipCall
from kiosk.config.phone import ANNOUNCED, is_allowed, media_ports, registrar
from kiosk.hall import Hall
from kiosk.wire.phone.events import known_id
from kiosk.wire.phone.sip.dialog import DialogEvent
from kiosk.wire.phone.sip.digest import DigestLogin
from kiosk.wire.phone.sip.events import (
    CallAcknowledged,
    CallOffered,
    CallOver,
    DigitSignalled,
    MediaChanged,
    MessageMalformed,
    RegistrationChanged,
    RequestRefused,
    SipDatagram,
    SipOutput,
)
from kiosk.wire.phone.sip.registration import RegistrarAccount, RegistrationState
from kiosk.wire.phone.sip.sdp import LocalMedia
from kiosk.wire.phone.sip.user_agent import UserAgent

#: Seconds that the last BYEs and the end of the registration have to be answered when the hall closes.
_CLOSE_S = 2.0
#: Seconds after which the registrar's name is looked up again.
_RESOLVE_S = 60.0
#: Seconds after which the port is bound again, where that failed.
_BIND_S = 5.0


class SipListener(asyncio.DatagramProtocol):
    """Takes calls inside the `async with`; `bound` is its port. At its end all calls are over."""

    def __init__(self, hall: Hall, lines: PhoneLines) -> None:
        self._hall, self._lines = hall, lines
        self._loop = asyncio.get_running_loop()
        self._calls: dict[str, SipCall] = {}
        self._tasks = CallTasks(hall)
        self._timer: asyncio.TimerHandle | None = None
        self._settled = asyncio.Event()  # no request of ours waits for an answer
        self._address = ""  # by which peers reach us
        self._agent: UserAgent
        self._transport: asyncio.DatagramTransport
        self.bound = 0
        self.registration = RegistrationState.IDLE

    @property
    def calls(self) -> set[str]:
        """The names of the calls that are up."""
        return {call.name for call in self._calls.values()}

    async def __aenter__(self) -> SipListener:
        """Raises OSError where the port is taken."""
        phone = self._hall.settings.phone
        await self._bind(phone.sip_port)
        host, self.bound = self._transport.get_extra_info("sockname")[:2]
        self._address = phone.sip_address or host
        account = None
        if phone.sip_registrar:
            login = DigestLogin(phone.sip_user, phone.sip_password)
            account = RegistrarAccount(registrar(phone.sip_registrar)[0], login)
        self._agent = UserAgent(self._address, self.bound, account)
        if account is not None:
            self._tasks.start(self._look_up_registrar(), "phone.registrar")
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._tasks.close()
        self._do(self._agent.close(self._loop.time()))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_CLOSE_S):
                await self._settled.wait()
        if self._timer is not None:
            self._timer.cancel()
        self._transport.close()

    def datagram_received(self, data: bytes, source: tuple[str, int]) -> None:
        peer = source[0], source[1]
        if is_allowed(peer[0], self._hall.settings.phone.allow):
            self._do(self._agent.receive(data, peer, self._loop.time()))
        else:
            self._lines.refusals.refused("sip", "not_allowed", peer[0])
            self._do(self._agent.refuse(data, peer))

    def error_received(self, exc: Exception) -> None:
        """A peer's port is closed, for now: what is not answered is sent again, and given up at last."""

    def connection_lost(self, exc: Exception | None) -> None:
        """asyncio has closed the socket because of `exc`; None: we have. Calls and their dialogs stay."""
        if exc is not None:
            self._hall.metrics.fault("sip")
            self._hall.log.error("the SIP socket broke; it is opened again", error=type(exc).__name__)
            self._tasks.start(self._bind_again(), "phone.sip")

    async def _bind(self, port: int) -> None:
        """Raises OSError where the port is taken."""
        self._transport, _ = await self._loop.create_datagram_endpoint(
            lambda: self, local_addr=(self._hall.settings.phone.host, port)
        )

    async def _bind_again(self) -> None:
        """Until the port is ours. What cannot be sent meanwhile is sent again by its transaction."""
        while True:
            try:
                await self._bind(self.bound)
            except OSError as error:
                self._hall.log.error("the SIP port cannot be opened; tried again", error=error.strerror)
                await asyncio.sleep(_BIND_S)
            else:
                return

    # ---- what the user agent gives ----------------------------------------------------------------------------------

    def _do(self, outputs: Iterable[SipOutput]) -> None:
        for output in outputs:
            match output:
                case SipDatagram(data, to):
                    send_datagram(self._transport, data, to)
                case CallOffered():
                    self._offered(output)
                case CallAcknowledged(key, media) | MediaChanged(key, media) if key in self._calls:
                    self._calls[key].use(media)
                case DigitSignalled(key, digit) if key in self._calls:
                    self._calls[key].press(digit)
                case CallOver(key, because) if key in self._calls:
                    self._calls[key].end(left=because is DialogEvent.PEER_LEFT)
                case MessageMalformed(source):
                    self._lines.refusals.refused("sip", "malformed", source[0])
                case RequestRefused(source):
                    self._lines.refusals.refused("sip", "flood", source[0])
                case RegistrationChanged():
                    self._registered(output)
        self._wind()

    def _wind(self) -> None:
        """Have the user agent called when it is due."""
        if self._timer is not None:
            self._timer.cancel()
        due = self._agent.due
        self._timer = self._loop.call_at(due, self._tick) if due < float("inf") else None
        if self._agent.waiting:
            self._settled.clear()
        else:
            self._settled.set()

    def _tick(self) -> None:
        self._do(self._agent.tick(self._loop.time()))

    def _registered(self, change: RegistrationChanged) -> None:
        if change.state is self.registration:
            return
        self.registration = change.state
        if change.state is RegistrationState.REGISTERED:
            self._hall.log.info("registered at the SIP registrar")
        elif change.state is RegistrationState.WAITING:
            self._hall.metrics.fault("sip_registration")
            self._hall.log.error("not registered at the SIP registrar; tried again", answer=change.refusal)

    # ---- calls ------------------------------------------------------------------------------------------------------

    def _offered(self, offer: CallOffered) -> None:
        draining, why = self._hall.sessions.draining, self._lines.refuses
        if draining or why or len(self._calls) >= self._hall.settings.phone.calls + ANNOUNCED:
            self._refuse(offer, why or ("closing" if draining else "busy"))
        elif not self._lines.shares.take(offer.peer[0]):
            self._refuse(offer, "share")
        else:
            name = known_id(offer.call_id)
            name = name if name and name not in self.calls else offer.key
            self._calls[offer.key] = SipCall(self._hall, self._lines, offer, name)
            self._tasks.start(self._serve(offer))

    def _refuse(self, offer: CallOffered, why: str) -> None:
        self._lines.refusals.refused("sip", why, offer.peer[0])
        code = 503 if why in ("closing", "starting") else 486
        self._do(self._agent.reject(offer.key, code, self._loop.time()))

    async def _serve(self, offer: CallOffered) -> None:
        """One call, from its offer to its end."""
        key, phone, call = offer.key, self._hall.settings.phone, self._calls[offer.key]
        transfer_to = ""
        try:
            async with RtpSocket.open(phone.host, media_ports(phone.sip_media_ports), self._may_send) as rtp:
                rtp.on_sound = lambda: self._agent.heard(key, self._loop.time())
                media = LocalMedia(self._address, rtp.port, secrets.randbits(31))
                self._do(self._agent.accept(key, media, self._loop.time()))
                await call.run(rtp)
            if self._lines.outcome(call.name) == "handoff":
                transfer_to = phone.sip_handoff
        finally:
            del self._calls[key]
            self._lines.shares.give_back(offer.peer[0])
            now = self._loop.time()
            self._do(self._agent.refer(key, transfer_to, now) if transfer_to else self._agent.hang_up(key, now))

    def _may_send(self, address: str) -> bool:
        """Whether sound from this address is taken, though no call names it: from carriers' gateways."""
        allow = self._hall.settings.phone.allow
        return bool(allow) and is_allowed(address, allow)

    # ---- the registrar ----------------------------------------------------------------------------------------------

    async def _look_up_registrar(self) -> None:
        """Until cancelled. A name that is not found is looked up again, and so is one whose address may change."""
        host, port = registrar(self._hall.settings.phone.sip_registrar)
        family = self._transport.get_extra_info("socket").family
        while True:
            try:
                found = await self._loop.getaddrinfo(host, port, family=family)
            except OSError as error:
                self._hall.log.error("the name of the SIP registrar is not found", error=error.strerror)
            else:
                self._agent.register_at((str(found[0][4][0]), port), self._loop.time())
                self._do(self._agent.tick(self._loop.time()))
            await asyncio.sleep(_RESOLVE_S)
