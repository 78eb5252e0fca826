"""What is read out of a conversation's texts is kept for that conversation alone, and within a bound."""

from __future__ import annotations

import threading

import pytest

from mandarin.text_cache import TextCache, text_cached

READ: list[str] = []


@text_cached
def read(text: str, *, loud: bool = False) -> str:
    READ.append(text)
    return text.upper() if loud else text


@pytest.fixture(autouse=True)
def nothing_read() -> None:
    READ.clear()


def test_a_text_is_read_once_in_a_conversation() -> None:
    texts = TextCache()
    for _ in range(2):
        with texts.active():
            assert (read("a"), read("a", loud=True), read("a")) == ("a", "A", "a")
    assert READ == ["a", "a"]
    assert len(texts) == 2


def test_without_a_cache_nothing_is_kept() -> None:
    assert read("a") == read("a")
    assert READ == ["a", "a"]


def test_two_conversations_share_nothing_and_one_may_end() -> None:
    one, other = TextCache(), TextCache()
    for texts in (one, other):
        with texts.active():
            read("a")
    one.clear()
    assert (len(one), len(other)) == (0, 1)
    with other.active():
        read("a")
        with one.active():  # the inner one counts
            read("a")
        read("a")
    assert READ == ["a", "a", "a"]


def test_a_full_cache_starts_empty_again() -> None:
    texts = TextCache(3)
    with texts.active():
        for text in "abcd":
            read(text)
            assert len(texts) <= 3
        read("d")
    assert READ == ["a", "b", "c", "d"]


def test_an_error_is_not_kept() -> None:
    @text_cached
    def fails(text: str) -> str:
        raise ValueError(text)

    texts = TextCache()
    with texts.active():
        for _ in range(2):
            with pytest.raises(ValueError, match="a"):
                fails("a")
    assert len(texts) == 0
    read("a")
    read("a")
    assert READ == ["a", "a"]  # no cache is active any more


def test_threads_may_share_one() -> None:
    texts = TextCache(50)

    def work() -> None:
        with texts.active():
            for number in range(5000):
                assert read(str(number % 70)) == str(number % 70)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(texts) <= 50
