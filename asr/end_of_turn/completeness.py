"""Whether a sentence is complete: 我想办… is not; 社保卡丢了 is; 居住证 may be an answer or only the topic.

For endpointing: an unfinished sentence gets a longer end silence. The last clause decides, by its last words. The
recogniser's punctuation is not used: it ends almost every utterance with 。

Measured on the sentences of `tests/asr/end_of_turn/test_completeness.py`: of 80 written before the rules and only
counted 80 were right, of 46 written after them 41 (the other 5, unfinished, were called open). All by one author:
expect worse in a hall.
"""

from __future__ import annotations

import re
from enum import Enum, auto


class Completeness(Enum):
    COMPLETE = auto()
    UNFINISHED = auto()
    OPEN = auto()  # the text does not tell


def completeness(text: str) -> Completeness:
    """The completeness of the text so far. Empty text is `OPEN`."""
    clauses = [bare for part in _CLAUSE.split(text) if (bare := _NOT_SPOKEN.sub("", part))]
    if not clauses:
        return Completeness.OPEN
    last = clauses[-1]
    if last in _ANSWERS:
        return Completeness.OPEN
    if _hangs(last):
        return Completeness.UNFINISHED
    if _ENDS.search(last) or _asks(last):
        return Completeness.COMPLETE
    return Completeness.OPEN


def _hangs(clause: str) -> bool:
    """Whether its last words call for more."""
    without = _PAUSE_PARTICLE.sub("", clause)  # 就是呢, 因为啊: a filler
    if without != clause and _CONNECTIVE.search(without) and not _ASKS_ON.search(clause):
        return True
    if _WHOLE.search(clause):
        return False
    return any(rule.search(clause) for rule in _HANGING)


def _asks(clause: str) -> bool:
    return bool(_QUESTION_WORD.search(clause) or _A_NOT_A.search(clause))


_CLAUSE = re.compile(r"[，,。.！!？?；;、…\s]+")
_NOT_SPOKEN = re.compile(r"[\W_]+")

#: Whole clauses that are answers, whatever their ending.
_ANSWERS = frozenset(
    "嗯,恩,对,对对,不对,都对,是,是是,不是,都是,要,需要,不要,不用,不需要,想,不想,在,不在,有,给,用,会,好的,是的,对的,"  # noqa: SIM905
    "可以的,有的,会的,行的,第一个".split(",")
)

_PAUSE_PARTICLE = re.compile(r"[呢啊呀吧嘛哈]$")
_CONNECTIVE = re.compile(
    r"(?:因为|所以|如果|要是|假如|但是|可是|不过|然后|还有|而且|或者|就是|就是说|比如|比如说|例如|另外|以及|并且|虽然"
    r"|既然|只要|除了|为了|由于|接着|后来|那个|这个|的话|是想|我想)$"
)
_ASKS_ON = re.compile(r"^(?:然后|还有|那个|这个|所以)呢$")

#: Complete endings that the patterns of _HANGING would match.
_WHOLE = re.compile(
    r"(?:不要|不想|不在|不给|没给|不用|有用|没用|不需要|还需要什么|告诉我|联系我|(?:^|我)(?:要|选|办|就)[这那]个"
    r"|第[一二三]个|不太?对)$"
)

_KIN = r"(?:妈妈?|爸爸?|儿子|女儿|孩子|老人|父亲|母亲|爱人|老婆|老公|媳妇|朋友|家人|家里人|奶奶|爷爷|老伴)"
_DO = r"(?:办理?|补办?|问|咨询|查询?|申请|申领|换|转|领|交|了解|打听|取|改|开|看|注销|登记)"
_HANGING = tuple(
    re.compile(rule)
    for rule in (
        r"(?:嗯|呃|额|那个|这个|就是)$",
        _CONNECTIVE.pattern,
        r"(?:把|给|在|跟|和|对|从|向|往|被|让|叫|替|帮|由|与|按|用)$",
        r"(?:^|[^告诉联系找问谢])(?:我|你|您|他|她)(?:们)?$",
        r"(?:我|你|您|他|她|咱)们?(?:家)?的$",
        r"^(?:我|他|她)?(?:是)?(?:想|要).*(?:办|补|换|领|查|问).*的$",
        r"(?:^|[^什么])的?时候$|(?:以后|之后|之前|以前)$",
        r"(?:是|好像|大概|应该是|可能是)$",
        r"(?:^|[^第])一(?:个|张|份|本|件|种|位|些)$|[这那](?:张|份|本|件|种|些)$|几$|怎么$|^什么$",
        rf"(?:想|要|得|需要|打算|准备|希望|麻烦你?您?|请你?您?|来)(?:要|去|来|再)?{_DO}(?:一?下)?(?:一?个)?$",
        rf"(?:帮|给|替)(?:我|他|她|忙)(?:们)?(?:去|来)?{_DO}(?:一?下)?(?:一?个)?$",
        r"(?:问|咨询|打听|了解)一?下(?:子)?$|请问$|^麻烦(?:你|您)?$|^请$",
        r".(?:需要|想|要|得|能|打算|准备|希望|可以让|必须|应该|可能|已经|能不能)$",
        r"^(?:打算|准备|希望)$|(?:^|我|你们?|您)(?:能不能|是不是|可不可以|有没有|要不要)$",
        r"(?:身份证|手机|电话)号码$|我的(?:手机号|身份证号|电话|名字|地址|住址)$",
        r"(?:^|天|早|晚|午)(?:我|他|她)(?:去|来|到)$",
        r".(?:就|也|都|才|又|再|还|刚|先|很|太|最|比较)$",
        rf"(?:给|帮|替|跟|把|为|和)(?:我|他|她|咱)?们?(?:家)?{_KIN}$",
    )
)

_ENDS = re.compile(r"(?:(?<![除为])了|[吗呢吧呀嘛啦哦啊哈喽]|谢谢[你您啊]*|是.+的|.{2}不|再见|没事|麻烦你了)$")
_QUESTION_WORD = re.compile(
    r"什么|多少|多久|多长|多大|几[点天个号楼次张份岁]|怎么.|咋|哪|谁|为什么|为啥|啥|如何|行吗|干嘛"
)
_A_NOT_A = re.compile(r"(.)[不没]\1|是否|能否|可否")
