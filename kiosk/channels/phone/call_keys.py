"""Keys that the caller presses in a conversation: they wait while nothing is asked, and answer what is asked next."""

from __future__ import annotations

from collections import deque

from kiosk.channels.phone.keypad import AFTER_ZERO_S, Keypad, KeypadQuestion
from kiosk.session import Session

#: Keys that wait while an answer is being worked out.
KEYS_WAITING = 32


class CallKeys:
    """Of one conversation. Times: seconds on a monotonic clock."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._keypad = Keypad()
        self._waiting: deque[str] = deque()
        self._pressed_at = 0.0  # the last of them

    @property
    def waiting(self) -> bool:
        """Some are not taken by a question yet."""
        return bool(self._waiting)

    def press(self, digit: str, now: float) -> None:
        self._session.inputs.key_pressed()
        if len(self._waiting) < KEYS_WAITING:
            self._waiting.append(digit)
            self._pressed_at = now
            self.enter(now)

    def enter(self, now: float) -> None:
        """Every 20 ms: give the session what is complete of the keys pressed so far; 0 alone asks for a human."""
        session = self._session
        if session.over or not session.begun:  # while the notice of the recording is said, keys wait
            return
        while (asked := session.asked) is not None:
            question = KeypadQuestion(asked, len(session.dialogue_state.question.options))
            if self._waiting:
                keys = self._keypad.pressed(self._waiting.popleft(), question, now)
            elif (keys := self._keypad.expired(question, now)) is None:
                return  # nothing is complete yet
            if keys is not None:
                session.inputs.keys(keys)
        if list(self._waiting) == ["0"] and now - self._pressed_at >= AFTER_ZERO_S:
            session.inputs.keys(self._waiting.popleft())
