"""A services folder with one script that asks for a choice and an address."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.small_hall import KNOWLEDGE

SCRIPT = """服务: 路灯报修
版本: 1
依据: [{标题: 老人卡办法, 条款: 第三条, 出处: kb/lrk-3}]
说法: [路灯坏了, 报修路灯, 路灯不亮, 路灯要修, 路灯报修]
渠道: [大屏, 电话]
同意: {告知: 需要您说地址。, 项目: [地点]}
槽位:
  怎么坏了: {类型: 选项, 选项: {不亮: [灭了], 一闪一闪: [闪]}, 问: 是不亮，还是一闪一闪？}
  地点: {类型: 地址, 问: 路灯在哪里？}
步骤:
  - 收集: [怎么坏了, 地点]
  - 确认: 为您报修【地点】的路灯，对吗？
  - 提交: {接口: lamp.report, 传: [怎么坏了, 地点], 幂等键: 会话号, 得到: [受理号], 超时: 8秒, 失败: 转人工}
  - {说: 办好了。, 回执: [打印]}
  - 结束: 完成
"""


@pytest.fixture
def services(tmp_path: Path) -> Path:
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge" / "lrk.yaml").write_text(KNOWLEDGE, encoding="utf-8")
    (tmp_path / "lamp.yaml").write_text(SCRIPT, encoding="utf-8")
    return tmp_path
