"""Whether a mapping fits the scripts: interfaces and fields that no script has are misspelt more often than not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dialogue.errors import Problems
from dialogue.script.fields import nearest
from dialogue.script.interfaces import InterfaceField, InterfaceUse
from kiosk.dialect.model import IN_QUERY, KEY_FIELD, BackendDialect, FieldRule, InterfaceRule
from kiosk.dialect.outgoing import API_HOLE, HOLE


def check_fit(dialect: BackendDialect, uses: Iterable[InterfaceUse], problems: Problems) -> None:
    known = {use.api: use for use in uses}
    for api, rule in dialect.rules.items():
        submission = dialect.outcome_of(api)
        use = known.get(submission or api)
        if use is None:
            if not submission:
                message = f"没有脚本用到接口“{api}”"
                problems.add(rule.line, message, nearest(api, known), code="undefined-name")
            continue
        if rule.outcome and not use.submits:
            problems.add(rule.line, f"“{api}”是查询，不用写“查结果”", "删掉这一行", code="bad-value")
        beside = [InterfaceField(KEY_FIELD)] if submission else []
        sends = [*use.sends, *beside]
        _check(rule.sends, sends, f"{api} 的“发送”", problems)
        _check(rule.returns, use.returns, f"{api} 的“收到”", problems)
        _check_path(api, rule, sends, problems)
        if submission and rule.verb in IN_QUERY and not rule.sends and not set(HOLE.findall(rule.path)) - {API_HOLE}:
            message = f"{api} 用 {rule.verb} 查结果，可路径和“发送”里什么字段也没有，对方不知道查哪一件"
            problems.add(rule.line, message, f"在路径里写 {{{KEY_FIELD}}}", code="bad-value")


def _check(rules: Mapping[str, FieldRule], fields: Iterable[InterfaceField], where: str, problems: Problems) -> None:
    known = {field.name: field for field in fields}
    for name, rule in rules.items():
        field = known.get(name)
        if field is None:
            message = f"{where}里的“{name}”，脚本里没有"
            problems.add(rule.line, message, nearest(name, known), code="undefined-name")
        elif rule.items and field.shape != "list":
            problems.add(rule.line, f"{where}里的“{name}”不是列表，不用写“每条”", "删掉“每条”", code="bad-value")
        elif rule.items:
            _check(rule.items, [InterfaceField(item) for item in field.items], f"{where}里的“{name}”", problems)
        elif rule.codes and field.choices:
            for choice in (choice for choice in field.choices if choice not in rule.codes):
                fix = f"加上“{choice}: …”"
                problems.add(rule.line, f"{where}里的“{name}”的对照少了“{choice}”", fix, code="not-exhaustive")


def _check_path(api: str, rule: InterfaceRule, sends: Iterable[InterfaceField], problems: Problems) -> None:
    names = [field.name for field in sends if field.shape == "text"]
    for hole in HOLE.findall(rule.path):
        if hole != API_HOLE and hole not in names:
            message = f"{api} 的路径要用“{hole}”，脚本不发这个字段"
            problems.add(rule.line, message, nearest(hole, [API_HOLE, *names]), code="undefined-name")
