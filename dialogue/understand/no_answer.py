"""Words at a choice that choose nothing: another decides, the clerk is to look it up, only to ask, a complaint.

我做不得主，要问我家娘; 你们联网的，自己看得到; 我还没买呢，先问问; 这么小也要交.
"""

from __future__ import annotations

import re

_OTHERS_DECIDE = re.compile(
    r"做不(?:得|了)主|不是我(?:说了算|做主)|(?:要|得|先)(?:去|回去)?(?:问|听)(?:问|一下|一?声)?(?:我|俺|咱|他|她|家里|老[公婆人])|(?:还|都)?没(?:有)?(?:问|商量)过?(?:我|他|她|娃|家)"
)
_LOOK_IT_UP = re.compile(
    r"(?:你|您)们?(?:的)?(?:自己|自个儿?)(?:去|来)?(?:看|查|翻)|(?:自己|自个儿?)(?:看|查)得(?:到|见)|(?:你|您)们?(?:是)?联网|(?:你|您)们?(?:的)?(?:系统|电脑)(?:里|上|中)?|(?:你|您)们?(?:看|查)(?:一下|看)?不就|(?:这|那)?(?:得|要|该)?(?:你|您)(?:得)?(?:去)?问"
)
_ONLY_ASKS = re.compile(r"(?:就|只是?|先|来|想|随便)(?:问问|打听|了解了解|问一问)|(?:是|就)?来打听")
_COMPLAINS = re.compile(
    r"(?:这么|那么)[^，,。]{1,4}也(?:要|得|收)|那[^，,。]{0,3}不是白|(?:叫|喊|找|让)个?(?:你们的?)?(?:领导|主任|负责人|经理|头儿)|过去哪(?:有|里)|从前哪(?:有|里)"
)


def chooses_nothing(text: str, words: tuple[str, ...]) -> bool:
    """`words`: those of the options; 问问政策 chooses where one of them is to ask."""
    if _OTHERS_DECIDE.search(text) or _LOOK_IT_UP.search(text) or _COMPLAINS.search(text):
        return True
    return bool(_ONLY_ASKS.search(text)) and not any("问" in word or "打听" in word for word in words)
