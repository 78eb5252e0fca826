"""Tries a service by hand: each typed line is an action, and the conversation can be recorded as a conversation test.

Pure, like the machine: the caller reads the lines and shows the exchanges.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field

import yaml

from dialogue.acts import (
    Answered,
    Begin,
    Call,
    Captured,
    CaptureFailed,
    CardRead,
    Keyed,
    NoInput,
    NoMatch,
    QrChecked,
    Said,
    Touched,
)
from dialogue.library import Library
from dialogue.machine import Machine, State
from dialogue.script.assurance import PROVES
from dialogue.script.items import items_of
from dialogue.script.uses import templates
from dialogue.testing import keywords
from dialogue.testing.drive import answered, run_turn
from dialogue.testing.list_values import in_words
from dialogue.testing.model import (
    NOW,
    TODAY,
    CitizenAction,
    ConversationStep,
    ConversationTest,
    FaceAction,
    ScanAction,
    StubReply,
    VouchAction,
)
from dialogue.testing.outcome import Exchange

#: Answers one call of the back end.
BackendReplies = Callable[[Call], StubReply]

COMMANDS = {
    "/按键": "按键 13800138000", "/触屏": "触屏 同意", "/读卡": "读卡 姓名 号码", "/验证码": "输入收到的验证码",
    "/扫码": "扫码 姓名 号码", "/人脸": "比对上 没比对上", "/工作人员": "核对上 没核对上",
    "/拍照": "拍了一张，或者签了名", "/上传": "手机传了一张", "/静音": "没有说话", "/没听清": "有声音，听不清",
    "/状态": "填到哪了", "/重来": "换下一位群众", "/退出": "结束",
}  # fmt: skip
#: Characters of a sentence, from which it is told from others.
_TELLING = 4
#: The card of a 读卡 without values: an unassigned number with a valid check digit.
_CARD = ("王小明", "11010519491231002X")


def parse_action(line: str) -> CitizenAction | None:
    """A typed line as an action; None for an unknown or incomplete command."""
    command, _, rest = line.strip().partition(" ")
    rest = rest.strip()
    match command:
        case "/按键":
            return Keyed(rest) if rest else None
        case "/触屏":
            return Touched(rest) if rest else None
        case "/读卡":
            name, _, number = rest.partition(" ")
            return CardRead(name, number.strip()) if number else CardRead(*_CARD) if not rest else None
        case "/扫码":
            name, _, number = rest.partition(" ")
            held = (name, number.strip()) if number else _CARD
            return ScanAction(QrChecked(0, "proven", held[1], held[0], "card")) if number or not rest else None
        case "/人脸":
            return FaceAction(keywords.FACES[rest or "比对上"]) if (rest or "比对上") in keywords.FACES else None
        case "/工作人员":
            return VouchAction(keywords.VOUCHES[rest or "核对上"]) if (rest or "核对上") in keywords.VOUCHES else None
        case "/拍照" | "/上传":
            return keywords.TAKEN[command[1:]]
        case "/验证码":
            return Keyed(keywords.CODE)
        case "/静音":
            return NoInput()
        case "/没听清":
            return NoMatch()
        case _:
            return None if command.startswith("/") else Said(line.strip(), keywords.SPOKEN)


@dataclass(slots=True)
class Playground:
    """One conversation. `replies`: the answers of each interface so far, for the recording."""

    library: Library
    service: str
    backend: BackendReplies
    phone: bool = False
    elderly: bool = False
    exchanges: list[Exchange] = field(default_factory=list)
    replies: dict[str, list[StubReply]] = field(default_factory=dict)

    def begin(self) -> Exchange:
        state = self._machine.new("试用", TODAY, NOW)
        return self._do(state, None, Begin("phone" if self.phone else "screen", self.elderly))

    def do(self, action: CitizenAction) -> Exchange:
        return self._do(self.state, ConversationStep(0, action), action)

    @property
    def _machine(self) -> Machine:
        return Machine(self.library, means=frozenset(PROVES))

    @property
    def state(self) -> State:
        return self.exchanges[-1].after

    def _do(self, state: State, step: ConversationStep | None, turn: CitizenAction | Begin) -> Exchange:
        after, acts = run_turn(self._machine, state, turn, self._answer)
        self.exchanges.append(Exchange(step, state, after, acts))
        return self.exchanges[-1]

    def _answer(self, call: Call) -> Answered:
        reply = self.backend(call)
        self.replies.setdefault(call.api, []).append(reply)
        return answered(call, reply)

    # ---- as a test --------------------------------------------------------------------------------------------------

    def recorded(self, name: str) -> str:
        """The conversation so far as the text of a `*.test.yaml`, its results as expectations."""
        return yaml.dump(
            {"服务": self.service, "对话": [self._dialogue(name)]}, allow_unicode=True, sort_keys=False, width=110
        )

    def _dialogue(self, name: str) -> dict[str, object]:
        found: dict[str, object] = {"名称": name, "今天": str(TODAY)}
        if self.phone:
            found["渠道"] = "电话"
        if self.elderly:
            found["适老"] = "是"
        if self.replies:
            found["接口"] = {api: [_reply(reply) for reply in replies] for api, replies in self.replies.items()}
        sentences = _sentences(self.library)
        found["步骤"] = [step for exchange in self.exchanges if (step := _step(exchange, sentences))]
        return found


def _reply(reply: StubReply) -> object:
    if reply.message:
        return {"拒绝": reply.message}
    kinds = {reason: word for word, reason in reversed(keywords.FAILURES.items())}
    if reply.reason:
        return kinds[reply.reason]
    return {name: json.loads(value) if value.startswith("[") else value for name, value in reply.data}


def _step(exchange: Exchange, sentences: frozenset[str]) -> dict[str, object] | None:
    if exchange.step is None:
        return None
    return {**_done(exchange.step.action), "期望": _followed(exchange, sentences)}


def _sentences(library: Library) -> frozenset[str]:
    """The parts of what the scripts' own steps say, as they are written, without values: said or not, they tell which
    way the conversation went.
    """
    said = [template for script in library.every for step in script.steps for template in templates(step)]
    parts = [part for template in said for part in template.parts if isinstance(part, str)]
    return frozenset(trimmed for part in parts if len(trimmed := part.strip("，,。；;：: ")) >= _TELLING)


def _guarding(exchange: Exchange, sentences: frozenset[str]) -> list[str]:
    """Those of `sentences` that were said, in their order, without what is a part of another."""
    said = "".join(exchange.said)
    inside = [one for one in sentences if one in said]
    whole = [one for one in inside if not any(one != other and one in other for other in inside)]
    return sorted(whole, key=said.index)


def _done(action: CitizenAction) -> dict[str, object]:
    match action:
        case Said(text, confidence):
            return {"人" if confidence < 1 else "打字": text}
        case Keyed(keywords.CODE):
            return {"验证码": ""}
        case Keyed(keys):
            return {"按键": keys}
        case Touched(value):
            return {"触屏": value}
        case CardRead(name, number):
            return {"读卡": {"姓名": name, "号码": number}}
        case Captured():
            return {next(word for word, taken in keywords.TAKEN.items() if taken == action): ""}
        case CaptureFailed(why):
            return {"没拍成": next(word for word, kind in keywords.NO_PICTURE.items() if kind == why)}
        case ScanAction(answer) if answer.outcome == "proven":
            return {"扫码": {"姓名": answer.name, "号码": answer.number}}
        case ScanAction(answer):
            return {"扫码": next(word for word, one in keywords.CODE_TROUBLES.items() if one == answer.outcome)}
        case FaceAction(outcome):
            return {"人脸": next(word for word, one in keywords.FACES.items() if one == outcome)}
        case VouchAction(outcome):
            return {"工作人员": next(word for word, one in keywords.VOUCHES.items() if one == outcome)}
        case NoInput():
            return {"静音": ""}
        case NoMatch():
            return {"没听清": ""}


def _followed(exchange: Exchange, sentences: frozenset[str]) -> dict[str, object]:
    before, after = exchange.before, exchange.after
    found: dict[str, object] = {}
    if after.service != before.service:
        found["服务"] = after.service
    old = before.values()
    given = [one for one in after.filled if one.via not in ("api", "item") and old.get(one.name) != one.value]
    if slots := {one.name: _expected(one.value) for one in given}:
        found["槽位"] = slots
    if said := _guarding(exchange, sentences):
        found["说"] = said
    if exchange.calls:
        found["调用"] = [call.api for call in exchange.calls]
    if asked := keywords.asked(after):
        found["然后问"] = asked
    if after.ended:
        found["结束"] = keywords.ENDINGS[after.ended]
    return found


def _expected(value: str) -> object:
    """A list as the first fields of its items, an item as its own."""
    if not value.startswith(("[{", "{")):
        return in_words(value)
    heads = [next(iter(item.values()), "") for item in items_of(value)]
    return heads if value.startswith("[") else heads[0]


def stubbed_replies(tests: tuple[ConversationTest, ...], otherwise: BackendReplies) -> BackendReplies:
    """Answers from the first test that stubs the interface, else from `otherwise`."""

    def answer(call: Call) -> StubReply:
        found = (stub for test in tests if (stub := test.stub(call.api)))
        stub = next(found, None)
        return stub.reply(0) if stub else otherwise(call)

    return answer
