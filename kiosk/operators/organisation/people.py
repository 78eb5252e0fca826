"""Whose account a proven person has, and which roles the organisation's groups give him."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kiosk.config.oidc import OidcSettings
from kiosk.operators.permissions import ALONE, Role, wrong_roles
from kiosk.store.accounts import StoredAccount
from kiosk.upstream.oidc.sign_in import Proven

#: Characters of the longest name by which the server knows a person.
LONGEST = 255


def person_of(settings: OidcSettings, proven: Proven) -> str | None:
    """Who it is, as accounts are linked; None: the claim is not there, or is no text that can be taken. An e-mail
    address is taken only where the server has verified it.
    """
    found = proven.claims.get(settings.claim)
    if not isinstance(found, str) or not linkable(found):
        return None
    return None if settings.claim == "email" and not proven.token.email_verified else found


def linkable(person: str) -> bool:
    return 0 < len(person) <= LONGEST and person.isprintable() and person == person.strip()


def mapped_roles(settings: OidcSettings, claims: Mapping[str, Any], account: StoredAccount) -> tuple[Role, ...] | None:
    """The roles that his groups give; empty: none. None: groups say nothing about this account: none is named in the
    settings, or he is an auditor or an administrator, whom no group makes or unmakes.
    """
    by_role = settings.groups.by_role
    if not by_role or not ALONE.isdisjoint(account.roles):
        return None
    told = claims.get(settings.groups.claim)
    groups = {one for one in (told if isinstance(told, list) else [told]) if isinstance(one, str)}
    roles = tuple(role for role in Role if not groups.isdisjoint(by_role.get(role, ())))
    assert not roles or wrong_roles(roles) is None
    return roles
