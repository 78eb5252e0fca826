"""A correction that tells the new value: 是3号楼，不是2号楼; 不是明天，是后天; 改后天吧; 说错了，是人民路8号.

Only what the whole utterance says, without the name of what is corrected. Which slot is meant is for the machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from dialogue.understand.question import is_question
from mandarin.text_cache import text_cached

_STOP = r"，,。；;！!、\s"
_OLD = rf"(?P<old>[^{_STOP}]{{1,20}}?)"
_NEW = rf"(?P<new>[^{_STOP}]{{1,30}}?)"
_END = rf"(?:吧|啊|呀|哈|好了|才对|谢谢){{0,2}}[{_STOP}]*"
#: Possessive, so that a long text takes no longer than it must.
_LEAD = re.compile(
    rf"(?:[{_STOP}]|嗯|呃|哦|噢|啊|哎呀?|那个|那|等等|等一下|我(?:刚才|刚刚)?(?:说|要|选|想|讲)?的?(?=[是要]|不[是要])|我|俺|其实|刚才|把"
    rf"|麻烦|请|帮我|给我)*+"
)
#: Between the name of a slot and what is said of it.
_AFTER_NAME = re.compile(
    rf"(?:号码?|那里|这里|那儿|那一?[栏项]|这一?[栏项]|那个|我|想|要|得|应该|给我|帮我|就|[{_STOP}])*+"
)
_FORMS = (
    re.compile(
        rf"(?:并)?不(?:是|要|选|约){_OLD}(?:[{_STOP}]+我?)?(?:而是|应该是|要的是|是|改成|换成|要|选|约){_NEW}{_END}"
    ),
    re.compile(rf"(?:应该)?(?:是|要|选|约|改成)?{_NEW}[{_STOP}]*(?:而|可)?不(?:是|要|选|约){_OLD}{_END}"),
)
_CALLED_WRONG = re.compile(rf"(?:(?:不对|有误|我?[说写填报记讲弄搞打念]?错了|不是那个)[{_STOP}]+)*+")
_CHANGE = re.compile(rf"(?:还是)?(?:改成|改为|改到|改约|改选|换成|换为|换到|更正为|应该是|改|换){_NEW}{_END}")
_RATHER = re.compile(rf"(?:还是|那就){_NEW}(?:吧|好了){_END}")
_WRONG = re.compile(rf"(?:我?[说写填报记讲弄搞打]?错了|不对)[{_STOP}]*(?:应该)?(?:是|改成){_NEW}{_END}")
#: Words that ask for an action, so that what stands with them is not a value: 还是明天再说吧.
_DOES = re.compile(r"[来去说问想看交弄写填]|一下|算了")


@dataclass(frozen=True, slots=True)
class ToldCorrection:
    """`new`: the words of the value; `old`: of the one that it replaces, empty where that is not said."""

    new: str
    old: str = ""


@text_cached
def read_told_correction(text: str, names: tuple[str, ...] = ()) -> ToldCorrection | None:
    """`names`: what the slots that `text` may name are called. None where it is another utterance, or a question."""
    if is_question(text):
        return None
    bare = text[_at(_LEAD, text) :]
    named = _behind_name(bare, names)
    bare = bare if named is None else named
    plain = bare if named is None else bare[_at(_CALLED_WRONG, bare) :]  # 地址不对，不是126号，是162号
    for form in _FORMS:
        if hit := form.fullmatch(plain):
            return ToldCorrection(hit["new"], hit["old"])
    if hit := _CHANGE.fullmatch(bare) or _RATHER.fullmatch(bare):
        return None if _DOES.search(hit["new"]) else ToldCorrection(hit["new"])
    wrong = _WRONG.fullmatch(bare) if named is not None else None
    return ToldCorrection(wrong["new"]) if wrong else None


def _behind_name(text: str, names: Iterable[str]) -> str | None:
    """`text` behind the name of a slot at its beginning; None without one."""
    for name in sorted(names, key=len, reverse=True):
        if text.startswith(name):
            rest = text[len(name) :]
            return rest[_at(_AFTER_NAME, rest) :]
    return None


def _at(pattern: re.Pattern[str], text: str) -> int:
    hit = pattern.match(text)
    return hit.end() if hit else 0
