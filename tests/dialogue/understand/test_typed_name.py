import unicodedata

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from dialogue.understand.bare import says_nothing
from dialogue.understand.typed_name import is_sentence, one_name, read_typed_name

#: Ideographs of the basic block and of extensions A to H, and Latin letters with what stands between them.
HAN = st.one_of(
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
    st.characters(min_codepoint=0x3400, max_codepoint=0x4DBF),
    st.characters(min_codepoint=0x20000, max_codepoint=0x2A6DF),
    st.characters(min_codepoint=0x2A700, max_codepoint=0x2EBE0),
    st.characters(min_codepoint=0x30000, max_codepoint=0x323AF),
)  # fmt: skip
LATIN = st.characters(categories=("Lu", "Ll"), max_codepoint=0x24F)
NAME = st.one_of(
    st.text(HAN, min_size=1, max_size=30), st.text(st.one_of(LATIN, st.sampled_from(" -'·")), min_size=1, max_size=30)
)


@given(NAME)
@example("李乾")
@example("John Smith")
def test_any_name_is_what_was_typed(name: str) -> None:
    name = unicodedata.normalize("NFC", name.strip())
    assume(any(character.isalpha() or ord(character) > 0x20000 for character in name))
    assume(not says_nothing(name) and not is_sentence(name))  # words out of our own sources are drawn too: 什么
    assert read_typed_name(name).value == name


@pytest.mark.parametrize(
    "name",
    ["扎西多吉", "那英", "淳于琼", "赵頔", "王䶮", "李𬱖", "John Smith", "J. Smith", "Smith, John", "O'Neil-Żak",
    "Иван Петров", "李乾", "乜小刚",
     "哪吒", "么书仪", "爱新觉罗·启骧", "李民主", "任功", "曲晓", "万一", "高兴", "安全", "马上", "钱多多", "王吗"],
)  # fmt: skip
def test_names(name: str) -> None:
    assert read_typed_name(name).value == name
    assert read_typed_name(f"我叫{name}").value == name


@pytest.mark.parametrize(
    "text",
    ["", "13800138000", "12", "！！", "好的", "是的", "没有", "不知道", "等一下", "怎么填？", "可以写英文名吗",
    "你叫什么名字", "我不想说", "帮我写一下",
     "手机号错了", "好"],
)  # fmt: skip
def test_no_name(text: str) -> None:
    assert not read_typed_name(text).value


def test_a_spelling_or_a_correction_is_no_plain_name() -> None:
    assert not one_name("章三，弓长张")
    assert not one_name("王小明，不对，王晓明")
    assert one_name("我叫李明。")
    assert one_name("Smith, John")


def test_no_name_is_this_long() -> None:
    assert read_typed_name("王" * 61).message
