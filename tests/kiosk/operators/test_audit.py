"""The audit trail in the console: for auditors alone, searched, exported, and checked."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from unittest.mock import MagicMock

from kiosk.operators.permissions import Role
from kiosk.store.audit import AuditNote
from support.console import console
from support.versions import AUTHOR, published


async def test_what_was_done_is_found(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.AUDITOR, Role.EDITOR]) as stand:
        auditor = stand.of[Role.AUDITOR]
        await (await stand.browser()).sign_in("editor", "wrong")
        await (await stand.browser()).sign_in("a password typed as a name", "wrong")
        await stand.store.audit(AuditNote("showed", "王老师", "投诉 =1+1", "c1", "SB20260001", "unmasked"))
        status, told = await auditor.get("/audit?what=sign-in failed")
        assert [(one["who"], one["detail"]) for one in told["entries"]] == [
            ("", "unknown account, from 127.0.0.1"), ("editor (editor)", "from 127.0.0.1"),
        ]  # fmt: skip
        assert (status, told["next"]) == (200, 0)
        for query in ("text=王老师", "case=SB20260001", "text=c1", "what=show"):
            (entry,) = (await auditor.get(f"/audit?{query}"))[1]["entries"]
            assert (entry["what"], entry["why"]) == ("showed", "投诉 =1+1"), query
        assert (await auditor.get("/audit?text=nothing"))[1] == {"entries": [], "next": 0}
        assert (await auditor.get("/audit?what=%25"))[1]["entries"] == [], "no pattern"
        for query in ("limit=0", "limit=x", "before=-1", "who=wang", f"text={'x' * 101}"):
            assert (await auditor.get(f"/audit?{query}"))[0] == 400, query


async def test_pages_follow_each_other_without_a_gap(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.AUDITOR]) as stand:
        for number in range(450):
            await stand.store.audit(AuditNote("showed", "王" if number % 3 else "李"))
        for query in ("", "&text=李", "&what=showed"):
            seen, before = list[int](), 0
            while True:
                page = (await stand.of[Role.AUDITOR].get(f"/audit?limit=70&before={before}{query}"))[1]
                seen += [one["number"] for one in page["entries"]]
                before = page["next"]
                if before == 0:
                    break
            assert seen == sorted(set(seen), reverse=True)
            assert len(seen) == {"": 452, "&text=李": 150, "&what=showed": 450}[query]


async def test_an_export_is_noted_and_no_spreadsheet_works_it_out(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.AUDITOR]) as stand:
        auditor = stand.of[Role.AUDITOR]
        await stand.store.audit(AuditNote("showed", "=cmd|' /C calc'!A0", "＋1"))
        status, told = await auditor.get("/audit/export")
        assert status == 200
        assert auditor.last.headers["Content-Type"] == "text/csv; charset=utf-8"
        rows = list(csv.reader(io.StringIO(told.decode("utf-8-sig"))))
        assert rows[1][2:5] == ["showed", "'=cmd|' /C calc'!A0", "'＋1"]
        newest = (await auditor.get("/audit?limit=1"))[1]["entries"][0]
        assert (newest["what"], newest["who"]) == ("audit exported", "auditor (auditor)")


async def test_the_log_is_told_each_row_once_it_is_committed(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.AUDITOR]) as stand:
        stand.store.audit_log = log = MagicMock()
        await (await stand.browser()).sign_in("auditor", "wrong")
        await published(stand.store, "甲")
        told = (await stand.of[Role.AUDITOR].get("/audit/verify"))[1]
        rows = [call.kwargs for call in log.info.call_args_list]
        assert [row["what"] for row in rows] == [
            "sign-in failed", "scripts: draft", "scripts: propose", "scripts: approve", "scripts: publish",
        ]  # fmt: skip
        assert (rows[-1]["count"], rows[-1]["hash"]) == (told["number"], told["hash"])


async def test_the_chain_is_checked_in_pieces(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.AUDITOR]) as stand:
        auditor = stand.of[Role.AUDITOR]
        for _ in range(401):
            await stand.store.audit(AuditNote("showed", "王"))
        told = (await auditor.get("/audit/verify"))[1]
        assert (told["whole"], told["number"], told["problems"]) == (True, 403, [])
        noted = f"{told['number']}:{told['hash']}"
        assert (await auditor.get(f"/audit/verify?noted={noted}"))[1]["whole"]
        cut = (await auditor.get(f"/audit/verify?noted=900:{'0' * 64}"))[1]
        assert not cut["whole"]
        assert "missing at the end" in cut["problems"][0]
        assert (await auditor.get("/audit/verify?noted=7"))[0] == 400


async def test_what_becomes_of_a_version_is_in_the_chain(tmp_path: Path) -> None:
    async with console(tmp_path, roles=[Role.AUDITOR]) as stand:
        await published(stand.store, "甲")
        entries = (await stand.of[Role.AUDITOR].get("/audit?what=scripts"))[1]["entries"]
        assert [one["what"] for one in reversed(entries)] == [
            "scripts: draft", "scripts: propose", "scripts: approve", "scripts: publish",
        ]  # fmt: skip
        assert entries[-1]["who"] == AUTHOR
        assert entries[-1]["detail"] == "version 1"
        assert (await stand.of[Role.AUDITOR].get("/audit/verify"))[1]["whole"]
