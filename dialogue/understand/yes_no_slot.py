"""The answer to a slot of kind 是否: its own words (满了, 没满) and every other way to say yes or no, as whole clauses.

有病, 好麻烦 and 我儿子承诺 begin or end with a yes and are none. 有，在老家 is one, unless the slot commits the citizen
to something (承诺属实): then nothing may stand beside the yes that is not known to be harmless.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from dialogue.understand import answer_words as words
from dialogue.understand.clauses import Clause, OwnWords, read_parts
from dialogue.understand.how_long import lasts_as_asked
from dialogue.understand.question import is_question
from dialogue.understand.repair import MARK
from dialogue.understand.verdict import ClauseKind
from dialogue.understand.yesno import read_yes_no
from mandarin.pinyin import clean, fixed_fuzzy, fuzzy

if TYPE_CHECKING:
    from dialogue.script.model import Slot

_COMMITS = re.compile(r"承诺|保证|声明|属实|授权|同意|自愿|担责|责任|知晓|知情|告知|签字|签名")
_OFFERS = re.compile(
    r"(?:要(?!求|是)|需要|想|用不用|要不要|需不需要|愿意)[^，。]*[吗？?]|帮您|给您|为您|(?:可以|行|好)吗"
)
_SMALL = [
    "我",
    "我们",
    "俺",
    "咱",
    "咱们",
    "我家",
    "家里",
    "名下",
    "本市",
    "现在",
    "目前",
    "这会儿",
    "都",
    "也",
    "就",
    "真的",
    "真",
    "确实",
    "的确",
    "是",
    "了",
    "的",
    "啊",
    "呀",
    "呢",
    "吧",
    "嘛",
    "啦",
    "哈",
    "哦",
    "嗯",
    "对",
    "给我",
    "帮我",
    "请",
    "麻烦",
    "一下",
    "那就",
    "那",
    "行",
    "好",
]
#: Before what is asked as a fact (满了吗); before a request (要约吗) they tell that it is done.
_SO_SOON = ("已经", "早就", "早已", "早")
_ENDS = ("了", "的", "的了", "啦", "了的", "吧", "了吧")
_NOT = ("不", "没", "没有", "还没", "还没有", "并没有", "未", "尚未", "先不", "暂时不", "还不")
#: Clauses that an answer may have beside its yes or no.
_BESIDE: frozenset[ClauseKind] = frozenset({"harmless", "tag"})
#: Clauses that may follow a no: 先不约，我回去商量商量.
_PUTS_OFF: frozenset[ClauseKind] = frozenset({"postponement", "unread", "harmless", "no"})
#: An explanation that has one of these may turn the answer before it round.
_TURNS = re.compile(
    r"[不没别无未非错改又但可却才刚快只仅]|只是|不过|然而|除|以前|曾经|原来|早先|差|如果|要是|等|再|吗|呢|？|\?"
)
#: A yes and a verb of another sentence: 会好的, 好要, 快好了.
_RUNS_ON = re.compile(r"(?:会|能|要|得|有|快|想|该)(?:好|行|成)|(?:好|行|成|中)(?:会|能|要(?!的)|有|在)")
#: 有两套 where 有一套 is a yes, 三年多了 where 一年多了 is: more of it.
_MORE = re.compile(r"(?:[一二两三四五六七八九十几好多]+|\d+)(?=[年套间处栋本份张])")
_ACKNOWLEDGED = frozenset("嗯恩唔对是好")
_WITH_PUNCTUATION = rf"[，,。；;、\s]+{MARK}[，,。；;、\s]*"


@dataclass(frozen=True, slots=True)
class SlotWords:
    """`own`: the words of a slot's yes and no, with what they take before and behind them. `commits`: see above."""

    own: OwnWords
    commits: bool
    by_sound: tuple[tuple[tuple[str, ...], ClauseKind], ...]
    small: tuple[str, ...]


#: 我不就在这儿站着嘛: a yes.
_RHETORICAL = re.compile(
    r"(?P<before>^|[，,。\s我俺咱这那可])不(?P<said>[就正](?:是)?[^，,。不没]{1,12}?)[嘛吗么][？?。]?$"
)


def _without_rhetoric(text: str) -> str:
    return _RHETORICAL.sub(r"\g<before>\g<said>", text)


def read_yes_no_slot(slot: Slot, text: str) -> bool | None:
    """True, False, or None where it is neither, both, or something else besides."""
    known = _known(slot)
    text = _without_rhetoric(text)
    *before, last = re.split(_WITH_PUNCTUATION, text)
    if before and clean(last) and _vote(before[-1], known) is not None:  # 没满，不对，满了
        return _vote(last, known)
    vote = _vote(_of_here(slot, text), known)
    if vote is None and known.commits:
        return _promised(slot, text, known)
    if vote is None and (vote := _told_otherwise(slot, text, known)) is not None:
        return vote
    if vote is None and not known.commits and not any(word in text for word in known.own):
        parts = read_parts(text, known.own)
        if [clause.kind for part in parts for clause in part] == ["unread"]:
            return read_yes_no(text, by_sound=True)
    return vote


#: Where the question is about this city, what is elsewhere answers nothing: 老家有一套，这边没有.
_HERE_ASKED = re.compile("本市|本地|本县|本区|这里|当地")
_ELSEWHERE = re.compile(r"老家|外地|外省|乡下|农村|村里|别处|别的地方|县里|镇上|那边|娘家|婆家")
_HERE = re.compile(
    r"^(?:在|我们?|就|可|但是?|不过)*(?:这边|这儿|这里|这头|本市|本地|市里|城里|此地|这个?城市|咱?这)(?:可|倒|就|还|是|真|的)*"
)
#: 礼拜三不行，我上白班 to 约这个时间，可以吗.
_UNSUITABLE = re.compile(
    r"(?:这天|那天|这个?时间|这个?点|这个?时候|[周期拜][一二三四五六日天]|[明后]天|[号日]|[点半钟刻]|上午|下午|早上|中午|晚上|那会儿)(?:我|可|就|可能|恐怕|都|也|是)*"
    r"(?:不(?:行|成|中|得行|合适|方便|可以|好)|没(?:空|时间|工夫|有空|有时间)|有事|有课|有会|上班|值班|来不了|去不了|赶不上|走不开|抽不开身|太[早晚])"
)
_SUITS = re.compile(r"(?:也|还|都)?(?:行|可以|成|中)(?:吧|的|啊)*$|就(?:它|这|约|定)")
#: 改成上海 to 要改成新的地方吗: the change, told with what it becomes.
_BECOMES = r"(?:我|就|要|想|现在|这回|这次|得|给我|帮我|把它|那就|给)*{verb}(?:成|为|到|去|往)(?:了)?[^吗呢不没]{{2,}}"


def _of_here(slot: Slot, text: str) -> str:
    """What is said of here, where the question is about here and another clause is about elsewhere; else `text`."""
    if not _HERE_ASKED.search(slot.prompt.first.raw) or not _ELSEWHERE.search(text):
        return text
    clauses = [clause for clause in re.split(r"[，,。；;\s]+", text) if clause]
    here = [_HERE.sub("", clause) for clause in clauses if _HERE.match(clause) and not _ELSEWHERE.search(clause)]
    others = [clause for clause in clauses if not _HERE.match(clause) and not _ELSEWHERE.search(clause)]
    return here[0] if len(here) == 1 and here[0] and not others else text


def _told_otherwise(slot: Slot, text: str, known: SlotWords) -> bool | None:
    """By how long it has lasted, by the day that does not suit, by what is to become of it. None if by none."""
    asked = f"{slot.name}，{slot.prompt.first.raw}"
    if (lasts := lasts_as_asked(asked, text)) is not None:
        return lasts
    if is_question(text):
        return None
    clauses = [clause for clause in re.split(r"[，,。；;\s]+", text) if clause]
    if offers(slot) and _OFFERED_TIME.search(slot.prompt.first.raw):
        unsuitable = any(_UNSUITABLE.search(clause) for clause in clauses)
        return (
            False
            if unsuitable and not any(_SUITS.search(clause) and not _UNSUITABLE.search(clause) for clause in clauses)
            else None
        )
    verbs = {word for word, kind in known.own.items() if kind == "yes" and word in ("改", "换", "变更", "更换")}
    changes = any(re.fullmatch(_BECOMES.format(verb=verb), clauses[-1]) for verb in verbs) if clauses else False
    return True if changes and not any(re.match("(?:我|先|就)*(?:不|别)", clause) for clause in clauses) else None


#: 约这个时间，可以吗.
_OFFERED_TIME = re.compile(r"(?:这个?|那个?|【[^】]*】)?(?:时间|时段|日子|这天)")
#: Behind 承诺: that what is promised is so.
_TRULY = re.compile(
    r"(?:我们?|俺们?|俺[爹娘]|老人|这|那|都|全|可)*(?:真是|真的是?|是真的?|确实是?|的确是?|就是|肯定是?|绝对是?|本来就是)(?P<what>[\u4e00-\u9fff]{2,6}?)(?:的|啊|呀|了|嘛|呢)*"
)


def _promised(slot: Slot, text: str, known: SlotWords) -> bool | None:
    """承诺啊，真是长住: the promise in the slot's own words, and behind it only that what was asked about is true."""
    first, *others = [clean(clause) for clause in re.split(r"[，,。；;！!\s]+", text) if clean(clause)] or [""]
    if (
        not others
        or _vote(first, known) is not True
        or not any(first.startswith(w) or w in first for w in known.own if len(w) > 1)
    ):
        return None
    asked = clean(slot.prompt.first.raw)
    return True if all((hit := _TRULY.fullmatch(one)) and hit["what"] in asked for one in others) else None


#: Own words that answer an offer, which must have been made: 换个时间, 就这个时间.
_OF_AN_OFFER = re.compile(r"就?(?:这|那)|换|另|改")


def tells_in_passing(slot: Slot, clause: str) -> bool:
    """催一下工单 tells that it is to be urged, before it was asked; nothing that commits is told in passing."""
    known = _known(slot)
    rest = clean(clause)
    while not (
        begins := max((word for word in known.own if len(word) > 1 and rest.startswith(word)), key=len, default="")
    ):
        lead = max((word for word in known.small if rest.startswith(word)), key=len, default="")
        if not lead:
            return False
        rest = rest[len(lead) :]
    if _OF_AN_OFFER.match(begins):
        return False
    return not known.commits and not _TURNS.search(rest[len(begins) :])


def _known(slot: Slot) -> SlotWords:
    says = {choice.label: choice.says for choice in slot.choices}
    return _words(slot.name, says.get("是", ()), says.get("否", ()), commits=commits(slot))


def offers(slot: Slot) -> bool:
    """Whether a 是否 slot asks for a wish (要催一下吗), which 不用了 declines; it is no answer to a fact."""
    return slot.kind == "yesno" and any(_OFFERS.search(prompt.raw) for prompt in (slot.prompt.first, slot.prompt.phone))


def commits(slot: Slot) -> bool:
    """Whether a yes binds the citizen: 承诺属实."""
    asked = (slot.prompt.first, slot.prompt.again)
    said = (slot.name, *(word for choice in slot.choices for word in choice.says))
    return any(_COMMITS.search(word) for word in (*said, *(template.raw for template in asked)))


@lru_cache(256)
def _words(name: str, yes: tuple[str, ...], no: tuple[str, ...], *, commits: bool) -> SlotWords:
    own: dict[str, ClauseKind] = {}
    agreeing, denying = set(_forms((name.removeprefix("是否"), *yes))), set(_forms(no))
    own |= dict.fromkeys(agreeing, "yes")
    signs = "".join(no)
    for negator in _NOT:
        if negator[-1] in signs or negator[0] in signs:  # 没满 is a no where 没住满 is; 没约 is none to 约吗
            own |= {negator + word: "no" for word in agreeing}
    own |= dict.fromkeys(denying, "no")
    sounds = tuple((fixed_fuzzy(word), own[word]) for word in own if len(word) > 1)
    fact = any(re.search("[了到]|已经", word) for word in yes) or name.startswith("已")
    return SlotWords(own, commits, sounds, (*_SMALL, *_SO_SOON) if fact else tuple(_SMALL))


def _forms(said: Iterable[str]) -> set[str]:
    """满了 is also 满, 满了的."""
    found = set()
    for word in map(clean, said):
        bare = word.removesuffix("了").removesuffix("的") if len(word) > 1 else word
        found |= {word, bare, *(bare + end for end in _ENDS)}
    return found


def _vote(text: str, known: SlotWords) -> bool | None:
    if text.rstrip(" 。.").endswith(("?", "？")):
        return None
    parts = [_as_own(part, known) for part in read_parts(text, known.own)]
    if not parts:
        return None
    if not known.commits and (last := _at_last(parts, known)) is not None:
        return last
    votes: set[tuple[ClauseKind, bool]] = set()  # the kind, and whether it was in the slot's own words
    for at, part in enumerate(parts):
        kinds = {clause.kind for clause in part}
        if kinds <= {"yes", "no", *_BESIDE} and not _runs_on(part, known):
            votes |= {(one.kind, one.text in known.own) for one in part if one.kind in ("yes", "no") and not _nod(one)}
        elif at == 0 or known.commits or not (votes or _nods(parts[:at])):
            return None
        elif not _explains(part) and not (_is_no(votes) and kinds <= _PUTS_OFF):
            return None  # 先不约，我回去商量商量 puts off what it declines
    if any(one.text in words.UNCHANGED and one.text not in known.own for part in parts for one in part):
        return None  # 不改: a yes to 对吗, a no to 要改吗
    if not votes and _nods(parts):
        votes = {("yes", False)}
    if known.commits and votes == {("yes", False)} and _only_correct(parts):
        return None  # 信息没错: promises nothing
    return _only(votes, known)


def _at_last(parts: Sequence[Sequence[Clause]], known: SlotWords) -> bool | None:
    """The answer in the slot's own words, behind its reason: 礼拜一不行，我要带孙子，换一天. None if there is none."""
    *before, last = parts
    own = {one.kind for one in last if one.text in known.own}
    if not before or len(own) != 1 or any(one.kind not in (*own, *_BESIDE) for one in last):
        return None
    against: set[ClauseKind] = {"question", "condition", "command", "topic", "yes", "no"}
    if any(one.kind in against - own and not _nod(one) for part in before for one in part):
        return None
    return own == {"yes"}


def _is_no(votes: set[tuple[ClauseKind, bool]]) -> bool:
    return {kind for kind, _ in votes} == {"no"}


def _only(votes: set[tuple[ClauseKind, bool]], known: SlotWords) -> bool | None:
    """The one that is left. 对，没满 agrees and says what it agrees to; 不是，有房 is both."""
    kinds = {kind for kind, _ in votes}
    if len(kinds) == 2 and ("no", True) in votes and ("yes", True) not in votes:
        return None
    return next(iter(kinds)) == "yes" if len(kinds) == 1 else None


def _only_correct(parts: Sequence[Sequence[Clause]]) -> bool:
    return all(one.text in words.ONLY_CORRECT for part in parts for one in part if one.kind == "yes")


def _nod(clause: Clause) -> bool:
    """嗯, 对, 好: agreement that a no may follow."""
    return clause.kind == "yes" and set(clause.text) <= _ACKNOWLEDGED | {"的"}


def _nods(parts: Sequence[Sequence[Clause]]) -> bool:
    return any(_nod(clause) for part in parts for clause in part)


def _runs_on(part: Sequence[Clause], known: SlotWords) -> bool:
    """Words that are an answer each, and together something else: 会好, 约好了."""
    text = "".join(clause.text for clause in part)
    if text in known.own:
        return False
    several = [clause.text for clause in part if clause.kind in ("yes", "no")]
    lone = [word for word in several if len(word) == 1 and word in known.own and word not in words.YES]
    return bool(_RUNS_ON.search(text)) or bool(lone and len(several) > 1)


def _explains(part: Sequence[Clause]) -> bool:
    return all(clause.kind in ("unread", "harmless") and not _TURNS.search(clause.text) for clause in part)


def _as_own(part: list[Clause], known: SlotWords) -> list[Clause]:
    """One of the slot's words with small words around it, or misrecognised: 我现在满了, 慢了."""
    text = "".join(clause.text for clause in part)
    if text in known.own or {clause.kind for clause in part} <= {"yes", "no", *_BESIDE}:
        return part
    bare = _without_small(text, known)
    if kind := known.own.get(bare):
        return [Clause(kind, bare)]
    if known.own.get(fewest := _without_small(_MORE.sub("一", text), known)) == "yes":
        return [Clause("yes", fewest)]
    if len(bare) > 1 and not known.commits:
        kinds = {kind for sounds, kind in known.by_sound if sounds == fuzzy(bare)}
        if len(kinds) == 1:
            return [Clause(kinds.pop(), bare)]
    return part


def _without_small(text: str, known: SlotWords) -> str:
    """`text` without small words before it, until one of the slot's words is left."""
    while text not in known.own:
        lead = max(
            (word for word in known.small if text.startswith(word) and len(text) > len(word)), key=len, default=""
        )
        if not lead:
            break
        text = text[len(lead) :]
    return text
