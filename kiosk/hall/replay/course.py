"""One conversation played through one version of the scripts. Pure: answers of the back end are those recorded."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from dialogue import Machine, acts
from dialogue.errors import DialogueError
from dialogue.redaction import redacted
from dialogue.testing import keywords
from dialogue.testing.drive import answered, run_turn
from dialogue.testing.model import StubReply
from kiosk.hall.replay.guesses import Guess
from kiosk.hall.replay.recorded import RecordedAnswer, RecordedInput, RecordedTalk
from kiosk.hall.replay.substitutes import Substitutes

#: As the session records a code that was told.
_CODE = "（验证码）"
_PICTURES = ("photo", "file", "signature")
_SHOWN = {"silence": "（没有说话）", "noise": "（声音没听清）"}
_LONGEST = 400


class UnrecordedAnswerError(Exception):
    """The script asks the back end for what it was not asked then. The text: the interface."""


@dataclass(frozen=True, slots=True)
class CourseStep:
    """What the citizen did and what followed; with invented values. `asks`: service and question, if a new one."""

    did: str
    said: tuple[str, ...]
    calls: tuple[str, ...]
    service: str
    asks: str
    new: bool


@dataclass(frozen=True, slots=True)
class Course:
    """`slots`: the values at the end, not those that the back end gave. `stopped`: an interface without a recorded
    answer, or what the machine said of a mistake; empty: it went to its end.
    """

    steps: tuple[CourseStep, ...]
    services: tuple[str, ...]
    slots: tuple[tuple[str, str], ...]
    calls: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    ended: str
    stopped: str = ""

    @property
    def asked(self) -> tuple[tuple[str, str], ...]:
        return tuple((step.service, step.asks) for step in self.steps if step.new and step.asks)


class RecordedAnswers:
    """The back end of one course."""

    def __init__(self, talk: RecordedTalk, made: Substitutes, guess: Guess) -> None:
        self._answers: dict[str, deque[RecordedAnswer]] = {}
        for one in talk.answers:
            self._answers.setdefault(one.api, deque()).append(one)
        self._made, self._guess = made, guess

    def answer(self, call: acts.Call) -> acts.Answered:
        """Raises `UnrecordedAnswerError`."""
        left = self._answers.get(call.api)
        if not left:
            raise UnrecordedAnswerError(call.api)
        one = left.popleft() if len(left) > 1 else left[0]
        if one.outcome:
            return answered(call, StubReply(reason=one.outcome))
        values: dict[str, str | None] = {**self._guess.get(call.api, {}), **self._made.by_name}
        values |= {name: value and self._made.answer(name, value) for name, value in (one.fields or {}).items()}
        if any(name not in values for name in call.wanted):
            raise UnrecordedAnswerError(call.api)
        data = tuple((name, value) for name in call.wanted if (value := values[name]) is not None)
        return answered(call, StubReply(data))


def play(machine: Machine, talk: RecordedTalk, made: Substitutes, guess: Guess) -> Course:
    """Until its end, or where the inputs or the answers run out. `guess`: fields of answers that are not recorded."""
    return _Play(machine, talk, made, guess).play()


class _Play:
    def __init__(self, machine: Machine, talk: RecordedTalk, made: Substitutes, guess: Guess) -> None:
        self._machine, self._talk, self._made = machine, talk, made
        self._answers = RecordedAnswers(talk, made, guess)
        self._state = machine.new("重放", talk.began.date(), f"{talk.began:%H:%M}")
        self._cards: tuple[acts.Card, ...] = ()
        self._steps = list[CourseStep]()
        self._calls = list[acts.Call]()
        self._services = list[str]()
        self._wrong = talk.wrong_codes

    def play(self) -> Course:
        kiosk = acts.KioskFacts(self._talk.device, "", self._talk.place)
        channel = "phone" if self._talk.channel == "phone" else "screen"
        begin = acts.Begin(channel, self._talk.elderly, acts.NOWHERE if channel == "phone" else kiosk)  # type: ignore[arg-type]
        stopped = self._do(begin, "")
        for entry in self._talk.inputs:
            if stopped or self._state.ended:
                break
            stopped = self._do(self._turn(entry), _SHOWN.get(entry.via) or self._made.text(entry.text))
        slots = tuple((one.name, one.value) for one in self._state.filled if one.via not in ("api", "item"))
        calls = tuple((one.api, tuple(sorted(one.params.items()))) for one in self._calls)
        return Course(tuple(self._steps), tuple(self._services), slots, calls, self._state.ended, stopped)

    def _do(self, turn: acts.Turn, did: str) -> str:
        """Why it cannot go on; empty: it can."""
        before = self._state
        try:
            self._state, done = run_turn(
                self._machine, before, turn, self._answers.answer, sends=not self._talk.codes_fail,
                compares="differs" if self._talk.data_differ else "same",
            )  # fmt: skip
        except UnrecordedAnswerError as error:
            self._step(did, (), before.service, "")
            return str(error)
        except DialogueError as error:
            self._step(did, (), before.service, "")
            return f"脚本出错：{error}"
        for act in done:
            if isinstance(act, acts.Show):
                self._cards = act.cards
        if self._state.service and self._services[-1:] != [self._state.service]:
            self._services.append(self._state.service)
        self._step(did, done, self._state.service, keywords.asked(self._state), new=self._state.asked > before.asked)
        return ""

    def _step(self, did: str, done: tuple[acts.Act, ...], service: str, asks: str, *, new: bool = False) -> None:
        calls = [act for act in done if isinstance(act, acts.Call)]
        self._calls += calls
        said = tuple(act.text for act in done if isinstance(act, acts.Say))
        self._steps.append(CourseStep(did, said, tuple(call.api for call in calls), service, asks, new))

    def _turn(self, entry: RecordedInput) -> acts.Turn:
        match entry.via:
            case "silence":
                return acts.NoInput()
            case "noise":
                return acts.NoMatch()
            case "card":
                return acts.CardRead(self._made.by_name.get("姓名", "王小明"), self._made.text(entry.text))
            case "touch":
                return self._touched(entry.text)
            case "key":
                return acts.Keyed(self._code() if _CODE in entry.text else self._made.text(entry.text))
            case _:
                text = entry.text.replace(_CODE, self._code()) if _CODE in entry.text else self._made.text(entry.text)
                return acts.Said(text, 1.0 if entry.via == "text" else min(entry.confidence or keywords.SPOKEN, 0.99))

    def _code(self) -> str:
        self._wrong -= 1
        return keywords.WRONG_CODE if self._wrong >= 0 else keywords.CODE

    def _touched(self, label: str) -> acts.Turn:
        question = self._state.question
        slot = (
            None
            if (script := self._machine.library.script(self._state.service)) is None
            else script.slot(question.slot)
        )
        options = [option for card in self._cards[-1:] for option in _options(card)]
        found = next((option.value for option in options if option.label == label), None)
        if found is None and slot is not None and slot.kind in _PICTURES:
            return acts.Captured(keywords.PICTURE, True)
        return acts.Touched(label if found is None else found)


def _options(card: acts.Card) -> tuple[acts.Option, ...]:
    match card:
        case acts.ChoicesCard(options=buttons) | acts.RatingCard(options=buttons):
            return buttons
        case acts.CaptureCard(actions=buttons) | acts.InputCard(actions=buttons):
            return buttons
        case acts.ConfirmCard(yes=yes, no=no):
            return (yes, no)
        case _:
            return ()


def shown(text: str, made: Substitutes) -> str:
    """For people: a placeholder in the place of each personal value, also of an invented one."""
    return redacted(text, made.invented, longest=_LONGEST)
