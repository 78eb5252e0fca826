"""The words of a text that say what it is about: without cues of its aspects, and without words that only carry it."""

from __future__ import annotations

from dataclasses import dataclass

from dialogue.knowledge.aspects import Aspect, aspect_cues
from dialogue.knowledge.tokens import sounds
from dialogue.understand.synonyms import canonical
from mandarin.pinyin import clean
from mandarin.text_cache import text_cached
from mandarin.words import words


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Words that every question may hold, whatever it is about.
_FUNCTION = _set(
    """
我 你 您 他 她 它 咱 俺 我们 你们 您们 他们 她们 咱们 自己 自个 自个儿 本人 人家 大家 各位 人 的 地 得 了 着 过 吗
么 嘛 呢 吧 啊 呀 哦 哎 唉 嗯 呃 哪 那 这 那个 这个 这种 那种 这样 那样 这么 那么 这儿 那儿 这里 那里 这边 那边 这些
那些 一个 一张 一下 一些 一点 一点儿 一次 一份 一本 一回 一种 一块 那张 这张 张 个 份 本 次 回 种 块 套 些 点 年 月
日 天 号 家 位 件 是 不是 是不是 有 没有 有没有 没 不 别 要 想 想要 想问 问 问下 请问 问一下 咨询 咨询一下 打听 告诉
说 讲 听 听说 看 给 给我 帮 帮我 帮忙 把 被 让 叫 使 对 对不对 向 从 往 到 在 于 跟 和 与 同 及 或 或者 还是 还 也
都 就 才 又 再 只 已经 曾 正 正在 刚 刚刚 刚才 马上 现在 今天 昨天 明天 今儿 昨儿 明儿 今年 去年 明年 最近 前几天
这几天 前些日子 这阵子 时候 的时候 之后 以后 之前 以前 后来 然后 回头 先 后 最后 最 很 挺 太 真 真的 到底 究竟 大概
大约 左右 差不多 一般 一直 总共 一共 具体 其实 反正 随便 可能 应该 应当 该 必须 一定 肯定 需要 需 用不用 要不要
需不需要 能 能不能 可 可以 可不可以 会 会不会 行 行不行 成 成不成 好 好不好 中 允许 准 让不让 算 算不算 认 认不认
如果 要是 假如 万一 的话 因为 所以 但是 可是 不过 虽然 而且 并且 除了 那样的话 怎么 怎样 如何 咋 咋样 什么 啥 啥子
哪个 哪些 哪里 哪儿 谁 多少 几 多 办 办理 办好 办成 办完 办下来 来办 去办 办事 弄 弄好 搞 整 做 做好 干 来 去 过来
过去 下来 出来 起来 上来 回来 进去 上去 下去 来到 到手 手里 手头 拿 拿到 领到 收到 有人 有什么 有啥 是什么 叫什么
业务 手续 事 事情 事儿 东西 情况 问题 地方 时间 时 日子 里 里头 里面 上 下 上面 下面 外面 前 边 这回 上次 上回 这次
下次 你好 您好 麻烦 谢谢 师傅 同志 小妹 大姐 大哥 老师 小姐 姑娘家 请 劳驾 不好意思 对了 那什么 还有 另外 其他 别的
全部 所有 每 每个 各 一 二 两 三 四 五 六 七 八 九 十 半 第 等 等等 之 其 而 以 为 为了 由 被人 所 将 即 大厅
这个大厅 本市 本地 当地 我家 家里 我的 你的 您的 他的 她的 直接 直 完 掉 成了 多大 老 新 小 大 儿 子 头 道 啦 喽 咧
哇 诶 喂 嘞 呗 吔 哩 只能 非得 非 一步一步 一步 怎么样 怎么着 晓得 知道 知不知道 明白 清楚 觉得 以为 发现 打算 准备
想着
"""
)
#: Single characters that say something by themselves; others are leavings of the cutting.
_SINGLE = frozenset("补换改退转丢捡偷借卖买查提取停销罚税寄死离租坏用领交读考签约涨欠贷卡钱号")


@dataclass(frozen=True, slots=True)
class ContentWord:
    """`sound`: ` syllable syllable `."""

    text: str
    sound: str

    def stands_in(self, text: str, sound: str) -> bool:
        """A single character must be written: too many sound alike."""
        return self.text in text if len(self.text) == 1 else self.sound in sound


@dataclass(frozen=True, slots=True)
class Content:
    """`words`: content words, in order. `sound` and `text`: all of the text, canonical, to find words in."""

    words: tuple[ContentWord, ...]
    aspects: frozenset[Aspect]
    sound: str
    text: str


@text_cached
def content(text: str) -> Content:
    plain = clean(text)
    cues = aspect_cues(plain)
    cut = {at for places in cues.values() for place in places for at in place}
    kept = "".join(" " if at in cut else character for at, character in enumerate(plain))
    pieces = [canonical(piece) for piece in kept.split()]
    found = tuple(ContentWord(word, _sound(word)) for piece in pieces for word in _joined(words(piece)))
    whole = canonical(text)
    return Content(found, frozenset(cues), _sound(whole), whole)


def _sound(word: str) -> str:
    return f" {' '.join(sounds(word))} "


def _is_content(word: str) -> bool:
    return word not in _FUNCTION and (len(word) > 1 or word in _SINGLE)


def _joined(cut: tuple[str, ...]) -> tuple[str, ...]:
    """Content words; single characters that no word holds, side by side, are one word that the dictionary lacks."""
    found: list[str] = []
    run = ""
    for word in (*cut, "的"):
        if len(word) == 1 and word not in _FUNCTION:
            run += word
            continue
        if run and _is_content(run):
            found.append(run)
        run = ""
        if _is_content(word):
            found.append(word)
    return tuple(found)
