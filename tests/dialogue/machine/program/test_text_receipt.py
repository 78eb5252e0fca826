"""Receipts as text messages: where they are sent, to whom, what they hold, and that each is sent once."""

from __future__ import annotations

from typing import Literal

import pytest

from dialogue import Machine, load_library
from dialogue.acts import Note, TextMessage
from support.small_hall import GOOD

MOBILE = "13800138000"
LOSS = ("我的社保卡丢了", "同意", "11010519491231002X", "临时挂失", MOBILE, "对", "对")


def texts(citizen) -> list[TextMessage]:
    return [act for act in citizen.all if isinstance(act, TextMessage)]


def on(citizen, channel: Literal["screen", "phone"], library, *, sends: bool):
    someone = type(citizen)(library)
    someone.machine = Machine(library, texts=sends)
    return someone.begin(channel=channel)


def test_by_phone_the_receipt_goes_to_the_mobile_number_of_the_form(citizen, library) -> None:
    caller = on(citizen, "phone", library, sends=True).say(*LOSS)
    (message,) = texts(caller)
    assert message.to == MOBILE
    assert dict(message.values) == {"业务": "社保卡挂失", "名称": "受理号", "号": "SB20261122001"}
    assert MOBILE not in message.name, "it becomes a name outside of what is sealed"
    assert not any(MOBILE in act.detail for act in caller.all if isinstance(act, Note))


@pytest.mark.parametrize(("channel", "sends"), [("phone", False), ("screen", True)])
def test_not_where_the_hall_sends_none_nor_where_the_script_only_prints(citizen, library, channel, sends) -> None:
    someone = on(citizen, channel, library, sends=sends).say(*LOSS)
    assert texts(someone) == []
    assert "SB20261122001" in str(someone.all)


def test_at_the_kiosk_where_the_script_says_so_and_once(citizen, tmp_path) -> None:
    script = GOOD.replace("回执: [打印]", "回执: [打印, 短信]").replace(
        "  - 结束: 完成\n", "  - {说: 再看一遍。, 回执: [短信]}\n  - 结束: 完成\n"
    )
    (tmp_path / "lrk.yaml").write_text(script, encoding="utf-8")
    library = load_library(tmp_path)
    someone = on(citizen, "screen", library, sends=True)
    someone.answers |= {"lrk.status": {"姓名": "王小明"}, "lrk.apply": {"受理号": "LR7"}}
    someone.say("办老人卡", "同意").card().say(MOBILE, "对", "窗口", "对")
    (message,) = texts(someone)
    assert (message.name.partition("/")[0], dict(message.values)["号"]) == ("老人卡办理", "LR7")
