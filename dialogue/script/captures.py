"""Pictures in 步骤: 拍照, 上传 and 签名. Each makes a slot whose value names a picture; the bytes are in no value, so
that no sentence and no condition can hold them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from dialogue.errors import Problems
from dialogue.script import keys
from dialogue.script.expression import names
from dialogue.script.fields import Fields
from dialogue.script.model import Branch, CallService, Collect, ForEach, Prompt, Script
from dialogue.script.slot_sources import Capture, CaptureDevice
from dialogue.script.slots import read_prompt, slot_of_a_step
from dialogue.script.template import parse_template
from dialogue.script.uses import follow_up_templates, prompts, results, source_names, templates, used

if TYPE_CHECKING:
    from dialogue.script.steps import Compiler

#: Pictures of one service at most: all of them travel in one submission (`docs/backend.md`).
MOST = 4
#: What a caller hears before the hand-off of a step with 电话: 转人工.
_HUMAN = "这一步电话里办不了，我请工作人员帮您。"
_KINDS = {"拍照": "photo", "上传": "file", "签名": "signature"}
_FOR_EXAMPLE = "写成“电话: 转人工”，或者写一句话，例如“电话: 照片请到窗口补交。”；不在电话里办，就写“渠道: [大屏]”"


def capture(compiler: Compiler, fields: Fields) -> None:
    """拍照, 上传 or 签名: the citizen is asked for a picture, as for any other slot."""
    kind_word = next(word for word in _KINDS if word in fields)
    node = fields.map(kind_word)
    if node is None:
        return
    inner = Fields(node, keys.PHOTO if kind_word == "拍照" else keys.CAPTURE, f"“{kind_word}”", compiler.problems)
    name = inner.text("记为", required=True)
    prompt, by_phone = _on_the_phone(inner, read_prompt(name, inner, compiler.problems), compiler.problems)
    if not name:
        return
    if name in compiler.slots or name in compiler.lists:
        message = f"“{name}”已经是一个问题或列表"
        compiler.problems.add(inner.line_of("记为"), message, "换一个名字", code="duplicate-key")
        return
    if any(isinstance(step, ForEach) and step.done == 0 for step in compiler.program):
        fix = "把它挪到“逐条”前面或后面"
        compiler.problems.add(fields.line, f"“逐条”里面不能写“{kind_word}”", fix, code="bad-value")
    slot = replace(
        slot_of_a_step(_KINDS[kind_word], name, prompt, fields.line),
        personal=True,
        required=inner.one_of("必填", {"是": True, "否": False}, True),
        capture=Capture(_devices(kind_word, inner), by_phone),
    )
    same = next((one for one in compiler.picked if one.name == name), None)
    if same is None:
        compiler.picked.append(slot)
    elif replace(same, line=slot.line) != slot:
        message = f"“{name}”在第 {same.line} 行已经有了，写得不一样"
        compiler.problems.add(inner.line_of("记为"), message, "换一个名字，或者写成一样", code="duplicate-key")
    compiler.program.append(Collect(fields.line, (name,)))


def _devices(kind_word: str, inner: Fields) -> frozenset[CaptureDevice]:
    if kind_word == "签名":
        return frozenset()
    if kind_word == "上传":
        return frozenset({"phone"})
    return frozenset(inner.many_of("来自", keys.CAPTURE_DEVICES)) or frozenset({"camera", "phone"})


def _on_the_phone(inner: Fields, prompt: Prompt, problems: Problems) -> tuple[Prompt, Literal["say", "human", ""]]:
    """The prompts with what is said on the phone in their place, and what follows it."""
    text, line = inner.text("电话"), inner.line_of("电话")
    if not text:
        return prompt, ""
    human = text in ("转人工", "transfer")
    said = parse_template(_HUMAN if human else text, line, problems)
    return replace(prompt, phone=said, phone_again=said), "human" if human else "say"


def check_captures(script: Script, problems: Problems) -> None:
    """The phone has a way out of every picture; a picture is only submitted and asked about (有 照片)."""
    taken = [slot for slot in script.slots if slot.capture]
    for slot in taken:
        if slot.capture and not slot.capture.by_phone and "phone" in script.channels:
            message = f"电话里不能拍照，也不能签名，“{slot.name}”没有写电话里怎么办"
            problems.add(
                slot.line, message, _FOR_EXAMPLE + "；这项服务不在电话里办，就写“渠道: [大屏]”", code="no-phone-way"
            )
    if len(taken) > MOST:
        message = f"一项服务最多要 {MOST} 张图，这里有 {len(taken)} 张"
        problems.add(taken[MOST].line, message, "合成一张拍，或者请群众到窗口交", code="bad-value")
    pictures = {slot.name for slot in taken}
    for name, line in _told(script):
        if name in pictures:
            message = f"“{name}”是一张图，不能念，也不能拿来比"
            problems.add(line, message, f"删掉；要看有没有，写“如果: 有 {name}”", code="bad-value")


def _told(script: Script) -> Iterator[tuple[str, int]]:
    """Names in sentences, conditions, computed values and what is passed to other services, with their lines."""
    for step in script.steps:
        if isinstance(step, Branch):
            yield from ((name, step.line) for name in names(step.condition))
        elif isinstance(step, CallService):
            yield from ((name, step.line) for name in (*used(step), *results(step)))
        for template in templates(step):
            yield from ((name, template.line) for name in template.names)
        for source in getattr(step, "values", ()):
            yield from ((name, step.line) for name in (source[0], *source_names(source[1])))
    for slot in script.slots:
        yield from ((name, template.line) for template in prompts(slot) for name in template.names)
    yield from ((name, template.line) for template in follow_up_templates(script) for name in template.names)
    for item in script.computed:
        yield from ((name, item.line) for name in source_names(item.source))
