"""Of what is said about services, what is wished: 我不办社保卡挂失，我要补身份证 wishes for the one and not the other.

社保卡没丢 and 卡找到了 wish for nothing; 要解除挂失 wishes for the opposite of 挂失, which is another service.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from dialogue.understand.question import is_question
from dialogue.understand.repair import MARK

_ACT = (
    r"(?:办|挂失|补|换|领|查|提取|取|预约|约|登记|申请|投诉|举报|反映|注销|过户|备案|打印|开|交|缴|做|弄|要|搞|续|报)"
)
_SERVED = r"(?:办|挂失|补|换|领|查|提取|预约|登记|申请|投诉|举报|反映|过户|备案|打印)"
_ASKING = r"(?<![要是能可会想用得])"
#: 不想挂失, 别办, 没说要补. 不能办, 不会办, 不给办 are troubles and no refusals.
_REFUSES = re.compile(
    rf"{_ASKING}(?:(?:不(?:想|要|用|需要|必|打算|准备|是想?|再|愿意?|肯|该)(?:再|来|去|为了|说|给我|帮我|跟你)*(?:要|想)?"
    rf"|别(?:给我|帮我|再)*|甭|没(?:有)?(?:想|说|打算|要|准备)(?:要|过)?|用不着|无需|没必要)[^，,。；;\s了想要]{{0,8}}?{_ACT}"
    rf"|不{_SERVED})"
)
#: A clause that begins with a denial: 不是社保卡.
_DENIES = re.compile(
    r"^(?:我|咱|俺|其实|可|并|都|也|真的?)*(?:不是|不要|不办|不想|不用|不需要|别(?![人的处墅])|甭|没说|没想|没要|先不|暂时不)"
)
#: What a service is for has not happened, or is over: 没丢, 找到了.
_NOT_HAPPENED = re.compile(
    r"(?<!有)(?:没有?|并没有?|还没有?|又没有?|从来没有?|未|不是)(?:真的?|被人?)?(?:给?弄)?(?:丢|掉|遗失|坏|损坏|过期|到期|失效|偷|不见|被盗)"
    r"|(?<!没)(?<!没有)(?:找到|找着|找回来|捡回来|寻回)(?:了|啦)|(?:卡|证|照)(?:还|都|就)?在(?:我)?(?:家|手|身|包|兜|这)"
)
#: Undoing what a service does.
_REVERSES = re.compile(
    r"(解除|解|取消|撤销|撤回|撤|恢复|终止|作废|不再)(?:掉|了)?[^，,。；;不]{0,8}?(?:挂失|预约|登记|备案|投诉|举报|提取)"
)
_NOT_BUT = re.compile(
    rf"{_ASKING}不(?:是|要|办)[^，,。；;]{{1,16}}?(?:而是|(?<!不)是(?!不是)|我要|我想|我是|我来|要办|想办|要的是)(?=.{{2}})"
)
_BREAK = re.compile(
    r"[，,。.；;！!、\s]+|(?<=[^，,。；;\s不没别我]{2})(?=(?:我要|我想|我是来|我来|我是要|而是|是要|帮我))"
)


@dataclass(frozen=True, slots=True)
class Wished:
    """`text`: the words of the wish, empty where none is left. `refused`: what was said not to be wanted."""

    text: str
    refused: tuple[str, ...] = ()


def read_wished(text: str) -> Wished:
    """Clause by clause; of a repair (居住证，不对，社保卡) what comes last."""
    last = re.split(rf"{MARK}[，,]?(?:应该)?是?", text)[-1]
    text = last if len(last) > 2 else text
    asks = is_question(text)
    kept: list[str] = []
    refused: list[str] = []
    for clause in _BREAK.split(text):
        if not clause:
            continue
        while hit := _NOT_BUT.search(clause):  # 不是挂失是补办
            refused.append(clause[: hit.end()])
            clause = clause[hit.end() :]
        (refused if _unwished(clause, asks=asks) else kept).append(clause)
    return Wished("，".join(kept) if refused else text, tuple(refused))


def _unwished(clause: str, *, asks: bool) -> bool:
    if asks:
        return bool(re.search(rf"{_ASKING}不(?:想|要|打算|再)[^，,。；;]{{0,10}}{_ACT}", clause))
    return any(pattern.search(clause) for pattern in (_REFUSES, _DENIES, _NOT_HAPPENED))


def without_denial(clause: str) -> str:
    """What a refused clause is about: 我不想挂失社保卡了 -> 我想挂失社保卡了."""
    return re.sub(r"不是|没有?|不|别|甭", "", clause)


def reverses(text: str, wordings: Iterable[str]) -> bool:
    """Whether `text` wants undone what `wordings` do: 解除挂失, where none of them speaks of undoing."""
    hit = _REVERSES.search(text)
    return hit is not None and not any(hit[1] in wording for wording in wordings)
