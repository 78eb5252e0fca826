"""All checks, in the order in which problems should be fixed."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kiosk.config import Settings
from kiosk.doctor.back_end import check_back_end
from kiosk.doctor.folders import check_data, check_journal, check_page, check_record, check_services
from kiosk.doctor.network import check_language_model, check_messages, check_ports, check_tls
from kiosk.doctor.organisation import check_organisation
from kiosk.doctor.record_server import check_record_server
from kiosk.doctor.result import CheckResult
from kiosk.doctor.software import (
    check_device,
    check_embeddings,
    check_hearing,
    check_larger_models,
    check_models,
    check_packages,
    check_prompts,
    check_python,
    check_voice,
)
from kiosk.doctor.staff import check_listening, check_staff


def examine(settings: Settings) -> list[CheckResult]:
    """Every check, in the order in which problems should be fixed. Blocking: a second or two."""
    checks: tuple[Callable[[Settings], Iterable[CheckResult]], ...] = (
        check_python,
        check_packages,
        check_device,
        check_models,
        check_hearing,
        check_larger_models,
        check_embeddings,
        check_voice,
        check_prompts,
        check_page,
        check_services,
        check_data,
        check_record,
        check_record_server,
        check_journal,
        check_ports,
        check_tls,
        check_back_end,
        check_language_model,
        check_messages,
        check_staff,
        check_listening,
        check_organisation,
    )
    return [finding for check in checks for finding in check(settings)]
