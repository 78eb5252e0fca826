"""What the clerk says: in which order, when it is cut, and what of it waits while the client is away.

There is one mouth for the machine's words and for those of a member of staff who answers in the clerk's place.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kiosk import turn
from kiosk.hall import Hall
from kiosk.session.clerk_sound import ClerkSound
from kiosk.session.client_profile import ClientProfile
from kiosk.session.latency import TurnClock
from kiosk.session.live import SessionLive
from kiosk.session.recorder import Recorder
from kiosk.session.screen import Screen
from kiosk.session.speech_output import SpeechOutput
from kiosk.session.step_in import StepIn, Words
from kiosk.session.turns import TurnManager
from kiosk.session.utterance import ClerkUtterance, SpokenClause
from kiosk.telemetry.fault import Fault
from kiosk.wire import messages as m
from kiosk.wire.outlet import NullOutlet, Outlet


class ClerkSpeechHost(Protocol):
    """The clerk."""

    def last_words(self) -> list[Words]:
        """What the dialogue said last, to its question; nothing while it is working out an answer."""

    def said_all(self) -> None:
        """An utterance was played to its end, and nothing follows at once."""

    def fault(self, fault: Fault) -> None:
        """Something failed that an operator should see; the conversation goes on."""

    def send(self, message: m.Down) -> None:
        """To the client."""


class ClerkSpeech:
    """Owns the speech output, and `step_in`. It is the `SpeechOutputListener` of the one and the `StepInHost` of the
    other.

    `prompt_kind`: of the machine's words that are said next. `away`: the client is disconnected, and may come back.
    `dropping`: a turn is being dropped, which stops nothing that is being said.
    """

    def __init__(
        self,
        host: ClerkSpeechHost,
        hall: Hall,
        outlet: Outlet,
        profile: ClientProfile,
        *,
        screen: Screen,
        recorder: Recorder,
        turns: TurnManager,
        live: SessionLive,
    ) -> None:
        self._host, self._hall, self._profile = host, hall, profile
        self._screen, self._recorder, self._turns, self._live = screen, recorder, turns, live
        self.elderly = profile.elderly
        self.latency = TurnClock()
        self.prompt_kind = turn.PromptKind.GREETING
        self._last: ClerkUtterance | None = None  # said last
        self._cut_off = False  # the client left in the middle of an utterance
        self.away = False  # then nothing is said, for it would not be heard
        self._missed: list[Words] = []  # meanwhile
        self._after: list[Words] = []  # wait until what is being said has been said
        self._after_kind = turn.PromptKind.NOTICE
        self.step_in, self.dropping = StepIn(self), False
        self._sound = ClerkSound(turns.speech_input, live)
        self.output = SpeechOutput(self, hall.voice, outlet, lead_s=hall.settings.turns.lead_s)
        self.pace(1.0, 1.0)

    @property
    def words(self) -> str:
        """The text of the utterance being said; "" in silence."""
        return "" if self.output.utterance is None else self.output.utterance.text

    @property
    def missed(self) -> bool:
        """Words wait for a client that is away, or for what is being said."""
        return bool(self._missed or self._after)

    @property
    def silent_from(self) -> float:
        """Loop time from which the citizen hears nothing; now, while the clerk speaks or the client is away."""
        return _now() if self.away else self.output.silent_from

    def pace(self, speed: float, gain: float) -> None:
        """`speed`: a factor of the normal, in elderly mode at most that mode's own. `gain`: a factor of amplitude."""
        tts = self._hall.settings.tts
        speed = min(speed, tts.elderly_speed) if self.elderly else speed
        self.output.speed = round(speed * tts.speed, 2)
        self.output.gain = gain

    def say(self, text: str, *, fixed: bool, caption: str = "") -> None:
        """The machine's words. `caption`: where it was masked before; a fixed text holds no number of the citizen's."""
        words = self._captioned(Words(text, fixed, caption))
        if not self.step_in.hold(words):
            self._speak(words)

    def say_after(self, text: str, kind: turn.PromptKind) -> None:
        """Say it once all that is being said and decided now, and what a false barge-in cut, has been said. `kind`: of
        the prompt.
        """
        self._after.append(Words(text, caption=text))
        self._after_kind = kind
        self.turn_moved()

    def turn_moved(self) -> None:
        """The clerk may have fallen silent, or the citizen."""
        self.step_in.turn_moved()
        if self._after and self._turns.state is turn.State.LISTENING and self.output.utterance is None:
            self._say_after()

    def _say_after(self) -> None:
        after, self._after = self._after, []
        if after:
            self.prompt_kind = self._after_kind
        for words in after:
            self.say(words.text, fixed=words.fixed, caption=words.caption)
        if after:
            self.output.close()

    def _captioned(self, words: Words) -> Words:
        if words.fixed or words.caption:
            return words
        return replace(words, caption=self._screen.caption_of(words.text))

    def _speak(self, words: Words) -> None:
        if self.away:
            self._missed.append(words)
            return
        self.output.say(words.text, fixed=words.fixed, caption=words.caption, staff=words.staff)
        self._turns.speaking(turn.PromptKind.QUESTION if words.staff else self.prompt_kind)

    def stop(self) -> None:
        """Be quiet at once. What was heard of the utterance goes into the record."""
        self._live.clerk_silent(_now())
        if (cut := self.output.stop()) is not None and cut.placed:
            self._last = cut
            self._recorder.cut(cut)

    def interrupt(self) -> None:
        """Stop for a barge-in."""
        self.stop()
        self._turns.speech_input.playback_stopped(_now())

    def resume(self) -> None:
        """Go on from the clause that was cut."""
        self.output.resume()
        if self.output.utterance is not None:
            self._turns.speaking(self.prompt_kind)

    def detach(self) -> None:
        """The client is away. What is decided meanwhile is said when it is back."""
        self._cut_off = self.output.utterance is not None
        self.stop()
        self.away, self.output.outlet = True, NullOutlet()

    def attach(self, outlet: Outlet) -> None:
        self.away, self.output.outlet = False, outlet

    def repeat(self) -> None:
        """For a client that has reconnected: go on from the clause at which it left, say what it missed; else say
        the last clause again.
        """
        self.step_in.show_again()
        missed, self._missed = self._missed, []
        if missed:
            if self._cut_off and self.output.resumable:
                self.resume()
            self.speak(missed)
        elif self.output.resumable:
            self.resume()
        elif self._after:
            self.turn_moved()
        elif self.step_in.active:
            pass
        elif self._last is not None and self._last.placed:
            question = self._last.placed[-1].clause
            self.speak([Words(question.text, question.fixed, question.caption)])

    def playback(self, utterance: int, heard_sample: int, *, done: bool, underruns: int) -> None:
        """The client's report: the last sample of `utterance` that was played, and whether it is over."""
        self._sound.played(utterance, heard_sample, _now())
        self.output.played(utterance, heard_sample, done=done, underruns=underruns)

    # ---- as StepInHost ----------------------------------------------------------------------------------------------

    @property
    def citizen_speaks(self) -> bool:
        return self._turns.citizen_speaks

    def silence(self) -> list[Words]:
        self.stop()
        missed, self._missed = self._missed, []
        return missed

    def speak(self, words: Sequence[Words]) -> None:
        for one in words:
            self._speak(self._captioned(one))
        self.output.close()

    def unsaid(self) -> list[str]:
        """Words of a member of staff that the citizen's kept from being said, as captions."""
        return [one.caption or one.text for one in self.output.give_up() if one.staff]

    def drop_turn(self) -> None:
        self.dropping = True  # what is being said goes on
        self._turns.drop()
        self.dropping = False

    def cover(self, text: str) -> None:
        self.send(m.StaffMessage(text))
        self._screen.cover(bool(text), _now())

    def last_words(self) -> list[Words]:
        return self._host.last_words()

    # ---- as SpeechOutputListener ------------------------------------------------------------------------------------

    def first_sound(self) -> None:
        self._turns.happened(turn.PlaybackStarted())
        timing = self.latency.first_sound()
        if timing is not None:
            self._hall.metrics.answered(timing)
            self._recorder.timing(timing)
            self._live.answered(timing)
            if self._profile.timing:
                self.send(timing)

    def speech_sent(self, utterance: ClerkUtterance, pcm: NDArray[np.int16]) -> None:
        self._sound.sent(utterance, pcm, _now())

    def spoken(self, utterance: ClerkUtterance) -> None:
        self._last = utterance
        self._recorder.clerk(utterance)
        self._hall.metrics.underran(utterance.underruns)
        if self.output.utterance is not None:  # something was said meanwhile, and follows at once
            return
        if utterance.heard_out:
            self._screen.heard_out(_now())
        if self._after:
            self._say_after()
        else:
            self._host.said_all()

    def send(self, message: m.Down) -> None:
        self._host.send(message)

    def clause_sent(self, clause: SpokenClause) -> None:
        self._live.clause_sent(clause)

    def fault(self, fault: Fault) -> None:
        self._host.fault(fault)


def _now() -> float:
    return asyncio.get_running_loop().time()
