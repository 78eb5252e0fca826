"""What a technician does about a device, by its condition. Chinese and English."""

from __future__ import annotations

from kiosk.wire.messages import DeviceCondition, DeviceName

NAMES: dict[DeviceName, str] = {
    "bridge": "设备程序 · bridge", "reader": "身份证阅读器 · card reader", "printer": "凭条打印机 · printer",
    "scanner": "扫码器 · scanner", "presence": "人体感应 · presence sensor",
}  # fmt: skip
CONDITIONS: dict[DeviceCondition, str] = {
    "ready": "正常 · ready", "busy": "正忙 · busy", "paper_low": "纸快没了 · paper low", "paper_out": "没纸 · no paper",
    "unplugged": "没接上 · unplugged", "wrong": "有问题 · wrong",
}  # fmt: skip
_FIXES: dict[tuple[DeviceName, DeviceCondition], str] = {
    ("bridge", "unplugged"): "启动它 · start it: kiosk devices",
    ("reader", "unplugged"): (
        "插好读卡器的线，看厂家的服务有没有启动，核对 devices.reader.url 或 port"
        " · plug it in, start the vendor's service, compare devices.reader.url or port"
    ),
    ("reader", "wrong"): (
        "核对 devices.reader 的 name_field、number_field；串口要选带 SAM 模块的读卡器"
        " · compare name_field and number_field; on a serial port it must be a reader with a SAM module"
    ),
    ("printer", "paper_low"): "尽快换纸 · change the roll soon",
    ("printer", "paper_out"): "装上纸卷，热敏面朝打印头 · load paper, its thermal side to the head",
    ("printer", "unplugged"): (
        "接通电源和线，核对 devices.printer.connection 或 queue；USB 要有权限（加入 lp 组）"
        " · power and cable; compare connection or queue; USB needs rights (group lp)"
    ),
    (
        "printer",
        "wrong",
    ): "合上盖子，看打印机的灯和后面的原因 · close the cover; see the lamps, and the reason behind it",
    ("scanner", "unplugged"): "插好线，核对 devices.scanner.port · plug it in, compare devices.scanner.port",
    ("presence", "unplugged"): "插好线，核对 devices.presence · plug it in, compare devices.presence",
    ("presence", "wrong"): "核对 devices.presence.present_field · compare devices.presence.present_field",
}


def fix_of(device: DeviceName, condition: DeviceCondition) -> str:
    """What helps; "" where nothing has to be done."""
    if condition in ("ready", "busy"):
        return ""
    return _FIXES.get((device, condition), "看后面的原因 · see the reason behind it")
