"""Sentences that do not fit where they are heard."""

from __future__ import annotations

from collections.abc import Iterator

from dialogue.yaml_lines import Seq
from support.script_faults.shipped import Fault, Shipped, kind, phone, phone_prompts, said, slots


@kind
def screen_on_the_phone(shipped: Shipped) -> Iterator[Fault]:
    for words in ("请看屏幕。", "请点击下面的图标。", "请扫二维码。", "请刷身份证。"):
        for _, line in phone_prompts(shipped):
            yield from shipped.swap(
                "screen_on_the_phone", "screen-on-phone", line, r"(电话|问|首次): .*$", rf"\1: {words}"
            )


@kind
def out_of_breath(shipped: Shipped) -> Iterator[Fault]:
    for line in said(shipped):
        new = "说: 请您一定要在规定的时间之内带着全部的材料到大厅一楼西侧的综合窗口来办理。"
        yield from shipped.swap("out_of_breath", "long-sentence", line, "说: .*$", new)


@kind
def cannot_be_read(shipped: Shipped) -> Iterator[Fault]:
    for words in ("请下载APP，", "（详见指南）", "也可以打开www网站，"):
        for line in said(shipped):
            yield from shipped.swap("cannot_be_read", "unspeakable", line, "说: ", f"说: {words}")


@kind
def wrong_key(shipped: Shipped) -> Iterator[Fault]:
    for slot, line in phone_prompts(shipped):
        if slot.kind == "option":
            last = slot.choices[-1].label
            yield from shipped.swap("wrong_key", "key-order", line, r"(电话|问|首次): .*$", rf"\1: {last}请按1。")


@kind
def key_for_a_number(shipped: Shipped) -> Iterator[Fault]:
    for slot, line in phone_prompts(shipped):
        if slot.kind in ("id", "phone", "date", "money", "count"):
            yield from shipped.swap("key_for_a_number", "key-ambiguity", line, r"[。？]$", "，不清楚请按1。")


@kind
def too_many_to_hear(shipped: Shipped) -> Iterator[Fault]:
    for slot, line in phone_prompts(shipped):
        if slot.kind in ("option", "several") and len(slot.choices) > 3:
            labels = "，".join(choice.label for choice in slot.choices)
            yield from shipped.swap(
                "too_many_to_hear", "many-options", line, r"(电话|问|首次): .*$", rf"\1: 请选{labels}。"
            )


@kind
def card_only(shipped: Shipped) -> Iterator[Fault]:
    for slot in slots(shipped, "id") if phone(shipped) else ():
        node = shipped.at("槽位", slot.name, "取值")
        if isinstance(node, Seq):
            yield from shipped.swap("card_only", "screen-on-phone", node.line, r"\[.*\]", "[读卡]")
