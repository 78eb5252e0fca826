"""The section `operators.oidc`: sign-in to the console by the organisation's own server (OpenID Connect)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from kiosk.config.rules import NO_FILE, OPTIONAL_FILE, decimal, one_of, text, web_address, whole

if TYPE_CHECKING:
    from kiosk.config.settings import Settings

_URL = (r"|https?://[^\s/@?#]+(/[^\s?#]*)?", '"" or an http:// or https:// address without user, password and ?')
_PROXY = (r"|http://[^\s/@]+", '"" or an http:// address without user, password and path')
_CLAIM = (r"[\w.:/-]{1,100}", "the name of a claim, such as sub, groups or https://example.com/roles")
#: Roles that groups of the organisation give. The other two are never held beside another, and auditors are looked
#: after on the machine alone: no group gives or takes them.
MAPPED_ROLES = ("editor", "approver", "seat", "analyst")
#: Bytes of the longest file with a secret.
_LONGEST = 4096


@dataclass(frozen=True, slots=True)
class OidcGroupSettings:
    """Which groups of the organisation give a role: names with `;` between them. All empty: roles are given in the
    console, and the organisation says nothing about them. `claim`: where the ID token lists the groups.
    """

    claim: str = text("groups", *_CLAIM)
    editor: str = text("")
    approver: str = text("")
    seat: str = text("")
    analyst: str = text("")

    @property
    def by_role(self) -> Mapping[str, frozenset[str]]:
        """Of the roles that some group gives."""
        named = {role: frozenset(_parts(getattr(self, role), ";")) for role in MAPPED_ROLES}
        return {role: groups for role, groups in named.items() if groups}


@dataclass(frozen=True, slots=True)
class OidcSettings:
    """`issuer` empty: people sign in with passwords alone. It is compared letter by letter with what the server says.

    `client_secret`: by the environment alone (`KIOSK__OPERATORS__OIDC__CLIENT_SECRET`); or `secret_file`, a file with
    nothing else in it. Neither: the hall is a public client, proven by PKCE alone.

    `claim`: whose value an account is linked to (`kiosk operators link`). `title`: of the button. `console_url`: the
    console's address as browsers open it, behind a proxy that changes it. `ask`: whether the server is asked to let
    people prove themselves each time (always), or may know them from before (once). `amr`, `acr`: values with blanks
    between them; an ID token with one of them proves the second factor. Both empty: it is always the hall's own.
    `skew_s`: by how much the clocks may differ. `timeout_s`: of each request. `ca_file`: as `backend.ca_file`.
    """

    issuer: str = web_address("", *_URL)
    client_id: str = text("", r"|\S{1,200}", "the hall's name at the server, without blanks")
    client_secret: str = text("", secret=True)
    secret_file: Path | None = field(default=None, metadata=NO_FILE)
    title: str = text("单位统一登录", r"\S.{0,19}", "1 to 20 characters")
    scopes: str = text("openid profile", r"(.* )?openid( .*)?", "names with blanks between them, openid among them")
    claim: str = text("sub", *_CLAIM)
    console_url: str = web_address("", *_URL)
    ask: Literal["always", "once"] = one_of("always", "always", "once")
    amr: str = text("")
    acr: str = text("")
    skew_s: int = whole(60, 0, 300)
    timeout_s: float = decimal(8, 0.1, 60)
    ca_file: Path | None = field(default=None, metadata=OPTIONAL_FILE)
    proxy: str = web_address("", *_PROXY)
    groups: OidcGroupSettings = field(default_factory=OidcGroupSettings)

    @property
    def second_factors(self) -> tuple[frozenset[str], frozenset[str]]:
        """Values of `amr` and of `acr` that prove one."""
        return frozenset(_parts(self.amr)), frozenset(_parts(self.acr))

    def secret(self) -> str:
        """Empty: the hall is a public client. Raises OSError where the file cannot be read."""
        if self.secret_file is None:
            return self.client_secret
        with self.secret_file.open("rb") as file:
            data = file.read(_LONGEST + 1)
        found = data.decode(errors="replace").strip()
        if not found or len(data) > _LONGEST:
            raise OSError(0, f"it is empty or longer than {_LONGEST} bytes: expected one secret")
        return found


def mistakes(settings: Settings, places: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The name of the setting, and what is wrong with it beside the others. `places`: where settings were written."""
    own = settings.operators.oidc
    if own.client_secret and not places.get("operators.oidc.client_secret", "").startswith("KIOSK__"):
        yield (
            "client_secret",
            "operators.oidc.client_secret: expected no secret in this file; set the environment variable "
            "KIOSK__OPERATORS__OIDC__CLIENT_SECRET, or name a file by operators.oidc.secret_file",
        )
    if own.client_secret and own.secret_file is not None:
        yield "secret_file", "operators.oidc.secret_file and operators.oidc.client_secret are both set: keep one"
    if not own.issuer:
        return
    if find_spec("authlib") is None or find_spec("joserfc") is None:
        yield "issuer", "operators.oidc.issuer is set: run `pip install hall-clerk[oidc]`, which brings what it needs"
    if not own.client_id:
        yield "issuer", "operators.oidc.issuer is set: set operators.oidc.client_id too, the hall's name at the server"
    if urlsplit(own.issuer).scheme == "http" and not on_this_machine(own.issuer):
        yield "issuer", "operators.oidc.issuer: expected https; whoever is between could sign in as anybody over http"
    try:
        own.secret()
    except OSError as error:
        yield "secret_file", f"operators.oidc.secret_file cannot be used: {error.strerror}"


def on_this_machine(url: str) -> bool:
    """Whether an address names this machine, to which http goes over no network."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _parts(written: str, between: str | None = None) -> Iterator[str]:
    return filter(None, map(str.strip, written.split(between)))
