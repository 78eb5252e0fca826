"""Where a service is asked for: a wish with its object (我来取居住证) is whole, and what only tells is not.

社保卡丢了 and 我是外地的 are complete sentences, but a wish or a question often follows after a breath: 怎么办.
"""

from __future__ import annotations

import re

_NOT_SPOKEN = re.compile(r"[\W_]+")
#: How a sentence ends that tells: something has happened, or is so.
_TOLD = re.compile(r"(?:了|是.+的|里面?|过来)$")
#: A wish, a question, an answer or a leave-taking: nothing more has to follow.
_ENOUGH = re.compile(
    r"[要想办帮请能补领查换退转改吗呢]|挂失|申请|咨询|取消|解除|什么|多少|怎么|哪|几|谁|如何|"
    r"不用|算了|行了|好了|可以了|知道|明白|谢|再见|没事|我走了|先走了|听不|没听"
)

_WANTS = r"(?:要|想|来|帮(?:我|忙)|给我|麻烦)"
_DOES = r"(?:办理?|补办?|换|领|取|改|挂失|申请|申领|注销|登记|交|缴|查|打印|复印|开|续|延|转|激活|解除)"
_WISH = re.compile(
    rf"{_WANTS}.*{_DOES}.{{0,8}}(?:卡|证|号码?|本|费|业务|手续|证明|地址|合同|密码|挂失)$"
    rf"|{_WANTS}.*把.{{1,8}}{_DOES}(?:一下|了|掉)?$|{_WANTS}.{{3,8}}{_DOES}一下$"
)
#: A question follows: 我想问一下居住证…, and 我不知道居住证….
_ABOUT = re.compile(r"问|咨询|了解|打听|知道|听说|如果|要是|因为|[的是]$")
#: A clause that is nothing without another one: 因为换了工作, 如果卡找到了.
_DEPENDS = re.compile(
    r"(?:^|[，,。！？、\s])(?:因为|由于|如果|要是|万一|假如|既然)(?!.*(?:所以|就|怎么|吗|什么|多少|能|来)).+$"
)


def is_wish(text: str) -> bool:
    """Whether `text` (the utterance so far) names what is wanted and of what: nothing is missing."""
    said = _NOT_SPOKEN.sub("", text)
    return bool(_WISH.search(said)) and not _ABOUT.search(said)


def depends(text: str) -> bool:
    """Whether the last clause of `text` (the utterance so far) is a reason or a condition, of what is not said yet."""
    return bool(_DEPENDS.search(text.strip().rstrip("。，,.")))


def only_tells(text: str) -> bool:
    """Whether `text` (the utterance so far) tells of something that has happened or is so, and asks for nothing."""
    said = _NOT_SPOKEN.sub("", text)
    return bool(_TOLD.search(said)) and not _ENOUGH.search(said)
