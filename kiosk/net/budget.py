"""Rate limits of one connection and of one address: token buckets. Sans-I/O.

A citizen's page stays far below all of them; a client that does not is refused or cut off.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

#: Addresses remembered at once; beyond it the longest idle are forgotten.
_ADDRESSES = 4096


class TokenBucket:
    """`burst` tokens at first; `rate` are added each second. `now`: seconds on any monotonic clock."""

    def __init__(self, rate: float, burst: float) -> None:
        self._rate, self._burst = rate, burst
        self._tokens, self._at = burst, 0.0

    def take(self, now: float, tokens: float = 1.0) -> bool:
        """Take so many tokens; False, and none taken, where there are fewer."""
        self._tokens = min(self._burst, self._tokens + max(0.0, now - self._at) * self._rate)
        self._at = max(self._at, now)
        if tokens > self._tokens:
            return False
        self._tokens -= tokens
        return True


class ConnectionBudget:
    """What one connection may send, and how many back-end calls it may cause.

    Control messages: 20 a second (a playing page sends 4, touches a few more). Microphone frames: 60 a second, because
    a microphone is never faster than its clock (50); 30 s at once after a network stall. Typed text: 500 characters
    three times, then 50 a second, several times the speed of a fast typist: long texts cost the most to understand.
    Pieces of sound of another client: 400 a second, 24 times real time in pieces of 60 ms; more has to wait.
    Back-end calls: 30 at once, then one in 5 s; a conversation needs about six.
    """

    def __init__(self) -> None:
        self._control = TokenBucket(20, 200)
        self._frames = TokenBucket(60, 1500)
        self._pieces = TokenBucket(400, 2000)
        self._characters = TokenBucket(50, 1500)
        self._calls = TokenBucket(0.2, 30)

    def control(self, now: float) -> bool:
        return self._control.take(now)

    def frame(self, now: float) -> bool:
        return self._frames.take(now)

    def piece(self, now: float) -> bool:
        return self._pieces.take(now)

    def text(self, characters: int, now: float) -> bool:
        return self._characters.take(now, characters)

    def call(self, now: float) -> bool:
        return self._calls.take(now)


@dataclass(slots=True)
class _Address:
    connections: TokenBucket
    control: TokenBucket
    characters: TokenBucket
    calls: TokenBucket


class AddressBudgets:
    """The same per address, so that reconnecting does not evade it. `pages`: the most pages behind one address.

    WebSockets: four per page at once (the hall's network comes back), then one per page in half a minute.
    Messages and characters: half and a tenth of what each page may send alone, because few are used at once.
    """

    def __init__(self, pages: int = 64) -> None:
        self._pages = pages
        self._addresses: dict[str, _Address] = {}

    def connect(self, address: str, now: float) -> bool:
        """Whether the address may open another WebSocket."""
        return self._of(address).connections.take(now)

    def control(self, address: str, now: float) -> bool:
        """Whether the address may send another control message."""
        return self._of(address).control.take(now)

    def text(self, address: str, characters: int, now: float) -> bool:
        """Whether the address may send so many more typed characters."""
        return self._of(address).characters.take(now, characters)

    def call(self, address: str, now: float) -> bool:
        """Whether the address may cause another back-end call."""
        return self._of(address).calls.take(now)

    def _of(self, address: str) -> _Address:
        key = network(address)
        found = self._addresses.pop(key, None)
        if found is None:
            pages = self._pages
            found = _Address(
                connections=TokenBucket(max(2.0, pages / 30), 4 * pages + 16),
                control=TokenBucket(10 * pages + 20, 100 * pages + 200),
                characters=TokenBucket(5 * pages + 50, 20 * pages + 1500),
                calls=TokenBucket(0.2 * pages, 30 * pages),
            )
        self._addresses[key] = found  # kept in order of last use
        while len(self._addresses) > _ADDRESSES:
            del self._addresses[next(iter(self._addresses))]
        return found


def network(address: str) -> str:
    """The address, or the /64 network of an IPv6 address, which one client usually owns."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    return str(ip.ipv4_mapped or ipaddress.ip_network((ip, 64), strict=False))
