"""A typed or spoken conversation with a draft, in a worker's process: the machine of the hall, with the demo back end.

A trial is told whole each time, so it is played again on what the draft has become meanwhile. What was played last is
kept, and one line more is one step more.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dialogue.acts import (
    AnswerCard,
    Call,
    CaptureCard,
    Card,
    ChoicesCard,
    ConfirmCard,
    Expect,
    InputCard,
    MaterialsCard,
    Option,
    RatingCard,
    ReceiptCard,
    Said,
)
from dialogue.errors import DialogueError
from dialogue.testing import Exchange
from dialogue.testing.keywords import ENDINGS, asked
from dialogue.testing.model import CitizenAction, StubReply
from dialogue.testing.playground import COMMANDS, Playground, parse_action, stubbed_replies
from kiosk.demo.office import Office, RefusalError
from kiosk.operators.editor.bench_answers import (
    SpokenLine,
    TouchOption,
    TrialAnswer,
    TrialCard,
    TrialExchange,
    TrialHearing,
)
from kiosk.operators.editor.draft_reading import ReadDraft, read_draft
from kiosk.operators.rivals import read_otherwise
from kiosk.operators.routes import RequestRefusedError, not_found
from kiosk.publishing.bundle import Bundle

#: Commands that `kiosk services try` alone knows.
_OF_TERMINALS = frozenset({"/状态", "/重来", "/退出"})
#: Conversations that one process keeps.
_KEPT = 8
TrialLine = str | SpokenLine
_Key = tuple[str, str, str, bool]
_played: OrderedDict[tuple[_Key, tuple[TrialLine, ...]], Playground] = OrderedDict()


@dataclass(frozen=True, slots=True)
class PlayedTrial:
    """`expect`: what the open question expects to be answered; None: nothing is asked."""

    answer: TrialAnswer
    expect: Expect | None


def try_out(
    files: dict[str, bytes], service: str, channel: str, elderly: bool, lines: tuple[TrialLine, ...]
) -> PlayedTrial:
    """`answer.revision` is the caller's to fill in. Raises `RequestRefusedError`."""
    draft = read_draft(files)
    library = draft.library()
    if library.script(service) is None:
        raise not_found(f"业务“{service}”")
    key = (Bundle(files).hash, service, channel, elderly)
    playground = _played.pop((key, lines[:-1]), None) if lines else None
    rest = lines[-1:]
    if playground is None:
        stubs = stubbed_replies(draft.tests.of(service), _office_replies())
        playground = Playground(library, service, stubs, channel == "phone", elderly)
        playground.begin()
        rest = lines
    for line in rest:
        _do(playground, line)
    _played[key, lines] = playground
    while len(_played) > _KEPT:
        _played.popitem(last=False)
    filled = [(one.name, one.value) for one in playground.state.filled]
    told = [
        _told(draft, exchange, did) for exchange, did in zip(playground.exchanges, ("", *lines), strict=False)
    ]  # fmt: skip
    asked_for = [act for act in playground.exchanges[-1].acts if isinstance(act, Expect)]
    expect = asked_for[-1] if asked_for and not playground.state.ended else None
    answer = TrialAnswer(exchanges=told, filled=filled, revision=0, test=playground.recorded("试一试"))
    return PlayedTrial(answer, expect)


def _action(line: TrialLine) -> CitizenAction | None:
    """None for a line that is empty, or an unknown command."""
    if isinstance(line, str):
        return parse_action(line) if line.strip() else None
    if not line.text.strip():
        return None
    confidence = min(line.confidence, 0.999)  # 1.0 is typed text
    return Said(line.text, confidence, line.alternatives, candidates=line.candidates)


def _do(playground: Playground, line: TrialLine) -> None:
    if playground.state.ended:
        raise RequestRefusedError(409, "ended", "这段对话已经结束了，请重新开始。 The conversation has ended.")
    if (action := _action(line)) is None:
        told = "；".join(
            f"{name}（{what}）" for name, what in COMMANDS.items() if name not in ("/状态", "/重来", "/退出")
        )
        raise RequestRefusedError(400, "bad_line", f"没有这个命令。可以用：{told}。 There is no such command.")
    try:
        playground.do(action)
    except DialogueError as error:
        raise RequestRefusedError(422, "not_loadable", f"走到这里出了错：{error}。 The script broke down.") from None


def _office_replies() -> Any:
    office = Office(":memory:", datetime.now)

    def answer(call: Call) -> StubReply:
        try:
            data = office.handle(call.api, call.body, call.key)
        except RefusalError as error:
            return StubReply(reason="refused", message=error.message)
        wanted = call.wanted or tuple(data)
        if any(name not in data for name in wanted):
            return StubReply(reason="refused", message="演示后台没有这个接口要的答复")
        return StubReply(tuple((name, _text(data[name])) for name in wanted))

    return answer


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _told(draft: ReadDraft, exchange: Exchange, did: TrialLine) -> TrialExchange:
    state = exchange.after
    script = draft.folder.library().script(state.service) if state.service else None
    line = script.steps[state.step].line if script is not None and state.step < len(script.steps) else 0
    return TrialExchange(
        did=did if isinstance(did, str) else did.text, said=list(exchange.said), cards=list(_cards(exchange)),
        notes=list(exchange.notes),
        calls=[f"{call.api}（{'，'.join(f'{name}={value}' for name, value in call.params.items())}）" for call in
               exchange.calls],
        service=state.service, file=draft.shown(script.file) if script is not None else "", line=line,
        asked=asked(state), ending=ENDINGS[state.ended] if state.ended else "",
        heard=None if isinstance(did, str) else _hearing(did),
    )  # fmt: skip


def _hearing(line: SpokenLine) -> TrialHearing:
    return TrialHearing(line.confidence, read_otherwise(line.text, line.alternatives))


def _cards(exchange: Exchange) -> Iterator[TrialCard]:
    for card in {one.id: one for one in exchange.cards}.values():
        rows, options = _inside(card)
        touch = [TouchOption(label=one.label, value=one.value) for one in options]
        yield TrialCard(title=card.title, rows=[row for row in rows if row], options=touch)


def _inside(card: Card) -> tuple[list[str], tuple[Option, ...]]:
    match card:
        case ChoicesCard(options=options, actions=actions, page=page):
            return [page], (*options, *actions)
        case RatingCard(options=options):
            return [], options
        case ConfirmCard(rows=rows, yes=yes, no=no, text=text):
            return [text, *(f"{row.label}　{row.value}" for row in rows)], (yes, no)
        case MaterialsCard(items=items, source=source):
            return [*(f"{one.name}　{one.copies}　{one.note}".rstrip() for one in items), source], ()
        case InputCard(hint=hint, value=value, error=error, actions=actions):
            return [value or hint, error], actions
        case AnswerCard(text=text, source=source):
            return [text, source], ()
        case ReceiptCard(number=number, rows=rows):
            return [number, *(f"{row.label}　{row.value}" for row in rows)], ()
        case CaptureCard(hint=hint, error=error, actions=actions):
            return [hint, error], actions
