"""Which items of a list are chosen: by place, by what they are, all, all but some; added, left out, exchanged."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dialogue.understand.item_places import UNIT, counted, places_in
from dialogue.understand.item_words import items_meant
from dialogue.understand.question import is_question
from mandarin.pinyin import clean

#: `chosen`: `places` are the choice. `none`: of the items none. `which`: one of `places` is meant. `about`: a question
#: about them. `beyond`: a place that the list does not have. `next`, `previous`: another page. `read`: read it out.
PickKind = Literal["chosen", "none", "which", "about", "beyond", "next", "previous", "read", "nothing"]


@dataclass(frozen=True, slots=True)
class PickReading:
    """`places`: from 1, in the list's order. `by_sound`: they rest on sound alone."""

    kind: PickKind
    places: tuple[int, ...] = ()
    by_sound: bool = False


NOTHING_PICKED = PickReading("nothing")

_AROUND = (
    r"(?:请|麻烦|你|您|给我|帮我|我|想|要|再|就|嗯|好的?|那|听|看|翻|念|读|说|接着|到|一下|一?遍|吧|呢|啊|了|的|行)*"
)
_NEXT = re.compile(
    rf"{_AROUND}(?:下一?页|下一?组|下面的?|后面的?|后面几{UNIT}|剩下的?|往[下后]|还有(?:哪些|什么)?|继续){_AROUND}"
)
_PREVIOUS = re.compile(rf"{_AROUND}(?:上一?页|上一?组|上面的?|前面的?|前面几{UNIT}|往[上前]|翻?回去){_AROUND}")
_READ = re.compile(
    rf"(?:{_AROUND}(?:念|读|重复){_AROUND}(?:给我)?听?听?{_AROUND}|{_AROUND}(?:都有|有)哪(?:些|几{UNIT}){_AROUND})"
)
_NONE = re.compile(
    rf"{_AROUND}(?:都不|全不|全都不|一{UNIT}?[都也]不|哪{UNIT}[都也]不|哪一{UNIT}[都也]不|什么都不)(?:要|选|办|处理|交|用|是|需要)?"
    rf"{_AROUND}|{_AROUND}(?:不选|不处理)了?"
)
_ALL = re.compile(
    rf"全部|全都|所有|统统|一起|全(?:要|选|办|处理|交)|每一?{UNIT}|都(?:要|选|办|处理|交|给我|行|可以)|^都$"
)
#: What is asked about an item: left out, so that what names the item is left.
_ASKED = re.compile(
    r"是?什么时候|是?什么|[罚扣记]?多少[钱分]?|[罚扣记]?几分|在?哪[里儿]?|怎么(?:回事)?|为什么|是不是|[吗呢？?]"
)
_OTHERS = re.compile(r"其他|其余|别的|剩下|另外的?")
_EXCEPT = re.compile(r"除(?:了|去|掉|开)?(?P<out>[^，,。；;]+?)(?:以外|之外|外|$|，|,|其他|其余|别的|剩下|都|全)")
#: Denies what stands before it (第二条不要了) or behind it (不要第二条).
_OUT_BEFORE = re.compile(
    r"(?:不要|不选|不办|不处理|不交|别选|别要|别办|别处理|去掉|去除|删掉|删除|取消|划掉|减去|撤掉|拿掉)(?:了|掉)?(?:那)?$"
)
_OUT_BEHIND = re.compile(
    r"^(?:那?条|那个|的|我|就|先|也|都|这次|暂时|可以)*(?:不要|不选|不办|不处理|不交|不用|不算|别要|别选|别办|别处理|去掉|去了|删掉|删了|取消|划掉|算了"
    r"|撤掉|拿掉|免了)"
)
_EXCHANGE = re.compile(r"换成?|改成?|改为|改选|换为")
_ADD = re.compile(r"再加|加上|加[个一]|还要|还有|也要|也办|也选|也处理|另外|补上|一并|添")
_SEVERAL_OF = re.compile(r"都|全|几|些|所有")
_JOIN = re.compile(r"[，,、]|和|跟|还有|以及|再加上?|加上")
_THE_ONE = re.compile(rf"的(?:[那这]|$)|[那这]一?{UNIT}")
_CLAUSE = re.compile(r"[，,。；;！!]+")
_THAT = re.compile(rf"[这那]一?{UNIT}|就它|选它|要它")


def read_pick(
    text: str,
    items: Sequence[Mapping[str, str]],
    today: date,
    *,
    several: bool,
    chosen: Sequence[int] = (),
    more: bool = False,
) -> PickReading:
    """`items`: the fields of each. `chosen`: the places chosen before, which the words may add to, leave out, exchange.

    `more`: the choice is still open, so that another place joins those chosen before.
    """
    bare = clean(text)
    if turn := _turn(bare):
        return PickReading(turn)
    if _NONE.fullmatch(bare):
        return PickReading("none")
    if is_question(text):
        named, sound = _named(_ASKED.sub("", text), items, today)
        return PickReading("about", tuple(named)) if named and 0 not in named and not sound else NOTHING_PICKED
    choice = _Choice(items, today, several, list(chosen), more)
    for clause in _CLAUSE.split(_excluded(text, choice)):
        if clean(clause):
            choice.clause(clause)
    return choice.reading(text)


def _turn(bare: str) -> PickKind | None:
    if _READ.fullmatch(bare):
        return "read"
    if _NEXT.fullmatch(bare):
        return "next"
    return "previous" if _PREVIOUS.fullmatch(bare) else None


def _excluded(text: str, choice: _Choice) -> str:
    """除了第二条都要: the excluded places go to `choice`; the rest of the text."""
    hit = _EXCEPT.search(text)
    if hit is None:
        return text
    named, sound = _named(hit["out"], choice.items, choice.today)
    if named:
        choice.leave_out(named, sound=sound)
        choice.all = True
    return text[: hit.start()] + "，" + text[hit.end("out") :].removeprefix("以外").removeprefix("之外")


def _named(text: str, items: Sequence[Mapping[str, str]], today: date) -> tuple[list[int], bool]:
    places, _ = places_in(text, len(items))
    return (places, False) if places else items_meant(text, items, today)


class _Choice:
    """The choice while the clauses are read, first to last."""

    def __init__(
        self, items: Sequence[Mapping[str, str]], today: date, several: bool, chosen: list[int], more: bool
    ) -> None:
        self.items, self.today, self.several, self.chosen = items, today, several, chosen
        self.wanted: list[int] = []
        self.left_out: list[int] = []
        self.all = self.exchanged = self.by_sound = False
        self.added = more
        self.unclear: list[int] = []

    def leave_out(self, places: list[int], *, sound: bool = False) -> None:
        self.left_out += places
        self.by_sound |= sound

    def clause(self, text: str) -> None:
        self.exchanged |= bool(_EXCHANGE.search(text)) and bool(self.chosen)
        self.added |= bool(_ADD.search(text))
        if self.exchanged and (parts := _EXCHANGE.split(text, maxsplit=1)) and clean(parts[-1]) and clean(parts[0]):
            before, _ = places_in(parts[0], len(self.items))  # 第二条换成第三条, 把第二条改成第三条
            self.left_out += before
            text = parts[-1]
        places, rest = places_in(text, len(self.items))
        if places:
            head, _, tail = rest.partition("〓")
            out = _OUT_BEFORE.search(clean(head)) or _OUT_BEHIND.search(clean(tail.rpartition("〓")[2]))
            (self.left_out if out else self.wanted).extend(places)
            self.all |= bool(out and _OTHERS.search(rest))
            for piece in _JOIN.split(rest.replace("〓", "，")):  # 第一条和罚两百的那条
                found, sound = items_meant(piece, self.items, self.today) if _THE_ONE.search(piece) else ([], False)
                if len(found) == 1 and not sound:
                    self.wanted += found
            return
        found, sound = items_meant(text, self.items, self.today)
        if found:
            self._by_words(text, found, sound=sound)
        elif _ALL.search(clean(text)) or counted(text, len(self.items)) or _OTHERS.search(text):
            self.all = True

    def _by_words(self, text: str, found: list[int], *, sound: bool) -> None:
        bare = clean(text)
        out = re.match(r"(?:我)?(?:不要|不选|不办|不处理|去掉|取消|别)", bare) or re.search(
            r"(?:不要|不选|不办|不处理|不交|算了|去掉|取消)(?:了|吧)?$", bare
        )
        self.by_sound |= sound
        if len(found) > 1 and not _SEVERAL_OF.search(bare):
            self.unclear = found
        else:
            (self.left_out if out else self.wanted).extend(found)

    def reading(self, text: str) -> PickReading:
        if 0 in self.wanted or 0 in self.left_out:
            return PickReading("beyond")
        if self.unclear:
            return PickReading("which", tuple(sorted(set(self.unclear))))
        every = range(1, len(self.items) + 1)
        if self.all and not self.wanted:
            places = set(every) - set(self.left_out)
        elif self.wanted or self.left_out:
            kept = set(self.chosen) if self.added or self.left_out or not self.wanted else set[int]()
            if self.exchanged and not self.left_out:
                kept = set()  # 换成第三条
            if self.left_out and not self.chosen and not self.wanted:
                return NOTHING_PICKED if len(every) != 2 else self._of(set(every) - set(self.left_out))
            places = (kept - set(self.left_out)) | (set(self.wanted) - set(self.left_out))
        elif len(every) == 1 and _THAT.search(text):
            places = {1}
        else:
            return NOTHING_PICKED
        return self._of(places)

    def _of(self, places: set[int]) -> PickReading:
        found = tuple(sorted(places))
        if not found:
            return PickReading("none")
        return PickReading("which" if len(found) > 1 and not self.several else "chosen", found, self.by_sound)
