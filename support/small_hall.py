"""A small hall in which nothing is wrong: one service and the passage it stands on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from dialogue.lint import Finding

TODAY = date(2026, 11, 22)
GOOD = """服务: 老人卡办理
版本: 2026-11-22
依据:
  - {标题: 老人卡办法, 条款: 第三条, 出处: kb/lrk-3}
说法: [办老人卡, 老年卡怎么办, 领老人证, 申请老年优待卡, 给爸妈办老人卡]
渠道: [大屏, 电话]
身份: 短信验证
同意:
  告知: 为办理老人卡，需要您的身份证号和手机号。
  项目: [身份证号, 手机号]
  拒绝: 转人工
槽位:
  身份证号:
    类型: 身份证
    取值: [读卡, 语音, 按键]
    问: {首次: 请放身份证。, 再问: 请慢慢说号码。, 电话: 请说身份证号。}
  手机号:
    类型: 手机号
    问: 请说您的手机号。
  领取方式:
    类型: 选项
    选项:
      窗口: [自己来拿, 自取]
      邮寄: [寄给我, 快递]
      社区: [送到社区]
      代领: [家里人拿]
    问: 到窗口拿，还是邮寄？
计算:
  尾号: 【身份证号|末四位】
步骤:
  - {说: 满六十岁就能办。, 卡片: 材料清单}
  - 编号: 填表
    收集: [身份证号, 手机号, 领取方式]
  - 查询: {接口: lrk.status, 传: [身份证号], 得到: [姓名], 超时: 5秒, 失败: 转人工}
  - 如果: 姓名 == 无
    那么: [{跳到: 填表}]
  - 确认: 为【姓名】，尾号【尾号】，办老人卡，对吗？
  - 提交: {接口: lrk.apply, 幂等键: 会话号, 得到: [受理号], 超时: 8秒, 失败: 转人工}
  - {说: 办好了，二十天内送到。, 回执: [打印]}
  - 结束: 完成
卡片:
  材料清单: [{名: 身份证, 份数: 原件1}]
"""
KNOWLEDGE = """来源: 本大厅办事指南
问答:
  - 编号: lrk-3
    问法: [老人卡几岁能办]
    答案: 满六十岁的老人可以办老人卡，二十天内办好。
    出处: 《老人卡办法》
    条款: 第三条
"""

Look = Callable[..., list[Finding]]


def line_of(words: str) -> int:
    """Where these words stand in the good script."""
    return next(number for number, line in enumerate(GOOD.splitlines(), start=1) if words in line)
