"""Does an answer ask something, or only look like it?

租房还是买房呀 asks; 上班呗, 在一楼站着呢 and 炸鸡奶茶啥的 do not, and 有房谁还租房子呀 says that there is none. Where
an answer is expected, a particle at the end proves nothing, and a rhetorical question is a statement.
"""

from __future__ import annotations

import re

from mandarin.pinyin import clean

#: Question words in statements: 啥的, 什么都行, 多少给点, 哪天都行, 不知道怎么了.
_NO_QUESTION = re.compile(
    r"(?:啥|什么)的(?!.)|(?:啥|什么|谁|哪(?:[里儿个天种样])?|怎么|咋|几|多少)[^，。？?]{0,3}?(?:都|也)|没(?:有)?(?:啥|什么)|没(?:有)?几|(?:不(?:晓得|知道|记得|清楚)|说不定|讲不定|兴许|没准儿?|指不定|保不[齐准]|备不住)[^，。？?]*|成(?:啥|什么)样|(?:差|没|个|好|这|那|十)几|(?<![要得等用收])几天(?!能|可|才|会|到|办|出|[啊呀吧])"
    r"|有(?:点|些)(?:啥|什么)|(?:好|没|十|这么|那么)几|要不(?!要)|能不能[给帮]|是不是我"
)
#: What is put as a question and answers one: 谁还租房, 你说急不急, 哪有啊, 咋不催, 解决个啥, 还能有谁, 有什么好等的.
_RHETORICAL = re.compile(
    r"(?:你|您)(?:们)?(?:说|看|想|讲)(?:说)?(?P<rated>[^\W\d_])不(?P=rated)|谁(?:还|会|想|愿意|不|要|敢|吃饱)|(?:还|又)?(?:能|会)(?:有|是)?谁|哪(?:里|儿)?(?:有|来的?|能|会|敢|买得|还|需要|用得着|晓得|知道)|(?:咋|怎么)(?:不|会不|可能|能不|会)"
    r"|(?P<done>[^\W\d_])(?:什么|啥|个啥|个什么)(?P=done)|[^\W\d_]哪(?:里|儿)?不是|能(?P<can>[^\W\d_])不(?P=can)|哪个(?:会|还|敢|愿意|不)|哪像|(?:谁|哪个)能(?:来|帮)|不[^，,。]{1,3}谁|哪(?:里|儿)(?:有)?[^，,。？?哪]{1,4}了[咯啊呀嘛哦]*(?=$|[，,。？?])"
    r"|还能(?:为|图|因为)(?:什么|啥)|还能[^，,。]{0,4}谁|[来用开办]这[里儿]?(?:来)?(?:做|干|搞|弄)?(?:什么|啥)(?=$|[？?])|骗你(?:做|干)(?:什么|啥)|还(?:能)?有(?:假|错)|(?:出了?事|将来|到时候)[^，,。]{0,4}(?:算|找|怨|怪)谁的?|[来去用留开办][^，,。]{0,4}(?:干|做|搞)(?:什么|啥)(?=$|[？?])"
    r"|[^，,。]{1,6}谁?你(?:懂|晓得|知道)的|敢(?:来|说|签|要|接|认)[吗么嘛]|我还(?:来|用|要|能|会|需要?)[^，,。？?吗么]{1,8}[？?]"
    r"|能不(?!能)|可不(?!可)|岂不|难道不|敢不(?!敢)|还不是|有(?:什么|啥)(?:好(?!处)|不(?:好|行|对|可以)|办法)|(?:什么|啥)呀?(?=[，,。！!])|还(?:用|要|能)(?:说|问|是|咋)|为(?:什么|啥)不|不就(?:行|是|好)|(?<=[动修好清决催治])个?(?:什么|啥|屁|鬼)[呀啊]?"
)
_ASKS = re.compile(
    r"[？?]|[吗么不没]$|什么|怎么|咋|如何|为啥|干啥|啥|多少|多久|多长|几[点号天时楼个年岁位]|哪|谁|(?<![没不])([^\W\d_没不])[不没]\1(?!住|起|了)|(?:是|能|可)否|(?<!没)有没有|算不算|要不要|行不行"
    r"|区别|不一样|不同(?!意)|(?:行|成|中|好|可以|对|是)(?:不|伐|啵)$|^那[^，。]{1,8}呢$|怎样"
)
_BREAK = re.compile(r"[，,。.！!；;、\s]+")
#: A clause that ends in 不 or 没 and is an answer: 不, 还没.
_ANSWER = re.compile(r"^(?:我|还|都|也|现在|暂时|先|那|嗯|哦|并|从来|一直)*[不没]$")


#: A complaint in the form of a question, behind what it complains of: 这张早注销了，你们怎么还存着.
_COMPLAINS = re.compile(
    r"^(?:你们?|您)?(?:咋|怎么|为啥|为什么)还(?!要|得|需)|^(?:你|您)(?:说|讲)(?:是|我是)?(?:哪个|谁|啥|什么)"
)
_PLAINLY = re.compile(
    r"^[^，,。]*(?:(?:多少|多久|几天|几点|几时|什么时候|哪[里儿个]|怎么|咋)[^，,。]{0,6}|(?:行不行|可不可以|能不能|好不好|成不成|[收要]不[收要])[^，,。]{0,3})[？?]?$"
)
_ECHO = re.compile(r"[？?]\s*(?=\S)")


def asks(text: str) -> bool:
    """Whether a clause of `text` asks something that is to be answered."""
    clauses = [part for part in _BREAK.split(text) if part]
    return any(_clause_asks(clause) for clause in clauses)


def asks_plainly(text: str) -> bool:
    """Whether `text` is one clause that asks where, when, how or how much: 在哪里拍, 到账要几天."""
    return bool(_PLAINLY.match(text)) and asks(text)


def behind_own_question(text: str) -> str:
    """What the citizen says behind a question of their own: 再跑一趟？饶了我这老腿吧; `text` where that asks too, and
    without a complaint behind a statement.
    """
    *asked, last = _ECHO.split(text)
    if asked and not asks(last):
        return last
    first, *others = [part for part in _BREAK.split(text) if part] or [""]
    if others and not _clause_asks(first):
        return "，".join((first, *(one for one in others if not _COMPLAINS.match(one))))
    return text


def _clause_asks(clause: str) -> bool:
    bare = clean(clause)
    if not bare or _ANSWER.match(bare):
        return False
    plain = _RHETORICAL.sub("〇", clause)
    told = _NO_QUESTION.sub("〇", plain)
    mark = clause == plain and clause.rstrip().endswith(("?", "？"))
    said = re.sub("(?:(?<![没不])的|[啊呀哦嘛哈呐噢喔])+$", "", told)
    return bool(_ASKS.search(told if mark else said.rstrip("?？")))
