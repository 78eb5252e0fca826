"""The turn-taking profile of a channel, out of the settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kiosk.config import Settings, TurnSettings
from kiosk.turn import BargeInPolicy, Profile, PromptKind

#: The section of the settings that holds a channel's turn-taking.
SECTIONS: Mapping[str, Callable[[Settings], TurnSettings]] = {"screen": lambda settings: settings.turns}


def turn_profile(settings: Settings, channel: str) -> Profile:
    """The profile of conversations on `channel`. Raises ValueError for a channel without a section."""
    if channel not in SECTIONS:
        raise ValueError(f"expected a channel that has turn-taking settings ({', '.join(SECTIONS)}), got {channel!r}")
    turns = SECTIONS[channel](settings)
    return Profile(
        no_input_timeout_s=turns.silence_s,
        idle_s=turns.idle_s,
        barge_in={kind: BargeInPolicy(getattr(turns.barge_in, kind.value)) for kind in PromptKind},
    )
