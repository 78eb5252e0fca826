"""What is wrong in a services folder: its scripts, knowledge, conversation tests, and the mapping of the back end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from dialogue import read_services
from dialogue.errors import Problems
from dialogue.lint import FAMILIES, Family, Finding, Report
from dialogue.lint import lint as look_over
from dialogue.script.interfaces import interfaces
from dialogue.services import ServicesFolder
from kiosk.config import Settings
from kiosk.config.identity import proof_means
from kiosk.dialect.fit import check_fit
from kiosk.dialect.reader import read_dialect


def report_on(folder: Path, settings: Settings, families: Iterable[Family] = FAMILIES) -> Report:
    """All findings in a services folder, those of its conversation tests and of the back end's mapping included."""
    return report_on_read(read_services(folder), settings, families)


def report_on_read(read: ServicesFolder, settings: Settings, families: Iterable[Family] = FAMILIES) -> Report:
    """Of a folder that has been read."""
    sends_sms, means = settings.hall.sms != "none", proof_means(settings)
    report = look_over(read, date.today(), families, sends_sms=sends_sms, means=means)
    if settings.backend.mapping is not None:
        report = _with_mapping(report, read, settings.backend.mapping)
    return report


def _with_mapping(report: Report, folder: ServicesFolder, path: Path) -> Report:
    """The report with the mistakes of the mapping of the back end. Whether it fits is looked at where scripts load."""
    problems = Problems(path)
    dialect = read_dialect(path, problems)
    if not problems.errors and not folder.errors:
        check_fit(dialect, interfaces(folder.library().every), problems)
    found = tuple(sorted(Finding.of(error) for error in problems.errors))
    return Report((*report.findings, *found), report.files, report.knowledge_files)
