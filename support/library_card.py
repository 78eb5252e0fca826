"""A small service of its own, so that what the shipped ones say does not matter here."""

from __future__ import annotations

from dialogue import Library
from dialogue.errors import Problems
from dialogue.testing import ConversationTest, Outcome, run_conversation_test
from dialogue.testing.load import read_conversation_tests

LIBRARY_CARD = """服务: 借书证办理
版本: 1
说法: [办借书证, 我想借书, 办图书证]
依据: [{标题: 图书馆办证规定, 条款: 第二条, 出处: 规定}]
同意: {告知: 需要您的手机号。, 项目: [手机号], 拒绝: 结束}
槽位:
  种类: {类型: 选项, 选项: {成人: [大人], 儿童: [小孩], 集体: [单位]}, 问: 成人，儿童，还是集体？}
  手机号: {类型: 手机号, 问: 请说您的手机号。}
  押金: {类型: 是否, 问: 交押金吗？}
步骤:
  - {说: 先看看要带什么。, 卡片: 材料清单}
  - 选择: 种类
    分支:
      成人:
        - 收集: [押金]
        - 如果: 押金 == 否
          那么: [{说: 不交押金只能在馆里看。}]
      儿童: [{说: 请带上户口本。}]
      集体: [{转人工: 集体的要到窗口办。}]
  - 收集: [手机号]
  - 查询: {接口: lib.look, 身份: 无, 传: [手机号], 得到: [状态], 失败: [{说: 查不到也没关系。}]}
  - 如果: 种类 == 集体
    那么: [{转人工: 到不了这里。}]
  - 确认: 办【种类】证，手机尾号【手机号|末四位】，对吗？
  - 提交: {接口: lib.card, 身份: 无, 传: [种类, 手机号], 幂等键: 会话号, 得到: 证号, 失败: 转人工}
  - {说: 办好了，证号【证号|逐位读】。, 回执: [打印]}
  - 评价: 好差评
  - 结束: 完成
卡片:
  材料清单: [{名: 居民身份证, 份数: 原件1}]
"""

GOOD = """服务: 借书证办理
对话:
  - 名称: 成人证
    接口:
      lib.look: {状态: 正常}
      lib.card: [失败, {证号: A12}]
    步骤:
      - 人: 我想办借书证
        期望: {服务: 借书证办理, 然后问: 同意, 卡片: 个人信息使用告知}
      - 人: 同意
        期望: {然后问: 种类, 卡片: 材料清单, 引用: 《图书馆办证规定》第二条, 说: [要带什么]}
      - 触屏: 成人
        期望: {槽位: {种类: 成人, 手机号: 无}, 然后问: 押金}
      - 人: 不交
        期望: {说: [馆里], 不说: 户口本}
      - 人: 13800138000
        期望: {然后问: 核对 手机号, 不调用: lib.look}
      - 人: 对
        期望:
          槽位: {手机号: 13800138000}
          调用: {接口: lib.look, 参数: {手机号: "13800138000"}}
          不说: 查不到
          然后问: 确认
          结束: 否
      - 人: 对
        期望: {调用: lib.card, 结束: 转人工, 日志不含: ["13800138000"]}
"""


def read(text: str) -> tuple[ConversationTest, ...]:
    problems = Problems("card.test.yaml")
    tests = read_conversation_tests(text, "card.test.yaml", problems)
    assert not problems.errors, problems.errors
    return tests


def play(library: Library, text: str = GOOD) -> Outcome:
    return run_conversation_test(library, read(text)[0])
