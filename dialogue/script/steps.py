"""步骤 -> program: nested steps become a flat list with jumps."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from dialogue.errors import Problems
from dialogue.script import captures, keys, list_steps
from dialogue.script.computed import read_source
from dialogue.script.expression import Constant, Test, Variable
from dialogue.script.fields import Fields, nearest
from dialogue.script.grammar import parse_condition
from dialogue.script.groups import SlotGroup, expanded
from dialogue.script.lists import ListVariable
from dialogue.script.model import (
    Assign,
    Branch,
    CallService,
    Collect,
    Confirm,
    Finish,
    Jump,
    Outside,
    Query,
    Rate,
    Slot,
    Spoken,
    Step,
    Submit,
    Take,
    Tell,
    Transfer,
)
from dialogue.script.template import Template, parse_template
from dialogue.script.uses import FAILURE_KIND
from dialogue.slot_kinds import kind_of
from dialogue.yaml_lines import Map, Node, Scalar, Seq

_HUMAN = ("转人工", "transfer")


class Compiler:
    """Turns one script's 步骤 into steps. Mistakes go to `problems`; what cannot be read is left out."""

    def __init__(self, problems: Problems, slots: Iterable[Slot] = (), groups: tuple[SlotGroup, ...] = ()) -> None:
        self.problems = problems
        self.slots = {slot.name: slot for slot in slots}
        self.program: list[Step] = []
        self.groups = groups
        self.submissions = 0
        self.picked: list[Slot] = []
        self.lists: dict[str, ListVariable] = {}
        self._labels: dict[str, int] = {}
        self._jumps: list[tuple[int, str]] = []  # where a 跳到 stands, and the 编号 it names

    @property
    def labels(self) -> tuple[tuple[str, int], ...]:
        return tuple(self._labels.items())

    def compile(self, node: Node | None) -> tuple[Step, ...]:
        self.block(node)
        for at, label in self._jumps:
            line = self.program[at].line
            if label in self._labels:
                self.program[at] = Jump(line, self._labels[label])
                list_steps.check_jump(self, at, self._labels[label], label)
            else:
                self.problems.add(
                    line, f"没有编号是“{label}”的步骤", _known(label, self._labels), code="undefined-name"
                )
                self.program[at] = Jump(line, at + 1)
        return tuple(self.program)

    def block(self, node: Node | None) -> None:
        if node is None:
            return
        for item in node.items if isinstance(node, Seq) else (node,):
            self.one(item)

    def one(self, node: Node) -> None:
        if isinstance(node, Scalar) and node.value.strip() in _HUMAN:
            self.program.append(Transfer(node.line, None, False))
            return
        if not isinstance(node, Map):
            self.problems.add(node.line, "步骤应该是“键: 值”", "例如“- 说: 您好。”", code="bad-value")
            return
        names = [keys.ALIASES.get(key.value, key.value) for key, _ in node.entries]
        extras = {extra for name in names for extra in keys.STEP_EXTRAS.get(name, ())}
        kinds = [name for name in names if name in keys.STEPS and name not in extras]
        if len(kinds) != 1:
            self._wrong_kind(node, names, kinds)
            return
        kind = kinds[0]
        known = (kind, keys.LABEL, *keys.STEP_EXTRAS.get(kind, ()))
        fields = Fields(node, known, f"“{kind}”这一步", self.problems)
        self._label(fields)
        {
            "说": self.tell, "收集": self.collect, "查询": self.query, "挑选": self.pick, "逐条": self.each,
            "如果": self.branch, "选择": self.choose, "设": self.assign,
            "拍照": self.capture, "上传": self.capture, "签名": self.capture, "确认": self.confirm, "提交": self.submit,
            "取号": self.take, "调用服务": self.call_service, "跳到": self.jump, "卡片": self.tell, "回执": self.tell,
            "评价": self.rate,
            "转人工": self.transfer, "结束": self.finish,
        }[kind](fields)  # fmt: skip

    def _wrong_kind(self, node: Map, names: list[str], kinds: list[str]) -> None:
        if kinds:
            self.problems.add(
                node.line, f"一个步骤里同时写了{'、'.join(kinds)}", "拆成几步，每步前面写“- ”", code="two-steps-in-one"
            )
        else:
            word = names[0] if names else ""
            self.problems.add(node.line, f"不认识的步骤“{word}”", nearest(word, keys.STEPS), code="unknown-key")

    def _label(self, fields: Fields) -> None:
        label = fields.text(keys.LABEL)
        if not label:
            return
        if label in self._labels:
            self.problems.add(fields.line_of(keys.LABEL), f"编号“{label}”写了两次", "换一个名字", code="duplicate-key")
        self._labels.setdefault(label, len(self.program))

    # ---- one method for each kind ---------------------------------------------------------------------------------

    def tell(self, fields: Fields) -> None:
        receipt = fields.many_of("回执", keys.RECEIPTS)
        self.program.append(Tell(fields.line, self.spoken(fields, "说"), fields.text("卡片"), receipt))

    def collect(self, fields: Fields) -> None:
        self.program.append(Collect(fields.line, expanded(fields.texts("收集", required=True), self.groups)))

    def query(self, fields: Fields) -> None:
        inner = self._inner(fields, "查询", keys.CALL)
        if inner is not None:
            api, params, results, timeout = self._call_fields(inner)
            self._outside(Query(fields.line, api, params, results, timeout, 0), inner, "查询")

    def submit(self, fields: Fields) -> None:
        inner = self._inner(fields, "提交", keys.SUBMIT)
        if inner is None:
            return
        key = inner.text("幂等键", required=True, default="会话号", code="no-idempotency")
        if key != "会话号":
            self.problems.add(inner.line_of("幂等键"), f"幂等键不能是“{key}”", "写“会话号”", code="no-idempotency")
        api, params, results, timeout = self._call_fields(inner)
        self.submissions += 1
        self._outside(Submit(fields.line, api, params, results, timeout, 0, self.submissions), inner, "提交")

    def take(self, fields: Fields) -> None:
        node = fields.node("取号")
        self.submissions += 1
        if isinstance(node, Scalar):
            queue = fields.text("取号", required=True)
            self._outside(Take(fields.line, queue, ("排队号",), None, 0, self.submissions), None, "取号")
        elif inner := self._inner(fields, "取号", keys.TAKE):
            results = inner.texts("得到") or ("排队号",)
            queue = inner.text("队列", required=True)
            step = Take(fields.line, queue, results, self._seconds(inner), 0, self.submissions)
            self._outside(step, inner, "取号")

    def call_service(self, fields: Fields) -> None:
        node = fields.node("调用服务")
        if isinstance(node, Scalar):
            self._call_service(CallService(fields.line, fields.text("调用服务", required=True), (), (), 0), None)
        elif inner := self._inner(fields, "调用服务", keys.CALL_SERVICE):
            given, results = self._pairs(inner, "传"), self._pairs(inner, "得到")
            self._call_service(CallService(fields.line, inner.text("服务", required=True), given, results, 0), inner)

    def _call_service(self, step: CallService, inner: Fields | None) -> None:
        if inner is None or "失败" not in inner:  # what was not finished there is not finished here
            self._outside(step, None, "调用服务", Finish(step.line, "cancelled"))
        else:
            self._outside(step, inner, "调用服务")

    def _pairs(self, inner: Fields, key: str) -> tuple[tuple[str, str], ...]:
        """{theirs: ours}, or a list of names that are the same on both sides."""
        node = inner.node(key)
        if not isinstance(node, Map):
            return tuple((name, name) for name in inner.texts(key))
        found = []
        for name, value in node.entries:
            if isinstance(value, Scalar) and value.value.strip():
                found.append((name.value, value.value.strip()))
            else:
                self.problems.add(
                    name.line, f"“{key}”里“{name.value}”的右边应该是一个变量", "写成 {甲: 乙}", code="bad-value"
                )
        return tuple(found)

    def _inner(self, fields: Fields, key: str, known: tuple[str, ...]) -> Fields | None:
        node = fields.map(key)
        return Fields(node, known, f"“{key}”", self.problems) if node else None

    def _call_fields(self, inner: Fields) -> tuple[str, tuple[str, ...], tuple[str, ...], float | None]:
        api = inner.text("接口", required=True)
        return api, expanded(inner.texts("传"), self.groups), list_steps.results(self, inner), self._seconds(inner)

    def _seconds(self, inner: Fields) -> float | None:
        text = inner.text("超时")
        if not text:
            return None
        hit = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(?:秒|s)?", text)
        if hit is None or not 0 < float(hit[1]) <= 60:
            self.problems.add(inner.line_of("超时"), f"超时“{text}”看不懂", "写成“5秒”，最多 60 秒", code="bad-value")
            return None
        return float(hit[1])

    def _outside(self, step: Outside, inner: Fields | None, kind: str, otherwise: Step | None = None) -> None:
        """The step, and behind it its failure branch, which success jumps over.

        `inner` None: nothing was written about failure, and `otherwise` (a human, if None) is done.
        """
        at = len(self.program)
        self.program += [step, Jump(step.line, 0)]
        self.program[at] = replace(step, failed=at + 2)
        node = inner.node("失败") if inner else None
        if inner is None:
            self.program.append(otherwise or Transfer(step.line, None, True))
        elif node is None:
            self.problems.add(
                inner.line, f"“{kind}”少了“失败”", "加上“失败: 转人工”，或者写几步怎么办", code="no-failure"
            )
        elif isinstance(node, Map) and kind != "调用服务" and _names_outcomes(node):
            self._by_outcome(node)
        else:
            self._failure(node)
        self.program[at + 1] = Jump(step.line, len(self.program))

    def _failure(self, node: Node) -> None:
        if isinstance(node, Scalar) and node.value.strip() in _HUMAN:
            self.program.append(Transfer(node.line, None, True))
        else:
            self.block(node)

    def _by_outcome(self, node: Map) -> None:
        """失败 as a map: what follows each outcome; a human where nothing is written for it."""
        fields = Fields(node, (*keys.OUTCOMES, keys.OTHER_OUTCOME), "“失败”", self.problems)
        named = [(word, arm) for word in keys.OUTCOMES if (arm := fields.node(word)) is not None]
        other = fields.node(keys.OTHER_OUTCOME)
        if len(named) == len(keys.OUTCOMES):
            if other is not None:
                self.problems.add(other.line, "“失败”里四种情况都写了，“其他”用不到", "删掉“其他”", code="unreachable")
            other = named.pop()[1]
        overs = []
        for word, arm in named:
            at, failed_so = len(self.program), Test(Variable(FAILURE_KIND), (Constant(word, quoted=True),))
            self.program.append(Branch(arm.line, failed_so, 0))
            self._failure(arm)
            overs.append(len(self.program))
            self.program.append(Jump(arm.line, 0))
            self.program[at] = Branch(arm.line, failed_so, len(self.program))
        if other is None:
            self.program.append(Transfer(node.line, None, True))
        else:
            self._failure(other)
        for over in overs:
            self.program[over] = Jump(self.program[over].line, len(self.program))

    def jump(self, fields: Fields) -> None:
        label = fields.text("跳到", required=True)
        self._jumps.append((len(self.program), label))
        self.program.append(Jump(fields.line, 0))

    def branch(self, fields: Fields) -> None:
        text = fields.text("如果", required=True)
        condition = parse_condition(text, fields.line_of("如果"), self.problems) if text else None
        if "那么" not in fields:
            self.problems.add(fields.line, "“如果”少了“那么”", "加上“那么: [ … ]”", code="missing-key")
        if condition is None:  # still read both arms, so that their mistakes are told too
            self.block(fields.node("那么"))
            self.block(fields.node("否则"))
            return
        at = len(self.program)
        self.program.append(Branch(fields.line, condition, 0))
        self.block(fields.node("那么"))
        if "否则" in fields:
            over = len(self.program)
            self.program.append(Jump(fields.line, 0))
            self.program[at] = Branch(fields.line, condition, len(self.program))
            self.block(fields.node("否则"))
            self.program[over] = Jump(fields.line, len(self.program))
        else:
            self.program[at] = Branch(fields.line, condition, len(self.program))

    def choose(self, fields: Fields) -> None:
        """选择: ask for an option slot and go the way of the answer. One arm for every option, or 否则."""
        name = fields.text("选择", required=True)
        arms = fields.map("分支")
        slot = self.slots.get(name)
        labels = tuple(choice.label for choice in slot.choices) if slot else ()
        if arms is None:
            self.problems.add(fields.line, "“选择”少了“分支”", "加上“分支: {选项: [步骤], …}”", code="missing-key")
            return
        if slot is not None and kind_of(slot).choices not in ("one", "yes_no"):
            self.problems.add(
                fields.line, f"“选择”只能用选项或是否，槽位“{name}”不是", "改成“收集”和“如果”", code="bad-value"
            )
        known = [key.value for key, _ in arms.entries if key.value not in ("否则", "else")]
        for key, _ in arms.entries if labels else ():
            if key.value in known and key.value not in labels:
                self.problems.add(
                    key.line, f"“{name}”没有“{key.value}”这个选项", nearest(key.value, labels), code="no-such-option"
                )
        missing = [label for label in labels if label not in known]
        if missing and len(known) == len(arms.entries):
            self.problems.add(
                arms.line,
                f"“选择”没有写选了“{'、'.join(missing)}”怎么办",
                "加上这些分支，或者写“否则”",
                code="not-exhaustive",
            )
        self.program.append(Collect(fields.line, (name,)))
        overs = []
        # The remaining options go to 否则, or, where every option has a branch, to the last branch.
        other = next(
            (key.value for key, _ in arms.entries if key.value not in known), known[-1] if known and not missing else ""
        )
        last: Node | None = None
        for key, node in arms.entries:
            if key.value == other:
                last = node
                continue
            at = len(self.program)
            chosen = Test(Variable(name), (Constant(key.value, quoted=True),))
            self.program.append(Branch(key.line, chosen, 0))
            self.block(node)
            overs.append(len(self.program))
            self.program.append(Jump(key.line, 0))
            self.program[at] = Branch(key.line, chosen, len(self.program))
        self.block(last)
        for over in overs:
            self.program[over] = Jump(self.program[over].line, len(self.program))

    def assign(self, fields: Fields) -> None:
        node = fields.map("设")
        found = []
        for key, value in node.entries if node else ():
            if isinstance(value, Scalar) and value.value.strip():
                source = read_source(value.value.strip(), value.line, self.problems, expression=True)
                found += [(key.value.strip(), source)] if source else []
            else:
                self.problems.add(
                    key.line,
                    f"“设”里“{key.value}”的右边应该是一个值",
                    "写成 设: {到期日: 今天 + 3工作日}",
                    code="bad-value",
                )
        if node is not None and not node.entries:
            self.problems.add(fields.line, "“设”里什么也没有", "写成 设: {到期日: 今天 + 3工作日}", code="bad-value")
        self.program.append(Assign(fields.line, tuple(found)))

    def pick(self, fields: Fields) -> None:
        if inner := self._inner(fields, "挑选", keys.PICK):
            list_steps.pick(self, inner)

    def capture(self, fields: Fields) -> None:
        captures.capture(self, fields)

    def each(self, fields: Fields) -> None:
        if inner := self._inner(fields, "逐条", keys.EACH):
            list_steps.each(self, inner)

    def confirm(self, fields: Fields) -> None:
        spoken = self.spoken(fields, "确认")
        if spoken:
            self.program.append(Confirm(fields.line, spoken))

    def rate(self, fields: Fields) -> None:
        self.program.append(Rate(fields.line, fields.text("评价", required=True, default="好差评")))

    def transfer(self, fields: Fields) -> None:
        self.program.append(Transfer(fields.line, self.spoken(fields, "转人工"), False))

    def finish(self, fields: Fields) -> None:
        reason = fields.one_of("结束", keys.ENDINGS, "completed")
        self.program.append(Finish(fields.line, "cancelled" if reason == "cancelled" else "completed"))

    def spoken(self, fields: Fields, key: str) -> Spoken | None:
        return read_spoken(fields, key, self.problems)


def read_spoken(fields: Fields, key: str, problems: Problems) -> Spoken | None:
    """A sentence for both channels, or {大屏: …, 电话: …}."""
    node = fields.node(key)
    if node is None:
        return None
    if isinstance(node, Map):
        inner = Fields(node, ("大屏", "电话"), f"“{key}”", problems)
        screen = _template(inner, "大屏", problems)
        phone = _template(inner, "电话", problems)
        return Spoken(screen, phone)
    template = parse_template(fields.text(key), node.line, problems)
    return Spoken(template, template)


def _template(fields: Fields, key: str, problems: Problems) -> Template:
    return parse_template(fields.text(key, required=True), fields.line_of(key), problems)


def _names_outcomes(node: Map) -> bool:
    names = {keys.ALIASES.get(key.value, key.value) for key, _ in node.entries}
    return bool(names & {*keys.OUTCOMES, keys.OTHER_OUTCOME})


def _known(word: str, known: Iterable[str]) -> str:
    names = tuple(known)
    return nearest(word, names) if names else "在要去的那一步写上“编号: …”"
