"""The protocol of one sign-in: the address that people are sent to, and what the ID token proves.

Needs the extra `oidc` (authlib, joserfc), which is loaded at the first use: `kiosk.config` refuses a hall without it.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from kiosk.upstream.oidc.errors import ProviderError, ProviderErrorKind
from kiosk.upstream.oidc.provider import IdentityProvider, ProviderMetadata

#: Signatures that are taken: by a private key that the server alone has. `none`, and HMAC by the secret, are not.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")


@dataclass(frozen=True, slots=True)
class SignInRequest:
    """What one sign-in is known by. `verifier`: of PKCE. `began_s`: seconds since 1970. `back`: where people return."""

    back: str
    began_s: float
    state: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48), repr=False)


class IdToken(msgspec.Struct, frozen=True):
    """The claims that are read, of these types and no others."""

    iss: str
    sub: str
    aud: str | list[str]
    exp: int | float
    iat: int | float
    nonce: str
    azp: str = ""
    at_hash: str = ""
    auth_time: int | float | None = None
    amr: list[str] = []
    acr: str = ""
    email_verified: bool = False

    def proves_second_factor(self, amr: frozenset[str], acr: frozenset[str]) -> bool:
        return bool(amr.intersection(self.amr)) or self.acr in acr


@dataclass(frozen=True, slots=True)
class Proven:
    """`claims`: all of the ID token, as they came; `token`: those that every one has."""

    token: IdToken
    claims: Mapping[str, Any] = field(repr=False)


async def address(provider: IdentityProvider, request: SignInRequest) -> str:
    """Where the person is sent to sign in. Raises `ProviderError`."""
    from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
    from authlib.oauth2.rfc7636 import create_s256_code_challenge

    settings, metadata = provider.settings, await provider.metadata()
    again = {"prompt": "login", "max_age": "0"} if settings.ask == "always" else {}
    found: str = prepare_grant_uri(
        metadata.authorization_endpoint, settings.client_id, "code", request.back, settings.scopes, request.state,
        nonce=request.nonce, code_challenge=create_s256_code_challenge(request.verifier), code_challenge_method="S256",
        **again,
    )  # fmt: skip
    return found


async def prove(provider: IdentityProvider, request: SignInRequest, answer: Mapping[str, str], now_s: float) -> Proven:
    """Who signed in. `answer`: what the person's browser brought back, its state among it. Raises `ProviderError`."""
    issuer = answer.get("iss")
    if issuer is not None and issuer != provider.settings.issuer:  # RFC 9207: the answer of another server
        raise ProviderError("issuer", f"the answer names the issuer {issuer[:200]!r}")
    if (error := answer.get("error")) is not None:
        raise ProviderError("refused", f"the server says {error[:60]!r}")
    if not answer.get("code"):
        raise ProviderError("answer", "the answer has neither code nor error")
    metadata = await provider.metadata()
    if issuer is None and metadata.authorization_response_iss_parameter_supported:
        raise ProviderError("issuer", "the answer does not name its issuer, which this server always does")
    form = {
        "grant_type": "authorization_code", "code": answer["code"], "redirect_uri": request.back,
        "code_verifier": request.verifier,
    }  # fmt: skip
    tokens = await provider.tokens(metadata, form)
    header, claims = _opened(tokens.id_token, await provider.keys(metadata))
    token = _checked(provider, metadata, request, header, claims, tokens.access_token, now_s)
    return Proven(token, claims)


def sign_out_address(provider: IdentityProvider, back: str) -> str:
    """Where the person ends the session at the organisation's server too (RP-Initiated Logout 1.0); empty: nowhere."""
    from authlib.common.urls import add_params_to_uri

    end = "" if provider.known is None else provider.known.end_session_endpoint
    more = [("client_id", provider.settings.client_id), ("post_logout_redirect_uri", back)]
    found: str = add_params_to_uri(end, more) if end else ""
    return found


def usable_keys(keys: dict[str, Any]) -> bool:
    """Whether a JSON Web Key Set has a key that signatures can be checked with."""
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    try:
        return any(key.key_type in ("RSA", "EC") for key in KeySet.import_key_set(keys).keys)  # type: ignore[arg-type]
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        return False


def _opened(token: str, keys: dict[str, Any]) -> tuple[Mapping[str, Any], dict[str, Any]]:
    """Header and claims of a token with a good signature."""
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    try:
        opened = jwt.decode(token, KeySet.import_key_set(keys), algorithms=ALGORITHMS)  # type: ignore[arg-type]
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:  # of keys and tokens of any shape
        raise ProviderError("unsigned", f"the ID token has no valid signature: {type(error).__name__}") from None
    return opened.header, opened.claims


def _checked(
    provider: IdentityProvider, metadata: ProviderMetadata, request: SignInRequest, header: Mapping[str, Any],
    claims: dict[str, Any], access_token: str, now_s: float,
) -> IdToken:  # fmt: skip
    from authlib.oidc.core import CodeIDToken
    from joserfc.errors import ClaimError, ExpiredTokenError

    settings = provider.settings
    try:
        token = msgspec.convert(claims, IdToken)
    except msgspec.ValidationError as error:
        raise ProviderError("answer", f"the ID token is not as expected: {error}") from None
    if not hmac.compare_digest(token.nonce.encode(), request.nonce.encode()):
        raise ProviderError("nonce", "the ID token belongs to another sign-in")
    if token.iss != metadata.issuer:
        raise ProviderError("issuer", f"the ID token is of the issuer {token.iss[:200]!r}")
    params = {"nonce": request.nonce, "client_id": settings.client_id, "access_token": access_token}
    options = {"aud": {"essential": True, "value": settings.client_id}}
    try:
        CodeIDToken(claims, header, options, params).validate(int(now_s), settings.skew_s)
    except ExpiredTokenError:
        raise ProviderError("expired", f"the ID token ended at {token.exp:g}; here it is {now_s:.0f}") from None
    except ClaimError as error:
        raise ProviderError(_KINDS.get(error.claim, "answer"), f"the ID token's {error.claim} is wrong") from None
    if settings.ask == "always":  # what stands in the address, such as `prompt`, the person's browser can leave out
        if token.auth_time is None:
            raise ProviderError("undated", "the ID token has no auth_time, which max_age demands of the server")
        if token.auth_time < request.began_s - settings.skew_s:
            raise ProviderError("stale", "the server knew the person from before, though it was asked to ask again")
    return token


_KINDS: Mapping[str, ProviderErrorKind] = {
    "aud": "audience", "azp": "audience", "exp": "expired", "iat": "expired", "nbf": "expired", "nonce": "nonce",
}  # fmt: skip
