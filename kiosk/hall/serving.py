"""Which scripts a conversation gets: those that are live, or a canary's. It keeps them to its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dialogue import Machine, State
from kiosk.publishing.rollout import Rollout


@dataclass(frozen=True, slots=True)
class ServedScripts:
    """`version`: the hash of the published version that the machine runs; "": it runs the folder's scripts."""

    machine: Machine
    version: str = ""


@dataclass(frozen=True, slots=True)
class CanaryScripts:
    """A version that some conversations get."""

    served: ServedScripts
    rollout: Rollout

    def takes(self, device: str, conversation: str, channel: str) -> bool:
        return self.rollout.takes(self.served.version, device, conversation, channel)


def holding(
    candidates: tuple[ServedScripts, ...], state: State, in_hand: Mapping[str, str], version: str
) -> ServedScripts | None:
    """For a conversation that was kept: the version it had; else one in which its services are the same; else None."""
    found = [one for one in candidates if one.machine.in_hand(state) == in_hand]
    return next((one for one in found if one.version == version), found[0] if found else None)
