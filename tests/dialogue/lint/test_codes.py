"""The code of each of the loader's messages. Codes are public: `# lint: 不查 CODE` and other programs name them."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogue import read_services
from dialogue.lint import lint
from support.small_hall import GOOD, KNOWLEDGE, TODAY, Look

START = "  - {说: 满六十岁就能办。, 卡片: 材料清单}\n"
PHONE = "    类型: 手机号\n"
END = "  - 结束: 完成\n"
ASK = "    问: 请说您的手机号。\n"
APPLY = "接口: lrk.apply, 幂等键: 会话号"
#: What is replaced in the good script, by what, a part of the message, the code.
IN_A_SCRIPT = [
    # the text
    ("版本: 2026", "版本：2026", "“版本”后面是全角冒号", "full-width-colon"),
    ("版本: 2026", "\t版本: 2026", "行首有制表符（Tab）", "indent"),
    ("  身份证号:\n", "\u3000身份证号:\n", "行首有全角空格", "indent"),
    ("    类型: 身份证\n", "     类型: 身份证\n", "比下一行多缩进一格", "indent"),
    ("渠道: [大屏, 电话]", "渠道: [大屏, 电话", "没有写完", "not-yaml"),
    ("版本: 2026-11-22", "版本 2026-11-22", "这一行少了冒号和它后面的空格", "not-yaml"),
    ("版本: 2026-11-22", "版本: 今天: 好", "一行里有两个冒号加空格", "not-yaml"),
    ("版本: 2026-11-22", "版本: @甲", "这个字符不能放在开头", "not-yaml"),
    ("版本: 2026-11-22", "版本: *甲", "以 * 开头的内容有特殊含义", "not-yaml"),
    ("版本: 2026-11-22", "版本: *", "以 * 开头的内容有特殊含义", "not-yaml"),
    ("版本: 2026-11-22", "版本: &a [*a]", "引用了它自己所在的内容", "script-error"),
    ("版本: 2026-11-22", "版本: \x01", "文件里有 YAML 不认识的字符", "not-yaml"),
    ("版本: 2026-11-22", 'XX: "\\0"', "有不是文字的字符", "bad-value"),
    ("版本: 2026-11-22", "版本: " + "[" * 65 + "]" * 65, "一层套一层，超过了 64 层", "script-error"),
    (GOOD, "", "文件是空的", "not-yaml"),
    (GOOD, GOOD + "---\n" + GOOD, "文件里有两份内容", "script-error"),
    (GOOD, "- 甲\n", "服务脚本应该由“键: 值”组成", "bad-value"),
    # fields
    (PHONE, PHONE + PHONE, "“类型”写了两次，前一次在第", "duplicate-key"),
    (PHONE, PHONE + "    type: 手机号\n", "是同一项，写了两次", "duplicate-key"),
    (PHONE, PHONE + "    [甲]: 手机号\n", "键必须是一个词", "script-error"),
    (PHONE, "    类形: 手机号\n", "不认识“类形”", "unknown-key"),
    (PHONE, "    类型: 手机\n", "“类型”不能是“手机”", "bad-value"),
    (PHONE, "    类型: [手机号]\n", "“类型”应该是一句话", "bad-value"),
    (PHONE, "    类型:\n", "“类型”是空的", "bad-value"),
    (PHONE, "", "问题“手机号”少了“类型”", "missing-key"),
    (ASK, "", "问题“手机号”少了“问”", "missing-key"),
    ("版本: 2026-11-22\n", "", "服务脚本少了“版本”", "missing-key"),
    ("步骤:\n", "步聚:\n", "服务脚本少了“步骤”", "missing-key"),
    ("计算:\n  尾号: 【身份证号|末四位】\n", "计算: 甲\n", "“计算”应该是“键: 值”", "bad-value"),
    ("计算:\n  尾号: 【身份证号|末四位】\n", "计算: {尾号: []}\n", "“计算”里的“尾号”应该是一句话", "bad-value"),
    ("依据:\n", "依据: 甲\n说明:\n", "“依据”应该是列表", "bad-value"),
    ("  - {标题: 老人卡办法, 条款: 第三条, 出处: kb/lrk-3}", "  - 甲", "“依据”的每一项应该写标题和条款", "bad-value"),
    ("渠道: [大屏, 电话]", "渠道: [大屏, []]", "“渠道”里应该是一个个词", "bad-value"),
    ("给爸妈办老人卡]", "办老人卡]", "说法“办老人卡”写了两次", "duplicate-says"),
    ("版本: 2026-11-22\n", "版本: 1\n生效: 昨天\n", "日期“昨天”不对", "bad-value"),
    ("版本: 2026-11-22\n", "版本: 1\n生效: 2026-02-02\n失效: 2026-01-01\n", "“失效”比“生效”还早", "bad-value"),
    (END, END + "适老: {语速: 快}\n", "语速“快”不对", "bad-value"),
    (END, END + "适老: {每句最多: 几}\n", "“每句最多”看不懂", "bad-value"),
    ("[{名: 身份证, 份数: 原件1}]", "[身份证]", "的每一项要写名和份数", "script-error"),
    # slots
    ("  手机号:\n" + PHONE + ASK, "  手机号: 甲\n", "问题“手机号”要写类型和问法", "script-error"),
    (PHONE, "    类型: 数量\n    最少: 9\n    最多: 1\n", "的最少比最多还大", "bad-value"),
    (PHONE, PHONE + "    单位: 人\n", "不是数量，不用写“单位”", "bad-value"),
    (PHONE, PHONE + "    范围: 过去\n", "不是日期或时间，不用写“范围”", "bad-value"),
    (PHONE, "    类型: 单号\n", "单号“手机号”要写“位数”", "script-error"),
    (PHONE, PHONE + "    位数: 8\n", "不是单号，不用写“位数”", "bad-value"),
    (PHONE, PHONE + "    最少: 1\n", "不是数量、金额或文字，不用写“最少”", "bad-value"),
    (PHONE, "    类型: 数量\n    最少: 甲\n", "“最少”的“甲”看不懂", "bad-value"),
    (PHONE, PHONE + "    选项: [甲, 乙]\n", "不是选项，不用写“选项”", "bad-value"),
    (PHONE, "    类型: 是否\n    选项: [甲, 乙]\n", "“是否”槽位的选项只能是 是、否", "bad-value"),
    (PHONE, "    类型: 选项\n    选项: [甲]\n", "至少要有两个选项", "bad-value"),
    (PHONE, "    类型: 多选\n    选项: [甲、丙, 乙]\n", "的选项名里不能有顿号", "bad-value"),
    ("领取方式]\n", "手机号]\n", "问题“领取方式”没有任何一步问它", "unused-slot"),
    ("同意:\n", "别的:\n", "是个人信息，但脚本没有“同意”", "no-consent"),
    # steps
    (END, END + "  - [甲]\n", "步骤应该是“键: 值”", "bad-value"),
    (END, "  - {结束: 完成, 评价: 好差评}\n", "一个步骤里同时写了", "two-steps-in-one"),
    (END, "  - 结朿: 完成\n", "不认识的步骤“结朿”", "unknown-key"),
    (START, START + "  - {编号: 填表, 说: 好。}\n", "编号“填表”写了两次", "duplicate-key"),
    ("跳到: 填表", "跳到: 填标", "没有编号是“填标”的步骤", "undefined-name"),
    ("幂等键: 会话号, ", "", "少了“幂等键”", "no-idempotency"),
    ("幂等键: 会话号, ", "幂等键: 时间, ", "幂等键不能是“时间”", "no-idempotency"),
    ("幂等键: 会话号, ", "幂等键: , ", "“幂等键”是空的", "no-idempotency"),
    ("幂等键: 会话号, ", "幂等键: [甲], ", "“幂等键”应该是一句话", "no-idempotency"),
    (", 超时: 8秒, 失败: 转人工", ", 超时: 8秒", "“提交”少了“失败”", "no-failure"),
    ("超时: 8秒", "超时: 很快", "超时“很快”看不懂", "bad-value"),
    ("    那么: [{跳到: 填表}]\n", "", "“如果”少了“那么”", "missing-key"),
    (START, START + "  - 选择: 领取方式\n", "“选择”少了“分支”", "missing-key"),
    (START, START + "  - {选择: 手机号, 分支: {甲: [{说: 好。}]}}\n", "“选择”只能用选项或是否", "bad-value"),
    (START, START + "  - {选择: 领取方式, 分支: {飞: [], 否则: []}}\n", "没有“飞”这个选项", "no-such-option"),
    (
        START,
        START + "  - {选择: 领取方式, 分支: {窗口: []}}\n",
        "“选择”没有写选了“邮寄、社区、代领”怎么办",
        "not-exhaustive",
    ),
    (START, START + "  - 调用服务: {服务: 甲, 传: {乙: [丙]}}\n", "“传”里“乙”的右边应该是一个变量", "bad-value"),
    # sentences and conditions
    ("为【姓名】，", "为【】，", "【】里没有变量名", "broken-hole"),
    ("为【姓名】，", "为【姓名，", "【 和 】 没有成对", "broken-hole"),
    ("|末四位】", "|末4位】", "不认识的格式“末4位”", "unknown-filter"),
    ("姓名 == 无", "姓名 = 无", "条件“姓名 = 无”看不懂", "broken-condition"),
    ("姓名 == 无", "姓名|末4位 == 无", "不认识的格式“末4位”，可用的有", "unknown-filter"),
    ("姓名 == 无", "姓名 在 [无)", "方括号没有成对", "broken-condition"),
    # the words of a file change no code
    (PHONE, "    类型: 没有出处\n", "“类型”不能是“没有出处”", "bad-value"),
    ("姓名 == 无", "不认识的步骤 = 无", "条件“不认识的步骤 = 无”看不懂", "broken-condition"),
    # names and ways
    ("为【姓名】，", "为【名字】，", "没有叫“名字”的变量", "undefined-name"),
    ("手机号, 领取方式]\n", "手机号, 领取]\n", "没有叫“领取”的槽位", "undefined-name"),
    ("卡片: 材料清单}", "卡片: 材料单}", "没有叫“材料单”的卡片", "undefined-name"),
    ("得到: [姓名]", "得到: [失败原因]", "“失败原因”是系统自己的变量", "script-error"),
    ("得到: [姓名]", "得到: [尾号]", "“尾号”已经有了，不能再算一个", "duplicate-key"),
    ("【身份证号|末四位】", "【甲】", "“尾号”用到的“甲”还没有", "undefined-name"),
    ("姓名 == 无", "领取方式 == 飞", "“领取方式”没有“飞”这个选项", "no-such-option"),
    (START, START + "  - 转人工\n", "这一步永远走不到", "unreachable"),
    (END, "", "有一条路走到最后没有结束", "dead-end"),
    (START, START + "  - {编号: 圈, 说: 稍等。}\n  - {跳到: 圈}\n", "这里会一直绕圈", "loop"),
    ("  - 确认: 为【姓名】，尾号【尾号】，办老人卡，对吗？\n", "", "“提交”之前没有“确认”", "no-confirm"),
    ("满六十岁就能办", "【姓名】好", "到这一步时，“姓名”可能还没有值", "unset-variable"),
    ("说: 满六十岁", "说: 请看屏幕，满六十岁", "电话里的话提到了“屏幕”", "screen-on-phone"),
    ("卡片:\n", "适老: {每句最多: 3字}\n卡片:\n", "超过了每句最多 3 字", "long-sentence"),
    (START, START + "  - 调用服务: 没有\n", "没有叫“没有”的服务", "undefined-name"),
    (START, START + "  - 调用服务: 老人卡办理\n", "互相调用，会没完没了", "loop"),
    (END, "  - 调用服务: {服务: 老人卡办理, 传: {甲: 姓名}}\n" + END, "没有问题“甲”", "undefined-name"),
    (START, START + "  - 调用服务: {服务: 老人卡办理, 得到: {姓名: 甲}}\n", "没有变量“甲”", "undefined-name"),
]


@pytest.mark.parametrize(("old", "new", "message", "code"), IN_A_SCRIPT)
def test_a_mistake_in_a_script(look: Look, old: str, new: str, message: str, code: str) -> None:
    found = [finding for finding in look((old, new)) if message in finding.message]
    assert {finding.code for finding in found} == {code}, look((old, new))


ENTRY = "\n  - 问法: [甲]\n    答案: 乙\n    出处: 丙\n"
TOP = "来源: 公告\n"
IN_KNOWLEDGE = [
    ("k.yaml", "- 甲\n", "知识文件应该由“键: 值”组成", "bad-value"),
    ("k.yaml", TOP, "知识文件少了“问答”", "missing-key"),
    ("k.yaml", "问答: [甲]\n", "“问答”的每一条要写问法和答案", "script-error"),
    ("k.yaml", "问答:\n  - {问法: [甲], 答案: 乙}\n", "这一条没有出处", "no-source"),
    ("k.yaml", "问答：\n", "“问答”后面是全角冒号", "full-width-colon"),
    ("k.yaml", f"问答:{ENTRY}    编号: a b\n", "编号“a b”不对", "bad-value"),
    ("k.yaml", f"问答:{ENTRY}    生效: 昨天\n", "日期“昨天”不对", "bad-value"),
    ("k.yaml", f"问答:{ENTRY}    生效: 2026-02-02\n    失效: 2026-01-01\n", "“失效”比“生效”还早", "bad-value"),
    ("k.yaml", "问答:\n  - {问法: [甲], 答案: 打13800138000, 出处: 丙}\n", "这里有一个手机号", "script-error"),
    ("k.yaml", "问答:\n  - {问法: [甲], 答案: 11010519491231002X, 出处: 丙}\n", "这里有一个身份证号", "script-error"),
    ("k.yaml", f"问答:{ENTRY}    编号: lrk-3\n", "编号“lrk-3”在 k.yaml:2 里已经用了", "script-error"),
    ("k.pdf", "甲", "不认识“.pdf”这种文件", "unknown-key"),
    ("k.doc", "甲", ".doc 文件不能用（旧格式，或者可能带宏）", "script-error"),
    ("k.md", "", "这个文件里一条知识也没有", "script-error"),
    ("k.md", "---\n来原: 甲\n---\n", "文件开头不认识“来原”", "unknown-key"),
    ("k.md", "来源: 甲\n来源: 乙\n\n# 问\n答\n", "“来源”写了两次", "duplicate-key"),
    ("k.md", "来源: 甲\n\n这段话\n", "这段话上面没有标题", "script-error"),
    ("k.md", "来源: 甲\n\n#问\n", "标题的 # 后面少了一个空格", "script-error"),
    ("k.md", "来源: 甲\n\n# 问\n答<b>案</b>\n", "这里有 HTML（<b>），读不出来", "script-error"),
    ("k.md", "来源: 甲\n\n# 问\n~~答~~案\n", "这里有删除线，读出来分不清", "script-error"),
    ("k.md", "来源: 甲\n\n# 问\n<div>\n", "这里有 HTML，读不出来", "script-error"),
    ("k.md", "来源: 甲\n\n# 问\n答案\n---\n", "这一行下面紧跟着“---”，会变成标题", "script-error"),
    ("k.csv", "甲,乙\n", "一条知识也没有", "script-error"),
    ("k.csv", "答案\n2\n", "少了“问法”这一列", "missing-key"),
    ("k.csv", "问法,答案,答案\n1,2,3\n", "有两列“答案”", "script-error"),
    ("k.csv", "问法,答案,出处\n1,2,3,4\n", "这一行比列名多出内容", "bad-value"),
    ("k.csv", "问法,答案,出处\n1,,3\n", "这一行的“答案”是空的", "bad-value"),
    ("k.csv", f"问法,答案,出处\n1,{'长' * 6000},3\n", "这一格有 6000 个字", "script-error"),
    ("k.csv", '问法,答案,出处\n甲,"乙,丙\n', "从这一行起读不出来：英文引号没有成对", "broken-hole"),
    ("k.docx", "PK\x03\x04", "文件坏了，打不开", "script-error"),
]


@pytest.mark.parametrize(("name", "text", "message", "code"), IN_KNOWLEDGE)
def test_a_mistake_in_knowledge(tmp_path: Path, look: Look, name: str, text: str, message: str, code: str) -> None:
    look()
    (tmp_path / "knowledge" / name).write_text(text, encoding="utf-8")
    findings = lint(read_services(tmp_path), TODAY, ()).findings
    assert {finding.code for finding in findings if message in finding.message} == {code}, findings


IN_BYTES = [
    ("a.yaml", "服务: 丁".encode("gb18030"), "文件不是 UTF-8 编码", "not-yaml"),
    ("knowledge/a.md", b"\x00", "这不是文字文件", "bad-value"),
    ("knowledge/a.md", b"\xff\xfe\x00", "文件的编码认不出来（UTF-16 不完整）", "script-error"),
    ("knowledge/a.docx", b"\xd0\xcf\x11\xe0", "文件加了密码，或者是旧格式", "script-error"),
    ("knowledge/a.md", b"\xff\xff", "文件的编码认不出来", "script-error"),
    ("knowledge/a.md", ("甲" * 40).encode()[:-1], "这一行有不是 UTF-8 的字节", "not-yaml"),
]


@pytest.mark.parametrize(("name", "data", "message", "code"), IN_BYTES)
def test_a_file_that_cannot_be_decoded(
    tmp_path: Path, look: Look, name: str, data: bytes, message: str, code: str
) -> None:
    look()
    (tmp_path / name).write_bytes(data)
    findings = lint(read_services(tmp_path), TODAY, ()).findings
    assert {finding.code for finding in findings if message in finding.message} == {code}, findings


def test_a_file_and_a_folder_that_cannot_be_read(tmp_path: Path, look: Look) -> None:
    look()
    (tmp_path / "a.yaml").symlink_to(tmp_path / "away.yaml")
    (tmp_path / "b.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "knowledge" / "lrk.yaml").unlink()
    (tmp_path / "knowledge").rmdir()
    (tmp_path / "knowledge").symlink_to(tmp_path / "knowledge")
    codes = {
        finding.message.partition("：")[0]: finding.code
        for finding in lint(read_services(tmp_path), TODAY, ()).findings
    }
    assert codes["文件读不出来"] == "not-yaml"
    assert codes["文件夹读不出来"] == "script-error"
    assert codes[f"服务“老人卡办理”在 {tmp_path / 'b.yaml'} 里已经有了"] == "duplicate-key"


def test_knowledge_without_end(tmp_path: Path, look: Look) -> None:
    many = "".join(f"\n# 问{number}\n答\n" for number in range(5001))
    look(knowledge=KNOWLEDGE)
    (tmp_path / "knowledge" / "m.md").write_text("来源: 甲\n" + many, encoding="utf-8")
    codes = {finding.message: finding.code for finding in lint(read_services(tmp_path), TODAY, ()).findings}
    assert codes["知识超过了 5000 条，从这一条起都没有读"] == "script-error"
