"""The kiosk page's channel: one WebSocket, adapted to sessions. All rules of the wire are in `kiosk.wire.Protocol`."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

from avatar import COLUMNS, ROWS_PER_SECOND
from kiosk.channels.browser.budgeted import BudgetedBackend
from kiosk.channels.browser.page_files import page_build
from kiosk.channels.browser.page_session import PageSession
from kiosk.channels.browser.waiting import WaitingPage, begins
from kiosk.channels.websocket import HeartbeatSocket
from kiosk.hall import Hall, phrases
from kiosk.hall.sessions import InteractiveSession
from kiosk.net.budget import AddressBudgets, ConnectionBudget, network
from kiosk.net.request_checks import BUDGETS, foreign_page, too_often
from kiosk.net.tcp import lasting
from kiosk.session import resumption as taking_up
from kiosk.session.speech_output import RATE as SPEECH_RATE
from kiosk.wire import MicFrame, Protocol, ProtocolState, SpeechFrame, WireError, encode
from kiosk.wire import messages as m

#: Frames waiting for a slow page. Overflow: the connection is closed; its conversation waits for the page to come back.
OUTBOX = 1024
SUBPROTOCOL = "kiosk.v1"
#: A page that has pinged once, and every 4 s since, and from which nothing has come for so long, is gone (s).
SILENT_S = 16.0
#: The longest that what a page does next is held back for the goodbye of the conversation before (s).
PARTING_S = 5.0


class Connection:
    """One page. It outlives many conversations, and a conversation may outlive it."""

    shows_face = True

    def __init__(
        self,
        hall: Hall,
        socket: web.WebSocketResponse,
        address: str = "",
        addresses: AddressBudgets | None = None,
        on_welcome: Callable[[], None] = lambda: None,
    ) -> None:
        """`address`: where it connects from; `addresses`: the budgets of all; `on_welcome`: when its hello was good."""
        limits = hall.settings.limits
        self.address, self._addresses = network(address), addresses or AddressBudgets()
        self.heard_at = 0.0
        self._budget = ConnectionBudget()
        self.backend = BudgetedBackend(hall, self._may_call)
        self._hall, self._socket, self._on_welcome = hall, socket, on_welcome
        self._protocol = Protocol(message_bytes=limits.message_bytes, errors=limits.errors)
        self._outbox: asyncio.Queue[str | bytes | None] = asyncio.Queue(OUTBOX)
        self._session: InteractiveSession | None = None
        self._waiting: WaitingPage | None = None  # the citizen before this page, if they have asked to begin
        self._unheard = 0  # microphone samples that nobody listened to while they waited
        self._hello: m.Hello | None = None
        self._elderly = False
        self._pings = False  # this client has a heartbeat; one without it may be silent as long as it likes
        self._closed = False

    # ---- an Outlet for sessions -------------------------------------------------------------------------------------

    def send(self, message: m.Down) -> None:
        self._put(encode(message))
        if isinstance(message, m.Goodbye) and self._session is not None:
            # The place is free as soon as this call is over; the session itself still has its record to close.
            asyncio.get_running_loop().call_soon(self._hall.sessions.room.left, self._session.id)
            self._session = None  # the next citizen gets a session of their own

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
        """Another page has shown the resume token. This one is told, wiped and hung up; what it still sends is void."""
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
        """To another page: this one has no citizen, and comes back when it likes."""
        session, self._session = self._session, None
        self._hall.metrics.client_error("gave_way")
        if session is not None:
            session.end("idle")
        self._put(encode(m.Error("busy", phrases.BUSY, fatal=True)))
        self._put(None)
        self._closed = True

    # ---- life -------------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        writer = asyncio.create_task(self._write(), name="connection.writer")
        try:
            await self._read()
        finally:
            self._hall.sessions.remove_page(self)
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
            except (ConnectionError, RuntimeError):  # the page went away between two frames
                self._closed = True
                break
            except Exception as error:  # noqa: BLE001 - one frame that cannot be sent must not end all others
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
            async with asyncio.timeout(None) as patience:
                while self._protocol.state is ProtocolState.OPEN and not self._closed:
                    if not await self._next():
                        return
                    if self._pings:
                        patience.reschedule(loop.time() + SILENT_S)
        except TimeoutError:
            self._hall.metrics.client_error("silent")
            self.hang_up()

    async def _next(self) -> bool:
        """Handle one frame. False when the socket is at its end."""
        received: WSMessage = await self._socket.receive()
        self.heard_at = _now()
        if self._closed:
            return False  # it came while we were hanging up
        try:
            if received.type is WSMsgType.TEXT:
                self._within(self._may_control(), "control messages")
                message = self._protocol.feed_text(received.data)
                if isinstance(message, m.Hello):
                    await self._greet(message)
                    return True
                if isinstance(message, m.Text):
                    self._within(self._may_type(len(message.text)), "typed characters")
                if not isinstance(message, m.Ping):
                    await self._parting()
                self._control(message)
            elif received.type is WSMsgType.BINARY:
                self._within(self._budget.frame(_now()), "microphone frames")
                self._hear(*self._protocol.feed_binary(received.data))
            else:
                return False
        except WireError as error:
            self._refuse(error.code, str(error), fatal=self._protocol.state is ProtocolState.CLOSED)
        return True

    async def _parting(self) -> None:
        """A goodbye waits until the record knows the ending. What the next citizen does meanwhile comes after it."""
        if self._session is not None and self._session.leaving:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(PARTING_S):
                    await self._session.parted()

    def _within(self, budget: bool, what: str) -> None:
        """What comes too fast is thrown away, and is an error like any other: a flood is cut off."""
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
        if isinstance(message, m.SettingsMessage):
            self._elderly = message.elderly
        if begins(message) and self._hall.sessions.draining:
            self.send(m.Error("drain", phrases.AWAY, fatal=False))
        elif self._waiting is not None and self._waiting.waiting:
            self._waiting.receive(message)
        elif begins(message) and not self._current().begun:
            self._knock(message)
        else:
            self._current().receive(message)

    def _knock(self, message: m.Up) -> None:
        """Begin with this message: now, or when the hall has a place."""
        session = self._current()
        self._waiting = WaitingPage(self._hall, self, session, message, elderly=self._elderly)
        self._hall.sessions.room.ask(session.id, self._waiting)

    def _may_begin(self) -> bool:
        """Words were heard in attract mode: a conversation begins with them, or its citizen waits."""
        if self._hall.sessions.draining or (self._waiting is not None and self._waiting.waiting):
            return False
        self._knock(m.Start())
        return self._current().begun

    def _hear(self, frame: MicFrame, missing: int) -> None:
        if self._waiting is not None and self._waiting.waiting:
            self._unheard += missing + len(frame.pcm)  # the machine is busy enough with those who are inside
            return
        self._current().hear(frame, missing + self._unheard)
        self._unheard = 0

    async def _greet(self, hello: m.Hello) -> None:
        hall = self._hall
        resumed = hall.sessions.find(hello.resume)
        kept = None if resumed else await taking_up.find(hall, hello.resume)
        resumed = resumed or hall.sessions.find(hello.resume)  # another connection may have been quicker
        if resumed is None and (hall.sessions.draining or not hall.sessions.make_room(self.address)):
            code, text = ("drain", phrases.AWAY) if hall.sessions.draining else ("busy", phrases.BUSY)
            self._refuse(code, text, fatal=True)
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
            )
        )
        if resumed is not None:
            self._session = resumed
            hall.sessions.reattach(resumed, self)
        elif kept is not None:
            session = PageSession(hall, self, hello, self._may_begin, kept, self.backend)
            self._session = session
            hall.sessions.enter(session, self.address)
            session.resume_snapshot()
        else:
            self._current()

    def _current(self) -> InteractiveSession:
        """The session of whoever stands there now; a fresh one in attract mode if the last has ended."""
        if self._session is None or self._session.over:
            assert self._hello is not None, "the protocol lets nothing through before hello"
            self._session = PageSession(self._hall, self, self._hello, self._may_begin, None, self.backend)
            self._hall.sessions.enter(self._session, self.address)
        return self._session


def _now() -> float:
    return asyncio.get_running_loop().time()


async def serve_page(request: web.Request, hall: Hall) -> web.StreamResponse:
    """The WebSocket handler. aiohttp closes a connection that sends more than the limit or stops answering pings."""
    for check in (too_often, foreign_page):
        if (refused := check(request, hall.metrics)) is not None:
            return refused
    socket = HeartbeatSocket(
        protocols=(SUBPROTOCOL,),
        heartbeat=10,
        max_msg_size=hall.settings.limits.message_bytes * 2,
        compress=False,
    )
    await socket.prepare(request)
    address, budgets = request.remote or "", request.app[BUDGETS]
    await Connection(hall, socket, address, budgets, lambda: lasting(request)).run()
    return socket
