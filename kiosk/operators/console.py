"""What the routes of the console share."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field

from kiosk.fleet import Fleet
from kiosk.hall import Hall
from kiosk.operators.editor.shared_presence import SharedPresence
from kiosk.operators.editor.voice import VoiceTrials
from kiosk.operators.editor.worker import DraftWorker
from kiosk.operators.enrolling import Enrolments
from kiosk.operators.live.elsewhere import Elsewhere
from kiosk.operators.lock_out import ACCOUNT_TRIES, ADDRESS_TRIES, FailureCounter
from kiosk.operators.organisation.attempts import Organisation
from kiosk.operators.organisation.failure_notes import FailureNotes
from kiosk.operators.passwords import Passwords
from kiosk.operators.sessions import AccountSessions
from kiosk.operators.unmasking import UnmaskingLimit
from kiosk.store.accounts import AccountRegister
from kiosk.upstream.oidc.provider import IdentityProvider


@dataclass(slots=True)
class Console:
    """`of_nobody`: failures of accounts that do not exist. `sign_in_turn`: sign-ins are checked one after the other, so
    that a hundred guesses at once count as a hundred. `at_wall`, `hearing`: open walls, and conversations heard, by
    the id of the account. `checking`,
    `trying`: where drafts are read; what is typed does not wait for what takes seconds. `voice_trials`: serves drafts
    that are tried by voice. `organisation`: sign-in by its own server; None: there is none. `presence`: who has a draft
    open. `elsewhere`: conversations of other halls in which a member of staff answers.
    """

    hall: Hall
    fleet: Fleet
    passwords: Passwords
    voice_trials: VoiceTrials
    accounts: AccountRegister = field(init=False)
    sessions: AccountSessions = field(init=False)
    enrolling: Enrolments = field(init=False)
    presence: SharedPresence = field(init=False)
    elsewhere: Elsewhere = field(init=False)
    organisation: Organisation | None = field(init=False, default=None)
    organisation_failures: FailureNotes = field(init=False)
    of_addresses: FailureCounter = field(default_factory=lambda: FailureCounter(ADDRESS_TRIES))
    at_wall: Counter[str] = field(default_factory=Counter)
    hearing: Counter[str] = field(default_factory=Counter)
    of_nobody: FailureCounter = field(default_factory=lambda: FailureCounter(ACCOUNT_TRIES))
    unmasking: UnmaskingLimit = field(default_factory=UnmaskingLimit)
    sign_in_turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    checking: DraftWorker = field(default_factory=DraftWorker)
    trying: DraftWorker = field(default_factory=DraftWorker)
    _has_accounts: bool = False

    def __post_init__(self) -> None:
        self.accounts = self.hall.store.accounts
        self.elsewhere = Elsewhere(self.hall.store.signals, self.hall.settings.hall.name, self.accounts.now_ms)
        self.presence = SharedPresence(self.hall.store.signals, self.accounts.now_ms)
        self.enrolling = Enrolments(self.accounts.now_ms)
        oidc = self.hall.settings.operators.oidc
        if oidc.issuer:
            self.organisation = Organisation(IdentityProvider(oidc), self.accounts.now_ms)
        self.organisation_failures = FailureNotes(self.accounts.note)
        self.sessions = AccountSessions(self.accounts, self.hall.settings.operators)

    async def has_accounts(self) -> bool:
        """Whether there is, or was since the start, any account. Raises `StoreError`."""
        self._has_accounts = self._has_accounts or bool(await self.accounts.all())
        return self._has_accounts

    async def stop(self) -> None:
        """End the processes; requests that wait for one are answered 503."""
        self.checking.stop()
        self.trying.stop()
