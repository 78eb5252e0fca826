"""A passage of a YAML file of knowledge is changed or taken out; all other bytes stay. Blocking, no record."""

from __future__ import annotations

import json
from dataclasses import dataclass

import yaml

from dialogue import sources
from kiosk.operators.knowledge.answers import OldPassage, PassageBody
from kiosk.operators.routes import RequestRefusedError

#: Keys of an entry that the console writes, and the field of a passage that each is.
_KEYS = {
    "答案": "answer", "口播": "speech", "出处": "source", "条款": "clause", "业务": "service", "生效": "since",
    "失效": "until",
}  # fmt: skip
_ENGLISH = {
    "问法": "questions", "答案": "answer", "口播": "spoken", "出处": "ref", "条款": "clause", "业务": "about",
    "生效": "valid_from", "失效": "valid_until", "问答": "entries",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Change:
    """Characters `start` to `end` become `text`."""

    start: int
    end: int
    text: str


def file_of(old: OldPassage) -> str:
    """The path in a draft. Raises `RequestRefusedError` for a passage of a file that the console cannot write."""
    name = old.id.rpartition(":")[0].partition("/")[0]
    if not name.endswith((".yaml", ".yml")) or not sources.is_source(name):
        text = (
            f"这一条在 {name or '文件'} 里，不能在这里改：请改好文件，用“放一份文件进来”换成新的。"
            " Only passages of YAML files are changed here."
        )
        raise RequestRefusedError(422, "not_changeable", text)
    return f"{sources.KNOWLEDGE}/{name}"


def changed(text: str, old: OldPassage, new: PassageBody) -> str:
    """The file's text with the passage as `new` has it: what is equal stays as it is written."""
    _, entry = _entry(text, old)
    changes = []
    if old.questions != new.questions:
        written = f"[{', '.join(map(_quoted, dict.fromkeys(one.strip() for one in new.questions)))}]"
        changes.append(_put(text, entry, "问法", written))
    for key, field in _KEYS.items():
        now = getattr(new, field).strip()
        if now != getattr(old, field).strip():
            changes.append(_put(text, entry, key, _quoted(now)) if now else _drop(text, entry, key))
    for change in sorted(changes, key=lambda one: (one.start, one.end), reverse=True):
        text = text[: change.start] + change.text + text[change.end :]
    return text


def removed(text: str, old: OldPassage) -> str | None:
    """The file's text without the passage and the comment above it; None: it was the last one."""
    entries, entry = _entry(text, old)
    if len(entries) == 1:
        return None
    starts = [_first_line(text, one) for one in entries]
    at = entries.index(entry)
    end = starts[at + 1] if at + 1 < len(entries) else _line_end(text, _last(text, entry))
    return text[: starts[at]] + text[end:]


def _entry(text: str, old: OldPassage) -> tuple[list[yaml.MappingNode], yaml.MappingNode]:
    """All entries of the file, and the one that is meant: by its wordings and its answer, wherever it stands by now."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        root = None
    listed = _value(root, "问答") if isinstance(root, yaml.MappingNode) else None
    if not isinstance(listed, yaml.SequenceNode) or listed.flow_style:
        text = "这个文件的写法在这里改不了，请到“草稿”里用文字改。 The file cannot be changed here."
        raise RequestRefusedError(422, "not_changeable", text)
    entries = [one for one in listed.value if isinstance(one, yaml.MappingNode)]
    found = [one for one in entries if _says(one, old)]
    if len(found) != 1 or len(entries) != len(listed.value):
        told = "草稿里这一条已经不是这样了（改过，或者删掉了），请刷新再看。 The draft has another passage by now."
        raise RequestRefusedError(409, "changed_meanwhile", told)
    return entries, found[0]


def _says(entry: yaml.MappingNode, old: OldPassage) -> bool:
    asked, answer = _value(entry, "问法"), _value(entry, "答案")
    nodes = asked.value if isinstance(asked, yaml.SequenceNode) else [asked]
    questions = [str(one.value).strip() for one in nodes if isinstance(one, yaml.ScalarNode)]
    return questions == old.questions and isinstance(answer, yaml.ScalarNode) and answer.value.strip() == old.answer


def _pair(entry: yaml.MappingNode, key: str) -> tuple[yaml.Node, yaml.Node] | None:
    return next((pair for pair in entry.value if pair[0].value in (key, _ENGLISH[key])), None)


def _value(entry: yaml.MappingNode, key: str) -> yaml.Node | None:
    pair = _pair(entry, key)
    return pair[1] if pair else None


def _put(text: str, entry: yaml.MappingNode, key: str, written: str) -> _Change:
    pair = _pair(entry, key)
    if pair is not None:
        start, end = pair[1].start_mark.index, pair[1].end_mark.index
        kept = end - len(text[start:end]) + len(text[start:end].rstrip())
        return _Change(start, kept, written if start > pair[0].end_mark.index + 1 else f" {written}")
    last = _last(text, entry)
    if entry.flow_style:
        return _Change(last - 1, last - 1, f", {key}: {written}")
    end = _line_end(text, last)
    gap = "" if text[:end].endswith("\n") else "\n"
    return _Change(end, end, f"{gap}{' ' * entry.value[0][0].start_mark.column}{key}: {written}\n")


def _drop(text: str, entry: yaml.MappingNode, key: str) -> _Change:
    """Without the key, which is never the only one: an entry has wordings and an answer."""
    pair = _pair(entry, key)
    if pair is None:
        told = f"“{key}”是整个文件的（写在文件开头），在这里去不掉，请到“草稿”里改。 It stands for the whole file."
        raise RequestRefusedError(422, "not_changeable", told)
    at = entry.value.index(pair)
    start = pair[0].start_mark.index
    if entry.flow_style and at + 1 == len(entry.value):
        return _Change(entry.value[at - 1][1].end_mark.index, pair[1].end_mark.index, "")
    if at + 1 < len(entry.value):
        return _Change(start, entry.value[at + 1][0].start_mark.index, "")
    return _Change(text.rfind("\n", 0, start) + 1, _line_end(text, _last(text, entry)), "")


def _first_line(text: str, entry: yaml.MappingNode) -> int:
    """Where the line of the dash begins, or of the comments above it."""
    start = text.rfind("\n", 0, text.rfind("-", 0, entry.start_mark.index)) + 1
    while start > 0:
        above = text.rfind("\n", 0, start - 1) + 1
        if not text[above:start].lstrip().startswith("#"):
            break
        start = above
    return start


def _last(text: str, node: yaml.Node) -> int:
    """Behind the last character of a node: the mark of a block stands behind the comments that follow it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _last(text, last[1] if isinstance(node, yaml.MappingNode) else last)
    return len(text[: node.end_mark.index].rstrip())


def _line_end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


def _quoted(text: str) -> str:
    return json.dumps(text.strip(), ensure_ascii=False)
