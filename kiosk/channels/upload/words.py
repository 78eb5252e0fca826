"""What the citizen reads on the phone or on the kiosk's card when an upload is not taken: what is wrong, what helps."""

from __future__ import annotations

from dialogue import phrases
from dialogue.acts import CaptureTroubleKind

GONE = "这个二维码已经用过或者过期了，请扫屏幕上新的二维码。"
NOT_NOW = "屏幕上正在问别的，请先在屏幕上回答，再传一次。"
BUSY = "现在上传的人多，请过几秒再试。"
TOO_OFTEN = "传得太频繁了，请过一会儿再试。"

TROUBLES: dict[CaptureTroubleKind, str] = {
    "cut_off": phrases.CAPTURE_CUT_OFF,
    "too_large": phrases.CAPTURE_TOO_LARGE,
    "too_small": phrases.CAPTURE_TOO_SMALL,
    "wrong_type": phrases.CAPTURE_WRONG_TYPE,
    "empty": phrases.CAPTURE_EMPTY,
}
