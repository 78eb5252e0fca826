"""What the client shows of one conversation: cards and the question they ask, captions, the microphone's state.

Sans-I/O; times are seconds on the caller's monotonic clock.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import datetime

from asr import MicState
from dialogue import acts, stands_alone
from dialogue.understand.proof_words import read_proof_aside
from kiosk.hall import phrases
from kiosk.session.masking import asks_number
from kiosk.session.open_question import Aim, OpenQuestion, Showing
from kiosk.wire import messages as m
from mandarin.masking import captioned, masked, numbers, veiled

#: In place of words that are neither recorded nor shown.
HIDDEN = "（验证码）"


@dataclasses.dataclass(frozen=True, slots=True)
class _Shown:
    """What `go_back` restores."""

    cards: tuple[acts.Card, ...] = ()
    expect: acts.Expect = dataclasses.field(default_factory=lambda: acts.Expect("service"))
    showing: Showing | None = None


class Screen:
    """`send`: sends a message to the client, which has a `screen` and a microphone (`voice`), or not.

    `asked`: the conversation had begun in an earlier process. `pictured`: the cards as they are sent, with images in
    place of digests.
    """

    def __init__(
        self,
        send: Callable[[m.Down], None],
        *,
        screen: bool,
        voice: bool,
        asked: bool,
        pictured: Callable[[tuple[acts.Card, ...]], tuple[acts.Card, ...]] = lambda cards: cards,
    ) -> None:
        self._send, self._voice, self._pictured = send, voice, pictured
        self._shown = self._before = _Shown()
        self._receipt_times: dict[str, str] = {}  # by its number: when it was shown first, as on its paper
        self._question = OpenQuestion(screen=screen, asked=asked)
        self._mic = self._mic_told = MicState.OK
        self._covered = False  # a member of staff answers: the machine's question is not shown

    @property
    def expect(self) -> acts.Expect:
        """What the citizen is asked now."""
        return self._shown.expect

    @property
    def asked(self) -> acts.Expect | None:
        """The open question; None while nothing is asked, or an answer to it is being decided."""
        showing = self._question.showing
        return None if showing is None or showing.taken else showing.expect

    @property
    def heard(self) -> bool:
        """The open question was played to its end."""
        return self._question.showing is not None and self._question.showing.heard_at is not None

    # ---- what an input answers --------------------------------------------------------------------------------------

    def touched(self, ask: str | None, card: str | None, now: float) -> Aim | None:
        return self._question.touched(ask, card, now)

    def pictured(self, ask: str | None, card: str | None, now: float) -> Aim | None:
        return self._question.pictured(ask, card, now)

    def keyed(self, ask: str | None, keys: str, now: float) -> Aim | None:
        return self._question.keyed(ask, keys, now)

    def typed(self, ask: str | None, now: float) -> Aim:
        return self._question.typed(ask, now)

    def said(self, began: float) -> Aim:
        return self._question.said(began)

    # ---- cards ------------------------------------------------------------------------------------------------------

    def about_to(self, coming: tuple[acts.Act, ...], now: float) -> None:
        """Before `coming` is carried out: from now on inputs answer the question that it asks, or none."""
        cards: tuple[acts.Card, ...] = ()
        for act in coming:
            match act:
                case acts.Show():
                    cards = act.cards
                case acts.Call() | acts.End():
                    self._question.close()
                case acts.Expect():
                    self._question.put(cards, act, now)
                    self._shown = dataclasses.replace(self._shown, expect=act)

    def show(self, cards: tuple[acts.Card, ...], now: float) -> None:
        clock = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
        cards = tuple(self._finished(card, clock) for card in cards)
        self._shown = dataclasses.replace(self._shown, cards=cards)
        self._question.sent(now)
        self._send_cards()

    def as_shown(self, card: acts.ReceiptCard) -> acts.ReceiptCard:
        """The receipt as it was shown, with its time."""
        same = (one for one in self._shown.cards if isinstance(one, acts.ReceiptCard) and one.number == card.number)
        return next(same, card)

    def show_again(self, now: float) -> None:
        """To another page, which has been sent neither the cards nor the microphone's state."""
        self._question.again(self._question.showing, now)
        self._mic_told = MicState.OK
        self._send_cards()

    def cover(self, on: bool, now: float) -> None:
        """A member of staff answers: show no cards meanwhile. Afterwards the open question is put once more."""
        if not on and self._covered:
            self._question.anew(now)
        self._covered = on
        self._send_cards()

    def hold(self) -> None:
        """Before a turn is decided: `go_back` will restore what is shown now."""
        self._before = dataclasses.replace(self._shown, showing=self._question.showing)

    def go_back(self, now: float) -> None:
        shown, self._shown = self._question.id, self._before
        if self._shown.showing is not self._question.showing:
            self._question.again(self._shown.showing, now)
        if self._question.id != shown:
            self._send_cards()

    def decided(self) -> None:
        self._question.decided()

    def heard_out(self, now: float) -> None:
        """The client has played everything that was said."""
        self._question.heard_out(now)

    def _send_cards(self) -> None:
        if self._covered:
            self._send(m.Cards(()))
        else:
            self._send(m.Cards(self._pictured(self._shown.cards), self._question.id))

    def label_of(self, value: str) -> str:
        """The label of the button of `value` on the open card; `value` itself where no button has it."""
        options: tuple[acts.Option, ...] = ()
        match self._shown.cards[-1:]:
            case (acts.ChoicesCard(options=buttons) | acts.RatingCard(options=buttons),):
                options = buttons
            case (acts.CaptureCard(actions=buttons) | acts.InputCard(actions=buttons),):
                options = buttons
            case (acts.ConfirmCard(yes=yes, no=no),):
                options = (yes, no)
        return next((option.label for option in options if option.value == value), value)

    # ---- captions: of a number only the last four characters ---------------------------------------------------------

    def kept(self, text: str) -> str:
        """What may be recorded and shown of the citizen's `text`: of the answer to a secret question nothing, of what
        is said in its place no number.
        """
        if not self.expect.secret or stands_alone(text):
            return text
        if not self._covered and not read_proof_aside(text):
            return HIDDEN
        for run in reversed(numbers(text)):
            text = text[: run.start] + HIDDEN + text[run.end :]
        return text

    def transcript(self, number: int, text: str, via: str) -> None:
        self._send(m.TranscriptMessage(number, masked(text, asked=asks_number(self.expect)), via))  # type: ignore[arg-type]

    def partial(self, text: str, stable: int) -> None:
        if self.expect.secret and not self._covered:
            return
        self._send(m.Partial(veiled(text, asked=asks_number(self.expect)), stable))

    def caption_of(self, text: str) -> str:
        """The caption of the clerk's `text`."""
        return captioned(text, asked=asks_number(self.expect))

    # ---- the microphone ---------------------------------------------------------------------------------------------

    def hears(self, mic: MicState) -> None:
        self._mic = mic

    def tell_microphone(self, *, listening: bool) -> None:
        """Send the microphone's state, if it has changed; `far` only while an answer is awaited (`listening`)."""
        if self._mic is self._mic_told or not self._voice or (self._mic is MicState.FAR and not listening):
            return
        self._mic_told = self._mic
        self._send(m.Mic(self._mic.value, phrases.MICROPHONE[self._mic.value]))

    def _finished(self, card: acts.Card, clock: str) -> acts.Card:
        """A receipt with the time at which it was shown first, which the dialogue does not know; a sentence with its
        long numbers masked.
        """
        match card:
            case acts.ReceiptCard(number=number):
                return dataclasses.replace(card, time=self._receipt_times.setdefault(number, clock))
            case acts.ConfirmCard():
                return dataclasses.replace(card, text=captioned(card.text))
            case _:
                return card
