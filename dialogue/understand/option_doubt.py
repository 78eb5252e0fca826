"""Why an option that was read must be read back: the citizen is not sure of it, tells it of another, only its sound was
recognised, or something beside it may turn it round. 好像是坏了; 我老婆在这边上班; 又裂了又快到期了.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from dialogue.understand.doubt import in_doubt
from dialogue.understand.option import sounds_at
from dialogue.understand.persons import persons_told_of
from dialogue.understand.repair import MARK
from mandarin.pinyin import clean

#: Characters beside an option's words: in more of them there is a story that may mean another.
_MOST_BESIDE = 8
#: Beside an option, what may turn it round or add another: 又快到期了, 电话可以留, 看情况.
_TURNS = re.compile(
    r"[不没别莫甭冇未又但却]|(?<![一两二三四五六七八九十])也(?!行|可以|好|成|中)|还(?!是)|其[他它余]|只是|不过|老是|总是|从来|授权|委托|要么|或者|随便|看情况|可以留|再(?!见)|都(?!行|可以|好|成|中)|[和跟与]|[俩仨]|两[个人样]|一[起块]|同时|顺便"
)
#: 寄到我女儿单位 beside 寄到家: sent to somewhere else.
_SENT_ELSEWHERE = re.compile(
    r"(?:寄|邮|送|发|快递|丢|放)(?:到|去|往|在|给)(?!(?:我|俺|咱)?们?的?(?:这|那)?(?:家|屋)|(?:我|俺|咱)(?:$|[这那吧呗就了啊呀，,。]))"
)
#: What the citizen no longer has: 这张磁条坏了, where the other option is another one.
_GONE = re.compile(r"[坏销丢废换停旧]|不见|过期|冻结|另[外一]|别的|[从几]不")
_ANOTHER = re.compile(r"[换改另新]|其[他它]")
#: 我儿子牺牲了, where the question is what the citizen is to another: the citizen is the parent.
_KIN_OF_MINE = re.compile(
    r"^(?:我|俺|咱)(?:们?家)?(?:的)?(?P<who>儿子?|女儿|闺女|姑娘|孩子|娃|孙[子女]|[爸妈爹娘]{1,2}|父亲|母亲)(?!的)[^，,。]{2,}"
)


def option_in_doubt(text: str, label: str, options: Mapping[str, Sequence[str]]) -> bool:
    """`label`: what was read in `text`. Persons and doubts in the script's own words count for nothing."""
    words = sorted({clean(word) for word in (label, *options[label])}, key=len, reverse=True)
    said = [word for word in words if word and word in clean(text)]
    if not said:
        return not _sounds_whole(clean(text), words)
    rest = text
    for word in said:
        rest = rest.replace(word, "，")
    rest = re.sub(rf"{MARK}|没错|没关系|不好意思|还是", "", rest)
    if (
        len(clean(rest)) > _MOST_BESIDE
        or in_doubt(rest)
        or _TURNS.search(rest)
        or _is_of_another_one(rest, label, options)
        or _SENT_ELSEWHERE.search(text)
    ):
        return True
    own = "".join(word for name in options for word in (name, *options[name]))
    if (hit := _KIN_OF_MINE.match(text)) and any(word in hit["who"] or hit["who"] in word for word in said):
        return True
    others = persons_told_of(text)
    return bool(others) and not any(re.sub("^[我俺咱们家的]+", "", one) in own for one in others)


def _is_of_another_one(rest: str, label: str, options: Mapping[str, Sequence[str]]) -> bool:
    """这张早销户了 beside 换一张卡: whether what is said of an option makes for the other, which is another one."""
    others = [name for name in options if name != label]
    return any(_ANOTHER.match(name) for name in others) and bool(_GONE.search(rest))


def _sounds_whole(bare: str, words: Sequence[str]) -> bool:
    """Whether one of the words is heard syllable by syllable, in as much as was said or a little more."""
    return any(sounds_at(word, bare) for word in words)
