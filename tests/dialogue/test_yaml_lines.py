import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogue.errors import Problems
from dialogue.yaml_lines import Map, Scalar, Seq, parse


def read(text: str, keys: tuple[str, ...] = ()) -> tuple[object, list[str]]:
    problems = Problems("x.yaml")
    return parse(text, problems, keys), [str(error) for error in problems.errors]


def test_every_scalar_is_the_text_typed() -> None:
    root, errors = read("时间: 12:30\n编号: 013\n回答: no\n空:\n号: 110105194912310021\n日: 2026-11-22\n小数: 1e3\n")
    assert not errors
    assert isinstance(root, Map)
    values = [value.value for _, value in root.entries if isinstance(value, Scalar)]
    assert values == ["12:30", "013", "no", "", "110105194912310021", "2026-11-22", "1e3"]


def test_every_node_knows_its_line() -> None:
    root, _ = read("甲: 1\n乙:\n  - 丙\n  - {丁: 戊}\n")
    assert isinstance(root, Map)
    second = root.get("乙")
    assert isinstance(second, Seq)
    assert [item.line for item in second.items] == [3, 4]


def test_duplicate_key() -> None:
    _, errors = read("说: 甲\n问: 乙\n说: 丙\n")
    assert errors == ["x.yaml:3: “说”写了两次，前一次在第 1 行（删掉一个）"]


def test_full_width_colon() -> None:
    _, errors = read("步骤:\n  - 说：您好\n", ("说", "步骤"))
    assert errors == ["x.yaml:2: “说”后面是全角冒号（改成半角冒号加一个空格：“说: ”）"]


def test_full_width_colon_inside_a_sentence_is_fine() -> None:
    _, errors = read("- 说: 请注意：说：明白\n", ("说",))
    assert not errors


def test_tab() -> None:
    _, errors = read("步骤:\n\t- 说: 您好\n")
    assert errors == ["x.yaml:2: 行首有制表符（Tab）（改用空格缩进）"]


def test_two_colons_in_a_line() -> None:
    _, errors = read("服务: 甲\n说: 时间: 九点\n")
    assert errors[0].startswith("x.yaml:2: 一行里有两个冒号加空格")


ONE = "槽位:\n  身份证号:\n"
MORE = "    问: 请说\n    再问: 再说\n  手机号:\n    类型: 手机号\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (ONE + "   类型: 身份证\n" + MORE, "3: 第 3 行比下一行少缩进一格（补上一个空格，和第 4 行左边对齐）"),
        (ONE + "   取值: [读卡, 语音]\n" + MORE, "3: 第 3 行比下一行少缩进一格"),
        (ONE + '   类型: "身份证"\n' + MORE, "3: 第 3 行比下一行少缩进一格"),
        (ONE + "     类型: 身份证\n" + MORE, "3: 第 3 行比下一行多缩进一格"),
        (ONE + "    类型: 身份证\n     取值: 读卡\n" + MORE, "4: 第 4 行比上一行多缩进一格"),
        (ONE + "    类型: 身份证\n   取值: 读卡\n" + MORE, "4: 第 4 行比上一行少缩进一格"),
        (ONE + "    类型: 身份证\n  # 说明\n   取值: 读卡\n" + MORE, "5: 第 5 行比第 3 行少缩进一格"),
        (ONE + "    类型: 身份证\n" + MORE + "   姓名:\n    类型: 姓名\n", "8: 第 8 行比上一行少缩进一格"),
        ("步骤:\n  - 说: 甲\n   播: 乙\n  - 说: 丙\n", "3: 第 3 行比上一行少缩进一格"),
        ("步骤:\n  - 说: 甲\n    播: 乙\n   - 说: 丙\n", "4: 第 4 行比第 2 行多缩进一格"),
        ("步骤:\n  - 说: 甲\n - 说: 丙\n", "3: 第 3 行比上一行少缩进一格"),
        (" 服务: 甲\n版本: 乙\n", "1: 第 1 行比下一行多缩进一格"),
    ],
)
def test_a_line_that_is_not_aligned(text: str, told: str) -> None:
    errors = read(text)[1]
    assert len(errors) == 1
    assert errors[0].startswith(f"x.yaml:{told}")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("服务: 甲\n版本 乙\n说法: 丙\n", "2: 这一行少了冒号"),
        ("步骤:\n  - 说 您好\n    编号: 甲\n", "2: 这一行少了冒号"),
        ("甲:\n  乙：一\n  丙: 二\n", "2: “乙”后面是全角冒号"),  # 乙 is not a known key
    ],
)
def test_a_line_without_a_colon(text: str, told: str) -> None:
    assert read(text)[1][0].startswith(f"x.yaml:{told}")


def test_a_comment_is_not_looked_at() -> None:
    assert read("说: 甲   # 例如，说：您好\n", ("说",))[1] == []


def test_unclosed_bracket() -> None:
    _, errors = read("说法: [甲, 乙\n服务: 丙\n")
    assert errors
    assert "括号" in errors[0]


def test_empty_file() -> None:
    assert read("")[1] == ["x.yaml:1: 文件是空的（至少要写“服务”和“步骤”）"]


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_or_explained(text: str) -> None:
    root, errors = read(text, ("说",))
    assert root is not None or errors


def test_an_alias_stands_for_what_it_names() -> None:
    root, errors = read("甲: &a [一, 二]\n乙: *a\n")
    assert not errors
    assert isinstance(root, Map)
    assert root.get("乙") is root.get("甲")


BOMB = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12))
REFUSED = [
    ("问答: &a [*a]\n", 1, "引用了它自己"),
    ("问答: &a\n  - 问法: [*a]\n", 2, "引用了它自己"),
    ("&a {甲: *a}\n", 1, "引用了它自己"),
    ("甲: *乙\n", 1, "以 * 开头"),
    (BOMB, 6, "别名"),
    ("甲: " + "[" * 100_000, 1, "一层套一层"),
    ("{甲: " * 5000 + "}" * 5000, 1, "一层套一层"),
    ("甲: 乙\n---\n甲: 丙\n", 2, "两份内容"),
]


@pytest.mark.parametrize(("text", "line", "told"), REFUSED, ids=[told + str(len(text)) for text, _, told in REFUSED])
def test_what_grows_without_end_is_refused_with_its_place(text: str, line: int, told: str) -> None:
    root, errors = read(text)
    assert root is None
    assert len(errors) == 1
    assert errors[0].startswith(f"x.yaml:{line}: ")
    assert told in errors[0]


@settings(deadline=None)
@given(st.text("甲*&a[]{}:- \n,!|>'\"#0123", max_size=60))
def test_no_text_ends_in_a_traceback(text: str) -> None:
    root, errors = read(text)
    assert root is not None or errors


@given(st.sampled_from(["\\ud800", "\\udfff", "\\0", "\\x00", "\\ud83d\\ude00"]), st.text("甲乙", max_size=3))
def test_what_is_no_character_is_refused_with_its_line(escape: str, before: str) -> None:
    """Only an escape can name it; kept, it could be neither stored nor sent."""
    _, errors = read(f'说:\n  - "{before}{escape}"\n')
    assert len(errors) == 1
    assert errors[0].startswith("x.yaml:2: ")
