"""The settings of a hall: one `config.yaml`, typed, with environment overrides.

Every value has a default, so no file at all is a working set-up. Every mistake is reported at once, each with its line
(or the name of its environment variable), what was expected and what came.

Precedence, weakest first: the defaults below, the file, `KIOSK_MODELS` (for `models_dir` only), `KIOSK__SECTION__KEY`,
options of the command line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from kiosk.config import backend, devices, feedback, identity, log, oidc, phone, staff
from kiosk.config.backend import BackendSettings
from kiosk.config.devices import DeviceSettings
from kiosk.config.feedback import FeedbackSettings
from kiosk.config.fleet import FleetSettings
from kiosk.config.former_names import GONE, RENAMED
from kiosk.config.identity import IdentitySettings
from kiosk.config.live import LiveSettings
from kiosk.config.log import LogSettings
from kiosk.config.messages import MessageSettings, secret_mistake
from kiosk.config.operators import OperatorsSettings
from kiosk.config.phone import PhoneSettings
from kiosk.config.reader import ConfigError, Mistake, Reader
from kiosk.config.rules import (
    FOLDER,
    HOST,
    NO_FILE,
    OPTIONAL_FILE,
    decimal,
    decimal_or_word,
    one_of,
    text,
    web_address,
    whole,
)
from kiosk.config.services import ServicesSettings
from kiosk.config.staff import StaffSettings
from kiosk.config.trust_store import TrustError, check_environment, client_context

__all__ = [
    "AsrSettings", "BackendSettings", "BargeInSettings", "ConfigError", "DeviceSettings", "FeedbackSettings",
    "FleetSettings", "HallSettings", "LanguageModelSettings", "LimitSettings", "ListenerSettings", "LogSettings",
    "MessageSettings", "Mistake", "OperatorsSettings", "PhoneSettings", "Settings", "StaffSettings", "StoreSettings",
    "TtsSettings", "TurnSettings", "load_settings", "usual_file",
]  # fmt: skip

_HOSTS = (
    r"([\w.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?([,\s]+([\w.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?)*|",
    "host names with commas between them, such as kiosk.example.gov.cn, clerk.hall:8443",
)
_NAMED = (r".*\S.*", "text that is not empty")
_SERVER = (r"|https?://[^\s/@]+(/\S*)?", '"" or an http:// or https:// address without user and password')
_DATABASE = (r"|[a-z0-9]+\+[a-z0-9]+://.*", '"" for SQLite in data_dir, or a URL such as sqlite+aiosqlite:///hall.db')


@dataclass(frozen=True, slots=True)
class HallSettings:
    """What the citizen is told about the hall and the clerk.

    `notice`: a second text beside the AI label (AI disclosure). The label is no setting: it is `AI_LABEL` in
    web/src/words.ts, drawn by web/src/view/header.ts and web/src/face/body.ts. A notice equal to it is not drawn.
    `public_url`: the address under which citizens' phones open this server, for the QR codes of 拍照 and 上传 and of
    receipts; empty: no code is shown. `progress_url`: the hall's own page of a case's progress, with `{number}` in its
    place, instead of this server's; `progress_days`: how long a receipt's code opens this server's.
    """

    name: str = text("市民服务中心", *_NAMED)
    clerk: str = text("小惠", *_NAMED)
    notice: str = text("AI 数字人", *_NAMED)  # beside the AI label
    sms: Literal["none", "backend", "sender"] = one_of("none", "none", "backend", "sender")  # who sends citizens texts
    public_url: str = web_address("", *_SERVER)
    progress_url: str = web_address("", *_SERVER)
    progress_days: int = whole(30, 1, 365)
    area_code: str = text("", r"(0\d{2,3})?", "an area code such as 010 or 0571, or nothing")  # for landlines without


@dataclass(frozen=True, slots=True)
class ListenerSettings:
    """The citizens' side: page, WebSocket, health. Port 0 takes any free port.

    `token`: what other clients (`/funasr`, `/v1/realtime`) must present; empty: only this machine's may connect.
    `tls_cert`, `tls_key`: PEM files; with both the listener speaks only https and wss.
    `hosts`: names under which pages reach this server, beside its own name, localhost and plain addresses
    (`kiosk.net.hosts`); a browser page served under one of them may open `/ws`.
    """

    host: str = text("127.0.0.1", *HOST)
    port: int = whole(8080, 0, 65535)
    hosts: str = text("", *_HOSTS)
    token: str = text("", secret=True)
    tls_cert: Path | None = field(default=None, metadata=NO_FILE)
    tls_key: Path | None = field(default=None, metadata=NO_FILE)


@dataclass(frozen=True, slots=True)
class AsrSettings:
    """Recognition. `model`: `auto` (the best that the device can run), a name from `kiosk models list`, or a folder.

    `workers`: utterances decoded at once on the processor, each by one thread; 0 for one per core.

    `remote_*`: an OpenAI-compatible transcription server, for `engine: remote`; the key is never shown.
    """

    engine: Literal["whisper", "faster-whisper", "sherpa", "remote"] = one_of(
        "whisper", "whisper", "faster-whisper", "sherpa", "remote"
    )
    model: str = text("auto", r"\S(.*\S)?", "auto, a name from `kiosk models list`, or the path of a model folder")
    workers: int = whole(0, 0, 256)
    beam: int = whole(5, 1, 10)
    min_speech_ms: int = whole(200, 60, 2000)  # voiced sound that starts an utterance
    end_silence_ms: int = whole(600, 200, 3000)
    smart_turn: Literal["off", "vote"] = one_of("off", "off", "vote")
    remote_url: str = web_address("", *_SERVER)
    remote_key: str = text("", secret=True)
    remote_model: str = text("")
    remote_ca_file: Path | None = field(default=None, metadata=OPTIONAL_FILE)
    remote_timeout_s: float = decimal(15, 0.5, 120)
    remote_partials: Literal["no", "yes"] = one_of("no", "no", "yes")  # captions cost a request each


@dataclass(frozen=True, slots=True)
class TtsSettings:
    """Synthesis. Speeds are factors of the voice's own; the cache holds rendered clauses."""

    engine: Literal["kokoro", "edge"] = one_of("kokoro", "kokoro", "edge")
    voice: str = text("zf_xiaoxiao", r"[A-Za-z0-9_-]+", "the name of a voice, such as zf_xiaoxiao")
    speed: float = decimal(1.0, 0.5, 2.0)
    elderly_speed: float = decimal(0.8, 0.5, 2.0)
    cache_mb: int = whole(512, 0, 1_000_000)
    threads: int = whole(2, 1, 64)


def _barge_in(default: float | None) -> float | None:
    return decimal_or_word(default, 0, 10, "words")


@dataclass(frozen=True, slots=True)
class BargeInSettings:
    """Barge-in: seconds of speech that stop the clerk before its words are recognised, by prompt kind.

    None, written `words`: only recognised words stop the clerk. They always do, whatever is set here.
    """

    greeting: float | None = _barge_in(1.2)
    question: float | None = _barge_in(1.6)
    readback: float | None = _barge_in(2.0)  # of what the citizen has said, for confirmation
    number: float | None = _barge_in(1.2)  # a question for a number: citizens start to read it out at once
    notice: float | None = _barge_in(None)  # consent, conditions, the farewell when the hall ends the conversation


@dataclass(frozen=True, slots=True)
class TurnSettings:
    """Turn-taking, in seconds and milliseconds of speech or silence."""

    no_input_timeout_s: float = decimal(8, 2, 120)  # no-input timeout: silence until the reprompt
    idle_s: float = decimal(60, 5, 3600)  # no input for this long: end the conversation
    stall_s: float = decimal(180, 30, 3600)  # no question answered, no step done so long: end politely; or hand over
    resume_grace_s: float = decimal(30, 0, 3600)  # a dropped connection may come back
    restart_grace_s: float = decimal(120, 0, 3600)  # after a breakdown, conversations this fresh are resumed
    hello_s: float = decimal(10, 1, 120)  # a connection without a hello is closed
    lead_s: float = decimal(2.0, 0.2, 10)  # audio sent ahead of what has been played
    barge_in: BargeInSettings = field(default_factory=BargeInSettings)


@dataclass(frozen=True, slots=True)
class LimitSettings:
    sessions: int = whole(8, 1, 10_000)  # conversations at once, however strong the machine
    connections: int = whole(64, 1, 10_000)  # pages at once, most of them waiting for a citizen
    load: float = decimal(0.75, 0.05, 1)  # share of the machine that conversations may fill; beyond it citizens queue
    wait_s: float = decimal(180, 5, 3600)  # in the queue; then the citizen is sent to a window
    message_bytes: int = whole(65536, 4096, 16_777_216)
    errors: int = whole(5, 1, 1000)  # bad messages in a connection before it is cut off


@dataclass(frozen=True, slots=True)
class LanguageModelSettings:
    """An OpenAI-compatible server (vLLM, Ollama, …), up to `/v1`. `url` empty: none.

    `deadline_s`: the longest wait for an answer, connecting included; then the rules decide.
    """

    url: str = web_address("", *_SERVER)
    model: str = text("")
    key: str = text("", secret=True)
    ca_file: Path | None = field(default=None, metadata=OPTIONAL_FILE)
    deadline_s: float = decimal(1.5, 0.1, 30)


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """The record. `url` empty: SQLite in `data_dir`; `key_file` None: `data_dir/key`; `keep_days` 0: never purged."""

    url: str = text("", *_DATABASE, secret=True)
    key_file: Path | None = field(default=None, metadata=OPTIONAL_FILE)
    keep_days: int = whole(30, 0, 36_500)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a hall can set. All paths are absolute once loaded."""

    hall: HallSettings = field(default_factory=HallSettings)
    public: ListenerSettings = field(default_factory=ListenerSettings)
    operators: OperatorsSettings = field(default_factory=OperatorsSettings)
    data_dir: Path = field(default=Path("data"), metadata=FOLDER)
    models_dir: Path = field(default=Path("~/.cache/hall-clerk/models"), metadata=FOLDER)
    services_dir: Path = field(default=Path("services"), metadata=FOLDER)
    services: ServicesSettings = field(default_factory=ServicesSettings)
    device: Literal["auto", "cpu", "cuda"] = one_of("auto", "auto", "cpu", "cuda")
    asr: AsrSettings = field(default_factory=AsrSettings)
    tts: TtsSettings = field(default_factory=TtsSettings)
    turns: TurnSettings = field(default_factory=TurnSettings)
    limits: LimitSettings = field(default_factory=LimitSettings)
    phone: PhoneSettings = field(default_factory=PhoneSettings)
    backend: BackendSettings = field(default_factory=BackendSettings)
    messages: MessageSettings = field(default_factory=MessageSettings)
    feedback: FeedbackSettings = field(default_factory=FeedbackSettings)
    staff: StaffSettings = field(default_factory=StaffSettings)
    live: LiveSettings = field(default_factory=LiveSettings)
    fleet: FleetSettings = field(default_factory=FleetSettings)
    identity: IdentitySettings = field(default_factory=IdentitySettings)
    devices: DeviceSettings = field(default_factory=DeviceSettings)
    language_model: LanguageModelSettings = field(default_factory=LanguageModelSettings)
    embeddings: Literal["auto", "off"] = one_of("auto", "auto", "off")  # auto: used where they are installed
    store: StoreSettings = field(default_factory=StoreSettings)
    log: LogSettings = field(default_factory=LogSettings)
    drain_s: float = decimal(20.0, 0, 3600)

    @property
    def key_path(self) -> Path:
        """Where the store's key lies."""
        return self.store.key_file or self.data_dir / "key"

    @property
    def journal_path(self) -> Path:
        """The journal: entries that the database has not taken yet."""
        return self.data_dir / "journal"

    @property
    def recordings_dir(self) -> Path:
        """Where calls are recorded, with `phone.record`."""
        return self.data_dir / "recordings"

    @property
    def database_url(self) -> str:
        """The SQLAlchemy URL of the record."""
        return self.store.url or f"sqlite+aiosqlite:///{self.data_dir / 'hall.db'}"

    @property
    def speech_cache_dir(self) -> Path:
        """Rendered clauses of the fixed prompts."""
        return self.data_dir / "speech"


def usual_file() -> Path | None:
    """`config.yaml` of the current folder, if it exists: the file that is read where none is named."""
    here = Path("config.yaml")
    return here if here.exists() else None


def load_settings(path: Path | None, env: Mapping[str, str], options: Mapping[str, str] | None = None) -> Settings:
    """Read the settings. This is the only place that makes them.

    `path` none: defaults. `options`: command-line options by the setting they override (`{"public.port": "9000"}`);
    they win over everything. Relative paths in the file start at the file's folder; in the environment, and in the
    defaults when there is no file, at the working directory.
    Raises `ConfigError`, whose text lists every mistake; a `path` that cannot be read is one.
    """
    reader = Reader(Settings, RENAMED, GONE)
    here = Path.cwd()
    base = here
    if path is not None:
        base = path.absolute().parent
        reader.read_file(path.absolute())
    reader.read_environment(env, here, {"KIOSK_MODELS": "models_dir"})
    for dotted, raw in (options or {}).items():
        reader.read_option(dotted, raw, here)
    settings: Settings = reader.build(base)
    read = len(reader.mistakes)
    _check_together(settings, reader)
    _check_trust(settings, reader, env)
    reader.drop_consequences(read)
    if reader.mistakes:
        raise ConfigError(reader.mistakes)
    return settings


def _check_together(settings: Settings, reader: Reader) -> None:
    """Mistakes that concern several values together."""
    public, operators = settings.public, settings.operators
    if public.port == operators.port != 0:
        where = reader.places.get("operators.port") or reader.places.get("public.port") or "the defaults"
        reader.wrong(where, f"public.port and operators.port are both {public.port}; the two sides need a port each")
    for name, side in (("public", public), ("operators", operators)):
        if (side.tls_cert is None) != (side.tls_key is None):
            have, lack = ("tls_cert", "tls_key") if side.tls_key is None else ("tls_key", "tls_cert")
            where = reader.places.get(f"{name}.{have}") or "the defaults"
            reader.wrong(where, f"{name}.{have} is set: set {name}.{lack} too; https needs both")
    for name, what in backend.mistakes(settings.backend):
        reader.wrong(reader.places.get(f"backend.{name}") or "the defaults", what)
    for name, what in log.mistakes(settings.log):
        reader.wrong(reader.places.get(f"log.{name}") or "the defaults", what)
    if settings.asr.engine == "remote" and not (settings.asr.remote_url and settings.asr.remote_model):
        where = reader.places.get("asr.engine") or "the defaults"
        reader.wrong(where, "asr.engine is remote: set asr.remote_url (up to /v1) and asr.remote_model too")
    if settings.language_model.url and not settings.language_model.model:
        where = reader.places.get("language_model.url") or "the defaults"
        reader.wrong(where, "language_model.url is set: set language_model.model too, as the server calls it")
    if settings.hall.sms == "sender" and not settings.messages.url:
        where = reader.places.get("hall.sms") or "the defaults"
        reader.wrong(where, "hall.sms is sender: set messages.url too, the address of what sends text messages")
    for name, what in oidc.mistakes(settings, reader.places):
        reader.wrong(reader.places.get(f"operators.oidc.{name}") or "the defaults", what)
    for name, what in identity.mistakes(settings):
        reader.wrong(reader.places.get(f"identity.{name}") or "the defaults", what)
    for dotted, secret in (
        ("messages.secret", settings.messages.secret),
        ("phone.handoff_secret", settings.phone.handoff_secret),
    ):
        if wrong := secret_mistake(dotted, secret):
            reader.wrong(reader.places.get(dotted) or "the defaults", wrong)
    line = settings.phone.port
    if settings.phone.audiosocket == "on" and line and line in (public.port, operators.port):
        where = reader.places.get("phone.port") or reader.places.get("phone.audiosocket") or "the defaults"
        reader.wrong(where, f"phone.port is {line}, which public or operators has: each listener needs its own")
    for name, what in phone.mistakes(settings.phone):
        reader.wrong(reader.places.get(f"phone.{name}") or "the defaults", what)
    for name, what in feedback.mistakes(settings.feedback):
        reader.wrong(reader.places.get(f"feedback.{name}") or "the defaults", what)
    if settings.hall.progress_url and settings.hall.progress_url.count("{number}") != 1:
        where = reader.places.get("hall.progress_url") or "the defaults"
        reader.wrong(where, "hall.progress_url: expected {number} once, in the place of the case's number")
    for name, what in devices.mistakes(settings):
        reader.wrong(reader.places.get(f"devices.{name}") or "the defaults", what)
    for name, what in staff.mistakes(settings.staff):
        reader.wrong(reader.places.get(f"staff.{name}") or "the defaults", what)
    limits = settings.limits
    if limits.connections < limits.sessions:
        where = reader.places.get("limits.connections") or reader.places.get("limits.sessions") or "the defaults"
        reader.wrong(
            where, f"limits.connections is {limits.connections}; {limits.sessions} sessions need as many or more"
        )
    if settings.turns.idle_s <= settings.turns.no_input_timeout_s:
        where = reader.places.get("turns.idle_s") or reader.places.get("turns.no_input_timeout_s") or "the defaults"
        reader.wrong(where, "turns.idle_s must be longer than turns.no_input_timeout_s, or the reprompt never comes")


def _check_trust(settings: Settings, reader: Reader, env: Mapping[str, str]) -> None:
    """Report unusable certificates at the start, not at the first call."""
    files = {
        "asr.remote_ca_file": settings.asr.remote_ca_file,
        "backend.ca_file": settings.backend.ca_file,
        "feedback.ca_file": settings.feedback.ca_file,
        "identity.verifier.ca_file": settings.identity.verifier.ca_file,
        "language_model.ca_file": settings.language_model.ca_file,
        "log.ca_file": settings.log.ca_file,
        "messages.ca_file": settings.messages.ca_file,
        "operators.oidc.ca_file": settings.operators.oidc.ca_file,
        "staff.ca_file": settings.staff.ca_file,
    }
    for dotted, file in ((dotted, file) for dotted, file in files.items() if file):
        try:
            client_context(file)
        except TrustError as error:
            reader.wrong(reader.places.get(dotted) or dotted, f"{dotted}: expected certificates in PEM; {error}")
    told = (one.url for one in settings.staff.destinations.values())
    urls = (
        settings.backend.url,
        settings.asr.remote_url,
        settings.language_model.url,
        settings.log.otlp,
        settings.messages.url,
        settings.feedback.url,
        settings.identity.verifier.url,
        settings.operators.oidc.issuer,
        *told,
    )
    try:
        check_environment(env if any(url.startswith("https:") for url in urls) else {})
    except TrustError as error:
        reader.wrong("SSL_CERT_FILE, SSL_CERT_DIR", f"expected certificates in PEM; {error}")
