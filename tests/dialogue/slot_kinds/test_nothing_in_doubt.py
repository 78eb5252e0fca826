"""Answers in citizens' own words at the shipped forms: what is in doubt is read back or left, never filed."""

from __future__ import annotations

from datetime import date

import pytest

from dialogue import Library
from dialogue.script import Slot
from dialogue.slot_kinds import read_slot

TODAY = date(2026, 12, 1)


@pytest.fixture(scope="module")
def slots(library: Library) -> dict[str, Slot]:
    return {slot.name: slot for script in library.scripts for slot in script.slots}


#: Nothing is filed of these without a question.
DOUBTS = {
    "领证方式": "别寄 别寄，我来拿 我们村那个快递点老是偷懒不送 寄到我女儿单位",
    "收款卡": "这张早销户了 打我工行那张去，这张我从来不用 这卡磁条坏了，整另一个吧",
    "落户随谁": "跟他爸也行跟我也行",
    "挂失方式": "别整正式的，短的那种就行",
    "查询人": "我是中介，业主签了授权给我",
    "孩子社保卡": "办一个",
    "联系方式": "名字不留，电话可以留",
    "办理原因": "又裂了又快到日子了",
    "和军人的关系": "我儿子埋在云南了，我就这么一个 我闺女是女兵，救灾没回来",
    "另办事项": "公章要的，还要开得出票来，客户都要票",
    "开无房证明": "看你们，需要就开",
    "接受推荐": "嗯……那天啊……",
    "在大厅": "我儿子在那边，我在家",
    "住满半年": "六月份来的",
    "名下有房": "不想说 我前面身份证号写错了",
    "店名": "你看叫啥好听 能不能叫中国第一面 我儿子说名字要洋气点才有人来",
    "经营场所": "地址等租好了再告诉你 阳光小区",
    "居住地址": "写租的还是写老家的 刚搬的，地址还背不到",
    "事发地点": "长江路还是长征路，反正有个大转盘 俺村东头那条河 菜市场里头卖鱼那家 那个大转盘 地址他晓得",
    "邮寄地址": "寄到我们村小卖部 光明小区，老地方",
    "就医地": "北京或者天津，哪边有床去哪边 香港能不能报 南方 肿瘤医院 你问我崽",
    "已解决": "我现在不住那了，听说是修了",
    "提取金额": "先来一万，不够再说",
    "事发时间": "十一点半，我刚要睡",
    "代理人姓名": "俺姓赵 周桂兰，改过名的",
    "代办人姓名": "他叫宋保国",
    "代办人身份证号": "我公公的是二一零六零二一九三八零六二零三八九三",
    "资金数额": "三八 投个五",
    "从业人数": "请了四个人 光杆司令 夫妻店",
    "入住日期": "六月十八号 反正是十五号",
    "预约日期": "我这礼拜天天加班到十点 周三吧，这周还是下周都成",
}


@pytest.mark.parametrize(("name", "said"), [(name, one) for name, said in DOUBTS.items() for one in said.split(" ")])
def test_a_doubt_is_not_filed(slots, name, said) -> None:
    reading = read_slot(slots[name], said, today=TODAY)
    assert not reading.value or reading.doubtful


#: Filed as they stand.
FILED = [
    ("领证方式", "寄到家", "寄到家"),
    ("收款卡", "就这张", "用这张卡"),
    ("挂失方式", "不对，是正式挂失", "正式挂失"),
    ("另办事项", "刻章，还有开户", "刻章、开户"),
    ("代理人姓名", "复姓欧阳 单名一个雪，下雪的雪", "欧阳雪"),
    ("代理人姓名", "鄙人免贵姓何 人可何，秀是优秀的秀，英雄的英", "何秀英"),
    ("落户地址", "落在解放路五十八号三栋二单元六零一", "解放路58号3栋2单元601"),
    ("落户地址", "户口本上是人民南路12号", "人民南路12号"),
    ("店名", "就叫阿芳美发吧", "阿芳美发"),
    ("入住日期", "两千零二十年七月三号", "2020-07-03"),
    ("入住日期", "今年六月十八号", "2026-06-18"),
    ("事发日期", "离今天整一个星期", "2026-11-24"),
    ("开始日期", "从今天起", "2026-12-01"),
    ("资金数额", "三八万", "380000"),
    ("从业人数", "连我四个人", "4"),
    ("住满半年", "二零二四年就在这边上班了", "是"),
]


@pytest.mark.parametrize(("name", "said", "value"), FILED)
def test_what_is_certain_is_filed(slots, name, said, value) -> None:
    reading = read_slot(slots[name], said, today=TODAY)
    assert (reading.value, reading.doubtful) == (value, False)


@pytest.mark.parametrize(("said", "value"), [("八月来的", "否"), ("去年来的", "是"), ("三月份搬来的", "是")])
def test_since_when_tells_how_long_and_is_asked_back(slots, said, value) -> None:
    reading = read_slot(slots["住满半年"], said, today=TODAY)
    assert (reading.value, reading.doubtful) == (value, True)
