"""Who may do what in the console: roles, permissions, and the table between them.

三权分立: the administrator keeps the accounts and sees neither citizens nor the audit trail; the auditor reads the
audit trail and can do nothing else. So these two roles are never held beside another, nobody changes his own roles, and
auditors' accounts are made and reset on the machine alone (`kiosk operators`), not by an administrator.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum, StrEnum


class Role(StrEnum):
    EDITOR = "editor"
    APPROVER = "approver"
    SEAT = "seat"
    ANALYST = "analyst"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    SCRIPTS_READ = "scripts.read"
    SCRIPTS_EDIT = "scripts.edit"
    SCRIPTS_APPROVE = "scripts.approve"  # and publish, and roll back
    LIVE_WATCH = "live.watch"
    LIVE_LISTEN = "live.listen"
    LIVE_STEP_IN = "live.step_in"
    REVIEW_READ = "review.read"  # conversations, personal values masked
    REVIEW_SHOW = "review.show"  # unmasked: each time is an audit entry
    REVIEW_CORRECT = "review.correct"
    REVIEW_EXPORT = "review.export"
    NUMBERS_READ = "numbers.read"
    NUMBERS_EXPORT = "numbers.export"
    TICKETS_READ = "tickets.read"
    TICKETS_WORK = "tickets.work"
    TICKETS_SUPERVISE = "tickets.supervise"  # assign, extend, urge (督办), close
    TICKETS_EXPORT = "tickets.export"
    ACCOUNTS_READ = "accounts.read"
    ACCOUNTS_MANAGE = "accounts.manage"
    AUDIT_READ = "audit.read"
    AUDIT_EXPORT = "audit.export"


class Entry(Enum):
    """Said by a route instead of a permission: whom it lets in."""

    ANYONE = "anyone"  # without a session
    SIGNED_IN = "signed in"  # any account, also one that has to change its password first


P = Permission
GRANTS: Mapping[Role, frozenset[Permission]] = {
    Role.EDITOR: frozenset({
        P.SCRIPTS_READ, P.SCRIPTS_EDIT, P.REVIEW_READ, P.REVIEW_CORRECT, P.NUMBERS_READ, P.TICKETS_READ,
    }),
    Role.APPROVER: frozenset({
        P.SCRIPTS_READ, P.SCRIPTS_APPROVE, P.REVIEW_READ, P.NUMBERS_READ, P.TICKETS_READ, P.TICKETS_SUPERVISE,
        P.TICKETS_EXPORT,
    }),
    Role.SEAT: frozenset({
        P.LIVE_WATCH, P.LIVE_LISTEN, P.LIVE_STEP_IN, P.REVIEW_READ, P.REVIEW_SHOW, P.TICKETS_READ, P.TICKETS_WORK,
        P.TICKETS_EXPORT,
    }),
    Role.ANALYST: frozenset({
        P.SCRIPTS_READ, P.LIVE_WATCH, P.REVIEW_READ, P.REVIEW_SHOW, P.REVIEW_CORRECT, P.REVIEW_EXPORT, P.NUMBERS_READ,
        P.NUMBERS_EXPORT, P.TICKETS_READ, P.TICKETS_EXPORT,
    }),
    Role.AUDITOR: frozenset({P.AUDIT_READ, P.AUDIT_EXPORT}),
    Role.ADMINISTRATOR: frozenset({P.ACCOUNTS_READ, P.ACCOUNTS_MANAGE}),
}  # fmt: skip
del P

#: Never held beside another role.
ALONE = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})
#: Must have a second factor.
SECOND_FACTOR = frozenset({Role.ADMINISTRATOR, Role.APPROVER})
#: As operators read it.
TITLES: Mapping[Role, str] = {
    Role.EDITOR: "编辑",
    Role.APPROVER: "审批",
    Role.SEAT: "坐席",
    Role.ANALYST: "分析",
    Role.AUDITOR: "审计",
    Role.ADMINISTRATOR: "管理员",
}


def granted(roles: Iterable[Role]) -> frozenset[Permission]:
    return frozenset(permission for role in roles for permission in GRANTS[role])


def wrong_roles(roles: Iterable[Role]) -> str | None:
    """None, or why one account may not hold these together."""
    held = set(roles)
    if not held:
        return "至少要有一个角色。 Expected at least one role."
    if held & ALONE and len(held) > 1:
        return "审计和管理员不能兼任别的角色。 An auditor and an administrator hold no other role."
    return None
