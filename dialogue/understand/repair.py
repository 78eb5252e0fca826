"""Self-correction: 不对，是… 错了，应该是…"""

from __future__ import annotations

import re

from mandarin.pinyin import clean, exact

#: A mark that what came before is taken back.
MARK = (
    r"(?:(?:哦|噢|啊|呃|嗯|哎呀?)?(?:不对不对|不对|不是(?=[，,。、\s]|是|不是|$)|错了|[说讲念报记写搞弄听]错了|[说讲念报写]?[少多][说讲念报写]了|[说讲念报写搞弄]反了|更正|改成"
    r"|应该是|改为|不不不|不不|我[说讲]的是|(?:啊|哎)?呸呸?|口误|嘴瓢了?|[说讲念报]岔了)"
    r"|[哦噢啊呃哎]不(?=[，,。、\s])|(?<=[，,。、\s])不(?=[，,。、\s]))"
)
_START = re.compile(rf"^[，,。\s]*{MARK}(?:了|啊|呀|哈)?[，,。.\s]*(?:应该)?(?:是|改成|改为)?[，,\s]*")


def after_mark(text: str) -> str | None:
    """What follows a correction mark at the very start: `不对，是八零零幺` -> `八零零幺`; None without a mark."""
    hit = _START.match(text)
    if hit is None:
        return None
    rest = text[hit.end() :]
    return after_mark(rest) or rest


def corrects_itself(text: str) -> bool:
    """建设路10号，不对，12号: is there a correction mark anywhere?"""
    return bool(re.search(MARK, text))


_WRONG = re.compile(
    r"不对|错|有误|不是|改(?![天日])|更正|换|重填|重说|重新|弄混|记混|[写念说填记弄搞]反|反了|颠倒|有出入|对不上|不一致|不符|停用|不用这个|变了"
    r"|(?:少|多|漏|缺|差|落)(?:了|写|说|填|念|记)*(?:[一两二三几半\d]+)?个?(?:位|数|字|号|码|[零一二三四五六七八九\d])|再加[一个上\d]|漏了|有(?:点|些|一?个|一?处)?(?:小)?问题"
)
#: 没错, 不用改: said to be right.
_NOT_WRONG = re.compile(
    r"(?:没有?(?:什么|啥|任何)?(?:要|需要)?|不用再?|不必再?|不需要再?|无需|不(?=错))(?:改|错误?|换|问题|出入)(?:不了|的|了)?|错不了"
)
_WRONG_SOUNDS = tuple(exact(word) for word in ("不对", "错了", "有误", "改成", "改一下"))


def takes_back(text: str) -> bool:
    """Whether something is called wrong, or is to be changed; 部队 is a misrecognised 不对."""
    if _WRONG.search(_NOT_WRONG.sub("", clean(text))):
        return True
    heard = exact(text)
    return any(heard[at : at + len(sounds)] == sounds for sounds in _WRONG_SOUNDS for at in range(len(heard)))
