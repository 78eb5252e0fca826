"""One passage of a file is changed or taken out, and every other byte stays."""

from __future__ import annotations

from typing import Any

import pytest

from dialogue.errors import Problems
from dialogue.knowledge import Passage
from dialogue.knowledge.yaml_file import load_knowledge
from kiosk.operators.knowledge.answers import OldPassage, PassageBody
from kiosk.operators.knowledge.changing import changed, file_of, removed
from kiosk.operators.routes import RequestRefusedError
from support.drafts import SERVICES

TEXT = """# 借阅
来源: 借阅指南
问答:
  # 钱
  - 编号: fee   # 脚本引用
    问法: [借书证多少钱, 办借书证要钱吗]
    答案: 借书证不收费。
    失效: 2030-01-31
  # 时间
  - 问法:
      - 几点开门
    答案: >-
      上午九点
      开门。
    口播: 九点
  - {问法: 可以借几本, 答案: 五本。, 条款: 第三条}
# 完
"""


def passages(text: str) -> list[Passage]:
    problems = Problems("card.yaml")
    found = load_knowledge(text, "card.yaml", problems)
    assert problems.errors == []
    return list(found)


def fields_of(passage: Passage, **more: Any) -> dict[str, Any]:
    return {
        "questions": list(passage.questions), "answer": passage.answer, "source": passage.source,
        "clause": passage.clause, "speech": passage.speech, "service": passage.service,
        "since": "" if passage.since is None else passage.since.isoformat(),
        "until": "" if passage.until is None else passage.until.isoformat(), **more,
    }  # fmt: skip


def old(passage: Passage) -> OldPassage:
    return OldPassage(id=passage.id, **fields_of(passage))


def new(passage: Passage, **more: Any) -> PassageBody:
    return PassageBody(**fields_of(passage, **more))


def test_only_what_differs_is_written() -> None:
    fee, hours, books = passages(TEXT)
    for one in (fee, hours, books):
        assert changed(TEXT, old(one), new(one)) == TEXT
    now = changed(TEXT, old(fee), new(fee, answer="十元。", until="", source="新办法"))
    assert now == TEXT.replace("答案: 借书证不收费。", '答案: "十元。"').replace(
        "    失效: 2030-01-31\n", '    出处: "新办法"\n'
    )
    now = changed(TEXT, old(hours), new(hours, answer="十点开门。", speech="", since="2026-01-01"))
    told = passages(now)[1]
    assert (told.answer, told.speech, str(told.since)) == ("十点开门。", "", "2026-01-01")
    assert now.count("#") == TEXT.count("#")
    now = changed(TEXT, old(books), new(books, clause="", questions=["借几本", "能借几本"], until="2031-01-01"))
    assert '- {问法: ["借几本", "能借几本"], 答案: 五本。, 失效: "2031-01-01"}' in now


def test_one_is_taken_out_with_its_comment_and_the_last_takes_the_file() -> None:
    fee, hours, books = passages(TEXT)
    assert removed(TEXT, old(fee)) == TEXT.replace(TEXT[TEXT.index("  # 钱") : TEXT.index("  # 时间")], "")
    assert removed(TEXT, old(books)) == TEXT.replace("  - {问法: 可以借几本, 答案: 五本。, 条款: 第三条}\n", "")
    left = removed(TEXT, old(hours))
    assert left is not None
    assert [one.answer for one in passages(left)] == ["借书证不收费。", "五本。"]
    left = removed(left, old(fee))
    assert left is not None
    assert removed(left, old(books)) is None


def test_what_is_not_there_any_more_and_what_stands_for_the_whole_file_are_refused() -> None:
    fee = passages(TEXT)[0]
    other = TEXT.replace("借书证不收费", "借书证五元")
    for work in (lambda: changed(other, old(fee), new(fee)), lambda: removed(other, old(fee))):
        with pytest.raises(RequestRefusedError) as raised:
            work()
        assert raised.value.code == "changed_meanwhile"
    owned = passages(TEXT.replace("问答:", "业务: 借书\n问答:"))[0]
    with pytest.raises(RequestRefusedError) as raised:
        changed(TEXT.replace("问答:", "业务: 借书\n问答:"), old(owned), new(owned, service=""))
    assert raised.value.code == "not_changeable"
    for name in ("指南.docx:3", "表.xlsx/第一页:2", ".藏起来.yaml:1"):
        gone = old(fee)
        gone.id = name
        with pytest.raises(RequestRefusedError) as raised:
            file_of(gone)
        assert raised.value.code == "not_changeable"


@pytest.mark.parametrize("path", sorted((SERVICES / "knowledge").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_passage_is_changed_and_taken_out_alone(path: Any) -> None:
    text = path.read_text(encoding="utf-8")
    known = passages(text)
    for at, one in enumerate(known):
        now = changed(text, old(one), new(one, answer="改过的答案。", until="2040-12-31"))
        after = passages(now)
        assert [(two.questions, two.answer) for two in after[:at] + after[at + 1 :]] == [
            (two.questions, two.answer) for two in known[:at] + known[at + 1 :]
        ]
        assert (after[at].answer, str(after[at].until)) == ("改过的答案。", "2040-12-31")
        left = removed(text, old(one))
        assert (left is None) == (len(known) == 1)
        if left is not None:
            assert [two.questions for two in passages(left)] == [two.questions for two in known[:at] + known[at + 1 :]]
