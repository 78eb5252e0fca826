"""Keys that the caller presses in a conversation: put together to entries, and given to the question that they answer.

Keys pressed while nothing is asked wait for the next question, and are taken by one that asks for a number. A choice
that was not put yet is answered by none of them. At a choice, a key with a number behind it (`1`, then the ID) is two
answers where the question that follows the first asks for a number of that many digits.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from dialogue.acts import Expect
from kiosk.channels.phone.keypad import AFTER_ZERO_S, Keypad, KeypadQuestion
from kiosk.session import Session

#: Keys that wait while an answer is being worked out.
KEYS_WAITING = 32
#: A key alone, which asks for a human at any moment.
_STAFF = "0"


@dataclass(frozen=True, slots=True)
class WaitingKey:
    """`ahead`: it was pressed while nothing was asked."""

    digit: str
    ahead: bool


class CallKeys:
    """Of one conversation. Times: seconds on a monotonic clock. `speaking`: whether the caller is speaking now."""

    def __init__(self, session: Session, speaking: Callable[[], bool] = lambda: False) -> None:
        self._session, self._speaking = session, speaking
        self._keypad = Keypad()
        self._waiting: deque[WaitingKey] = deque()
        self._pressed_at = 0.0  # the last of them
        self._ahead = False  # the entry in the keypad began before its question was put

    @property
    def waiting(self) -> bool:
        """Some are not taken by a question yet."""
        return bool(self._waiting or self._keypad.keys)

    def press(self, digit: str, now: float) -> None:
        self._session.inputs.key_pressed()
        if len(self._waiting) < KEYS_WAITING:
            self._waiting.append(WaitingKey(digit, self._session.asked is None))
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
                keys = self._take(self._waiting.popleft(), question, now)
            elif (keys := self._keypad.expired(question, now)) is None:
                return  # nothing is complete yet
            if keys is not None:
                self._give(keys, question)
        if [each.digit for each in self._waiting] == [_STAFF] and now - self._pressed_at >= AFTER_ZERO_S:
            session.inputs.keys(self._waiting.popleft().digit)

    def _take(self, key: WaitingKey, question: KeypadQuestion, now: float) -> str | None:
        keys = self._keypad.pressed(key.digit, question, now)
        so_far = self._keypad.keys
        if len(so_far or keys or "") == 1:
            self._ahead = key.ahead
        return self._keypad.complete() if self._is_followed_by_number(so_far, question, fixed=True) else keys

    def _give(self, keys: str, question: KeypadQuestion) -> None:
        """An entry that is complete."""
        ahead, self._ahead = self._ahead, False
        if self._is_dropped(keys, question, ahead=ahead):
            return
        if self._is_followed_by_number(keys, question):
            if self._session.inputs.keys(keys[0]):
                self._waiting.extendleft(WaitingKey(digit, True) for digit in reversed(keys[1:]))
        else:
            self._session.inputs.keys(keys)

    def _is_dropped(self, keys: str, question: KeypadQuestion, *, ahead: bool) -> bool:
        """Keys that nothing asked for: at the open question they cut short neither the greeting nor the caller."""
        if not question.single or keys == _STAFF:
            return False
        if self._session.at_open_question:
            return self._speaking() or not self._session.question_heard
        return ahead and not self._is_followed_by_number(keys, question)

    def _is_followed_by_number(self, keys: str, question: KeypadQuestion, *, fixed: bool = False) -> bool:
        """Whether the first key answers the choice, and the others the question after it. `fixed`: only a number whose
        length says that no further key belongs to it.
        """
        if len(keys) < 2 or not question.single or self._session.at_open_question:
            return False
        following: Expect | None = self._session.would_ask(keys[0])
        if following is None or (fixed and not following.length):
            return False
        return KeypadQuestion(following).takes(len(keys) - 1)
