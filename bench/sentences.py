"""What people say in the hall, each with the moment at which they say it: the open question decides what is expected.

`TERMS` are the words of government that a hearing must not lose.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from asr import Expectation
from dialogue import Machine, load_library
from dialogue.acts import Begin
from dialogue.machine.state import Question

#: The moment -> (kind of answer, service, question).
MOMENTS: dict[str, tuple[str, str, Question]] = {
    "service": ("service", "", Question("service")),
    "consent": ("yesno", "社保卡挂失", Question("consent")),
    "confirm": ("yesno", "社保卡挂失", Question("confirm")),
    "loss": ("option", "社保卡挂失", Question("slot", slot="挂失方式")),
    "reason": ("option", "居住证办理", Question("slot", slot="办理事由")),
    "half": ("yesno", "居住证办理", Question("slot", slot="住满半年")),
    "id": ("id", "社保卡挂失", Question("slot", slot="身份证号")),
    "phone": ("phone", "社保卡挂失", Question("slot", slot="手机号")),
    "date": ("date", "居住证办理", Question("slot", slot="入住日期")),
    "rating": ("rating", "社保卡挂失", Question("rating")),
}

SENTENCES: dict[str, tuple[str, ...]] = {
    "service": (
        "我要挂失社保卡", "我的社保卡丢了", "社保卡不见了怎么办", "社保卡被偷了", "我想办社保卡挂失",
        "社会保障卡挂失", "我的医保卡丢了", "社保卡找不到了", "您好，我想挂失一下社保卡", "社保卡掉了要怎么挂失",
        "办居住证", "我要办居住证", "居住证怎么办", "外地人怎么办居住证", "我想申请居住证", "居住证办理要什么材料",
        "居住证申领", "新办一个居住证", "办暂住证", "我来领居住证", "居住登记卡在哪里办", "帮我办一下居住证",
        "办居住证要带什么证件", "居住证丢了怎么补办", "补社保卡收费吗", "居住证工本费多少", "居住证窗口在哪里",
        "社保窗口在几号", "挂失期间怎么报销", "怎么解除挂失", "你们几点上班", "可以代办吗",
    ),
    "consent": ("同意", "可以", "是的，同意", "不同意"),
    "confirm": ("确认", "对，没问题", "不对，手机号错了", "好的"),
    "loss": (
        "正式挂失", "临时挂失", "我要正式挂失", "先临时挂失吧", "直接补卡", "找不回来了，正式挂失",
        "临时挂失和正式挂失有什么区别",
    ),
    "reason": ("就业", "我在这里上班", "租房住", "孩子上学", "合法稳定就业", "连续就读"),
    "half": ("住满了", "住了一年多了", "还没满半年", "超过半年了"),
    "id": ("身份证号是一一零一零五一九四九一二三一零零二叉", "三三零一零六一九八八零三零七二二一五"),
    "phone": ("一三八零零一三八零零零", "我的手机号是幺三九五七幺零二二六八"),
    "date": ("二零二四年三月十五号", "去年十月一号"),
    "rating": ("非常满意", "基本满意", "不满意"),
}  # fmt: skip

TERMS = (
    "社保卡", "社会保障卡", "医保卡", "居住证", "暂住证", "居住登记", "身份证", "手机号", "挂失", "解除挂失", "补办",
    "补卡", "申领", "申请", "代办", "工本费", "报销", "正式", "临时", "就业", "就读", "租房", "材料", "证件", "窗口",
    "同意", "确认", "满意",
)  # fmt: skip


def all_sentences() -> list[tuple[str, str]]:
    """(moment, text), in a fixed order."""
    return [(moment, text) for moment, texts in SENTENCES.items() for text in texts]


def expectations(services: Path) -> dict[str, Expectation]:
    """What the ear expects at each moment, as the machine that runs these scripts would say. Raises `ScriptErrors`."""
    machine = Machine(load_library(services))
    begun, _ = machine.step(machine.new("bench", date(2026, 11, 22)), Begin())
    return {
        moment: Expectation(
            kind,  # type: ignore[arg-type]
            machine.biasing_phrases(replace(begun, service=service, question=question)),
        )
        for moment, (kind, service, question) in MOMENTS.items()
    }
