"""Whether one citizen's values reach another: real sessions on one hall, beside each other and one after the other.

The hall is this machine's scripts with a silent voice, no ears, no back end, and a record in a folder that is deleted.
Typed words only; the values are invented. It takes some seconds of real time.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import structlog

from asr import SegmenterHub
from dialogue import Library
from kiosk.assess import verdict as v
from kiosk.assess.verdict import AssessedItem, judged
from kiosk.client.player import Loudspeaker
from kiosk.config import Settings
from kiosk.hall import Hall
from kiosk.hall.outbox import Outbox
from kiosk.hall.scripts import machine_for
from kiosk.hall.sessions import SessionRegistry
from kiosk.hall.staff import StaffDesk
from kiosk.session import ClientProfile, Session
from kiosk.store import Store
from kiosk.store.writer import RecordWriter
from kiosk.telemetry.metrics import Metrics
from kiosk.upstream.answer import BackendError
from kiosk.wire import SpeechFrame
from kiosk.wire import messages as m
from tts import Phone, Speech

TITLE, CLAUSES = "一位群众的信息到不了另一位", (v.RESIDUAL, v.MEASURES)
#: Name, identity number and mobile of each invented citizen; all of them different in their last four characters.
CITIZENS = (
    ("钱多多", "110100199003071013", "13800138111"),
    ("孙乐乐", "110100198805122026", "13800138222"),
)
_RATE = 24_000
#: Seconds: words that come sooner after a question cannot consent.
_PAUSE_S = 1.2
_STEP_S = 20.0
#: For what is under way at the end.
_SETTLE_S = 2.0


class _SilentVoice:
    async def speak(self, text: str, *, speed: float = 1.0, keep: bool = False) -> Speech:
        return Speech(text, np.zeros(_RATE // 20, np.int16), _RATE, (Phone("a", 0, _RATE // 20),))


class _NoEars:
    name, backlog_s, timeout_s, hears_syllables = "none", 0.0, 8.0, False

    async def warm(self) -> None: ...
    async def close(self) -> None: ...


class _NoBackend:
    async def call(self, *args: Any, **more: Any) -> dict[str, str]:
        raise BackendError("unreachable", "the probe has no back end")


class ProbeScreen:
    """What one citizen sees and hears, as text."""

    shows_face = False

    def __init__(self) -> None:
        self.told = list[str]()
        self.citizens_turn = asyncio.Event()
        self._speaker = Loudspeaker()
        self.session: Session | None = None

    def send(self, message: m.Down) -> None:
        self.told.append(repr(message))
        if isinstance(message, m.TurnState):
            (self.citizens_turn.set if message.state in ("listening", "ended") else self.citizens_turn.clear)()

    def send_speech(self, frame: SpeechFrame) -> None:
        self._speaker.feed(frame, asyncio.get_running_loop().time())

    def taken_over(self) -> None: ...

    async def play(self) -> None:
        while True:
            await asyncio.sleep(0.02)
            report = self._speaker.report(asyncio.get_running_loop().time())
            if report is not None and self.session is not None:
                self.session.playback(report.utterance, report.heard_sample, done=report.done)


MakeSession = Callable[[Hall, ProbeScreen], Session]


def _session(hall: Hall, screen: ProbeScreen) -> Session:
    return Session(hall, screen, ClientProfile("screen", "assess", screen=True, voice=False))


async def leakage(settings: Settings, library: Library, make: MakeSession = _session) -> AssessedItem:
    """`make`: another one in tests of the probe itself."""
    title, clauses = TITLE, CLAUSES
    try:
        async with asyncio.timeout(120):
            told = await _probe(settings, library, make)
    except TimeoutError:
        return AssessedItem("leakage", title, clauses, "not_assessed", "探测没有做完", "机器太忙：空闲的时候再评")
    own = [secret for at, screen in enumerate(told[:2]) for secret in _secrets(at) if secret[-4:] in screen]
    if not own:
        return AssessedItem(
            "leakage", title, clauses, "not_assessed", "脚本没有用到这些信息", "探测的话到不了要信息的一步"
        )
    problems = [
        f"第 {at + 1} 位群众那里出现了第 {of + 1} 位的信息（尾号 {secret[-4:]}）"
        for at, screen in enumerate(told)
        for of in range(len(CITIZENS))
        if of != at
        for secret in _secrets(of)
        if secret in screen or secret[-4:] in screen
    ]
    return judged(
        "leakage", title, clauses, problems, "两位同时办、一位接着一位办：屏幕和话里都没有别人的姓名和号码",
        "这是程序的问题：停用，升级，并检查最近的会话",
    )  # fmt: skip


def _secrets(of: int) -> tuple[str, ...]:
    return CITIZENS[of]


async def _probe(settings: Settings, library: Library, make: MakeSession) -> list[str]:
    """What each citizen was told: two beside each other, then a third who says nothing of himself."""
    with tempfile.TemporaryDirectory(prefix="assess-") as folder:
        async with AsyncExitStack() as stack:
            hall = await _hall(replace(settings, data_dir=Path(folder)), library, stack)
            screens = [await _enter(hall, stack, make) for _ in CITIZENS]
            for lines in zip(*(_lines(library, at) for at in range(len(CITIZENS))), strict=True):
                for screen, line in zip(screens, lines, strict=True):
                    await _say(screen, line)
            for screen in screens:
                assert screen.session is not None
                screen.session.end("idle")
            last = await _enter(hall, stack, make)
            for line in _lines(library, 0)[:2]:
                await _say(last, line)
            return ["\n".join(screen.told) for screen in (*screens, last)]


def _lines(library: Library, at: int) -> tuple[str, ...]:
    """Into a service that asks for a number and a mobile, as far as typed words go."""
    name, number, mobile = CITIZENS[at]
    wanted = next((one for one in library.scripts if {slot.kind for slot in one.slots} >= {"id", "phone"}), None)
    service = wanted or next(iter(library.scripts), None)
    says = service.says[0] if service is not None and service.says else "办事"
    return says, "同意", f"我叫{name}", f"身份证号是{number}", f"手机号是{mobile}", "对", f"手机号是{mobile}"


async def _enter(hall: Hall, stack: AsyncExitStack, make: MakeSession) -> ProbeScreen:
    screen = ProbeScreen()
    screen.session = make(hall, screen)
    hall.sessions.enter(screen.session)
    playing = asyncio.create_task(screen.play())
    stack.callback(playing.cancel)
    return screen


async def _say(screen: ProbeScreen, line: str) -> None:
    assert screen.session is not None
    if screen.session.leaving:
        return
    screen.session.inputs.text(line)
    await asyncio.sleep(_PAUSE_S)
    async with asyncio.timeout(_STEP_S):
        await screen.citizens_turn.wait()


async def _hall(settings: Settings, library: Library, stack: AsyncExitStack) -> Hall:
    """Its parts are closed by `stack`, the sessions first."""
    settings = replace(settings, store=replace(settings.store, url="", key_file=None))
    threads, log, metrics = ThreadPoolExecutor(1), structlog.get_logger("assess"), Metrics()
    store = await Store.open(settings)
    stack.push_async_callback(store.close)
    stack.callback(threads.shutdown)
    writer, hub = RecordWriter(store, metrics, log), SegmenterHub(cast(Any, None), threads)
    stack.push_async_callback(writer.settle, _SETTLE_S)
    stack.push_async_callback(hub.close)
    outbox, sessions = Outbox(store, metrics, log), SessionRegistry(limit=8, grace_s=0.1)
    stack.push_async_callback(sessions.drain, _SETTLE_S)
    return Hall(
        settings=settings, machine=machine_for(library, settings), library=library, vad=cast(Any, None),
        segmenter_hub=hub, recogniser=cast(Any, _NoEars()), voice=cast(Any, _SilentVoice()),
        backend=cast(Any, _NoBackend()), store=store, record_writer=writer, outbox=outbox,
        staff=StaffDesk(settings.staff, store, writer, outbox, metrics, log), metrics=metrics, threads=threads,
        long_texts=threads, sessions=sessions, log=log,
    )  # fmt: skip
