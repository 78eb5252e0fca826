"""The organisation's sign-in server, asked over HTTP. Its description and its keys are fetched anew for each sign-in:
a key that was replaced or withdrawn counts at once.
"""

from __future__ import annotations

import asyncio
import base64
import ssl
from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import quote_plus, urlsplit

import aiohttp
import msgspec

from kiosk.config.oidc import OidcSettings, on_this_machine
from kiosk.config.trust_store import client_context
from kiosk.upstream.oidc.errors import ProviderError

#: Bytes of the longest answer.
_LONGEST = 262_144
T = TypeVar("T")


class ProviderMetadata(msgspec.Struct, frozen=True):
    """What the server says of itself (OpenID Connect Discovery 1.0); other fields are not read."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str = ""
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False


class TokenAnswer(msgspec.Struct, frozen=True):
    """The tokens that a code was exchanged for."""

    id_token: str
    access_token: str = ""


class _Refusal(msgspec.Struct, frozen=True):
    error: str = ""


class IdentityProvider:
    """One a hall. Every method raises `ProviderError`."""

    def __init__(self, settings: OidcSettings) -> None:
        self.settings = settings
        #: As it was described last; None: it was never asked.
        self.known: ProviderMetadata | None = None
        self._tls: ssl.SSLContext | bool = client_context(settings.ca_file)

    async def metadata(self) -> ProviderMetadata:
        issuer = self.settings.issuer
        body = await self._asked("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        found = _read(body, ProviderMetadata, "its description")
        if found.issuer != issuer:
            raise ProviderError("issuer", f"expected the issuer {issuer}, it calls itself {found.issuer[:200]!r}")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint"):
            self._check_address(name, getattr(found, name))
        self.known = found
        return found

    async def tokens(self, metadata: ProviderMetadata, form: Mapping[str, str]) -> TokenAnswer:
        """Exchange a code. `form`: of the request, without what shows who this hall is."""
        fields, headers = dict(form), dict[str, str]()
        secret = await asyncio.to_thread(self._secret)
        if not secret:
            fields["client_id"] = self.settings.client_id
        elif "client_secret_basic" in metadata.token_endpoint_auth_methods_supported:
            pair = f"{quote_plus(self.settings.client_id)}:{quote_plus(secret)}"  # RFC 6749, 2.3.1
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        else:
            fields |= {"client_id": self.settings.client_id, "client_secret": secret}
        body = await self._asked("POST", metadata.token_endpoint, data=fields, headers=headers)
        return _read(body, TokenAnswer, "its tokens")

    async def keys(self, metadata: ProviderMetadata) -> dict[str, Any]:
        """Its public keys, as a JSON Web Key Set."""
        return _read(await self._asked("GET", metadata.jwks_uri), dict[str, Any], "its keys")

    def _secret(self) -> str:
        try:
            return self.settings.secret()
        except OSError as error:
            raise ProviderError("client", f"operators.oidc.secret_file: {error.strerror}") from None

    def _check_address(self, name: str, url: str) -> None:
        """Over https, as the server itself; over http on this machine alone."""
        if not url and name == "end_session_endpoint":
            return
        plain = url.startswith("http://") and on_this_machine(url) and on_this_machine(self.settings.issuer)
        if not (urlsplit(url).hostname and (url.startswith("https://") or plain)):
            raise ProviderError("answer", f"expected {name} to be an https address, got {url[:200]!r}")

    async def _asked(
        self, method: str, url: str, *, data: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> bytes:
        try:
            async with (
                asyncio.timeout(self.settings.timeout_s),
                aiohttp.ClientSession(
                    connector=aiohttp.TCPConnector(ssl=self._tls), cookie_jar=aiohttp.DummyCookieJar()
                ) as http,
                http.request(
                    method, url, proxy=self.settings.proxy or None, allow_redirects=False, data=data,
                    headers={"Accept": "application/json", **(headers or {})},
                ) as answer,
            ):  # fmt: skip
                body = await _whole(answer)
        except TimeoutError:
            raise ProviderError("away", f"no answer of {_host(url)} within {self.settings.timeout_s:g} s") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise ProviderError("away", f"{_host(url)} cannot be reached: {type(error).__name__}") from None
        if answer.status != 200:
            raise _refused(answer.status, body, url)
        return body


async def _whole(answer: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in answer.content.iter_any():
        body += chunk
        if len(body) > _LONGEST:
            raise ProviderError("answer", f"expected at most {_LONGEST} bytes of {_host(str(answer.url))}, more came")
    return bytes(body)


def _refused(status: int, body: bytes, url: str) -> ProviderError:
    """Of the token endpoint by its code (RFC 6749, 5.2), of any other by the status."""
    try:
        code = msgspec.json.decode(body, type=_Refusal).error[:40]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        code = ""
    detail = f"{_host(url)} answered {status} {code if code.isprintable() else ''}".strip()
    if code == "invalid_grant":
        return ProviderError("used", detail)
    if code in ("invalid_client", "unauthorized_client") or status == 401:
        return ProviderError("client", detail)
    return ProviderError("away" if status >= 500 else "answer", detail)


def _read(body: bytes, kind: type[T], what: str) -> T:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ProviderError("answer", f"{what} cannot be read: {str(error)[:200]}") from None


def _host(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2][:100]
