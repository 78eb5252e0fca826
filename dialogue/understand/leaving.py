"""Leaving and declining as a whole utterance: 再见, 不查了, 那就算了, 不用了谢谢.

Every clause must be one of them, a courtesy or a reason (太麻烦了, 改天再来), and at least one must leave or decline.
What is read here is never a value or a "no" to a question of fact.
"""

from __future__ import annotations

import re
from typing import Literal

from dialogue.understand.question import is_question
from mandarin.pinyin import clean
from mandarin.text_cache import text_cached

#: `leave`: ends what is going on (再见, 不办了). `drop`: lets it be (算了). `decline`: wants nothing more (不用了).
Leaving = Literal["leave", "drop", "decline"]

#: Characters. A longer text is a story.
_MOST = 24
#: Keeps a pattern from searching a long text.
_SHORT = rf"\A(?=.{{1,{_MOST}}}\Z)"
_LEAD = (
    r"(?:嗯|呃|哎呀?|唉|哦|噢|啊|好的?|行|可以|那么?|就|我们?|俺|咱们?|还是|要不|今天|现在|暂时|这次|这个|那个|干脆|先|也|真的?|谢谢(?:你|您)?"
    r"|多谢|不好意思|对不起|麻烦(?:你|您)?了?)*"
)
_TRAIL = r"(?:了|啦|喽|吧|啊|呀|嘛|哈|呢|哦|的|算了|好了|得了|谢谢(?:你|您)?|多谢|再见|拜拜)*"
_DONE = (
    r"(?:办理?|查询?|弄|搞|整|填|预?约|投诉|举报|反映|挂失|挂(?![号断])|补办?|换|领|提取?|取(?!消)|登记|备案|申请|问|咨询|说|讲|做|报|交|来|等|看|聊|听"
    r"|继续|麻烦|折腾|耽误|浪费时间)"
)
_GO = (
    r"(?:再见|拜拜|拜|再会|回见|回头见|下次见|88|bye|byebye|我?(?:先|得|要|就)*走(?:了|啦|喽)|我?(?:先|就)?撤了|没事(?:了|啦)|没别的事?了?|不打扰|就到这(?:里|儿)?"
    r"|到此为止|放弃|退出|结束)"
)
_STOPS = (
    rf"不(?:再|想|要|用|打算|准备|愿意?|需要|高兴|敢)*{_DONE}{{1,2}}(?:这个|这项|它|那个|你们?|您)?(?=了|啦|喽)"
    rf"|(?:先|暂时|今天|现在|还是|我)不(?:再|想|要|用)*{_DONE}{{1,2}}(?:这个|这项|它|那个)?"
    rf"|(?:别|甭|不用)(?:再|给我|帮我)*{_DONE}{{1,2}}(?:这个|这项|它|那个)?(?=了|啦|喽)"
)
_DROPS = r"(?:(?:就)?(?:算|罢|得)了|拉倒|作罢|免了|算球)"
_DECLINES = r"(?:(?:不(?:用|要|需要|必|想要)|用不着|没必要|不麻烦|无需)(?:这个|那个|它|你们?|您)?)"
_LATER = (
    r"(?:改天|改日|下次|下回|回头|以后|明天|过[几两]天|有空|有时间|想好|等[^，,]{1,6})(?:我)?"
    r"再(?:说|来|办理?|弄|查|看|过来|问|打)"
)
_WHY = (
    rf"(?:{_LATER}|(?:你们?|这)?(?:也|实在|真|真是|都|有点|好)*(?:太|真|好|有点|够)?(?:麻烦|复杂|慢|久|费劲|啰嗦|烦|折腾|贵|远)"
    r"|(?:我)?(?:现在|今天)?(?:没有?(?:时间|空|工夫|心情)|来不及|赶(?:时间|车|着走)|有(?:点|别的)?(?:急)?事)"
    r"|(?:我)?(?:再|先|回去|回家)*(?:考虑|想|商量|看|问)(?:一?下|一?[想看问]|考虑|商量)?"
    r"|(?:我的?|那)?(?:社保)?(?:卡|证|它|东西)?(?:又|已经|刚刚?|都|给)*(?:找|翻|捡|寻)(?:到|着|见|回来|出来)|(?:我的?)?(?:卡|证|它|东西)没有?丢"
    r"|(?:我的?)?(?:社保)?(?:卡|证|它|东西)?(?:就|原来|还|都|其实|一直)*(?:在|搁|落)(?:我|自己|老伴)?[^，不没]{0,4}(?:兜里|口袋里?|包里|家里?|抽屉里?|身上|车上|车里)"
    rf"|我?(?:自己|直接)?(?:去|到|找)(?:窗口|大厅|现场|柜台)(?:办理?|问|弄)?(?:一?下)?)"
)
_REASON = re.compile(f"{_SHORT}{_LEAD}{_WHY}{_TRAIL}")
_COURTESY = re.compile(
    r"(?:嗯|呃|哎呀?|唉|哦|噢|啊|好的?|好吧|行|行吧|可以|知道了?|明白了?|这样(?:啊|呀)?|那|谢谢(?:你|您|你们|啊)?|多谢|感谢|辛苦(?:你|您)?了?"
    r"|麻烦(?:你|您)?了?|不好意思|对不起|打扰了?|没关系|不是|没事|(?:那)?就?(?:先)?这样)+"
)
_EACH: tuple[tuple[Leaving, re.Pattern[str]], ...] = (
    ("leave", re.compile(f"{_SHORT}{_LEAD}(?:{_GO}|{_STOPS}|{_LATER}){_TRAIL}")),
    ("drop", re.compile(f"{_SHORT}{_LEAD}{_DROPS}{_TRAIL}(?:{_WHY}{_TRAIL})?")),
    ("decline", re.compile(f"{_SHORT}{_LEAD}{_DECLINES}{_TRAIL}")),
)
#: 找到了嘛, 在兜里呢 ask nothing.
_TOLD = re.compile(r"(?<=[了里上])[嘛呢][。.，,\s]*$")
_CLAUSE = re.compile(r"[，,。.！!；;、~～…\s]+")


@text_cached
def read_leaving(text: str) -> Leaving | None:
    """The strongest of what the clauses say; None where a clause says anything else."""
    parts = [bare for part in _CLAUSE.split(text) if (bare := clean(part))]
    if not parts or sum(map(len, parts)) > _MOST or is_question(_TOLD.sub("", text)):
        return None
    said = [_clause(bare) for bare in parts]
    if any(
        found is None and not (_COURTESY.fullmatch(bare) or _REASON.fullmatch(bare))
        for found, bare in zip(said, parts, strict=True)
    ):
        return None
    if all(found is None or _LATER_ALONE.fullmatch(bare) for found, bare in zip(said, parts, strict=True)):
        return "leave" if len(parts) == 1 and said[0] else None
    return next((kind for kind, _ in _EACH if kind in said), None)


#: 没事, 下次再来: says that one goes only where it is the whole utterance.
_LATER_ALONE = re.compile(f"{_SHORT}{_LEAD}(?:{_LATER}|没事(?:了|啦)){_TRAIL}")


def _clause(bare: str) -> Leaving | None:
    return next((kind for kind, pattern in _EACH if pattern.fullmatch(bare)), None)
