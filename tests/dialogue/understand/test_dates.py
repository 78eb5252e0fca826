from datetime import date

import pytest

from dialogue.understand.dates import read_date

TODAY = date(2026, 11, 22)  # a Sunday
ANY = [
    ("今天", "2026-11-22"),
    ("明天", "2026-11-23"),
    ("后天", "2026-11-24"),
    ("大后天", "2026-11-25"),
    ("昨天", "2026-11-21"),
    ("前天", "2026-11-20"),
    ("大前天", "2026-11-19"),
    ("就今天吧", "2026-11-22"),
    ("下周三", "2026-11-25"),
    ("下个星期三", "2026-11-25"),
    ("下下周一", "2026-11-30"),
    ("上周五", "2026-11-13"),
    ("上个礼拜天", "2026-11-15"),
    ("本周六", "2026-11-21"),
    ("这个星期一", "2026-11-16"),
    ("周日", "2026-11-22"),
    ("礼拜天", "2026-11-22"),
    ("2026年11月22号", "2026-11-22"),
    ("2026年11月22日", "2026-11-22"),
    ("2026-11-22", "2026-11-22"),
    ("2026/11/22", "2026-11-22"),
    ("2026.3.5", "2026-03-05"),
    ("20260305", "2026-03-05"),
    ("二零二六年三月五号", "2026-03-05"),
    ("二〇二五年十二月三十一日", "2025-12-31"),
    ("二零二五年十月一号", "2025-10-01"),
    ("25年3月5号", "2025-03-05"),
    ("二五年三月五号", "2025-03-05"),
    ("98年7月1号", "1998-07-01"),
    ("十一月二十号", "2026-11-20"),
    ("11月20号", "2026-11-20"),
    ("三月五号", "2026-03-05"),
    ("3月5日", "2026-03-05"),
    ("三月二十一", "2026-03-21"),
    ("去年三月五号", "2025-03-05"),
    ("去年的三月五号", "2025-03-05"),
    ("前年十二月三十号", "2024-12-30"),
    ("今年一月二号", "2026-01-02"),
    ("上个月十五号", "2026-10-15"),
    ("上个月的15号", "2026-10-15"),
    ("下个月一号", "2026-12-01"),
    ("这个月三号", "2026-11-03"),
    ("三天前", "2026-11-19"),
    ("两周前", "2026-11-08"),
    ("三个月前", "2026-08-22"),
    ("一年前", "2025-11-22"),
    ("半年前", "2026-05-22"),
    ("两天后", "2026-11-24"),
    ("十天以后", "2026-12-02"),
    ("二零二四年二月二十九号", "2024-02-29"),
    ("我是去年九月一号搬来的", "2025-09-01"),
    ("应该是2024年8月8号", "2024-08-08"),
    ("三月五号，不对，三月六号", "2026-03-06"),
    ("2025年，5月，1号", "2025-05-01"),
    ("2025 年 5 月 1 日", "2025-05-01"),
    ("二零二五年零三月零五日", "2025-03-05"),
    ("二零二五零三零五", "2025-03-05"),
    ("2025年03月05日", "2025-03-05"),
    ("十号", "2026-11-10"),
]
PAST = [
    ("十二月一号", "2025-12-01"),
    ("三月五号", "2026-03-05"),
    ("二十五号", "2026-10-25"),
    ("周三", "2026-11-18"),
    ("今天", "2026-11-22"),
]
FUTURE = [("三月五号", "2027-03-05"), ("十二月一号", "2026-12-01"), ("五号", "2026-12-05"), ("周三", "2026-11-25")]
HINTS = [
    ("二月三十号", "any", "2月没有30号"),
    ("2025年2月29号", "any", "2025年没有2月29号"),
    ("2月29号", "future", "今年没有2月29号"),
    ("十三月一号", "any", "没有13月"),
    ("去年三月", "any", "哪一天"),
    ("2025年3月", "any", "哪一天"),
    ("去年", "any", "哪一天"),
    ("明天", "past", "还没有到"),
    ("2027年1月1号", "past", "还没有到"),
    ("昨天", "future", "已经过了"),
]


@pytest.mark.parametrize(("text", "day"), ANY)
def test_any(text: str, day: str) -> None:
    assert read_date(text, TODAY).value == day


@pytest.mark.parametrize(("text", "day"), PAST)
def test_past(text: str, day: str) -> None:
    assert read_date(text, TODAY, when="past").value == day


@pytest.mark.parametrize(("text", "day"), FUTURE)
def test_future(text: str, day: str) -> None:
    assert read_date(text, TODAY, when="future").value == day


@pytest.mark.parametrize(("text", "when", "hint"), HINTS)
def test_hint(text: str, when: str, hint: str) -> None:
    reading = read_date(text, TODAY, when=when)  # type: ignore[arg-type]
    assert not reading.value
    assert hint in reading.message


@pytest.mark.parametrize(
    "text", ["我忘了", "不记得了", "你好", "什么时候都行", "是的", "我住三楼", "十分感谢", "一号线旁边", "13800138000"]
)
def test_no_date(text: str) -> None:
    assert not read_date(text, TODAY).value


#: The month, the week or the year told behind the day; 大 before 上 and 下; a day after another; today is 1 December.
BEHIND = [
    ("future", "十五号，下个月的", "2027-01-15"),
    ("future", "五号，说的是下个月", "2027-01-05"),
    ("future", "三号，不是这个月是下个月", "2027-01-03"),
    ("future", "礼拜三，是下个礼拜的", "2026-12-09"),
    ("future", "周五，不是这周，下周的", "2026-12-11"),
    ("future", "三月五号，明年的", "2027-03-05"),
    ("past", "五号，上个月的", "2026-11-05"),
    ("past", "周二，上周的", "2026-11-24"),
    ("past", "三月五号，前年的", "2024-03-05"),
    ("future", "大下个礼拜二", "2026-12-15"),
    ("future", "大下个月三号", "2027-02-03"),
    ("past", "大上周六", "2026-11-21"),
    ("past", "大上个月五号", "2026-10-05"),
    ("future", "元旦以后第一个星期三", "2027-01-06"),
    ("future", "十号过后那个礼拜一", "2026-12-14"),
    ("future", "礼拜二我要上班，礼拜四吧", "2026-12-03"),
    ("future", "明天孩子开家长会，后天吧", "2026-12-03"),
    ("future", "周三没空，周五也没空，下周二好了", "2026-12-08"),
]


@pytest.mark.parametrize(("when", "text", "day"), BEHIND)
def test_a_day_with_its_month_or_its_hindrance_behind_it(when, text: str, day: str) -> None:
    reading = read_date(text, date(2026, 12, 1), when=when)
    assert (reading.value, reading.doubtful) == (day, False)


@pytest.mark.parametrize(
    "text",
    ["二十几号吧", "十二月二十几号", "二十来号", "零九年三月，二十几号来着", "前年六月十几号", "五号，明年的",
     "国庆放假最后那天", "春节假里头一天"],
)  # fmt: skip
@pytest.mark.parametrize("when", ["past", "future", "any"])
def test_a_day_that_is_not_told_is_asked_for(when, text: str) -> None:
    """八月十几号 is not the tenth."""
    reading = read_date(text, date(2026, 12, 1), when=when)
    assert not reading.value


def test_two_days_that_both_suit_are_asked_about() -> None:
    assert len(read_date("周一周二都行", date(2026, 12, 1), when="future").candidates) == 2
    assert len(read_date("明天或者后天吧", date(2026, 12, 1), when="future").candidates) == 2
