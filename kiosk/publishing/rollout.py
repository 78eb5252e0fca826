"""Which conversations a canary gets: chosen kiosks, and a share of the telephone calls."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection
from dataclasses import dataclass

_SHARE = re.compile(r"([0-9]{1,3}(\.[0-9]{1,2})?)\s*[%％]")
#: Names of kiosks that one rollout may list.
MOST_KIOSKS = 500
#: What a page calls itself that is not enrolled.
BROWSER = "browser"
#: Names that a refusal lists.
_TOLD = 20


def kiosk_words(name: str) -> str:
    """A kiosk's name for people; of a page in a browser that is not enrolled, what it is."""
    return "没有登记的网页" if name == BROWSER else name


class RolloutError(ValueError):
    """What was expected and what came, Chinese and English."""


@dataclass(frozen=True, slots=True)
class Rollout:
    """`kiosks`: names of devices. `share`: of the calls, 0 to 1."""

    kiosks: frozenset[str] = frozenset()
    share: float = 0.0

    def takes(self, version: str, device: str, conversation: str, channel: str) -> bool:
        """Whether the conversation gets the canary `version` (its hash). The same in any process."""
        if channel == "phone":
            return point(version, conversation) < self.share
        return device in self.kiosks

    @property
    def told(self) -> str:
        """For people: `kiosk-1、kiosk-2，10% 的来电`."""
        share = f"{self.share * 100:g}% 的来电" if self.share else ""
        return "，".join(part for part in ("、".join(kiosk_words(name) for name in sorted(self.kiosks)), share) if part)

    def to_json(self) -> str:
        return json.dumps({"kiosks": sorted(self.kiosks), "share": self.share}, ensure_ascii=False)

    @staticmethod
    def from_json(text: str) -> Rollout:
        """What `to_json` wrote. Raises ValueError, KeyError or TypeError on anything else."""
        data = json.loads(text)
        return Rollout(frozenset(map(str, data["kiosks"])), float(data["share"]))


def point(version: str, conversation: str) -> float:
    """Where the conversation stands between 0 and 1: evenly spread, and another place for another version."""
    found = hashlib.sha256(f"{version}/{conversation}".encode(errors="surrogatepass")).digest()
    return int.from_bytes(found[:8], "big") / 2**64


def check_kiosks(rollout: Rollout, enrolled: Collection[str]) -> None:
    """Raises `RolloutError` where a name is neither an enrolled kiosk's nor `browser`, as other pages are called."""
    unknown = sorted(rollout.kiosks - {*enrolled, BROWSER})
    if not unknown:
        return
    known = "、".join([*sorted(enrolled)[:_TOLD], BROWSER])
    there = f"现在有：{known}" if enrolled else f"大厅还没有登记机器（kiosk fleet invite），现在只能写 {BROWSER}"
    raise RolloutError(f"没有这台机器：{'、'.join(unknown)[:80]}。{there}。 No such kiosk; expected one of: {known}.")


def read_rollout(kiosks: str, share: str) -> Rollout:
    """As they are typed: `a,b` and `10%`. Raises `RolloutError`."""
    names = frozenset(name for name in (part.strip() for part in re.split("[,，、]", kiosks)) if name)
    if kiosks.strip() and not names:
        raise RolloutError(f"--kiosks 要写机器的名字，例如 kiosk-1,kiosk-2；写的是 {kiosks[:40]!r}。 Expected names.")
    if len(names) > MOST_KIOSKS:
        raise RolloutError(f"--kiosks 最多 {MOST_KIOSKS} 台。 At most {MOST_KIOSKS} kiosks; {len(names)} came.")
    if not share.strip():
        return Rollout(names)
    found = _SHARE.fullmatch(share.strip())
    value = float(found[1]) / 100 if found else 0.0
    if not 0 < value < 1:
        raise RolloutError(
            f"--share 要写大于 0%、小于 100% 的比例，例如 10%；写的是 {share[:40]!r}。 Expected a share such as 10%."
        )
    return Rollout(names, value)
