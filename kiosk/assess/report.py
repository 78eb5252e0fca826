"""The self-assessment as HTML of one file, and as PDF where there is a Chromium."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from html import escape
from pathlib import Path

from kiosk.assess.verdict import WORDS, AssessedItem

_STYLE = """
body{font:16px/1.6 "Noto Sans CJK SC","Noto Sans SC","Microsoft YaHei",sans-serif;color:#12343c}
body{max-width:62rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem;margin:0}p{margin:.3rem 0}table{border-collapse:collapse;width:100%;margin-top:1rem}
th,td{border:1px solid #9db3b7;padding:.5rem .7rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{background:#f4f8f8}.pass{color:#1d6b37}.fail{color:#a3231b}.not_assessed{color:#8a4f00}
td.word{white-space:nowrap;font-weight:700}.soft{color:#4a646b;font-size:.92em}
@media print{body{margin:0;max-width:none}tr{break-inside:avoid}}
"""
_SIGNS = {"pass": "✓", "fail": "✗", "not_assessed": "—"}
_PDF_S = 60


def counts(verdicts: Sequence[AssessedItem]) -> str:
    found = Counter(one.kind for one in verdicts)
    return "，".join(f"{word} {found[kind]}" for kind, word in WORDS.items())


def html(verdicts: Sequence[AssessedItem], hall: str, program: str, at: datetime) -> str:
    rows = "\n".join(_row(one) for one in verdicts)
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>安全自评报告</title>'
        f"<style>{_STYLE}</style></head><body><h1>安全自评报告</h1><p>{escape(hall)}　{at:%Y-%m-%d %H:%M}　程序 "
        f"{escape(program)}</p><p><strong>{counts(verdicts)}</strong></p>"
        '<p class="soft">程序自查的结果，只看程序能看到的；不代替等级测评和个人信息保护合规审计。'
        "“未评”就是没有评，原因写在后面。</p>"
        "<table><thead><tr><th>项目</th><th>结论</th><th>看到的</th><th>对应条款</th></tr></thead><tbody>"
        f"{rows}</tbody></table></body></html>\n"
    )


def _row(one: AssessedItem) -> str:
    label = "怎么改" if one.kind == "fail" else "为什么没评"
    fix = f'<p class="soft">{label}：{escape(one.fix)}</p>' if one.fix else ""
    return (
        f'<tr><td>{escape(one.title)}</td><td class="word {one.kind}">{_SIGNS[one.kind]} {one.word}</td>'
        f"<td>{escape(one.found)}{fix}</td><td>{'<br>'.join(escape(clause) for clause in one.clauses)}</td></tr>"
    )


def chromium() -> str | None:
    """Its path; KIOSK_CHROMIUM names another one."""
    names = (os.environ.get("KIOSK_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if name and (path := shutil.which(name))), None)


def write_pdf(page: Path, pdf: Path, browser: str) -> bool:
    """Whether it was written. Blocking, `_PDF_S` at most."""
    with tempfile.TemporaryDirectory(prefix="assess-") as profile:
        command = [
            browser, "--headless=new", "--disable-gpu", "--no-sandbox" if os.geteuid() == 0 else "--no-first-run",
            "--no-pdf-header-footer", f"--user-data-dir={profile}", f"--print-to-pdf={pdf.absolute()}",
            page.absolute().as_uri(),
        ]  # fmt: skip
        try:
            done = subprocess.run(command, capture_output=True, timeout=_PDF_S, check=False)
        except subprocess.TimeoutExpired:
            return False
    return done.returncode == 0 and pdf.exists()
