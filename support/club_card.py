"""A small service that asks for pictures: a photo, a file that may be skipped, and a signature."""

from __future__ import annotations

from dialogue import Library
from dialogue.errors import Problems
from dialogue.script import Script, load_script

CLUB_CARD = """服务: 会员登记
版本: 1
说法: [办会员登记, 我要登记会员, 会员怎么登记, 入会, 登记入会]
依据: [{标题: 会员章程, 条款: 第三条, 出处: 章程}]
同意: {告知: 需要您的照片和签名。, 项目: [手机号, 证件照片, 介绍信, 签名], 拒绝: 结束}
槽位:
  手机号: {类型: 手机号, 核对: 不核对, 问: 请说您的手机号。}
步骤:
  - 收集: [手机号]
  - 拍照: {记为: 证件照片, 问: {首次: 请拍一下证件。, 再问: 请把证件放平再拍。}, 电话: 证件请到窗口出示。}
  - 上传: {记为: 介绍信, 问: 有介绍信的话请上传。, 必填: 否, 电话: 介绍信以后再交。}
  - 如果: 有 介绍信
    那么: [{说: 介绍信有了。}]
    否则: [{说: 没有介绍信也可以。}]
  - 签名: {记为: 签名, 问: 请签上名字。, 电话: 来的时候再签名。}
  - 确认: 登记会员，手机尾号【手机号|末四位】，对吗？
  - 提交: {接口: club.join, 传: [手机号, 证件照片, 介绍信, 签名], 幂等键: 会话号, 得到: [会员号], 失败: 转人工}
  - {说: {大屏: 登记好了。, 电话: 登记好了，会员号【会员号|逐位读】。}, 回执: [打印]}
  - 评价: 好差评
  - 结束: 完成
"""


def read_script(text: str = CLUB_CARD, file: str = "club.yaml") -> tuple[Script | None, Problems]:
    problems = Problems(file)
    return load_script(text, file, problems), problems


def club_library(text: str = CLUB_CARD) -> Library:
    script, problems = read_script(text)
    assert script is not None, "unreadable"
    assert not problems.errors, problems.errors
    return Library((script,), ())
