"""Watches one call for the hall: keeps its log, records it where the hall consents, and counts it at its end.

The call works the same without it; nothing here waits for a disk but the beginning of a recording, 0.3 s at most.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from dialogue import State
from kiosk.channels.phone.call_facts import CallFacts, HungUpBy, Refusal
from kiosk.channels.phone.call_log import CallLog
from kiosk.channels.phone.observed_codec import ObservedCodec
from kiosk.channels.phone.recording_tracks import RECORDING_RATE, RecordedChunk, RecordingTracks
from kiosk.hall import Hall
from kiosk.session.dialogue import Backend
from kiosk.store.recording_format import RecordingHead
from kiosk.store.recording_writer import OpenRecording, RecordingWriter
from kiosk.upstream.answer import BackendError
from kiosk.upstream.handoff_hook import HandoffHook, HandoffReply
from kiosk.wire import messages as m
from kiosk.wire.phone.events import CallerAudio, CountsLoss, NamesCoding, Pcm, PhoneCodec, PhoneEvent


class CallRecorder:
    """Writes the tracks of one call."""

    def __init__(self, writer: RecordingWriter, recording: OpenRecording, began: float) -> None:
        self.tracks = RecordingTracks(began)
        self._writer, self._recording = writer, recording

    def tick(self, now: float) -> None:
        self._write(self.tracks.take(now))

    def finish(self, now: float) -> float:
        """The seconds that are missing from it so far."""
        chunks, samples = self.tracks.finish(now)
        self._write(chunks)
        self._writer.finish(self._recording, samples)
        return self._recording.missing / RECORDING_RATE

    def _write(self, chunks: list[RecordedChunk]) -> None:
        for chunk in chunks:
            self._writer.add(self._recording, chunk.first, chunk.pcm)


class CallMonitor:
    """A `CallObserver`. `line`: the call's name here. `codec`: to be used instead of the one that was given.

    `over`: told the facts at the end of an identified call.
    """

    def __init__(
        self, hall: Hall, line: str, codec: PhoneCodec, surface: str, over: Callable[[CallFacts], None]
    ) -> None:
        self._hall, self._line, self._surface, self._over = hall, line, surface, over
        self._buffers = codec.buffers
        losses = codec if isinstance(codec, CountsLoss) else None
        self._names = codec if isinstance(codec, NamesCoding) else None
        self.codec = ObservedCodec(codec, self)
        self._log = CallLog(surface, hall.store.now_ms(), _now(), losses)
        self._recorder: CallRecorder | None = None
        self._noticed = False  # what the caller says before it is not recorded
        self._played_until = 0.0  # by a peer that buffers
        self._closed_at: float | None = None

    @property
    def facts(self) -> CallFacts:
        """Those of the call so far."""
        return self._log.so_far(_now())

    # ---- as CallObserver --------------------------------------------------------------------------------------------

    def came(self, event: PhoneEvent) -> None:
        now = _now()
        self._log.came(event, now)
        if self._names is not None and isinstance(event, CallerAudio):
            self._log.facts.coding = self._names.coding_name
        if self._recorder is not None and self._noticed and isinstance(event, CallerAudio):
            self._recorder.tracks.caller(event.pcm, event.rate, now)

    def sent(self, pcm: Pcm, rate: int) -> None:
        now, seconds = _now(), len(pcm) / rate
        plays_at = max(now, self._played_until) if self._buffers else now
        self._played_until = plays_at + seconds
        self._log.sent(pcm, plays_at, seconds, now)
        if self._recorder is not None:
            self._recorder.tracks.clerk(pcm, rate, plays_at)

    def cleared(self) -> None:
        self._played_until = now = _now()
        if self._recorder is not None:
            self._recorder.tracks.cleared(now)

    def hung_up(self) -> None:
        self._log.hung_up("hall", _now())

    def serves(self, scripts: str) -> None:
        """`scripts`: hash of the published version that the conversation has; "": of none."""
        self._log.facts.scripts = scripts

    # ---- what the call tells ----------------------------------------------------------------------------------------

    def identified(self, call: str) -> None:
        self._log.identified(call, _now())

    def refused(self, why: Refusal) -> None:
        self._log.refused(why, _now())

    async def begin(self, conversation: str) -> bool:
        """A conversation begins. Whether the call is recorded, so that the caller is told; then comes `noticed`."""
        writer, began = self._hall.recordings, _now()
        recording = None
        if writer is not None:
            call, at_ms = self._log.facts.call, self._hall.store.now_ms()
            head = RecordingHead(call, conversation, self._surface, at_ms, RECORDING_RATE)
            recording = await writer.begin(head)
            if recording is not None:
                self._recorder = CallRecorder(writer, recording, began)
        self._log.conversing(conversation, None if writer is None else recording is not None, _now())
        return recording is not None

    def noticed(self) -> None:
        """The caller has heard to its end that the call is recorded: from now on the caller's side is, too."""
        self._noticed = True

    def told(self, message: m.Down, state: State | None) -> None:
        """A message of the session; `state`: of its dialogue."""
        now = _now()
        self._log.told(message, now)
        if state is not None:
            self._log.dialogue(state.no_inputs, state.no_matches, now)

    def watched(self, backend: Backend) -> Backend:
        """The same back end, with its calls in the log."""
        return _WatchedBackend(backend, self._log)

    def ticket(self) -> None:
        """The caller has a ticket for a call back."""
        self._log.ticket(_now())

    async def posted(self, hook: HandoffHook, packet: Mapping[str, Any]) -> HandoffReply:
        """Post the case to the hand-off hook, and note whether it was taken."""
        began = _now()
        reply = await hook.ask(packet)
        self._log.hook(reply.posted if hook.is_set else None, round((_now() - began) * 1000), _now())
        return reply

    def tick(self, now: float) -> None:
        """Every 20 ms."""
        self._log.tick(now)
        if self._recorder is not None:
            self._recorder.tick(now)

    def closed(self, by: HungUpBy) -> None:
        """The line is closed; the first time counts. `by`: who did it, where nobody hung up."""
        if self._closed_at is None:
            self._closed_at = _now()
            self._log.hung_up(by, self._closed_at)

    def ended(self, outcome: str) -> None:
        """All is over, after `closed`: `outcome` is known. A connection that never said which call it is counts for
        nothing.
        """
        now = _now() if self._closed_at is None else self._closed_at
        missing_s = self._recorder.finish(now) if self._recorder is not None else 0.0
        facts = self._log.ended(outcome, missing_s, now)
        if not facts.call:
            return
        metrics = self._hall.metrics
        metrics.call_over(self._surface, facts.outcome, facts.answer_ms, facts.barge_ins)
        metrics.call_frames(self._surface, late=facts.late, lost=facts.lost_ms // 20)
        self._over(facts)
        row = self._line, facts.call, facts.conversation, facts.began_ms, facts.to_json()
        self._hall.record_writer.put(facts.conversation, partial(self._hall.store.keep_call, *row))


class _WatchedBackend:
    def __init__(self, backend: Backend, log: CallLog) -> None:
        self._backend, self._log = backend, log

    async def call(self, api: str, params: dict[str, Any], *, key: str, timeout_s: float | None) -> dict[str, str]:
        began, outcome = _now(), "cancelled"
        try:
            answer = await self._backend.call(api, params, key=key, timeout_s=timeout_s)
            outcome = "ok"
            return answer
        except BackendError as error:
            outcome = error.kind
            raise
        finally:
            self._log.backend(api, outcome, round((_now() - began) * 1000), _now())


def _now() -> float:
    return asyncio.get_running_loop().time()
