"""Which of a few options: by its name or other words for it, by place (第二个), by fuzzy sound."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dialogue.understand.asking import asks
from dialogue.understand.denied import denied, supposed
from dialogue.understand.repair import MARK
from mandarin.pinyin import clean, fixed_fuzzy, fuzzy
from mandarin.sound import nearest
from mandarin.words import cut_word

_LEAD = r"^(?:那|我|就|还是|给我|帮我|麻烦)*(?:要|选|办|用|按|走|来|是)?"
_ONE = r"(?:个|种|项|条|样|类|款|号)"
_END = r"(?:好了|得了|就行|吧|的|呢|啊|呀|嘛|呗|咯|喽)*$"
_PLACE = re.compile(rf"{_LEAD}(?:第|选项)?([一二三四五六七八九1-9]){_ONE}?{_END}")
_FIRST = re.compile(
    rf"{_LEAD}(?:(?:最|打)?(?:前面|前头|头里|上面|开头|起头)(?:的|那|一|那一)*{_ONE}|头[一那]?{_ONE}){_END}"
)
_LAST = re.compile(rf"{_LEAD}(?:最后|后面|后头|末了|末尾|最后面|最末|最下面|下面)(?:的|那|一|那一)*{_ONE}{_END}")
_FROM_END = re.compile(rf"{_LEAD}(?:倒数|倒着数|从后(?:往前|面)数?)第?([一二三四五六七八九1-9]){_ONE}{_END}")
_MIDDLE = re.compile(rf"{_LEAD}(?:正?中间|当中|当间儿?)(?:的|那|那一)*{_ONE}?{_END}")
_OTHER = re.compile(rf"{_LEAD}(?:前|后)(?:面|头|边)?(?:那|一|那一)*{_ONE}{_END}")
#: 房本上写的就是我, for the option 本人.
_MYSELF = re.compile(
    r"(?<!不)(?:是|属|归|写|登记)(?:在|的)?(?:我|俺|咱)(?:自个儿?|自己|本人|个人)?(?:的|的名字?|名下|名字)?(?:啊|呀|的|呢|嘛|咧|哩)*$"
)
_REPAIR = re.compile(rf"不对|说错了|错了|改成|改为|应该是|(?<=[，,。\s]){MARK}")
_DENIAL = re.compile(r"(?:我)?(?:不|没|别|非|无|未)")
_DEGREE = re.compile(r"^(?:很|挺|太|多么?|特别|非常|那么|这么)+")
_BREAK = re.compile(r"[，,。.；;！!？?、\s]+")
#: Syllables beside a word that only sounds like one of an option.
_MOST_BESIDE = 2


def read_option(text: str, options: Mapping[str, Sequence[str]]) -> str | None:
    """`options`: label -> other words. None when none fits, or more than one does."""
    bare = clean(_REPAIR.split(text)[-1]) or clean(text)
    if not bare:
        return None
    labels = list(options)
    if place := _place(bare, len(labels)):
        return labels[place - 1]
    options = _with_short(options)
    exact = [label for label in labels if bare in (clean(word) for word in (label, *options[label]))]
    if len(exact) == 1:
        return exact[0]
    if asks(text):
        return None
    clauses = [clean(part) for part in _BREAK.split(_REPAIR.split(text)[-1] or text) if clean(part)]
    if any(supposed(clause) for clause in clauses):
        return None
    spots = [spot for clause in clauses for spot in _spots(clause, options)]
    meant = [spot for spot in spots if not denied(spot.clause, spot.start, spot.end)]
    denies = [one for one in meant if any(_denies(one, other) for other in spots if other.label != one.label)]
    found = {spot.label for spot in meant if spot not in denies} or {spot.label for spot in meant}
    if spots and not found:
        return _denial(spots, options)
    pairs = [(one, other) for one in spots for other in spots if other.label != one.label and _is_denial(one, other)]
    found -= {spot.label for pair in pairs for spot in pair}
    if pairs and not found:
        return None  # 没有房子, where 没有 stands for none of them
    if not spots and "本人" in options and any(_MYSELF.search(clause) for clause in clauses):
        return "本人"
    if not spots and (one := _by_one_character(clauses[0] if clauses else "", options)):
        return one
    if not found and _DENIAL.match(bare) and not any(_DENIAL.match(clean(word)) for word in _all(options)):
        return None
    if not found:
        about = {
            label: [word for word in (label, *options[label]) if len(bare) - len(clean(word)) <= _MOST_BESIDE]
            for label in labels
        }
        return nearest(bare, about) if len(bare) <= 8 else None
    longest = _longest(found, options, bare)
    return longest.pop() if len(longest) == 1 else None


def ruled_out(text: str, options: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """The labels whose words stand in `text` only where they are denied: 不随他妈."""
    options = _with_short(options)
    spots = [spot for part in _BREAK.split(text) if clean(part) for spot in _spots(clean(part), options)]
    meant = {spot.label for spot in spots if not denied(spot.clause, spot.start, spot.end)}
    return frozenset(spot.label for spot in spots) - meant


#: 办一个, 来一张: one of them, and no place.
_SOME_ONE = re.compile(r"(?:那|我|就|还是|给我|帮我|麻烦)*(?:要|办|用|走|来)一(?:个|种|项|条|样)")


def _place(bare: str, count: int) -> int:
    if _SOME_ONE.match(bare):
        return 0
    if hit := _PLACE.match(bare):
        place = "一二三四五六七八九".find(hit[1]) + 1 or int(hit[1])
        return place if place <= count else 0
    if (hit := _FROM_END.match(bare)) and hit[1]:
        place = "一二三四五六七八九".find(hit[1]) + 1 or int(hit[1])
        return count - place + 1 if place <= count else 0
    if _MIDDLE.match(bare):
        return count // 2 + 1 if count % 2 and count > 1 else 0
    if _FIRST.match(bare):
        return 1
    if count == 2 and _OTHER.match(bare):
        return 1 if "前" in bare else 2
    return count if _LAST.match(bare) else 0


#: Words of a family in the label of an option, as they are said.
_KIN = {"父": ("爸", "爸爸", "爹", "父亲", "男方", "父方"), "母": ("妈", "妈妈", "娘", "母亲", "女方", "母方")}


@lru_cache(maxsize=256)
def _short(labels: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """What of each label tells it from the others, where all end alike: 临时 of 临时挂失 beside 正式挂失; and 随他妈
    for 随母落户."""
    end = 0
    while all(len(label) > end + 2 for label in labels) and len({label[-end - 1 :] for label in labels}) == 1:
        end += 1
    found: dict[str, tuple[str, ...]] = {}
    for label in labels:
        own = label[: len(label) - end]
        said = [own] if end else []
        for kin, names in _KIN.items():
            if own.count(kin) == 1 and not any(one in own for names_ in _KIN.values() for one in names_):
                said += [own.replace(kin, who + name) for name in names for who in ("", "他", "她", "孩子", "娃")]
        found[label] = tuple(said)
    return found


def _with_short(options: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[str]]:
    """`options` with the short forms of their labels that no other option has among its words."""
    short = _short(tuple(options)) if len(options) > 1 else {}
    result = {}
    for label, says in options.items():
        others = {clean(word) for other in options if other != label for word in (other, *options[other])}
        result[label] = (*says, *(word for word in short.get(label, ()) if word not in others))
    return result


#: 寄吧 for 寄到家: one character, that the words of one option alone hold.
_ONE_CHARACTER = re.compile(
    r"(?:那|我|就|还是|给我|帮我|要|先|直接)*(?P<said>[\u4e00-\u9fff])(?:吧|呗|了吧|好了|就行|嘛)"
)
_NO_OPTION = frozenset("不没是有要好行对会能可来去做办弄用选走说看问听等算罢得成中想大小多少一二两三四五六七八九十")


def _by_one_character(clause: str, options: Mapping[str, Sequence[str]]) -> str | None:
    hit = _ONE_CHARACTER.fullmatch(clause)
    if hit is None or hit["said"] in _NO_OPTION:
        return None
    found = [label for label in options if any(hit["said"] in word for word in (label, *options[label]))]
    begins = [label for label in found if any(clean(word)[:1] == hit["said"] for word in (label, *options[label]))]
    return begins[0] if len(found) == len(begins) == 1 else None


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a word of `label` stands in `clause`."""

    label: str
    clause: str
    start: int
    end: int


def _spots(clause: str, options: Mapping[str, Sequence[str]]) -> list[_Spot]:
    """By the words as written, else by their sounds. A word inside a longer one (工作 in 没有工作) does not count."""
    words = [(clean(word), label) for label in options for word in (label, *options[label]) if clean(word)]
    found = [
        _Spot(label, clause, hit.start(), hit.end())
        for word, label in words
        for hit in re.finditer(re.escape(word), clause)
    ]
    if not found:
        found = [_Spot(label, clause, *span) for word, label in words for span in sounds_at(word, clause)]
    return [one for one in found if not any(_inside(one, other) for other in found)]


def _is_denial(one: _Spot, other: _Spot) -> bool:
    """Whether the word of `one` is what denies the word of `other`."""
    follows = one.clause == other.clause and one.start < other.start <= one.end
    return follows and bool(_DENIAL.match(one.clause[one.start : one.end]))


def _denies(one: _Spot, other: _Spot) -> bool:
    """Whether the word of `one` denies that of `other` before it: 手机号不想留 beside another option."""
    behind = one.clause == other.clause and other.end <= one.start <= other.end + 1
    return behind and bool(_DENIAL.match(one.clause[one.start : one.end]))


def _denial(spots: list[_Spot], options: Mapping[str, Sequence[str]]) -> str | None:
    """Where all that was said is denied, the option that is its denial: 不算太急 is 不急."""
    said = {spot.clause[spot.start : spot.end] for spot in spots}
    if any(word[:1] == "不" for word in said):  # 也不能说急，也不能说不急
        return None
    denying = {
        label
        for label in options
        for word in (label, *options[label])
        if clean(word)[:1] == "不" and any(_DEGREE.sub("", one) == clean(word)[1:] for one in said)
    }
    return denying.pop() if len(denying) == 1 else None


def _all(options: Mapping[str, Sequence[str]]) -> list[str]:
    return [word for label in options for word in (label, *options[label])]


def _inside(one: _Spot, other: _Spot) -> bool:
    return other.start <= one.start and one.end <= other.end and other.end - other.start > one.end - one.start


def sounds_at(word: str, bare: str) -> list[tuple[int, int]]:
    """The word's syllables in a row inside the utterance; single syllables only when they are all that was said."""
    needle, hay = fixed_fuzzy(word), fuzzy(bare)
    if len(hay) != len(bare) or len(needle) > len(hay) or (len(needle) == 1 and needle != hay):
        return []
    starts = range(len(hay) - len(needle) + 1)
    spans = [(start, start + len(needle)) for start in starts if hay[start : start + len(needle)] == needle]
    return [span for span in spans if not _torn(clean(word), bare, *span)]


def _torn(word: str, bare: str, start: int, end: int) -> bool:
    """Whether a word that is heard at `bare[start:end]` begins or ends with a piece of another: 寄过来 in 自己过来."""
    begins, ends = bare[start] != word[0], bare[end - 1] != word[-1]
    return (begins and cut_word(bare, start)) or (ends and cut_word(bare, end))


def _longest(found: set[str], options: Mapping[str, Sequence[str]], bare: str) -> set[str]:
    """工作 and 没有工作 both stand in 我没有工作: the longer word is the one that was said."""
    if len(found) < 2:
        return found
    reach = {
        label: max((len(clean(word)) for word in (label, *options[label]) if clean(word) in bare), default=0)
        for label in found
    }
    words = {label: [clean(w) for w in (label, *options[label]) if clean(w) in bare] for label in found}
    inside = {
        label
        for label in found
        for other in found
        if other != label
        and any(mine in theirs and mine != theirs for mine in words[label] for theirs in words[other])
        and reach[label] < reach[other]
    }
    return found - inside
