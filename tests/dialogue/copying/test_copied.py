"""An untouched copy of a shipped service passes its own copied tests, and says only its own name."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from dialogue.copying import ServiceCopy, copied
from dialogue.copying.copy import with_copy
from dialogue.copying.rewriting import scalar
from dialogue.copying.script_text import copied_script
from dialogue.errors import Problems
from dialogue.library import Library
from dialogue.services import ScriptFile, ServicesFolder, read_services
from dialogue.testing import ConversationTest, Outcome, check_conversation_tests, run_conversation_test
from dialogue.testing.load import read_conversation_tests
from dialogue.testing.model import ConversationTests

SERVICES = Path(__file__).parents[3] / "services"
#: Like an errand that no service here does, like another service (窗口预约), and like the wordings of one (办理).
NAMES = ("租房登记", "暂住登记预约", "老年卡办理")


@cache
def shipped() -> ServicesFolder:
    return read_services(SERVICES)


def file_of(stem: str) -> ScriptFile:
    return next(one for one in shipped().scripts if Path(one.file).stem == stem)


def library_with(made: ServiceCopy, stem: str, name: str) -> Library:
    old = file_of(stem).script
    assert old is not None
    found = with_copy(shipped(), old, made.script, name)
    assert found is not None
    return found


def read(made: ServiceCopy) -> tuple[ConversationTest, ...]:
    problems = Problems("copy")
    found = read_conversation_tests(made.tests, "copy.test.yaml", problems)
    assert problems.errors == []
    return found


def played(made: ServiceCopy, stem: str, name: str) -> list[Outcome]:
    library = library_with(made, stem, name)
    assert check_conversation_tests(ConversationTests(read(made)), library) == []
    return [run_conversation_test(library, test) for test in read(made)]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("stem", [Path(one.file).stem for one in read_services(SERVICES).scripts])
def test_an_untouched_copy_passes_its_own_tests_and_says_only_its_name(stem: str, name: str) -> None:
    file = file_of(stem)
    assert file.script is not None
    made = copied(shipped(), file, name)
    outcomes = played(made, stem, name)
    assert [outcome.test.name for outcome in outcomes if not outcome.passed] == []
    assert made.failing == 0
    was = read_conversation_tests((SERVICES / f"{stem}.test.yaml").read_text(encoding="utf-8"), "was", Problems("was"))
    assert [test.name for test in read(made)] == [test.name for test in was]
    assert {test.service for test in read(made)} == {name}
    said = [text for outcome in outcomes for exchange in outcome.exchanges for text in exchange.said]
    assert [text for text in said if file.script.name in text] == []
    assert any(name in text for text in said)


def test_what_citizens_answer_in_their_own_words_is_copied_and_what_they_wish_is_not() -> None:
    made = copied(shipped(), file_of("jzz"), "暂住登记预约", play=False)
    rows = [line.split(",") for line in made.samples.splitlines()]
    assert {row[0] for row in rows} == {"暂住登记预约"}
    assert all(row[1] for row in rows)
    assert {row[1] for row in rows} == {
        one.slot for one in shipped().samples.rows if one.service == "居住证办理" and one.slot
    }


def test_a_name_that_another_service_has_as_a_wording_is_told() -> None:
    assert copied(shipped(), file_of("jzz"), "暂住登记预约", play=False).collisions == ()
    told = copied(shipped(), file_of("jzz"), "挂失社保卡", play=False).collisions
    assert len(told) == 1
    assert "社保卡挂失" in told[0]
    assert "听起来一样" in told[0]


def test_the_script_keeps_its_comments_and_what_names_the_back_end() -> None:
    text = (
        "服务: 甲证办理  # 甲证办理\n依据:\n  - {标题: 甲证办理办法, 条款: 一, 出处: kb/a}\n说法:\n  - 办甲证\n"
        "  - 甲证办理\n受理: [投诉]\n步骤:\n  - 说: 甲证办理，这就开始。\n  - 调用服务: {服务: 甲证办理预约}\n"
    )
    made = copied_script(text, "甲证办理", "乙: 证", ("甲证办理预约",))
    assert made == (
        '服务: "乙: 证"  # 甲证办理\n依据:\n  - {标题: 甲证办理办法, 条款: 一, 出处: kb/a}\n说法:\n  - "乙: 证"\n'
        '步骤:\n  - 说: "乙: 证，这就开始。"\n  - 调用服务: {服务: 甲证办理预约}\n'
    )


@pytest.mark.parametrize("plain", ["暂住登记预约", "12345诉求登记", "老年卡（办理）"])
def test_a_plain_name_is_written_without_quotes(plain: str) -> None:
    assert scalar(plain) == plain


@pytest.mark.parametrize("quoted", ["甲, 乙", "*甲", "甲: 乙", "[甲]"])
def test_a_name_that_yaml_would_read_otherwise_is_quoted(quoted: str) -> None:
    assert scalar(quoted) == f'"{quoted}"'
