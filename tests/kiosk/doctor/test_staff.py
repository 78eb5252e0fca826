"""What the doctor says of the line of staff: nobody in it, nobody at an address, no signature."""

from __future__ import annotations

import socket

from kiosk.config import Settings, StaffSettings
from kiosk.config.live import LiveSettings
from kiosk.config.staff import StaffDestinationSettings
from kiosk.doctor.staff import check_listening, check_staff


def findings(staff: StaffSettings) -> list[tuple[str, str, str]]:
    found = check_staff(Settings(staff=staff))
    return [(one.what, one.state, one.detail) for one in found]


def test_nobody_is_called() -> None:
    ((what, state, detail),) = findings(StaffSettings(desk="三号窗口"))
    assert (what, state) == ("staff", "note")
    assert "三号窗口" in detail


def test_an_address_where_nobody_listens_and_one_that_is_not_signed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as desk:
        up = StaffDestinationSettings(url=f"http://127.0.0.1:{desk.getsockname()[1]}/", secret="0123456789abcdef")
        down = StaffDestinationSettings(url="http://127.0.0.1:1/")
        found = findings(StaffSettings(first=up, second=down))
    assert [(what, state) for what, state, _ in found] == [
        ("staff.first", "ok"),
        ("staff.second", "note"),
        ("staff.second", "note"),
    ]
    assert "not signed" in found[-1][2]


def test_listening_by_ear_is_named() -> None:
    (one,) = check_listening(Settings())
    assert one.state == "ok"
    (one,) = check_listening(Settings(live=LiveSettings(sound="on")))
    assert one.state == "note"
    assert "live.sound: off" in one.fix
