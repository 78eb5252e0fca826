"""The people of the demo back end. All are fictional; their ID numbers pass the checksum.

Any other checksum-valid number works too: its name and record come from a hash of the number.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

CardStatus = Literal["正常", "已挂失", "已注销"]
FundStatus = Literal["正常", "封存", "没有账户"]

_FAMILY = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗"
_WOMEN = ("秀英", "丽华", "晓燕", "雨桐", "桂芳", "婷婷", "雪梅", "思琪", "玉兰", "佳怡")
_MEN = ("建国", "志强", "晓峰", "浩然", "德明", "家豪", "文斌", "子轩", "永福", "俊杰")


@dataclass(frozen=True, slots=True)
class Person:
    """A person's record. `fund_*`: the housing fund (yuan, months paid in a row, months since sealed).

    `veteran`: as what the person is registered (优待证). `veteran_due`: the day the card is due, or 已领.
    `forgets`: submissions change nothing, so that a demonstration can be repeated.
    `mobile`: the registered mobile number; empty: none.
    `broken`: every office's system fails for this person.
    """

    number: str
    name: str
    card: CardStatus = "正常"
    card_tail: str = "0000"
    permit: bool = False
    forgets: bool = False
    note: str = ""
    fund_status: FundStatus = "正常"
    fund_balance: int = 0
    fund_months: int = 0
    fund_sealed: int = 0
    insured: bool = True
    filed_away: bool = False
    id_state: Literal["有效", "正在办理", "已预约"] = "有效"
    homes: int = 1
    broken: bool = False
    mobile: str = "13800138000"
    veteran: str = "退役军人"
    veteran_due: str = ""


PEOPLE: dict[str, Person] = {
    person.number: person
    for person in (
        Person(
            "11010519491231002X", "李桂英", card_tail="4021", forgets=True, note="可反复办理",
            fund_status="封存", fund_balance=52300, fund_months=240, fund_sealed=120,
        ),
        Person(
            "110105200106011154", "周子轩", card_tail="7736", forgets=True, note="可反复办理；名下无房",
            fund_balance=18600, fund_months=28, homes=0,
        ),
        Person(
            "110105198506123729", "赵雪梅", card_tail="6217", forgets=True, note="可反复办理",
            fund_balance=86500, fund_months=150, veteran="烈士遗属",
        ),
        Person(
            "110105198805234517", "陈志强", card="已挂失", card_tail="5190", note="社保卡已挂失；公积金封存两个月",
            fund_status="封存", fund_balance=43100, fund_months=60, fund_sealed=2,
        ),
        Person(
            "110105197602143370", "吴永福", card="已注销", card_tail="0087", note="社保卡已注销；公积金封存八个月",
            fund_status="封存", fund_balance=64800, fund_months=96, fund_sealed=8,
        ),
        Person(
            "110105199508162048", "林雨桐", card_tail="9342", permit=True, note="已有居住证；公积金只缴了两个月",
            fund_balance=3200, fund_months=2,
        ),
        Person(
            "11010519920909222X", "马思琪", card_tail="2518", note="没有公积金账户；医保停保；身份证正在办理",
            fund_status="没有账户", insured=False, id_state="正在办理", homes=0, veteran="现役军人",
        ),
        Person(
            "110105198111053818", "何文斌", card_tail="8063", note="已做过异地就医备案；身份证已预约",
            fund_balance=120000, fund_months=200, filed_away=True, id_state="已预约", homes=2, veteran_due="已领",
        ),
        Person("11010519700707709X", "高德明", note="业务系统故障：查什么都没有回应", broken=True),
    )
}  # fmt: skip


#: Whose face is never like the card's, and of whom no picture is ever good enough: 吴永福, 何文斌.
UNLIKE, UNSEEN = "110105197602143370", "110105198111053818"


def person(number: str) -> Person:
    """The holder of this ID number, which must be valid."""
    known = PEOPLE.get(number)
    if known is not None:
        return known
    chance = hashlib.sha256(f"hall-clerk demo {number}".encode()).digest()
    given = _WOMEN if int(number[16]) % 2 == 0 else _MEN  # the 17th digit is even for women (GB 11643-1999)
    return Person(
        number,
        _FAMILY[chance[0] % len(_FAMILY)] + given[chance[1] % len(given)],
        card_tail=f"{int.from_bytes(chance[2:4]) % 10_000:04d}",
        fund_balance=2000 + int.from_bytes(chance[4:6]) * 2,
        fund_months=6 + chance[6],
        homes=chance[7] % 3,
    )
