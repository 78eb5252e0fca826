"""Two pages and one resume token, over real sockets: the page that showed it last has the conversation, alone."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import numpy as np
import websockets

from asr import VoiceActivity
from kiosk.client import KioskClient
from kiosk.client.client import SUBPROTOCOL
from kiosk.session import Session
from kiosk.wire import MicFrame, decode_down, encode
from kiosk.wire import messages as m
from support.connected import listening, next_of, page_url
from support.fakes import Page


class OldPage:
    """A page that does not hang up by itself, whatever it is told."""

    def __init__(self, socket: websockets.ClientConnection) -> None:
        self.socket = socket
        self.messages: list[m.Down] = []
        self.closed = asyncio.Event()
        self._came = asyncio.Event()  # a message
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for frame in self.socket:
            if isinstance(frame, str):
                self.messages.append(decode_down(frame))
                self._came.set()
        self.closed.set()

    async def until(self, kind: type) -> Any:
        async with asyncio.timeout(30):
            while not (found := [each for each in self.messages if isinstance(each, kind)]):
                self._came.clear()
                await self._came.wait()
        return found[0]


async def test_the_old_page_is_told_hung_up_and_has_no_part_in_it_any_more(vad: VoiceActivity) -> None:
    hello = m.Hello(m.VERSION, "old", m.Abilities(True, True, True, False))
    async with listening(vad=vad) as server:  # noqa: SIM117 - the address is known inside
        async with websockets.connect(page_url(server), subprotocols=[SUBPROTOCOL], compression=None) as socket:
            old = OldPage(socket)
            await socket.send(encode(hello))
            await socket.send(encode(m.Start()))
            await old.until(m.Cards)
            (session,) = server.hall.sessions.live
            assert isinstance(session, Session)
            page = Page()
            server.hall.sessions.reattach(session, page)
            shown = next(each for each in page.messages if isinstance(each, m.Cards))
            late = [m.Touch("社保卡挂失", ask=shown.ask), m.Text("办居住证"), m.Bye("leave"), m.Start()]
            for frame in (*map(encode, late), MicFrame(0, np.full(320, 9000, np.int16)).encode()):
                with contextlib.suppress(websockets.ConnectionClosed):
                    await socket.send(frame)  # on its way when the other page came
            async with asyncio.timeout(10):
                await old.closed.wait()
            assert old.messages[-1] == m.Goodbye("taken_over")
            await asyncio.sleep(0.1)
            assert server.hall.sessions.live == [session], "neither ended by the old page nor joined by a second one"
            assert len(server.hall.sessions) == 1
            assert session.outlet is page, "its disconnect is nobody's any more"
            assert session.dialogue_state.service == ""
            assert not page.hung_up
            session.inputs.touch("社保卡挂失", card="services", ask=shown.ask)
            async with asyncio.timeout(30):
                while session.dialogue_state.service != "社保卡挂失":
                    await asyncio.sleep(0)
            session.end("cancelled")  # `page` plays no last words


async def test_the_conversation_goes_on_when_the_old_page_is_gone_long_since(vad: VoiceActivity) -> None:
    async with listening(vad=vad) as server:
        async with KioskClient.open(page_url(server)) as first:
            await first.send(m.Start())
            begun = await next_of(first, m.Begun)
            async with KioskClient.open(page_url(server), resume=begun.resume) as second:
                assert await next_of(first, m.Goodbye) == m.Goodbye("taken_over")
                async with KioskClient.open(page_url(server), resume=begun.resume) as third:
                    assert await next_of(second, m.Goodbye) == m.Goodbye("taken_over")
                    assert (await next_of(third, m.Begun)).conversation == begun.conversation
                await asyncio.sleep(0.1)
        await asyncio.sleep(0.1)
        assert [each.id for each in server.hall.sessions.live] == [begun.conversation], "it waits for its page"
