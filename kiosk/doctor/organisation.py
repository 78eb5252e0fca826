"""Sign-in to the console by the organisation's server: whether it is the one of the settings, and has keys."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import Iterable
from typing import Any

from kiosk.config import Settings
from kiosk.doctor.result import CheckResult
from kiosk.upstream.oidc.errors import ProviderError
from kiosk.upstream.oidc.provider import IdentityProvider, ProviderMetadata
from kiosk.upstream.oidc.sign_in import usable_keys

_FIXES = {
    "away": "start it, or correct operators.oidc.issuer, ca_file or proxy; until then people sign in with passwords",
    "issuer": "set operators.oidc.issuer to what the server calls itself, letter by letter",
}
_WHAT = "organisation sign-in"


def check_organisation(settings: Settings) -> Iterable[CheckResult]:
    own = settings.operators.oidc
    if not own.issuer:
        return
    if own.secret_file is not None and stat.S_IMODE(own.secret_file.stat().st_mode) & 0o077:
        detail = f"{own.secret_file} can be read by others"
        yield CheckResult(_WHAT, "note", detail, f"chmod 600 {own.secret_file}")
    try:
        metadata, keys = asyncio.run(_asked(IdentityProvider(own)))
    except ProviderError as error:
        fix = _FIXES.get(error.kind, "ask who runs it: its answers are not those of OpenID Connect Discovery 1.0")
        yield CheckResult(_WHAT, "note", str(error), fix)
        return
    if not usable_keys(keys):
        yield CheckResult(_WHAT, "note", f"{metadata.jwks_uri} lists no key that can be used", "ask who runs it")
        return
    console = own.console_url or "the console's address, such as https://hall.example:8081/console/"
    end = (
        "" if metadata.end_session_endpoint else "; it tells no address for signing out, so people stay signed in there"
    )
    detail = (
        f"{own.issuer} answers; people come back to {console.rstrip('/')}/signed-in, which has to be registered there"
    )
    yield CheckResult(_WHAT, "ok", detail + end)


async def _asked(provider: IdentityProvider) -> tuple[ProviderMetadata, dict[str, Any]]:
    metadata = await provider.metadata()
    return metadata, await provider.keys(metadata)
