"""Steps of a script in words that a clerk reads, with each branch below its condition."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from dialogue.script import keys
from dialogue.yaml_lines import Map, Node, Scalar, Seq

#: What the console calls a step, by its key in the script.
STEP_NAMES = {
    "说": "说一句话", "收集": "问清楚", "如果": "分两路", "选择": "按选项分", "挑选": "请群众挑", "逐条": "一条一条办",
    "设": "写上一个值", "调用服务": "先办另一项", "卡片": "显示卡片", "回执": "出回执",
}  # fmt: skip
_CALLS = {"查询": "查询接口", "提交": "提交给接口", "取号": "取号：", "调用服务": "先办另一项服务："}
_PICTURES = {"拍照": "请群众拍照", "上传": "请群众用手机上传", "签名": "请群众签名"}
_SENTENCES = {"说": "她说", "转人工": "转人工时说", "确认": "要群众确认"}
_SIGNS = (
    (r"\s*(?:==|＝＝)\s*[“\"]?([^\s“”\"()（）]+)[”\"]?", r"是“\1”"),
    (r"\s*(?:!=|≠|！=)\s*[“\"]?([^\s“”\"()（）]+)[”\"]?", r"不是“\1”"), (r"\s*(?:>=|≥)\s*", "大于等于"),
    (r"\s*(?:<=|≤)\s*", "小于等于"), (r"\s*[>＞]\s*", "大于"), (r"\s*[<＜]\s*", "小于"),
    (r"\s+不在\s+\[([^\[\]]*)\]", r"不是\1"), (r"\s+在\s+\[([^\[\]]*)\]", r"是\1之一"),
    (r"(?:^|(?<=\s))没有\s+", "没有填"), (r"(?:^|(?<=\s))有\s+", "填了"),
    (r"\s+且\s+", "，而且"), (r"\s+或\s+", "，或者"),
)  # fmt: skip


class Told(NamedTuple):
    """`depth`: how many branches it stands within."""

    what: str
    depth: int = 0


def told_of_steps(node: Node | None, depth: int = 0) -> Iterator[Told]:
    """Of a list of steps, or of one that stands alone."""
    if isinstance(node, Seq):
        for item in node.items:
            yield from told_of_steps(item, depth)
    elif isinstance(node, Map):
        yield from _of_step(entries(node), depth)
    elif isinstance(node, Scalar) and node.value:
        yield Told("转人工" if node.value in keys.HUMAN else node.value, depth)


def _of_step(step: dict[str, Node], depth: int) -> Iterator[Told]:
    kind = next((key for key in keys.STEPS if key in step and key != "卡片"), "卡片")
    own = step.get(kind)
    label = f"（这一步叫“{listed(step[keys.LABEL])}”）" if keys.LABEL in step else ""
    if kind == "如果":
        yield Told(f"{condition_in_words(listed(own))}时：{label}", depth)
        yield from told_of_steps(step.get("那么"), depth + 1)
        yield Told("否则：" if "否则" in step else "否则：接着往下办", depth)
        yield from told_of_steps(step.get("否则"), depth + 1)
    elif kind == "选择":
        arms = step.get("分支")
        for option, steps in entries(arms).items() if isinstance(arms, Map) else ():
            yield Told("都不是时：" if option == "否则" else f"{listed(own)}是“{option}”时：{label}", depth)
            yield from told_of_steps(steps, depth + 1)
    else:
        yield Told(f"{_in_words(kind, own)}{label}", depth)
        if isinstance(own, Map):
            yield from _ways(kind, entries(own), depth)
    if kind != "卡片" and "卡片" in step:
        yield Told(f"屏幕上显示卡片：{listed(step['卡片'])}", depth)
    if kind != "回执" and "回执" in step:
        yield Told(f"给回执：{listed(step['回执'])}", depth)


def _in_words(kind: str, own: Node | None) -> str:
    call = entries(own) if isinstance(own, Map) else {}
    if kind in _CALLS:
        sent = f"，传{listed(call['传'])}" if "传" in call else ""
        name = next((listed(call[key]) for key in ("接口", "队列", "服务") if key in call), listed(own))
        return f"{_CALLS[kind]}{' ' if kind in ('查询', '提交') else ''}{name}{sent}"
    if kind in _PICTURES:
        return f"{_PICTURES[kind]}：“{_first(call.get('问'))}”"
    if kind == "转人工" and not listed(own):
        return "转人工"
    if kind in _SENTENCES:
        return f"{_SENTENCES[kind]}：“{listed(own)}”"
    if kind == "挑选":
        return f"请群众从{listed(call.get('从'))}里挑：“{_first(call.get('问'))}”"
    if kind == "逐条":
        return f"{listed(call.get('在'))}里的每一条："
    plain = {
        "收集": "问清楚：", "设": "写上：", "跳到": "跳到这一步：", "回执": "给回执：", "评价": "请群众评价：",
        "卡片": "屏幕上显示卡片：",
    }  # fmt: skip
    return "到这里结束" if kind == "结束" else f"{plain.get(kind, kind)}{listed(own)}"


def _ways(kind: str, call: dict[str, Node], depth: int) -> Iterator[Told]:
    """What is done of each item, where there is none, and where a call fails."""
    if kind == "逐条":
        yield from told_of_steps(call.get("做"), depth + 1)
    if kind == "挑选" and "没有" in call:
        yield Told("一条也没有时：", depth + 1)
        yield from told_of_steps(call["没有"], depth + 2)
    failed = call.get("失败")
    reasons = entries(failed) if isinstance(failed, Map) else {}
    if reasons.keys() & {*keys.OUTCOMES, keys.OTHER_OUTCOME}:
        for reason, steps in reasons.items():
            yield from _failed(f"没有办成（{reason}）时", steps, depth + 1)
    elif failed is not None:
        yield from _failed("没有办成时", failed, depth + 1)


def _failed(when: str, steps: Node, depth: int) -> Iterator[Told]:
    if isinstance(steps, Scalar):
        yield Told(f"{when}转人工", depth)
    else:
        yield Told(f"{when}：", depth)
        yield from told_of_steps(steps, depth + 1)


def condition_in_words(text: str) -> str:
    """`居住方式 == 亲友家` as 居住方式是“亲友家”."""
    for sign, words in _SIGNS:
        text = re.sub(sign, words, text)
    return text.strip()


def _first(node: Node | None) -> str:
    """Of a question with several wordings."""
    while isinstance(node, Map):
        inside = entries(node)
        node = inside.get("首次") or next(iter(inside.values()), None)
    return listed(node)


def entries(node: Map) -> dict[str, Node]:
    """By the Chinese word of each key."""
    return {keys.ALIASES.get(key.value, key.value): value for key, value in node.entries}


def listed(node: Node | None) -> str:
    """A value on one line, as people write it."""
    match node:
        case Scalar(value):
            return value
        case Seq(items):
            return "、".join(map(listed, items))
        case Map():
            return "；".join(f"{key}：{listed(value)}" for key, value in entries(node).items())
    return ""
