"""A citizen's words are kept by the conversation alone: its state and its `TextCache`."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from datetime import date

import pytest

from dialogue import Library, Machine, State
from dialogue.acts import Begin, Said
from mandarin.text_cache import TextCache

#: Characters that stand in no script, table or dictionary of words.
RARE = "龘靐"
LINES = (
    f"我叫欧阳{RARE}，想挂失社保卡", f"{RARE}街的社保卡丢了怎么补办要多少钱", "同意", f"不是不行，{RARE}说可以",
    f"正式挂失{RARE}", f"我的身份证号是11010519491231002X，{RARE}", f"救命，{RARE}着火了", f"谢谢{RARE}再见",
)  # fmt: skip


def conversation(machine: Machine, texts: TextCache | None) -> State:
    state, _ = machine.step(machine.new("c-1", date(2026, 11, 22)), Begin(), texts)
    for line in LINES:
        for text in (line, line + "。"):
            state, _ = machine.step(state, Said(text, 0.9, (line + "吗",)), texts)
    return state


def holding(rare: str) -> Iterator[str]:
    """Every string in memory that contains `rare`, of those that a container holds."""
    for holder in gc.get_objects():
        waiting = gc.get_referents(holder)
        while waiting:
            one = waiting.pop()
            if isinstance(one, str):
                if rare in one and one != rare and one not in LINES:
                    yield one
            elif isinstance(one, tuple | frozenset | dict) and not gc.is_tracked(one):
                waiting += gc.get_referents(one)


@pytest.mark.parametrize("kept", [True, False])
def test_after_the_conversation_nothing_holds_its_words(library: Library, kept: bool) -> None:
    machine = Machine(library)
    texts = TextCache() if kept else None
    state = conversation(machine, texts)
    rare = RARE[:1] + RARE[1:]
    gc.collect()
    assert any(holding(rare)) is kept, "the test sees what a cache holds"
    del texts, state
    gc.collect()
    assert list(holding(rare)) == []


def test_one_conversation_ends_and_another_keeps_its_readings(library: Library) -> None:
    machine = Machine(library)
    one, other = TextCache(), TextCache()
    conversation(machine, one)
    conversation(machine, other)
    before = len(other)
    assert before > 50
    one.clear()
    assert (len(one), len(other)) == (0, before)


def test_a_final_text_is_not_read_again_after_its_draft(library: Library) -> None:
    machine, texts = Machine(library), TextCache()
    state, _ = machine.step(machine.new("c-1", date(2026, 11, 22)), Begin(), texts)
    draft = machine.step(state, Said("社保卡丢了怎么办", 0.5), texts)
    read = len(texts)
    assert machine.step(state, Said("社保卡丢了怎么办", 0.9), texts) == draft
    assert len(texts) == read
    assert machine.step(state, Said("社保卡丢了怎么办", 0.9)) == draft  # the cache decides nothing
