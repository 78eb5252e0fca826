"""A jump back forgets what was asked between its target and itself on the path taken, and nothing else."""

from __future__ import annotations

from pathlib import Path

from dialogue import load_library
from tests.dialogue.conftest import Citizen

SERVICE = """服务: 绕路
版本: 1
说法: [绕路]
槽位:
  颜色: {类型: 选项, 选项: [红色, 蓝色], 问: 颜色？}
  形状: {类型: 选项, 选项: [圆形, 方形], 问: 形状？}
  大小: {类型: 选项, 选项: [大号, 小号], 问: 大小？}
步骤:
  - 收集: [颜色, 形状]
  - {说: 开始。, 编号: 开始}
  - {如果: 颜色 == 红色, 那么: [{收集: [大小]}], 否则: [{收集: [形状, 大小]}]}
  - {如果: 大小 == 大号, 那么: [{跳到: 开始}]}
  - 结束: 完成
"""


def test_only_what_was_asked_since_the_target_is_asked_again(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(SERVICE, encoding="utf-8")
    for colour in ("红色", "蓝色"):
        citizen = Citizen(load_library(tmp_path)).begin().say("绕路").touch(colour, "圆形", "大号")
        assert citizen.state.question.slot == "大小"
        assert citizen.state.value("形状") == "圆形", "asked before the target"
        assert citizen.touch("小号").state.question.kind == "more"
