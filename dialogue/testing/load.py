"""Reads `*.test.yaml` into `ConversationTests`. One reading reports every mistake of every file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from dialogue import sources
from dialogue.acts import NOWHERE, CaptureFailed, CardRead, Keyed, KioskFacts, QrChecked, Said, Touched
from dialogue.errors import Problems, ScriptError, ScriptErrors
from dialogue.script.fields import Fields, nearest
from dialogue.script.lists import list_text
from dialogue.script.proof_interfaces import QR_LEVELS
from dialogue.testing import keywords
from dialogue.testing.list_values import heads_text
from dialogue.testing.model import (
    DEVICE,
    NOW,
    TODAY,
    ApiStub,
    CitizenAction,
    ConversationStep,
    ConversationTest,
    ConversationTests,
    ExpectedCall,
    FaceAction,
    ScanAction,
    StepExpectation,
    StubReply,
    VouchAction,
)
from dialogue.yaml_lines import Map, Node, Scalar, Seq, parse

SUFFIX = sources.TEST
_YES_NO = {"是": True, "否": False}


@dataclass(frozen=True)
class TestFile:
    """One file of conversation tests. Its text is parsed when the tests or their errors are first asked for.

    `unread`: why the file cannot be read; its text is then empty.
    """

    __test__ = False  # pytest: not a test class

    file: str
    text: str
    unread: tuple[ScriptError, ...]

    @property
    def tests(self) -> tuple[ConversationTest, ...]:
        return self._parsed[0]

    @property
    def errors(self) -> tuple[ScriptError, ...]:
        return (*self.unread, *self._parsed[1])

    @cached_property
    def _parsed(self) -> tuple[tuple[ConversationTest, ...], tuple[ScriptError, ...]]:
        if self.unread:
            return (), ()
        problems = Problems(self.file)
        return read_conversation_tests(self.text, self.file, problems), tuple(problems.errors)


def load_conversation_tests(path: Path | str) -> ConversationTests:
    """One file, or every `*.test.yaml` of a folder. Raises `ScriptErrors` with every mistake."""
    root = Path(path)
    folder = Problems(root)
    paths = sources.conversation_tests(root, folder) if root.is_dir() else [root]
    files = [read_test_file(file) for file in paths]
    if errors := [*(error for file in files for error in file.errors), *folder.errors]:
        raise ScriptErrors(errors)
    return ConversationTests(tuple(test for file in files for test in file.tests))


def read_test_file(path: Path) -> TestFile:
    """Raises OSError only where descriptors or memory are lacking."""
    problems = Problems(path)
    return TestFile(str(path), sources.read_utf8(path, problems), tuple(problems.errors))


def read_conversation_tests(text: str, file: str, problems: Problems) -> tuple[ConversationTest, ...]:
    """The tests that could be read; complete only if `problems` stayed empty."""
    known = {*keywords.FILE, *keywords.CONVERSATION, *keywords.ACTIONS, *keywords.EXPECTATION, "期望"}
    root = parse(text, problems, known)
    if root is None:
        return ()
    if not isinstance(root, Map):
        problems.add(root.line, "对话测试应该由“键: 值”组成", "第一行写“服务: 名称”")
        return ()
    fields = Fields(root, keywords.FILE, "对话测试", problems)
    service = fields.text("服务", required=True)
    if fields.node("对话") is None:
        problems.add(root.line, "对话测试少了“对话”", "加上“对话:”和至少一段对话")
    seq = fields.seq("对话")
    found: list[ConversationTest] = []
    for node in seq.items if seq else ():
        if not isinstance(node, Map):
            problems.add(node.line, "每段对话应该写名称和步骤", "写成“- 名称: …”，下面缩进写“步骤:”")
            continue
        test = _conversation_test(service, Fields(node, keywords.CONVERSATION, "“对话”", problems), file, problems)
        if any(test.name == other.name for other in found):
            problems.add(test.line, f"对话“{test.name}”写了两次", "换一个名称")
        found.append(test)
    return tuple(found)


def _conversation_test(service: str, fields: Fields, file: str, problems: Problems) -> ConversationTest:
    steps = fields.seq("步骤")
    if fields.node("步骤") is None or (steps and not steps.items):
        problems.add(fields.line, "这段对话没有步骤", "加上“步骤:”，每步前面写“- ”")
    return ConversationTest(
        name=fields.text("名称", required=True),
        service=service,
        channel=fields.one_of("渠道", keywords.CHANNELS, "screen"),
        elderly=fields.one_of("适老", _YES_NO, False),
        today=_day(fields, problems),
        now=_clock(fields, problems),
        stubs=_stubs(fields.map("接口"), problems),
        sends=fields.one_of("短信", keywords.SENDS, True),
        compares=fields.one_of("资料", keywords.COMPARES, "same"),
        kiosk=_kiosk(fields, problems),
        steps=tuple(step for node in (steps.items if steps else ()) if (step := _conversation_step(node, problems))),
        file=file,
        line=fields.line,
    )


def _kiosk(fields: Fields, problems: Problems) -> KioskFacts:
    """At a kiosk, its name has a value, as in a hall."""
    phone = fields.one_of("渠道", keywords.CHANNELS, "screen") == "phone"
    told = KioskFacts(fields.text("设备", default="" if phone else DEVICE), fields.text("窗口"), fields.text("地点"))
    if phone and told != NOWHERE:
        problems.add(fields.line, "电话里没有设备、窗口和地点", "去掉这几行，或者去掉“渠道: 电话”")
    return told


def _day(fields: Fields, problems: Problems) -> date:
    text = fields.text("今天")
    if not text:
        return TODAY
    try:
        return date.fromisoformat(text)
    except ValueError:
        problems.add(fields.line_of("今天"), f"“今天”看不懂：“{text}”", "写成 2026-11-22")
        return TODAY


def _clock(fields: Fields, problems: Problems) -> str:
    text = fields.text("现在", default=NOW)
    if re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        return text
    problems.add(fields.line_of("现在"), f"“现在”看不懂：“{text}”", "写成 09:30")
    return NOW


# ---- the back end -------------------------------------------------------------------------------------------------


def _stubs(node: Map | None, problems: Problems) -> tuple[ApiStub, ...]:
    found = []
    for key, value in node.entries if node else ():
        items = value.items if isinstance(value, Seq) else (value,)
        replies = tuple(reply for item in items if (reply := _reply(key.value, item, problems)))
        if not items:
            problems.add(
                value.line, f"接口“{key.value}”一个答复也没有", "写成 {名: 值}，或者 失败、拒绝、不通、超时、不明"
            )
        if replies:
            found.append(ApiStub(key.value, replies, key.line))
    return tuple(found)


def _reply(api: str, node: Node, problems: Problems) -> StubReply | None:
    if isinstance(node, Map) and [key.value for key, _ in node.entries] == ["拒绝"]:
        ((_, why),) = _pairs(node, f"接口“{api}”", problems) or (("", ""),)
        return StubReply(reason=keywords.FAILURES["拒绝"], message=why)
    if isinstance(node, Map):
        return StubReply(_pairs(node, f"接口“{api}”", problems))
    if isinstance(node, Scalar) and node.value.strip() in keywords.FAILURES:
        return StubReply(reason=keywords.FAILURES[node.value.strip()])
    problems.add(node.line, f"接口“{api}”的答复看不懂", "写成 {名: 值}，或者 失败、拒绝、不通、超时、不明")
    return None


def _pairs(node: Map, where: str, problems: Problems) -> tuple[tuple[str, str], ...]:
    """Values by name. A list of mappings is a list variable's value, a list of words what its items begin with."""
    found = []
    for key, value in node.entries:
        if isinstance(value, Scalar):
            found.append((key.value, value.value.strip()))
        elif isinstance(value, Seq) and all(isinstance(item, Map) for item in value.items):
            items = [_pairs(item, f"{where}“{key.value}”", problems) for item in value.items if isinstance(item, Map)]
            found.append((key.value, list_text(map(dict, items))))
        elif isinstance(value, Seq) and all(isinstance(item, Scalar) for item in value.items):
            found.append(
                (key.value, heads_text(item.value.strip() for item in value.items if isinstance(item, Scalar)))
            )
        else:
            problems.add(value.line, f"{where}里“{key.value}”应该是一个值", "列表写成 [{字段: 值}, …]")
    return tuple(found)


# ---- actions -------------------------------------------------------------------------------------------------


def _conversation_step(node: Node, problems: Problems) -> ConversationStep | None:
    if isinstance(node, Scalar):
        if node.value.strip() in keywords.BARE_ACTIONS:
            return ConversationStep(node.line, keywords.BARE_ACTIONS[node.value.strip()])
        problems.add(node.line, f"不认识的步骤“{node.value}”", f"可用的有：{'、'.join(keywords.ACTIONS)}")
        return None
    if not isinstance(node, Map):
        problems.add(node.line, "步骤应该是“键: 值”", "例如“- 人: 我社保卡丢了”")
        return None
    done = [key.value for key, _ in node.entries if key.value in keywords.ACTIONS]
    if len(done) != 1:
        _wrong_action(node, done, problems)
        return None
    fields = Fields(node, (done[0], "期望", *(("也像",) if done[0] == "人" else ())), "这一步", problems)
    action = _action(done[0], fields, problems)
    expected = fields.map("期望")
    return (
        ConversationStep(node.line, action, _expectation(expected, problems) if expected else None) if action else None
    )


def _wrong_action(node: Map, done: list[str], problems: Problems) -> None:
    if done:
        problems.add(node.line, f"一个步骤里同时写了{'、'.join(done)}", "拆成几步，每步前面写“- ”")
        return
    word = next((key.value for key, _ in node.entries if key.value != "期望"), "")
    if word:
        problems.add(node.line, f"不认识的步骤“{word}”", nearest(word, keywords.ACTIONS))
    else:
        problems.add(node.line, "这一步没有写群众做了什么", f"可用的有：{'、'.join(keywords.ACTIONS)}")


def _action(kind: str, fields: Fields, problems: Problems) -> CitizenAction | None:
    match kind:
        case "人":
            return Said(fields.text(kind), keywords.SPOKEN, fields.texts("也像"))
        case "打字":
            return Said(fields.text(kind))
        case "按键":
            return Keyed(fields.text(kind))
        case "触屏":
            return Touched(fields.text(kind))
        case "读卡":
            card = fields.map(kind)
            inner = Fields(card, ("姓名", "号码"), "“读卡”", problems) if card else None
            return CardRead(inner.text("姓名"), inner.text("号码", required=True)) if inner else None
        case "验证码" if isinstance(node := fields.node(kind), Scalar) and node.value.strip():
            return Keyed(fields.one_of(kind, keywords.CODES, keywords.CODE))
        case "扫码":
            return _scan(fields, problems)
        case "人脸":
            return FaceAction(fields.one_of(kind, keywords.FACES, "same"))
        case "工作人员":
            return VouchAction(fields.one_of(kind, keywords.VOUCHES, "yes"))
        case "没拍成":
            return CaptureFailed(fields.one_of(kind, keywords.NO_PICTURE, "broken"))
        case _:
            return keywords.BARE_ACTIONS[kind]  # written with an expectation: {静音: , 期望: …}


def _scan(fields: Fields, problems: Problems) -> ScanAction | None:
    if not isinstance(fields.node("扫码"), Map):
        return ScanAction(QrChecked(0, fields.one_of("扫码", keywords.CODE_TROUBLES, "refused")))
    code = fields.map("扫码")
    inner = Fields(code, ("姓名", "号码", "级别"), "“扫码”", problems) if code else None
    if inner is None:
        return None
    level = inner.one_of("级别", QR_LEVELS, "card")
    return ScanAction(QrChecked(0, "proven", inner.text("号码", required=True), inner.text("姓名"), level))


# ---- expectations ---------------------------------------------------------------------------------------------


def _expectation(node: Map, problems: Problems) -> StepExpectation:
    fields = Fields(node, keywords.EXPECTATION, "“期望”", problems)
    slots = fields.map("槽位")
    endings = {word: kind for kind, word in keywords.ENDINGS.items()} | {keywords.NOT_OVER: keywords.NOT_OVER}
    ending, handoff = _ending(fields, endings, problems)
    pairs = _pairs(slots, "“槽位”", problems) if slots else ()
    return StepExpectation(
        line=node.line,
        service=fields.text("服务"),
        slots=tuple((name, "" if value == keywords.EMPTY else value) for name, value in pairs),
        says=fields.texts("说"),
        not_said=fields.texts("不说"),
        cards=fields.texts("卡片"),
        citations=fields.texts("引用"),
        calls=_calls(fields, "调用", problems),
        not_called=_calls(fields, "不调用", problems),
        asks=fields.text("然后问"),
        ending=ending,
        handoff=handoff,
        not_logged=fields.texts("日志不含"),
    )


def _ending(fields: Fields, endings: dict[str, str], problems: Problems) -> tuple[str, str]:
    """结束: one word, or {转人工: why}."""
    node = fields.node("结束")
    if not isinstance(node, Map):
        return fields.one_of("结束", endings, ""), ""
    inner = Fields(node, ("转人工",), "“结束”", problems)
    reasons = {word: reason for reason, word in keywords.HANDOFFS.items()}
    return "handoff", inner.one_of("转人工", reasons, "")


def _calls(fields: Fields, key: str, problems: Problems) -> tuple[ExpectedCall, ...]:
    node = fields.node(key)
    if node is None:
        return ()
    found = []
    for item in node.items if isinstance(node, Seq) else (node,):
        if isinstance(item, Scalar):
            found.append(ExpectedCall(item.value.strip()))
        elif isinstance(item, Map):
            inner = Fields(item, ("接口", "参数"), f"“{key}”", problems)
            params = inner.map("参数")
            found.append(
                ExpectedCall(inner.text("接口", required=True), _pairs(params, "“参数”", problems) if params else ())
            )
        else:
            problems.add(item.line, f"“{key}”应该是接口名", "写成 sbk.loss，或者 {接口: sbk.loss, 参数: {名: 值}}")
    return tuple(found)
