"""身份: whether each call that is about a person says how surely the person must be known, and can be proven here."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dialogue.lint.finding import Finding
from dialogue.lint.source import LintContext, Source
from dialogue.script import Script
from dialogue.script.assurance import PROVES, Assurances, ProofMeans, means_for
from dialogue.script.model import Channel, Query, Submit
from dialogue.script.paths import known_before
from dialogue.slot_kinds import kind_of
from dialogue.wording import level_word

#: What a back end calls a value that says something of one person.
_PERSONAL = re.compile(
    r"姓名|身份证|证件号|手机|电话|地址|住址|卡号|账户|账号|余额|户主|车主|房主|本人|参保|登记类别|证件状态"
)
_FOR_ANOTHER = re.compile(r"代办|代理人|委托书|被委托|受托")
_EVERY = frozenset(PROVES)
_CHANNELS: tuple[tuple[Channel, str], ...] = (("screen", "大屏"), ("phone", "电话"))
_FIX = "加上“身份: 短信验证”；和谁都没有关系的，写“身份: 无”"


def identity(context: LintContext) -> Iterator[Finding]:
    yield from _not_here(context)
    for source in context.sources:
        yield from _promised(source)
        reported = False
        for step in source.script.steps:
            if not isinstance(step, Query | Submit):
                continue
            levels = step.identity or source.script.identity.levels
            if levels is None and not reported and (isinstance(step, Submit) or _is_personal(source.script, step)):
                reported = True  # one line in the script mends them all
                yield _undeclared(source, step)
            elif levels is not None:
                yield from _unprotected(source, step, levels)
                yield from _of_nobody(source, step, levels)
                yield from _unprovable(source, step, levels)
                yield from _untold(source, step, levels)


def _undeclared(source: Source, step: Query | Submit) -> Finding:
    what = f"“提交”{step.api}" if isinstance(step, Submit) else f"“查询”{step.api} 查的是个人信息，"
    message = f"{what}没有写“身份”：谁知道号码，谁就能{'替人办' if isinstance(step, Submit) else '查到别人的'}"
    return source.error(step.line, "no-identity", message, _FIX)


def _is_personal(script: Script, step: Query) -> bool:
    """Whether it takes or gives a personal value: by the kind of the slot, or by the name of the result."""
    slots = (script.slot(name) for name in step.params)
    taken = any(slot.personal and kind_of(slot).identifying for slot in slots if slot)
    lists = [one for one in script.lists if one.name in step.results]
    return taken or any(_PERSONAL.search(name) for name in (*step.results, *(f for one in lists for f in one.fields)))


def _unprotected(source: Source, step: Query | Submit, levels: Assurances) -> Iterator[Finding]:
    """无 for a query by an identity number: what comes back is told to anybody who knows the number."""
    by_number = any((slot := source.script.slot(name)) and slot.kind == "id" for name in step.params)
    for channel, word in _CHANNELS:
        if channel in source.script.channels and levels.on(channel) == "none" and by_number and _told(step):
            message = f"{word}上不核实身份，就按身份证号查 {step.api}：知道号码的人，都能听到查出来的内容"
            yield source.warning(step.line, "identity-none", message, "写“身份: 短信验证”或者“持卡”")
            return


def _of_nobody(source: Source, step: Query | Submit, levels: Assurances) -> Iterator[Finding]:
    """A query that sends no identity number: a proven citizen could read the data of any other person."""
    slots = [source.script.slot(name) for name in step.params]
    by_others = [slot.name for slot in slots if slot and slot.personal and kind_of(slot).identifying]
    numbered = not all(slots) or any(slot and slot.kind == "id" for slot in slots)
    asked = {levels.screen, levels.phone} - {"none"}
    if isinstance(step, Query) and by_others and asked and not numbered and not source.script.identity.code_to:
        message = f"查 {step.api} 只传了“{by_others[0]}”，没有身份证号：核实了自己的人，也能查别人的"
        yield source.warning(step.line, "identity-person", message, "在“传”里加上身份证号，或者写“发到”")


def _promised(source: Source) -> Iterator[Finding]:
    """A list of materials for who acts for another, where the service turns that citizen away."""
    if source.script.identity.agents or source.script.identity.levels is None:
        return
    for listed in source.script.cards:
        for item in listed.items:
            words = f"{item.name}{item.note}"
            asked = item.condition is not None  # the script has asked who acts for whom
            if _FOR_ANOTHER.search(words) and "窗口" not in words and not asked:
                message = f"“{listed.name}”里有“{item.name}”，这项业务却不让替别人办"
                fix = "在“身份”里写“代办: 可以”；只有窗口能代办的，写“条件: 到窗口代办”；都不能的，删掉这一项"
                yield source.warning(listed.line, "identity-agent", message, fix)


def _untold(source: Source, step: Query | Submit, levels: Assurances) -> Iterator[Finding]:
    """Data that are to be compared before the caller was asked for them: on that way only a code can prove anybody."""
    if levels.phone != "data" or "phone" not in source.script.channels:
        return
    known = known_before(source.script).get(source.script.steps.index(step), frozenset())
    if missing := [name for name in source.script.identity.data if name not in known]:
        message = f"查到 {step.api} 的时候，还没有问过“{missing[0]}”，资料核对不了"
        yield source.error(step.line, "identity-data", message, f"在这一步前面“收集”{'、'.join(missing)}")


def _told(step: Query | Submit) -> bool:
    return isinstance(step, Query) and bool(step.results)


def _unprovable(source: Source, step: Query | Submit, levels: Assurances) -> Iterator[Finding]:
    """A level that nothing can prove on a channel: every citizen would be sent to a human."""
    for channel, word in _CHANNELS:
        needed = levels.on(channel)
        if channel in source.script.channels and needed != "none" and not means_for(needed, channel, _EVERY):
            message = f"{word}上没有办法核实到“{level_word(needed)}”，办到这里只能转人工"
            fix = f"电话里写“短信验证”，例如 身份: {{级别: {{大屏: {level_word(needed)}, 电话: 短信验证}}}}"
            yield source.error(step.line, "identity-means", message, fix)


def _not_here(context: LintContext) -> Iterator[Finding]:
    """What this hall cannot prove, though it could be proven: once for each channel, whatever scripts ask for it."""
    means = context.means
    if means is None:
        return
    for channel, word in _CHANNELS:
        asking = [source.script.name for source in context.sources if _asks_in_vain(source.script, channel, means)]
        if asking:
            named = "、".join(asking[:3]) + (f"等{len(asking)}项" if len(asking) > 3 else "")
            message = f"这个大厅在{word}上核实不了身份，{named}办到查询、提交的时候只能转人工"
            fix = (
                "在 config.yaml 里写 hall.sms: sender 和 messages（发验证码），"
                "或者 identity 里的 reader（读卡器）、qr（扫码）、face（人脸）、staff_level（工作人员核对）、"
                "data（电话里核对资料）"
            )
            yield Finding(context.root, 1, "identity-means", "note", message, fix)


def _asks_in_vain(script: Script, channel: Channel, means: frozenset[ProofMeans]) -> bool:
    found = (step.identity or script.identity.levels for step in script.steps if isinstance(step, Query | Submit))
    needed = {levels.on(channel) for levels in found if levels} - {"none"} if channel in script.channels else set()
    return any(means_for(one, channel, _EVERY) and not means_for(one, channel, means) for one in needed)
