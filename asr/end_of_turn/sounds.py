"""Unfinished and whole sentences by their syllables: 我想办 calls for more also where the text says 我想犯了."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from mandarin import fixed_exact, fold

#: What a sentence does not end in. Two syllables at the least: one sounds like the end of too many others.
_HANGING = (
    "我想办", "我要办", "想要办", "我想补", "我要补", "我想问", "我要问", "我想查", "我要查", "我想换",
    "我要换", "我想领", "我要领", "要办个", "想办个", "想问问", "要办那个", "想办那个", "想要那个", "想问那个",
    "问问那个", "问一下", "因为", "就是", "请问", "帮我", "我打算", "我想给", "我要给", "我算一下",
    "我找一下", "我看一下", "我想一下",
)  # fmt: skip
_WANTS = ("要", "想", "我来", "帮我", "给我")
_DOES = ("办", "补", "换", "领", "取", "改", "挂失", "申请", "注销", "交", "查", "打印", "续", "激活", "解除")
_OBJECTS = ("卡", "证", "号", "手续", "业务", "证明", "地址", "合同", "密码", "挂失")
#: What a question holds, with something behind it or not.
_ASKS = ("怎么", "什么", "哪里")
_ASKS_AT_THE_END = ("多少", "多少钱", "多久", "什么", "哪里", "几天", "几点", "几号")
#: What 吗 asks: alone it sounds as 妈 does.
_MAY = ("能", "可以", "是", "有", "行", "好")
#: What is wanted is to ask, and the question follows.
_ABOUT = ("问", "咨询", "了解", "打听", "知道", "如果", "因为")


def _sounds(words: Iterable[str]) -> str:
    return "(?:" + "|".join(" ".join(map(fold, fixed_exact(word))) for word in words) + ")"


_HANGS = re.compile(rf"\b{_sounds(_HANGING)}$")
_WISH = re.compile(rf"\b{_sounds(_WANTS)} (?:\S+ ){{0,6}}?{_sounds(_DOES)} (?:\S+ ){{0,8}}?{_sounds(_OBJECTS)}$")
_QUESTION = re.compile(
    rf"\b(?:{_sounds(_ASKS)} \S+$|{_sounds(_ASKS_AT_THE_END)}$|{_sounds(_MAY)} (?:\S+ )*ma$(?<!\bwo ma))"
)
_INTRODUCES = re.compile(rf"\b{_sounds(_ABOUT)}\b")


def hangs(syllables: Sequence[str]) -> bool:
    """Whether the last of `syllables` (toneless pinyin) call for more."""
    return bool(_HANGS.search(_line(syllables)))


def requests(syllables: Sequence[str]) -> bool:
    """Whether `syllables` end in a question, or are a wish with its object."""
    said = _line(syllables)
    return bool(_QUESTION.search(said)) or (bool(_WISH.search(said)) and not _INTRODUCES.search(said))


def _line(syllables: Sequence[str]) -> str:
    return " ".join(map(fold, syllables))
