"""The wire, with the real openai client against a server that does its worst."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from dialogue.llm import LanguageModel, ModelError
from dialogue.llm.prompts import Request, choosing, rephrasing
from support.hostile_model import Handler, HostileModel, answers, breaks_off, hangs_up, hostile_model, says

CHOOSE = choosing("我要办那个证", ("居住证办理", "身份证补领"))


@pytest.fixture
async def server() -> AsyncIterator[HostileModel]:
    async with hostile_model() as model:
        yield model


@pytest.fixture
async def model(server: HostileModel) -> AsyncIterator[LanguageModel]:
    client = LanguageModel(server.url, "qwen", "hush", deadline_s=20)
    yield client
    await client.close()


async def failure(model: LanguageModel, request: Request = CHOOSE) -> ModelError:
    with pytest.raises(ModelError) as caught:
        await model.ask(request)
    return caught.value


async def test_a_question_as_it_goes_over_the_wire(server: HostileModel, model: LanguageModel) -> None:
    server.handlers = [says({"choice": "居住证办理"})]
    assert await model.ask(CHOOSE) == '{"choice": "居住证办理"}'
    sent = server.requests[0]
    assert (sent["model"], sent["temperature"]) == ("qwen", 0)
    assert sent["response_format"]["type"] == "json_schema"
    schema = sent["response_format"]["json_schema"]["schema"]
    assert schema["properties"]["choice"]["enum"] == ["居住证办理", "身份证补领", "都不是"]
    assert server.data == {"群众的话": "我要办那个证", "选项": ["居住证办理", "身份证补领", "都不是"]}
    assert server.headers[0]["Authorization"] == "Bearer hush"


async def test_a_server_that_cannot_hold_to_a_schema_is_asked_less_strictly_and_that_is_remembered(
    server: HostileModel, model: LanguageModel
) -> None:
    server.handlers = [answers("{}", 400), answers("{}", 422), says('{"choice": "都不是"}')]
    assert await model.ask(CHOOSE)
    await model.ask(CHOOSE)
    asked = [request.get("response_format", {}).get("type") for request in server.requests]
    assert asked == ["json_schema", "json_object", None, None]


async def test_a_server_that_refuses_everything_is_not_taken_for_one_that_knows_less(
    server: HostileModel, model: LanguageModel
) -> None:
    server.handlers = [answers("{}", 400)]
    assert (await failure(model)).kind == "refused"
    server.handlers = [says("{}")]
    await model.ask(CHOOSE)
    assert server.requests[-1]["response_format"]["type"] == "json_schema"


@pytest.mark.parametrize(
    ("handler", "kind"),
    [
        (answers("", 401), "refused"),
        (answers('{"error": {"message": "no such model"}}', 404), "refused"),
        (answers("slow down", 429), "busy"),
        (answers("", 500), "broken"),
        (answers("<html>", 502), "broken"),
        (answers("", 503), "busy"),
        (answers("", 302, Location="http://127.0.0.1:9/v1"), "refused"),
        (answers(""), "bad_answer"),
        (answers("null"), "bad_answer"),
        (answers("[]"), "bad_answer"),
        (answers("<html>"), "bad_answer"),
        (answers(b"\xff\xfe\x00"), "bad_answer"),
        (answers('{"choices": []}'), "bad_answer"),
        (answers('{"choices": [{"message": {"content": null}}]}'), "bad_answer"),
        (answers('{"choices": [{"message": {"content": ["a"]}}]}'), "bad_answer"),
        (answers("[" * 60_000), "bad_answer"),
        (answers("x" * 5_000_000), "bad_answer"),
        (answers(b"\x1f\x8b" + bytes(50), **{"Content-Encoding": "gzip"}), "bad_answer"),
        (hangs_up, "unreachable"),
        (breaks_off, "unreachable"),
    ],
)
async def test_every_bad_answer_has_its_kind(
    server: HostileModel, model: LanguageModel, handler: Handler, kind: str
) -> None:
    server.handlers = [handler]
    error = await failure(model)
    assert error.kind == kind
    assert "居住证" not in str(error)


@pytest.mark.parametrize("how", ["stalls", "drips"])
async def test_one_deadline_over_everything(server: HostileModel, how: str) -> None:
    model = LanguageModel(server.url, "qwen", deadline_s=0.2)
    server.handlers = [getattr(server, how)]
    assert (await failure(model)).kind == "timeout"
    await model.close()


async def test_nobody_there() -> None:
    model = LanguageModel("http://127.0.0.1:9/v1", "qwen", deadline_s=20)
    assert (await failure(model)).kind == "unreachable"
    await model.close()


async def test_nothing_of_one_call_travels_with_the_next(server: HostileModel, model: LanguageModel) -> None:
    server.handlers = [answers("{}", **{"Set-Cookie": "citizen=1; Path=/"}), says("{}")]
    await failure(model)
    await model.ask(CHOOSE)
    assert "Cookie" not in server.headers[1]


async def test_many_at_once(server: HostileModel, model: LanguageModel) -> None:
    server.handlers = [says({"text": "好"})]
    answers_ = await asyncio.gather(*(model.ask(rephrasing("几点", "九点")) for _ in range(20)))
    assert set(answers_) == {'{"text": "好"}'}


@pytest.mark.parametrize("url", ["", "llm.hall", "ftp://llm.hall/v1", "http://me:secret@llm.hall/v1"])
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(ValueError, match="without user and password") as caught:
        LanguageModel(url, "qwen")
    assert "secret" not in str(caught.value)
