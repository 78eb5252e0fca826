"""The step machine: a pure function from a state and a turn to the next state and the acts to carry out."""

from __future__ import annotations

from datetime import date

from dialogue import phrases
from dialogue.acts import (
    Act,
    Advised,
    Answered,
    Begin,
    CaptureTurn,
    CardRead,
    Claimed,
    DevicesChanged,
    Keyed,
    NoInput,
    NoMatch,
    Pace,
    ProofAnswer,
    QrShown,
    Resumed,
    Said,
    Say,
    Touched,
    Turn,
    Vouched,
)
from dialogue.errors import MachineError
from dialogue.library import Library
from dialogue.machine import advice
from dialogue.machine.answers import account, buttons, late, reprompt, utterance
from dialogue.machine.answers.capture import capture_turn
from dialogue.machine.answers.commands import ELDERLY_SPEED, execute
from dialogue.machine.answers.danger import danger, raise_alarm
from dialogue.machine.answers.devices import devices_changed
from dialogue.machine.answers.id_card import card_read
from dialogue.machine.answers.moving import claimed, go_on_proven
from dialogue.machine.answers.proof_answers import proof_answered
from dialogue.machine.answers.proof_qr import qr_shown, takes_code
from dialogue.machine.answers.proof_staff import vouched
from dialogue.machine.context import StepContext, Watch
from dialogue.machine.program import backend_call, run
from dialogue.machine.program.rated import left_unsaid
from dialogue.machine.prompts import biasing, cards
from dialogue.machine.prompts.ask import wait
from dialogue.machine.state import Question, State
from dialogue.script.assurance import EVERYTHING, USUAL_MEANS, ProofMeans, ProofPolicy
from dialogue.understand.wording import wording
from mandarin.text_cache import TextCache

#: Below this recognition confidence a yes is asked for again. In a quiet hall short answers have 0.6 and more.
_FAINT = 0.3


class Machine:
    """Holds the library. A conversation is held by its `State`, and what was read out of its texts by a `TextCache`."""

    def __init__(
        self,
        library: Library,
        *,
        advised: bool = False,
        area: str = "",
        texts: bool = False,
        means: frozenset[ProofMeans] = USUAL_MEANS,
        data_first: bool = False,
        policy: ProofPolicy = EVERYTHING,
        heard: bool = False,
        watch: Watch | None = None,
    ) -> None:
        """`advised`: a language model answers `Consult`. `watch`: called before each program step with the service
        and the step's index. `area`: the hall's telephone area code, added to landlines given without one. `texts`: the
        hall sends text messages (`TextMessage`). `means`: how it can prove who a citizen is (sms: it answers
        `SendCode`; card: a reader gives `CardRead`; data: it answers `CheckData`; qr: a scanner gives `QrShown`; face:
        it answers `CompareFace`; staff: it answers `CallToVouch`). `data_first`: data before a code. `policy`: what of
        these proves how much. `heard`: members of staff may hear conversations, and citizens are told so.
        """
        self.library = library
        self.advised, self.area, self._texts, self._means = advised, area, texts, means
        self._data_first, self._policy, self._heard = data_first, policy, heard
        self._watch = watch

    def new(self, conversation: str, today: date, now: str = "") -> State:
        """The state before the first turn.

        `conversation` is part of every idempotency key; `today` is the only date the machine uses, `now` (`HH:MM`) the
        time of day until a turn brings another.
        """
        return State(conversation, today, now=now)

    def step(
        self,
        state: State,
        turn: Turn,
        texts: TextCache | None = None,
        now: str = "",
        desk: str = "",
        lost: frozenset[ProofMeans] = frozenset(),
    ) -> tuple[State, tuple[Act, ...]]:
        """The next state and the acts. No acts: the state is unchanged. After `End` every turn is ignored.

        `texts`: of this conversation; a final text is then not read again after its draft. It changes nothing but the
        time taken. None: what is read is kept for this step alone. `now`: the hall's time of day, `HH:MM`; empty: that
        of the turn before. `desk`: where citizens are sent, while nobody can be called to them; empty: staff come.
        `lost`: which of the machine's `means` do not work where this citizen is.
        Raises `MachineError` if the first turn is not `Begin`, or if the state belongs to another library.
        """
        with (texts if texts is not None else TextCache()).active():
            after, acts = self._step(state.changed({"now": now}) if now else state, turn, desk, lost)
        return (after, acts) if acts else (state, ())

    def _step(self, state: State, turn: Turn, desk: str, lost: frozenset[ProofMeans]) -> tuple[State, tuple[Act, ...]]:
        if state.ended:
            return state, ()
        if not state.begun and not isinstance(turn, Begin):
            raise MachineError(f"expected Begin as the first turn, got {type(turn).__name__}")
        if late.is_ignored(state, turn):
            return state, ()
        before, advised = state, None
        if isinstance(turn, Advised):
            if not advice.fits(state, turn):
                return state, ()  # it answers a turn that was rolled back
            advised = turn
        if state.deferred:  # decided now, or dropped when the citizen spoke again
            state, deferred = advice.resume(state)
            turn = deferred if advised else turn
        ctx = self._context(state, desk, lost)
        ctx.advice, ctx.receipt_due = advised, cards.receipt_due
        ctx.receipt_shown = cards.receipt_shown
        if isinstance(turn, Said):
            ctx.wording = wording(turn.text, typed=turn.typed)
            ctx.alternatives = tuple(wording(other, typed=turn.typed).folded for other in turn.alternatives)
            ctx.candidates = turn.candidates
        try:
            _dispatch(ctx, turn)
        except advice.AdviceNeededError as needed:
            assert isinstance(turn, Said)
            return advice.wait(state, turn, needed.consult), (needed.consult,)
        if not ctx.acts:
            return before, ()
        if (told := left_unsaid(state, ctx.state, ctx.why)) is not None:
            ctx.acts.insert(0, told)
        if said := tuple(act for act in ctx.acts if isinstance(act, Say)):
            ctx.set(last=said)
        return ctx.state, tuple(ctx.acts)

    def takes_code(self, state: State, lost: frozenset[ProofMeans] = frozenset()) -> bool:
        """Whether the code of an app is an answer to what is asked (`QrShown`). `lost` as in `step`."""
        return not state.interjection and takes_code(self._context(state, "", lost))

    def _context(self, state: State, desk: str, lost: frozenset[ProofMeans]) -> StepContext:
        ctx = StepContext(self.library, state, watch=self._watch, advised=self.advised, area=self.area)
        ctx.texts, ctx.desk, ctx.means, ctx.lost = self._texts, desk, self._means - lost, self._means & lost
        ctx.data_first, ctx.policy, ctx.heard = self._data_first, self._policy, self._heard
        return ctx

    def in_hand(self, state: State) -> dict[str, str]:
        """The services in progress in `state`, with the digests of their scripts; "" for a script no longer loaded.

        A state stored with another digest belongs to another program: this machine cannot continue it.
        """
        names = [state.service, *(frame.service for frame in state.stack)]
        scripts = {name: self.library.script(name) for name in names if name}
        return {name: script.digest if script else "" for name, script in scripts.items()}

    def biasing_phrases(self, state: State) -> tuple[str, ...]:
        """Phrases likely in the citizen's next utterance, for recognition."""
        return biasing.biasing_phrases(self.library, state)


def _dispatch(ctx: StepContext, turn: Turn) -> None:
    if isinstance(turn, Begin):
        if not ctx.state.begun:
            _greet(ctx, turn)
    elif isinstance(turn, Answered):
        if ctx.state.question.kind == "call" and turn.call == ctx.state.call:
            ctx.answers_call = True
            backend_call.answered(ctx, turn)
            run.run(ctx)
    elif isinstance(turn, Claimed):
        if ctx.state.question.kind == "claim":
            claimed(ctx, turn)
    elif isinstance(turn, ProofAnswer):
        if ctx.state.question.kind == "proving" and turn.call == ctx.state.call:
            ctx.answers_call = True
            proof_answered(ctx, turn)
    elif isinstance(turn, Vouched):
        vouched(ctx, turn)
    elif isinstance(turn, Resumed):
        _continue(ctx)
    elif isinstance(turn, Said) and (risk := danger(ctx, ctx.wording.folded)) and raise_alarm(ctx, risk):
        pass
    elif isinstance(turn, CaptureTurn):
        capture_turn(ctx, turn)
    elif ctx.state.question.kind in ("call", "proving"):
        if isinstance(turn, Said | Keyed):
            ctx.say(phrases.WAIT)
    elif isinstance(turn, Said) and late.is_late(ctx.state, turn):
        late.said(ctx, ctx.wording.folded)
    elif isinstance(turn, Said):
        ctx.early, ctx.low_confidence = turn.early, turn.confidence < _FAINT
        utterance.said(ctx, ctx.wording.folded, "text" if turn.typed else "voice")
    elif isinstance(turn, Touched):
        buttons.touched(ctx, turn.value)
    elif isinstance(turn, Keyed) and late.is_late(ctx.state, turn):
        execute(ctx, "human")
    elif isinstance(turn, Keyed):
        ctx.wording = wording(turn.keys, typed=True)
        buttons.keyed(ctx, turn.keys)
    elif isinstance(turn, CardRead):
        card_read(ctx, turn)
    elif isinstance(turn, QrShown):
        qr_shown(ctx)
    elif isinstance(turn, DevicesChanged):
        devices_changed(ctx, turn)
    elif isinstance(turn, NoInput):
        if not account.finish_after_silence(ctx):
            reprompt.no_input(ctx, sound=turn.sound)
    elif isinstance(turn, NoMatch):
        reprompt.no_match(ctx, heard=False)


def _greet(ctx: StepContext, turn: Begin) -> None:
    ctx.set(begun=True, channel=turn.channel, elderly=turn.elderly, kiosk=turn.kiosk)
    ctx.gesture("wave")
    if turn.elderly:
        ctx.set(speed=ELDERLY_SPEED)
        ctx.acts.append(Pace(ELDERLY_SPEED, 1.0))
    if ctx.heard:
        ctx.say(phrases.GREETING_HEARD if ctx.on_screen else phrases.GREETING_HEARD_ON_PHONE)
    else:
        ctx.say(phrases.GREETING if ctx.on_screen else phrases.GREETING_ON_PHONE)
    ctx.question(Question("service"))
    wait(ctx)


def _continue(ctx: StepContext) -> None:
    """After a breakdown. It is unknown whether an open call reached the back end, so it is made again."""
    ctx.say(phrases.RESUMED)
    if (ctx.state.speed, ctx.state.gain) != (1.0, 1.0):
        ctx.acts.append(Pace(ctx.state.speed, ctx.state.gain))
    if ctx.state.question.kind == "call" and not ctx.state.reprove:
        backend_call.again(ctx)
    else:
        go_on_proven(ctx)
