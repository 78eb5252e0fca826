"""The audit trail in words: one table of the actions that are noted, and what is noted beside them.

An action that is not in it, of another release, is told as it was noted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from re import Match

from kiosk.operators.numbers.measures import MEASURES
from kiosk.operators.organisation.refusals import REFUSALS
from kiosk.ticketing.lifecycle import ACTION_TITLES, STATE_TITLES

ACTIONS: Mapping[str, str] = {
    "signed in": "登录",
    "signed out": "退出",
    "sign-in failed": "登录失败",
    "account locked": "账号锁住了",
    "password changed": "改密码",
    "second factor enrolled": "登记第二因素",
    "recovery codes made": "做新的恢复码",
    "account made": "新增账号",
    "account renamed": "改姓名",
    "roles changed": "改角色",
    "account reset": "重设密码",
    "account disabled": "停用账号",
    "account enabled": "启用账号",
    "account unlocked": "解锁账号",
    "account linked": "关联单位登录",
    "account unlinked": "取消关联单位登录",
    "organisation sign-in failed": "单位登录失败",
    "session revoked": "让登录退出",
    "audit exported": "导出审计",
    "ticket read": "看回电登记",
    "tickets read": "看回电登记",
    "gaps read": "看没答上的问题",
    "gap struck": "划掉一个没答上的问题",
    "to-do read": "看差评和没送到的短信",
    "to-do done": "差评或没送到的短信办完了",
    "ticket changed": "办工单",
    "ticket shown": "看工单全文",
    "ticket printed": "打印工单",
    "tickets exported": "导出工单",
    "scripts: draft": "脚本存草稿",
    "scripts: draft made": "新建脚本草稿",
    "scripts: draft discarded": "丢弃脚本草稿",
    "scripts: draft restored": "恢复脚本草稿",
    "scripts: propose": "脚本提交审批",
    "scripts: approve": "脚本审批同意",
    "scripts: refuse": "脚本驳回",
    "scripts: try": "脚本试运行",
    "scripts: stop": "停止试运行",
    "scripts: halt": "试运行变差，自动停下",
    "scripts: publish": "发布脚本",
    "scripts: retire": "换下脚本",
    "scripts: roll_back": "脚本退回",
    "conversation shown": "看一段会话的全文",
    "conversations exported": "导出会话清单",
    "recording heard": "听录音",
    "numbers exported": "导出数据",
    "listened": "旁听",
    "listened to sound": "旁听声音",
    "stopped listening": "停止旁听声音",
    "stepped in": "接手对话",
    "handed back": "交还对话",
    "handed over": "移交对话",
    "record read": "看办件记录",
    "record exported": "导出办件记录",
    "record deleted": "删除办件记录",
    "cases listed": "列出办件",
    "record backed up": "备份记录",
    "record restored": "从备份恢复记录",
    "backup checked": "演练恢复",
    "self-assessment": "安全自评",
    "conversations replayed": "用真实会话试脚本",
    "unresolved submissions read": "看没查清的提交",
    "submission settled": "写上提交的结果",
    "call taken": "去群众那里：我来",
    "call arrived at": "去群众那里：到了",
    "call closed": "去群众那里：办完了",
    "identity vouched for": "当面核对身份：是本人",
    "identity not vouched for": "当面核对身份：不是本人",
    "recording exported": "导出录音",
    "recording deleted": "删除录音",
}
_COUNTED = re.compile(r"(\d+) more within a minute; (.*)")
_LOCKED = re.compile(r"account locked for (.+) s")
_FORMS: Mapping[str, str] = {"csv": "CSV", "xlsx": "Excel", "docx": "Word"}
_LEVELS: Mapping[str, str] = {
    "none": "不核验", "data": "核对资料", "sms": "短信验证码", "card": "身份证读卡", "face": "人脸比对",
}  # fmt: skip
_TITLES: Mapping[str, str] = dict([*ACTION_TITLES.items(), *STATE_TITLES.items()])


def action_words(what: str) -> str:
    """Total: any text."""
    locked = _LOCKED.fullmatch(what)
    return f"密码错得太多，锁 {locked[1]} 秒" if locked else ACTIONS.get(what, what)


def detail_words(detail: str) -> str:
    """What is noted beside it: names, addresses and numbers stay as they are. Total: any text."""
    if (counted := _COUNTED.fullmatch(detail)) is not None:
        return f"一分钟内又有 {counted[1]} 次：{detail_words(counted[2])}"
    for pattern, told in _DETAILS:
        if (found := pattern.fullmatch(detail)) is not None:
            return told(found)
    return detail


def _ticket(found: Match[str]) -> str:
    number, action, before, after, version = found.groups()
    named = [_TITLES.get(code, code) for code in (action, before, after)]
    return f"工单 {number} {named[0]}：{named[1]} → {named[2]}（第 {version} 次改动）"


def _rows(found: Match[str]) -> str:
    measure, rows, form = found["measure"], found["rows"], found["form"]
    parts = (MEASURES[measure].title if measure in MEASURES else measure, f"{rows} 条", _FORMS.get(form or "", form))
    return "，".join(part for part in parts if part)


def _refused(found: Match[str]) -> str:
    told = next(told for kind, told in REFUSALS.items() if kind == found["kind"]).partition("。")[0]
    return f"{told}（{found['text']}），从 {found['address']}" if found["text"] else f"{told}，从 {found['address']}"


def _vouched(found: Match[str]) -> str:
    level = _LEVELS.get(found[4], found[4])
    return f"机器 {found[1]}，业务“{found[2]}”，证件 {found[3]}，等同于{level}"


#: In this order; the first that fits the whole text.
_DETAILS: tuple[tuple[re.Pattern[str], Callable[[Match[str]], str]], ...] = (
    (re.compile(r"version (\d+)"), lambda found: f"版本 {found[1]}"),
    (re.compile(r"version (\d+), (\d+) days"), lambda found: f"版本 {found[1]}，最近 {found[2]} 天"),
    (re.compile(r"folder, (\d+) days"), lambda found: f"文件夹里的脚本，最近 {found[1]} 天"),
    (re.compile(r"draft (\S+)"), lambda found: f"草稿 {found[1]}"),
    (re.compile(r"after (\d+) s"), lambda found: f"听了 {found[1]} 秒"),
    (re.compile(r"one turn"), lambda _: "只看一句"),
    (re.compile(r"asked (\d+) times"), lambda found: f"问过 {found[1]} 次"),
    (re.compile(r"from (\S+)"), lambda found: f"从 {found[1]}"),
    (re.compile(r"disabled, from (\S+)"), lambda found: f"账号已停用，从 {found[1]}"),
    (re.compile(r"unknown account, from (\S+)"), lambda found: f"没有这个账号，从 {found[1]}"),
    (re.compile(r"by the organisation's server, from (\S+)"), lambda found: f"用单位登录，从 {found[1]}"),
    (re.compile(rf"(?P<kind>{'|'.join(REFUSALS)})(?:; (?P<text>.+))?; from (?P<address>\S+)"), _refused),
    (re.compile(r"(?:(?P<measure>\w+), )?(?P<rows>\d+) rows(?:, (?P<form>\w+))?"), _rows),
    (re.compile(r"kiosk (.*); service (.*); document (.*); level (\w+)"), _vouched),
    (re.compile(r"kiosk (\S+)"), lambda found: f"机器 {found[1]}"),
    (re.compile(r"(\d{8}) (\w+) (\w+)>(\w+) v(\d+)"), _ticket),
)
