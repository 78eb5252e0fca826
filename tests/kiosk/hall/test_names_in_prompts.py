"""Whatever a citizen is called, each sentence that ships says the surname as a surname."""

from __future__ import annotations

import re

import pytest

from dialogue import phrases
from support.halls import LIBRARY
from tts import clauses, readings, spoken
from tts.lexicon import pinyin

TEMPLATES = [text for text in LIBRARY.prompts() if "姓名】" in text] + [phrases.READBACK.replace("复述", "姓名")]
GIVEN = ("伟", "秀英", "志强", "小军")


def filled(template: str, name: str) -> str:
    return re.sub("【[^】]*】", "甲", re.sub("【[^】]*姓名】", name, template))


def test_there_are_such_sentences() -> None:
    assert len(TEMPLATES) >= 5


@pytest.mark.parametrize(
    "surname", [name for name in readings.surnames() if name in "曾翟单仇查解朴缪区盖种乐折尉迟万俟"]
)
@pytest.mark.parametrize("given", GIVEN)
def test_the_surname_is_read_as_one(surname: str, given: str) -> None:
    read = " ".join(readings.surnames()[surname])
    for template in TEMPLATES:
        said = [spoken(clause) for clause in clauses(filled(template, surname + given)) if surname in clause]
        assert said, template
        assert any(read in " ".join(pinyin(clause)) for clause in said), (template, said)
