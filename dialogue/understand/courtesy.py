"""Ratings, thanks, greetings, farewells and acknowledgements: words that wish nothing done.

No service is begun or proposed by them, however near they sound to one of its wordings.
"""

from __future__ import annotations

import re

from dialogue.understand.backchannel import backchannel
from dialogue.understand.satisfaction import speaks_of_rating
from dialogue.understand.small_talk import read_small_talk
from mandarin.pinyin import clean
from mandarin.text_cache import text_cached

_TALK = frozenset({"hello", "thanks", "bye", "praise", "sorry", "feelings"})
_WHOM = r"(?:你们?|您|大家|各位|小?姑娘|小?妹妹?|小伙子?|同志|师傅|老师|美女|帅哥|大姐|阿姨|机器人|工作人员)"
_SOFT = r"(?:啊|呀|哇|哈|哦|噢|喔|啦|了|喽|咯|嘞|吧|嘛|呢|的|诶|哎)"
_LEAD = (
    r"(?:好的?|真是|必须的?|给你们?|给您|行|嗯|哦|噢|啊|哎|唉|嗨|喂|嘿|那么?|就|我|先|也|都|这|真的?|实在|太|非常|十分|特别"
    r"|万分|多|挺|很)"
)
_THANKS = r"(?:谢|多谢|感谢|辛苦|麻烦|费心|劳烦)"
_FOR_WHAT = r"(?:不尽|得很|帮忙|帮助|服务|支持|耐心|讲解|解答|辛苦)"
_HEARD = r"(?:懂|明白|清楚|知道|晓得|了解|听懂|听明白|记住|记下|收到|好|行|可以|够|成|没事|没问题|没关系)"
_PRAISE = r"(?:棒|赞|好|厉害|聪明|能干|贴心|周到|耐心|热情|不错|方便|快)"
_COURTESY = re.compile(
    rf"{_LEAD}*{_THANKS}+{_SOFT}*{_WHOM}*{_SOFT}*{_WHOM}*{_FOR_WHAT}*{_SOFT}*"
    rf"|(?:我|就|只|是|特地|特意|专门|今天|顺路|路过|过?来|想|要|给你们?|跟你们?|向你们?)*(?:说|道|讲)(?:一?声|个|一下){_THANKS}+{_SOFT}*"
    rf"|{_LEAD}*{_WHOM}*(?:早上|上午|中午|下午|晚上|早|新年|周末|节日)?(?:好|早|快乐|愉快|安){_SOFT}*{_WHOM}*"
    rf"|{_LEAD}*(?:再见|拜+|再会|回见|回头见|明天见|下次见|慢走|走|撤|闪){_SOFT}*{_WHOM}*"
    rf"|{_LEAD}*{_HEARD}{_SOFT}*{_WHOM}*"
    rf"|{_LEAD}*(?:原来)?(?:是)?(?:如此|这样|这么回事|这么个意思)(?:子|的|一回事)?{_SOFT}*"
    rf"|{_LEAD}*{_WHOM}*(?:真|太|好|很|挺|可|非常|特别)+{_PRAISE}{_SOFT}*"
    rf"|(?:早上好|上午好|中午好|下午好|晚上好|早)?{_WHOM}{_SOFT}*"
    r"|(?:差不多|还行|还可以|还好|一般般?|凑合|马马虎虎|不好|不错)[了吧的啊呀]*"
    r"|(?:必须)?(?:竖|点)?(?:个)?(?:大拇指|赞|好评)"
)
_BREAK = re.compile(r"[，,。.！!；;、~～…\s]+")
#: Characters. A longer text is more than a courtesy.
_MOST = 30


@text_cached
def wishes_nothing(text: str) -> bool:
    """Whether all of `text` is a rating, thanks, a greeting, a farewell or an acknowledgement, in characters or sound.

    A text with a wish, a question or a thing in it is none.
    """
    if len(clean(text)) > _MOST or text.rstrip().endswith(("?", "？")):
        return False
    if speaks_of_rating(text):
        return True
    parts = [bare for part in _BREAK.split(text) if (bare := clean(part))]
    return bool(parts) and all(map(_is_courtesy, parts))


def _is_courtesy(bare: str) -> bool:
    return (
        bool(_COURTESY.fullmatch(bare)) or backchannel(bare) or read_small_talk(bare) in _TALK or speaks_of_rating(bare)
    )
