"""What is counted by service and by device: conversations, cases, hand-offs, ratings."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from kiosk.telemetry.labels import KnownLabels

CHANNELS = frozenset({"screen", "phone"})
ENDINGS = frozenset({"completed", "cancelled", "handoff", "idle", "drain", "fault"})
#: Of `dialogue.acts.Handoff`, and of a conversation in which nothing gets on.
HANDOFF_REASONS = frozenset({
    "asked", "not_understood", "silent", "fault", "refused_consent", "correction", "script", "danger", "abuse",
    "identity", "vouch", "stalled",
})  # fmt: skip
RATINGS = frozenset({"非常满意", "满意", "基本满意", "不满意", "非常不满意"})
#: What stands as the device of a telephone call.
SURFACES = frozenset({"audiosocket", "chan_websocket", "media_streams", "sip"})
#: Names of devices that are taken where none is known.
_DEVICES = 32
#: Seconds of a conversation.
_LENGTHS = (15, 30, 60, 90, 120, 180, 240, 300, 420, 600, 900, 1200, 1800)


class ServiceMetrics:
    """`services`, `devices`: the values that their labels may have. A service is a name of the library, a device the
    name of a kiosk, or the surface of a telephone call.
    """

    def __init__(self, r: CollectorRegistry) -> None:
        self.services, self.devices = KnownLabels(), KnownLabels(SURFACES, spare=_DEVICES)
        self._channels, self._endings = KnownLabels(CHANNELS), KnownLabels(ENDINGS)
        self._reasons, self._ratings = KnownLabels(HANDOFF_REASONS), KnownLabels(RATINGS)
        self._conversations = Counter(
            "kiosk_service_conversations",
            "Conversations over, by the service that was in hand last",
            ["service", "channel", "ending"],
            registry=r,
        )
        self._seconds = Histogram(
            "kiosk_service_conversation_seconds", "How long a conversation took, by the service that was in hand last",
            ["service"], buckets=_LENGTHS, registry=r,
        )  # fmt: skip
        self._cases = Counter(
            "kiosk_service_cases", "Cases for which a receipt was shown", ["service", "channel"], registry=r
        )
        self._handoffs = Counter(
            "kiosk_service_handoffs", "Hand-offs to a human, by reason", ["service", "channel", "reason"], registry=r
        )
        self._proven = Counter(
            "kiosk_identity_proven", "Citizens who proved who they are, by means", ["means", "channel"], registry=r
        )
        self._rated = Counter(
            "kiosk_service_ratings", "Ratings (好差评) given", ["service", "channel", "rating"], registry=r
        )
        self._device_sessions = Gauge(
            "kiosk_device_sessions", "Conversations going on now, by device", ["device"], registry=r
        )
        self._device_conversations = Counter(
            "kiosk_device_conversations", "Conversations over, by device", ["device", "ending"], registry=r
        )
        self._device_handoffs = Counter(
            "kiosk_device_handoffs", "Hand-offs to a human, by device and reason", ["device", "reason"], registry=r
        )

    def know_services(self, names: Iterable[str]) -> None:
        """These too may stand in `service`. Their ratings begin at 0: Prometheus does not see the first of a series
        that begins at 1.
        """
        names = tuple(names)
        self.services.know(names)
        for name in names:
            for channel in CHANNELS:
                for rating in RATINGS:
                    self._rated.labels(name, channel, rating)

    def began(self, device: str) -> None:
        self._device_sessions.labels(self.devices.of(device)).inc()

    def ended(self, service: str, device: str, channel: str, ending: str, seconds: float) -> None:
        """A conversation that `began` is over. `service`: in hand last; empty: none was."""
        service, device = self.services.of(service), self.devices.of(device)
        ending = self._endings.of(ending)
        self._device_sessions.labels(device).dec()
        self._device_conversations.labels(device, ending).inc()
        self._conversations.labels(service, self._channels.of(channel), ending).inc()
        self._seconds.labels(service).observe(seconds)

    def filed(self, service: str, channel: str) -> None:
        self._cases.labels(self.services.of(service), self._channels.of(channel)).inc()

    def handed_off(self, service: str, device: str, channel: str, reason: str) -> None:
        service, reason = self.services.of(service), self._reasons.of(reason)
        self._handoffs.labels(service, self._channels.of(channel), reason).inc()
        self._device_handoffs.labels(self.devices.of(device), reason).inc()

    def proven(self, means: str, channel: str) -> None:
        """`means`: as `dialogue.script.assurance.ProofMeans` has it."""
        self._proven.labels(means, self._channels.of(channel)).inc()

    def rated(self, service: str, channel: str, rating: str) -> None:
        self._rated.labels(self.services.of(service), self._channels.of(channel), self._ratings.of(rating)).inc()
