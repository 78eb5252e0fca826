"""Passages from YAML: `来源` for the file, `问答` a list."""

from __future__ import annotations

from dialogue.errors import Problems
from dialogue.knowledge.draft import Draft, finished
from dialogue.knowledge.passage import Passage
from dialogue.script import keys
from dialogue.script.fields import Fields
from dialogue.yaml_lines import Map, parse

_TOP = ("来源", "业务", "问答")
_ENTRY = ("问法", "答案", "口播", "出处", "条款", "生效", "失效", "业务", "编号", "答什么")


def load_knowledge(text: str, file: str, problems: Problems) -> tuple[Passage, ...]:
    root = parse(text, problems, keys.ALL | set(keys.ALIASES))
    if root is None:
        return ()
    if not isinstance(root, Map):
        problems.add(root.line, "知识文件应该由“键: 值”组成", "写“来源: …”和“问答: […]”", code="bad-value")
        return ()
    fields = Fields(root, _TOP, "知识文件", problems)
    seq = fields.seq("问答")
    if seq is None:
        problems.add(root.line, "知识文件少了“问答”", "加上“问答:”和至少一条", code="missing-key")
        return ()
    source, service = fields.text("来源"), fields.text("业务")
    found = []
    for node in seq.items:
        if isinstance(node, Map):
            found.append(finished(_draft(Fields(node, _ENTRY, "“问答”", problems), source, service), file, problems))
        else:
            problems.add(node.line, "“问答”的每一条要写问法和答案", "写成“- 问法: […]”，下一行“  答案: …”")
    return tuple(found)


def _draft(fields: Fields, source: str, service: str) -> Draft:
    return Draft(
        line=fields.line,
        questions=fields.texts("问法", required=True),
        answer=fields.text("答案", required=True),
        speech=fields.text("口播"),
        source=fields.text("出处", default=source),
        clause=fields.text("条款"),
        since=fields.text("生效"),
        until=fields.text("失效"),
        service=fields.text("业务", default=service),
        name=fields.text("编号"),
        answers=fields.texts("答什么"),
        lines={key: fields.line_of(key) for key in fields.values},
    )
