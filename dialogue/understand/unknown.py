"""不知道, 忘了, 记不清: the citizen does not know the value. Such words are never the value of a slot."""

from __future__ import annotations

import re

from mandarin.pinyin import clean

_UNKNOWN = (
    r"(?:不(?:太|大|是很|怎么)?(?:知道|清楚|晓得|记得|确定|了解)|没有?(?:记|背|注意)(?:住|下来?|过)?|不会背|背不(?:下来|出来?|住)"
    r"|记不(?:得|清|起|住|准|大清|太清)(?:楚|来)?|想不(?:起来?|出来?)|说不(?:清楚?|准|好|上来|出来?)|(?:搞|弄|闹)不(?:清|明白)楚?"
    r"|(?:给|都|全|早就?|就)?忘(?:记|掉|光|得一干二净)?了?|一时(?:想不起来?|忘了?)|没印象)"
)
_END = r"(?:[了啦咯喽呢啊呀哦哈的吧嘞呐]|怎么办|咋办|耶|哎)*"
_FILLER = r"(?:[我俺咱嗯呃额哎诶啊哦唉呀这那个真的都也就是还完全实在现在暂时具体好像可能确实不好意思抱歉对不起])*"
_ONLY = re.compile(rf"{_FILLER}(?:{_UNKNOWN}{_END}{_FILLER})+")
#: 车牌号我忘了, 具体哪一天记不清了: what it is about stands before it.
_ABOUT = re.compile(rf"[^0-9a-z零〇二三四五六七八九幺]{{0,10}}?{_FILLER}{_UNKNOWN}{_END}")


def says_unknown(text: str, *, strictly: bool = False) -> bool:
    """Whether `text` says nothing but that the value is not known. `strictly`: no word of what it is about either."""
    bare = clean(text)
    return bool((_ONLY if strictly else _ABOUT).fullmatch(bare)) if bare else False
