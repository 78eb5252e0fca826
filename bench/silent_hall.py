"""A real server, its scripts, record and demo back end, without models: it can be touched and typed to, not spoken to.

What she says is silence of a fraction of its length. For benches of the page.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import structlog

from asr import SegmenterHub
from bench.kill_hall import DeafRecogniser
from dialogue import Machine, load_library
from kiosk.config import ListenerSettings, OperatorsSettings, load_settings
from kiosk.demo import server as demo_backend
from kiosk.hall import Hall
from kiosk.hall.card_reader import SignedReader
from kiosk.hall.opening import open_outbox, open_record, open_staff_desk
from kiosk.hall.sessions import SessionRegistry
from kiosk.server.server import Server
from kiosk.telemetry.metrics import Metrics
from kiosk.upstream.gateway import BackendGateway
from support.card_reading import READER_KEY
from tts import Phone, Speech

#: Seconds of silence for a character: a tenth of how long it would take to say.
_CHARACTER_S, _RATE = 0.025, 24_000


class Murmur:
    """Satisfies what a session wants of a voice."""

    async def speak(self, text: str, *, speed: float = 1.0, keep: bool = False) -> Speech:
        samples = int(_CHARACTER_S * len(text) / speed * _RATE)
        return Speech(text, np.zeros(samples, np.int16), _RATE, (Phone("a", 0, samples),))


@contextlib.asynccontextmanager
async def silent_hall(folder: Path, *, sessions: int) -> AsyncIterator[tuple[Hall, str]]:
    """The hall, and the address of its page. Its data lies in `folder`."""
    settings = load_settings(None, os.environ)
    limits = replace(settings.limits, sessions=sessions, connections=sessions * 4)
    settings = replace(
        settings,
        public=ListenerSettings(port=0),
        operators=OperatorsSettings(port=0),
        data_dir=folder,
        limits=limits,
        drain_s=1.0,
    )
    library = load_library(settings.services_dir)
    threads = ThreadPoolExecutor(1)
    async with contextlib.AsyncExitStack() as stack:
        stack.callback(threads.shutdown)
        metrics = Metrics()
        store, record_writer = await open_record(settings, stack, metrics, structlog.get_logger("kiosk"))
        desk = await stack.enter_async_context(demo_backend.running("http://127.0.0.1:0", None))
        backend = BackendGateway(desk, "", settings.backend.timeout_s)
        stack.push_async_callback(backend.close)
        segmenter_hub = SegmenterHub(cast(Any, None), threads)
        stack.push_async_callback(segmenter_hub.close)
        log = structlog.get_logger("kiosk")
        outbox = open_outbox(settings, store, metrics, log)
        hall = Hall(
            settings=settings,
            machine=Machine(library, area=settings.hall.area_code, means=frozenset({"card"})),
            library=library,
            vad=cast(Any, None),
            segmenter_hub=segmenter_hub,
            recogniser=cast(Any, DeafRecogniser()),
            voice=cast(Any, Murmur()),
            backend=backend,
            store=store,
            record_writer=record_writer,
            outbox=outbox,
            staff=open_staff_desk(settings, store, record_writer, outbox, metrics, log),
            metrics=metrics,
            card_reader=SignedReader(READER_KEY),
            threads=threads,
            long_texts=threads,
            sessions=SessionRegistry(limit=limits.connections, grace_s=settings.turns.resume_grace_s),
        )
        server = Server(hall)
        async with server.listening():
            hall.ready = True
            yield hall, f"http://127.0.0.1:{server.public_port}/"
            await asyncio.shield(server.drain())
