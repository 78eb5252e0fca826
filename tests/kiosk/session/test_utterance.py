"""What was heard of an utterance, and what is left to say."""

from __future__ import annotations

from kiosk.session.utterance import ClerkUtterance, SpokenClause


def spoken(heard: int) -> ClerkUtterance:
    utterance = ClerkUtterance(1)
    for text in ("请说身份证号，", "一位一位慢慢说。"):
        utterance.place(SpokenClause(text, fixed=True), 24_000)
        utterance.samples += 24_000
    utterance.played(heard, 0)
    return utterance


def test_history_holds_what_was_heard() -> None:
    assert spoken(0).heard_text == ""
    assert spoken(12_000).heard_text == "请说身……"
    assert spoken(24_000).heard_text == "请说身份证号，"
    assert spoken(36_000).heard_text == "请说身份证号，一位一位……"
    assert spoken(48_000).heard_text == "请说身份证号，一位一位慢慢说。"


def test_the_clause_that_was_cut_is_said_again() -> None:
    assert [c.text for c in spoken(36_000).unheard] == ["一位一位慢慢说。"]
    assert spoken(48_000).unheard == []


def test_the_page_cannot_have_heard_more_than_was_sent_nor_go_back() -> None:
    utterance = spoken(10**9)
    assert utterance.heard == 48_000
    utterance.played(5, 0)
    assert utterance.heard == 48_000
