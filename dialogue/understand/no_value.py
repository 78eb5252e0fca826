"""The citizen has no value for what is asked: 不知道, 记不清了, 具体哪天忘了; or keeps it back: 不方便说.

As a whole utterance. 记不清了，大概三点 holds a value and is none of these.
"""

from __future__ import annotations

import re
from typing import Literal

from mandarin.pinyin import clean
from mandarin.text_cache import text_cached

#: `unknown`: does not know or remember it. `withheld`: does not want to say it.
NoValue = Literal["unknown", "withheld"]

#: Characters. A longer text is a story.
_MOST = 24
#: Keeps a pattern from searching a long text.
_SHORT = rf"\A(?=.{{1,{_MOST}}}\Z)"
_LEAD = (
    r"(?:嗯|呃|哎呀?|唉|哦|噢|啊|这个?|那个?|我|俺|咱|他|她|它|也|都|真的?|实在|确实|早就?|已经|可|还|有点儿?|有些|好像|可能|就|是|的|反正|一时"
    r"|时间长了?|年纪大了?|不好意思|对不起|这我|那我|现在|当时|完全|根本|老了|脑子)*"
)
_WHAT = (
    r"(?:具体|准确|确切|详细|大概|到底|究竟|是|在|的|这个|那个|叫|什么|啥|哪|哪[一个年月天日里儿号条家]|几|几[点号月年日天时个位]|多少|多久|怎么|咋"
    r"|时间|时候|日子|日期|钟点|点|天|号|月|年|号码|数|位数|尾号|单号|工单号|编号|地址|地方|地点|位置|门牌号?|名字|姓名|名称|钱|金额|写|填|选|说"
    r"|手机号?|电话号?码?|身份证号?码?|哪一?种|区号)*"
)
_NOT_KNOWN = (
    r"(?:不(?:大|太|怎么|是很|咋)?(?:知道|清楚|晓得|记得|确定)|记不(?:太|大)?(?:清楚?|得|住|起来?|准|全|到)|忘(?:记|掉|光|干净)?"
    r"|想不(?:太|大)?(?:起来?|到)|说不(?:太|大)?(?:清楚?|准|上来?|好|出来?)|(?:搞|弄|分|看|记|闹|拿)不(?:太|大)?(?:清楚?|准)"
    r"|没(?:有)?(?:注意|留意|印象|记住?|看|数|问|概念|留神|记性|把握|数儿)|晓不得|莫得印象|认不得|不记得|(?:哪|谁|上哪儿?)(?:里|儿)?(?:会|能)?(?:知道|晓得|记得)|背不(?:下来|出来|到|得))"
)
_KEPT_BACK = (
    r"(?:不(?:方便|想|愿意?|便|能|肯|打算|高兴)(?:再)?(?:说|讲|告诉|透露|提供|留|给|填|写|公开)(?:你们?|您|给你们?|出来)?|不(?:告诉|给)(?:你们?|您)"
    r"|保密|这是(?:我的)?隐私|隐私)"
)
_END = r"(?:了|啦|的|呀|啊|呢|哦|嘛|哎|哈|吧|嘞|咧|噻|哟|诶|这个|那个|清楚|具体|过|看|时间|到底|他|它|她|住|就|都)*"
_EACH: tuple[tuple[NoValue, re.Pattern[str]], ...] = (
    ("unknown", re.compile(f"{_SHORT}{_LEAD}{_WHAT}{_LEAD}{_NOT_KNOWN}{_END}{_WHAT}{_END}")),
    ("withheld", re.compile(f"{_SHORT}{_LEAD}{_WHAT}{_LEAD}{_KEPT_BACK}{_END}")),
)
_COURTESY = re.compile(
    r"(?:嗯|呃|哎呀?|唉|哦|噢|啊|不好意思|对不起|抱歉|谢谢(?:你|您)?|真的|这个|那个|怎么办|咋办|我|时间长了|年纪大了|老了)+"
)
_CLAUSE = re.compile(r"[，,。.！!；;、？?~～…\s]+")


@text_cached
def read_no_value(text: str) -> NoValue | None:
    """None where a clause says anything else."""
    parts = [bare for part in _CLAUSE.split(text) if (bare := clean(part))]
    if not parts or sum(map(len, parts)) > _MOST:
        return None
    said = [next((kind for kind, one in _EACH if one.fullmatch(bare)), None) for bare in parts]
    others = [bare for bare, found in zip(parts, said, strict=True) if found is None]
    if not all(_COURTESY.fullmatch(bare) for bare in others):
        return None
    return next((kind for kind, _ in _EACH if kind in said), None)


def says_unknown_beside(text: str) -> bool:
    """Whether a clause says that the value is not known, whatever the others tell: 不记得了，天黑以后."""
    pattern = next(one for kind, one in _EACH if kind == "unknown")
    return any(pattern.fullmatch(bare) for part in _CLAUSE.split(text) if (bare := clean(part)))
