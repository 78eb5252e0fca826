"""An account of what happened, told with the request: 我要投诉楼下的烧烤摊，昨天半夜吵得睡不着."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dialogue.understand.free_text import read_text
from dialogue.understand.match import strip_fillers
from mandarin.pinyin import clean, exact, fixed_exact
from mandarin.text_cache import text_cached

#: Words that only announce an account.
_ANNOUNCES = re.compile(
    r"^(?:你好|您好|喂|同志|请问|麻烦(?:你|您)?|那个|我们?|咱们?|俺|本人|今天|是|就|来|想|要|得|打电话|[，,。\s])*"
    r"(?:(?:投诉|举报|反映|反应|咨询|求助|建议|说|提|报|打(?:个)?(?:市长)?热线)(?:一下|一?个|一?件|点|些)*(?:事情?|情况|问题|意见|建议)?[，,：:。\s]*)?"
)
#: Characters, at least, beside the announcement.
_LEAST = 8


@text_cached
def read_account(text: str, wordings: Iterable[str]) -> str:
    """The account in a request, in the citizen's words; empty where the request tells nothing beside itself.

    `wordings`: of the service; one of them alone (路灯坏了没人修) is the request.
    """
    said = exact(strip_fillers(text))
    if any(fixed_exact(strip_fillers(wording)) == said for wording in wordings):
        return ""
    rest = text[hit.end() :] if (hit := _ANNOUNCES.match(text)) else text
    return read_text(rest) if len(clean(rest)) >= _LEAST else ""
