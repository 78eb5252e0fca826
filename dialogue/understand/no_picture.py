"""No picture comes: 不想传, 传不了, 手机没电, 没带手机, 不会弄, 先不拍, 一会儿再说. Of a photo, a file or a signature.

Words of one who is still at it (等一下, 正在传), or who asks how it is done, are none of these.
"""

from __future__ import annotations

import re

from mandarin.pinyin import clean

#: Characters. A longer text is a story.
_MOST = 24
_DO = r"(?:上?传|拍|照相|签|弄|搞|扫|操作|写字|写名)"
_THING = r"(?:智能手?机?|手机|电话|相?照片|相片|图片|材料|证件|原件|介绍信|证明|[wW]?网络?|流量|信号|东西)"
_LATER = r"(?:(?:过|等|待)?一?会儿?|等下|等等|回头|以后|之后|下次|改天|晚点儿?|过后|回家|回去)"
#: Kinds of words, each with its reason.
_REASONS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"不(?:想|愿意?|肯|敢|用|要|再|给|太想){{0,2}}{_DO}(?![清好])",  # does not want to: 先不拍, 能不能不传
        rf"(?:不(?:会|能|懂|知道怎么|晓得怎么|清楚怎么|太会)|没法|无法|没办法)用?(?:{_DO}|手机|用|这个|写)",
        rf"{_DO}(?:照片?|码|字)?(?:不了|不上|不来|不成|不动|不起来|不出来|不出去)",
        r"扫码[^，]{0,3}(?:扫)?不[了上出]",
        rf"(?:没有?|没得|忘|不)(?:记得|了)?(?:带|拿|在|装|连)?(?:了|过|我的)?{_THING}",  # has nothing to do it with
        rf"{_THING}(?:里|上|里面|我|也|都|又|刚好|正好|今天)*(?:没有?(?:了|带|拿|在|电|网|话费|信号|流量)?|忘|不在|坏|丢|停机|关机|打不开|用不了)",
        r"老[人年]手?机|没电了?$",
        r"(?:孩子|儿子|女儿|闺女|老伴|家里?人)(?:们|都|也)*(?:没|不)在",
        r"不识字|手抖|眼睛看不[见清]|不方便",
        r"跳过|略过",  # puts it off
        rf"{_LATER}(?:我)?再(?:说|{_DO}|交|补|来|看)",
    )
)


def comes_without(text: str) -> bool:
    """Whether `text` says that no picture comes now, whatever the reason."""
    bare = clean(text)
    return 0 < len(bare) <= _MOST and any(reason.search(bare) for reason in _REASONS)
