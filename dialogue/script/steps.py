"""步骤 -> program: nested steps become a flat list with jumps."""

from __future__ import annotations

import re
from dataclasses import replace

from dialogue.errors import Problems
from dialogue.script.condition import parse_condition
from dialogue.script.fields import Fields, nearest
from dialogue.script.keys import ALIASES, STEP_EXTRAS, STEPS
from dialogue.script.model import (
    Branch,
    Collect,
    Confirm,
    Finish,
    Jump,
    Query,
    Rate,
    Spoken,
    Step,
    Submit,
    Tell,
    Transfer,
)
from dialogue.script.template import Template, parse_template
from dialogue.yaml_lines import Map, Node, Scalar, Seq

DEFAULT_TIMEOUT_S = 8.0
_CALL_KEYS = ("接口", "传", "得到", "超时", "失败")
_REASONS = {"完成": "completed", "取消": "cancelled"}


class Compiler:
    """Turns one script's 步骤 into steps. Mistakes go to `problems`; what cannot be read is left out."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.program: list[Step] = []
        self.submissions = 0

    def compile(self, node: Node | None) -> tuple[Step, ...]:
        self.block(node)
        return tuple(self.program)

    def block(self, node: Node | None) -> None:
        if node is None:
            return
        for item in node.items if isinstance(node, Seq) else (node,):
            self.one(item)

    def one(self, node: Node) -> None:
        if isinstance(node, Scalar) and node.value.strip() in ("转人工", "transfer"):
            self.program.append(Transfer(node.line, None, False))
            return
        if not isinstance(node, Map):
            self.problems.add(node.line, "步骤应该是“键: 值”", "例如“- 说: 您好。”")
            return
        names = [ALIASES.get(key.value, key.value) for key, _ in node.entries]
        kinds = [name for name in names if name in STEPS]
        if len(kinds) != 1:
            self._wrong_kind(node, names, kinds)
            return
        kind = kinds[0]
        fields = Fields(node, (kind, *STEP_EXTRAS.get(kind, ())), f"“{kind}”这一步", self.problems)
        {
            "说": self.tell, "收集": self.collect, "查询": self.query, "如果": self.branch, "确认": self.confirm,
            "提交": self.submit, "评价": self.rate, "转人工": self.transfer, "结束": self.finish,
        }[kind](fields)  # fmt: skip

    def _wrong_kind(self, node: Map, names: list[str], kinds: list[str]) -> None:
        if kinds:
            self.problems.add(node.line, f"一个步骤里同时写了{'、'.join(kinds)}", "拆成几步，每步前面写“- ”")
        else:
            word = names[0] if names else ""
            self.problems.add(node.line, f"不认识的步骤“{word}”", nearest(word, STEPS))

    # ---- one method for each kind ---------------------------------------------------------------------------------

    def tell(self, fields: Fields) -> None:
        receipt = fields.many_of("回执", {"打印": "print", "短信": "sms"})
        self.program.append(Tell(fields.line, self.spoken(fields, "说"), fields.text("卡片"), receipt))

    def collect(self, fields: Fields) -> None:
        self.program.append(Collect(fields.line, fields.texts("收集", required=True)))

    def query(self, fields: Fields) -> None:
        inner = self._call(fields, "查询", _CALL_KEYS)
        if inner is None:
            return
        api, params, results, timeout = self._call_fields(inner)
        at = len(self.program)
        step = Query(fields.line, api, params, results, timeout, 0)
        self.program.append(step)
        self.program[at] = replace(step, failed=self._failure(inner, "查询"))

    def submit(self, fields: Fields) -> None:
        inner = self._call(fields, "提交", (*_CALL_KEYS, "幂等键"))
        if inner is None:
            return
        key = inner.text("幂等键", required=True, default="会话号")
        if key != "会话号":
            self.problems.add(inner.line_of("幂等键"), f"幂等键不能是“{key}”", "写“会话号”")
        api, params, results, timeout = self._call_fields(inner)
        self.submissions += 1
        at = len(self.program)
        step = Submit(fields.line, api, params, results, timeout, 0, self.submissions)
        self.program.append(step)
        self.program[at] = replace(step, failed=self._failure(inner, "提交"))

    def _call(self, fields: Fields, key: str, known: tuple[str, ...]) -> Fields | None:
        node = fields.map(key)
        return Fields(node, known, f"“{key}”", self.problems) if node else None

    def _call_fields(self, inner: Fields) -> tuple[str, tuple[str, ...], tuple[str, ...], float]:
        api = inner.text("接口", required=True)
        return api, inner.texts("传"), inner.texts("得到"), self._seconds(inner)

    def _seconds(self, inner: Fields) -> float:
        text = inner.text("超时")
        if not text:
            return DEFAULT_TIMEOUT_S
        hit = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(?:秒|s)?", text)
        if hit is None or not 0 < float(hit[1]) <= 60:
            self.problems.add(inner.line_of("超时"), f"超时“{text}”看不懂", "写成“5秒”，最多 60 秒")
            return DEFAULT_TIMEOUT_S
        return float(hit[1])

    def _failure(self, inner: Fields, kind: str) -> int:
        """The failure branch, laid behind the call and jumped over by success. Returns its first step's index."""
        over = len(self.program)
        self.program.append(Jump(inner.line, 0))
        start = len(self.program)
        node = inner.node("失败")
        if node is None:
            self.problems.add(inner.line, f"“{kind}”少了“失败”", "加上“失败: 转人工”，或者写几步怎么办")
        elif isinstance(node, Scalar) and node.value.strip() in ("转人工", "transfer"):
            self.program.append(Transfer(node.line, None, True))
        else:
            self.block(node)
        self.program[over] = Jump(inner.line, len(self.program))
        return start

    def branch(self, fields: Fields) -> None:
        text = fields.text("如果", required=True)
        condition = parse_condition(text, fields.line_of("如果"), self.problems) if text else None
        if "那么" not in fields:
            self.problems.add(fields.line, "“如果”少了“那么”", "加上“那么: [ … ]”")
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

    def confirm(self, fields: Fields) -> None:
        spoken = self.spoken(fields, "确认")
        if spoken:
            self.program.append(Confirm(fields.line, spoken))

    def rate(self, fields: Fields) -> None:
        self.program.append(Rate(fields.line, fields.text("评价", required=True, default="好差评")))

    def transfer(self, fields: Fields) -> None:
        self.program.append(Transfer(fields.line, self.spoken(fields, "转人工"), False))

    def finish(self, fields: Fields) -> None:
        reason = fields.one_of("结束", _REASONS, "completed")
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
