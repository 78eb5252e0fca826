"""Shows the back end who calls: a token, an OAuth2 token that is fetched and kept, or a signature of each request."""

from __future__ import annotations

import asyncio
import base64
import json
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol
from urllib.parse import quote, urlencode

from kiosk.dialect import signing
from kiosk.dialect.model import Auth, ClientCredentials, SignatureAuth, TokenAuth
from kiosk.dialect.outgoing import Outgoing
from kiosk.dialect.secrets import read_secret
from kiosk.upstream.answer_values import BackendError

#: Posts a form and gives the status and the body. Raises `BackendError`.
PostForm = Callable[[str, bytes, Mapping[str, str]], Awaitable[tuple[int, bytes]]]
#: Seconds of a token's life before which it is used no more; and its life where the server tells none.
_EARLY_S, _LIFE_S = 30.0, 300.0


class Access(Protocol):
    async def headers(self, outgoing: Outgoing, key: str) -> dict[str, str]:
        """Of one request. `key`: its idempotency key, or empty. Raises `BackendError`: nothing was sent."""

    def renewed(self, used: Mapping[str, str]) -> bool:
        """After a 401 to a request with the headers `used`: whether it is worth another try."""


class TokenAccess:
    def __init__(self, auth: TokenAuth, token: str) -> None:
        self._headers = {auth.header: auth.prefix + token} if token else {}

    async def headers(self, outgoing: Outgoing, key: str) -> dict[str, str]:
        return dict(self._headers)

    def renewed(self, used: Mapping[str, str]) -> bool:
        return False


class CredentialsAccess:
    """One token at a time; calls that need it at once wait for one fetch. `now`: seconds of a steady clock."""

    def __init__(
        self, auth: ClientCredentials, secret: str, post: PostForm, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._auth, self._secret, self._post, self._now = auth, secret, post, now
        self._token, self._until = "", 0.0
        self._fetching = asyncio.Lock()

    async def headers(self, outgoing: Outgoing, key: str) -> dict[str, str]:
        async with self._fetching:
            if not self._token or self._now() >= self._until:
                await self._fetch()
            return {"Authorization": f"Bearer {self._token}"}

    def renewed(self, used: Mapping[str, str]) -> bool:
        if used.get("Authorization") == f"Bearer {self._token}":
            self._token = ""
        return True

    async def _fetch(self) -> None:
        """Raises `BackendError`, always of kind `unreachable`: the call itself was not sent."""
        auth = self._auth
        basic = base64.b64encode(f"{quote(auth.client, safe='')}:{quote(self._secret, safe='')}".encode()).decode()
        form = {"grant_type": "client_credentials"} | ({"scope": auth.scope} if auth.scope else {})
        try:
            status, body = await self._post(auth.url, urlencode(form).encode(), {"Authorization": f"Basic {basic}"})
        except BackendError as error:
            raise BackendError("unreachable", f"no token: {error}") from None
        try:
            found = json.loads(body) if status == 200 else {}
        except (ValueError, RecursionError):
            found = {}
        token = found.get("access_token") if isinstance(found, dict) else None
        if not isinstance(token, str) or not token.isascii() or not token.isprintable() or not token:
            raise BackendError("unreachable", f"no token: the token server says {status}, without an access_token")
        life = found.get("expires_in")
        life_s = float(life) if isinstance(life, int | float) and 0 < life < 1e9 else _LIFE_S
        self._token, self._until = token, self._now() + max(life_s - _EARLY_S, life_s / 2)


class SignedAccess:
    """`now`: seconds since 1970."""

    def __init__(self, auth: SignatureAuth, secret: str, now: Callable[[], float] = time.time) -> None:
        self._auth, self._secret, self._now = auth, secret, now

    async def headers(self, outgoing: Outgoing, key: str) -> dict[str, str]:
        auth = self._auth
        at = str(int(self._now() * (1000 if auth.milliseconds else 1)))
        known = signing.facts(
            auth, self._secret, outgoing.verb, outgoing.url, outgoing.body, outgoing.fields,
            time=at, nonce=secrets.token_hex(16), key=key,
        )  # fmt: skip
        made = signing.signature(auth, self._secret, signing.filled(auth.canonical, known).encode())
        return {name: signing.filled(template, known) for name, template in auth.headers} | {auth.header: made}

    def renewed(self, used: Mapping[str, str]) -> bool:
        return False


def access_for(auth: Auth, token: str, env: Mapping[str, str], post: PostForm) -> Access:
    """`token`: the setting `backend.token`. Raises `SecretError`."""
    if isinstance(auth, TokenAuth):
        return TokenAccess(auth, token if auth.secret is None else read_secret(auth.secret, env))
    secret = read_secret(auth.secret, env)
    return CredentialsAccess(auth, secret, post) if isinstance(auth, ClientCredentials) else SignedAccess(auth, secret)
