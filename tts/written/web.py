"""Addresses on the web, e-mail addresses and names of accounts: their marks are said, because they must be typed."""

from __future__ import annotations

import re
from re import Match

from tts.numerals import digits
from tts.written.rule import Rule, rule

_MARKS = {
    ".": "点", "/": "斜杠", "_": "下划线", "-": "横杠", "@": "艾特", ":": "冒号", "?": "问号", "=": "等于", "&": "和",
    "#": "井号", "+": "加", "~": "波浪线", "%": "百分号",
}  # fmt: skip
_END = "(?![A-Za-z0-9])"
#: A label with a letter in it or a long number, others, and one of letters: `12345.cn`, not `1.APP`.
_HOST = rf"(?:(?=[\d-]*[A-Za-z]|\d{{3}})[A-Za-z0-9-]+\.)(?:[A-Za-z0-9-]+\.)*[A-Za-z]{{2,}}{_END}"
_PATH = r"(?:/[A-Za-z0-9._~%-]*)*(?:\?[A-Za-z0-9=&%._~-]+)?(?<!\.)"
_NAME = r"[A-Za-z0-9]+(?:[._+-]+[A-Za-z0-9]+)*"
_JOINED = r"[A-Za-z][A-Za-z0-9]*(?:[-./_]+[A-Za-z0-9]+)+"
_ASKED = "(?:ID|id|[账帐]号|用户名|登录名|网址|域名|邮箱|前缀|后缀|口令|密码|公众号|文件名|链接|路径)"


def _said(text: str) -> str:
    """Every mark by its name, digits one by one; 12345 is the hotline's name here too."""
    text = re.sub(r"(?<!\d)12345(?!\d)", digits("12345", yao=False), text.rstrip("/"))
    return "".join(digits(mark) if mark.isascii() and mark.isdigit() else _MARKS.get(mark, mark) for mark in text)


def _spelled(match: Match[str]) -> str:
    return _said(match[0])


def _account(match: Match[str]) -> str:
    return match[1] + _said(match[2])


RULES: tuple[Rule, ...] = (
    rule(r"https?://(?=[A-Za-z0-9])", ""),  # browsers add it
    rule(rf"(?<![A-Za-z0-9]){_NAME}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*", _spelled),
    rule(rf"(?<![A-Za-z0-9.@]){_HOST}(?::\d{{2,5}})?{_PATH}", _spelled),
    rule(rf"({_ASKED}(?:[是为叫]|名[是为叫]?|名称[是为叫]?|地址[是为叫]?)?[:：]?\s*)({_JOINED})", _account),
    rule(r"(?<![A-Za-z0-9])[A-Za-z0-9]+(?:_+[A-Za-z0-9]+)+", _spelled),
    rule(r"(?<=[是为以加：:“\"])(?:/[A-Za-z][A-Za-z0-9._-]*)+", _spelled),
)
