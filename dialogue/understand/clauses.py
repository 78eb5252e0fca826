"""An answer to a yes/no question as clauses, each of one kind.

Recognition often omits punctuation, so that a stretch without any may be several clauses: 好的取消, 对号码少了一位. It
is cut into words of closed lists (`answer_words`); what they do not cover is judged by what it looks like, and where it
looks like nothing it is `unread`. A clause is harmless only if all of its words are known to be.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dialogue.understand import answer_words as words
from dialogue.understand.assurance import EXCUSE, affirms, assured_at
from dialogue.understand.commands import Command, read_command
from dialogue.understand.question import is_question
from dialogue.understand.repair import takes_back
from dialogue.understand.verdict import ClauseKind
from mandarin.pinyin import clean

_KINDS: dict[str, ClauseKind] = {
    **dict.fromkeys(words.HARMLESS, "harmless"),
    **dict.fromkeys(words.HEDGE, "hedge"),
    **dict.fromkeys(words.NO, "no"),
    **dict.fromkeys(words.YES, "yes"),
    "对了": "topic",
}
_LONGEST = max(map(len, _KINDS))
#: More words beside the lists: those that a slot of a script has for its yes and its no.
OwnWords = Mapping[str, ClauseKind]
_NO_OWN: OwnWords = {}
#: Beyond this an answer is a story, and none of its words is looked up.
_MOST = 60
_SOUND = frozenset("嗯恩唔")
#: Yes words that are parts of many others (成都, 中午, 得去): only with nothing but small words beside them.
_DIALECT = frozenset("成中得妥昂可管")
_SMALL = frozenset((*words.PARTICLES, "吧", "那", "也", "嗯", "恩"))
_EMOJI = {
    **dict.fromkeys("👍👌🆗✅✔☑💯🙆✓√👏🤝", "是"),
    **dict.fromkeys("👎❌✖🙅🚫⛔✗✘×", "不是"),
    **dict.fromkeys("🙏😀😃😄😁😊🙂😉🌹❤", "谢谢"),
    **dict.fromkeys("❓❔🤔", "？"),
}
_PUNCTUATION = re.compile(r"[，,。.！!；;、:：~～…—\-\s\"'“”‘’()（）]+")
_LATIN_SPACE = re.compile(r"(?<=[a-z]) +(?=[a-z])")  # yes please
_ASKS = re.compile(
    r"[吗么嘛不]*[?？]|[吗么]$|(?<![不没])(.{1,2})[不没]\1|(?<![不没])(?:好|行|对|是|可以|成|中|能|会|有|得|要)(?:不|没|没有|否)$|是否|能否|可否"
    r"|怎|什么|啥|多少|多久|哪|谁|几[个天位点号]|真的假的|为何|如何"
)
#: A clause that a yes cannot outlive, however it goes on.
_TWICE_NOT = re.compile(
    r"不是不(?!是)|不是没(?!事|关系|错)|不会不(?!会)|不能不(?!能)|不可能不|不得不|并不是不|并非|没有不同意(?!见)"
)
#: 对是对, 可以是可以: so far a yes, with something left to say.
_GRUDGING = re.compile(r"^[的我嗯那就]*?(?!是)([^〓]{1,2})倒?是\1")
#: 是嘛: so that is how it is?
_ECHOED = re.compile(r"(?:哦|噢|啊|喔)?(?:是|真的)(?:嘛|么|吗|哦|喔|噢)+")
#: 别说了, 别念了: to be done with the talking, not with the business.
HUSHES = re.compile(
    r"(?:别|甭|不要|不用|用不着|少)(?:再|跟我|给我|在这|一直|老)*(?:说|念|讲|啰嗦|罗嗦|废话|唠叨|催|问|重复|播|吵)(?:那么多|这么多|个没完|来说去|废话|话|我|一遍)*[了吧啊嘛行]*$"
)
#: 好啊你, 对对对你说的都对.
_MOCKS = re.compile(
    r"(?:好|行|可以|能|成|厉害|牛)[啊呀哇嘛呗吧]+(?:你|您)们?[啊呀的]*$|(对|是|好|行)\1\S*(?:你|您)们?(?:说|讲)(?:什么|啥|的|得|啥子)*(?:都|就)+(?:对|是|好|行|有理)"
)
_IRONY = re.compile(r"\b(?:yeah|yep|sure|ok)\W*right\b|\bas if\b|yeahright")
_MAY_NOT = re.compile(r"(?:可以|能|同意|愿意)(?:不|先不|别|没)")
_TO_THE_CLERK = re.compile(
    r"^(?:你|您)们?(?:都|也|就|再)?(?:是|有|能|会|要|需要|可以|行|对|同意|确认|确定|愿意|成|正确)"
)
_CUT_OFF = re.compile(rf"(?:{words.RESTATED}|我的|我)(?:就|应该)?(?:是|叫)$")
_CONDITION = re.compile(
    r"如果|要是|假如|假使|倘若|若是|万一|只要|除非|前提|的话|才行|才可以|才能|才同意|才好|要看|看情况|除了|只能|只限|仅限|最多|先告诉|先说"
    r"|必须先|得先|之前|以后再|免费|不要钱|不收|不花钱|保证|答应我|条件是|到时候"
)
_RESERVES = re.compile(r"但|不过|可是|然而|只是|就是(?=.*[不没别])")
_POSTPONED = re.compile(
    r"想想|想一想|想一下|再想|考虑|琢磨|等等|等一等|等一下|等会|等我|等下|稍等|稍后|待会|过会|一会儿?|回头|晚点|晚些|改天|改日|明天再|下次|过[两几]天"
    r"|看看|看一看|看一下|看一眼|再看|先看|没看完|核对|对一下|对一对|商量|问问(?:我|家|他|她|老|儿|孩)|问一下(?:我|家|他|她|老|儿|孩)|问下(?:我|家|他|她|老)"
    r"|找一下|找找|先放|先不急|不急|不着急|别急|别忙|慢着|且慢|暂停|停一下|停下|没想好|没准备|缓一缓|缓缓|歇|打个电话|接个电话|再说$|^(?:你|您|先)?让我(?!挂|办|取|转|交|提|改|点|按|报|说)|犹豫|翻翻|先(?:别|不要|甭)(?:挂|交|提交|办|弄|点|递)"
)
_TOPIC = re.compile(
    r"^(?:那个?)?(?:我)?(?:还|就|先|再)?(?:想|要|得|有)?(?:再|先)?(?:问|请教|咨询|打听|说)(?:一下|一?个|点)?(?:你|您)?(?:一下|一?个)?(?:事情?|问题)?[啊呢哈吧的]*$"
    r"|^(?:还有|我有|我还有|另外有?)(?:一?个|点)?(?:事情?|问题)[啊呢哈吧]*$|想起来|^还有|^另外"
)
_REFUSED = re.compile(r"^(?:我|俺|就|才|可|也|都)*(?:不(?!知|清|晓|懂|明|一定|确定|好意思|记|急)|别|甭)\S{1,7}$")
_LED_BY = re.compile(r"^(?:那就|那|就|还是|先|要不|干脆|直接|给我|帮我|我想|我要|我还是|我|请|麻烦你?|麻烦您?)+")
_CANCEL = re.compile(
    r"^(?:把|将|帮我|给我|替我|我要|我想|还是)*(?:它|这个|业务|申请|办理)?(?:取消|撤销|撤回|作废)(?:掉|它|这个|办理|业务|申请|了|吧|啊)*$"
)
#: Words that begin a clause, and words that go on with it: 我要 of 我要补身份证 is no yes.
_BEGINS = frozenset(str.split("我 我们 咱 咱们 俺 本人 你 您 你们 帮我 给我 替我 请 那 那就 就 都 也 这 这个 那个"))
_GOES_ON = _BEGINS | frozenset(str.split("要 有 能 会 是 需要 可以 得 办 办理"))


@dataclass(frozen=True, slots=True)
class Clause:
    """`command`: set where the kind is `command`."""

    kind: ClauseKind
    text: str
    command: Command | None = None

    @property
    def declines(self) -> bool:
        """Whether the words are a no: of a command, 不办了."""
        return "no" in (self.kind, *(one.kind for one in _cover(self.text)))


def read_clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of `text` in order. Texts of more than 60 characters between punctuation marks are unread."""
    ready = _plain(text)
    asked = ready.rstrip().endswith("?")
    found = [clause for part in read_parts(text) for clause in part]
    found = [_urged(clause) if "yes" in {one.kind for one in found[:at]} else clause for at, clause in enumerate(found)]
    if _hesitating(found) or _IRONY.search(ready):
        found.append(Clause("hedge", ""))
    if asked and not any(clause.kind in ("question", "command") for clause in found):
        found.append(Clause("question", "?"))
    return tuple(found)


def _urged(clause: Clause) -> Clause:
    """快点 behind a yes wants the business done; 说快点 wants faster speech."""
    of_speech = re.search("[说讲念读播]|语速", clause.text)
    return Clause("harmless", clause.text) if clause.command == "faster" and not of_speech else clause


def read_parts(text: str, own: OwnWords = _NO_OWN) -> list[list[Clause]]:
    """The clauses of each stretch between punctuation marks. `own`: words that count as those of the lists do."""
    parts = _PUNCTUATION.split(_plain(text))
    return [_part(part, bare, own) for part in parts if (bare := _bare(part))]


def _hesitating(clauses: list[Clause]) -> bool:
    """嗯，那个…: a sound and a word that leads on to more."""
    agreed = {clause.text for clause in clauses if clause.kind == "yes"}
    return bool(agreed) and agreed <= _SOUND and any(clause.text in _BEGINS for clause in clauses)


def _plain(text: str) -> str:
    text = "".join(f"，{_EMOJI[c]}，" if c in _EMOJI else c for c in text)
    return _LATIN_SPACE.sub("", unicodedata.normalize("NFKC", text).lower())


def _bare(part: str) -> str:
    return words.RESTATED.join(clean(piece) for piece in part.split(words.RESTATED))


def _part(part: str, bare: str, own: OwnWords) -> list[Clause]:
    if kind := own.get(bare):
        return [Clause(kind, bare)]
    if len(bare) > _MOST:
        return [Clause("unread", bare)]
    if kind := _overriding(part, bare):
        return [Clause(kind, bare)]
    if command := read_command(bare):
        return [Clause("command", bare, command)]
    if EXCUSE.fullmatch(bare):
        return [Clause("tag", bare)]
    if covered := _cover(bare, own):
        return _tagged(covered)
    return _around(bare)


def _overriding(part: str, bare: str) -> ClauseKind | None:
    """What the whole of a part is, whatever its words: 好不好, 不是不行, 可以不给手机号."""
    if _ASKS.search(part) or _ASKS.search(bare):
        return None if _covered_yes(bare) else "question"  # 没什么问题 asks nothing
    if _ECHOED.fullmatch(bare):
        return "question"
    if HUSHES.search(bare) or _MOCKS.search(bare):
        return "hedge"
    if any(pattern.search(bare) for pattern in (_GRUDGING, _TWICE_NOT, _MAY_NOT, _TO_THE_CLERK, _CUT_OFF)):
        return "hedge" if not _covered_yes(bare) else None
    return None


def _covered_yes(bare: str) -> bool:
    return any(len(clause.text) > 2 and clause.kind in ("yes", "hedge") for clause in _cover(bare) or ())


def _cover(bare: str, own: OwnWords = _NO_OWN) -> list[Clause]:
    """The fewest words of the lists, and assurances, that make up all of `bare`; none where they do not."""
    best: list[list[Clause] | None] = [[], *([None] * len(bare))]
    for start in range(len(bare)):
        if (before := best[start]) is None:
            continue
        for clause in _words_at(bare, start, own):
            end = start + len(clause.text)
            now = best[end]
            if now is None or len(before) + 1 < len(now):
                best[end] = [*before, clause]
    found = best[-1] or []
    said = {clause.text for clause in found}
    return [] if said & _DIALECT and said - _DIALECT - _SMALL else found


def _words_at(bare: str, start: int, own: OwnWords) -> Iterator[Clause]:
    longest = max(_LONGEST, *map(len, own)) if own else _LONGEST
    for end in range(start + 1, min(len(bare), start + longest) + 1):
        if kind := own.get(bare[start:end]) or _KINDS.get(bare[start:end]):
            yield Clause(kind, bare[start:end])
    if assured := assured_at(bare, start):
        yield Clause("yes" if affirms(assured) else "harmless", assured)


def _tagged(clauses: list[Clause]) -> list[Clause]:
    """吧 behind a statement asks: 没问题吧; behind agreement it does not: 就这样吧."""
    found: list[Clause] = []
    for at, clause in enumerate(clauses):
        following = "".join(one.text for one in clauses[at + 1 : at + 3])
        asks = following.startswith("吧") and clause.text not in words.PROPOSED
        done = following.startswith("了吧")
        found.append(Clause("tag", clause.text) if clause.kind == "yes" and (asks or done) else clause)
    return found


def _around(bare: str) -> list[Clause]:
    """Words of the lists before and behind something that is in none of them."""
    start = _clause_start(bare, _lead(bare))
    end = max(start + 1, _tail(bare))
    before, middle, behind = bare[:start], bare[start:end], bare[end:]
    return [*_cover(before), _content(middle, bare), *_cover(behind)]


def _lead(bare: str) -> int:
    """How much of the beginning is sure to be words on their own."""
    for end in range(len(bare) - 1, 0, -1):
        covered = _cover(bare[:end])
        if covered and not (covered[-1].kind == "no" and len(covered[-1].text) == 1):
            return end
    return 0


def _clause_start(bare: str, lead: int) -> int:
    """Where the clause behind the lead begins: with its own subject."""
    start, at = lead, lead
    for word in reversed([clause.text for clause in _cover(bare[:lead])]):
        if word not in _GOES_ON:
            break
        at -= len(word)
        start = at if word in _BEGINS else start
    return start


def _tail(bare: str) -> int:
    for start in range(1, len(bare)):
        if _cover(bare[start:]) and len(bare) - start > 1:
            return start
    return len(bare)


def _content(middle: str, bare: str) -> Clause:
    """What a clause is that no list covers. `bare`: all of its part, for words that the cut may have torn."""
    for text in (bare, middle, _LED_BY.sub("", middle)):
        if command := read_command(text) or ("cancel" if _CANCEL.match(text) else None):
            return Clause("command", text, command)
    if _CONDITION.search(bare):
        return Clause("condition", middle)
    if _TOPIC.search(middle) or _TOPIC.search(bare):
        return Clause("topic", middle)
    if takes_back(bare):
        return Clause("correction", middle)
    if _RESERVES.search(bare):
        return Clause("condition", middle)
    if _POSTPONED.search(bare):
        return Clause("postponement", middle)
    if is_question(bare):
        return Clause("question", middle)
    if _REFUSED.match(middle) or _REFUSED.match(bare):
        return Clause("no", middle)
    return Clause("unread", middle)
