"""A passage as it was written down, in whatever kind of file, on its way to being checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from dialogue.errors import Problems
from dialogue.knowledge.aspects import NAMES, Aspect
from dialogue.knowledge.passage import Passage
from dialogue.script.fields import nearest

_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_ID = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_NAME = re.compile(r"[\w.-]+")


@dataclass(frozen=True, slots=True)
class Draft:
    """All as typed. `lines`: where a field stands, if not at `line`."""

    line: int
    questions: tuple[str, ...]
    answer: str
    speech: str = ""
    source: str = ""
    clause: str = ""
    since: str = ""
    until: str = ""
    service: str = ""
    name: str = ""
    topics: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)

    def at(self, key: str) -> int:
        return self.lines.get(key, self.line)


def finished(draft: Draft, file: str, problems: Problems) -> Passage:
    """The passage; every mistake goes to `problems`."""
    if not draft.source:
        problems.add(draft.line, "这一条没有出处", "加上“出处: …”，或者在文件开头写“来源: …”", code="no-source")
    if draft.name and not _NAME.fullmatch(draft.name):
        problems.add(
            draft.at("编号"), f"编号“{draft.name}”不对", "只用字母、数字、汉字和短横线，例如 sbk-16", code="bad-value"
        )
    for key, text in (("问法", "\n".join(draft.questions)), ("答案", draft.answer), ("口播", draft.speech)):
        _no_personal_data(text, draft.at(key), problems)
    since, until = _day(draft, "生效", draft.since, problems), _day(draft, "失效", draft.until, problems)
    if since and until and until < since:
        problems.add(draft.at("失效"), "“失效”比“生效”还早", "检查这两个日期", code="bad-value")
    return Passage(
        id=f"{file}:{draft.line}",
        questions=draft.questions,
        answer=draft.answer,
        source=draft.source,
        clause=draft.clause,
        since=since,
        until=until,
        name=draft.name,
        service=draft.service,
        topics=draft.topics,
        speech=draft.speech,
        answers=frozenset(_aspects(draft, problems)),
    )


def _aspects(draft: Draft, problems: Problems) -> Iterator[Aspect]:
    for word in draft.answers:
        if word in NAMES:
            yield NAMES[word]
        else:
            problems.add(draft.at("答什么"), f"“答什么”不能是“{word}”", nearest(word, NAMES), code="bad-value")


def _day(draft: Draft, key: str, text: str, problems: Problems) -> date | None:
    if not text:
        return None
    if hit := _DAY.fullmatch(text.strip()):
        try:
            return date(*map(int, hit.groups()))
        except ValueError:
            pass  # told below, like a day that is not even shaped like one
    problems.add(draft.at(key), f"日期“{text}”不对", "写成 2026-01-31 这样", code="bad-value")
    return None


def _no_personal_data(text: str, line: int, problems: Problems) -> None:
    """Refuse personal numbers: approved texts are spoken to every citizen. The message does not repeat the number."""
    if any(_is_id(hit) for hit in _ID.findall(text)):
        problems.add(line, "这里有一个身份证号", "知识里不能写个人信息，删掉它")
    if _MOBILE.search(text):
        problems.add(line, "这里有一个手机号", "知识里不能写个人手机号，改成固定电话或者 12345")


def _is_id(digits: str) -> bool:
    """Whether eighteen digits hold a birth date. The check digit is not needed: a mistyped number is personal too."""
    try:
        ric.validate(digits)
    except ValidationError:
        try:
            datetime.strptime(digits[6:14], "%Y%m%d")
        except ValueError:
            return False
    return True
