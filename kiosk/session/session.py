"""One conversation: hear, take turns, decide, speak. It starts in attract mode and is over with its `goodbye`.

A session outlives its connection by the grace period: `detach` and `attach` change where its messages go.
"""

from __future__ import annotations

import asyncio
import dataclasses
import uuid
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from asr import MicState, Segmenter
from dialogue import Library, State, acts
from dialogue.script.assurance import ProofMeans
from kiosk import turn
from kiosk.hall import Hall, phrases
from kiosk.hall.channel_profiles import channel_profile
from kiosk.hall.live.seats import HandBack
from kiosk.session.addressee import not_addressed_to_clerk
from kiosk.session.clerk import Clerk
from kiosk.session.client_profile import ClientProfile
from kiosk.session.devices import SessionDevices
from kiosk.session.dialogue import Backend
from kiosk.session.dialogue_opening import today
from kiosk.session.inputs import CitizenInputs
from kiosk.session.life import SessionLife
from kiosk.session.live import SessionLive
from kiosk.session.open_question import Aim
from kiosk.session.pictures import SessionPictures
from kiosk.session.proving import ConversationProofs
from kiosk.session.recognition import Recognised
from kiosk.session.recognition_budget import RecognitionBudget
from kiosk.session.recorder import Recorder
from kiosk.session.resumption import Snapshot, new_token
from kiosk.session.screen import Screen
from kiosk.session.turns import TurnManager
from kiosk.telemetry.fault import Fault
from kiosk.wire import messages as m
from kiosk.wire.outlet import Outlet

#: In the record, in place of a code.
CODE_SHOWN = "出示了二维码"


class Session:
    """A channel creates it, runs it in the hall's `SessionRegistry`, and calls a method for each input of its client.

    What the client is told goes to the `Outlet`. What the citizen types and touches goes to `inputs`. It is the host of
    its stages: `TurnHost`, `ClerkHost`, `PictureHost`, `DeviceHost`, `InputHost`, `LifeHost`.
    """

    def __init__(
        self,
        hall: Hall,
        outlet: Outlet,
        profile: ClientProfile,
        *,
        kept: Snapshot | None = None,
        backend: Backend | None = None,
        budget: RecognitionBudget | None = None,
        may_begin: Callable[[], bool] = lambda: True,
    ) -> None:
        """`kept`: an earlier conversation's, for `resume_snapshot`. `backend`: instead of the hall's. `budget`: of
        recognition, which the client's next session inherits. `may_begin` is asked before speech begins a
        conversation; where it returns False, the speech is dropped.
        """
        self.id = kept.state.conversation if kept else uuid.uuid4().hex
        self.resume_token = kept.token if kept else new_token(self.id)
        self.device = profile.device  # the client's name, as in the record
        self._hall, self._profile, self._may_begin = hall, profile, may_begin
        backend = backend or hall.backend
        self.proofs = ConversationProofs(hall, self.id, self.device, backend)
        self.pictures = SessionPictures(self, hall, self.id, _now, self.proofs.face)
        self._screen = Screen(
            self.send, screen=profile.screen, voice=profile.voice, asked=kept is not None,
            pictured=self.pictures.finished,
        )  # fmt: skip
        self._recorder = Recorder(
            hall.store, hall.record_writer, self.id, profile, kept.turns if kept else 0,
            ratings=hall.ratings, held=kept.rated if kept else (), link=hall.text_link(self.id),
        )  # fmt: skip
        channel = channel_profile(hall.settings, profile.channel)
        self._turns = TurnManager(
            self, channel.turn, Segmenter(hall.vad, channel.segmenter), hall.segmenter_hub, hall.recogniser,
            channel.end_silence, hall.turn_detector, budget,
        )  # fmt: skip
        self.inputs = CitizenInputs(self, self._screen, self._recorder, self._turns)
        self.devices = SessionDevices(self, self.send)
        self._live = SessionLive(hall.live.board, self.id, profile)
        self._clerk = Clerk(
            self, hall, outlet, profile, self.resume_token, screen=self._screen, recorder=self._recorder,
            turns=self._turns, pictures=self.pictures, devices=self.devices, live=self._live, kept=kept,
            backend=backend, proofs=self.proofs,
        )  # fmt: skip
        self._life = SessionLife(
            self, hall, profile, clerk=self._clerk, recorder=self._recorder, turns=self._turns, pictures=self.pictures,
            live=self._live,
        )  # fmt: skip

    @property
    def outlet(self) -> Outlet:
        return self._clerk.speech.output.outlet

    @property
    def begun(self) -> bool:
        return self._turns.begun

    @property
    def library(self) -> Library:
        """Of the scripts that the conversation has."""
        return self._clerk.dialogue.machine.library

    @property
    def version(self) -> str:
        """Hash of the published version that the conversation has; "": its scripts are the folder's."""
        return self._recorder.scripts

    @property
    def dialogue_state(self) -> State:
        """Everything said and decided so far, and what is asked now."""
        return self._clerk.state

    @property
    def snapshot(self) -> Snapshot:
        """With what a conversation after this one could go on."""
        return self._clerk.snapshot(self.resume_token)

    @property
    def asked(self) -> acts.Expect | None:
        """The question that an input would answer now; None while nothing is asked, or an answer is being decided."""
        return None if self.stepped_in else self._screen.asked

    @property
    def question_heard(self) -> bool:
        """The open question was heard to its end."""
        return self._screen.heard

    @property
    def at_open_question(self) -> bool:
        """The citizen is asked what the matter is, and was offered nothing to choose from."""
        state = self.dialogue_state
        return state.interjection is None and state.question.kind == "service"

    def would_ask(self, keys: str) -> acts.Expect | None:
        """What would be asked next if `keys` were entered now; None where that is not known without the back end."""
        return self._clerk.dialogue.would_ask(acts.Keyed(keys))

    @property
    def unanswered_since(self) -> float | None:
        """When the conversation began (loop time, s), while its citizen has done nothing since and is not speaking."""
        busy = self._turns.state in (turn.State.HEARING, turn.State.THINKING)
        return None if self._recorder.citizen_turns or busy or self.leaving or not self.begun else self._life.began_at

    @property
    def leaving(self) -> bool:
        """`end` was called."""
        return self._life.leaving

    @property
    def over(self) -> bool:
        """The goodbye has been sent."""
        return self._life.over

    # ---- a member of staff answers in the clerk's place (`kiosk.hall.live.desk`) ------------------------------------

    @property
    def may_step_in(self) -> bool:
        return self.begun and not self._life.ending

    @property
    def stepped_in(self) -> bool:
        return self._clerk.speech.step_in.active

    def step_in(self, name: str) -> None:
        self._recorder.note("staff step in", "")
        self._clerk.speech.step_in.begin(name)

    def staff_says(self, text: str) -> bool:
        return self._clerk.speech.step_in.say(text)

    def step_out(self, why: HandBack) -> None:
        self._recorder.note("staff step out", why)
        self._life.progressed()
        self._clerk.speech.step_in.end(why)

    def call_again(self, reason: str) -> None:
        if self._profile.channel == "screen":  # a caller is handed over with the call
            self._clerk.hand_off(reason)

    # ---- from the channel -------------------------------------------------------------------------------------------

    def hear(self, first_sample: int, pcm: NDArray[np.int16], missing: int = 0) -> None:
        """Microphone sound: mono int16 at 16 kHz, any length.

        `first_sample`: its index on the client's microphone clock; `missing`: samples lost just before it.
        """
        if not self.leaving:
            self._turns.speech_input.hear(first_sample, pcm, missing)
            if not self._turns.expected.secret:  # a one-time code is heard by nobody else
                self._live.citizen_sound(pcm, _now())

    def start(self) -> None:
        """Begin the conversation; nothing if it has begun."""
        if self.leaving or self._turns.state is not turn.State.ATTRACT:
            return
        self._clerk.begin()
        self._recorder.begin()
        self._hall.metrics.began(self.device)
        self._start_with(acts.Begin(self._profile.channel, self._clerk.speech.elderly, self._profile.kiosk))

    def identity_code(self, code: str) -> None:
        """The scanner read a QR code that is to prove who the citizen is: it is recorded and shown nowhere."""
        if self.leaving or not self.begun or self.stepped_in or (aim := self.aim(_now())).late:
            return
        self.proofs.qr.hold(code)
        self.inputs.act(acts.QrShown(aim.ask), CODE_SHOWN, "card")

    @property
    def asks_code(self) -> bool:
        """Whether a QR code would be an answer now, to the question who the citizen is or for the number."""
        machine = self._clerk.dialogue.machine
        return self.begun and not self.stepped_in and machine.takes_code(self.dialogue_state, self.devices.lost)

    def set_elderly(self, elderly: bool) -> None:
        """Elderly mode: slower speech, longer pauses."""
        if not self.leaving:
            self._clerk.set_elderly(elderly)

    def playback(self, utterance: int, heard_sample: int, *, done: bool, underruns: int = 0) -> None:
        """How far the client has played `utterance` (`SpeechFrame.utterance`): to `heard_sample`, on its 24 kHz clock.

        `done`: it will play no more of it. Reports are due about every 250 ms and at the end, also of an utterance
        that `Stop` cut. `underruns`: how often its loudspeaker ran dry.
        """
        if not self.leaving:
            self._clerk.speech.playback(utterance, heard_sample, done=done, underruns=underruns)

    def detach(self) -> None:
        """The connection is lost; the client may come back."""
        self._clerk.speech.detach()
        self._turns.happened(turn.Detached())
        self._live.is_away(True)

    def attach(self, outlet: Outlet) -> None:
        """The client is back: show what was shown, and go on from the clause that was cut."""
        self._clerk.speech.attach(outlet)
        self._life.progressed()
        self._live.is_away(False)
        outlet.send(m.Begun(self.id, self.resume_token))
        self._screen.show_again(_now())
        self._turns.seen_by_another()
        self.devices.seen_by_another()
        self._clerk.repeat()
        self._turns.happened(turn.Attached())

    def resume_snapshot(self) -> None:
        """Go on with the conversation that was kept, as after a lost connection. `pictures.recall` came before."""
        self._recorder.go_on(self._clerk.state)
        self._recorder.note("taken up", "")
        self._clerk.staff.resumed()
        self._hall.metrics.resumed(self.device)
        self._start_with(acts.Resumed())

    # ---- life -------------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Until the conversation is over. A stage that raises ends the conversation with an apology."""
        await self._life.run()

    def end(self, reason: str) -> None:
        """End at once: nothing more is heard or decided. The goodbye follows once the record has the ending."""
        self._life.end(reason)

    async def parted(self) -> None:
        """Wait until the goodbye of a conversation that is leaving has been sent."""
        await self._life.parted()

    def end_politely(self, reason: str, text: str) -> None:
        """Say one more thing, then end. End at once where no client would hear it, unless a submission is under way."""
        self._life.end_politely(reason, text)

    def broke(self, error: BaseException) -> None:
        """Log that `run` itself raised, which is a bug."""
        self._hall.log.error("session broke", conversation=self.id, error=type(error).__name__, exc_info=error)

    # ---- the citizen's turns ----------------------------------------------------------------------------------------

    def _start_with(self, what: acts.Turn) -> None:
        self._life.begin()
        self.send(m.Begun(self.id, self.resume_token))
        self._turns.happened(turn.ConversationStarted(what))

    # ---- as DeviceHost, PictureHost, TurnHost and ClerkHost ---------------------------------------------------------

    @property
    def quiet(self) -> bool:
        return not self.stepped_in and self._turns.state in (turn.State.LISTENING, turn.State.SPEAKING)

    def vouched(self, what: acts.Vouched) -> None:
        if not self.leaving:
            self._turns.happened(turn.Acted(what))

    def slip_told(self, told: m.PrintedMessage) -> None:
        self._hall.metrics.printed(told.why or told.outcome)

    def devices_changed(self, changed: frozenset[ProofMeans]) -> None:
        what = acts.DevicesChanged(changed)
        if self._clerk.dialogue.heeds(what):  # else it would cut her short for nothing
            self._turns.happened(turn.Acted(what))

    def pictured(self, what: acts.CaptureTurn, text: str, *, ask: str | None = None, card: str | None = None) -> bool:
        answers = self.begun and not self.leaving and not self.stepped_in
        if aim := self._screen.pictured(ask, card, _now()) if answers else None:
            self.inputs.act(dataclasses.replace(what, ask=aim.ask), text, "touch")
        return aim is not None

    def state_is(self, state: turn.State) -> None:
        self.send(m.TurnState(state.value))
        self._tell_microphone()
        self.devices.settle()

    def caption(self, text: str, stable: int) -> None:
        self._screen.partial(text, stable)

    def understood(self, heard: Recognised) -> None:
        if not self.begun:
            if not_addressed_to_clerk(self._hall.machine, heard.transcript, self._profile.channel, today()):
                self.refused("overheard")
                return
            if not self._may_begin():
                return
            self.start()
        self.inputs.take_down(heard.transcript.text, "voice", heard.transcript)
        self._clerk.speech.latency.heard(self._recorder.citizen_turns, heard)

    def aim(self, began: float) -> Aim:
        return self._screen.said(began) if self.begun and not self.stepped_in else Aim()

    def refused(self, why: str) -> None:
        self._hall.metrics.refused(why)

    def microphone(self, state: MicState) -> None:
        self._screen.hears(state)
        self._tell_microphone()

    def _tell_microphone(self) -> None:
        if self.begun:
            self._screen.tell_microphone(listening=self._turns.state is turn.State.LISTENING)

    def prompt_text(self) -> str:
        return self._clerk.speech.words

    def fault(self, fault: Fault) -> None:
        self._hall.metrics.fault(fault.stage)
        self._hall.log.warning("fault", conversation=self.id, what=str(fault))

    def do(self, action: turn.TurnAction) -> None:
        staff = self.stepped_in
        match action:
            case turn.StopSpeaking() if self._clerk.speech.dropping:
                pass
            case turn.StopSpeaking():
                self._hall.metrics.barged_in()
                self._clerk.speech.interrupt()
            case turn.Decide() if staff:
                self._tell_unsaid()
                self._turns.unanswered()
            case turn.Rollback() if staff:
                self._clerk.speech.stop()
            case turn.StartPreemptive() | turn.Idle() if staff:
                pass
            case turn.ResumeSpeaking():
                self._clerk.speech.resume()
            case turn.StartPreemptive(what):
                self._clerk.prepare(what)
            case turn.CancelPreemptive():
                self._clerk.discard()
            case turn.Rollback():
                self._clerk.roll_back()
            case turn.Decide(what):
                self._clerk.decide(what)
            case turn.Idle() if not self._clerk.awaits_staff:
                self.end_politely("idle", phrases.IDLE)

    def _tell_unsaid(self) -> None:
        """The citizen broke in with words: the member of staff decides anew what to say."""
        if unsaid := "".join(self._clerk.speech.unsaid()):
            self._live.unsaid(unsaid)

    def progressed(self) -> None:
        self._life.progressed()

    def turn_moved(self) -> None:
        self._clerk.speech.turn_moved()

    def send(self, message: m.Down) -> None:
        self.outlet.send(message)
        self._live.told(message)


def _now() -> float:
    return asyncio.get_running_loop().time()
