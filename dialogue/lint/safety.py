"""Risks to a citizen: data collected without consent, shown to bystanders, or a path that reaches no human."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dialogue import phrases
from dialogue.lint.finding import Finding
from dialogue.lint.sentences import Sentence, sentences
from dialogue.lint.source import LintContext, Source, field, steps, words
from dialogue.script import Script
from dialogue.script.expression import Variable
from dialogue.script.lists import variable_of
from dialogue.script.model import Assign, Step, Submit, Take, Tell
from dialogue.script.template import Hole, Template
from dialogue.script.uses import results, source_names
from dialogue.slot_kinds import kind_of
from dialogue.yaml_lines import Map, Node

#: What a back end calls such a value.
_NUMBER_NAMES = re.compile(r"身份证号|证件号|手机号|电话号|银行卡号|账号|账户|社保卡号|(?<!受理)卡号$")
_MEASURED = frozenset({"金额", "日期", "时间"})
_MASKS = frozenset({"末四位", "脱敏", "性别", "年龄", "姓"})
_ALOUD = _MASKS | {"逐位读", "出生日期"}
_GOES_ON = ("转人工", "跳到", "收集", "选择", "取号", "调用服务")
_AI = re.compile(r"人工智能|智能数字人|AI")
_HUMAN_CLAIM = re.compile(r"我是(?:真人|人工|工作人员|窗口人员|民警|客服|科员|前台)")


def safety(context: LintContext) -> Iterator[Finding]:
    if not _AI.search(phrases.GREETING):
        fix = "在问候语里说明自己是人工智能（dialogue/phrases.py 的 GREETING）"
        yield Finding(context.root, 1, "no-ai-notice", "error", "问候语没有说明这是人工智能", fix)
    for source in context.sources:
        yield from _calls(source)
        yield from _consent(source)
        yield from _raw(source)
        yield from _unmasked(source)
        yield from _receipts(source)
        yield from _confirmed(source)
        yield from _humans(source)


def _calls(source: Source) -> Iterator[Finding]:
    """Every call of the back end should state its timeout, and what follows a failure."""
    for step in steps(source.node("步骤")):
        for kind in ("查询", "提交", "取号"):
            call = field(step, kind)
            if isinstance(call, Map) and field(call, "超时") is None:
                message = f"“{kind}”没有写“超时”，最多等多久由设置 backend.timeout_s 定"
                yield source.warning(call.line, "no-timeout", message, "加上“超时: 5秒”")
            if kind == "取号" and call is not None and field(call, "失败") is None:
                message = "“取号”没有写“失败”，现在会转人工"
                yield source.warning(call.line, "no-failure", message, "写成 {队列: …, 失败: 转人工}")


def _consent(source: Source) -> Iterator[Finding]:
    consent = source.script.consent
    for slot in source.script.slots:
        if not slot.personal:
            continue
        if consent is None:
            fix = f"加上“同意: {{告知: …, 项目: [{slot.name}]}}”，不是个人信息就写“个人信息: 否”"
            yield source.warning(slot.line, "no-consent", f"“{slot.name}”是个人信息，但脚本没有“同意”", fix)
        elif slot.name not in consent.items:
            fix = f"在“同意”的“项目”里加上“{slot.name}”，不是个人信息就写“个人信息: 否”"
            message = f"“{slot.name}”是个人信息，但“同意”的项目里没有它"
            yield source.error(source.line("同意", "项目"), "consent-item", message, fix)


def _raw(source: Source) -> Iterator[Finding]:
    whole = _whole_numbers(source.script)
    for sentence in sentences(source.script):
        for hole in sentence.template.holes:
            if hole.name not in whole or _covered(hole, sentence):
                continue
            fix = f"写成【{hole.name}|末四位】或者【{hole.name}|脱敏】"
            where = "大屏上，旁边的人都看得见、听得见" if "screen" in sentence.channels else "电话里会念成一长串"
            message = f"“{hole.name}”完整地说出来了：{where}"
            yield source.error(sentence.line, "raw-personal", message, fix)


def _whole_numbers(script: Script) -> frozenset[str]:
    """The variables that hold a personal number in full, computed ones included."""
    found = {slot.name for slot in script.slots if kind_of(slot).confidential}
    found |= {name for step in script.steps for name in results(step) if _NUMBER_NAMES.search(name)}
    fields = ((one.name, field) for one in script.lists for field in one.fields if _NUMBER_NAMES.search(field))
    found |= {name for owner, field in fields for name in (field, f"{owner}.{field}")}
    made = [(item.name, item.source) for item in script.computed]
    made += [pair for step in script.steps if isinstance(step, Assign) for pair in step.values]
    for name, source in made:
        if isinstance(source, Template):
            bare = any(hole.name in found and not _MASKS & set(hole.filters) for hole in source.holes)
        else:
            bare = isinstance(source, Variable) and source.name in found and not _MASKS & set(source.filters)
        if bare:
            found.add(name)
    return frozenset(found)


def _covered(hole: Hole, sentence: Sentence) -> bool:
    """Whether a filter hides enough of the number. On the phone only the caller hears it, so it may be spelled out."""
    enough = _MASKS if "screen" in sentence.channels else _ALOUD
    return bool(enough & set(hole.filters))


def _unmasked(source: Source) -> Iterator[Finding]:
    for slot in source.script.slots:
        if kind_of(slot).confidential and slot.masking == "none":
            line = slot.line if slot.group else source.line("槽位", slot.name, "脱敏")
            yield source.error(line, "unmasked", f"“{slot.name}”会完整地显示在屏幕上", "写“脱敏: 尾号”，或者删掉这一行")


def _receipts(source: Source) -> Iterator[Finding]:
    """The first result of the submission is the receipt's number, which any finder of the paper reads."""
    receipt = any(isinstance(step, Tell) and step.receipt for step in source.script.steps)
    calls = [step for step in source.script.steps if isinstance(step, Submit | Take) and step.results]
    for step in calls if receipt else ():
        if _NUMBER_NAMES.search(step.results[0]):
            message = f"回执上会印“{step.results[0]}”，谁捡到都看得见"
            yield source.error(step.line, "personal-receipt", message, "把受理号写在“得到”的第一个")


def _confirmed(source: Source) -> Iterator[Finding]:
    """An amount, a day or an hour spoken in a confirmation must be sent by a submission."""
    script = source.script
    sent = {name for step in script.steps if isinstance(step, Submit) for name in step.params}
    sent |= {slot.name for slot in script.slots} if any(_sends_all(step) for step in script.steps) else set()
    sent |= {variable_of(name) for name in sent}
    sent |= {variable.source for variable in script.lists if variable.name in sent}  # 这条 of 要处理
    made = {item.name: source_names(item.source) for item in script.computed}
    for sentence in sentences(script):
        for hole in sentence.template.holes if sentence.confirms else ():
            whole = {hole.name, variable_of(hole.name), *made.get(hole.name, ())}
            if _MEASURED & set(hole.filters) and sent and not sent & whole:
                message = f"确认时念了“{hole.name}”，提交时却没有传它：群众同意的和交上去的可能不一样"
                yield source.error(sentence.line, "confirm-unsent", message, f"在“提交”的“传”里加上“{hole.name}”")


def _sends_all(step: Step) -> bool:
    return isinstance(step, Submit) and not step.params


def _humans(source: Source) -> Iterator[Finding]:
    script = source.script
    for sentence in sentences(script):
        if hit := _HUMAN_CLAIM.search(sentence.words):
            message = f"数字人不能说“{hit[0]}”"
            yield source.error(sentence.line, "no-ai-notice", message, "让群众知道这是人工智能，改成“我请工作人员…”")
    if script.consent and script.consent.refused == "end":
        line = source.line("同意", "拒绝")
        message = "不同意就直接结束，群众找不到人办"
        yield source.warning(line, "no-human", message, "写“拒绝: 转人工”，由窗口办理")
    for step in steps(source.node("步骤")):
        for kind in ("查询", "提交", "取号"):
            failed = field(field(step, kind), "失败")
            if failed is not None and _leaves(failed):
                message = f"“{kind}”失败以后直接结束，群众找不到人办"
                yield source.warning(failed.line, "no-human", message, "结束之前转人工，或者请群众再试一次")


def _leaves(failed: Node) -> bool:
    """Whether the failure branch ends the service without a human, a question or another service."""
    written = list(steps(failed))
    ends = any(field(step, "结束") is not None for step in written)
    goes_on = any(field(step, key) is not None for step in written for key in _GOES_ON)
    human = any(word.value.strip() in ("转人工", "transfer") for word in words(failed))
    return ends and not goes_on and not human
