"""Sign-ins by the organisation's server that are under way: in memory, by a cookie of the browser that began each.

The cookie ties what comes back to the browser that asked for it (RFC 9700, 4.7). It is `SameSite=Lax`, because the
person comes back from another site; the session's own cookie is set later, by the page.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

from kiosk.net.request_checks import called_by_https
from kiosk.upstream.oidc.provider import IdentityProvider
from kiosk.upstream.oidc.sign_in import SignInRequest, sign_out_address

#: How long one may take, and how many are kept at once: of all addresses, and of one, behind which there may be a whole
#: office. Beyond it the address that has most loses one, the least worth first.
LASTS_MS, MOST, MOST_OF_ONE = 600_000, 5000, 300
_PLAIN, _SECURE = "console-organisation", "__Host-console-organisation"
#: Where people come back to, below the console's address.
RETURN = "signed-in"


@dataclass(frozen=True, slots=True)
class SentThere:
    """The person was sent to the server."""

    request: SignInRequest
    at_ms: int


@dataclass(frozen=True, slots=True)
class Arrived:
    """The server says who it is: the account's id, and who that is there. `two`: it vouches for a second factor.
    `roles`: those that groups give; None: groups say nothing about them.
    """

    account: str
    person: str = field(repr=False)
    two: bool
    roles: tuple[str, ...] | None
    at_ms: int


@dataclass(frozen=True, slots=True)
class Refused:
    """`message`: for the person, told once."""

    message: str
    at_ms: int


Attempt = SentThere | Arrived | Refused


@dataclass(slots=True)
class Organisation:
    """`now_ms`: since 1970."""

    provider: IdentityProvider
    now_ms: Callable[[], int]
    _attempts: dict[str, Attempt] = field(default_factory=dict)
    _tokens: dict[str, dict[str, None]] = field(default_factory=dict)  # by address, the oldest first

    def begin(self, request: web.Request, address: str) -> tuple[str, SignInRequest]:
        """The browser's token, and the sign-in. `address`: the network's, as of `keep`."""
        now_ms = self.now_ms()
        begun = SentThere(SignInRequest(self.console_address(request) + RETURN, now_ms / 1000), now_ms)
        return self._kept(begun, address), begun.request

    def began(self, token: str) -> bool:
        """Whether the browser with this token was sent to the server, and has not come back."""
        return isinstance(self._of(token), SentThere)

    def returned(self, token: str, state: str) -> SignInRequest | None:
        """The sign-in of this browser that has this state, which is used up; None: there is none."""
        attempt = self._of(token)
        if not isinstance(attempt, SentThere) or not hmac.compare_digest(
            attempt.request.state.encode(), state.encode()
        ):
            return None
        del self._attempts[token]
        return attempt.request

    def arrived(self, token: str) -> Arrived | None:
        attempt = self._of(token)
        return attempt if isinstance(attempt, Arrived) else None

    def take_refusal(self, token: str) -> str:
        """Why the last one went wrong, which is told once; empty: it did not."""
        attempt = self._of(token)
        if not isinstance(attempt, Refused):
            return ""
        del self._attempts[token]
        return attempt.message

    def keep(self, attempt: Arrived | Refused, address: str) -> str:
        """The browser's new token: what was seen before the person came back is worth nothing."""
        return self._kept(attempt, address)

    def end(self, token: str) -> None:
        self._attempts.pop(token, None)

    def console_address(self, request: web.Request) -> str:
        """The console's address as the browser has it, with / at its end."""
        if told := self.provider.settings.console_url:
            return told.rstrip("/") + "/"
        return f"{'https' if called_by_https(request) else 'http'}://{request.headers.get('Host', '')}/console/"

    def leave(self, request: web.Request) -> str:
        """Where the session at the server is ended; empty: nowhere."""
        return sign_out_address(self.provider, self.console_address(request))

    def _kept(self, attempt: Attempt, address: str) -> str:
        self._drop_old()
        token = secrets.token_urlsafe(32)
        own = self._tokens.setdefault(address, {})
        own[token] = None
        self._attempts[token] = attempt
        if len(own) > MOST_OF_ONE:
            self._lose_one(own)
        elif len(self._attempts) > MOST:
            self._lose_one(max(self._tokens.values(), key=len))
        return token

    def _lose_one(self, tokens: dict[str, None]) -> None:
        """The oldest of those that nobody has proven himself for."""
        worth = {Refused: 0, SentThere: 1, Arrived: 2}
        lost = min(
            (token for token in tokens if token in self._attempts), key=lambda one: worth[type(self._attempts[one])]
        )
        del self._attempts[lost], tokens[lost]

    def _of(self, token: str) -> Attempt | None:
        attempt = self._attempts.get(token)
        return None if attempt is None or self.now_ms() - attempt.at_ms > LASTS_MS else attempt

    def _drop_old(self) -> None:
        oldest = self.now_ms() - LASTS_MS
        self._attempts = {token: one for token, one in self._attempts.items() if one.at_ms >= oldest}
        left = {
            address: dict.fromkeys(filter(self._attempts.__contains__, own)) for address, own in self._tokens.items()
        }
        self._tokens = {address: own for address, own in left.items() if own}


def attempt_of(request: web.Request) -> str:
    """The browser's token; empty where there is none."""
    return request.cookies.get(_SECURE, "") or request.cookies.get(_PLAIN, "")


def keep_attempt(request: web.Request, response: web.StreamResponse, token: str) -> None:
    """`token` empty: forget it, under either name."""
    if token:
        _set(response, token, secure=called_by_https(request))
        return
    for name in (_PLAIN, _SECURE):
        if name in request.cookies:
            _set(response, "", secure=name == _SECURE)


def _set(response: web.StreamResponse, token: str, *, secure: bool) -> None:
    age = LASTS_MS // 1000 if token else 0
    name = _SECURE if secure else _PLAIN
    response.set_cookie(name, token, max_age=age, path="/", httponly=True, samesite="Lax", secure=secure)
