"""The desks of the demo office: what each looks up, files, refuses, and remembers."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from kiosk.demo.desks.hotline import SAMPLES, office_for
from kiosk.demo.desks.trade import LICENCES
from kiosk.demo.office import Office, RefusalError

FRESH, TENANT, RETIRED = "110105199003078713", "110105200106011154", "11010519491231002X"
SEALED, NOBODY, AWAY, BROKEN = "110105197602143370", "11010519920909222X", "110105198111053818", "11010519700707709X"
PHONE = "13800138000"


class Clock:
    """Sunday, 22 November 2026, until moved."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 22, 12, 5)

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office(clock: Clock) -> Office:
    return Office(":memory:", clock)


def ask(office: Office, api: str, /, key: str = "", **params: Any) -> dict[str, str]:
    return office.handle(api, params, key)


def refused(office: Office, api: str, /, key: str = "", **params: Any) -> tuple[int, str]:
    with pytest.raises(RefusalError) as caught:
        ask(office, api, key, **params)
    return caught.value.status, caught.value.code


@pytest.mark.parametrize(
    ("told", "same"),
    [
        ({"姓名": "李桂英", "手机号": "13800138000"}, "是"),
        ({"手机号": "13800138000"}, "是"),
        ({"姓名": "李桂英", "手机号": "13900139000"}, "否"),
        ({"姓名": "李桂", "手机号": "13800138000"}, "否"),
        ({"姓名": "李桂英", "卡号": "4021"}, "否"),
        ({}, "否"),
    ],
)
def test_what_is_told_of_a_person_is_compared_and_nothing_else_is_answered(
    office: Office, told: dict[str, str], same: str
) -> None:
    assert ask(office, "identity.match", 身份证号="11010519491231002X", **told) == {"相符": same}
    assert ask(office, "identity.match", 身份证号="110105194912310021", **told) == {"相符": "否"}, (
        "nobody has this number"
    )


def test_a_broken_system_is_broken_for_every_desk(office: Office) -> None:
    for api in ("sbk.status", "jzz.eligibility", "sfz.status", "gjj.account", "yb.insured", "bdc.owner", "ydz.person"):
        assert refused(office, api, 身份证号=BROKEN) == (503, "down")


# ---- the housing fund ----


def test_rent_is_withdrawn_up_to_the_limit(office: Office) -> None:
    account = ask(office, "gjj.account", 身份证号=TENANT)
    assert (account["账户状态"], account["账户余额"], account["缴存月数"]) == ("正常", "18600", "28")
    assert ask(office, "gjj.check", 身份证号=TENANT, 提取原因="租房", 提取金额="20000") == {
        "可以提取": "否",
        "最多可提": "18000",
        "本次提取": "20000",
    }
    assert ask(office, "gjj.check", 身份证号=RETIRED, 提取原因="退休")["本次提取"] == "52300"
    assert ask(office, "gjj.check", 身份证号=TENANT, 提取原因="租房", 提取金额="6000.5")["可以提取"] == "是"
    filed = ask(office, "gjj.withdraw", "c1", 身份证号=TENANT, 手机号=PHONE, 提取原因="租房", 本次提取="6000")
    assert filed == {"受理号": "GJ26000001", "预计办结日期": "2026-11-25"}


def test_what_was_withdrawn_is_gone(office: Office) -> None:
    before = int(ask(office, "gjj.account", 身份证号=FRESH)["账户余额"])
    ask(office, "gjj.withdraw", "c1", 身份证号=FRESH, 手机号=PHONE, 提取原因="购房", 本次提取="1000")
    assert int(ask(office, "gjj.account", 身份证号=FRESH)["账户余额"]) == before - 1000
    ask(office, "gjj.withdraw", "c2", 身份证号=FRESH, 手机号=PHONE, 提取原因="离职")
    assert ask(office, "gjj.account", 身份证号=FRESH)["账户状态"] == "没有账户"
    assert refused(office, "gjj.withdraw", "c3", 身份证号=FRESH, 手机号=PHONE, 提取原因="离职") == (409, "no_account")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"本次提取": "十块"}, "bad_amount"),
        ({"本次提取": "999999"}, "too_much"),
        ({"本次提取": "0"}, "too_much"),
        ({"提取原因": "旅游"}, "bad_kind"),
        ({"手机号": "1"}, "bad_phone"),
    ],
)
def test_the_fund_says_no(office: Office, changes: dict[str, str], code: str) -> None:
    params = {"身份证号": TENANT, "手机号": PHONE, "提取原因": "购房", "本次提取": "100"} | changes
    assert refused(office, "gjj.withdraw", "k", **params)[1] == code


def test_the_special_accounts(office: Office) -> None:
    assert ask(office, "gjj.account", 身份证号=SEALED)["封存月数"] == "8"
    assert ask(office, "gjj.account", 身份证号=NOBODY)["账户状态"] == "没有账户"
    assert ask(office, "gjj.account", 身份证号=RETIRED)["账户状态"] == "封存"


# ---- insurance, trade, property ----


def test_treatment_elsewhere_is_filed_once(office: Office) -> None:
    trip = {
        "身份证号": FRESH,
        "手机号": PHONE,
        "备案类型": "长期居住",
        "就医地": "四川省成都市",
        "开始日期": "2026-12-01",
    }
    assert ask(office, "yb.insured", 身份证号=FRESH)["已有备案"] == "否"
    assert ask(office, "yb.record", "c1", **trip) == {"受理号": "YB26000001", "生效日期": "2026-12-01"}
    assert ask(office, "yb.insured", 身份证号=FRESH)["已有备案"] == "是"
    assert ask(office, "yb.insured", 身份证号=AWAY)["已有备案"] == "是"
    assert ask(office, "yb.insured", 身份证号=NOBODY)["参保状态"] == "停保"
    assert refused(office, "yb.record", "c2", **(trip | {"身份证号": NOBODY})) == (409, "not_insured")
    assert refused(office, "yb.record", "c3", **(trip | {"开始日期": "明天"})) == (422, "bad_date")


def test_a_shop_from_its_name_to_the_papers(office: Office) -> None:
    assert ask(office, "gts.name", 店名="好再来小吃")["店名可用"] == "否"
    assert ask(office, "gts.name", 店名="中国第一面馆")["店名可用"] == "否"
    assert ask(office, "gts.name", 店名="")["店名可用"] == "是"
    papers = {
        "身份证号": FRESH, "手机号": PHONE, "经营类别": "餐饮", "姓名": "王小明", "经营场所": "和平路1号",
        "从业人数": "3", "资金数额": "50000",
    }  # fmt: skip
    assert ask(office, "gts.prepare", "c1", **papers) == {"预审号": "GT26000001"}
    assert refused(office, "gts.prepare", "c2", **(papers | {"从业人数": ""})) == (422, "missing")


def test_licences_have_right_codes(office: Office) -> None:
    assert all(uscc.is_valid(code) for code in LICENCES)
    assert {ask(office, "gts.licence", 信用代码=code)["执照状态"] for code in LICENCES} == {"存续", "已注销"}
    assert ask(office, "gts.licence", 信用代码="91110000600037341L")["执照状态"] == "没有查到"
    assert refused(office, "gts.licence", 信用代码="9211") == (422, "bad_code")


def test_the_register_of_property(office: Office) -> None:
    assert ask(office, "bdc.owner", 身份证号=TENANT)["登记套数"] == "0"
    filed = ask(office, "bdc.query", "c1", 身份证号=TENANT, 手机号=PHONE, 查询人="本人", 查询用途="银行贷款")
    assert filed == {"受理号": "BD26000001"}


# ---- appointments and the queue ----

IDENTITY = {"预约事项": "身份证业务", "手机号": PHONE}


@pytest.mark.parametrize(
    ("day", "time", "free", "offered"),
    [
        ("2026-11-24", "14:40", "是", ("2026-11-24", "14:30")),
        ("2026-11-23", "10:00", "否", ("2026-11-23", "13:30")),  # Monday mornings are always full
        ("2026-11-28", "10:00", "否", ("2026-11-30", "13:30")),  # a Saturday
        ("2026-11-24", "12:10", "否", ("2026-11-24", "13:30")),  # lunch
        ("2026-11-24", "20:00", "否", ("2026-11-25", "09:00")),
        ("2026-11-20", "10:00", "否", ("2026-11-23", "13:30")),  # past
    ],
)
def test_what_is_free(office: Office, day: str, time: str, free: str, offered: tuple[str, str]) -> None:
    answer = ask(office, "booking.free", 预约日期=day, 预约时间=time, **IDENTITY)
    assert (answer["有空位"], answer["可约日期"], answer["可约时间"]) == (free, *offered)
    assert answer["预约地点"] == "一楼西侧三号窗口"


def test_two_places_and_then_the_next_half_hour(office: Office) -> None:
    place = IDENTITY | {"可约日期": "2026-11-24", "可约时间": "09:00"}
    for key in ("c1", "c2"):
        assert ask(office, "booking.make", key, **place)["预约号"].startswith("YY")
    assert refused(office, "booking.make", "c3", **place) == (409, "taken")
    assert ask(office, "booking.make", "c1", **place)["预约号"] == "YY26000001"
    after = ask(office, "booking.free", 预约日期="2026-11-24", 预约时间="09:00", **IDENTITY)
    assert (after["有空位"], after["可约时间"]) == ("否", "09:30")
    other = ask(office, "booking.free", 预约日期="2026-11-24", 预约时间="09:00", 预约事项="别的")
    assert (other["有空位"], other["预约地点"]) == ("是", "一楼服务台")


def test_nothing_is_free_beyond_thirty_days(office: Office) -> None:
    assert refused(office, "booking.free", 预约日期="2027-03-01", 预约时间="10:00", **IDENTITY) == (409, "full")
    assert refused(office, "booking.free", 预约日期="2026-11-24", 预约时间="上午", **IDENTITY) == (422, "bad_time")


def test_an_identity_card_is_booked_once(office: Office) -> None:
    wish = IDENTITY | {"身份证号": FRESH, "办理原因": "丢失", "可约日期": "2026-11-24", "可约时间": "14:30"}
    assert ask(office, "sfz.book", "c1", **wish) == {"预约号": "YY26000001"}
    assert ask(office, "sfz.status", 身份证号=FRESH)["证件状态"] == "已预约"
    assert refused(office, "sfz.book", "c2", **wish) == (409, "under_way")
    assert refused(office, "sfz.book", "c3", **(wish | {"身份证号": NOBODY})) == (409, "under_way")


def test_the_queue_counts_who_waits_and_begins_anew_each_day(office: Office, clock: Clock) -> None:
    first = ask(office, "queue.take", "c1", 队列="不动产登记", 业务="不动产登记查询")
    second = ask(office, "queue.take", "c2", 队列="不动产登记", 业务="不动产登记查询")
    assert (first, second) == ({"排队号": "6001", "等待人数": "0"}, {"排队号": "6002", "等待人数": "1"})
    assert ask(office, "queue.take", "c1", 队列="不动产登记", 业务="不动产登记查询") == first
    assert ask(office, "queue.take", "c3", 队列="综合", 业务="别的") == {"排队号": "8001", "等待人数": "0"}
    clock.time += timedelta(hours=1)
    assert ask(office, "queue.take", "c4", 队列="不动产登记", 业务="x") == {"排队号": "6003", "等待人数": "0"}
    clock.time += timedelta(days=1)
    assert ask(office, "queue.take", "c5", 队列="不动产登记", 业务="x")["排队号"] == "6001"


# ---- 12345 ----


@pytest.mark.parametrize(
    ("content", "office"),
    [
        ("楼下工地半夜施工噪音太大", "生态环境局"),
        ("老板拖欠三个月工资", "人力资源和社会保障局"),
        ("买到过期食品商家不退钱", "市场监督管理局"),
        ("小区门口垃圾没人清", "城市管理局"),
        ("家里停水两天了", "公用事业服务中心"),
        ("路灯坏了", "市政管理处"),
        ("公交车总是不准时", "交通运输局"),
        ("物业不修电梯", "住房和城乡建设局"),
        ("幼儿园乱收费", "教育局"),
        ("医院挂号太难", "卫生健康委员会"),
        ("想问问你们几点下班", "便民热线服务中心"),
    ],
)
def test_a_complaint_goes_to_the_office_that_answers_for_it(content: str, office: str) -> None:
    assert office_for(content) == office


NOISE = {"诉求类型": "投诉", "诉求内容": "半夜施工噪音", "事发地点": "和平路1号", "紧急程度": "一般"}


def test_a_ticket_from_filing_to_its_answer(office: Office, clock: Clock) -> None:
    filed = ask(office, "hotline.file", "c1", **NOISE)
    assert filed == {"工单号": "26000001", "承办单位": "生态环境局", "答复日期": "2026-12-11"}
    states = []
    for days in (0, 1, 20):
        clock.time += timedelta(days=days)
        states.append(ask(office, "hotline.status", 工单号="二六零零零，零零幺。")["工单状态"])
    assert states == ["已派单", "正在办理", "已经办结"]
    again = ask(office, "hotline.reopen", "c2", 工单号="26000001")
    assert again["工单号"] == "26000001"
    assert ask(office, "hotline.status", 工单号="26000001")["工单状态"] == "已派单"


def test_the_urgent_are_answered_sooner(office: Office) -> None:
    assert ask(office, "hotline.file", "c1", **(NOISE | {"紧急程度": "紧急"}))["答复日期"] == "2026-11-23"
    assert ask(office, "hotline.file", "c2", **(NOISE | {"诉求类型": "建议"}))["答复日期"] == "2026-11-27"
    assert ask(office, "hotline.urge", "c3", 工单号="26000002")["答复日期"] == "2026-11-23"


def test_the_sample_tickets_and_unknown_ones(office: Office) -> None:
    states = {ask(office, "hotline.status", 工单号=number)["工单状态"] for number in SAMPLES}
    assert states == {"已派单", "正在办理", "已经办结"}
    assert ask(office, "hotline.urge", "c1", 工单号="26115837")["承办单位"] == "生态环境局"
    assert ask(office, "hotline.status", 工单号="我不记得了")["工单状态"] == "没有查到"
    assert refused(office, "hotline.urge", "c2", 工单号="123") == (404, "unknown_ticket")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"诉求类型": "闲聊"}, "bad_kind"),
        ({"紧急程度": "很"}, "bad_kind"),
        ({"手机号": "110"}, "bad_phone"),
        ({"固话": "8888"}, "bad_phone"),
        ({"诉求内容": " "}, "missing"),
    ],
)
def test_the_hotline_says_no(office: Office, changes: dict[str, str], code: str) -> None:
    assert refused(office, "hotline.file", "k", **(NOISE | changes))[1] == code


@given(st.text(max_size=20))
def test_any_words_for_a_ticket_are_answered(words: str) -> None:
    office = Office(":memory:", Clock())
    if words.strip():
        assert ask(office, "hotline.status", 工单号=words)["工单状态"]
    office.close()


# ---- 优待证 and 出生一件事 ----

HEIR = "110105198506123729"


def test_a_veteran_card_is_applied_for_once_and_its_progress_is_known(office: Office, clock: Clock) -> None:
    assert ask(office, "ydz.person", 身份证号=FRESH)["登记类别"] == "退役军人"
    assert ask(office, "ydz.person", 身份证号=HEIR)["登记类别"] == "烈士遗属"
    assert ask(office, "ydz.person", 身份证号=AWAY)["已有优待证"] == "是"
    assert ask(office, "ydz.progress", 身份证号=FRESH)["办理环节"] == "没有申请"
    wanted = {"身份证号": FRESH, "手机号": PHONE, "人员类别": "退役军人", "领证方式": "窗口领"}
    filed = ask(office, "ydz.apply", "c1", **wanted)
    assert filed["登记为"] == "退役军人"
    assert ask(office, "ydz.progress", 身份证号=FRESH) == {
        "办理环节": "正在制证", "预计领证日期": filed["预计领证日期"],
    }  # fmt: skip
    assert refused(office, "ydz.apply", "c2", **wanted) == (409, "not_now")
    clock.time += timedelta(days=60)
    assert ask(office, "ydz.progress", 身份证号=FRESH)["办理环节"] == "已经制好"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"人员类别": "学生"}, "bad_kind"),
        ({"领证方式": "寄到家"}, "missing"),
        ({"身份证号": NOBODY}, "not_now"),
        ({"手机号": "1"}, "bad_phone"),
    ],
)
def test_a_wrong_application_for_a_veteran_card_is_refused(office: Office, changes: dict[str, str], code: str) -> None:
    params = {"身份证号": FRESH, "手机号": PHONE, "人员类别": "退役军人", "领证方式": "窗口领"} | changes
    assert refused(office, "ydz.apply", "c1", **params)[1] == code


def test_a_veteran_card_takes_whole_pictures_only(office: Office) -> None:
    data = b"\xff\xd8\xff" + bytes(60)
    sent = {
        "type": "image/jpeg", "sha256": hashlib.sha256(data).hexdigest(), "data": base64.b64encode(data).decode(),
    }  # fmt: skip
    wanted = {"身份证号": FRESH, "手机号": PHONE, "人员类别": "退役军人", "领证方式": "窗口领"}
    for damaged in (
        {**sent, "data": sent["data"][:-8]},
        {**sent, "type": "image/png"},
        {**sent, "sha256": "0"},
        "文字",
    ):
        assert refused(office, "ydz.apply", "c1", **wanted, 领证照片=damaged) == (422, "bad_picture")
    assert ask(office, "ydz.apply", "c2", **wanted, 领证照片=sent)["受理号"]


def test_a_birth_is_registered_once(office: Office) -> None:
    assert ask(office, "csyjs.certificate", 出生证编号="A123456780")["证明状态"] == "查不到"
    assert ask(office, "csyjs.certificate", 出生证编号="a12345678 1")["证明状态"] == "可以办理"
    found = ask(office, "csyjs.household", 落户随谁="随父落户", 父亲身份证号=TENANT, 母亲身份证号=HEIR)
    assert found["可以落户"] == "是"
    child = {
        "出生证编号": "A123456781", "父亲姓名": "王强", "父亲身份证号": TENANT, "母亲姓名": "李梅",
        "母亲身份证号": HEIR, "孩子姓名": "王小宝", "落户地址": "建国路8号", "参加医保": "是",
        "孩子社保卡": "暂时不办", "手机号": PHONE,
    }  # fmt: skip
    assert refused(office, "csyjs.apply", "c0", **{**child, "母亲身份证号": TENANT}) == (422, "same_person")
    assert ask(office, "csyjs.apply", "c1", **child)["办理事项"] == "落户、医保"
    assert ask(office, "csyjs.certificate", 出生证编号="A123456781")["证明状态"] == "已经落户"
    assert refused(office, "csyjs.apply", "c2", **child) == (409, "registered")


# ---- traffic violations ----


def test_a_violation_is_handled_once_and_paid_with_the_others(office: Office) -> None:
    plate = next(f"京B{number}" for number in range(10000, 20000) if len(of_plate(office, f"京B{number}")) >= 2)
    first, second, *_ = of_plate(office, plate)
    done = ask(office, "wz.handle", "k1", 车牌=plate, 身份证号=FRESH, 编号=first["编号"])
    assert done == ask(office, "wz.handle", "k1", 车牌=plate, 身份证号=FRESH, 编号=first["编号"])
    assert refused(office, "wz.handle", "k2", 车牌=plate, 身份证号=FRESH, 编号=first["编号"]) == (409, "handled")
    assert refused(office, "wz.handle", "k3", 车牌=plate, 身份证号=FRESH, 编号="1") == (404, "unknown_violation")
    assert first not in of_plate(office, plate)
    assert second in of_plate(office, plate)
    paid = office.handle("wz.pay", {"手机号": PHONE, "已办": [first], "应缴金额": first["罚款"]}, "k4")
    assert paid["缴款单号"].startswith("JK")
    assert paid["缴款期限"] == "2026-12-07"
    with pytest.raises(RefusalError, match="对不上"):
        office.handle("wz.pay", {"手机号": PHONE, "已办": [first], "应缴金额": "1"}, "k5")


def test_sample_plates_always_have_the_same_violations(office: Office) -> None:
    before = of_plate(office, "京A12345")
    ask(office, "wz.handle", "k1", 车牌="京A12345", 身份证号=FRESH, 编号=before[0]["编号"])
    assert of_plate(office, " 京a·12345") == before
    assert len(before) == 7
    assert of_plate(office, "京A88888") == []
    assert refused(office, "wz.list", 车牌="12345", 身份证号=FRESH) == (422, "bad_plate")


def of_plate(office: Office, plate: str) -> list[dict[str, str]]:
    return office.handle("wz.list", {"车牌": plate, "身份证号": FRESH}, "")["违章"]
