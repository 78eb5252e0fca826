"""Utterances without content: a yes or no, a hesitation, politeness, and nothing else.

Where free text, an address or a name is asked for, only these are refused. 没有 is no complaint; 没有暖气 is one.
"""

from __future__ import annotations

import re

from mandarin.pinyin import clean

_YES = "是|对|好|行|可以|嗯|恩|没错|没有?问题|没有?意见|同意|确认|确定|知道|明白|当然|要|需要|okay|ok|yes"
_NO = "不是|不对|不行|不可以|不好|不同意|不要|不用|不需要|不必|不能|不想|不愿意?|没有|没|无|否|错|算|不|no|拒绝|反对"
_HESITATION = (
    "不知道|不清楚|不晓得|不记得|不确定|不一定|说不[清准好]|记不[清得起]|想不起|忘记|忘|随便|等一下|等等|等会|稍等|等一等"
    "|不想?(?:投诉|反映|举报|说|讲|告|提)(?=[了啦吧]|$)|没什么(?:好说的?|可说的?|要说的?|想说的?|事)?|没啥(?:好说的?|事)?|没事|考虑|琢磨|商量"
    "|就?(?:还是|是)?(?:那|这|上次|上回)个?的?那?件?个?事(?:儿|情)?|老(?:样子|问题|毛病)|跟?(?:上次|上回|以前)(?:说|讲|报)?的?一样"
    "|怎么说(?=呢|$|好|才)|[你您](?:刚才|刚刚)?(?:说|问|讲)的?(?:什么|啥)|(?:没|听不)(?:听)?(?:见|清|懂|明白|到)(?:你说的?|您说的?)?"
    "|(?:该|要|应该|得)?(?:怎么|咋|从哪儿?|打哪儿?)(?:开始|个)?(?:说|讲|开口)(?:才好|起|合适)?(?=[呢啊吧哈]*$)|(?:捋|理|组织|缓|琢磨)一?(?:捋|理|缓|下)(?:语言|思路|头绪)?"
    "|(?:等|容|给)(?=我|俺|咱)|俺|咱|让我|想一?想|想一下|再想一?想?|看一?看|看一下"
)
_POLITE = "那个|这个|就是|应该|好像|谢谢|麻烦|不好意思|对不起"
_FILLER = "一下|暂时|[我你您请啊哦噢呃额哎呀呢嘛吧吗哈啦喽呗了的得都也就那先还真再来去楚儿]"
#: Possessive: the first reading of each word is the only one, so that a long text takes no longer than it must.
_NOTHING = re.compile(f"(?:{_POLITE}|{_HESITATION}|{_NO}|{_YES}|{_FILLER})*+")


def says_nothing(text: str) -> bool:
    """Is there nothing in the whole utterance that could be kept?"""
    bare = clean(text)
    return bool(_NOTHING.fullmatch(bare)) if bare else not any(character.isalpha() for character in text)
