"""Mandarin turns to take: where people stop in mid-sentence, what they mutter while somebody speaks, what they cough.

Pieces are spoken by Kokoro and put together with the pauses between them (ms). Numbers are read in the groups in which
people read them from a card.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.clips import VOICE
from bench.sentences import SENTENCES

Pieces = tuple[str | int, ...]
#: A voice and a text.
Line = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Ending:
    """Something said in one turn. `moment`: of `bench.sentences`; `group`: the row of the table."""

    group: str
    moment: str
    pieces: Pieces
    voice: str = VOICE


@dataclass(frozen=True, slots=True)
class TurnCases:
    """`over`: what is said while the clerk speaks, by group: back-channels and interruptions."""

    endings: tuple[Ending, ...]
    over: dict[str, tuple[Line, ...]]


_HESITATIONS: tuple[tuple[str, Pieces], ...] = (
    ("service", ("我想办", 700, "居住证")),
    ("service", ("那个", 500, "我的社保卡丢了")),
    ("service", ("我的社保卡", 400, "找不到了")),
    ("service", ("就是", 800, "我想问一下居住证怎么办")),
    ("service", ("你好", 350, "我要挂失社保卡")),
    ("service", ("因为我在这里上班", 500, "所以想办居住证")),
    ("service", ("我想问一下", 700, "补办社保卡要多少钱")),
    ("service", ("请问", 450, "你们几点上班")),
    ("service", ("我要办那个", 900, "居住证")),
    ("service", ("嗯", 600, "社保卡挂失")),
    ("service", ("我的", 500, "我的医保卡丢了")),
    ("service", ("我是外地的", 450, "想办居住证")),
    ("service", ("如果卡找到了", 600, "怎么解除挂失")),
    ("service", ("帮我", 500, "办一下居住证")),
    ("service", ("社保卡丢了", 350, "怎么办")),
    ("service", ("我昨天在公交车上", 500, "社保卡被偷了")),
    ("consent", ("这个", 500, "可以")),
    ("confirm", ("不对", 400, "手机号错了")),
    ("loss", ("我想一下", 900, "正式挂失")),
    ("reason", ("我是", 500, "来这里上班的")),
    ("half", ("好像", 600, "住了一年多了")),
    ("date", ("二零二四年", 600, "三月十五号")),
    ("date", ("去年", 500, "十月一号")),
    ("loss", ("先", 500, "临时挂失吧")),
)

_NUMBERS: tuple[tuple[str, Pieces], ...] = (
    ("id", ("一一零一零五", 500, "一九四九一二三一", 600, "零零二叉")),
    ("id", ("三三零一零六", 700, "一九八八零三零七", 900, "二二一五")),
    ("id", ("四四零三零一", 1100, "一九九二", 500, "零九一八", 700, "四四一二")),
    ("id", ("身份证号是", 600, "一一零一零五", 400, "一九四九一二三一零零二叉")),
    ("id", ("五一零一零四", 900, "一九七六一一二三", 1200, "三三六七")),
    ("id", ("一二零", 400, "一零一", 500, "一九六五", 450, "零二一四", 600, "一零二八")),
    ("id", ("三一零一一五一九九零", 800, "零五二六零零一八")),
    ("id", ("我的身份证是", 700, "三二零五零五", 800, "一九八三零四一二四四三七")),
    ("phone", ("一三八", 400, "零零一三", 500, "八零零零")),
    ("phone", ("一三九", 600, "五七一零", 700, "二二六八")),
    ("phone", ("一五零二六八", 800, "七七三一五")),
    ("phone", ("手机号是", 500, "一八六", 400, "一二三四", 450, "五六七八")),
    ("phone", ("一七七", 900, "三三二一", 1000, "九零八六")),
    ("phone", ("一三三零零", 500, "零零一", 600, "二三四")),
    ("phone", ("我的手机", 600, "一三五八八", 500, "八六六四二一")),
    ("phone", ("一五八", 450, "六六一七", 450, "二零零九")),
)

ENDINGS: tuple[Ending, ...] = (
    *(Ending("sentences", "service", (text,)) for text in SENTENCES["service"]),
    *(
        Ending("short answers", moment, (text,))
        for moment in ("consent", "confirm", "loss", "reason", "half", "rating")
        for text in SENTENCES[moment]
    ),
    *(Ending("hesitations", moment, pieces) for moment, pieces in _HESITATIONS),
    *(Ending("numbers with pauses", moment, pieces) for moment, pieces in _NUMBERS),
)

#: What somebody says who only listens.
BACKCHANNELS = (
    "嗯", "嗯嗯", "好", "好的", "好好", "对", "对对", "对的", "是", "是的", "是是", "哦", "哦哦", "啊", "行", "可以",
    "知道了", "明白", "明白了", "好的好的",
)  # fmt: skip
#: What somebody says who wants the word.
INTERRUPTIONS = (
    "等一下", "不对不对", "停一下", "我要转人工", "我不办了", "换一个业务", "要多少钱", "手机号说错了",
    "你说什么", "再说一遍", "我要办居住证", "我没听清楚", "这个要带什么材料", "说慢一点", "取消", "我有个问题",
    "社保卡丢了怎么办", "上一步", "你们几点下班", "不是这个",
)  # fmt: skip
#: What the clerk is saying meanwhile, and whether it asks for a yes.
HERS = (
    ("好的，社保卡挂失，需要您的身份证和手机号，只用于这一次业务，办完以后我会给您打印一张回执。", False),
    ("为了办理挂失，需要采集您的身份证号和手机号，仅用于本次业务，您同意吗？", True),
)


def own_cases(voices: Sequence[str]) -> TurnCases:
    """Those of this file; `voices` speak over the clerk."""
    texts = {"back-channels": BACKCHANNELS, "interruptions": INTERRUPTIONS}
    return TurnCases(ENDINGS, {g: tuple((v, t) for v in voices for t in said) for g, said in texts.items()})


def read_cases(path: Path) -> TurnCases:
    """Cases of `bench/blind/turns_*.jsonl`: a line has group, moment (`over`: while she speaks), pieces and voice."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    over: dict[str, tuple[Line, ...]] = {}
    for line in lines:
        if line["moment"] == "over":
            over[line["group"]] = (*over.get(line["group"], ()), (line["voice"], line["pieces"][0]))
    endings = (
        Ending(line["group"], line["moment"], tuple(line["pieces"]), line["voice"])
        for line in lines
        if line["moment"] != "over"
    )
    return TurnCases(tuple(endings), over)
