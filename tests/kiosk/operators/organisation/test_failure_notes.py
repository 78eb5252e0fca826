"""Failed sign-ins in the audit trail: one entry for an address, kind and minute, and their number."""

from __future__ import annotations

import asyncio

import pytest

from kiosk.operators.organisation.failure_notes import COUNTED_S, FailureNotes
from kiosk.store.audit import AuditNote

pytestmark = pytest.mark.virtual_time


async def test_three_hundred_are_two_entries() -> None:
    written: list[str] = []

    async def write(note: AuditNote) -> None:
        written.append(note.detail)

    notes = FailureNotes(write)
    for _ in range(300):
        await notes.note(
            "10.0.0.1", "state", AuditNote("organisation sign-in failed", "", detail="state; from 10.0.0.1")
        )
    await notes.note("10.0.0.1", "used", AuditNote("organisation sign-in failed", "", detail="used; from 10.0.0.1"))
    await notes.note("10.0.0.2", "state", AuditNote("organisation sign-in failed", "", detail="state; from 10.0.0.2"))
    assert written == ["state; from 10.0.0.1", "used; from 10.0.0.1", "state; from 10.0.0.2"]
    await asyncio.sleep(COUNTED_S + 1)
    assert written[3:] == ["299 more within a minute; state; from 10.0.0.1"]
    await asyncio.sleep(COUNTED_S)
    await notes.note("10.0.0.1", "state", AuditNote("organisation sign-in failed", "", detail="state; again"))
    assert written[4:] == ["state; again"], "a new minute"


async def test_of_countless_addresses_there_are_not_countless_entries() -> None:
    written: list[str] = []

    async def write(note: AuditNote) -> None:
        written.append(note.detail)

    notes = FailureNotes(write)
    for number in range(3000):
        await notes.note(f"10.0.{number // 250}.{number % 250}", "state", AuditNote("organisation sign-in failed", ""))
    assert len(written) == 1001
