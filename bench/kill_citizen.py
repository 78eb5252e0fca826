"""A citizen for the kill bench: answers whatever card is shown, plays what is said, and writes down every receipt.

Answers come after a pause of human length, where it matters: a consent or a confirmation is read for a second. When the
line goes dead, the same citizen comes back with the resume token, or goes away.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from kiosk.client.player import Loudspeaker
from kiosk.wire import SpeechFrame, encode
from kiosk.wire import messages as m
from support.card_reading import read_card

#: What is wanted, by the words that ask for it.
WISHES = ("社保卡丢了，要挂失", "我要投诉")
#: Card → the value touched, or what is typed.
_TOUCHED = {"consent": "是", "confirm": "是", "slot:挂失方式": "临时挂失", "slot:诉求类型": "投诉",
            "slot:紧急程度": "一般", "slot:联系方式": "匿名", "rating": "满意"}  # fmt: skip
_TYPED = {"slot:手机号": "13800138000", "slot:事发地点": "和平路一号院门口",
          "slot:事发日期": "昨天", "slot:事发时间": "晚上十一点", "slot:诉求内容": "工地半夜施工，噪音太大睡不着",
          "slot:姓名": "王小明"}  # fmt: skip
#: Name and number, read by the reader where it is asked who the citizen is.
CARD = "李桂英", "11010519491231002X"
_READ_S = (0.9, 1.5)
_PAUSE_S = (0.05, 0.3)
_LOST_S = 12.0


class DeadLineError(Exception):
    """The hall is gone in the middle of it."""


@dataclass(slots=True)
class Told:
    """What one conversation of this citizen was told. `receipts`: numbers that were on the screen."""

    conversation: str = ""
    token: str = ""
    receipts: list[str] = field(default_factory=list)
    tapped: bool = False  # 确认提交 was touched, and no receipt has come since
    ended: str = ""
    resumed: int = 0
    refused: int = 0  # came back, and was not taken up
    answered_after: int = 0  # a receipt came in another process than the tap went to


class KillCitizen:
    """`happened` is called with `tap`, `receipt` and `goodbye` as they happen. `pause_s`: before an answer;
    `lost_s`: without a word of the hall at the beginning, and the line is dead; `look_s`: between two looks.
    """

    pause_s, lost_s, look_s, device, card = _PAUSE_S, _LOST_S, 0.05, "kills", CARD

    def __init__(self, chance: random.Random, happened: Callable[[str], None]) -> None:
        self._chance, self._happened = chance, happened
        self.told = Told()
        self._speaker = Loudspeaker()
        self._cards: list[dict[str, Any]] = []
        self._ask: str | None = None  # the showing that a touch answers
        self._state = ""
        self._more = chance.random() < 0.3

    async def converse(self, http: aiohttp.ClientSession, url: str) -> None:
        """To the goodbye. Raises `DeadLineError`; called again, it resumes."""
        told, resume = self.told, self.told.token or None
        try:
            async with http.ws_connect(url, protocols=("kiosk.v1",), max_msg_size=1 << 22) as socket:
                abilities = m.Abilities(screen=True, voice=False, touch=True, print=False)
                await socket.send_str(encode(m.Hello(m.VERSION, self.device, abilities, resume)))
                ready = await self._ready(socket)
                if resume and not ready["resumed"]:
                    told.refused += 1
                    told.ended = "not taken up"
                    return
                self._state, self._cards = "", []
                told.resumed += bool(resume)
                if not resume:
                    await socket.send_str(encode(m.Start()))
                await self._to_the_end(socket, resumed=bool(resume))
        except (aiohttp.ClientError, ConnectionError, TimeoutError) as error:
            raise DeadLineError from error

    async def _ready(self, socket: aiohttp.ClientWebSocketResponse) -> dict[str, Any]:
        async with asyncio.timeout(self.lost_s):
            while True:
                frame = await socket.receive()
                if frame.type is not aiohttp.WSMsgType.TEXT:
                    raise DeadLineError
                message: dict[str, Any] = json.loads(frame.data)
                if message["type"] == "ready":
                    return message

    async def _to_the_end(self, socket: aiohttp.ClientWebSocketResponse, *, resumed: bool) -> None:
        answering = asyncio.create_task(self._answer(socket), name="citizen.answers")
        tapped = self.told.tapped
        try:
            async for frame in socket:
                if frame.type is aiohttp.WSMsgType.BINARY:
                    self._speaker.feed(SpeechFrame.decode(frame.data), _now())
                elif frame.type is aiohttp.WSMsgType.TEXT and self._hear(json.loads(frame.data)):
                    return
                if resumed and tapped and not self.told.tapped:
                    self.told.answered_after += 1
                    tapped = False
            raise DeadLineError
        finally:
            answering.cancel()
            with contextlib.suppress(asyncio.CancelledError, aiohttp.ClientError, ConnectionError):
                await answering

    def _hear(self, message: dict[str, Any]) -> bool:
        """True: it was the goodbye."""
        told = self.told
        match message["type"]:
            case "begun":
                told.conversation, told.token = message["conversation"], message["resume"]
                self._speaker = Loudspeaker()
            case "state":
                self._state = message["state"]
            case "cards":
                self._cards, self._ask = message["cards"], message.get("ask")
                for card in self._cards:
                    if card["kind"] == "receipt" and card["id"] == "receipt" and card["number"] not in told.receipts:
                        told.receipts.append(card["number"])
                        told.tapped = False
                        self._happened("receipt")
            case "stop":
                self._speaker.stop(message["utterance"], message["epoch"], _now())
            case "goodbye":
                told.ended = message["reason"]
                self._happened("goodbye")
                return True
        return False

    async def _answer(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Reports what was played every `look_s`; answers when it is the citizen's turn."""
        waiting = 0.0
        while True:
            await asyncio.sleep(self.look_s)
            if (played := self._speaker.report(_now())) is not None:
                await socket.send_str(encode(played))
            waiting = waiting + self.look_s if self._state == "listening" else 0.0
            if waiting >= 0.1 and (message := self._reply()) is not None:
                read = isinstance(message, m.Touch) and message.card in ("consent", "confirm")
                await asyncio.sleep(self._chance.uniform(*(_READ_S if read else self.pause_s)))
                if self._state != "listening":
                    continue
                if isinstance(message, m.Touch) and message.card == "confirm":
                    self.told.tapped = True
                    self._happened("tap")
                await socket.send_str(encode(message))
                waiting = -1.5  # so long before the same is answered once more

    def _reply(self) -> m.Up | None:
        for card in reversed(self._cards):
            name = card["id"]
            if name == "services":
                return m.Text(self._chance.choice(WISHES))
            if name == "more":
                more, self._more = self._more, False
                return m.Text(self._chance.choice(WISHES)) if more else m.Text("不用了")
            if name == "proof":
                return read_card(*self.card)
            if name == "slot:身份证号":
                return m.Text(self.card[1])
            if name in _TOUCHED:
                return m.Touch(_TOUCHED[name], name, self._ask)
            if name in _TYPED:
                return m.Text(_TYPED[name])
        return m.Text(self._chance.choice(WISHES)) if not self._cards else None


def _now() -> float:
    return asyncio.get_running_loop().time()
