"""Personal values stay in the hall: 〔甲1〕 goes to the language model in their stead. They come back afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from mandarin.heard import heard_as
from mandarin.pinyin import HANZI

#: Anything in these brackets counts as a placeholder, so that an invented one is noticed.
_PLACEHOLDER = re.compile(r"〔[^〔〕]*〕?|〕")
_SIGN = re.compile(r"〔甲[1-9]\d*〕")
_DIGIT = "0-9０-９零〇一二三四五六七八九幺"
#: ID, bank card, phone, credit code: long runs of digits, as typed, as heard, in groups, with X or letters among them.
_NUMBERS = re.compile(rf"[{_DIGIT}](?:[ \-—－]?[{_DIGIT}A-Za-z]){{5,}}(?![A-Za-z])|[0-9A-Z]{{15,}}")
_E_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
#: A name after the words that introduce one. Never a word of the question.
_NAME = re.compile(
    rf"(?:我叫|我名叫|名字叫|名字是|姓名是|本人叫|我是|他叫|她叫)"
    rf"([{HANZI}]{{2,4}}?(?:·[{HANZI}]{{1,10}}){{0,3}}|[A-Za-z][A-Za-z '’.\-]{{1,40}}?)"
    r"(?=[，,。.！!？?、；;\s]|$|我|的|想|要|来|身份证|电话|手机|住)"
)
_NO_NAME = re.compile(r"[来想要办问在去个谁不什怎有是可能]")


@dataclass(frozen=True, slots=True)
class Cover:
    """What was covered, to be uncovered later."""

    values: dict[str, str] = field(default_factory=dict)  # placeholder -> value

    def uncover(self, text: str) -> str:
        """`text` with the values back in. Raises ValueError for a placeholder that was never given."""

        def value(match: re.Match[str]) -> str:
            if match[0] not in self.values:
                raise ValueError("expected the placeholders given; got another one")
            return self.values[match[0]]

        return _PLACEHOLDER.sub(value, text)


def placeholders(text: str) -> tuple[str, ...]:
    """All that stand in `text`, in order."""
    return tuple(_PLACEHOLDER.findall(text))


class Covering:
    """Covers several texts of one consultation, the same value always by the same placeholder."""

    def __init__(self, personal: Iterable[tuple[str, str]]) -> None:
        # The longest first: a number may hold a shorter value.
        self._given = sorted({value for _, value in personal if value.strip()}, key=len, reverse=True)
        self._signs: dict[str, str] = {}

    @property
    def cover(self) -> Cover:
        return Cover({sign: value for value, sign in self._signs.items()})

    def cover_up(self, text: str, *, found: bool = True) -> str:
        """`found`: also what only looks personal; not for approved texts, whose hotline number is not personal."""
        text = _PLACEHOLDER.sub("", text)  # a placeholder in the text could be confused with ours
        for value in self._given:
            text = self._outside(re.compile(re.escape(value)), text, 0)
        for value in self._given:
            heard = dict.fromkeys(text[one.start : one.stop] for one in heard_as(text, value))
            for said in (one for one in heard if not placeholders(one)):
                text = self._outside(re.compile(re.escape(said)), text, 0)
        if not found:
            return text
        for pattern, group in ((_E_MAIL, 0), (_NUMBERS, 0), (_NAME, 1)):
            text = self._outside(pattern, text, group)
        return text

    def _outside(self, pattern: re.Pattern[str], text: str, group: int) -> str:
        """Covers what `pattern` finds, except within placeholders already there."""
        pieces, at = [], 0
        for sign in [*_SIGN.finditer(text), None]:
            until = sign.start() if sign else len(text)
            pieces.append(pattern.sub(lambda match: self._covered(match, group), text[at:until]))
            if sign:
                pieces.append(sign[0])
                at = sign.end()
        return "".join(pieces)

    def _covered(self, match: re.Match[str], group: int) -> str:
        value = match[group]
        if group and _NO_NAME.search(value):
            return match[0]
        sign = self._signs.setdefault(value, f"〔甲{len(self._signs) + 1}〕")
        before, after = match.start(group) - match.start(), match.end(group) - match.start()
        return match[0][:before] + sign + match[0][after:]
