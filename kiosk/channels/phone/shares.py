"""How many calls one address may have at once, so that it cannot take all lines from the others. Sans-I/O."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from kiosk.net.budget import network


class AddressShares:
    """`most`: calls of one address (of IPv6: of a /64 network) at once. `is_trunk`: addresses that may take all."""

    def __init__(self, most: int, is_trunk: Callable[[str], bool]) -> None:
        self._most, self._is_trunk = most, is_trunk
        self._held: Counter[str] = Counter()

    def __len__(self) -> int:
        """Calls that count now."""
        return self._held.total()

    def take(self, address: str) -> bool:
        """Whether one more call may begin. If so it counts until `give_back`."""
        host = network(address)
        if self._held[host] >= self._most and not self._is_trunk(address):
            return False
        self._held[host] += 1
        return True

    def give_back(self, address: str) -> None:
        host = network(address)
        self._held[host] -= 1
        if self._held[host] <= 0:
            del self._held[host]
