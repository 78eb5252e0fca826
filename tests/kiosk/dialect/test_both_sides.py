"""What one side writes, the other reads: requests and answers in a dialect, whatever the values."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.dialect.model import PLAIN, BackendDialect, Envelope, FieldRule, InterfaceRule
from kiosk.dialect.outgoing import OutgoingError, request_of
from kiosk.dialect.served import NotServedError, received, refusal, success
from kiosk.upstream.answer import BackendError, read_answer

LOSS = InterfaceRule(
    path="/cards/{身份证号}/loss",
    verb="PUT",
    sends={
        "手机号": FieldRule(("contact", "phone")),
        "挂失方式": FieldRule(("kind",), codes={"临时": "1", "正式": "2"}),
        "已办": FieldRule(("rows",), items={"编号": FieldRule(("a", "no"))}),
        "金额": FieldRule(("sum",), "number"),
        "同意": FieldRule(("agreed",), "bool"),
    },
    constants=((("meta", "channel"), "kiosk"), (("method",), "{接口}")),
    returns={
        "受理号": FieldRule(("case", "no")),
        "状态": FieldRule(("case", "state"), codes={"0": "正常", "null": "没有", "true": "有"}),
        "明细": FieldRule(("rows",), items={"编号": FieldRule(("n",))}),
    },
)
STATUS = InterfaceRule(path="/cards", verb="GET", sends={"身份证号": FieldRule(("id",))})
ENVELOPE = Envelope(("head", "code"), frozenset({"0", "ok"}), ("head", "msg"), ("body",), ("params",))
NESTED = BackendDialect(envelope=ENVELOPE, rules={"sbk.loss": LOSS, "sbk.status": STATUS})
TEXT = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), min_size=1, max_size=20)
PERSON = st.text("0123456789X一二/?#%. ", min_size=1, max_size=18).filter(lambda text: text.strip("."))


def over_the_wire(dialect: BackendDialect, api: str, params: dict[str, Any]) -> Any:
    sent = request_of(dialect, "http://gw/base", api, params)
    parts = urlsplit(sent.url)
    assert parts.path.startswith("/base/")
    assert parts.path.isascii()
    if "/" not in params.get("身份证号", ""):  # the demo back end's paths are decoded before they are matched
        return received(dialect, sent.verb, unquote(parts.path), dict(parse_qsl(parts.query)), sent.body)
    return None


@given(
    person=PERSON,
    phone=TEXT,
    kind=st.sampled_from(["临时", "正式"]),
    rows=st.lists(TEXT, max_size=3),
    agreed=st.booleans(),
)
def test_a_submission_in_a_dialect(person: str, phone: str, kind: str, rows: list[str], agreed: bool) -> None:
    params = {
        "身份证号": person, "手机号": phone, "挂失方式": kind, "已办": [{"编号": row, "时间": row} for row in rows],
        "金额": "12.5", "同意": "是" if agreed else "否", "别的": phone,
    }  # fmt: skip
    came = over_the_wire(NESTED, "sbk.loss", params)
    assert came is None or (came.api, came.params) == ("sbk.loss", params)


@given(params=st.dictionaries(TEXT.filter(lambda name: name != "接口"), TEXT, max_size=4))
def test_plain_calls(params: dict[str, str]) -> None:
    came = over_the_wire(PLAIN, "sbk.loss", params)
    assert came is None or (came.api, came.params) == ("sbk.loss", params)


@given(person=TEXT)
def test_a_look_up_by_get(person: str) -> None:
    sent = request_of(NESTED, "http://gw", "sbk.status", {"身份证号": person})
    assert sent.body == b""
    came = received(NESTED, "GET", "/cards", dict(parse_qsl(urlsplit(sent.url).query, keep_blank_values=True)), b"")
    assert came.params == {"身份证号": person}


def test_the_json_that_is_sent() -> None:
    params = {"身份证号": "1", "手机号": "138", "挂失方式": "正式", "金额": "7", "同意": "是"}
    sent = request_of(NESTED, "http://gw/base/", "sbk.loss", params)
    assert (sent.verb, sent.url) == ("PUT", "http://gw/base/cards/1/loss")
    fields = {"contact": {"phone": "138"}, "kind": "2", "sum": 7, "agreed": True}
    assert json.loads(sent.body) == {"meta": {"channel": "kiosk"}, "method": "sbk.loss", "params": fields}
    assert sent.fields == {"method": "sbk.loss", **fields}


@pytest.mark.parametrize(
    ("params", "told"),
    [({}, "身份证号"), ({"身份证号": ".."}, "身份证号"), ({"身份证号": "1", "金额": "七元"}, "金额")],
)
def test_what_cannot_be_written(params: dict[str, str], told: str) -> None:
    with pytest.raises(OutgoingError, match=told) as caught:
        request_of(NESTED, "http://gw", "sbk.loss", params)
    assert "七元" not in str(caught.value)


@given(number=TEXT, state=st.sampled_from(["正常", "没有", "有"]), rows=st.lists(TEXT, max_size=3))
def test_an_answer_in_a_dialect(number: str, state: str, rows: list[str]) -> None:
    made = success(NESTED, "sbk.loss", {"受理号": number, "状态": state, "明细": [{"编号": row} for row in rows]})
    answer = read_answer(200, json.dumps(made).encode(), NESTED, "sbk.loss").with_lists(["明细"])
    assert answer["状态"] == state
    assert answer.get("受理号", "") == number.strip()
    assert [item.get("编号", "") for item in json.loads(answer["明细"])] == [row.strip() for row in rows]


def test_a_refusal_in_a_dialect() -> None:
    status, body = refusal(NESTED, 409, "not_active", "这张卡不能再挂失")
    assert status == 200
    with pytest.raises(BackendError) as caught:
        read_answer(status, json.dumps(body).encode(), NESTED, "sbk.loss")
    assert (caught.value.kind, caught.value.message) == ("refused", "这张卡不能再挂失")


@pytest.mark.parametrize(
    ("verb", "path", "body", "status"),
    [
        ("POST", "/cards/1/loss", b"{}", 404),
        ("PUT", "/cards/1/2/loss", b"{}", 404),
        ("PUT", "/cards/1/loss", b"[", 400),
        ("PUT", "/cards/1/loss", b"{}", 400),
        ("PUT", "/cards/1/loss", b'{"params": []}', 400),
        ("PUT", "/cards/1/loss", b'{"params": {}, "method": "other"}', 400),
        ("PUT", "/cards/1/loss", b'{"params": [], "method": "sbk.loss", "meta": {"channel": "kiosk"}}', 400),
        ("PUT", "/cards/1/loss", b"[" * 50_000, 400),
    ],
)
def test_requests_of_no_interface(verb: str, path: str, body: bytes, status: int) -> None:
    with pytest.raises(NotServedError) as caught:
        received(NESTED, verb, path, {}, body)
    assert caught.value.status == status


def test_head_and_body_side_by_side() -> None:
    """The head stands beside the fields, also where both are in one object."""
    head = ((("head", "txCode"), "{接口}"), (("body", "version"), "2"))
    dialect = BackendDialect(envelope=Envelope(request=("body", "params")), usual=InterfaceRule(constants=head))
    sent = request_of(dialect, "http://gw", "sbk.status", {"身份证号": "1"})
    whole = {"head": {"txCode": "sbk.status"}, "body": {"version": "2", "params": {"身份证号": "1"}}}
    assert json.loads(sent.body) == whole
    came = received(dialect, "POST", "/api/sbk.status", {}, sent.body)
    assert (came.api, came.params, came.fields) == ("sbk.status", {"身份证号": "1"}, dict(sent.fields))


ERRORS = Envelope(("errorCode",), message=("errorMsg",), codeless=True)
REST = BackendDialect(envelope=ERRORS, reasons={"GONE": "已注销"})


@pytest.mark.parametrize("code", ["", ', "errorCode": null', ', "errorCode": ""'])
def test_no_code_is_success_where_the_dialect_says_so(code: str) -> None:
    body = f'{{"姓名": "王小明"{code}}}'.encode()
    assert read_answer(200, body, REST, "sbk.status")["姓名"] == "王小明"
    made = success(REST, "sbk.status", {"姓名": "王小明"})
    assert made == {"姓名": "王小明"}
    with pytest.raises(BackendError, match="expected a code in errorCode"):
        read_answer(200, b"{}", BackendDialect(envelope=Envelope(("errorCode",), frozenset({"0"}))), "sbk.status")


@pytest.mark.parametrize(("code", "words"), [("GONE", "已注销"), ("OTHER", "查不到")])
def test_a_code_that_comes_with_errors_alone_has_its_reason(code: str, words: str) -> None:
    status, body = refusal(REST, 404, code, "查不到")
    assert (status, body) == (404, {"errorCode": code, "errorMsg": "查不到"})
    for came in (404, 200):
        with pytest.raises(BackendError) as caught:
            read_answer(came, json.dumps(body).encode(), REST, "sbk.status")
        assert (caught.value.kind, caught.value.message) == ("refused", words)
    with pytest.raises(BackendError, match="a list or an object"):
        read_answer(200, b'{"errorCode": []}', REST, "sbk.status")


SOUGHT = {"身份证号": "11010519491231002X", "手机号": "13800138000", "幂等键": "k:1"}


@pytest.mark.parametrize(
    ("rule", "url"),
    [
        (InterfaceRule(path="/by-key/{幂等键}", verb="GET"), "http://gw/by-key/k%3A1"),
        (
            InterfaceRule(path="/by-key", verb="GET", sends={"幂等键": FieldRule(("key",))}),
            "http://gw/by-key?key=k%3A1",
        ),
        (InterfaceRule(path="/of/{手机号}", verb="GET"), "http://gw/of/13800138000"),
    ],
)
def test_an_outcome_asked_by_get_puts_nothing_unnamed_into_the_address(rule: InterfaceRule, url: str) -> None:
    dialect = BackendDialect(rules={"sbk.loss": InterfaceRule(outcome="sbk.sought"), "sbk.sought": rule})
    sent = request_of(dialect, "http://gw", "sbk.sought", SOUGHT)
    assert (sent.url, sent.body) == (url, b"")


def test_an_outcome_asked_by_post_is_sent_what_the_submission_was() -> None:
    rules = {"sbk.loss": InterfaceRule(outcome="sbk.sought"), "sbk.sought": InterfaceRule()}
    sent = request_of(BackendDialect(rules=rules), "http://gw", "sbk.sought", SOUGHT)
    assert json.loads(sent.body) == SOUGHT
