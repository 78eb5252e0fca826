"""What a question asks of its object: the fee, how long, where, what to bring, who may come, or the asker's own case.

Known by sound, like all speech. A cue may have a gap: 收…钱 holds 收多少钱 and 收不收钱.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from dialogue.knowledge.tokens import sounds
from mandarin.pinyin import clean
from mandarin.text_cache import text_cached

Aspect = Literal[
    "fee", "time", "valid", "hours", "place", "materials", "proxy", "how", "condition", "amount", "online", "basis",
    "difference", "consequence", "progress", "balance",
]  # fmt: skip

#: The words of 答什么, as operators write them.
NAMES: dict[str, Aspect] = {
    "费用": "fee", "时限": "time", "有效期": "valid", "办公时间": "hours", "地点": "place", "材料": "materials",
    "代办": "proxy", "流程": "how", "条件": "condition", "额度": "amount", "网办": "online", "依据": "basis",
    "区别": "difference", "后果": "consequence", "进度": "progress", "余额": "balance",
}  # fmt: skip
#: The asker's own case. Only a passage that is written about finding it out speaks of it; none knows it.
OWN_CASE: frozenset[Aspect] = frozenset({"progress", "balance"})

_CUES: dict[Aspect, str] = {
    "balance":
        "余额 还有多少 还有好多 还有几 还剩 剩多少 剩几 里有多少 里头有多少 里面有多少 里头多少 里面多少 "
        "卡上有多少 里的钱 里头的钱 里面的钱 卡上的钱 "
        "账上的钱 账户的钱 账上有多少 账户有多少 账户多少 存了多少 攒了多少 查一下有多少 够不够扣",
    "progress":
        "好了没 好了吗 好了不 好没好 办好没 下来了没 下来了吗 下来没 出来了没 出来了吗 出来没 到账了没 到账了吗 "
        "批了没 批了吗 批下来没 通过了没 通过了吗 过了没 做完了没 办完了没 办完了吗 处理了没 处理了吗 有结果了 "
        "有消息了 办到哪 到哪一步 走到哪 走到哪儿 到哪步 办得怎么样了 怎么样了 进度 进展 怎么还没 咋还没 还没到账 "
        "什么时候轮到 卡哪儿 卡在哪 给没给办 查得怎么样 受理了没 受理了吗 审完没 审了没 寄出来没 寄了没 到了没 "
        "消掉了没 解除了没 注销了没 生效了没 到期了没",
    "fee":
        "多少钱 几多钱 好多钱 多少块 多少元 几块 几个钱 几元 收费 费用 工本费 手续费 免费 免钱 要…钱 花…钱 收…钱 "
        "掏…钱 交…钱 扣…钱 出…钱 付…钱 费…钱 贵不贵 贵吗 贵不 收多少 收好多 收几 收不收 怎么收 交费 缴费 价钱 价格 "
        "白给 掏多少 花多少 什么价 啥价 扣不扣 要交多少 多少银子 几个子儿 多少票子 花销 收票子 钱怎么算 要不要交钱 "
        "钱多不多 贵得很 工本 几十块 一百块 好几百",
    "valid":
        "有效期多久 有效期多长 有效期是几 有效期是多 有效期几 有效期到 有效期 管多久 管多长 管几年 管几个月 "
        "管用多久 能管 能用多久 能用几 能用多长 用多长 用多久 用几年 用几个月 用多少年 几年换 几年一换 多久过期 "
        "过期 到期 失效 作废 作数 算数吗 还算数 还顶用 年限 过没过期 多久换 多少年换 永久 长期有效 用到什么时候 "
        "用到哪天",
    "time":
        "多久 好久能 多长时间 多少天 几天 几日 多少日子 多少日 多少个工作日 几个工作日 几个礼拜 几周 多少工夫 多快 "
        "时限 期限 等多 等几 要等 什么时候能 什么时候好 什么时候拿 什么时候给 什么时候下 什么时候到 啥时候能 "
        "啥时候好 啥时候拿 几时能 几时好 当天 当场 当时 立马 马上 立刻 即时 什么时候可以 能拿到 拿得到 多长 多会儿 "
        "啥时间 多大工夫 快不快 慢不慢 哪天能 哪天拿 哪天来 几号能 几号拿 来得及 赶得上 赶得及 等不等得及 过些日子 "
        "过几天 改天再 隔几天 今天能 今儿能 今天就能 当日 现场 坐等 立等 拖多久 得几天 什么辰光 啥辰光 快的话 加急 "
        "什么时候来拿 什么时候来取 什么时候通知 何时 马上能 多长日子 得多少天",
    "hours":
        "几点 上班吗 上班不 上不上班 上班时间 开门吗 开门时间 什么时候开门 关门 营业时间 办公时间 服务时间 有人接 "
        "什么时候上班 下班 休息吗 休不休息 扑空 扑个空 有没有人 有人吗 有人没 还开着 开着门 白跑 上不上 值班 "
        "早上几点 晚上几点 还办不办 几点钟",
    "place":
        "在哪 哪里 哪儿 去哪 到哪 上哪儿 上哪里 上哪去 上哪办 往哪 哪个窗口 几号窗口 哪个柜台 什么地方 啥地方 哪块 "
        "哪一块 哪边 哪一边 哪头 哪层 几楼 几层 地点 位置 怎么走 咋走 哪个地方 送哪 找谁办 哪个部门 哪一层 上几楼 "
        "几号楼 怎么找 哪一头 哪个门 哪个厅 哪个台 往哪边 朝哪 找哪个 找哪位 归哪 交给谁 跑哪 去什么地方 报到 "
        "哪个口子 啥位置 坐哪儿 坐哪一 坐哪块",
    "materials":
        "带什么 带哪 带啥 带些 材料 证件要 什么证件 哪些证件 啥证件 什么证 准备什么 准备哪 准备啥 准备些 备什么 "
        "备哪 备啥 备好啥 备好什么 什么东西 哪些东西 啥东西 拿什么 拿哪 拿啥 交什么 交哪些 交啥 交哪 提供什么 "
        "提供哪 提供啥 用什么证明 用啥证明 什么证明 哪些证明 哪些纸 要啥 要哪些 手续要 什么手续 啥手续 哪些手续 "
        "出示什么 需要什么 需要哪些 需要啥 凭什么证 用什么当 备齐 带齐 拿齐 需要带 需要拿 用不用带 要不要带 "
        "要不要拿 带不带 啥子材料 什么纸 哪些证 哪几样 几样 什么单子 哪些单子 啥单子 交上去 递上去 复印件 原件 "
        "几张照片",
    "proxy":
        "代办 代领 代取 代提 代查 代为 代替 代理 替 别人 旁人 他人 本人来 本人去 本人到 本人办 本人来不 委托 "
        "帮我办 家里人 家属 亲自 请人 到场 托人 托别人 叫…去 叫…来 让…来 让…去 帮…办 帮…领 帮…取 帮…补 给他弄 "
        "给她弄 给他办 给她办 谁来 谁去 谁能 非得本人 必须本人 我给她 我给他 我来替 帮我妈 帮我爸 给我妈 给我爸 "
        "给老人 托我 人不来 人来不了 来不了 走不开 去不了 不到场 跑腿 帮着 我去行 我去就行",
    "how":
        "流程 分几步 几步 步骤 怎么 咋 如何 几道手续 手续怎么 啥法子 什么办法 啥办法 怎样 咋个 咋整 要走哪些 "
        "走几道 从头 先后 第一步 头一步 顺序 一步步 操作 咋操作 啥章程 咋申请 用什么法子",
    "condition":
        "条件 资格 什么人 哪些人 啥人 谁可以 什么情况 哪些情况 啥情况 哪些情形 什么情形 够格 够不够 符合 住多久 "
        "住满 要求 住够 住上多 住了多 住到多 住几天 住多少 住几个月 住几年 住多长 交满 缴满 交够 缴够 "
        "交多久 缴多久 交几个月 缴几个月 满多久 满几个月 满几年 多大年纪 几岁 多大岁数 多少岁 年龄 年满 有没有资格 "
        "够资格 什么样的人 啥样的人 哪号人 哪种人 门槛 户口限制",
    "amount":
        "能提多少 提多少 贷多少 额度 最多能 最高能 能领多少 能补多少 可以领多少 上限 报多少 报百分之 "
        "提几 报几成 百分之几 比例 最高 最多 上限是",
    "online":
        "网上 手机上 手机能 线上 小程序 软件 app 在家办 自己点 手机怎么 上网 用手机 电脑上 手机里 微信 支付宝 扫码 "
        "不用跑 不来大厅 不出门 远程",
    "basis":
        "按哪里的 按哪边的 按哪儿的 依据 规定 法律 哪条法 什么法 什么文件 哪个文件 啥文件 哪个法 法规 条文 民法典 "
        "凭啥规定 谁规定 哪条规定 哪来的规定 红头文件 政策依据 法条 哪一条",
    "difference":
        "区别 不一样 有什么不同 有啥不同 差在哪 差别 一样吗 一样不 哪个好 是一回事 分别是 怎么分 啥区别 分别 "
        "有啥两样 两样 哪个管用 以哪个 哪个为准 听哪个 选哪个 是一样 同一个 一码事 怎么区分",
    "consequence":
        "会怎样 会怎么样 后果 处罚 怎么罚 罚款 被罚 罚多少 犯法 违法 合法 合不合法 被抓 坐牢 算谁的 算不算违法 "
        "追究 坐班房 罚不罚 罚几 有啥影响 有什么影响 影响大 有事吗 犯不犯 犯罪 抓起来",
}  # fmt: skip
#: Cues that also stand inside those of another aspect, and say nothing there: 多少钱 in 还有多少钱, 怎么 in 怎么收.
_YIELDS: dict[Aspect, frozenset[Aspect]] = {
    "fee": frozenset({"balance", "amount"}),
    "how": frozenset(NAMES.values()) - {"how"},
    "time": frozenset({"progress", "valid", "condition"}),
    "place": frozenset({"progress", "difference", "how", "basis"}),
    "hours": frozenset({"time"}),
    "valid": frozenset({"progress"}),
}
_GAP = 3


@text_cached
def aspects(text: str) -> frozenset[Aspect]:
    """All that is asked in `text`; none when it asks something else."""
    return frozenset(aspect_cues(text))


@text_cached
def aspect_cues(text: str) -> dict[Aspect, tuple[range, ...]]:
    """Each aspect and the places of its cues, as places of the syllables of `text`."""
    heard = _written_out(text.replace("电话", "号码"))  # 话多少 sounds like 花多少
    found = {aspect: tuple(_places(pattern, heard)) for aspect, pattern in _patterns()}
    kept: dict[Aspect, tuple[range, ...]] = {}
    for aspect, places in found.items():
        stronger = [span for other in _YIELDS.get(aspect, frozenset()) for span in found[other]]
        own = tuple(span for span in places if not any(_meet(span, other) for other in stronger))
        if own:
            kept[aspect] = own
    return kept


def _written_out(text: str) -> str:
    """` syllable|character syllable|character `"""
    return f" {' '.join(f'{s}|{c}' for s, c in zip(sounds(text), clean(text), strict=True))} "


def _meet(one: range, other: range) -> bool:
    return one.start < other.stop and other.start < one.stop


def _places(pattern: re.Pattern[str], heard: str) -> Iterator[range]:
    for hit in pattern.finditer(heard):
        edges = [hit.start(), *(at for group, _ in enumerate(hit.groups(), 1) if hit[group] for at in hit.span(group))]
        for start, end in zip(edges[::2], [*edges[1::2], hit.end()], strict=True):
            first = heard.count(" ", 0, start) - 1
            yield range(first, first + heard.count(" ", start, end))


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[Aspect, re.Pattern[str]], ...]:
    return tuple((aspect, _pattern(cues.split())) for aspect, cues in _CUES.items())


def _pattern(cues: list[str]) -> re.Pattern[str]:
    gap = rf"((?:\S+ ){{0,{_GAP}}}?)"  # a group: what stands between is no part of the cue
    parts = {gap.join(map(_part, cue.split("…"))) for cue in cues}
    return re.compile(f"(?<= )(?:{'|'.join(sorted(parts, key=len, reverse=True))})")


def _part(words: str) -> str:
    """A single character is known by itself, a pair by one of its characters: too many others sound like it."""
    syllables = sounds(words)
    if len(words) > 2:
        return "".join(rf"{syllable}\|\S " for syllable in syllables)
    if len(words) == 1:
        return rf"\S+\|{words} "
    (one, other), (left, right) = syllables, tuple(words)
    return rf"(?:\S+\|{left} {other}\|\S |{one}\|\S \S+\|{right} )"
