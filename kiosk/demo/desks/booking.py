"""Appointments and the queue: half-hour places at the hall's windows, and numbered tickets.

Windows are open on workdays, 9:00-12:00 and 13:30-17:00 (services/knowledge). Monday mornings are always full, so that
a demonstration can show a request that cannot be met.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta

from kiosk.demo.counter import Answer, Counter, Desk, RefusalError, day, phone, required

#: Subject -> window.
_WINDOWS = {
    "身份证业务": "一楼西侧三号窗口",
    "居住证业务": "一楼西侧四号窗口",
    "社保业务": "一楼东侧八号窗口",
    "公积金业务": "二楼东侧一号窗口",
    "营业执照业务": "二楼西侧十号窗口",
    "不动产业务": "三楼一号窗口",
    "医保业务": "一楼东侧十三号窗口",
}
_OTHER = "一楼服务台"
_HALF_HOURS = tuple(time(half // 2, half % 2 * 30) for half in (*range(18, 24), *range(27, 34)))
_PLACES = 2
_DAYS_AHEAD = 30
#: The longest wait with a ticket.
_WAIT = timedelta(minutes=30)


def lookups(counter: Counter) -> Desk:
    def free(params: Mapping[str, str]) -> Answer:
        window = _window(params)
        wished = _wish(params, "预约日期", "预约时间")
        begins = wished.replace(minute=wished.minute // 30 * 30)
        if _is_free(counter, window, begins):
            return {"有空位": "是", **_offered(begins), "预约地点": window}
        nearest = next((other for other in _half_hours(counter, begins) if _is_free(counter, window, other)), None)
        if nearest is None:
            raise RefusalError(409, "full", "三十天内都约满了")
        return {"有空位": "否", **_offered(nearest), "预约地点": window}

    return {"booking.free": free}


def submissions(counter: Counter) -> Desk:
    def book(params: Mapping[str, str]) -> Answer:
        phone(params)
        window, begins = _window(params), _wish(params, "可约日期", "可约时间")
        if not _is_free(counter, window, begins):
            raise RefusalError(409, "taken", "这个时间刚刚约满了")
        counter.book.execute("INSERT INTO bookings VALUES (?, ?)", (window, begins.isoformat()))
        return {"预约号": f"YY{counter.serial()}"}

    def book_identity(params: Mapping[str, str]) -> Answer:
        holder = counter.holder(params)
        required(params, "办理原因")
        if holder.id_state != "有效":
            raise RefusalError(409, "under_way", f"身份证{holder.id_state}，不用再约")
        answer = book(params)
        counter.note(holder, id_state="已预约")
        return answer

    def take(params: Mapping[str, str]) -> Answer:
        queue, now = required(params, "队列"), counter.now()
        today = counter.book.execute(
            "SELECT time FROM queues WHERE queue = ? AND time >= ?", (queue, now.date().isoformat())
        ).fetchall()
        waiting = sum(datetime.fromisoformat(drawn) > now - _WAIT for (drawn,) in today)
        counter.book.execute("INSERT INTO queues VALUES (?, ?)", (queue, now.isoformat()))
        return {"排队号": f"{_window_number(queue)}{len(today) + 1:03d}", "等待人数": str(waiting)}

    return {"booking.make": book, "sfz.book": book_identity, "queue.take": take}


def _window(params: Mapping[str, str]) -> str:
    return _WINDOWS.get(required(params, "预约事项"), _OTHER)


def _window_number(queue: str) -> int:
    """The first digit of a ticket: which queue it is of."""
    return 1 + next((at for at, matter in enumerate(_WINDOWS) if queue[:2] == matter[:2]), len(_WINDOWS))


def _wish(params: Mapping[str, str], on: str, at: str) -> datetime:
    try:
        return datetime.combine(day(params, on), time.fromisoformat(required(params, at)))
    except ValueError:
        raise RefusalError(422, "bad_time", f"{at}不是时间") from None


def _offered(begins: datetime) -> Answer:
    return {"可约日期": begins.date().isoformat(), "可约时间": f"{begins:%H:%M}"}


def _half_hours(counter: Counter, after: datetime) -> Iterator[datetime]:
    first = max(after, counter.now())
    for ahead in range(_DAYS_AHEAD + 1):
        for begins in _HALF_HOURS:
            if (found := datetime.combine(first.date() + timedelta(days=ahead), begins)) > first:
                yield found


def _is_free(counter: Counter, window: str, begins: datetime) -> bool:
    now = counter.now()
    if begins.time() not in _HALF_HOURS or begins.weekday() >= 5 or (begins.weekday() == 0 and begins.hour < 12):
        return False
    if not now < begins <= now + timedelta(days=_DAYS_AHEAD):
        return False
    booked = counter.book.execute(
        "SELECT count(*) FROM bookings WHERE place = ? AND time = ?", (window, begins.isoformat())
    ).fetchone()[0]
    return bool(booked < _PLACES)
