"""Prometheus metrics. Labels are from small fixed sets and hold nothing personal."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Protocol

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from kiosk.telemetry.log_metrics import LogOutputCollector
from kiosk.telemetry.service_metrics import ServiceMetrics

#: Seconds. Fine between 0.2 s, the human turn gap, and 2 s, above which callers grow uncertain.
_LATENCY = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.65, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0, 5.0, 10.0)
#: Seconds until a member of staff says 我来.
_ANSWERS = (2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600)
#: Milliseconds between mouth and sound; the limit is 40.
_SKEW = (1, 2, 5, 10, 15, 20, 30, 40, 60, 80, 120, 200)


class TurnTimes(Protocol):
    """Where one spoken turn's time went, in ms."""

    @property
    def endpoint_ms(self) -> float: ...
    @property
    def asr_ms(self) -> float: ...
    @property
    def decide_ms(self) -> float: ...
    @property
    def voice_ms(self) -> float: ...


class Metrics:
    """One registry per hall, so that two halls in one process do not mix."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        r = self.registry
        self.by_service = ServiceMetrics(r)
        r.register(LogOutputCollector())
        self._sessions = Gauge("kiosk_sessions", "Conversations going on now", registry=r)
        Gauge(
            "kiosk_tasks", "Asyncio tasks alive now: what outlives its conversation shows here", registry=r
        ).set_function(_tasks)
        self._waiting = Gauge("kiosk_waiting", "Citizens who wait for a place now", registry=r)
        self._capacity = Gauge("kiosk_capacity", "Conversations that the machine carries at once", registry=r)
        self._turned_away = Counter(
            "kiosk_turned_away", "Citizens who waited and never got a place, by reason", ["reason"], registry=r
        )
        self._conversations = Counter("kiosk_conversations", "Conversations over, by ending", ["ending"], registry=r)
        self._taken_up = Counter("kiosk_taken_up", "Conversations that went on after a breakdown", registry=r)
        self._stages = Histogram(
            "kiosk_turn_seconds",
            "A spoken turn, by stage: endpoint (silence waited for), asr, decide, tts_first; voice_to_voice, their sum",
            ["stage"],
            buckets=_LATENCY,
            registry=r,
        )
        self._barge_ins = Counter("kiosk_barge_ins", "Times a citizen broke in on the clerk", registry=r)
        self._refused = Counter("kiosk_utterances_refused", "Utterances rejected, by reason", ["reason"], registry=r)
        self._client_errors = Counter("kiosk_client_errors", "Errors told to clients, by code", ["code"], registry=r)
        self._underruns = Counter("kiosk_underruns", "Times a loudspeaker ran dry in mid-speech", registry=r)
        self._alerts = Counter("kiosk_alerts", "Alerts of danger, anger or abuse, by kind", ["kind"], registry=r)
        self._faults = Counter("kiosk_faults", "Stages that failed, by stage", ["stage"], registry=r)
        self._store_faults = Counter(
            "kiosk_store_faults", "Writes that never reached the record, by kind", ["kind"], registry=r
        )
        self._store_retries = Counter(
            "kiosk_store_retries", "Writes that failed and are repeated, by kind", ["kind"], registry=r
        )
        self._unwritten = Gauge("kiosk_store_unwritten", "Writes that wait for the record now", registry=r)
        self._unwritten_cases = Gauge(
            "kiosk_store_unwritten_cases", "Cases whose receipt was shown and that the record does not have", registry=r
        )
        self._reloads = Counter(
            "kiosk_services_reload", "Times the services folder was read again, by outcome", ["outcome"], registry=r
        )
        self._prompts = Gauge(
            "kiosk_prompts", "Fixed prompts: in the cache (done), and in all (total)", ["state"], registry=r
        )
        self._job_failures = Counter(
            "kiosk_background_failures", "Times a background job failed and was started again", ["job"], registry=r
        )
        self._jobs_failing = Gauge(
            "kiosk_background_failing", "1 while a background job does not run steadily", ["job"], registry=r
        )
        self._backend = Histogram(
            "kiosk_backend_seconds",
            "Calls to the back end, by interface and outcome",
            ["api", "outcome"],
            buckets=_LATENCY,
            registry=r,
        )
        self._unresolved = Counter(
            "kiosk_submissions_unresolved", "Submissions whose outcome is unknown, by interface", ["api"], registry=r
        )
        self._tickets = Counter("kiosk_tickets", "Call-back tickets, by reason", ["reason"], registry=r)
        self._calls_resumed = Counter(
            "kiosk_calls_resumed", "Callers who called again after being cut off, by outcome", ["outcome"], registry=r
        )
        self._deliveries = Counter(
            "kiosk_deliveries",
            "Attempts at text messages and other deliveries, by kind and the state that followed",
            ["kind", "state"],
            registry=r,
        )
        self._deliveries_waiting = Gauge("kiosk_deliveries_waiting", "Deliveries in the outbox", registry=r)
        self._work_tickets = Gauge(
            "kiosk_work_tickets", "Open tickets (工单): in time, and overdue", ["state"], registry=r
        )
        self._to_do = Gauge(
            "kiosk_staff_to_do", "Poor ratings and lost receipts that staff have not seen to", ["kind"], registry=r
        )
        self._staff_calls = Counter(
            "kiosk_staff_calls", "Calls for staff, by channel and reason", ["channel", "reason"], registry=r
        )
        self._staff_unanswered = Counter(
            "kiosk_staff_unanswered", "Calls for staff to which nobody came, down to the end of the line", registry=r
        )
        self._staff_taken = Histogram(
            "kiosk_staff_taken_seconds", "From a call for staff to 我来", buckets=_ANSWERS, registry=r
        )
        self._staff_open = Gauge("kiosk_staff_calls_open", "Calls for staff that are not closed", registry=r)
        self._step_ins = Counter(
            "kiosk_step_ins",
            "Times a member of staff took over a conversation",
            ["channel"],
            registry=r,
        )
        self._step_outs = Counter("kiosk_step_outs", "Times one ceased to, by reason", ["reason"], registry=r)
        self._stepped_in = Gauge("kiosk_stepped_in", "Conversations in which a member of staff answers now", registry=r)
        self._kiosks = Gauge("kiosk_kiosks", "Kiosks: enrolled, and of these connected now", ["state"], registry=r)
        self._bell_pages = Gauge("kiosk_bell_pages", "Bell pages on duty now", registry=r)
        self._devices = Gauge(
            "kiosk_devices", "Devices of the kiosks that are connected, by state", ["device", "state"], registry=r
        )
        self._prints = Counter(
            "kiosk_prints", "Receipts to be printed, by outcome, or why it failed", ["outcome"], registry=r
        )
        self._language_model = Counter(
            "kiosk_language_model",
            "Consultations of the language model, by job and outcome",
            ["job", "outcome"],
            registry=r,
        )
        self._skew = Histogram(
            "kiosk_skew_milliseconds",
            "Mouth against sound, as pages report it (absolute)",
            buckets=_SKEW,
            registry=r,
        )

        self._calls = Counter(
            "kiosk_phone_calls", "Telephone calls over, by surface and outcome", ["surface", "outcome"], registry=r
        )
        self._call_answer = Histogram(
            "kiosk_phone_answer_seconds",
            "From the connection of a call to the clerk's first sound",
            ["surface"],
            buckets=_LATENCY,
            registry=r,
        )
        self._call_barge_ins = Counter(
            "kiosk_phone_barge_ins", "Times a caller broke in on the clerk", ["surface"], registry=r
        )
        self._call_frames = Counter(
            "kiosk_phone_frames",
            "Frames of 20 ms from callers that came late, or were lost",
            ["surface", "fault"],
            registry=r,
        )
        self._recording_faults = Counter(
            "kiosk_recording_faults", "Times a part of a call was not recorded, by kind", ["kind"], registry=r
        )

        for counter, values in (
            (self._turned_away, ("busy", "caller", "drain")),
            (self._reloads, ("loaded", "refused")),
            (self._recording_faults, ("full", "other", "readonly", "slow")),
        ):
            for value in values:  # at 0, so that the first one is seen as an increase
                counter.labels(value)

    def call_over(self, surface: str, outcome: str, answer_ms: int | None, barge_ins: int) -> None:
        """A telephone call is over. `answer_ms`: None where no sound was sent."""
        self._calls.labels(surface, outcome).inc()
        self._call_barge_ins.labels(surface).inc(barge_ins)
        if answer_ms is not None:
            self._call_answer.labels(surface).observe(answer_ms / 1000)

    def call_frames(self, surface: str, *, late: int, lost: int) -> None:
        """Of one call that is over."""
        self._call_frames.labels(surface, "late").inc(late)
        self._call_frames.labels(surface, "lost").inc(lost)

    def recording_fault(self, kind: str) -> None:
        """`kind`: full, readonly, slow or other."""
        self._recording_faults.labels(kind).inc()

    def began(self, device: str = "") -> None:
        self._sessions.inc()
        self.by_service.began(device)

    def resumed(self, device: str = "") -> None:
        """A conversation that `began` in a process that broke down is resumed."""
        self.began(device)
        self._taken_up.inc()

    def ended(self, ending: str, service: str = "", device: str = "", channel: str = "", seconds: float = 0.0) -> None:
        """A conversation that `began` is over. `service`: in hand last; empty: none was."""
        self._sessions.dec()
        self._conversations.labels(ending).inc()
        self.by_service.ended(service, device, channel, ending, seconds)

    def waiting(self, citizens: int) -> None:
        self._waiting.set(citizens)

    def capacity(self, conversations: int) -> None:
        self._capacity.set(conversations)

    def turned_away(self, reason: str) -> None:
        self._turned_away.labels(reason).inc()

    def answered(self, times: TurnTimes) -> None:
        """A spoken turn reached its first sound."""
        stages = {
            "endpoint": times.endpoint_ms,
            "asr": times.asr_ms,
            "decide": times.decide_ms,
            "tts_first": times.voice_ms,
        }
        for stage, ms in (stages | {"voice_to_voice": sum(stages.values())}).items():
            self._stages.labels(stage).observe(ms / 1000)

    def barged_in(self) -> None:
        self._barge_ins.inc()

    def refused(self, reason: str) -> None:
        self._refused.labels(reason).inc()

    def client_error(self, code: str) -> None:
        self._client_errors.labels(code).inc()

    def underran(self, count: int = 1) -> None:
        self._underruns.inc(count)

    def alert(self, kind: str) -> None:
        self._alerts.labels(kind).inc()

    def printed(self, outcome: str) -> None:
        self._prints.labels(outcome).inc()

    def devices(self, counted: Mapping[tuple[str, str], int]) -> None:
        """How many there are now: (device, state) -> number."""
        self._devices.clear()
        for labels, number in counted.items():
            self._devices.labels(*labels).set(number)

    def fault(self, stage: str) -> None:
        self._faults.labels(stage).inc()

    def store_fault(self, kind: str) -> None:
        self._store_faults.labels(kind).inc()

    def store_retry(self, kind: str) -> None:
        self._store_retries.labels(kind).inc()

    def unwritten(self, writes: int, cases: int) -> None:
        """How many writes wait for the record, and how many filed cases are among them."""
        self._unwritten.set(writes)
        self._unwritten_cases.set(cases)

    def reloaded(self, outcome: str) -> None:
        """`outcome`: `loaded`, or `refused` (a mistake in it: nothing changed)."""
        self._reloads.labels(outcome).inc()

    def prerendered(self, done: int, total: int) -> None:
        """How many fixed prompts are in the cache, and how many there are."""
        self._prompts.labels("done").set(done)
        self._prompts.labels("total").set(total)

    def job_failed(self, job: str) -> None:
        self._job_failures.labels(job).inc()

    def job_failing(self, job: str, failing: bool) -> None:
        self._jobs_failing.labels(job).set(failing)

    def backend_call(self, api: str, outcome: str, seconds: float) -> None:
        """`outcome`: `ok`, `resting`, or the kind of `BackendError`. `BackendGateway`'s `on_call`."""
        self._backend.labels(api, outcome).observe(seconds)

    def unresolved(self, api: str) -> None:
        """Staff must find out whether a submission was filed."""
        self._unresolved.labels(api).inc()

    def ticket(self, reason: str) -> None:
        """A caller was promised a call back."""
        self._tickets.labels(reason).inc()

    def call_resumed(self, outcome: str) -> None:
        """A caller who was cut off was asked whether to go on."""
        self._calls_resumed.labels(outcome).inc()

    def delivery(self, kind: str, state: str) -> None:
        """An attempt at a delivery of the outbox."""
        self._deliveries.labels(kind, state).inc()

    def deliveries_waiting(self, count: int) -> None:
        self._deliveries_waiting.set(count)

    def work_tickets(self, counts: Mapping[str, int]) -> None:
        """`open`: in time; `overdue`."""
        for state, count in counts.items():
            self._work_tickets.labels(state).set(count)

    def to_do(self, kind: str, count: int) -> None:
        """`kind`: `rating` or `message`. How many of them staff still have to see to."""
        self._to_do.labels(kind).set(count)

    def staff_called(self, channel: str, reason: str) -> None:
        self._staff_calls.labels(channel, reason).inc()

    def staff_taken(self, seconds: float) -> None:
        """Somebody said 我来, so many seconds after the call."""
        self._staff_taken.observe(seconds)

    def staff_unanswered(self) -> None:
        self._staff_unanswered.inc()

    def staff_calls_open(self, count: int) -> None:
        self._staff_open.set(count)

    def stepped_in(self, channel: str) -> None:
        self._step_ins.labels(channel).inc()

    def stepped_out(self, why: str) -> None:
        """`why`: handed_back, lost, idle, ended."""
        self._step_outs.labels(why).inc()

    def owned(self, count: int) -> None:
        """Conversations in which a member of staff answers now."""
        self._stepped_in.set(count)

    def know_kiosks(self, names: Iterable[str]) -> None:
        """Kiosks whose names may be values of labels, from now on."""
        self.by_service.devices.know(names)

    def kiosks(self, enrolled: int, connected: int) -> None:
        self._kiosks.labels("enrolled").set(enrolled)
        self._kiosks.labels("connected").set(connected)

    def bell_pages(self, count: int) -> None:
        self._bell_pages.set(count)

    def advised(self, job: str, outcome: str) -> None:
        """`outcome`: one of the adviser's, whose `on_advice` this is."""
        self._language_model.labels(job, outcome).inc()

    def played(self, skew_ms: float) -> None:
        self._skew.observe(abs(skew_ms))


def _tasks() -> float:
    """Of the event loop that serves `/metrics`, which is the hall's."""
    try:
        return float(len(asyncio.all_tasks()))
    except RuntimeError:
        return 0.0  # collected outside of an event loop
