"""Opens a hall: scripts, record, models, back end, queue, each closed again in reverse order."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from typing import Any

import structlog

from asr import SegmenterHub, cores
from dialogue import Library, load_library
from kiosk.admission.capacity import Capacity
from kiosk.admission.gauges import MachineGauges
from kiosk.admission.metering import MeteredRecogniser, Metering
from kiosk.admission.waiting_room import WaitingRoom
from kiosk.config import Settings
from kiosk.config.identity import verifier_of
from kiosk.config.trust_store import client_context
from kiosk.hall import engines
from kiosk.hall.card_reader import card_reader
from kiosk.hall.codes import LIFE_S
from kiosk.hall.hall import Hall
from kiosk.hall.outbox import Outbox
from kiosk.hall.progress import ProgressLinks
from kiosk.hall.published import published_library
from kiosk.hall.ratings import RatingDesk
from kiosk.hall.scripts import machine_for
from kiosk.hall.scripts_folder import signature
from kiosk.hall.sessions import SessionRegistry
from kiosk.hall.staff import StaffDesk, kind_of
from kiosk.hall.ticket_backend import TicketBackend
from kiosk.store import Store, StoreError
from kiosk.store.keyfile import load
from kiosk.store.recording_writer import RecordingWriter
from kiosk.store.recordings import finish_left_over
from kiosk.store.writer import RecordWriter
from kiosk.telemetry.metrics import Metrics
from kiosk.ticketing.rules import load_rules
from kiosk.upstream.advice import load_adviser
from kiosk.upstream.connect import gateway_of
from kiosk.upstream.message_sender import CODE, MESSAGE, MessageSender
from kiosk.upstream.rating_platform import RATING, RatingPlatform
from kiosk.upstream.staff_destination import StaffDestination
from kiosk.upstream.webhook import Webhook

#: Seconds that a start waits for another program that holds the database, such as a backup.
_LOCKED_S = 90.0
#: Seconds from one attempt to tell staff to the next, at first and at most: they wait for nothing else.
FIRST_S, LONGEST_S = 2.0, 60.0
#: The same for a rating: the platform is not told twice a second that it is down.
RATING_FIRST_S, RATING_LONGEST_S = 5.0, 900.0
#: Seconds that a stop waits for the last writes; those left go into the journal.
_LAST_WRITES_S = 5.0


async def open_hall(settings: Settings, stack: AsyncExitStack, on_step: Callable[[str], None]) -> Hall:
    """Load everything a hall needs; `stack` closes it again. Raises the errors of each room.

    The models are loaded but not yet warm, and the prompts not yet rendered: that is `warm`, behind `/readyz`.
    """
    on_step("读取服务脚本 · loading service scripts")
    services_seen = signature(settings.services_dir)
    library = load_library(settings.services_dir)
    on_step("打开数据库 · opening the record")
    metrics, log = known_metrics(library), structlog.get_logger("kiosk")
    store, record_writer = await open_record(settings, stack, metrics, log)
    version = ""
    if settings.services.source == "published":
        library, version = await published_library(settings, store, library, log)
    recordings = await open_recordings(settings, stack, metrics, log)
    outbox = open_outbox(settings, store, metrics, log)
    stack.push_async_callback(outbox.close)
    staff = open_staff_desk(settings, store, record_writer, outbox, metrics, log)
    stack.push_async_callback(staff.close)
    await staff.recall()
    on_step("加载模型 · loading models")
    threads = ThreadPoolExecutor(max_workers=max(1, cores() // 2), thread_name_prefix="asr")
    stack.callback(threads.shutdown, wait=False, cancel_futures=True)
    long_texts = ThreadPoolExecutor(max_workers=1, thread_name_prefix="long-texts")
    stack.callback(long_texts.shutdown, wait=False, cancel_futures=True)
    vad = await asyncio.to_thread(engines.load_voice_activity, settings)
    segmenter_hub = SegmenterHub(vad, threads)
    stack.push_async_callback(segmenter_hub.close)
    turn_detector = await asyncio.to_thread(engines.load_turn_detector, settings)
    if turn_detector is not None:
        stack.push_async_callback(turn_detector.close)
    metering = Metering()
    recogniser = MeteredRecogniser(await asyncio.to_thread(engines.load_recogniser, settings), metering)
    stack.push_async_callback(recogniser.close)
    voice = await asyncio.to_thread(engines.load_voice, settings, metering=metering)
    stack.push_async_callback(voice.close)
    limits = settings.limits
    capacity = Capacity(metering.cost, cores=cores(), load=limits.load, limit=limits.sessions)
    room = WaitingRoom(MachineGauges(metering, capacity, recogniser), metrics, wait_s=limits.wait_s)
    backend = gateway_of(settings, metrics.backend_call)
    stack.push_async_callback(backend.close)
    verifier = None
    if settings.identity.verifier.url:
        verifier = gateway_of(dataclasses.replace(settings, backend=verifier_of(settings)), metrics.backend_call)
        stack.push_async_callback(verifier.close)
    adviser = load_adviser(settings, metrics.advised)
    if adviser is not None:
        stack.push_async_callback(adviser.close)
    hall = Hall(
        settings=settings,
        machine=machine_for(library, settings),
        library=library,
        services_seen=services_seen,
        version=version,
        vad=vad,
        segmenter_hub=segmenter_hub,
        recogniser=recogniser,
        voice=voice,
        backend=backend,
        verifier=verifier,
        store=store,
        record_writer=record_writer,
        recordings=recordings,
        outbox=outbox,
        staff=staff,
        ratings=RatingDesk(settings, metrics.by_service),
        progress=ProgressLinks(settings.hall, store),
        log=log,
        metrics=metrics,
        threads=threads,
        long_texts=long_texts,
        turn_detector=turn_detector,
        adviser=adviser,
        card_reader=card_reader(settings.identity),
        ticket_rules=load_rules(settings.services.ticket_rules),
        sessions=SessionRegistry(limit=limits.connections, grace_s=settings.turns.resume_grace_s, room=room),
    )
    hall.backend = TicketBackend(backend, store.work_tickets, lambda: hall.ticket_clock)
    return hall


def known_metrics(library: Library) -> Metrics:
    """Whose labels may have the library's services."""
    metrics = Metrics()
    metrics.by_service.know_services(script.name for script in library.every)
    return metrics


async def open_recordings(
    settings: Settings, stack: AsyncExitStack, metrics: Metrics, log: Any
) -> RecordingWriter | None:
    """The writer of recorded calls, after finishing what a breakdown left; None where calls are not recorded.

    The record must be open: it makes the key. Raises `StoreError` and `KeyFileError`.
    """
    folder = settings.recordings_dir
    keys = await asyncio.to_thread(load, settings.key_path)
    try:
        finished, deleted = await asyncio.to_thread(finish_left_over, folder, keys)
    except (OSError, StoreError) as error:  # StoreError: sealed with a key that is gone
        log.error("recordings that a breakdown left cannot be finished now", error=type(error).__name__)
    else:
        if finished or deleted:
            log.warning("recordings that a breakdown left: finished, deleted", done=finished, total=finished + deleted)
    if settings.phone.record == "off":
        return None
    writer = RecordingWriter(folder, keys, metrics, log)
    stack.push_async_callback(writer.close, _LAST_WRITES_S)
    return writer


def open_outbox(settings: Settings, store: Store, metrics: Metrics, log: Any) -> Outbox:
    """With the sender of text messages and the platform of ratings, where the hall has them."""
    outbox, messages = Outbox(store, metrics, log), settings.messages
    if settings.hall.sms == "sender":
        tls = client_context(messages.ca_file)
        webhook = Webhook(messages.url, token=messages.token, secret=messages.secret, tls=tls)
        sender = MessageSender(messages, settings.hall.name, webhook)
        outbox.carry(MESSAGE, sender, keep_s=messages.keep_h * 3600.0)
        outbox.carry(CODE, sender, keep_s=LIFE_S)
    feedback = settings.feedback
    if feedback.url:
        tls = client_context(feedback.ca_file)
        webhook = Webhook(feedback.url, token=feedback.token, secret=feedback.secret, tls=tls)
        platform, keep_s = RatingPlatform(feedback, webhook), feedback.keep_h * 3600.0
        outbox.carry_in_order(RATING, platform, keep_s=keep_s, first_s=RATING_FIRST_S, longest_s=RATING_LONGEST_S)
    return outbox


def open_staff_desk(
    settings: Settings, store: Store, writer: RecordWriter, outbox: Outbox, metrics: Metrics, log: Any
) -> StaffDesk:
    """Calls for staff; their destinations are carried by the outbox."""
    staff = settings.staff
    grace_s = settings.turns.restart_grace_s
    desk = StaffDesk(staff, store, writer, outbox, metrics, log, grace_s=grace_s)
    tls = client_context(staff.ca_file)
    for name, one in staff.destinations.items():
        carrier = StaffDestination(one, tls=tls, on_coming=desk.take)
        keep_s = staff.keep_h * 3600.0
        outbox.carry_in_order(kind_of(name), carrier, keep_s=keep_s, first_s=FIRST_S, longest_s=LONGEST_S)
    return desk


async def open_record(
    settings: Settings, stack: AsyncExitStack, metrics: Metrics, log: Any, *, busy_ms: int = 5000
) -> tuple[Store, RecordWriter]:
    """The record and its writer, which first writes what an earlier process left in the journal. Raises `StoreError`.

    `busy_ms`: how long one write waits for another program's lock.
    """
    store = await Store.open(settings, patience_s=_LOCKED_S, busy_ms=busy_ms)
    stack.push_async_callback(store.close)
    store.audit_log = log
    record_writer = RecordWriter(store, metrics, log)
    try:
        left, damaged = await store.journalled()
    except StoreError as error:
        log.error("the journal cannot be used; an outage of the record may lose cases in a crash", kind=error.kind)
        left, damaged = (), 0
    if damaged:
        metrics.store_fault("journal corrupt")
        log.error("the journal was damaged; what opens is written, a copy is kept; see: kiosk doctor", count=damaged)
    for entry in left:
        record_writer.keep(entry)
    if left:
        log.warning("an earlier process left entries in the journal; they are written now", count=len(left))
        record_writer.journal_holds()
    stack.push_async_callback(record_writer.close, _LAST_WRITES_S)
    return store, record_writer
