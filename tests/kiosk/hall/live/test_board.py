"""What those who watch a hall are told: the newest of each conversation, what they missed, and nothing of the past."""

from __future__ import annotations

import gc
import weakref

from kiosk.hall.live import LiveBoard, LiveView
from kiosk.hall.live.board import ENDED
from kiosk.hall.live.view import LINES
from kiosk.wire import messages as m


def board() -> LiveBoard:
    return LiveBoard(lambda: 1000)


def opened(on: LiveBoard, name: str = "c") -> LiveView:
    return on.open(name, channel="screen", device="kiosk-1", place="一楼", window="3")


def test_a_conversation_is_seen_as_its_client_is_told() -> None:
    on = board()
    view = opened(on)
    view.told(m.TurnState("listening"))
    view.told(m.TranscriptMessage(1, "社保卡丢了", "voice"))
    view.said("请问您的手机号？", staff=False)
    view.stands("社保卡挂失", "手机号")
    view.flag("fraud")
    view.flag("fraud")
    view.answered_in(812.4)
    view.told(m.Mic("dead", "麦克风没有声音"))
    view.told(m.HandoffMessage("asked", "正在为您请工作人员"))
    view.told(m.Stop(1, 1, 20))
    told = view.summary()
    names = ("state", "service", "step", "latency_ms", "flags", "microphone", "handoff")
    assert {name: told[name] for name in names} == {
        "state": "listening", "service": "社保卡挂失", "step": "手机号", "latency_ms": 812, "flags": ["fraud"],
        "microphone": "dead", "handoff": "asked",
    }  # fmt: skip
    _, lines = view.lines_after(0)
    assert [(line.number, line.who, line.text, line.via) for line in lines] == [
        (1, "citizen", "社保卡丢了", "voice"),
        (2, "clerk", "请问您的手机号？", "voice"),
        (3, "clerk", "", "cut"),
    ]


def test_words_that_are_not_complete_are_taken_only_while_somebody_watches() -> None:
    on = board()
    view, told = opened(on), list[int]()
    view.told(m.Partial("社保", 2))
    assert view.partial == ""
    watcher = lambda: told.append(on.revision)  # noqa: E731
    on.watch(watcher)
    view.told(m.Partial("社保卡", 2))
    assert (view.partial, told) == ("社保卡", [on.revision])
    on.leave(watcher)
    view.told(m.Partial("社保卡丢了", 2))
    assert view.partial == "社保卡"


def test_a_feed_that_comes_back_gets_what_changed_and_what_is_over() -> None:
    on = board()
    first, second, third = (opened(on, name) for name in "abc")
    at = on.revision
    second.stands("社保卡挂失", "手机号")
    on.close(third)
    changed, ended = on.since(at) or ([], [])
    assert ([one["id"] for one in changed], ended) == (["b"], ["c"])
    assert on.since(on.revision) == ([], [])
    assert on.since(on.revision + 1) is None, "of another process"
    assert [one["id"] for one in (on.since(0) or ([], []))[0]] == ["a", "b"]
    for number in range(ENDED + 1):
        on.close(opened(on, f"n{number}"))
    assert on.since(at) is None, "too long ago: start anew"
    first.stands("x", "y")
    assert [one["id"] for one in (on.since(on.revision - 1) or ([], []))[0]] == ["a"]


def test_lines_are_bounded_and_gaps_are_told() -> None:
    view = opened(board())
    for number in range(LINES + 25):
        view.told(m.TranscriptMessage(number, f"第{number}句" * 200, "voice"))
    missed, lines = view.lines_after(5)
    assert (missed, len(lines), lines[0].number) == (20, LINES, 26)
    assert max(len(line.text) for line in lines) <= 300
    missed, lines = view.lines_after(LINES + 25)
    assert (missed, lines) == (0, [])


def test_nothing_is_left_of_a_conversation_that_is_over() -> None:
    on, over = board(), list[str]()
    on.on_end = over.append
    view = opened(on)
    ref = weakref.ref(view)
    on.close(view)
    on.close(view)
    view.stands("late", "too late")
    assert (len(on), over, on.views()) == (0, ["c"], [])
    del view
    gc.collect()
    assert ref() is None
