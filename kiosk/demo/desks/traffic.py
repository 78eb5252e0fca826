"""Traffic violations of a vehicle: looked up by its plate, handled one by one, paid together.

Rules: 道路交通安全法, articles 107 to 109; 道路交通安全违法行为记分管理办法 (the points of each kind).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence

from kiosk.demo.counter import Answer, Counter, Desk, RefusalError, phone, required

_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳]"
)
#: What was done, the fine in yuan, the points.
_KINDS = (
    ("闯红灯", 200, 6),
    ("违反禁止停车标线", 100, 0),
    ("超速不到百分之二十", 50, 0),
    ("不按导向车道行驶", 100, 2),
    ("驾驶时拨打电话", 50, 3),
    ("违反限行规定", 100, 0),
    ("占用应急车道", 200, 6),
)
_PLACES = ("人民路与解放路口", "建设大街", "绕城高速", "滨河路", "学府街", "机场快速路", "中山北路")
#: Plates that always have the same violations, handled or not, by the indices of `_KINDS`: for demonstrations.
SAMPLES: dict[str, tuple[str, tuple[int, ...]]] = {
    "京A12345": ("李桂英", (0, 1, 2, 1, 3, 5, 4)),
    "京A66666": ("王秀英", (1,)),
    "京A88888": ("张建国", ()),
    "京AD12345": ("陈晓燕", (0, 6, 4)),
}
_OWNERS = ("赵志强", "周丽华", "吴文斌", "孙玉兰")
#: Days within which the fine must be paid (article 108).
_PAY_DAYS = 15


def lookups(counter: Counter) -> Desk:
    def of_plate(params: Mapping[str, str]) -> Answer:
        plate = _plate(params)
        counter.holder(params)
        owner, kinds = SAMPLES.get(plate) or _made(plate)
        items = [_violation(plate, at, kind) for at, kind in enumerate(kinds)]
        return {
            "车主": owner,
            "违章": [item for item in items if plate in SAMPLES or not _handled(counter, item["编号"])],
        }

    return {"wz.list": of_plate}


def submissions(counter: Counter) -> Desk:
    def handle(params: Mapping[str, str]) -> Answer:
        plate, number = _plate(params), required(params, "编号")
        counter.holder(params)
        _, kinds = SAMPLES.get(plate) or _made(plate)
        if number not in {_violation(plate, at, kind)["编号"] for at, kind in enumerate(kinds)}:
            raise RefusalError(404, "unknown_violation", "没有查到这条违章")
        if plate not in SAMPLES:
            if _handled(counter, number):
                raise RefusalError(409, "handled", "这条违章已经处理过了")
            counter.book.execute("INSERT INTO violations (number) VALUES (?)", (number,))
        return {"决定书号": f"WZ{counter.serial()}"}

    def pay(params: Mapping[str, object]) -> Answer:
        phone({"手机号": str(params.get("手机号", ""))})
        items = params.get("已办")
        if not isinstance(items, Sequence) or isinstance(items, str) or not items:
            raise RefusalError(422, "missing", "缺少要缴款的决定书")
        total = sum(int(str(item["罚款"])) for item in items if isinstance(item, Mapping))
        if str(total) != str(params.get("应缴金额", total)):
            raise RefusalError(422, "wrong_total", "缴款金额和决定书对不上")
        return {"缴款单号": f"JK{counter.serial()}", "缴款期限": counter.in_days(_PAY_DAYS)}

    return {"wz.handle": handle, "wz.pay": pay}


def _plate(params: Mapping[str, str]) -> str:
    plate = re.sub(r"[\s·.-]", "", required(params, "车牌")).upper()
    if not _PLATE.fullmatch(plate):
        raise RefusalError(422, "bad_plate", "车牌号不对，请核对以后再办")
    return plate


def _handled(counter: Counter, number: str) -> bool:
    row = counter.book.execute("SELECT 1 FROM violations WHERE number = ?", (number,)).fetchone()
    return row is not None


def _made(plate: str) -> tuple[str, tuple[int, ...]]:
    """The owner and the violations of any other plate, out of a hash of it."""
    digest = hashlib.sha256(plate.encode()).digest()
    return _OWNERS[digest[0] % len(_OWNERS)], tuple(sign % len(_KINDS) for sign in digest[1 : 1 + digest[0] % 5])


def _violation(plate: str, at: int, kind: int) -> dict[str, str]:
    what, fine, points = _KINDS[kind]
    digest = hashlib.sha256(f"{plate}{at}".encode()).digest()
    day = f"2026-{1 + (at * 2 + digest[0] % 2) % 10:02d}-{1 + digest[1] % 28:02d}"
    return {
        "编号": f"{int.from_bytes(digest[2:6]) % 10**10:010d}", "时间": day, "地点": _PLACES[digest[6] % len(_PLACES)],
        "行为": what, "罚款": str(fine), "记分": str(points),
    }  # fmt: skip
