"""What the demo back end asks of its callers: the token or the signature that the dialect describes."""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Mapping
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from kiosk.demo.counter import RefusalError
from kiosk.dialect import signing
from kiosk.dialect.model import Auth, ClientCredentials, SignatureAuth, TokenAuth
from kiosk.dialect.secrets import read_secret
from kiosk.dialect.served import Received

#: Nonces that are remembered; the oldest is forgotten first.
_NONCES = 10_000


class AccessCheck(Protocol):
    def check(self, verb: str, url: str, headers: Mapping[str, str], body: bytes, call: Received) -> None:
        """`url`: path and query as they were sent. Raises `RefusalError` (401)."""


class TokenCheck:
    def __init__(self, auth: TokenAuth, token: str) -> None:
        self._header, self._wanted = auth.header, auth.prefix + token if token else ""

    def check(self, verb: str, url: str, headers: Mapping[str, str], body: bytes, call: Received) -> None:
        if self._wanted and headers.get(self._header) != self._wanted:
            raise _no_access()


class CredentialsCheck:
    """`path`: of the token server, which is this one."""

    def __init__(self, auth: ClientCredentials, secret: str) -> None:
        self._auth, self._secret, self.path = auth, secret, urlsplit(auth.url).path
        self._tokens: set[str] = set()
        self.issued = 0

    def token(self, headers: Mapping[str, str], form: bytes) -> dict[str, object]:
        """The answer of the token server. Raises `RefusalError`."""
        kind, _, basic = headers.get("Authorization", "").partition(" ")
        try:
            client, _, secret = base64.b64decode(basic, validate=True).decode().partition(":")
        except (ValueError, binascii.Error):
            raise _no_access() from None
        known = (unquote(client), unquote(secret)) == (self._auth.client, self._secret)
        if kind != "Basic" or not known or parse_qs(form.decode()).get("grant_type") != ["client_credentials"]:
            raise _no_access()
        token = secrets.token_urlsafe(24)
        self._tokens.add(token)
        self.issued += 1
        return {"access_token": token, "token_type": "Bearer", "expires_in": 3600}

    def forget(self) -> None:
        """All tokens are revoked."""
        self._tokens.clear()

    def check(self, verb: str, url: str, headers: Mapping[str, str], body: bytes, call: Received) -> None:
        if headers.get("Authorization", "").removeprefix("Bearer ") not in self._tokens:
            raise _no_access()


class SignatureCheck:
    def __init__(self, auth: SignatureAuth, secret: str) -> None:
        self._auth, self._secret = auth, secret
        self._nonces: dict[str, None] = {}

    def check(self, verb: str, url: str, headers: Mapping[str, str], body: bytes, call: Received) -> None:
        auth = self._auth
        told = {template: headers.get(name, "") for name, template in auth.headers}
        nonce = told.get("{随机}", "")
        known = signing.facts(
            auth, self._secret, verb, url, body, call.fields,
            time=told.get("{时间}", ""), nonce=nonce, key=headers.get("Idempotency-Key", ""),
        )  # fmt: skip
        message = signing.filled(auth.canonical, known).encode()
        if not signing.verified(auth, self._secret, message, headers.get(auth.header, "")) or nonce in self._nonces:
            raise _no_access()
        if nonce:
            self._nonces[nonce] = None
        if len(self._nonces) > _NONCES:
            del self._nonces[next(iter(self._nonces))]


def check_for(auth: Auth, token: str, env: Mapping[str, str]) -> AccessCheck:
    """`token`: the bearer token that callers must present; empty: none. Raises `SecretError`."""
    if isinstance(auth, TokenAuth):
        return TokenCheck(auth, token if auth.secret is None else read_secret(auth.secret, env))
    secret = read_secret(auth.secret, env)
    return CredentialsCheck(auth, secret) if isinstance(auth, ClientCredentials) else SignatureCheck(auth, secret)


def _no_access() -> RefusalError:
    return RefusalError(401, "bad_token", "没有权限")
