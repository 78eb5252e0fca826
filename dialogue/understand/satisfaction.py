"""How satisfied a citizen is, in words: one of the five ratings, or several that the words leave open.

A rating is read only where every clause is a whole rating, a reason for one, or a courtesy. 满意 inside other words
(满意才怪, 我老婆说非常满意) is none: a rating is asked for again, never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from mandarin.pinyin import clean, exact, fixed_exact

#: Best first, as on the card.
RATINGS = ("非常满意", "满意", "基本满意", "不满意", "非常不满意")
_BEST, _GOOD, _FAIR, _POOR, _WORST = RATINGS
_VERY = r"(?:非常地?|很|特别|十分|相当|太|超级?|极其|极度|极|最|完全|百分之?百|真的?是?|实在是?|好|真心|巨|老|贼|可)+"
_FINE = r"(?:满意|棒|赞|好|不错|可以|给力|周到|优秀|完美)"
_BAD = r"(?:差劲?|烂|糟糕?|恶劣|垃圾)"
_NUMBERS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, **{str(n): n for n in range(1, 6)}}
#: What a clause says, by a pattern that covers all of it. The first that fits decides.
_SAID: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = tuple(
    (ratings, re.compile(pattern))
    for ratings, pattern in (
        ((_FAIR,), r"基本上?(?:满意|可以)|比较满意|还?算(?:是)?(?:比较)?满意|勉强(?:满意|可以)|还行"
                   r"|还可以|还好|一般|一般般|普普通通|凑合|马马虎虎|差不多|过得去|中等|说得过去"),
        ((_GOOD,), r"满意|挺(?:满意|好|不错|可以)|蛮(?:满意|好|不错)|还?不错|好|良好|还(?:是|挺|蛮)满意"),
        ((_POOR, _WORST), rf"(?:{_VERY})?失望(?:透顶|极了)?|没有?(?:一点|半点)?满意的(?:地方)?"),
        ((_WORST,), rf"{_VERY}不(?:满意|好)|(?:一点|一点儿|半点|根本|丝毫|哪儿?|完全)(?:都|也)?(?:就)?不(?:满意|好)"
                    r"|不满意(?:极|透顶|透)了?"),
        ((_WORST,), rf"{_VERY}{_BAD}|{_BAD}(?:极了?|透了?|透顶|得很|到家|爆)|差评|负分|零分|0分|零星|0星"),
        ((_POOR,), rf"(?:还是?|仍然?)?不满意|不(?:太|大|怎么|咋)(?:满意|好|样)"
                   rf"|(?:挺|有点儿?|比较|蛮){_BAD}|不咋地|不怎么(?:样|好)|不好|{_BAD}|不及格"),
        ((_FAIR, _POOR), rf"(?:不|没有?|也不|并不|并没有|不能)(?:是|算|说)?(?:{_VERY}|那么|多么?|怎么|够)(?:的)?"
                         r"(?:满意|好|不错)"
                         r"|(?:不够|谈不上|算不上|称不上|说不上|不算|不见得|不能说|没觉得|没那么|没有那么|没多|没有多|没怎么)"
                         r"(?:是|很|太|多|非常)?(?:满意|好)"),
        ((_GOOD, _FAIR), r"(?:没有?|没什么|没啥|没有什么|不是|并不|不能说|也没有?|不)"
                         r"(?:什么|啥)?不(?:满意|好)(?:的(?:地方)?)?"),
        ((_BEST,), rf"{_VERY}{_FINE}|{_FINE}(?:极了|得很|得不得了|爆了)|好评|满分"
                   r"|一百分|100分|百分|没得说|没话说|无可挑剔|点赞|赞"),
    )
)  # fmt: skip
_SCALE = re.compile(r"(?P<n>[一二两三四五1-5])(?:个|颗|粒|点)?(?P<of>星星?|分)(?:级|好评)?")
_PLACE = re.compile(r"第(?P<n>[一二三四五1-5])(?:个|项|种|条|颗)?|(?P<last>最后)(?:一|那)?(?:个|项|种)")
#: Ratings only where one is asked for.
_VAGUE = re.compile(r"(?:差不多|还行|还可以|还好|一般般?|凑合|中等|过得去|不?好)[了吧的啊呀]*")
_BEFORE = re.compile(
    r"^(?:嗯|恩|呃|哦|啊|那个?|就|我们?|本人|这边|觉得|感觉|认为|个人|给(?:你们?|您|打|评)*(?:一?个)?|打(?:个)?|评(?:个|价)?|选|点|算是|说实话|老实说|是|对"
    r"|你们?的?|您的?|这次的?|今天的?|本次的?|这里的?|总的来说|总体(?:来说|上)?|整体(?:来说|上)?|服务|办事|态度|效率|速度|工作|体验|都|也|还是)*"
)
_AFTER = re.compile(
    r"(?:了|的|吧|啊|呀|呢|嘛|哈|啦|哦|呗|咯|喽|谢谢(?:你们?|您|大家|啊|了)*|辛苦(?:你们?|您|了)*|这次|服务|你们|的服务)*$"
)
_GREETING = re.compile(r"(?:喂|哎|嗨)?(?:你们?|您|大家|各位|老师|同志)好[呀啊哦啦哈]*")
_COURTESY = re.compile(
    r"(?:谢谢|多谢|感谢|辛苦|麻烦)(?:你们?|您|大家|了|啊|啦)*|(?:你|您|大家)好|嗯+|好的|好|再见|拜拜|行|可以|没问题|那就|是的|对|没错"
)
_REASON = re.compile(
    r"(?:小姑娘|小伙子|姑娘|工作人员|服务员|你们?|您|服务|态度|办事|效率|速度|流程|环境|这里|大厅|办得|讲得|说得)*(?:的)?"
    r"(?:服务|态度|办事|效率|速度)?(?:都|也)?(?:挺|很|非常|特别|真|蛮|比较|太)?"
    r"(?P<how>快|热情|好|周到|耐心|清楚|方便|仔细|贴心|不错|慢|冷淡|差|麻烦|复杂)(?:了|的|啊)*"
)
_PRAISES = frozenset(["快", "热情", "好", "周到", "耐心", "清楚", "方便", "仔细", "贴心", "不错"])
_BREAK = re.compile(r"[，,。.！!；;、：:~～…\s]+")
_ASKS = re.compile(r"[？?]|[吗么]$|(.)[不没]\1|(?<!不)(?<!没)怎么(?!样)|什么时候|多少|哪")
#: -5分 is on no scale.
_BELOW = re.compile(r"[-−]\s*\d")
#: Longer words are a story.
_MOST = 60
_ABOUT = re.compile(r"满意|满|评|星|分|差|烂|糟|失望|好|不错|一般|慢|垃圾")
_FACES = {**dict.fromkeys("👍💯🥰😍", _BEST), **dict.fromkeys("👎", _WORST)}


@dataclass(frozen=True, slots=True)
class RatingHeard:
    """`ratings`: what was said, one; or those that it leaves open. `about`: whether the words speak of how it was.
    `told`: they praise or blame (太慢了), and name no rating.
    """

    ratings: tuple[str, ...] = ()
    about: bool = False
    told: bool = False

    @property
    def rating(self) -> str:
        """The one rating that was said; empty where none was, or several are possible."""
        return self.ratings[0] if len(self.ratings) == 1 else ""


def read_rating(text: str, *, by_sound: bool = False) -> RatingHeard:
    """`by_sound`: the whole utterance may be one of the five ratings in other characters (布满意); for spoken words."""
    if text.strip() and all(character in _FACES for character in text.strip()):
        return RatingHeard((_FACES[text.strip()[0]],), True)
    text = unicodedata.normalize("NFKC", text)
    about = bool(_ABOUT.search(text))
    if len(text) > _MOST or _BELOW.search(text) or _ASKS.search(clean(text)) or "?" in text:
        return RatingHeard(about=about)
    parts = [bare for part in _BREAK.split(text) if (bare := clean(part)) and not _GREETING.fullmatch(bare)]
    if whole := _clause("".join(parts)):  # 非常 满意
        return RatingHeard(whole, True)
    said = [_clause(bare) for bare in parts]
    if by_sound and len(parts) == 1 and (sounding := _sounding(parts[0])):
        return RatingHeard((sounding,), True)
    rated = [found for found in said if found]
    others = [bare for bare, found in zip(parts, said, strict=True) if not found and not _COURTESY.fullmatch(bare)]
    if not rated:
        return RatingHeard(about=about, told=any(map(_REASON.fullmatch, parts)))
    if any(not _fits(bare, rated) for bare in others):
        return RatingHeard(about=True)
    return RatingHeard(_agreed(rated, parts), True)


def speaks_of_rating(text: str) -> bool:
    """Whether `text` is a rating wherever it is said: not 第一个 or 还行, which are one only where it is asked for."""
    bare = clean(text)
    elsewhere = any(_VAGUE.fullmatch(form) or _PLACE.fullmatch(form) for form in _forms(bare))
    return not elsewhere and bool(read_rating(text, by_sound=True).ratings)


def _clause(bare: str) -> tuple[str, ...]:
    """The ratings that all of a clause stands for."""
    half = bare[: len(bare) // 2]
    once = half if len(half) > 1 and half * 2 == bare else bare
    if _GREETING.fullmatch(once):
        return ()
    for form in _forms(once):
        if form == "好" and bare.startswith("好") and bare != form:
            return ()  # 好的, 好了: heard, and no rating
        if hit := _SCALE.fullmatch(form):
            return (RATINGS[5 - _NUMBERS[hit["n"]]],)
        if hit := _PLACE.fullmatch(form):
            return (RATINGS[-1 if hit["last"] else _NUMBERS[hit["n"]] - 1],)
        for ratings, pattern in _SAID:
            if pattern.fullmatch(form):
                return ratings
    return ()


def _forms(bare: str) -> list[str]:
    """`bare`, and `bare` without what may stand before and behind a rating."""
    heads = [bare, bare[hit.end() :]] if (hit := _BEFORE.match(bare)) and hit.end() else [bare]
    return [form for head in heads for form in (head, _AFTER.sub("", head)) if form]


def _agreed(rated: list[tuple[str, ...]], parts: list[str]) -> tuple[str, ...]:
    """One of the five words outweighs its synonyms; ratings that differ leave it open."""
    named = [found for found, bare in zip(map(_clause, parts), parts, strict=True) if found and "满意" in bare]
    chosen = {rating for found in named or rated for rating in found}
    return tuple(rating for rating in RATINGS if rating in chosen)


def _fits(bare: str, rated: list[tuple[str, ...]]) -> bool:
    """Whether a clause gives a reason for what was said: praise for a good rating, blame for a poor one."""
    hit = _REASON.fullmatch(bare)
    good = all(rating in RATINGS[:3] for found in rated for rating in found)
    return hit is not None and (hit["how"] in _PRAISES) is good


def _sounding(bare: str) -> str:
    return next((rating for rating in RATINGS if fixed_exact(rating) == exact(bare)), "")
