"""What a back end's answer says: read without loss, or refused with a reason."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.upstream.answer import BackendError, read_answer


def refusal(status: int, body: str) -> BackendError:
    with pytest.raises(BackendError) as caught:
        read_answer(status, body.encode())
    return caught.value


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_success_has_four_statuses(status: int) -> None:
    assert read_answer(status, '{"受理号": "SB1"}'.encode()) == {"受理号": "SB1"}


@pytest.mark.parametrize("status", [201, 202, 204])
def test_no_body_is_no_fields(status: int) -> None:
    assert read_answer(status, b"") == {}
    assert refusal(200, "").kind == "bad_answer"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('"  王小明\\u3000"', "王小明"),
        ("20261129000012345678", "20261129000012345678"),
        ("110105194912310021", "110105194912310021"),
        ("3500.50", "3500.50"),
        ("0.1", "0.1"),
        ("1e21", "1000000000000000000000"),
        ("1.5E3", "1500"),
        ("-3", "-3"),
        ("9" * 40, "9" * 40),
        (f'"{"长" * 2000}  "', "长" * 2000),
    ],
)
def test_values_are_taken_as_they_are_written(written: str, read: str) -> None:
    assert read_answer(200, f'{{"值": {written}}}'.encode()) == {"值": read}


@pytest.mark.parametrize(
    ("written", "came"),
    [
        ('""', "empty text"),
        ('" \\u3000\\n"', "empty text"),
        ("true", "true or false"),
        ("null", "null"),
        ("[1]", "a list"),
        ('{"a": "b"}', "an object"),
        ("NaN", "no number"),
        ("9" * 41, "a number of more than 40 digits"),
        ("9" * 100_000, "a number of more than 40 digits"),
        ("0." + "3" * 39, "a number of more than 40 digits"),
        ("1.23456789e-35", "a number of more than 40 digits"),
        (f'"{"9" * 100_000}"', "text of more than 2000 characters"),
        (f'"{"长" * 2001}"', "text of more than 2000 characters"),
        ("1e999999999", "a number of more than 40 digits"),
    ],
)
def test_what_is_no_value_harms_no_other_and_is_named(written: str, came: str) -> None:
    fields = read_answer(200, f'{{"值": {written}, "受理号": "SB1"}}'.encode())
    assert fields == {"受理号": "SB1"}
    assert fields.unusable == {"值": came}


@pytest.mark.parametrize(
    ("status", "body", "message"),
    [
        (200, '{"code": 4001, "message": "该卡已注销"}', "该卡已注销"),
        (200, '{"code": "4001", "msg": "该卡已注销", "data": null}', "该卡已注销"),
        (201, '{"success": false, "message": "该卡已注销"}', "该卡已注销"),
        (200, '{"error": {"code": 0, "message": "该卡已注销"}}', "该卡已注销"),
        (409, '{"code": 4001, "message": "该卡已注销"}', "该卡已注销"),
        (422, '{"error": {"code": "x", "message": "该卡已注销"}}', "该卡已注销"),
        (400, "<html>该卡已注销</html>", ""),
        (400, '{"message": 4001}', ""),
        (400, '{"message": ["该卡已注销"]}', ""),
    ],
)
def test_a_code_and_a_message_are_a_refusal(status: int, body: str, message: str) -> None:
    error = refusal(status, body)
    assert (error.kind, error.message) == ("refused", message)
    assert "注销" not in str(error)


@pytest.mark.parametrize("code", ["0", '"0"', "200", '"0000"', '"OK"', '"success"'])
def test_a_code_of_success_is_none(code: str) -> None:
    body = f'{{"code": {code}, "message": "操作成功", "data": {{"受理号": "SB1"}}}}'
    assert read_answer(200, body.encode()) == {"受理号": "SB1"}
    flat = f'{{"code": {code}, "msg": "操作成功", "受理号": "SB1"}}'
    assert read_answer(200, flat.encode()) == {"受理号": "SB1"}


@pytest.mark.parametrize("escape", ["\\ud800", "\\u0000"])
def test_what_is_no_text_is_no_answer(escape: str) -> None:
    assert refusal(200, f'{{"受理号": "SB{escape}"}}').kind == "bad_answer"
    assert refusal(404, f'{{"error": {{"message": "{escape}"}}}}').message == ""


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["\ud800", "\0"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)


@settings(deadline=None)
@given(st.integers(100, 599), st.binary(max_size=60) | _JSON.map(lambda value: json.dumps(value).encode()))
def test_any_answer_is_fields_or_a_backend_error(status: int, body: bytes) -> None:
    try:
        fields = read_answer(status, body)
    except BackendError:
        return
    assert all(not re.search("[\0\ud800-\udfff]", name + value) for name, value in fields.items())
    assert all(type(name) is str and value and value == value.strip() for name, value in fields.items())


@settings(deadline=None)
@given(
    st.dictionaries(
        st.text(min_size=1).filter(lambda name: name not in ("message", "msg") and "\0" not in name), st.integers()
    )
)
def test_whole_numbers_of_any_length_come_through(values: dict[str, int]) -> None:
    assert read_answer(200, json.dumps(values).encode()) == {name: str(value) for name, value in values.items()}


def test_an_array_of_objects_is_a_list_where_one_is_wanted() -> None:
    listed = '[{"编号": 17, "罚款": 200.50, "备注": null}, {"编号": "A2", "罚款": "50"}]'
    body = f'{{"违章": {listed}, "车主": "王小明", "号": [1]}}'
    answer = read_answer(200, body.encode())
    assert answer == {"车主": "王小明"}
    assert answer.unusable == {"违章": "a list", "号": "a list"}
    found = answer.with_lists(["违章", "车主", "号", "别的"])
    assert json.loads(found["违章"]) == [{"编号": "17", "罚款": "200.50"}, {"编号": "A2", "罚款": "50"}]
    assert set(found) == {"违章"}
    assert found.unusable == {"车主": "text", "号": "a list"}


def test_a_list_has_at_most_200_items() -> None:
    for count, usable in ((0, True), (200, True), (201, False)):
        answer = read_answer(200, json.dumps({"表": [{"甲": "1"}] * count}).encode())
        assert ("表" in answer.with_lists(["表"])) is usable
    assert answer.unusable["表"] == "a list of more than 200"
