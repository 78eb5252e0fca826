"""What a slot reader hands back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reading:
    """`value`: the canonical value when all is well; `partial`: what was heard so far, to be continued;
    `doubtful`: the value was pieced together and must be read back, whatever the script says;
    `message`: what was wrong, in words for the citizen. All empty: this was no answer to the question.
    """

    value: str = ""
    doubtful: bool = False
    partial: str = ""
    message: str = ""

    @property
    def nothing(self) -> bool:
        return not (self.value or self.partial or self.message)


NOTHING = Reading()
