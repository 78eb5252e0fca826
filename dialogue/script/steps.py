"""步骤 -> program: nested steps become a flat list with jumps."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dialogue.errors import Problems
from dialogue.script import branch_steps, call_steps, captures, keys, list_steps, plain_steps
from dialogue.script.fields import Fields, nearest
from dialogue.script.groups import SlotGroup
from dialogue.script.lists import ListVariable
from dialogue.script.model import Jump, Slot, Step, Transfer
from dialogue.yaml_lines import Map, Node, Scalar, Seq


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
        if isinstance(node, Scalar) and node.value.strip() in keys.HUMAN:
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
        _READERS[kind](self, fields)

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

    def jump(self, label: str, line: int) -> None:
        """Append a jump to the step with this 编号, which may stand further down."""
        self._jumps.append((len(self.program), label))
        self.program.append(Jump(line, 0))


def _known(word: str, known: Iterable[str]) -> str:
    names = tuple(known)
    return nearest(word, names) if names else "在要去的那一步写上“编号: …”"


#: What reads each kind of step and appends it to the program.
_READERS: dict[str, Callable[[Compiler, Fields], None]] = {
    "说": plain_steps.tell, "卡片": plain_steps.tell, "回执": plain_steps.tell, "收集": plain_steps.collect,
    "设": plain_steps.assign, "确认": plain_steps.confirm, "跳到": plain_steps.jump, "评价": plain_steps.rate,
    "转人工": plain_steps.transfer, "结束": plain_steps.finish,
    "如果": branch_steps.branch, "选择": branch_steps.choose,
    "查询": call_steps.query, "提交": call_steps.submit, "取号": call_steps.take,
    "调用服务": call_steps.call_service,
    "挑选": list_steps.pick, "逐条": list_steps.each,
    "拍照": captures.capture, "上传": captures.capture, "签名": captures.capture,
}  # fmt: skip
