"""A caller over SIP on real UDP sockets: what a telephone or a carrier would be. For tests, also in virtual time."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np

from asr import RATE, resample
from kiosk.channels.phone.line_clock import run_line_clock
from kiosk.client.phone_caller import is_loud
from kiosk.client.spoken_frames import SpokenFrames
from kiosk.wire.phone.events import DIGITS, Pcm, frame_samples
from kiosk.wire.phone.rtp.packets import RtpPacket, parse_rtp
from kiosk.wire.phone.rtp.speech_coder import SpeechCoder
from kiosk.wire.phone.sip.messages import PeerAddress, SipRequest, SipResponse, cseq_of, parse_message
from kiosk.wire.phone.sip.sdp import RtpCoding, parse_sdp
from support.sip_script import SipScript, sdp

_FRAME_S = 0.02
_LINE_RATE = 8_000


class _Socket(asyncio.DatagramProtocol):
    def __init__(self) -> None:
        self.came: asyncio.Queue[tuple[bytes, PeerAddress]] = asyncio.Queue()

    def datagram_received(self, data: bytes, source: tuple[str, int]) -> None:
        self.came.put_nowait((data, (source[0], source[1])))


class SipCaller:
    """`heard`: the clerk's frames; `heard_at`: loop times. `codes`: answers to our requests, in order.

    `media`: where our sound goes, in place of what the hall says (through a proxy). `resend`: repeat what is not
    answered, as over UDP one must.
    """

    def __init__(self, script: SipScript, hall: PeerAddress, media_port: int = 0) -> None:
        self.script, self._hall, self._media_port = script, hall, media_port
        self._signalling: asyncio.DatagramTransport
        self._rtp: asyncio.DatagramTransport
        self._came: asyncio.Queue[tuple[bytes, PeerAddress]]
        self._sound: asyncio.Queue[tuple[bytes, PeerAddress]]
        self._coder = SpeechCoder(RtpCoding.PCMA)
        self._speech = SpokenFrames(frame_samples(_LINE_RATE))
        # What is sent while nothing is said: the faint noise of a line.
        self._noise: Pcm = np.random.default_rng(0).integers(-8, 9, frame_samples(_LINE_RATE)).astype(np.int16)
        self._sequence, self._timestamp = 1_000, 0
        self._answers: dict[str, asyncio.Future[SipResponse]] = {}
        self.heard: list[Pcm] = []
        self.heard_at: list[float] = []
        self.requests: list[SipRequest] = []  # the hall's
        self.hung_up = asyncio.Event()  # the hall said BYE
        self.sends = True  # sound, all the time
        self.knows_call = True  # else the hall's requests are answered with 481, as after a restart
        self.peer_port = 0  # of the hall's sound

    @classmethod
    @asynccontextmanager
    async def open(cls, hall: PeerAddress, media_port: int = 0, user: str = "13800138000") -> AsyncIterator[SipCaller]:
        """`hall`: where the signalling goes. `media_port`: of a proxy for our sound; 0: where the hall says."""
        loop = asyncio.get_running_loop()
        signalling, first = await loop.create_datagram_endpoint(_Socket, local_addr=("127.0.0.1", 0))
        rtp, second = await loop.create_datagram_endpoint(_Socket, local_addr=("127.0.0.1", 0))
        caller = cls(SipScript("127.0.0.1", signalling.get_extra_info("sockname")[1], user), hall, media_port)
        caller._signalling, caller._rtp, caller._came, caller._sound = signalling, rtp, first.came, second.came
        sending = run_line_clock(caller._tick)
        tasks = [asyncio.create_task(each) for each in (caller._receive(), caller._listen(), sending)]
        try:
            yield caller
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            signalling.close()
            rtp.close()

    @property
    def rtp_port(self) -> int:
        return int(self._rtp.get_extra_info("sockname")[1])

    # ---- signalling -------------------------------------------------------------------------------------------------

    def send(self, data: bytes) -> None:
        self._signalling.sendto(data, self._hall)

    async def ask(self, method: str, *more: tuple[str, str], body: bytes = b"") -> SipResponse:
        """The final answer. The request is sent again every 0.5 s."""
        data = self.script.request(method, *more, body=body)
        branch = parse_message(data).headers.get("via")
        answer = self._answers[branch.split("branch=")[1].split(";")[0]] = asyncio.get_running_loop().create_future()
        for _ in range(60):
            self.send(data)
            try:
                async with asyncio.timeout(0.5):
                    return await asyncio.shield(answer)
            except TimeoutError:
                continue
        raise AssertionError(f"no answer to {method}")

    async def invite(self, *more: tuple[str, str], body: bytes | None = None, acknowledge: bool = True) -> SipResponse:
        """Call; the answer. Where it is a 200, it is acknowledged."""
        offer = sdp(self.rtp_port, address="127.0.0.1") if body is None else body
        answer = await self.ask("INVITE", *more, body=offer)
        if answer.code == 200:
            self.script.to_tag = answer.headers.get("to").split("tag=")[1]
            self.peer_port = parse_sdp(answer.body).port
            if acknowledge:
                self.send(self.script.ack())
        return answer

    async def bye(self) -> int:
        return (await self.ask("BYE")).code

    async def press(self, keys: str) -> None:
        """As RFC 4733: three packets, and the end three times."""
        for key in keys:
            began = self._timestamp
            for n in range(6):
                last = n >= 3
                payload = struct.pack(">BBH", DIGITS.index(key), 0x8A if last else 0x0A, 160 * min(n + 1, 4))
                self._packet(101, began, payload)
                await asyncio.sleep(0 if last else _FRAME_S)
            await asyncio.sleep(0.1)

    async def _receive(self) -> None:
        while True:
            data, _ = await self._came.get()
            message = parse_message(data)
            if isinstance(message, SipRequest):
                self.requests.append(message)
                if message.method != "ACK":
                    code = 202 if message.method == "REFER" else 200
                    self.send(self.script.answer(message, code if self.knows_call else 481))
                if message.method == "BYE":
                    self.hung_up.set()
                continue
            branch = message.headers.get("via").split("branch=")[1].split(";")[0]
            answer = self._answers.get(branch)
            if answer is not None and message.code >= 200 and not answer.done():
                answer.set_result(message)
            elif message.code == 200 and cseq_of(message.headers)[1] == "INVITE":
                self.send(self.script.ack(number=cseq_of(message.headers)[0]))  # our ACK was lost

    # ---- sound ------------------------------------------------------------------------------------------------------

    def speak(self, pcm: Pcm) -> asyncio.Future[float]:
        """As `PhoneCaller.speak`."""
        return self._speech.put(resample(pcm, RATE, _LINE_RATE))

    async def until(self, speech: bool = True, within_s: float = 60.0) -> None:
        """Until the clerk speaks, or has been silent for a second."""
        async with asyncio.timeout(within_s):
            while not self._is(speech):
                await asyncio.sleep(_FRAME_S)

    def _is(self, speech: bool) -> bool:
        last = self.heard[-1:] if speech else self.heard[-50:]
        loud = [is_loud(frame) for frame in last]
        return any(loud) if speech else len(loud) == 50 and not any(loud)

    async def _listen(self) -> None:
        while True:
            data, _ = await self._sound.get()
            if (packet := parse_rtp(data)) is not None:
                self.heard.append(self._coder.decode(packet.payload))
                self.heard_at.append(asyncio.get_running_loop().time())

    def _tick(self) -> None:
        if self.sends and self.peer_port:
            said = self._speech.take()
            self._packet(8, self._timestamp, self._coder.encode(self._noise if said is None else said))
            self._speech.left(asyncio.get_running_loop().time())
        self._timestamp += 160

    def _packet(self, payload_type: int, timestamp: int, payload: bytes) -> None:
        self._sequence = (self._sequence + 1) % 65_536
        packet = RtpPacket(payload_type, self._sequence, timestamp, 7, payload)
        self._rtp.sendto(bytes(packet), (self._hall[0], self._media_port or self.peer_port))
