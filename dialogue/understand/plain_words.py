"""Words of dialects and of the family, brought to one: 屋头 is 家里, 莫得 is 没有, 俺爹 is 我爸爸.

For comparing an answer with an option's wordings alone: a value that is kept stays in the citizen's own words.
"""

from __future__ import annotations

import re

_SAME = {
    "爸爸": "父亲 爹爹 爹 老汉 老爷子 爸爸 爸 阿爸 俺爹",
    "妈妈": "母亲 老娘 娘亲 妈妈 妈 阿妈 老妈",
    "爱人": "老伴 媳妇 老婆 堂客 婆娘 老公 当家的 丈夫 妻子 对象 屋里人 爱人",
    "孩子": "娃娃 娃儿 娃子 娃 崽崽 崽 伢子 小囡 囡囡 闺女 女儿 儿子 小孩子 小孩 细路 孩子 小朋友",
    "家里": "屋头 屋里头 屋里 家头 家里头 家里",
    "没有": "莫得 木有 没得 冇得 冇 没有",
    "不知道": "不晓得 晓不得 不知道 不清楚",
    "什么": "啥子 啥 么子 什么",
    "怎么": "咋个 咋 啷个 怎么",
    "第一次": "头一回 头一次 头回 头一遭 初次 第一次",
    "店": "铺子 铺面 门面 店面 店",
    "不见": "找不着 寻不着 不见 找不见 找不到",
    "取": "领取 取回 拿回 领 拿 取",
    "自己": "俺自己 自个儿 自家 自己 本人",
    "别人": "人家 旁人 别个 别人",
    "我": "俺 咱 伢 我",
}
_PLAIN = {word: plain for plain, words in _SAME.items() for word in words.split()}
_WORDS = re.compile("|".join(sorted(_PLAIN, key=len, reverse=True)))


def plainly(text: str) -> str:
    return _WORDS.sub(lambda hit: _PLAIN[hit[0]], text)
