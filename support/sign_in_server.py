"""An organisation's sign-in server (OpenID Connect) on loopback, that tells the truth or lies as a test has it.

It checks what a real one checks: the client's secret, PKCE, where people are sent back to, that a code is good once.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from aiohttp import web
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET, PERSON = "hall", "s3cret of the hall", "person-0001"


def by_basic(_: dict[str, str], header: str | None) -> bool:
    """The client's id and secret, form-encoded (RFC 6749, 2.3.1)."""
    pair = f"{CLIENT}:{SECRET.replace(' ', '+')}".encode()
    return header == f"Basic {base64.b64encode(pair).decode()}"


@dataclass
class SignInServer:
    """`claims`: of the ID token, changed before it is signed. `signed`: makes the token. `metadata`: changed before it
    is told. `answered`: what people are sent back with. `asked`: what the hall asked the token endpoint. `token`,
    `keys`: answer in place of those endpoints. `address`: where it listens. `knows_client`: of a form, and of the
    header `Authorization`.
    """

    issuer: str = ""
    address: str = ""
    person: str = PERSON
    more: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "first"}))
    published: list[RSAKey] = field(default_factory=list)
    claims: Callable[[dict[str, Any]], None] = lambda claims: None
    signed: Callable[[dict[str, Any]], str] | None = None
    metadata: Callable[[dict[str, Any]], None] = lambda told: None
    answered: Callable[[dict[str, str]], None] = lambda answer: None
    asked: list[dict[str, str]] = field(default_factory=list)
    began: list[dict[str, str]] = field(default_factory=list)
    now: Callable[[], float] = time.time
    knows_client: Callable[[dict[str, str], str | None], bool] = by_basic
    token: Callable[[web.Request], Awaitable[web.Response]] | None = None
    keys: Callable[[web.Request], Awaitable[web.Response]] | None = None
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/.well-known/openid-configuration", self._describe)
        app.router.add_get("/authorize", self._authorize)
        app.router.add_post("/token", self._token)
        app.router.add_get("/jwks", self._keys)
        return app

    async def _describe(self, _: web.Request) -> web.Response:
        told = {
            "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/jwks",
            "end_session_endpoint": f"{self.issuer}/leave", "response_types_supported": ["code"],
        }  # fmt: skip
        self.metadata(told)
        return web.json_response(told)

    async def _authorize(self, request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": self.sent_back(dict(request.query))})

    def sent_back(self, asked: dict[str, str]) -> str:
        """Where a person goes who has proven who he is."""
        self.began.append(asked)
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        answer = {"code": code, "state": asked["state"]}
        self.answered(answer)
        return f"{asked['redirect_uri']}?{urlencode(answer)}"

    async def _token(self, request: web.Request) -> web.Response:
        if self.token is not None:
            return await self.token(request)
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.asked.append(form)
        if not self.knows_client(form, request.headers.get("Authorization")):
            return web.json_response({"error": "invalid_client"}, status=401)
        begun = self._codes.pop(form["code"], None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
        if begun is None or begun["code_challenge"] != challenge.decode() or begun["code_challenge_method"] != "S256":
            return web.json_response({"error": "invalid_grant"}, status=400)
        if form["redirect_uri"] != begun["redirect_uri"]:
            return web.json_response({"error": "invalid_grant"}, status=400)
        now = int(self.now())
        claims = {
            "iss": self.issuer, "sub": self.person, "aud": CLIENT, "iat": now, "exp": now + 300,
            "nonce": begun["nonce"], **({"auth_time": now} if "max_age" in begun else {}), **self.more,
        }  # fmt: skip
        self.claims(claims)
        made = self.signed(claims) if self.signed else self.sign(claims)
        return web.json_response({"id_token": made, "access_token": "a", "token_type": "Bearer"})

    async def _keys(self, request: web.Request) -> web.Response:
        if self.keys is not None:
            return await self.keys(request)
        keys = KeySet([*self.published, self.key])
        return web.json_response(keys.as_dict(private=False))

    def sign(self, claims: dict[str, Any], key: Any = None, **header: str) -> str:
        key = key or self.key
        return jwt.encode({"alg": "RS256", "kid": self.key.kid, **header}, claims, key, algorithms=["RS256", "HS256"])


@asynccontextmanager
async def sign_in_server(tls: ssl.SSLContext | None = None, **more: Any) -> AsyncIterator[SignInServer]:
    server = SignInServer(**more)
    runner = web.AppRunner(server.application())
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
        server.address = f"{'https' if tls else 'http'}://127.0.0.1:{runner.addresses[0][1]}"
        server.issuer = server.issuer or server.address
        yield server
    finally:
        await runner.cleanup()
