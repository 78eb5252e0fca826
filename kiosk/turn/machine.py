"""Whose turn is it? Turn-taking for one conversation, sans-I/O: events and a clock go in, actions come out.

What is true is kept (since when is a voice on? how much is being recognised, decided? is the clerk speaking?), and the
state everyone sees is derived from that, so there is no combination of flags that means nothing. Times are seconds on
the caller's monotonic clock; nothing in here reads one.

How people take turns, and where it is below:
- A voice while the clerk speaks is not yet an interruption. Words are, or a voice that goes on (`Manners`); a cough is
  not, nor a 嗯 that says "go on". Where she has asked for a yes, that 嗯 is kept, and answers once she has finished.
- What stopped her and was nothing makes her go on from the clause that was cut.
- Somebody who has paused and goes on, before her answer was heard, has said one thing and not two: the answer is taken
  back (`Retract`) and all the words are decided together. What cannot be taken back, as a call to the back end, is
  `Bound`.
- In a pause that may be the end the answer is prepared already, and thrown away if it was not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from dialogue.acts import NotHeard, Said, Silent
from dialogue.acts import Turn as Input
from kiosk.turn.vocabulary import (
    Acted,
    Action,
    Attached,
    Began,
    Bound,
    Decide,
    Decided,
    Detached,
    Discard,
    Draft,
    Ended,
    Event,
    Heard,
    Idle,
    More,
    Prepare,
    Profile,
    Resume,
    Retract,
    Sounded,
    Speaking,
    Spoken,
    State,
    Stop,
    Tick,
    VoiceEnded,
    VoiceStarted,
    Words,
)


@dataclass(slots=True)
class _Reply:
    """The last spoken words that were decided upon, while the answer to them could still be taken back."""

    said: Said
    assent: bool  # what they answered was a question for a yes or no
    sounded_at: float | None = None


class TurnTaking:
    """Feed it everything that happens; do what it says. `state` and `deadline` may be read at any time."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._begun = self._over = self._away = False
        self._voice_since: float | None = None
        self._speaking: Speaking | None = None
        self._assent = False  # a yes or no is being waited for, also after she has finished
        self._cut = False  # a voice stopped her, and its words are not known yet
        self._held: Said | None = None  # a yes that came while she was still asking
        self._prepared = False
        self._recognising = self._dialogue = 0
        self._reply: _Reply | None = None
        self._unfinished: Said | None = None  # taken back, waiting for the rest
        self._silent_since: float | None = None  # None: not the citizen's turn
        self._put_off_until = 0.0  # silence is not put off beyond this
        self._active_at = 0.0

    @property
    def state(self) -> State:
        if self._over:
            return State.ENDED
        if not self._begun:
            return State.ATTRACT
        if self._speaking:
            return State.SPEAKING
        if self._voice_since is not None:
            return State.HEARING
        return State.THINKING if self._recognising or self._dialogue else State.LISTENING

    @property
    def deadline(self) -> float | None:
        """When the next `Tick` is due, or None while nothing is being waited for."""
        if not self._begun or self._over or self._away:
            return None
        if self._speaking:
            return self._interrupts_at
        if self._silent_since is None:
            return None
        return min(self._silent_since + self._profile.silence_s, self._idle_at)

    def feed(self, event: Event, now: float) -> list[Action]:
        if self._over:
            return []
        actions = self._on(event, now)
        self._watch_silence(now)
        return actions

    def _on(self, event: Event, now: float) -> list[Action]:
        match event:
            case Began(turn):
                self._begun, self._active_at = True, now
                return self._decide(turn)
            case Acted(turn) if self._begun:
                return self._acted(turn, now)
            case VoiceStarted():
                return self._voice_started(now)
            case Words(backchannel) if self._speaking and not backchannel:
                return self._interrupted(now)
            case Draft():
                return self._draft(event, now)
            case More():
                return self._discard()
            case VoiceEnded():
                self._voice_since, self._recognising = None, self._recognising + 1
            case Heard():
                return self._heard(event, now)
            case Speaking():
                self._speaking, self._assent = event, event.assent
            case Sounded() if self._reply is not None and self._reply.sounded_at is None:
                self._reply.sounded_at = now
            case Spoken():
                return self._spoken(now)
            case Bound():
                self._reply = None
            case Decided():
                self._dialogue = max(0, self._dialogue - 1)
            case Detached():
                self._away, self._voice_since, self._speaking = True, None, None
                self._reply = self._unfinished = self._held = None
            case Attached():
                self._away, self._active_at, self._silent_since = False, now, None
            case Ended():
                self._over = True
            case Tick():
                return self._ticked(event, now)
        return []

    # ---- the citizen's voice ----------------------------------------------------------------------------------------

    def _voice_started(self, now: float) -> list[Action]:
        self._voice_since = now
        if not self._begun or (self._reply is not None and self._reply.sounded_at is not None):
            return []
        return self._take_back()  # they go on before a sound of the answer has been heard

    def _interrupted(self, now: float) -> list[Action]:
        """The voice over hers is somebody who wants the word."""
        if self._speaking is None:
            return []
        actions = self._stop()
        self._cut, self._held = True, None
        reply, since = self._reply, now if self._voice_since is None else self._voice_since
        if reply is not None and reply.sounded_at is not None and since - reply.sounded_at <= self._profile.join_s:
            actions += self._take_back()
        return actions

    def _take_back(self) -> list[Action]:
        if self._reply is None:
            return []
        self._unfinished, self._assent = self._reply.said, self._reply.assent
        self._reply = self._speaking = None
        return [Retract()]

    def _draft(self, draft: Draft, now: float) -> list[Action]:
        if not self._begun or not draft.said.text:
            return []
        if self._speaking:
            return [] if draft.backchannel else self._interrupted(now)
        if self._dialogue or (draft.backchannel and not self._assent):
            return []
        self._prepared = True
        return [Prepare(self._joined(draft.said))]

    def _heard(self, heard: Heard, now: float) -> list[Action]:
        self._recognising = max(0, self._recognising - 1)
        if not self._begun:
            return []  # the session decides whether words in attract mode begin a conversation
        cut, self._cut = self._cut, False
        if heard.backchannel and self._unfinished is None:
            return self._acknowledged(heard, cut, now)
        if not heard.text:
            return self._nothing_heard(heard, cut)
        self._active_at = now
        said = self._joined(heard.said)
        self._unfinished = self._held = None
        actions = self._interrupted(now) if self._speaking else []
        if self._unfinished is not None:  # it was a continuation after all
            said, self._unfinished = self._joined(said), None
        self._cut = False
        if self._voice_since is not None or self._recognising:
            self._unfinished = said  # they have gone on already
            return [*actions, *self._discard()]
        self._prepared = False
        return [*actions, *self._decide(said)]

    def _acknowledged(self, heard: Heard, cut: bool, now: float) -> list[Action]:
        """嗯 or 好的: an answer where one was asked for, else a sign that somebody listens."""
        self._active_at = now
        said = heard.said
        if self._speaking and self._assent:
            self._held = said
            return []
        if self._assent and not self._dialogue:
            self._prepared = False
            return self._decide(said)
        return [*self._discard(), Resume()] if cut else self._discard()

    def _nothing_heard(self, heard: Heard, cut: bool) -> list[Action]:
        discard = self._discard()
        if self._voice_since is not None or self._recognising:
            self._cut = cut  # more is on its way; that will tell
            return discard
        if self._unfinished is not None:  # nothing came after all: answer what there was
            said, self._unfinished = self._unfinished, None
            return [*discard, *self._decide(said)]
        if cut:
            return [*discard, Resume()]
        if self._speaking or not heard.speech:
            return discard
        return [*discard, *self._decide(NotHeard())]

    def _joined(self, said: Said) -> Said:
        """With what was said before the pause, if that has been taken back; an answer to what that answered."""
        first = self._unfinished
        if first is None:
            return said
        confidence = min(first.confidence, said.confidence)
        return replace(first, text=first.text.rstrip("。，,.？！…") + said.text, confidence=confidence, alternatives=())

    # ---- the citizen's hands, and the clerk -------------------------------------------------------------------------

    def _acted(self, turn: Input, now: float) -> list[Action]:
        self._active_at, self._cut = now, False
        self._unfinished = self._held = None
        return [*self._discard(), *self._stop(), *self._decide(turn)]

    def _spoken(self, now: float) -> list[Action]:
        self._speaking, self._reply, self._active_at = None, None, now
        held, self._held = self._held, None
        return self._decide(held) if held is not None else []

    def _decide(self, turn: Input) -> list[Action]:
        self._dialogue += 1
        self._reply = _Reply(turn, self._assent) if isinstance(turn, Said) else None
        return [Decide(turn)]

    def _discard(self) -> list[Action]:
        prepared, self._prepared = self._prepared, False
        return [Discard()] if prepared else []

    def _stop(self) -> list[Action]:
        if self._speaking is None:
            return []
        self._speaking = None
        return [Stop()]

    # ---- time -------------------------------------------------------------------------------------------------------

    def _ticked(self, tick: Tick, now: float) -> list[Action]:
        if self._away:
            return []
        if self._interrupts_at is not None and now >= self._interrupts_at:
            return self._interrupted(now)
        if self._silent_since is None:
            return []
        if now >= self._idle_at:
            self._active_at = now  # once is enough; the session ends the conversation
            return [Idle()]
        if now < self._silent_since + self._profile.silence_s:
            return []
        if tick.sounding and now < self._put_off_until:
            self._silent_since = now - self._profile.silence_s + 1.0  # look again in a second
            return []
        self._silent_since = None
        return self._decide(Silent())

    @property
    def _interrupts_at(self) -> float | None:
        """When the voice over hers will have been on for too long to be a cough."""
        if self._speaking is None or self._voice_since is None:
            return None
        voice_s = self._profile.manners[self._speaking.stage].voice_s
        return None if voice_s is None else self._voice_since + voice_s

    @property
    def _idle_at(self) -> float:
        return self._active_at + self._profile.idle_s

    def _watch_silence(self, now: float) -> None:
        """The silence timer runs exactly while it is the citizen's turn and nothing is heard."""
        if self.state is not State.LISTENING:
            self._silent_since = None
        elif self._silent_since is None:
            self._silent_since = now
            self._put_off_until = now + self._profile.silence_s * self._profile.sounding
