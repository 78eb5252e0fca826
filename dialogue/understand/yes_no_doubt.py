"""What an answer to a yes/no question leaves open: it depends (看你们，需要就开), it is thought over aloud
(嗯……那天啊……), supposed (听说是修了), or it is of somebody else as well (我儿子在那边，我在家).
"""

from __future__ import annotations

import re

from dialogue.understand.persons import persons_told_of
from mandarin.pinyin import clean

_DEPENDS = re.compile(
    r"看(?:你们?|您|他们?|情况|需要|着办|政策|规定)|(?:随|听|由)(?:你们?|您|他们)|(?:需要|用得着|用得上|必须|非要|要求|该|能|有|划算|免费|便宜|方便|合适|可以)(?:的话)?(?:我?就|再)(?!是|这|行|好)\S"
    r"|(?:如果|要是|万一|假如|只要|除非)|(?:都|也)(?:行|可以|无所谓)[，,]?(?:你们?|您)(?:定|看|决定)|无所谓"
)
_LONG = 14  # characters
#: Ends in the middle: the citizen has not made up his mind.
_MUSES = re.compile(r"^(?:[嗯呃唔啊哦额]+|这个|那个)[…\.，,、。\s]*[^，,。…！!]{0,6}[啊嘛呢么]?(?:…+|\.{2,})[。\s]*$")
#: What answers another question, or asks to hear this one again: 我前面写错了, 你再说一遍.
_ASIDE = re.compile(
    r"(?:[写填报选说念输打弄搞](?:错|反|漏)了?|字(?:写|打)?错)(?!.*(?:没|不)错)|再(?:说|讲|念|问)一?[遍次下]|没(?:听|看)(?:清|见|懂|明白)|听不(?:清|见|懂|明白)|(?:你|您)(?:刚才|刚刚)?(?:是)?(?:说|讲|问|指)的?(?:是)?(?:啥|什么|哪)"
)
#: What the citizen has only heard or supposes, or tells of one part: 听说是修了, 我行，就是陪我来的那个不行.
_NOT_SURE = re.compile(
    r"听说|据说|好像|可能|应该|似乎|估计|大概|说是|[他她]们?说|人家说|就是[^，,。]{2,}不|[，,。\s](?:不过|但是?|可是?|只是|除了)|大部分|部分|半(?!年|个?月|天|路)|算(?:是)?(?:有|没)|[也都](?:行|可以|成)(?=$|[，,。])|不急(?!用)|凑合|勉强"
)
_OF_ME = re.compile(r"(?:^|[，,。；;\s])(?:我|俺|咱|本人)(?!们)")


def depends(text: str) -> bool:
    """Whether the answer is yes in one case and no in another."""
    return bool(_DEPENDS.search(text))


def is_long(text: str) -> bool:
    """Whether so much is told that the yes or no in it may be of something else."""
    return len(clean(text)) > _LONG


def is_unsure(text: str) -> bool:
    """Whether the yes or no is only supposed, or not of everything."""
    return bool(_NOT_SURE.search(text))


def is_aside(text: str) -> bool:
    return bool(_ASIDE.search(text))


def muses(text: str) -> bool:
    return bool(_MUSES.search(text.strip()))


def tells_of_others(text: str) -> bool:
    """Whether one clause tells of another person and another one of the citizen: 我儿子在那边，我在家."""
    others = persons_told_of(text)
    return bool(others) and bool(_OF_ME.search(re.sub("|".join(map(re.escape, others)), "他", text)))
