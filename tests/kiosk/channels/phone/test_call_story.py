"""What `kiosk phone why` says: the probable cause of each kind of call, in both languages, with what to do."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from kiosk.channels.phone.call_causes import CAUSES, causes
from kiosk.channels.phone.call_facts import CHECK, CallEvent, CallFacts
from kiosk.channels.phone.call_story import outcome, timeline, why

#: A call in which all went well.
GOOD = CallFacts(
    "audiosocket", 1_795_000_000_000, call="c", conversation="v", rate=8_000, coding="G.711 A-law", answer_ms=180,
    seconds=93.0, outcome="completed", hung_up_by="hall", heard=4, keyed=5, sound_s=92.5, loud_s=14.0,
    answers=4, worst_ms=900, backend_calls=2, backend_worst_ms=400, backend_api="sbk.loss", recording="on", gap_s=0.1,
    events=[CallEvent(0, "rang"), CallEvent(180, "first word"), CallEvent(93_000, "hung up", "hall")],
)  # fmt: skip

#: What differs from it → words of the first sentence, Chinese and English.
KINDS: dict[str, tuple[dict[str, object], str, str]] = {
    "all lines taken": ({"refused": "lines", "outcome": "busy"}, "phone.calls", "All lines were taken"),
    "too many of one caller": ({"refused": "caller", "outcome": "busy"}, "phone.calls_per_caller", "Too many calls"),
    "unanswered": ({"refused": "unanswered", "outcome": "callback"}, "没有工作人员接听", "No clerk answered"),
    "closing": ({"refused": "closing", "outcome": "busy"}, "停止或重启", "being stopped"),
    "shut down": ({"hung_up_by": "server", "outcome": "cancelled"}, "停止或重启", "being stopped"),
    "fault": ({"outcome": "fault"}, "日志", "See the log"),
    "no sound ever": ({"sound_s": 0.0, "loud_s": 0.0, "gap_s": 93.0}, "单通", "one-way audio"),
    "muted": ({"loud_s": 0.0, "heard": 0, "keyed": 0, "no_inputs": 3}, "静音", "silent throughout"),
    "a gap": ({"gap_s": 40.2}, "来电方有 40 秒没有声音", "No sound came from the caller for 40 s"),
    "broken line": ({"hung_up_by": "lost", "outcome": "cancelled"}, "连接断了", "The connection broke"),
    "loss": ({"lost_ms": 3_000}, "丢了 3000 毫秒", "3000 ms of the caller's sound were lost"),
    "jitter": ({"late": 400}, "400 帧迟到", "400 frames"),
    "back end fails": ({"backend_failed": 1}, "后台接口失败 1 次", "The back end failed 1 times"),
    "back end slow": ({"backend_worst_ms": 6_500}, "6500 毫秒", "took 6500 ms"),
    "hook": ({"handoff": "asked", "hook": "failed", "outcome": "handoff"}, "phone.handoff_url", "phone.handoff_url"),
    "misheard": ({"no_matches": 3}, "3 次没听懂", "not understood"),
    "slow answers": ({"slow_answers": 3, "worst_ms": 4_100}, "答复慢", "Answers were slow"),
    "slow first word": ({"answer_ms": 4_000}, "4000 毫秒才有声音", "4000 ms after the call"),
    "nobody speaks": ({"heard": 0, "keyed": 0, "no_inputs": 3}, "没有说话", "neither spoke"),
    "not recorded": ({"recording": "failed"}, "录音不完整", "recording is incomplete"),
    "a peer's mistakes": ({"mistakes": 2, "mistake": "bad_frame"}, "bad_frame", "bad_frame"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_probable_cause_comes_first(kind: str) -> None:
    changed, chinese, english = KINDS[kind]
    facts = replace(GOOD, **changed)  # type: ignore[arg-type]
    assert chinese in why(facts, english=False)[0]
    assert english in why(facts, english=True)[0]


def test_every_cause_is_the_first_of_a_kind_of_call() -> None:
    first = {id(causes(replace(GOOD, **changed))[0]) for changed, _, _ in KINDS.values()}  # type: ignore[arg-type]
    assert first == {id(cause) for cause in CAUSES}


def test_a_call_without_trouble() -> None:
    assert why(GOOD, english=False)[0] == "没有发现问题。"
    told = why(GOOD, english=True)
    assert told[0] == "No trouble was found."
    text = " ".join(told)
    for part in ("audiosocket (8 kHz G.711 A-law)", "after 180 ms", "understood 4 times, keys 5 times",
                 "0 no-inputs, 0 no-matches", "0 barge-ins", "92.5 s of sound", "asked 2 times",
                 "(sbk.loss)", "It was recorded", "we hung up", "93 s in all"):  # fmt: skip
        assert part in text


def test_a_hand_off_says_why_and_whether_the_case_arrived() -> None:
    facts = replace(GOOD, handoff="asked", hook="taken", hook_ms=120, outcome="handoff")
    assert "案情 120 毫秒内送到坐席。" in why(facts, english=False)
    assert "It was handed to a human: the caller asked for one." in why(facts, english=True)
    assert "The case was not taken, after 3000 ms." in why(replace(facts, hook="failed", hook_ms=3_000), english=True)
    assert "phone.handoff_url" in " ".join(why(replace(facts, hook="off"), english=True))
    assert "The call ended before the case was taken." in why(replace(facts, hook=""), english=True)


def test_who_keyed_at_an_announcement_was_not_muted_and_has_a_ticket() -> None:
    facts = replace(
        GOOD, refused="lines", outcome="callback", conversation="", heard=0, keyed=0, keys=13, ticket=True, loud_s=0.0
    )
    told = why(facts, english=True)
    assert "muted" not in " ".join(told)
    assert "The caller pressed 13 keys." in told
    assert "The caller has a ticket for a call back (kiosk phone tickets list)." in told
    assert "来电人按了 13 个键。" in why(facts, english=False)
    assert "登记了一条回电（kiosk phone tickets list）。" in why(facts, english=False)


def test_a_caller_who_hangs_up_with_the_receipt_in_hand_gets_one_verdict() -> None:
    facts = replace(GOOD, hung_up_by="caller")
    assert outcome(facts, english=False) == "办完了，没等道别就挂了机"
    assert outcome(facts, english=True) == "done; the caller hung up before the goodbye"
    assert outcome(replace(facts, parted=True), english=False) == "办完结束"


def test_a_call_that_is_up() -> None:
    facts = replace(GOOD, outcome="", hung_up_by="")
    assert why(facts, english=False)[0] == "通话还在进行。"
    assert outcome(facts, english=False) == "进行中"
    assert why(facts, english=True)[-1] == "So far 93 s."


@pytest.mark.parametrize("english", [False, True])
def test_sentences_are_of_one_language(english: bool) -> None:
    for changed, _, _ in KINDS.values():
        facts = replace(GOOD, **changed)  # type: ignore[arg-type]
        for sentence in [*why(facts, english=english), *timeline(facts, english=english)]:
            assert "{" not in sentence
            assert (re.search(r"[\u4e00-\u9fff]", sentence) is None) is english, sentence


def test_the_timeline_says_how_many_events_were_not_kept() -> None:
    assert timeline(replace(GOOD, more_events=7), english=True)[-1] == "… and 7 more"
    assert timeline(GOOD, english=True)[1] == "    0.18 s  the first word"


def test_facts_outlive_a_release_that_knows_others() -> None:
    text = GOOD.to_json()
    assert CallFacts.from_json(text) == GOOD
    assert CallFacts.from_json(text.replace('"heard":4', '"heard":4,"new":1')) == GOOD


@pytest.mark.parametrize("kind", KINDS)
def test_a_check_of_the_line_is_told_as_one_and_never_as_trouble(kind: str) -> None:
    changed, _, _ = KINDS[kind]
    facts = replace(GOOD, **(changed | {"check": True, "outcome": CHECK}))  # type: ignore[arg-type]
    assert causes(facts) == []
    assert "检查电话" in why(facts, english=False)[0]
    assert "kiosk phone check" in why(facts, english=True)[0]
    assert outcome(facts, english=False) == "检查线路"
