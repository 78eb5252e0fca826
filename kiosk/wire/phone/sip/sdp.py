"""SDP of one call (RFC 4566, 3264): reads the peer's description, and writes ours, of one audio stream."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from kiosk.wire.phone.sip.messages import SipError, port_of

#: Lines of the longest description that is read.
_MOST_LINES = 512
_HIGHEST_PAYLOAD_TYPE = 127


class RtpCoding(Enum):
    """Codings of the sound, the most wanted first: name and clock in SDP, static payload type, Hz of the samples.

    G.722's clock is 8000 in SDP and RTP, though its sound has 16 kHz.
    """

    G722 = ("G722", 9, 16_000)
    PCMA = ("PCMA", 8, 8_000)
    PCMU = ("PCMU", 0, 8_000)

    @property
    def sdp_name(self) -> str:
        return self.value[0]

    @property
    def payload_type(self) -> int:
        return self.value[1]

    @property
    def rate(self) -> int:
        return self.value[2]


#: For operators: the names of the codings, with those of SDP, which a carrier uses.
CODING_NAMES = {
    RtpCoding.G722: "G.722",
    RtpCoding.PCMA: "G.711 A-law (PCMA)",
    RtpCoding.PCMU: "G.711 µ-law (PCMU)",
}


class MediaDirection(Enum):
    SENDRECV = "sendrecv"
    SENDONLY = "sendonly"
    RECVONLY = "recvonly"
    INACTIVE = "inactive"

    @property
    def answer(self) -> MediaDirection:
        mirrored = {MediaDirection.SENDONLY: MediaDirection.RECVONLY, MediaDirection.RECVONLY: MediaDirection.SENDONLY}
        return mirrored.get(self, self)


@dataclass(frozen=True, slots=True)
class MediaDescription:
    """What the peer says of its audio. `payloads`: type → name and clock, `PCMA/8000`, in its order of preference.

    `streams`: the `m=` lines, of which `audio` is the number of the audio stream.
    """

    address: str
    port: int
    payloads: dict[int, str]
    direction: MediaDirection
    streams: tuple[str, ...] = ()
    audio: int = 0


@dataclass(frozen=True, slots=True)
class AgreedMedia:
    """`address`, `port`: where the peer's sound is sent to. `events`: the payload type of keys (RFC 4733), if agreed.

    `direction` is ours: whether we send, whether we hear.
    """

    address: str
    port: int
    coding: RtpCoding
    payload_type: int
    events: int | None
    direction: MediaDirection

    @property
    def sends(self) -> bool:
        return self.direction in (MediaDirection.SENDRECV, MediaDirection.SENDONLY)

    @property
    def hears(self) -> bool:
        """A peer that only sends has put us on hold, and plays music."""
        return self.direction is MediaDirection.SENDRECV


@dataclass(slots=True)
class LocalMedia:
    """Where we take sound, as the peer must see it."""

    address: str
    port: int
    session: int
    _described: list[str] = field(default_factory=list)
    _version: int = 0

    def version_of(self, media: list[str]) -> int:
        """Of the description with these lines: it grows where they are others than the last time."""
        if media != self._described:
            self._described, self._version = media, self._version + 1
        return self._version


def parse_sdp(body: bytes) -> MediaDescription:
    """Raises SipError where there is no plain RTP audio in it."""
    lines = [(line[0], line[2:].strip()) for line in body.decode("utf-8", "replace").splitlines() if line[1:2] == "="]
    lines = lines[:_MOST_LINES]
    begins = [n for n, (kind, _) in enumerate(lines) if kind == "m"]
    streams = [lines[n][1] for n in begins]
    audio = next((n for n, stream in enumerate(streams) if _is_audio(stream)), None)
    if audio is None or any(len(stream.split()) < 4 for stream in streams):
        raise SipError("expected an m=audio of RTP/AVP with a port, and four fields in each m=")
    session = lines[: begins[0]]
    media = lines[begins[audio] : [*begins, len(lines)][audio + 1]]
    fields = streams[audio].split()
    connection = _last(media, "c") or _last(session, "c")
    address = connection.split()[-1].partition("/")[0] if connection else ""
    if not address:
        raise SipError("expected a c= with an address")
    offered = [number for each in fields[3:] if (number := _payload_type(each)) is not None]
    mapped = _mapped(media)
    static = {coding.payload_type: f"{coding.sdp_name}/8000" for coding in RtpCoding}
    payloads = {each: name for each in offered if (name := mapped.get(each) or static.get(each))}
    direction = _direction(media) or _direction(session) or MediaDirection.SENDRECV
    if address == "0.0.0.0":
        direction = MediaDirection.INACTIVE
    return MediaDescription(address, port_of(fields[1].partition("/")[0]), payloads, direction, tuple(streams), audio)


def agree(offer: MediaDescription, current: RtpCoding | None = None) -> AgreedMedia | None:
    """The sound that both sides can take; `current` is kept if it is offered. None: there is none."""
    names = {name.upper(): payload for payload, name in reversed(offer.payloads.items())}
    wanted = [*([current] if current is not None else []), *RtpCoding]
    coding = next((each for each in wanted if f"{each.sdp_name}/8000" in names), None)
    if coding is None:
        return None
    events = names.get("TELEPHONE-EVENT/8000")
    payload = names[f"{coding.sdp_name}/8000"]
    return AgreedMedia(offer.address, offer.port, coding, payload, events, offer.direction.answer)


def write_answer(offer: MediaDescription, agreed: AgreedMedia, local: LocalMedia) -> bytes:
    """One audio stream; all other streams of the offer are refused by port 0."""
    payloads = [(agreed.payload_type, f"{agreed.coding.sdp_name}/8000")]
    lines: list[str] = []
    for number, stream in enumerate(offer.streams):
        kind, _, protocol, *formats = stream.split()
        if number == offer.audio:
            lines += _audio(local, payloads, agreed.events, agreed.direction)
        else:
            lines.append(f"m={kind} 0 {protocol} {' '.join(formats)}")
    return _description(local, lines)


def write_offer(local: LocalMedia, codings: Iterable[RtpCoding] = RtpCoding) -> bytes:
    """For an INVITE without a description, or of ours: everything that we can take, or of that these codings."""
    payloads = [(coding.payload_type, f"{coding.sdp_name}/8000") for coding in codings]
    return _description(local, _audio(local, payloads, 101, MediaDirection.SENDRECV))


def _audio(
    local: LocalMedia, payloads: list[tuple[int, str]], events: int | None, direction: MediaDirection
) -> list[str]:
    mapped = [*payloads, *([(events, "telephone-event/8000")] if events is not None else [])]
    lines = [f"m=audio {local.port} RTP/AVP {' '.join(str(number) for number, _ in mapped)}"]
    lines += [f"a=rtpmap:{number} {name}" for number, name in mapped]
    lines += [f"a=fmtp:{events} 0-15"] if events is not None else []
    return [*lines, "a=ptime:20", f"a={direction.value}"]


def _description(local: LocalMedia, media: list[str]) -> bytes:
    family = "IP6" if ":" in local.address else "IP4"
    where = f"IN {family} {local.address}"
    lines = ["v=0", f"o=- {local.session} {local.version_of(media)} {where}", "s=-", f"c={where}", "t=0 0", *media, ""]
    return "\r\n".join(lines).encode("utf-8", "replace")


def _is_audio(stream: str) -> bool:
    kind, port, protocol = [*stream.split(), "", "", ""][:3]
    try:
        port_of(port.partition("/")[0])
    except SipError:
        return False
    return kind == "audio" and protocol in ("RTP/AVP", "RTP/AVPF")


def _last(lines: list[tuple[str, str]], kind: str) -> str:
    return next((value for key, value in reversed(lines) if key == kind), "")


def _mapped(media: list[tuple[str, str]]) -> dict[int, str]:
    """Payload type → name and clock, without the number of channels."""
    found: dict[int, str] = {}
    for kind, value in media:
        text, _, name = value.removeprefix("rtpmap:").partition(" ")
        number = _payload_type(text)
        if kind == "a" and value.startswith("rtpmap:") and number is not None:
            found[number] = "/".join(name.strip().split("/")[:2])
    return found


def _payload_type(text: str) -> int | None:
    """Of 7 bits (RFC 3550); None for anything else."""
    known = text.isascii() and text.isdigit() and len(text) <= 3 and int(text) <= _HIGHEST_PAYLOAD_TYPE
    return int(text) if known else None


def _direction(lines: list[tuple[str, str]]) -> MediaDirection | None:
    known = {each.value: each for each in MediaDirection}
    return next((known[value] for kind, value in lines if kind == "a" and value in known), None)
