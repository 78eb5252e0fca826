"""YAML rewritten in place: scalars change where they stand, comments and layout stay."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

import yaml

Edit = tuple[int, int, str]
#: Keys whose values name something of the folder or of the back end, which is not copied: they stay.
_KEPT = frozenset({"依据", "出处", "接口", "引用", "传", "得到", "参数"})


def composed(text: str) -> yaml.Node | None:
    return yaml.compose(text, Loader=yaml.SafeLoader)


def edited(text: str, edits: Iterable[Edit]) -> str:
    """`edits`: from, to and what stands there then, each place once."""
    for start, end, written in sorted(edits, reverse=True):
        text = text[:start] + written + text[end:]
    return text


def replaced(node: yaml.ScalarNode, value: str) -> Edit:
    return node.start_mark.index, node.end_mark.index, scalar(value)


def renamed(node: yaml.Node | None, old: str, name: str, others: Sequence[str]) -> Iterator[Edit]:
    """`name` in place of `old` in every scalar, keys included; what is one of `others` as a whole stays."""
    if isinstance(node, yaml.ScalarNode):
        if old in node.value and node.value not in others:
            yield replaced(node, node.value.replace(old, name))
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from renamed(item, old, name, others)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from renamed(key, old, name, others)
            if key.value not in _KEPT:
                yield from renamed(value, old, name, others)


def items(node: yaml.Node | None) -> list[yaml.Node]:
    return node.value if isinstance(node, yaml.SequenceNode) else []


def one_or_all(node: yaml.Node | None) -> list[yaml.Node]:
    """The items of a list, or the one thing that stands for it."""
    return items(node) or ([] if node is None else [node])


def value_of(node: yaml.Node | None, *keys: str) -> yaml.Node | None:
    """What stands under the first of `keys` that the map has."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return next((value for key, value in pairs if key.value in keys), None)


def scalar(value: str) -> str:
    """In one line, quoted where it would be read as something else."""
    try:
        read = composed(f"[{value}]")
    except yaml.YAMLError:
        read = None
    plain = isinstance(read, yaml.SequenceNode) and [one.value for one in read.value] == [value]
    return value if plain and "\n" not in value else json.dumps(value, ensure_ascii=False)
