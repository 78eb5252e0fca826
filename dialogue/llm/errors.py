"""Why there is no advice."""

from __future__ import annotations

from typing import Literal

from dialogue.errors import DialogueError

Kind = Literal["timeout", "unreachable", "busy", "refused", "broken", "bad_answer"]


class ModelError(DialogueError):
    """The language model gave nothing to go on with. The text is fit for a log: nothing of a citizen's is in it.

    `timeout`; `unreachable`: no connection, or it broke; `busy`: 429 or 503; `refused`: another 4xx; `broken`: another
    5xx; `bad_answer`: an answer, but not what was asked for.
    """

    def __init__(self, kind: Kind, text: str) -> None:
        super().__init__(text)
        self.kind: Kind = kind

    @property
    def ails(self) -> bool:
        """Is it the server that is not well, rather than this one answer?"""
        return self.kind != "bad_answer"
