"""The case of a caller who is handed to a human: the service, what was filled in, what was said last."""

from __future__ import annotations

from collections import deque
from typing import Any, Literal

from dialogue import Library
from dialogue.machine.prompts.cards import filled_rows
from kiosk.session import Session

#: Turns in the packet, of each side.
_TURNS = 3
#: Before the keys of a turn that was pressed.
_PRESSED = "按键 "


class CallerCase:
    """Texts are those of captions: of a number, the last four characters."""

    def __init__(self) -> None:
        self._turns: deque[tuple[str, str]] = deque(maxlen=2 * _TURNS)

        self._last_words = ""

    def said(self, who: Literal["caller", "clerk"], text: str) -> None:
        """The clerk's clauses come one by one."""
        if who == "caller":
            self._last_words = text
        if self._turns and self._turns[-1][0] == who and not self._turns[-1][1].startswith(_PRESSED):
            self._turns[-1] = who, self._turns[-1][1] + text
        else:
            self._turns.append((who, text))

    def pressed(self, keys: str) -> None:
        """By the caller. It is a turn, and nothing that was said."""
        self._turns.append(("caller", f"{_PRESSED}{keys}"))

    def packet(self, call_id: str, reason: str, session: Session, library: Library) -> dict[str, Any]:
        """For the hand-off hook, as JSON."""
        state = session.dialogue_state
        script = library.script(state.service) if state.service else None
        rows = filled_rows(script, state) if script is not None else ()
        return {
            "call": call_id,
            "conversation": session.id,
            "reason": reason,
            "service": state.service,
            "slots": {row.label: row.value for row in rows},
            "turns": [{"who": who, "text": text} for who, text in self._turns],
            "whisper": self._whisper(state.service, [row.label for row in rows]),
        }

    def _whisper(self, service: str, filled: list[str]) -> str:
        """A sentence for the human before the bridge: the matter, what is filled in, the caller's last words."""
        about = f"来电人要办{service}" if service else "来电人还没有说办什么业务"
        done = f"，已经填了{'、'.join(filled)}" if filled else ""
        return f"{about}{done}。{f'最后说的是：{self._last_words}。' if self._last_words else ''}"
