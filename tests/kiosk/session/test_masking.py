from __future__ import annotations

import asyncio
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr import Transcript
from dialogue.acts import Expect, InputCard
from kiosk.channels.browser.inputs import deliver
from kiosk.session import ClientProfile, Session
from kiosk.session.masking import asks_number
from kiosk.wire import messages as m
from mandarin.masking import HIDDEN, captioned, masked, veiled
from support.fakes import Page
from support.halls import make_hall
from support.speech_stand_in import SpeechStandIn


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("我的号码是11010519491231002X", "我的号码是••••002X"),
        ("13800138000", "••••8000"),
        ("138 0013 8000。", "••••8000。"),
        ("138-0013.8000", "••••8000"),
        ("11105、1985、06123729", "••••3729"),
        ("110,105,1985,0612,3729", "••••3729"),
        ("一三八零零幺三八零零零", "••••八零零零"),
        ("我的手机号是幺三八，嗯，零零幺三，然后八零零零", "我的手机号是••••八零零零"),
        ("壹叁捌零零壹叁捌零零零", "••••捌零零零"),
        ("１３８００１３８０００", "••••８０００"),
        ("一百三十八零零幺三八零零零", "••••八零零零"),
        ("2026年11月22号", "2026年11月22号"),
        ("12345", "12345"),
        ("三千五百二十一块八毛", "三千五百二十一块八毛"),
        ("是十八号楼三单元", "是十八号楼三单元"),
        ("社保卡丢了", "社保卡丢了"),
    ],
)
def test_long_numbers_are_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("138，0013", "••••"),
        ("一三八，零零幺三", "••••"),
        ("不对，是八零零幺", "不对，是••••"),
        ("138再来0013再来8000", "••••8000"),
        ("我想问一下社保卡要多少钱", "我想问一下社保卡要多少钱"),
        ("等一下，我找一找", "等一下，我找一找"),
        ("再说一遍", "再说一遍"),
    ],
)
def test_while_a_number_is_asked_for_pieces_of_it_are_masked(text: str, shown: str) -> None:
    assert masked(text, asked=True) == shown


def test_what_she_reads_back_shows_its_tail() -> None:
    said = "您的手机号是一三八，零零幺三，八零零零，对吗？"
    assert captioned(said) == captioned(said, asked=True) == "您的手机号是•••，••••，八零零零，对吗？"
    assert captioned("手机号尾号是八零零零。", asked=True) == "手机号尾号是八零零零。"


@pytest.mark.parametrize(
    ("expect", "number"),
    [
        (Expect("phone"), True), (Expect("id"), True), (Expect("landline"), True), (Expect("credit_code"), True),
        (Expect("number"), True), (Expect("yesno", purpose="readback"), True),
        (Expect("yesno", purpose="readback", commits=True), False), (Expect("date"), False), (Expect("service"), False),
    ],
)  # fmt: skip
def test_when_a_number_is_asked_for(expect: Expect, number: bool) -> None:
    assert asks_number(expect) is number


SPELLINGS = [
    ("0", "０", "零", "〇", "洞"), ("1", "１", "一", "幺", "壹"), ("2", "２", "二", "两", "贰"),
    ("3", "３", "三", "叁"), ("4", "４", "四", "肆"), ("5", "５", "五", "伍"), ("6", "６", "六", "陆"),
    ("7", "７", "七", "拐", "柒"), ("8", "８", "八", "捌"), ("9", "９", "九", "勾", "玖"),
]  # fmt: skip
VALUE_OF = {spelled: str(digit) for digit, ways in enumerate(SPELLINGS) for spelled in ways}
SEPARATORS = st.sampled_from(
    [
        "",
        "",
        "",
        " ",
        "，",
        ",",
        "-",
        "—",
        ".",
        "。",
        "·",
        "、",
        "/",
        "_",
        "：",
        "  ",
        "，嗯，",
        "然后",
        " 后面是",
        "(",
        "）",
        "～",
    ]
)
DIGITS = st.lists(st.integers(0, 9), min_size=7, max_size=19)


@st.composite
def spelled(draw: st.DrawFn, digits: st.SearchStrategy[list[int]] = DIGITS) -> tuple[str, str]:
    """A number, and the way somebody told it."""
    value = draw(digits)
    told = "".join(draw(st.sampled_from(SPELLINGS[digit])) + draw(SEPARATORS) for digit in value)
    return "".join(map(str, value)), told


def survivors(shown: str, value: str) -> list[str]:
    """Stretches of five digits of `value` that can be read in what is shown, whatever stands between them."""
    digits = "".join(VALUE_OF.get(character, "") for character in shown)
    return [value[at : at + 5] for at in range(len(value) - 4) if value[at : at + 5] in digits]


WORDS = st.sampled_from(["", "我的手机号是", "身份证，", "嗯", "请记下：", "是"])


@given(spelled(), WORDS, st.sampled_from(["", "。", "对吗", "谢谢"]))
def test_of_a_number_no_five_digits_survive_in_any_spelling(told: tuple[str, str], before: str, after: str) -> None:
    value, words = told
    text = before + words + after
    for shown in (masked(text), masked(text, asked=True), veiled(text), veiled(text, asked=True), captioned(text)):
        assert not survivors(shown, value), shown


@given(spelled(), st.integers(1, 40), WORDS)
def test_a_caption_that_grows_shows_no_more_than_four_on_the_way(told: tuple[str, str], upto: int, before: str) -> None:
    value, words = told
    for asked in (False, True):
        shown = veiled(before + words[:upto], asked=asked)
        assert len(shown) == len(before + words[:upto]), "the stable part is counted in characters"
        assert not survivors(shown, value)


@given(spelled(st.lists(st.integers(0, 9), min_size=5, max_size=12)), st.text("的是再来呢喂", max_size=3))
def test_while_a_number_is_asked_for_no_words_in_between_help(told: tuple[str, str], between: str) -> None:
    value, words = told
    text = between.join(words)
    assert not survivors(masked(text, asked=True), value)
    assert not survivors(veiled(text, asked=True), value)


@given(st.text(max_size=60))
def test_any_text_keeps_its_length_where_it_must(text: str) -> None:
    assert len(veiled(text)) == len(captioned(text)) == len(captioned(text, asked=True)) == len(text)
    assert masked(text).count(HIDDEN) >= text.count(HIDDEN)


@pytest.mark.virtual_time
async def test_nothing_on_the_page_shows_a_number_that_is_told_by_voice() -> None:
    """社保卡挂失 with every number spoken, in pieces and read back: captions, transcripts, cards, what she says."""
    spoken = SpeechStandIn()
    hall = make_hall(segmenter_hub=spoken, recogniser=spoken)
    page = Page()
    session = Session(hall, page, ClientProfile("screen", "test", screen=True))
    page.on_played = partial(deliver, session=session)
    hall.sessions.enter(session)
    playing = asyncio.create_task(page.play())

    async def say(text: str) -> None:
        (citizen,) = spoken.streams
        await citizen.voice()
        for upto in range(1, len(text) + 1):
            await citizen.partial(text[:upto])
        await citizen.words(Transcript(text, 0.9, 0.0, 1.0))
        await asyncio.sleep(15)

    deliver(m.Start(), session)
    await asyncio.sleep(15)
    for line in (
        "社保卡丢了",
        "同意",
        "幺幺零幺零五，幺九四九，幺二三幺，零零二叉",
        "对",
        "临时挂失",
        "幺三八零零",
        "幺三八零零零",
    ):
        await say(line)
    assert session.dialogue_state.question.kind == "readback", session.dialogue_state.question
    shown = [t.text for t in page.messages if isinstance(t, m.Partial | m.TranscriptMessage)]
    said = "".join(t.text for t in page.messages if isinstance(t, m.SayMessage))
    cards = [c for t in page.messages if isinstance(t, m.Cards) for c in t.cards if isinstance(c, InputCard)]
    for value in ("11010519491231002", "13800138000"):
        for text in (*shown, said, *(card.value for card in cards)):
            assert not survivors(text, value), text
    assert "八零零零" in said, "the tail is shown, to be checked"
    assert any(card.value.endswith("8000") and card.value.startswith("*") for card in cards)
    assert all(card.masked for card in cards)
    assert ("citizen", "幺三八零零零", None) in hall.store.turns, "the record has what was said"  # type: ignore[attr-defined]
    playing.cancel()
    session.end("cancelled")
    await hall.sessions.drain(1)
    await asyncio.gather(playing, return_exceptions=True)
    await hall.segmenter_hub.close()
    hall.threads.shutdown()
