"""12345: a complaint becomes a ticket of the responsible office; its number later gives its state.

Neither the words nor the person are kept: only the office and the dates.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from kiosk.demo.counter import Answer, Counter, Desk, RefusalError, landline, one_of, phone, required

_KINDS = ("咨询", "求助", "投诉", "举报", "建议")
_URGENCY = ("紧急", "一般")
#: Words of a complaint -> its office; the first match counts.
_OFFICES = (
    ("拖欠|欠薪|工资|劳动合同|社保|养老金", "人力资源和社会保障局"),
    ("假货|退款|退钱|缺斤|价格|过期|食品|饭店|餐馆|超市|消费|营业执照", "市场监督管理局"),
    ("噪音|噪声|扰民|油烟|污水|冒烟|异味|臭味", "生态环境局"),
    ("垃圾|占道|摊贩|违建|违章建筑|广告", "城市管理局"),
    ("停水|漏水|水管|自来水|停电|供电|供暖|暖气|燃气|煤气", "公用事业服务中心"),
    ("路灯|井盖|坑|人行道|马路|道路|积水", "市政管理处"),
    ("公交|地铁|出租|打车|停车|堵车|红绿灯", "交通运输局"),
    ("物业|电梯|小区|业主|房东|中介|拆迁", "住房和城乡建设局"),
    ("学校|老师|幼儿园|补课|培训班|入学", "教育局"),
    ("医院|医生|看病|挂号|疫苗|诊所", "卫生健康委员会"),
)
_OTHER = "便民热线服务中心"
#: Workdays until an answer is due (services/knowledge/sq.yaml).
_DAYS = {"咨询": 1, "建议": 5, "求助": 5, "投诉": 15, "举报": 15}
_URGENT_DAYS = 1
#: Tickets that exist from the start.
SAMPLES = {
    "26110931": ("城市管理局", "已派单"),
    "26115837": ("生态环境局", "正在办理"),
    "26114206": ("市政管理处", "已经办结"),
}
_DIGITS = str.maketrans("零〇洞一幺腰二两三四五六七八九", "000111223456789")


def office_for(text: str) -> str:
    return next((office for words, office in _OFFICES if re.search(words, text)), _OTHER)


def lookups(counter: Counter) -> Desk:
    def status(params: Mapping[str, str]) -> Answer:
        number = _number(params)
        if number in SAMPLES:
            office, state = SAMPLES[number]
            return _state(state, office, counter.in_workdays(3))
        row = counter.book.execute("SELECT office, since, due FROM tickets WHERE number = ?", (number,)).fetchone()
        if row is None:
            return _state("没有查到", _OTHER, counter.now().date().isoformat())
        office, since, due = row
        today = counter.now().date()
        done, begun = today >= date.fromisoformat(due), today > date.fromisoformat(since)
        return _state("已经办结" if done else "正在办理" if begun else "已派单", office, due)

    return {"hotline.status": status}


def submissions(counter: Counter) -> Desk:
    def file(params: Mapping[str, str]) -> Answer:
        kind, urgency = one_of(params, "诉求类型", _KINDS), params.get("紧急程度", "一般")
        if urgency not in _URGENCY:
            raise RefusalError(422, "bad_kind", "紧急程度只能是紧急、一般")
        if "手机号" in params:
            phone(params)
        if "固话" in params:
            landline(params)
        office = office_for(required(params, "诉求内容"))
        return _open(counter, counter.serial(), office, _URGENT_DAYS if urgency == "紧急" else _DAYS[kind])

    def urge(params: Mapping[str, str]) -> Answer:
        return {"催办号": f"CB{counter.serial()}", **_again(counter, _number(params), _URGENT_DAYS)}

    def reopen(params: Mapping[str, str]) -> Answer:
        return {"重办号": f"CB{counter.serial()}", **_again(counter, _number(params), _DAYS["投诉"])}

    return {"hotline.file": file, "hotline.urge": urge, "hotline.reopen": reopen}


def _open(counter: Counter, number: str, office: str, days: int) -> Answer:
    due, today = counter.in_workdays(days), counter.now().date().isoformat()
    counter.book.execute("INSERT OR REPLACE INTO tickets VALUES (?, ?, ?, ?)", (number, office, today, due))
    return {"工单号": number, "承办单位": office, "答复日期": due}


def _again(counter: Counter, number: str, days: int) -> Answer:
    row = counter.book.execute("SELECT office FROM tickets WHERE number = ?", (number,)).fetchone()
    if row is not None:
        return _open(counter, number, row[0], days)
    if number not in SAMPLES:
        raise RefusalError(404, "unknown_ticket", "没有查到这个工单")
    return {"工单号": number, "承办单位": SAMPLES[number][0], "答复日期": counter.in_workdays(days)}


def _number(params: Mapping[str, str]) -> str:
    """As it was heard: digits in Arabic or Chinese, with the words around them."""
    return re.sub(r"\D", "", required(params, "工单号").translate(_DIGITS))


def _state(state: str, office: str, due: str) -> Answer:
    return {"工单状态": state, "承办单位": office, "答复日期": due}
