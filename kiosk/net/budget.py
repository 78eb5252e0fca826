"""How much one connection and one address may ask for in a while: token buckets. Sans-I/O.

A citizen's page stays far below all of these; a client that does not is refused or cut off before it costs others.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

#: Addresses remembered at once; beyond it those that have been quiet the longest are forgotten.
_ADDRESSES = 4096


class TokenBucket:
    """`burst` tokens at first; `rate` come back each second. `now`: seconds on any clock that does not go back."""

    def __init__(self, rate: float, burst: float) -> None:
        self._rate, self._burst = rate, burst
        self._tokens, self._at = burst, 0.0

    def take(self, now: float, tokens: float = 1.0) -> bool:
        """Whether so many tokens were there; if not, none is taken."""
        self._tokens = min(self._burst, self._tokens + max(0.0, now - self._at) * self._rate)
        self._at = max(self._at, now)
        if tokens > self._tokens:
            return False
        self._tokens -= tokens
        return True


class ConnectionBudget:
    """What one page or another client may send, and what a page may make the hall ask of its back end.

    Control messages: 20 a second (a page that plays sends 4, a hand on the screen a few more). Microphone frames: twice
    as fast as they are spoken; 30 s at once after a network that stood still. Typed text: 500 characters three times,
    then 50 a second, several times the speed of a fast typist: long texts cost the most to understand.
    Pieces of sound of another client: 400 a second, 24 times as fast as spoken in pieces of 60 ms; more has to wait.
    Back-end calls: 30 at once, then one in 5 s; a conversation needs about six.
    """

    def __init__(self) -> None:
        self._control = TokenBucket(20, 200)
        self._frames = TokenBucket(100, 1500)
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
    """The same by address: however often a client connects anew. `pages`: as many may stand behind one address.

    WebSockets: each page four times at once (the hall's network comes back), then all of them within half a minute.
    Messages and characters: half and a tenth of what each page may send by itself, for few of them are used at once.
    """

    def __init__(self, pages: int = 64) -> None:
        self._pages = pages
        self._addresses: dict[str, _Address] = {}

    def connect(self, address: str, now: float) -> bool:
        """Whether another WebSocket may be opened from here."""
        return self._of(address).connections.take(now)

    def control(self, address: str, now: float) -> bool:
        """Whether another control message may come from here."""
        return self._of(address).control.take(now)

    def text(self, address: str, characters: int, now: float) -> bool:
        """Whether so many more typed characters may."""
        return self._of(address).characters.take(now, characters)

    def call(self, address: str, now: float) -> bool:
        """Whether the back end may be asked once more on behalf of this address."""
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
        self._addresses[key] = found  # the last used stands last
        while len(self._addresses) > _ADDRESSES:
            del self._addresses[next(iter(self._addresses))]
        return found


def network(address: str) -> str:
    """An IPv6 client owns a whole /64 of addresses."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    return str(ip.ipv4_mapped or ipaddress.ip_network((ip, 64), strict=False))
