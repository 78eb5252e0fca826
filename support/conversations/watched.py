"""A machine that is watched: every turn is checked for what must always hold, whatever the citizen does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from dialogue import Library, Machine, State, phrases
from dialogue.acts import (
    Act,
    Advised,
    Answered,
    Begin,
    Call,
    CardRead,
    CheckCode,
    CodeChecked,
    CodeSent,
    Consult,
    End,
    Expect,
    Handoff,
    Keyed,
    Note,
    ProofAct,
    Resumed,
    Said,
    Say,
    SendCode,
    Show,
    Touched,
    Turn,
)
from dialogue.codes import CodeOutcome
from dialogue.script.assurance import Assurance, reaches
from dialogue.script.items import items_of
from dialogue.script.model import Query, Submit
from dialogue.understand.id_number import check_id_number
from mandarin.text_cache import TextCache

TODAY = date(2026, 11, 22)
#: What counts as a yes to a confirmation here, apart from what the machine takes for one.
YES = frozenset({"对", "是", "是的", "没问题", "嗯", "好的", "同意", "可以", "需要", "没有要改的", "继续", "y"})
TICKETS = "queue.take"
#: Ways in which a citizen (not a back end, nor a calling service) gives a value.
_OWN = ("voice", "text", "keys", "touch", "card")


def rendered_ahead(library: Library) -> frozenset[str]:
    """Every sentence that may be called fixed."""
    names = (sentence for script in library.every for sentence in phrases.for_service(script.name))
    slots = (phrases.for_slot(slot.name) for script in library.every for slot in script.slots)
    return frozenset((*library.prompts(), *names, *slots, *(passage.spoken for passage in library.passages)))


class BrokenError(AssertionError):
    """Something that must always hold did not."""


class Watched:
    """Drives one conversation. `secrets`: personal values that may be told. `turns` can be replayed.

    `texts`: shared by conversations that say the same; None: a cache of its own.
    """

    def __init__(
        self,
        library: Library,
        begin: Begin,
        *,
        secrets: frozenset[str] = frozenset(),
        prompts: frozenset[str] | None = None,
        advised: bool = False,
        name: str = "c-9",
        texts: TextCache | None = None,
    ) -> None:
        self.library = library
        self.machine = Machine(library, advised=advised, watch=self._step)
        self.secrets = secrets
        self.prompts = rendered_ahead(library) if prompts is None else prompts
        self.state = self.machine.new(name, TODAY)
        self.texts = TextCache() if texts is None else texts
        self.turns: list[Turn] = []
        self.acts: list[tuple[Act, ...]] = []
        self.steps: set[tuple[str, int]] = set()
        self.keys: list[str] = []
        self.call: Call | None = None
        self.consult: Consult | None = None
        self.code: SendCode | CheckCode | None = None  # what is awaited
        self._code_of = ""  # whose code was sent last
        self.known: dict[str, Assurance] = {}  # who has proven to be there, by what was done
        self.acts_for: set[str] = set()
        self._confirmed = False
        self.do(begin)

    def _step(self, service: str, at: int) -> None:
        self.steps.add((service, at))

    def do(self, turn: Turn) -> None:
        before = self.state
        self.turns.append(turn)
        self._note_proof(turn)
        self.state, acts = self.machine.step(before, turn, self.texts)
        self.acts.append(acts)
        if not acts:
            _need(self.state == before, "something changed, and nothing was done")
            return
        for act in acts:
            self._check(before, turn, act)
        self._check_rest(acts)
        self._check_consent()

    def restore(self) -> None:
        """The process died; the conversation is taken up from what was stored."""
        stored = State.from_json(self.state.to_json())
        _need(stored == self.state, "a state that does not survive being stored")
        self.state = stored
        if self.state.begun and not self.state.ended:
            self.do(Resumed())

    def replay(self) -> None:
        """The same turns once more: the same acts, the same end."""
        machine = Machine(self.library, advised=self.machine.advised)
        state = machine.new(self.state.conversation, TODAY)
        for turn, acts in zip(self.turns, self.acts, strict=True):
            state, again = machine.step(state, turn, self.texts)
            _need(again == acts, "another answer when replayed")
        _need(state == self.state, "another end when replayed")

    def answer(self, ok: bool, data: dict[str, str], failure: tuple[str, str] = ("timeout", "")) -> None:
        """What the back end (or the language model) answers. `failure`: if not `ok`, why, and its text."""
        if self.state.question.kind == "call" and self.call:
            reason, message = ("", "") if ok else failure
            self.do(Answered(self.call.call, ok, data if ok else {}, reason, message))
        elif self.state.question.kind == "advice" and self.consult:
            self.do(Advised(self.consult.call, next(iter(data.values()), "") if ok else ""))

    def answer_code(self, sent: bool, outcome: CodeOutcome) -> None:
        """What becomes of a code that was to be sent, or of an entry."""
        assert self.code is not None
        if isinstance(self.code, SendCode):
            self.do(CodeSent(self.code.call, sent))
        else:
            self.do(CodeChecked(self.code.call, outcome))

    def _note_proof(self, turn: Turn) -> None:
        if isinstance(turn, CardRead) and not check_id_number(turn.number, TODAY):
            self.known[turn.number] = "card"
        elif isinstance(turn, CodeChecked) and turn.outcome == "right":
            self.known.setdefault(self._code_of, "sms")

    def _check_identity(self, call: Call) -> None:
        """A call about a person is made only once it is known who the citizen is, as surely as the script asks."""
        script = self.library.script(self.state.service)
        step = script.steps[self.state.step] if script else None
        if script is None or not isinstance(step, Query | Submit):
            return
        rule = script.identity
        levels = step.identity or rule.levels
        level = levels.on(self.state.channel) if levels else "none"
        if level == "none":
            return
        known = {person for person, proven in self.known.items() if reaches(proven, level)}
        _need(bool(known), f"{call.api} was asked before it was known who asks")
        persons = {value for value in call.params.values() if not check_id_number(value, TODAY)}
        unknown = persons - known - self.acts_for
        one_of = {self.state.value(name) for name in rule.one_of}
        covered = bool(one_of & known) or (rule.agent_slot and self.state.value(rule.agent_slot) in known)
        _need(not unknown or bool(covered), f"{call.api} was asked about somebody else")

    def _check(self, before: State, turn: Turn, act: Act) -> None:
        match act:
            case Call():
                self._check_identity(act)
                self._check_call(turn, act)
            case SendCode():
                self.code, self._code_of = act, act.person
            case CheckCode():
                self.code = act
            case Note("identity", "acts for another"):
                self.acts_for.add(before.question.value)
            case Consult():
                self.consult = act
            case Note("confirmed"):
                yes = {Touched: ("是",), Keyed: ("1", "1#")}.get(type(turn), ())
                given = getattr(turn, "value", "") or getattr(turn, "keys", "")
                said = isinstance(turn, Said) and turn.text.strip("。！，").lower() in YES
                _need(before.question.kind == "confirm" and (said or given in yes), f"no yes to a confirmation: {turn}")
                self._confirmed = True
            case Note(what, detail):
                told = next((secret for secret in self.secrets if secret in what or secret in detail), "")
                _need(not told, f"a personal value in a note: {act}")
                if what.startswith(("slot ", "service ")):
                    self._confirmed = False
            case Say(text, fixed):
                _need(bool(text) and "【" not in text, f"a sentence with a hole: {text}")
                _need(not fixed or text in self.prompts, f"called fixed, and not rendered ahead: {text}")
            case Show(cards):
                _need(self.state.channel == "screen", "a card on the phone")
                rows = {row.label: row.value for card in cards for row in getattr(card, "rows", ())}
                _need(not self._numbers() & set(rows.items()), "a whole number on the screen")
            case _:
                pass

    def _numbers(self) -> set[tuple[str, str]]:
        """Identity and telephone numbers of the service in hand, by slot."""
        script = self.library.script(self.state.service)
        hidden = {slot.name for slot in script.slots if slot.masking != "none"} if script else set()
        return {(one.name, one.value) for one in self.state.filled if one.name in hidden and one.value}

    def _check_call(self, turn: Turn, call: Call) -> None:
        before, self.call = self.call, call
        if not call.key:
            return
        if isinstance(turn, Resumed) and before is not None:  # it was under way: the very same again
            _need(replace(before, call=call.call) == call, f"another call after a breakdown: {call.key}")
            return
        _need(call.key not in self.keys, f"submitted twice: {call.key}")
        self.keys.append(call.key)
        if call.api != TICKETS:
            _need(self._confirmed, "submitted without a yes")
            self._check_item(call)

    def _check_item(self, call: Call) -> None:
        """Of a 逐条, what is filed is the item in hand, and the citizen chose it or was asked about it."""
        state, script = self.state, self.library.script(self.state.service)
        loop = script.loop_at(state.step) if script and state.item else None
        if script is None or loop is None:
            return
        items, chosen = items_of(state.value(loop.item)), items_of(state.value(loop.source))
        _need(len(items) == 1 and items[0] in chosen, "filed an item that was not chosen")
        _need(set(call.params.items()) & set(items[0].items()) != set(), f"filed without its item: {call.params}")

    def _waits_for_a_picture(self, acts: tuple[Act, ...]) -> bool:
        """A silence while a picture is taken says nothing: what was expected before it still is."""
        script, question = self.library.script(self.state.service), self.state.question
        slot = script.slot(question.slot) if script and question.kind == "slot" else None
        return slot is not None and slot.capture is not None and all(isinstance(act, Note) for act in acts)

    def _check_rest(self, acts: tuple[Act, ...]) -> None:
        last, kind = acts[-1], self.state.question.kind
        if self.state.ended:
            _need(isinstance(last, End), f"over without an end: {last}")
            handed = any(isinstance(act, Handoff) for act in acts)
            _need(isinstance(last, End) and (last.reason == "handoff") == handed, "handed over and not")
        elif kind == "advice":
            _need(isinstance(last, Consult), f"waits for advice that nobody gives: {last}")
        elif kind == "proving":
            _need(isinstance(last, ProofAct | Say), f"waits for a proof that nobody gives: {last}")
        elif kind == "call":
            _need(isinstance(last, Call | Say) or not isinstance(last, Expect), f"waits for two: {last}")
        elif not self._waits_for_a_picture(acts):
            _need(isinstance(last, Expect), f"nobody knows whose turn it is: {acts}")

    def _check_consent(self) -> None:
        state = self.state
        script = self.library.script(state.service)
        if script is None or script.consent is None or state.consented:
            return
        early = [one.name for one in state.filled if one.personal and one.via in _OWN]
        _need(not early, f"collected without consent: {early}")


def _need(holds: bool, what: str) -> None:
    if not holds:
        raise BrokenError(what)
