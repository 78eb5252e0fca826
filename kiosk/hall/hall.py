"""What all conversations of a hall share: the loaded rooms, the record, the metrics, and the sessions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import structlog

from asr import SegmenterHub, SegmenterSettings, TurnDetector, VoiceActivity
from dialogue import Library, Machine, State
from kiosk.admission.metering import WarmRecogniser
from kiosk.config import Settings
from kiosk.hall.card_reader import CardReader, NoReader
from kiosk.hall.channel_profiles import segmenter_settings
from kiosk.hall.codes import CodeLimits
from kiosk.hall.data_check import DataLimits
from kiosk.hall.devices import DeviceStates
from kiosk.hall.live import LiveBoard, LiveDesk
from kiosk.hall.moved import MovedCases
from kiosk.hall.outbox import Outbox
from kiosk.hall.progress import ProgressLinks
from kiosk.hall.qr_codes import QrCodesSeen
from kiosk.hall.ratings import RatingDesk
from kiosk.hall.scripts_folder import Signature
from kiosk.hall.serving import CanaryScripts, ServedScripts, holding
from kiosk.hall.sessions import SessionRegistry
from kiosk.hall.staff import StaffDesk
from kiosk.hall.ticket_backend import TicketBackend
from kiosk.pictures.grants import UploadGrants
from kiosk.store import Store
from kiosk.store.recording_writer import RecordingWriter
from kiosk.store.writer import RecordWriter
from kiosk.telemetry.metrics import Metrics
from kiosk.ticketing.clock import TicketClock
from kiosk.ticketing.rules import TicketRules, load_rules
from kiosk.upstream.advice import Adviser
from kiosk.upstream.gateway import BackendGateway
from kiosk.wire.messages import BridgeAddress
from tts import CachedVoice


@dataclass(slots=True)
class Hall:
    settings: Settings
    machine: Machine
    library: Library
    vad: VoiceActivity
    segmenter_hub: SegmenterHub
    recogniser: WarmRecogniser
    voice: CachedVoice
    backend: BackendGateway | TicketBackend
    store: Store
    record_writer: RecordWriter
    outbox: Outbox
    staff: StaffDesk
    metrics: Metrics
    threads: ThreadPoolExecutor
    long_texts: ThreadPoolExecutor  # one thread: see `kiosk.session.dialogue.LONG_TEXT`
    sessions: SessionRegistry
    recordings: RecordingWriter | None = None  # None: calls are not recorded
    ratings: RatingDesk = field(default_factory=RatingDesk)
    progress: ProgressLinks = field(default_factory=ProgressLinks)
    moved: MovedCases = field(default_factory=MovedCases)
    codes: CodeLimits = field(default_factory=CodeLimits)
    data_limits: DataLimits = field(default_factory=DataLimits)
    qr_codes: QrCodesSeen = field(default_factory=QrCodesSeen)
    verifier: BackendGateway | None = None  # of apps' codes and of faces; None: the back end
    card_reader: CardReader = field(default_factory=NoReader)
    devices: DeviceStates = field(default_factory=DeviceStates)
    bridge: BridgeAddress | None = None  # simulated devices in this process, in a demonstration
    uploads: UploadGrants = field(default_factory=UploadGrants)
    services_seen: Signature = ()  # the services folder as it was when it was loaded
    version: str = ""  # hash of the published version that `machine` runs; "": it runs the folder's scripts
    canary: CanaryScripts | None = None
    turn_detector: TurnDetector | None = None
    adviser: Adviser | None = None
    log: Any = field(default_factory=lambda: structlog.get_logger("kiosk"))
    ticket_rules: TicketRules = field(default_factory=partial(load_rules, None))
    ready: bool = False
    prompt_s: float | None = None  # seconds to render one prompt ahead, of those rendered last
    closing: set[str] = field(default_factory=set)  # conversations being closed for good by `jobs.recovery`
    live: LiveDesk = field(init=False)

    def __post_init__(self) -> None:
        board = LiveBoard(self.store.now_ms)
        self.live = LiveDesk(self.settings.live, board, self.sessions, self.staff, self.metrics, self.log)

    def text_link(self, conversation: str) -> Callable[[str, str], str]:
        """The address that a receipt's text message tells, by service and number: of its progress, where it is set."""
        if self.settings.messages.receipt_link == "off":
            return lambda service, number: ""
        return partial(self.progress.address, conversation)

    @property
    def ticket_clock(self) -> TicketClock:
        """By the calendar as it is now."""
        return TicketClock(self.library.calendar, self.ticket_rules)

    def scripts_for(self, device: str, conversation: str, channel: str) -> ServedScripts:
        """For a conversation that begins now."""
        canary = self.canary
        if canary is not None and canary.takes(device, conversation, channel):
            return canary.served
        return ServedScripts(self.machine, self.version)

    def scripts_holding(self, state: State, in_hand: Mapping[str, str], version: str) -> ServedScripts | None:
        """For a conversation that was kept, with the digest of each of its services; None: these have changed."""
        live = ServedScripts(self.machine, self.version)
        return holding((live,) if self.canary is None else (live, self.canary.served), state, in_hand, version)

    @property
    def segmenter_settings(self) -> SegmenterSettings:
        """For other programs' sound; a conversation uses those of its channel (`channel_profiles`)."""
        return segmenter_settings(self.settings.asr)
