from __future__ import annotations

from datetime import date

import pytest

from dialogue.testing.samples import Sex, samples, wrong_check_digit
from dialogue.understand.credit_code import check_credit_code
from dialogue.understand.id_number import check_id_number

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("age", [0, 17, 18, 67, 100])
@pytest.mark.parametrize("sex", ["男", "女"])
def test_identity_numbers(age: int, sex: Sex) -> None:
    found = samples("id_number", 20, TODAY, age=age, sex=sex)
    assert len(set(found)) == 20
    for number in found:
        assert check_id_number(number, TODAY) == ""
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
        assert (TODAY.year - born.year) - ((TODAY.month, TODAY.day) < (born.month, born.day)) == age
        assert int(number[16]) % 2 == (sex == "男")
        assert wrong_check_digit(number) is None


def test_credit_codes() -> None:
    found = samples("credit_code", 20, TODAY)
    assert len(set(found)) == 20
    assert all(check_credit_code(code) == "" for code in found)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("11010519491231002X", None),
        ("身份证号110105194912310021", "id_number"),
        ("手机13800138000", None),
        ("91110100XXX000000A", "credit_code"),
    ],
)
def test_wrong_check_digits(text: str, kind: str | None) -> None:
    assert wrong_check_digit(text) == kind
