"""Random service scripts, deep and wide, that the loader has nothing against in their shape."""

from __future__ import annotations

from typing import Any

import yaml
from hypothesis import strategies as st

_SAID = st.sampled_from(
    ["请稍等。", "这件事要带的材料比较多，我一样一样告诉您，请您记一下。", "<小于> & “引号”", "see gjj.status"]
)
_LABELS = ["甲", "乙", "丙", "名字特别特别特别特别特别特别特别特别长的选项"]


def _simple() -> st.SearchStrategy[Any]:
    return st.one_of(
        st.builds(lambda text: {"说": text}, _SAID),
        st.just({"收集": ["方向", "地点"]}),
        st.just({"确认": "走【方向】，对吗？"}),
        st.just({"评价": "好差评"}),
    )


def _forks(block: st.SearchStrategy[list[Any]]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.builds(lambda held: {"如果": "地点 == 这里", "那么": held}, block),
        st.builds(lambda held, other: {"如果": "地点 == 这里", "那么": held, "否则": other}, block, block),
        st.builds(
            lambda arms: {"选择": "方向", "分支": dict(zip(_LABELS, arms, strict=True))},
            st.lists(block, min_size=4, max_size=4),
        ),
        st.builds(lambda arm, other: {"选择": "方向", "分支": {"乙": arm, "否则": other}}, block, block),
        st.builds(lambda failed: {"查询": {"接口": "m.look", "传": ["方向"], "得到": ["结果"], "失败": failed}}, block),
        st.builds(lambda failed: {"调用服务": {"服务": "别的服务", "失败": failed}}, block),
    )


def _blocks() -> st.SearchStrategy[list[Any]]:
    last = st.one_of(
        st.just([]),
        st.just([{"结束": "完成"}]),
        st.just(["转人工"]),
        st.builds(lambda to: [{"跳到": to}], st.sampled_from(["起点", "半路"])),
    )
    leaf = st.builds(lambda steps, end: [*steps, *end], st.lists(_simple(), max_size=2), last)
    return st.recursive(
        leaf,
        lambda inner: st.builds(
            lambda steps, end: [*steps, *end], st.lists(st.one_of(_simple(), _forks(inner)), max_size=3), last
        ),
        max_leaves=8,
    )


def _text(first: list[Any], second: list[Any]) -> str:
    steps = [
        {"收集": ["方向"], "编号": "起点"},
        *first,
        {"说": "走到一半了。", "编号": "半路"},
        *second,
        {"结束": "完成"},
    ]
    script = {
        "服务": "走迷宫",
        "版本": "1",
        "说法": ["走迷宫"],
        "槽位": {
            "方向": {"类型": "选项", "选项": {label: [label] for label in _LABELS}, "问": "往哪走？"},
            "地点": {"类型": "自由文本", "问": "在哪？"},
        },
        "步骤": steps,
    }
    return yaml.dump(script, allow_unicode=True, sort_keys=False)


scripts = st.builds(_text, _blocks(), _blocks())
