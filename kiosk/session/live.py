"""What those who watch the hall are told of one conversation."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dialogue import State, acts
from kiosk.hall.live import LiveBoard, LiveView
from kiosk.hall.live.steps import step_of
from kiosk.session.client_profile import ClientProfile
from kiosk.session.counting import service_of
from kiosk.session.utterance import SpokenClause
from kiosk.wire import messages as m


class SessionLive:
    """One per conversation. Only between `open` and `close` is anything told."""

    def __init__(self, board: LiveBoard, conversation: str, profile: ClientProfile) -> None:
        self._board, self._conversation, self._profile = board, conversation, profile
        self._view: LiveView | None = None

    def open(self) -> None:
        """The conversation begins, or goes on from its snapshot."""
        about = self._profile
        self._view = self._board.open(
            self._conversation, channel=about.channel, device=about.device, place=about.place, window=about.window
        )

    def close(self) -> None:
        """The conversation leaves."""
        if self._view is not None:
            self._board.close(self._view)
            self._view = None

    def is_away(self, away: bool) -> None:
        """The client is disconnected, and may come back."""
        if self._view is not None:
            self._view.is_away(away)

    def told(self, message: m.Down) -> None:
        """What the client is told."""
        if self._view is not None:
            self._view.told(message)

    def stands(self, state: State, coming: tuple[acts.Act, ...]) -> None:
        """A turn was decided, and led here."""
        if self._view is not None:
            self._view.stands(service_of(state), step_of(state.question))
            for act in coming:
                if isinstance(act, acts.Alert):
                    self._view.flag(act.kind)

    def clause_sent(self, clause: SpokenClause) -> None:
        """The client begins to play it."""
        if self._view is not None:
            self._view.said(clause.caption or clause.text, staff=clause.staff)

    def answered(self, timing: m.TimingMessage) -> None:
        """The first sound of the answer to a spoken turn is on its way."""
        if self._view is not None:
            self._view.answered_in(timing.endpoint_ms + timing.asr_ms + timing.decide_ms + timing.voice_ms)

    def unsaid(self, text: str) -> None:
        """Words of a member of staff that were not said, because the citizen broke in."""
        if self._view is not None:
            self._view.unsaid(text)

    # ---- sound, where somebody listens ------------------------------------------------------------------------------

    def citizen_sound(self, pcm: NDArray[np.int16], now: float) -> None:
        """Came from the client: mono, 16 kHz. `now`: loop time, s."""
        if self._view is not None and self._view.sound is not None:
            self._view.sound.citizen(now, pcm)

    def clerk_sound(self, at: float, pcm: NDArray[np.int16], now: float) -> None:
        """Is played by the client from `at` on (loop time, s): mono, 16 kHz."""
        if self._view is not None and self._view.sound is not None:
            self._view.sound.clerk(at, pcm, now)

    def clerk_silent(self, at: float) -> None:
        """The client plays nothing of the clerk from `at` on."""
        if self._view is not None and self._view.sound is not None:
            self._view.sound.clerk_stopped(at)
