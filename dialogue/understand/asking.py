"""Does an answer ask something, or only look like it?

租房还是买房呀 asks; 上班呗, 在一楼站着呢 and 炸鸡奶茶啥的 do not, and 有房谁还租房子呀 says that there is none. Where
an answer is expected, a particle at the end proves nothing, and a rhetorical question is a statement.
"""

from __future__ import annotations

import re

from mandarin.pinyin import clean

#: Question words in statements: 啥的, 什么都行, 多少给点, 哪天都行, 不知道怎么了.
_NO_QUESTION = re.compile(
    r"(?:啥|什么)的(?!.)|(?:啥|什么|谁|哪(?:[里儿个天种样])?|怎么|咋|几|多少)[^，。？?]{0,3}?(?:都|也)|没(?:有)?(?:啥|什么)|没(?:有)?几|(?:不(?:晓得|知道|记得|清楚)|说不定|讲不定|兴许|没准儿?|指不定|保不[齐准]|备不住)[^，。？?]*|成(?:啥|什么)样|(?:差|没|个|好|这|那|十)几|几天(?!能|可|才|会|到|办|出|[啊呀吧])"
    r"|有(?:点|些)(?:啥|什么)|(?:好|没|十|这么|那么)几|要不(?!要)|能不能[给帮]|是不是我"
)
#: What is put as a question and answers one: 谁还租房, 你说急不急, 哪有啊, 咋不催, 解决个啥, 还能有谁, 有什么好等的.
_RHETORICAL = re.compile(
    r"(?:你|您)(?:们)?(?:说|看|想|讲)(?:说)?(?P<rated>[^\W\d_])不(?P=rated)|谁(?:还|会|想|愿意|不|要|敢|吃饱)|(?:还|又)?(?:能|会)(?:有|是)?谁|哪(?:里|儿)?(?:有|来的?|能|会|敢|买得|还|需要|用得着|晓得|知道)|(?:咋|怎么)(?:不|会不|可能|能不|会)"
    r"|能不(?!能)|可不(?!可)|岂不|难道不|敢不(?!敢)|还不是|有(?:什么|啥)(?:好(?!处)|不(?:好|行|对|可以)|办法)|(?:什么|啥)呀?(?=[，,。！!])|还(?:用|要|能)(?:说|问|是|咋)|为(?:什么|啥)不|不就(?:行|是|好)|(?<=[动修好清决催治])个?(?:什么|啥|屁|鬼)[呀啊]?"
)
_ASKS = re.compile(
    r"[？?]|[吗么不没]$|什么|怎么|咋|如何|为啥|干啥|啥|多少|多久|多长|几[点号天时楼个年岁位]|哪|谁|(?<![没不])([^\W\d_没不])[不没]\1(?!住|起|了)|(?:是|能|可)否|(?<!没)有没有|算不算|要不要|行不行"
    r"|区别|不一样|不同(?!意)|(?:行|成|中|好|可以|对|是)(?:不|伐|啵)$|^那[^，。]{1,8}呢$|怎样"
)
_BREAK = re.compile(r"[，,。.！!；;、\s]+")
#: A clause that ends in 不 or 没 and is an answer: 不, 还没.
_ANSWER = re.compile(r"^(?:我|还|都|也|现在|暂时|先|那|嗯|哦|并|从来|一直)*[不没]$")


def asks(text: str) -> bool:
    """Whether a clause of `text` asks something that is to be answered."""
    clauses = [part for part in _BREAK.split(text) if part]
    return any(_clause_asks(clause) for clause in clauses)


def _clause_asks(clause: str) -> bool:
    bare = clean(clause)
    if not bare or _ANSWER.match(bare):
        return False
    told = _NO_QUESTION.sub("〇", _RHETORICAL.sub("〇", clause))
    mark = clause.rstrip().endswith(("?", "？"))
    return bool(_ASKS.search(told.rstrip("啊呀哦嘛哈呐噢喔的") if not mark else told))
