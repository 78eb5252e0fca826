"""Keeps the facts of one call as it goes on. Sans-I/O: times are seconds on one monotonic clock."""

from __future__ import annotations

import dataclasses

import numpy as np

from kiosk.channels.phone.call_facts import CHECK, EVENTS, LEFT_SERVED, CallEvent, CallFacts, HungUpBy, Refusal
from kiosk.channels.phone.media_time import MediaTime
from kiosk.wire import messages as m
from kiosk.wire.phone.audiosocket import is_check
from kiosk.wire.phone.events import (
    CallerAudio,
    CallerHungUp,
    CountsLoss,
    DigitPressed,
    Pcm,
    PeerMistake,
    PhoneEvent,
)

#: Mean amplitude of a frame at or above which it is more than the noise of a line.
LOUD = 60.0
#: Milliseconds after which an answer is slow, and a call to the back end.
SLOW_ANSWER_MS, SLOW_BACKEND_MS = 2_000, 4_000
#: Seconds without any sound from the caller that are an event of their own.
_GAP_S = 2.0


class CallLog:
    """`surface`: how the call came. `began_ms`: the wall clock at `now`, ms since 1970, UTC. `losses`: who knows what
    was lost; None: it is told from the times at which sound came.
    """

    def __init__(self, surface: str, began_ms: int, now: float, losses: CountsLoss | None = None) -> None:
        self._losses = losses
        self.facts = CallFacts(surface, began_ms)
        self._began = now
        self._media: MediaTime | None = None  # made with the first sound, whose rate it has
        self._no_inputs = self._no_matches = 0  # in a row, as the dialogue counts them
        self._sounding_until = 0.0  # of the clerk's sound that was sent
        self._gap_told = False
        self._note(now, "rang")

    # ---- the line ---------------------------------------------------------------------------------------------------

    def identified(self, call: str, now: float) -> None:
        """`call`: its name, as the dialplan or the carrier gave it."""
        self.facts.call = call
        self.facts.check = self.facts.surface == "audiosocket" and is_check(call)
        self._note(now, "identified")

    def refused(self, why: Refusal, now: float) -> None:
        """The caller hears an announcement instead of the clerk."""
        self.facts.refused = why
        self._note(now, "refused", why)

    def conversing(self, conversation: str, recording: bool | None, now: float) -> None:
        """`recording`: None where calls are not recorded, False where this one cannot be."""
        self.facts.conversation = conversation
        self.facts.recording = "off" if recording is None else "on" if recording else "failed"
        self._note(now, "conversation")

    def came(self, event: PhoneEvent, now: float) -> None:
        """Something came from the line."""
        match event:
            case CallerAudio(pcm, rate):
                self._sound(pcm, rate, now)
            case DigitPressed():
                self.facts.keys += 1
                if self._media is not None:
                    self._media.keyed(now)
            case PeerMistake(code=code):
                self.facts.mistakes += 1
                self.facts.mistake = code
            case CallerHungUp():
                self.hung_up("caller", now)

    def sent(self, pcm: Pcm, plays_at: float, seconds: float, now: float) -> None:
        """A frame of the clerk's sound was sent, which the caller's side plays from `plays_at` on."""
        if pcm.any():
            self._sounding_until = plays_at + seconds
            if self.facts.answer_ms is None:
                self.facts.answer_ms = self._ms(now)
                self._note(now, "first word")

    def hung_up(self, by: HungUpBy, now: float) -> None:
        """The first to hang up counts."""
        if not self.facts.hung_up_by:
            self.facts.hung_up_by = by
            self._note(now, "hung up", by)

    # ---- the conversation -------------------------------------------------------------------------------------------

    def told(self, message: m.Down, now: float) -> None:
        """A message of the session to its client."""
        facts = self.facts
        match message:
            case m.TranscriptMessage(via=via):
                facts.heard += via == "voice"
                facts.keyed += via == "key"
                self._note(now, "words" if via == "voice" else "keys")
            case m.Stop() if now < self._sounding_until and not facts.hung_up_by:
                facts.barge_ins += 1
                self._sounding_until = 0.0
                self._note(now, "barge-in")
            case m.TimingMessage() as timing:
                self._answered(round(timing.endpoint_ms + timing.asr_ms + timing.decide_ms + timing.voice_ms), now)
            case m.HandoffMessage(reason=reason):
                facts.handoff = reason
                self._note(now, "handoff", reason)
            case m.Goodbye() if facts.hung_up_by:
                pass  # nobody hears it: the end says how the call ended
            case m.Goodbye(reason=reason):
                facts.parted = True
                self._note(now, "goodbye", reason)

    def dialogue(self, no_inputs: int, no_matches: int, now: float) -> None:
        """How often in a row the caller was silent, or was not understood: what grows is counted."""
        if no_inputs > self._no_inputs:
            self.facts.no_inputs += 1
            self._note(now, "no-input")
        if no_matches > self._no_matches:
            self.facts.no_matches += 1
            self._note(now, "no-match")
        self._no_inputs, self._no_matches = no_inputs, no_matches

    def backend(self, api: str, outcome: str, ms: int, now: float) -> None:
        """A call to the back end is over. `outcome`: ok, or the kind of its failure."""
        facts = self.facts
        facts.backend_calls += 1
        facts.backend_failed += outcome != "ok"
        if ms >= facts.backend_worst_ms:
            facts.backend_worst_ms, facts.backend_api = ms, api
        if outcome != "ok" or ms >= SLOW_BACKEND_MS:
            self._note(now, "back end", f"{api} {outcome} {ms} ms")

    def ticket(self, now: float) -> None:
        """A call back was promised, and its ticket kept."""
        self.facts.ticket = True
        self._note(now, "ticket")

    def hook(self, taken: bool | None, ms: int, now: float) -> None:
        """The hand-off hook took the case, or did not; None: there is none."""
        self.facts.hook = "off" if taken is None else "taken" if taken else "failed"
        self.facts.hook_ms = ms
        self._note(now, "hook", self.facts.hook)

    # ---- time -------------------------------------------------------------------------------------------------------

    def tick(self, now: float) -> None:
        """Every 20 ms."""
        if self._media is not None:
            self._media.settle(now)
            gap_s = self._media.gap_at(now) / self.facts.rate
            if gap_s >= _GAP_S and not self._gap_told:
                self._note(now, "no sound from the caller")
            self._gap_told = gap_s >= _GAP_S
            self.facts.gap_s = max(self.facts.gap_s, round(gap_s, 2))

    def ended(self, outcome: str, missing_s: float, now: float) -> CallFacts:
        """The call is over. `missing_s`: of its recording."""
        facts = self._counted(now)
        facts.outcome, facts.missing_s = CHECK if facts.check else outcome, round(missing_s, 2)
        self._note(now, "over", LEFT_SERVED if facts.left_served else facts.outcome)
        return facts

    def so_far(self, now: float) -> CallFacts:
        """A copy, as of now."""
        return dataclasses.replace(self._counted(now), events=list(self.facts.events))

    def _counted(self, now: float) -> CallFacts:
        facts, media = self.facts, self._media
        facts.seconds = round(now - self._began, 2)
        facts.sound_s, facts.loud_s = round(facts.sound_s, 2), round(facts.loud_s, 2)
        if media is None:
            facts.gap_s = facts.seconds
        else:
            facts.late, facts.lost_ms = media.late, round(media.lost * 1000 / facts.rate)
            if self._losses is not None:
                facts.lost_ms = self._losses.lost_ms
            gap = max(media.longest_gap, media.gap_at(now))
            facts.gap_s = max(facts.gap_s, round(gap / facts.rate, 2))
        return facts

    def _sound(self, pcm: Pcm, rate: int, now: float) -> None:
        facts, seconds = self.facts, len(pcm) / rate
        if self._media is None or rate != facts.rate:  # the rate may change until the first sound, hardly later
            self._media = MediaTime(rate, self._began)
            facts.rate = rate
        self._media.feed(pcm, now)
        facts.sound_s += seconds
        if len(pcm) and np.abs(pcm.astype(np.int32)).mean() >= LOUD:
            facts.loud_s += seconds

    def _answered(self, ms: int, now: float) -> None:
        facts = self.facts
        facts.answers += 1
        facts.worst_ms = max(facts.worst_ms, ms)
        if ms > SLOW_ANSWER_MS:
            facts.slow_answers += 1
            self._note(now, "slow answer", f"{ms} ms")

    def _note(self, now: float, kind: str, detail: str = "") -> None:
        if len(self.facts.events) < EVENTS:
            self.facts.events.append(CallEvent(self._ms(now), kind, detail))
        else:
            self.facts.more_events += 1

    def _ms(self, now: float) -> int:
        return round((now - self._began) * 1000)
