"""What is done to accounts, by an administrator in the console or on the machine itself (`kiosk operators`).

Each returns what has to be told once: a one-time password. Raises `RequestRefusedError`.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kiosk.operators.account_names import account_name, alike, wrong_account
from kiosk.operators.organisation.people import LONGEST as LONGEST_LINK
from kiosk.operators.organisation.people import linkable
from kiosk.operators.passwords import Passwords, one_time_password
from kiosk.operators.permissions import TITLES, Role, wrong_roles
from kiosk.operators.routes import RequestRefusedError, not_found
from kiosk.store.accounts import AccountRegister, StoredAccount
from kiosk.store.audit import AuditNote

#: Characters of how its person is called.
NAME = 32


@dataclass(frozen=True, slots=True)
class Administration:
    """`by`: who does it, for the audit trail. `on_machine`: on the machine itself, where auditors are looked after."""

    accounts: AccountRegister
    passwords: Passwords
    by: str
    on_machine: bool = False

    async def make(self, account: str, name: str, roles: Sequence[Role], linked: str = "") -> str:
        """`linked`: who the person is at the organisation's sign-in server."""
        if why := wrong_account(account):
            raise RequestRefusedError(400, "bad_account", why)
        account, name = account_name(account), name.strip()
        self._check_name(name)
        self._check_roles((), roles)
        await self._check_link(None, linked)
        if other := alike(account, [one.account for one in await self.accounts.all()]):
            text = f"“{account}”和已有的账号“{other}”太像，容易看错：请换一个。 It looks like the account {other}."
            raise RequestRefusedError(409, "alike", text)
        password = one_time_password()
        note = self._note("account made", account, told(roles))
        row = secrets.token_hex(8)
        hashed = await self.passwords.hash(password)
        if not await self.accounts.add(row, account, name or account, [*roles], hashed, note):
            text = f"已经有账号 {account}。 There is an account {account} already."
            raise RequestRefusedError(409, "taken", text)
        if linked:
            await self._change(row, {"linked": linked}, self._note("account linked", account), keep_session=None)
        return password

    async def change(self, one: StoredAccount, name: str | None, roles: Sequence[Role] | None) -> None:
        self._check_auditor(one.roles)
        changes: dict[str, object] = {}
        if name is not None:
            self._check_name(name.strip())
            changes["name"] = name.strip() or one.account
        if roles is not None:
            self._check_roles(one.roles, roles)
            changes["roles"] = [*roles]
        if not changes:
            raise RequestRefusedError(400, "bad_body", "expected name, roles, or both")
        what, detail = (
            ("account renamed", "") if roles is None else ("roles changed", f"{told(one.roles)} → {told(roles)}")
        )
        keep = None if roles is None else ""
        await self._change(one.id, changes, self._note(what, one.account, detail), keep_session=keep)

    async def link(self, one: StoredAccount, linked: str) -> None:
        """`linked`: who the person is at the organisation's sign-in server; empty: signs in by password alone. The
        account's sessions end.
        """
        self._check_auditor(one.roles)
        await self._check_link(one, linked)
        note = self._note("account linked" if linked else "account unlinked", one.account)
        await self._change(one.id, {"linked": linked}, note, keep_session="")

    async def reset(self, one: StoredAccount) -> str:
        """A new one-time password; its second factor is taken away and its sessions end."""
        self._check_auditor(one.roles)
        password = one_time_password()
        changes = {
            "password": await self.passwords.hash(password), "password_ms": self.accounts.now_ms(), "one_time": 1,
            "totp": "", "totp_step": None, "recovery": [], "failures": 0, "locked_until_ms": None,
        }  # fmt: skip
        await self._change(one.id, changes, self._note("account reset", one.account), keep_session="")
        return password

    async def disable(self, one: StoredAccount) -> None:
        self._check_auditor(one.roles)
        changes = {"disabled_ms": self.accounts.now_ms()}
        await self._change(one.id, changes, self._note("account disabled", one.account), keep_session="")

    async def enable(self, one: StoredAccount) -> None:
        self._check_auditor(one.roles)
        changes = {"disabled_ms": None, "failures": 0, "locked_until_ms": None}
        await self._change(one.id, changes, self._note("account enabled", one.account), keep_session=None)

    async def unlock(self, one: StoredAccount) -> None:
        self._check_auditor(one.roles)
        changes = {"failures": 0, "locked_until_ms": None}
        await self._change(one.id, changes, self._note("account unlocked", one.account), keep_session=None)

    async def end_session(self, one: StoredAccount, session: str) -> None:
        self._check_auditor(one.roles)
        note = self._note("session revoked", one.account)
        if not await self.accounts.end_session(session, one.id, note):
            raise not_found("登录")

    async def _change(
        self, account_id: str, changes: Mapping[str, object], note: AuditNote, *, keep_session: str | None
    ) -> None:
        if not await self.accounts.change(account_id, changes, note, keep_session=keep_session):
            raise not_found("账号")

    def _note(self, what: str, account: str, detail: str = "") -> AuditNote:
        """The account stands in the sealed reason, as it may name a person."""
        return AuditNote(what, self.by, f"账号 {account}", detail=detail)

    def _check_name(self, name: str) -> None:
        if len(name) > NAME or not name.isprintable():
            raise RequestRefusedError(400, "bad_name", f"姓名最多 {NAME} 个字。 Expected at most {NAME} characters.")

    def _check_roles(self, before: Sequence[str], after: Sequence[Role]) -> None:
        if (why := wrong_roles(after)) is not None:
            raise RequestRefusedError(400, "bad_roles", why)
        self._check_auditor((*before, *after))

    async def _check_link(self, one: StoredAccount | None, linked: str) -> None:
        if linked and not linkable(linked):
            text = f"单位标识最多 {LONGEST_LINK} 个字，前后没有空格。 Expected at most {LONGEST_LINK} characters."
            raise RequestRefusedError(400, "bad_link", text)
        other = await self.accounts.linked_to(linked) if linked else None
        if other is not None and (one is None or other.id != one.id):
            text = f"这个单位标识已经关联到账号 {other.account}。 Linked to the account {other.account} already."
            raise RequestRefusedError(409, "linked_already", text)

    def _check_auditor(self, roles: Sequence[str]) -> None:
        if Role.AUDITOR in roles and not self.on_machine:
            text = (
                "审计账号只能在服务器上用 kiosk operators 管理。 An auditor's account is looked after on the machine "
                "alone, by `kiosk operators`."
            )
            raise RequestRefusedError(403, "auditor", text)


def told(roles: Sequence[str]) -> str:
    return "、".join(TITLES[role] for role in Role if role in roles)
