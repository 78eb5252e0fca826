"""The bridge between devices and pages, without sockets: who has the devices, what is told, what is printed once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.devices.bridge import (
    DENIED,
    DISPLACED,
    ERRORS,
    GARBLED,
    JOBS,
    BeginPrinting,
    Bridge,
    BridgeAction,
    DoSimulate,
    LetGo,
    SendTo,
)
from kiosk.devices.driver import Became, CardLaid, CodeScanned, PresenceSeen
from kiosk.devices.messages import (
    BridgeError,
    BridgeHello,
    PresenceMessage,
    PrintSheet,
    Sheet,
    Simulate,
    SimulatorAction,
    Welcome,
    encode_bridge,
)
from kiosk.hall.card_reader import SignedReader
from kiosk.wire.messages import CardReadMessage, DeviceCondition, DevicesMessage, IdCard, PrintedMessage, ScannedMessage

TOKEN, KEY, NOW = "the token of the bridge", "a key of the kiosk's reader", 1_795_000_000.0
CARD = IdCard("李桂英", "11010519491231002X")
SHEET = Sheet("市民中心", "回执", (), "本凭条由 AI 数字人协助打印")
HELLO = encode_bridge(BridgeHello("kiosk.devices.v1", TOKEN))


def bridge_of(*, ready: bool = True) -> Bridge:
    bridge = Bridge(TOKEN, KEY, ("reader", "printer", "presence"), 8.0, lambda: NOW)
    if ready:
        for name in ("reader", "printer", "presence"):
            bridge.happened(name, Became("ready"))  # type: ignore[arg-type]
    return bridge


def owned(*, ready: bool = True) -> Bridge:
    bridge = bridge_of(ready=ready)
    bridge.opened(1)
    bridge.received(1, HELLO)
    return bridge


def sent(actions: list[BridgeAction], kind: type) -> list[Any]:
    return [one.message for one in actions if isinstance(one, SendTo) and isinstance(one.message, kind)]


def printing(job: str) -> str:
    return encode_bridge(PrintSheet(job, SHEET))


# ---- who has the devices --------------------------------------------------------------------------------------------


def test_a_page_with_the_token_has_the_devices_and_is_told_how_they_are() -> None:
    bridge = bridge_of()
    bridge.happened("presence", PresenceSeen(True))
    bridge.opened(1)
    actions = bridge.received(1, HELLO)
    assert sent(actions, Welcome) == [Welcome("kiosk.devices.v1", 8.0)]
    assert sent(actions, DevicesMessage)[0].devices == bridge.states
    assert sent(actions, PresenceMessage) == [PresenceMessage(True)]
    assert bridge.owner == 1


@pytest.mark.parametrize(
    "frame",
    [
        encode_bridge(BridgeHello("kiosk.devices.v1", "another token")),
        encode_bridge(BridgeHello("kiosk.devices.v1", "")),
        printing("j"),
        "garbage",
        "{}",
    ],
)
def test_a_page_without_the_token_gets_nothing(frame: str) -> None:
    bridge = bridge_of()
    bridge.opened(1)
    assert [(one.page, one.code) for one in bridge.received(1, frame) if isinstance(one, LetGo)] == [(1, DENIED)]
    assert bridge.owner is None
    assert bridge.received(1, HELLO) == [], "it was let go"


def test_the_page_that_came_last_has_the_devices() -> None:
    bridge = owned()
    bridge.opened(2)
    actions = bridge.received(2, HELLO)
    assert LetGo(1, DISPLACED, "another page has the devices now") in actions
    bridge.closed(1)
    assert bridge.owner == 2
    assert [one.page for one in bridge.happened("reader", CardLaid(CARD)) if isinstance(one, SendTo)] == [2]


def test_garbage_is_answered_and_in_the_end_not_any_more() -> None:
    bridge = owned()
    for _ in range(ERRORS - 1):
        assert sent(bridge.received(1, '{"type":"nonsense"}'), BridgeError)
    assert [one.code for one in bridge.received(1, "x") if isinstance(one, LetGo)] == [GARBLED]


# ---- what devices tell ----------------------------------------------------------------------------------------------


def test_a_reading_is_one_that_the_hall_believes_also_twice_in_one_second() -> None:
    bridge, hall = owned(), SignedReader(KEY, lambda: NOW)
    for _ in range(3):
        (reading,) = sent(bridge.happened("reader", CardLaid(CARD)), CardReadMessage)
        hall.check(reading)
        assert reading.fields == CARD


def test_what_is_told_while_no_page_is_there_reaches_nobody_who_comes_later() -> None:
    bridge = bridge_of()
    assert bridge.happened("reader", CardLaid(CARD)) == []
    assert bridge.happened("scanner", CodeScanned("GD1")) == []
    bridge.opened(1)
    assert not sent(bridge.received(1, HELLO), CardReadMessage)


def test_a_state_is_told_once() -> None:
    bridge = owned()
    assert len(sent(bridge.happened("printer", Became("paper_low")), DevicesMessage)) == 1
    assert bridge.happened("printer", Became("paper_low")) == []


def test_presence_is_told_as_it_changes_and_forgotten_with_the_sensor() -> None:
    bridge = owned()
    assert sent(bridge.happened("presence", PresenceSeen(True)), PresenceMessage) == [PresenceMessage(True)]
    assert bridge.happened("presence", PresenceSeen(True)) == []
    bridge.happened("presence", Became("unplugged"))
    bridge.opened(2)
    assert not sent(bridge.received(2, HELLO), PresenceMessage)


def test_a_code_is_told() -> None:
    bridge = owned()
    assert sent(bridge.happened("scanner", CodeScanned("GD1")), ScannedMessage) == [ScannedMessage("GD1")]
    assert len(sent(bridge.happened("scanner", CodeScanned("x" * 900)), ScannedMessage)[0].code) == 500


def test_only_what_a_simulator_offers_can_be_done_with_it() -> None:
    bridge = owned()
    assert sent(bridge.received(1, encode_bridge(Simulate("card:0"))), BridgeError)
    bridge.simulator((SimulatorAction("card:0", "李桂英"),))
    assert bridge.received(1, encode_bridge(Simulate("card:0"))) == [DoSimulate("card:0")]


# ---- printing -------------------------------------------------------------------------------------------------------


def test_a_job_is_printed_once_and_its_outcome_told_again() -> None:
    bridge = owned()
    assert bridge.received(1, printing("j1")) == [BeginPrinting("j1", SHEET)]
    assert bridge.received(1, printing("j1")) == [], "it is in hand"
    told = PrintedMessage("j1", "printed")
    assert sent(bridge.printed(told), PrintedMessage) == [told]
    assert sent(bridge.received(1, printing("j1")), PrintedMessage) == [told]


def test_a_page_that_came_anew_is_told_what_the_one_before_it_ordered() -> None:
    bridge = owned()
    bridge.received(1, printing("j1"))
    bridge.closed(1)
    bridge.opened(2)
    bridge.received(2, HELLO)
    assert [one.page for one in bridge.printed(PrintedMessage("j1", "printed")) if isinstance(one, SendTo)] == [2]


def test_jobs_come_one_after_the_other_and_too_many_fail() -> None:
    bridge = owned()
    assert bridge.received(1, printing("j0"))
    for number in range(1, JOBS + 1):
        assert bridge.received(1, printing(f"j{number}")) == []
    assert sent(bridge.received(1, printing("more")), PrintedMessage) == [PrintedMessage("more", "failed", "busy")]
    for number in range(1, JOBS + 1):
        assert BeginPrinting(f"j{number}", SHEET) in bridge.printed(PrintedMessage(f"j{number - 1}", "printed"))


@pytest.mark.parametrize("state", ["paper_out", "unplugged", "wrong"])
def test_a_printer_that_cannot_print_is_not_asked(state: DeviceCondition) -> None:
    bridge = owned()
    bridge.happened("printer", Became(state))
    assert sent(bridge.received(1, printing("j")), PrintedMessage) == [PrintedMessage("j", "failed", state)]


def test_without_a_printer_nothing_is_printed() -> None:
    bridge = Bridge(TOKEN, KEY, ("reader",), 8.0, lambda: NOW)
    bridge.opened(1)
    bridge.received(1, HELLO)
    assert sent(bridge.received(1, printing("j")), PrintedMessage) == [PrintedMessage("j", "failed", "unplugged")]


# ---- whatever comes -------------------------------------------------------------------------------------------------

_frames = st.one_of(
    st.just(HELLO),
    st.sampled_from(["j1", "j2", "j3"]).map(printing),
    st.text(max_size=40),
    st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), st.lists, max_leaves=5).map(
        json.dumps
    ),
)
_steps = st.one_of(
    st.tuples(st.just("opened"), st.integers(1, 3)),
    st.tuples(st.just("closed"), st.integers(1, 3)),
    st.tuples(st.just("frame"), st.integers(1, 3), _frames),
    st.tuples(st.just("became"), st.sampled_from(["ready", "paper_out", "unplugged"])),
    st.tuples(st.just("card")),
    st.tuples(st.just("done")),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_steps, max_size=60))
def test_whatever_comes_one_page_is_told_and_one_slip_is_printed_at_a_time(steps: list[Any]) -> None:
    bridge, connected, number = bridge_of(), {}, 0
    in_hand: list[str] = []
    begun: list[str] = []
    for what, *rest in steps:
        actions: list[BridgeAction] = []
        if what == "opened":
            number += 1
            connected[rest[0]] = number
            bridge.opened(number)
        elif what == "closed":
            bridge.closed(connected.pop(rest[0], 0))
        elif what == "frame":
            actions = bridge.received(connected.get(rest[0], 0), rest[1])
        elif what == "became":
            actions = bridge.happened("printer", Became(rest[0]))
        elif what == "card":
            actions = bridge.happened("reader", CardLaid(CARD))
        elif in_hand:
            actions = bridge.printed(PrintedMessage(in_hand.pop(), "printed"))
        for action in actions:
            if isinstance(action, BeginPrinting):
                in_hand.append(action.job)
                begun.append(action.job)
        assert {one.page for one in actions if isinstance(one, SendTo)} <= {bridge.owner}
        assert len(in_hand) <= 1
    assert len(begun) == len(set(begun)), "no job is printed twice"
