"""What is asked about a thing: its price, how long, what to bring, where, who may come, how it goes.

Two wordings of one question often share nothing but this (贵不贵, 收费吗). Known by sound, like all speech.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from dialogue.knowledge.tokens import sounds
from mandarin.text_cache import text_cached

Form = Literal["cost", "time", "bring", "where", "who", "how", "valid", "late", "online", "amount"]

_WORDS: dict[Form, str] = {
    "cost":
        "多少钱 收费 要钱 费用 工本费 手续费 免费 花钱 交钱 收钱 贵不贵 "
        "怎么收 几块钱 收多少 要交费 掏钱 花多少 贵吗 收不收 "
        "花不花钱 扣钱 掏多少",
    "time":
        "多久能 要多久 等多久 几天能 要几天 多长时间 几天办 几天到账 "
        "几天拿 什么时候能 什么时候好 什么时候拿 时限 多少天 "
        "几个工作日 多久办 多久生效 多久拿 什么时候到账 多快 等几天 "
        "多久可以拿 多久到 多久下来 几天出 几天下来 几天有 多久有 "
        "多久批 几天批 几天审",
    "bring":
        "带什么 带哪些 带啥 材料 证件要 什么证件 哪些证件 准备什么 准备哪些 "
        "准备啥 要身份证吗 需要什么东西 拿什么 手续要 拿哪些 "
        "拿啥 哪些东西 啥东西 啥证件 交什么 交哪些 要什么证 用什么证明",
    "where": "在哪 去哪 哪里办 到哪 哪个窗口 几号窗口 什么地方 地点 哪儿办 哪里可以办 怎么走 几楼",
    "who":
        "代办 别人 本人来 本人去 替我 替别人 代领 代取 委托 谁来办 谁能 "
        "帮我办 家里人 家属 亲自 帮父母 代替 帮爸妈 替爸妈 替他 "
        "替她 请人 本人到 能帮",
    "how": "流程 分几步 步骤 怎么办理 怎么弄 怎么操作 手续怎么",
    "valid":
        "有效期 管多久 能用多久 用多长 多久过期 几年换 能用几年 能管 "
        "用几年 多久失效 管几年 到期 能管多久 失效 用几个月 "
        "用多少年",
    "late": "忘了 忘记 晚了 逾期 过期了 补办备案 没来得及 事后 后补 再补",
    "amount": "能提多少 提多少 贷多少 额度 最多能 最高能 交多少 里有多少 领多少 补多少 上限",
    "online": "网上 手机上 线上 小程序 软件 app",
}  # fmt: skip


@text_cached
def forms(text: str) -> frozenset[Form]:
    """All that are heard in `text`; none when it asks something else."""
    heard = f" {' '.join(sounds(text))} "
    return frozenset(form for form, sound in _sounds() if sound in heard)


@lru_cache(maxsize=1)
def _sounds() -> tuple[tuple[Form, str], ...]:
    return tuple((form, f" {' '.join(sounds(word))} ") for form, words in _WORDS.items() for word in words.split())
