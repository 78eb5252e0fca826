"""The kiosk page's channel: adapts one WebSocket to sessions. The rules of the wire are in `kiosk.wire.Protocol`."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable

from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

from avatar import COLUMNS, ROWS_PER_SECOND
from kiosk.channels.browser.budgeted import BudgetedBackend
from kiosk.channels.browser.inputs import deliver, profile_of
from kiosk.channels.browser.membership import FleetMembership
from kiosk.channels.browser.page_files import page_build
from kiosk.channels.browser.waiting import WaitingPage, begins
from kiosk.fleet import FleetRefusedError
from kiosk.hall import Hall, phrases
from kiosk.hall.card_reader import CardReadError
from kiosk.net.budget import AddressBudgets, ConnectionBudget, network
from kiosk.session import Session, resumption
from kiosk.session.recognition_budget import RecognitionBudget
from kiosk.session.resumption import Snapshot
from kiosk.session.scanning import is_own_code, said_of
from kiosk.session.speech_output import RATE as SPEECH_RATE
from kiosk.wire import MicFrame, Protocol, ProtocolState, SpeechFrame, WireError, encode
from kiosk.wire import messages as m

#: Frames waiting for a slow page. Overflow: the connection is closed; the conversation waits for it to reconnect.
OUTBOX = 1024
#: Seconds of silence after which a page that has sent pings (one every 4 s) counts as disconnected.
SILENT_S = 16.0
#: Seconds that a message waits at most for the goodbye of the conversation before it.
PARTING_S = 5.0


class Connection:
    """One page: the outlet of one session after another. A session may outlive its connection."""

    shows_face = True

    def __init__(
        self,
        hall: Hall,
        socket: web.WebSocketResponse,
        address: str = "",
        addresses: AddressBudgets | None = None,
        on_welcome: Callable[[], None] = lambda: None,
        member: FleetMembership | None = None,
    ) -> None:
        """`address`: where it connects from; `addresses`: the budgets of all addresses; `on_welcome`: called after a
        valid hello; `member`: what the fleet knows of it.
        """
        limits = hall.settings.limits
        self.address, self._addresses = network(address), addresses or AddressBudgets()
        self.heard_at = 0.0
        self._budget = ConnectionBudget()
        self._recognition_budget = RecognitionBudget()  # of the page: a talker's next conversation has no new one
        self.backend = BudgetedBackend(hall, self._may_call)
        self._hall, self._socket, self._on_welcome = hall, socket, on_welcome
        self._protocol = Protocol(message_bytes=limits.message_bytes, errors=limits.errors)
        self._outbox: asyncio.Queue[str | bytes | None] = asyncio.Queue(OUTBOX)
        self._session: Session | None = None
        self._waiting: WaitingPage | None = None  # since the citizen has asked to begin
        self._unheard = 0  # microphone samples dropped while the citizen waited
        self._hello: m.Hello | None = None
        self._member = member or FleetMembership()
        self._renew = False  # its settings have changed: hang up when the citizen has left
        self._elderly = False
        self._devices: m.DevicesMessage | None = None  # of the kiosk; None: not told
        self._pings = False  # the client sends pings; without them its silence has no limit
        self._closed = False

    # ---- an Outlet for sessions -------------------------------------------------------------------------------------

    def send(self, message: m.Down) -> None:
        self._put(encode(message))
        if isinstance(message, m.Goodbye) and self._session is not None:
            # Frees the place right after this call; the session still has to close its record.
            asyncio.get_running_loop().call_soon(self._hall.sessions.room.left, self._session.id)
            self._session = None  # the next citizen gets a new session
            if self._renew:
                self._put(None)
                self._closed = True

    def send_speech(self, frame: SpeechFrame) -> None:
        self._put(frame.encode())

    def _put(self, frame: str | bytes | None) -> None:
        if self._closed:
            return
        try:
            self._outbox.put_nowait(frame)
        except asyncio.QueueFull:
            self._hall.metrics.client_error("slow")
            self.hang_up()

    def hang_up(self) -> None:
        """Stop sending; the writer closes the socket."""
        self._closed = True
        while not self._outbox.empty():
            self._outbox.get_nowait()
        self._outbox.put_nowait(None)

    def taken_over(self) -> None:
        """Another page has resumed the conversation: tell this one, hang up, and ignore what it still sends."""
        self._session = None
        self._put(encode(m.Goodbye("taken_over")))
        self._put(None)
        self._closed = True

    @property
    def waits(self) -> bool:
        return self._waiting is not None and self._waiting.waiting

    @property
    def attract(self) -> bool:
        return not (self._closed or self.waits or (self._session is not None and self._session.begun))

    def give_way(self) -> None:
        """Make room for another page: end the session, which has no citizen, and hang up. The page may reconnect."""
        session, self._session = self._session, None
        self._hall.metrics.client_error("gave_way")
        if session is not None:
            session.end("idle")
        self._put(encode(m.Error("busy", phrases.BUSY, fatal=True)))
        self._put(None)
        self._closed = True

    # ---- a KioskPage of the fleet ----------------------------------------------------------------------------------

    def refused(self, code: str, text: str) -> None:
        """Its token is good no more, or another connection has it: tell the page, end what goes on, and hang up."""
        session, self._session = self._session, None
        self._hall.metrics.client_error(code)
        if session is not None:
            session.end("fault")
        self._put(encode(m.Error(code, text, fatal=True)))
        self._put(None)
        self._closed = True

    def warned(self, code: str, text: str) -> None:
        self.send(m.Error(code, text, fatal=False))

    def renew(self) -> None:
        if self.attract:
            self.hang_up()
        self._renew = True

    # ---- life -------------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        writer = asyncio.create_task(self._write(), name="connection.writer")
        try:
            await self._read()
        finally:
            self._hall.sessions.remove_page(self)
            if self._hello is not None:
                self._hall.devices.left(self._hello.device)
            self._member.leave()
            if self._waiting is not None:
                await self._waiting.gone()
            if self._session is not None:
                self._hall.sessions.detach(self._session, self)
            self._put(None)
            self._closed = True
            await writer

    async def _write(self) -> None:
        while (frame := await self._outbox.get()) is not None:
            try:
                if isinstance(frame, str):
                    await self._socket.send_str(frame)
                else:
                    await self._socket.send_bytes(frame)
            except (ConnectionError, RuntimeError):  # the page disconnected between two frames
                self._closed = True
                break
            except Exception as error:  # noqa: BLE001 - a frame that cannot be sent must not stop the others
                self._hall.metrics.client_error("unsendable")
                self._hall.log.error("a frame was not sent", kind=type(error).__name__)
        await self._socket.close(code=WSCloseCode.OK)

    async def _read(self) -> None:
        try:
            async with asyncio.timeout(self._hall.settings.turns.hello_s):
                while self._protocol.state is ProtocolState.WAITING and not self._closed:
                    if not await self._next():
                        return
        except TimeoutError:
            self._refuse("no_hello", "expected hello; got nothing in time", fatal=True)
            return
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(None) as silence:
                while self._protocol.state is ProtocolState.OPEN and not self._closed:
                    if not await self._next():
                        return
                    if self._pings:
                        silence.reschedule(loop.time() + SILENT_S)
        except TimeoutError:
            self._hall.metrics.client_error("silent")
            self.hang_up()

    async def _next(self) -> bool:
        """Handle one frame. False when the socket is closed."""
        received: WSMessage = await self._socket.receive()
        self.heard_at = _now()
        if self._closed:
            return False  # it arrived during `hang_up`
        try:
            if received.type is WSMsgType.TEXT:
                self._within(self._may_control(), "control messages")
                message = self._protocol.feed_text(received.data)
                if isinstance(message, m.Hello):
                    await self._greet(message)
                    return True
                if isinstance(message, m.Text):
                    self._within(self._may_type(len(message.text)), "typed characters")
                if isinstance(message, m.CardReadMessage):
                    self._hall.card_reader.check(message)
                if not isinstance(message, m.Ping):
                    await self._parting()
                self._control(message)
            elif received.type is WSMsgType.BINARY:
                self._within(self._budget.frame(_now()), "microphone frames")
                self._hear(*self._protocol.feed_binary(received.data))
            else:
                return False
        except CardReadError as error:
            self._refuse(error.code, str(error), fatal=False)
        except WireError as error:
            self._refuse(error.code, str(error), fatal=self._protocol.state is ProtocolState.CLOSED)
        return True

    async def _parting(self) -> None:
        """Hold a message back until a session that is leaving has sent its goodbye, which waits for the record."""
        if self._session is not None and self._session.leaving:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(PARTING_S):
                    await self._session.parted()

    def _within(self, budget: bool, what: str) -> None:
        """Raises WireError for a frame beyond its budget. It counts as a bad frame: too many end the connection."""
        if not budget:
            raise self._protocol.too_fast(what)

    def _may_control(self) -> bool:
        now = _now()
        return self._budget.control(now) and self._addresses.control(self.address, now)

    def _may_type(self, characters: int) -> bool:
        now = _now()
        return self._budget.text(characters, now) and self._addresses.text(self.address, characters, now)

    def _may_call(self) -> bool:
        now = _now()
        return self._budget.call(now) and self._addresses.call(self.address, now)

    def _refuse(self, code: str, text: str, *, fatal: bool) -> None:
        self._hall.metrics.client_error(code)
        self.send(m.Error(code, text, fatal))

    # ---- sessions ---------------------------------------------------------------------------------------------------

    def _control(self, message: m.Up) -> None:
        if isinstance(message, m.Ping):
            self._pings = True
            self.send(m.Pong(message.n))
            return
        if isinstance(message, m.PageStateMessage):
            self._member.report(message)
            return
        if isinstance(message, m.SettingsMessage):
            self._elderly = message.elderly
        if isinstance(message, m.DevicesMessage):
            self._learn(message)
            return
        if isinstance(message, m.ScannedMessage):
            session = self._current()
            if session.asks_code and not is_own_code(message.code):
                session.identity_code(message.code)
                return
            if not (said := said_of(message.code, session.asked, self._hall.library.scripts)):
                idle = not session.begun or session.dialogue_state.question.kind in ("none", "service")
                told = phrases.CODE_OF_NO_USE if idle else phrases.CODE_OF_NO_USE_HERE
                self.send(m.Error("code", told, fatal=False))
                return
            message = m.Text(said)
        if begins(message) and self._hall.sessions.draining:
            self.send(m.Error("drain", phrases.AWAY, fatal=False))
        elif self._waiting is not None and self._waiting.waiting:
            self._waiting.receive(message)
        elif begins(message) and not self._current().begun:
            self._request_place(message)
        else:
            if isinstance(message, m.Played):
                self._hall.metrics.played(message.skew_ms)
            deliver(message, self._current())

    def _learn(self, told: m.DevicesMessage) -> None:
        assert self._hello is not None, "the protocol accepts nothing before hello"
        self._devices = told
        self._hall.devices.told(self._hello.device, told.devices, time.time())
        self._current().devices.told(told.devices)

    def _request_place(self, message: m.Up) -> None:
        """Begin a conversation with this message: now, or when the hall has a place."""
        session = self._current()
        self._waiting = WaitingPage(self._hall, self, session, message, elderly=self._elderly)
        self._hall.sessions.room.ask(session.id, self._waiting)

    def _may_begin(self) -> bool:
        """Requests admission before speech in attract mode may start a conversation."""
        if self._hall.sessions.draining or (self._waiting is not None and self._waiting.waiting):
            return False
        self._request_place(m.Start())
        return self._current().begun

    def _hear(self, frame: MicFrame, missing: int) -> None:
        if self._waiting is not None and self._waiting.waiting:
            self._unheard += missing + len(frame.pcm)  # the machine is busy with the conversations that have begun
            return
        self._current().hear(frame.first, frame.pcm, missing + self._unheard)
        self._unheard = 0

    async def _greet(self, hello: m.Hello) -> None:
        hall = self._hall
        resumed = self._running(hello.resume)
        kept = None if resumed else await resumption.find(hall, hello.resume)
        resumed = resumed or self._running(hello.resume)  # another connection may have been faster
        if resumed is None and (hall.sessions.draining or not hall.sessions.make_room(self.address)):
            code, text = ("drain", phrases.AWAY) if hall.sessions.draining else ("busy", phrases.BUSY)
            self._refuse(code, text, fatal=True)
            self._protocol.close()
            return
        try:
            self._member.enter(self, hello, instead_of=None if resumed is None else resumed.outlet)
        except FleetRefusedError as refused:
            self._refuse(refused.code, str(refused), fatal=True)
            self._protocol.close()
            return
        self._hello, self._elderly = hello, bool(hello.elderly)
        self._on_welcome()
        hall.sessions.add_page(self)
        info = hall.settings.hall
        self.send(
            m.ReadyMessage(
                v=m.VERSION,
                hall=m.HallInfo(info.name, info.clerk, info.notice),
                face=m.FaceInfo(COLUMNS, ROWS_PER_SECOND),
                audio=m.AudioInfo(up=16_000, down=SPEECH_RATE),
                resumed=resumed is not None or kept is not None,
                idle_s=int(hall.settings.turns.idle_s),
                page=page_build(),
                bridge=hall.bridge,
                kiosk=self._member.info,
            )
        )
        if resumed is not None:
            self._session = resumed
            hall.sessions.reattach(resumed, self)
        elif kept is not None:
            session = self._new_session(hello, kept)
            await session.pictures.recall()
            session.resume_snapshot()
        else:
            self._current()

    def _running(self, token: str | None) -> Session | None:
        """The running session with this resume token."""
        session = self._hall.sessions.find(token)
        return session if isinstance(session, Session) else None

    def _current(self) -> Session:
        """The page's session; a new one in attract mode if the last is over."""
        if self._session is None or self._session.over:
            assert self._hello is not None, "the protocol accepts nothing before hello"
            return self._new_session(self._hello)
        return self._session

    def _new_session(self, hello: m.Hello, kept: Snapshot | None = None) -> Session:
        session = self._session = Session(
            self._hall, self, profile_of(hello, self._member.info), kept=kept, backend=self.backend,
            may_begin=self._may_begin, budget=self._recognition_budget,
        )  # fmt: skip
        self._hall.sessions.enter(session, self.address)
        if self._devices is not None:
            session.devices.told(self._devices.devices)
        return session


def _now() -> float:
    return asyncio.get_running_loop().time()
