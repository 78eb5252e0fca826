"""What those who watch the hall are told of a conversation: only while it goes on, and numbers only masked."""

from __future__ import annotations

from datetime import date

from dialogue import acts
from dialogue.machine.state import State
from kiosk.hall.live import LiveBoard
from kiosk.session.client_profile import ClientProfile
from kiosk.session.live import SessionLive
from kiosk.session.utterance import SpokenClause
from kiosk.wire import messages as m

STATE = State("c1", date(2026, 11, 20), service="社保卡挂失")


def tell_all(live: SessionLive) -> None:
    live.told(m.TurnState("listening"))
    live.stands(STATE, (acts.Alert("fraud"),))
    live.clause_sent(SpokenClause("您的手机号是13800138000", fixed=False, caption="您的手机号是138****8000"))
    live.unsaid("请稍等")
    live.is_away(True)


def test_a_conversation_is_told_from_its_beginning_to_its_end() -> None:
    board = LiveBoard(lambda: 1000)
    live = SessionLive(board, "c1", ClientProfile("screen", "k1", "一楼", "3"))
    tell_all(live)
    assert len(board) == 0, "in attract mode nobody is seen"
    live.open()
    view = live._view  # noqa: SLF001 - as the board has it
    assert view is not None
    assert (view.device, view.place, view.window) == ("k1", "一楼", "3")
    tell_all(live)
    assert (view.state, view.service, view.flags, view.away) == ("listening", "社保卡挂失", ("fraud",), True)
    lines = view.lines_after(0)[1]
    assert [(line.text, line.via) for line in lines] == [("您的手机号是138****8000", "voice"), ("请稍等", "unsaid")]
    live.close()
    tell_all(live)
    live.close()
    assert len(board) == 0
    assert len(view.lines_after(0)[1]) == 2
