"""The OpenAPI document: valid, and every request and answer of the conversation tests fits its schemas."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jsonschema
import pytest

from dialogue import load_library
from dialogue.script.interfaces import interfaces
from dialogue.testing import load_conversation_tests
from dialogue.testing.sample_calls import sample_answers, sample_calls
from kiosk.dialect.model import PLAIN, BackendDialect
from kiosk.dialect.outgoing import request_of
from kiosk.dialect.reader import load_dialect
from kiosk.dialect.served import success
from kiosk.upstream.openapi import openapi
from support import dialects

SERVICES = Path(__file__).parents[3] / "services"
LIBRARY = load_library(SERVICES)
USES = interfaces(LIBRARY.every)
TESTS = load_conversation_tests(SERVICES).tests
CALLS, ANSWERS = sample_calls(LIBRARY, TESTS, {"码": "a-code-of-an-app"}), sample_answers(TESTS)


@pytest.fixture(scope="module", params=["plain", "envelope", "oauth", "hmac"])
def dialect(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> BackendDialect:
    if request.param == "plain":
        return PLAIN
    path = tmp_path_factory.mktemp("dialect") / "backend.yaml"
    mapping = getattr(dialects, request.param)(USES, "http://gw")
    path.write_text(dialects.text_of(mapping), encoding="utf-8")
    return load_dialect(path)


def operation_of(document: dict[str, Any], api: str) -> tuple[str, str, dict[str, Any]]:
    found = [
        (path, verb, operation)
        for path, operations in document["paths"].items()
        for verb, operation in operations.items()
        if operation["operationId"] == api
    ]
    assert len(found) == 1
    return found[0]


def test_it_names_every_interface_once(dialect: BackendDialect) -> None:
    document = openapi(USES, dialect, title="大厅", server="http://gw")
    assert document["openapi"] == "3.1.0"
    assert json.loads(json.dumps(document)) == document
    for use in USES:
        path, _, operation = operation_of(document, use.api)
        holes = {parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "path"}
        assert all(f"{{{hole}}}" in path for hole in holes)
        keys = [one for one in operation["parameters"] if one["name"] == "Idempotency-Key"]
        assert len(keys) == use.submits


def test_a_refusal_is_described_as_the_mapping_has_it(tmp_path: Path) -> None:
    (tmp_path / "backend.yaml").write_text(
        "信封: {码: code, 成功码: [0], 原因: msg, 数据: data}\n失败原因: {4001: 该卡已注销}\n", encoding="utf-8"
    )
    document = openapi(USES, load_dialect(tmp_path / "backend.yaml"), title="大厅", server="http://gw")
    answers = operation_of(document, "sbk.loss")[2]["responses"]
    assert answers["200"]["description"] == "code 是 0 就是办成了；是别的就是拒绝，和 4XX 一样处理"
    assert answers["4XX"]["description"].endswith("写在 msg 里，会念给群众听；错误码 4001：该卡已注销")


@pytest.mark.parametrize("api", [use.api for use in USES])
def test_requests_and_answers_fit(dialect: BackendDialect, api: str) -> None:
    document = openapi(USES, dialect, title="大厅", server="http://gw")
    _, verb, operation = operation_of(document, api)
    body = {name: value for name, value in CALLS[api].body.items() if name not in CALLS[api].pictures}
    sent = request_of(dialect, "http://gw", api, body)
    if "requestBody" in operation:
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.validate(json.loads(sent.body), schema, cls=jsonschema.Draft202012Validator)
    else:
        assert (verb, sent.body) == ("get", b"")
        assert urlsplit(sent.url).query
    answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
    jsonschema.Draft202012Validator.check_schema(answer)
    jsonschema.validate(success(dialect, api, ANSWERS[api]), answer, cls=jsonschema.Draft202012Validator)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({}, answer, cls=jsonschema.Draft202012Validator)
