"""Reading conversation tests: every mistake with its line, and what was probably meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogue import ScriptErrors
from dialogue.acts import CardRead, Keyed, NoInput, NoMatch, Said, Touched
from dialogue.testing import TODAY, load_conversation_tests
from support.library_card import GOOD, LIBRARY_CARD, read

ACTIONS = """服务: 借书证办理
对话:
  - 名称: 各种动作
    今天: 2026-03-01
    渠道: 电话
    适老: 是
    步骤:
      - 人: 你使得
        也像: [临时的]
      - 打字: 你好
      - 按键: 013
      - 触屏: 成人
      - 读卡: {姓名: 王小明, 号码: 11010519491231002X}
      - 静音
      - 没听清
      - {静音: , 期望: {结束: 空闲}}
"""


def test_every_action() -> None:
    (test,) = read(ACTIONS)
    assert (test.channel, test.elderly, str(test.today)) == ("phone", True, "2026-03-01")
    assert [step.action for step in test.steps] == [
        Said("你使得", 0.9, ("临时的",)),
        Said("你好"),
        Keyed("013"),
        Touched("成人"),
        CardRead("王小明", "11010519491231002X"),
        NoInput(),
        NoMatch(),
        NoInput(),
    ]
    assert test.steps[-1].expected is not None
    assert test.steps[-1].expected.ending == "idle"


def test_stubs() -> None:
    (test,) = read(GOOD)
    assert test.today == TODAY
    cards = test.stub("lib.card")
    assert cards is not None
    assert [reply.reason for reply in cards.replies] == ["refused", ""]
    assert cards.reply(9).data == (("证号", "A12"),)


@pytest.mark.parametrize(
    ("right", "wrong", "line", "message", "fix"),
    [
        ("服务: 借书证办理\n", "", 1, "少了“服务”", ""),
        ("名称: 成人证", "名子: 成人证", 3, "不认识“名子”", "名称"),
        ("- 触屏: 成人", "- 触摸: 成人", 12, "不认识的步骤“触摸”", "触屏"),
        ("- 人: 同意", "- 人： 同意", 10, "全角冒号", "半角"),
        ("{槽位: {种类", "{糟位: {种类", 13, "不认识“糟位”", "槽位"),
        ("结束: 转人工", "结束: 转人", 26, "不能是“转人”", "转人工"),
        ("lib.look: {状态: 正常}", "lib.look: 坏了", 5, "答复看不懂", "失败"),
        ("- 人: 不交\n", "- 人: 不交\n        按键: 1\n", 14, "同时写了人、按键", "拆成几步"),
        ("- 人: 不交\n        期望: {说: [馆里], 不说: 户口本}\n", "- 静默\n", 14, "不认识的步骤“静默”", "静音"),
    ],
)
def test_mistakes(tmp_path: Path, right: str, wrong: str, line: int, message: str, fix: str) -> None:
    assert right in GOOD
    file = tmp_path / "card.test.yaml"
    file.write_text(GOOD.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(ScriptErrors) as caught:
        load_conversation_tests(tmp_path)
    error = caught.value.errors[0]
    assert error.line == line, error
    assert message in error.message
    assert fix in error.fix
    assert error.file == str(file)


def test_a_folder_and_a_file(tmp_path: Path) -> None:
    (tmp_path / "card.yaml").write_text(LIBRARY_CARD, encoding="utf-8")
    (tmp_path / "card.test.yaml").write_text(GOOD, encoding="utf-8")
    assert load_conversation_tests(tmp_path) == load_conversation_tests(tmp_path / "card.test.yaml")
    assert [test.name for test in load_conversation_tests(tmp_path).of("借书证办理")] == ["成人证"]
    with pytest.raises(ScriptErrors, match="读不出来"):
        load_conversation_tests(tmp_path / "other.test.yaml")
