"""嗯, 好的, 对对对: the citizen follows, and wants nothing. They must not interrupt the clerk."""

from __future__ import annotations

from collections.abc import Sequence

from mandarin import clean, exact, likeness, likeness_of

#: One syllable each, as they are recognised; matched by character, since one syllable sounds like too many other words.
_SHORT = frozenset("嗯恩唔呣哼哦噢喔啊阿哈好号对队是行诶")
#: Longer ones, by their sound: 号的 and 事的 are misrecognised 好的 and 是的.
_WORDS = (
    "好的", "好吧", "好呀", "好嘞", "对的", "对呀", "对吧", "对哦", "是的", "是呀", "是吧", "行吧", "行的", "行呀",
    "可以", "可以的", "可以呀", "没错", "知道", "知道了", "我知道", "我知道了", "明白", "明白了", "我明白", "我明白了",
    "懂了", "了解", "了解了", "清楚了", "听到了", "听见了", "这样啊", "是这样", "原来如此", "收到", "ok", "okay", "mm",
    "mhm", "hmm", "uhhuh", "yeah", "yes",
)  # fmt: skip
_SOUNDS = tuple(exact(word) for word in _WORDS)
_SHORT_SOUNDS = frozenset(["en", "n", "m", "o", "ou", "a", "ha", "hao", "dui", "shi", "xing", "ei", "ai", "heng"])
#: Before a longer one: 嗯好的, 哦这样啊.
_BEFORE = ("n", "en", "o", "a")
#: Characters. A longer text is more than an acknowledgement.
_MOST = 12


#: What they may be misheard as is as near as this: 新的 to 是的 0.75, 明台的 to 明白 0.69.
#: What wants the word is not: 取消 to 行行 0.46, 等等 to 对的 0.58.
_NEAR = 0.68
_LIKE = ("好的", "对的", "对对", "是的", "是是", "可以", "知道了", "明白", "明白了", "好的好的", "没问题")
#: Syllables that turn a yes into a no.
_NEGATIONS = frozenset({"bu", "mei", "bie"})
_NEAR_MOST = 5


def like_backchannel(text: str) -> bool:
    """Whether the text may be a misrecognised acknowledgement. For speech over the clerk, which often is one.

    Sufficient for the clerk to continue speaking, not for an answer.
    """
    sounds = exact(text)
    if backchannel(text):
        return True
    if not 2 <= len(sounds) <= _NEAR_MOST or _NEGATIONS & set(sounds):
        return False
    return likeness(text, _LIKE) >= _NEAR


def backchannel(text: str) -> bool:
    """Whether all of `text` is an acknowledgement. A question (嗯？) is not, nor are 好了 and 行了, which mean stop."""
    bare = clean(text)
    if not bare or len(bare) > _MOST or text.rstrip().endswith(("?", "？")):
        return False
    sounds = exact(bare)
    if len(sounds) != len(bare):
        return False
    reachable = {0}  # places up to which the text is acknowledgements
    for at in range(len(bare)):
        if at in reachable:
            if bare[at] in _SHORT:
                reachable.add(at + 1)
            reachable.update(at + len(word) for word in _SOUNDS if sounds[at : at + len(word)] == word)
    return len(bare) in reachable


def nodded(syllables: Sequence[str]) -> bool:
    """Whether speech that is not over yet may be an acknowledgement, by its toneless syllables so far.

    Its last word may be cut off. Too few syllables of anything else to be told from one count as one.
    """
    said = tuple(syllables)
    if 2 <= len(said) <= _NEAR_MOST and not _NEGATIONS & set(said) and likeness_of(said, _LIKE) >= _NEAR:
        return True
    reachable = {0}
    for at in range(len(said)):
        if at in reachable:
            if said[at] in _SHORT_SOUNDS:
                reachable.add(at + 1)
            for word in _SOUNDS:
                whole = said[at : at + len(word)]
                if whole == word[: len(whole)]:
                    reachable.add(at + len(whole))
    return len(said) in reachable


def _beginnings() -> tuple[tuple[str, ...], ...]:
    short = [(sound,) * times for sound in _SHORT_SOUNDS for times in range(1, 4)]
    words = [sounds for word, sounds in zip(_WORDS, _SOUNDS, strict=True) if not word.isascii()]
    twice = [word * 2 for word in words if len(word) == 2]  # 好的好的
    led = [(one, *word) for one in _BEFORE for word in [*words, *((sound,) for sound in _SHORT_SOUNDS)]]
    return tuple({said[: count + 1] for said in (*short, *words, *twice, *led) for count in range(len(said))})


#: Toneless syllables of every acknowledgement, as far as it may have been said: the rival of words over the clerk.
BACKCHANNEL_BEGINNINGS: tuple[tuple[str, ...], ...] = _beginnings()
