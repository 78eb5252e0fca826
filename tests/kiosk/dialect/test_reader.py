"""A mapping file: what it says, and every mistake with its line and its fix."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogue.errors import Problems, ScriptErrors
from dialogue.script.interfaces import InterfaceField, InterfaceUse
from kiosk.dialect.fit import check_fit
from kiosk.dialect.model import PLAIN, ClientCredentials, Envelope, FieldRule, SecretSource, SignatureAuth, TokenAuth
from kiosk.dialect.reader import load_dialect, read_dialect

WHOLE = """\
地址: https://gw.hall.gov.cn/openapi/
请求头: {X-App-Id: hall-01}
成功状态: [200, 201]
信封: {码: head.code, 成功码: [0, "0000"], 原因: head.msg, 数据: data, 请求: params}
失败原因: {4001: 该卡已注销}
认证: {方式: OAuth2, 取令牌: https://id.hall.gov.cn/token, 客户端: hall, 密钥: {环境: HALL_SECRET}, 范围: kiosk}
接口:
  sbk.status:
    方法: GET
    路径: /cards/{身份证号}
    收到:
      姓名: person.name
      卡状态: {取: card.state, 对照: {0: 正常, 1: 已挂失}}
  sbk.loss:
    发送: {手机号: contact.phone, 已办: {放: rows, 每条: {编号: no}}, 应缴金额: {放: sum, 类型: 数字}}
    固定: {channel: kiosk}
    失败原因: {4002: 该卡已挂失}
    幂等: 否
    查结果: sbk.outcome
  sbk.outcome: {路径: "/cases/{幂等键}"}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "backend.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def mistakes(folder: Path, text: str) -> list[tuple[int, str]]:
    problems = Problems("backend.yaml")
    read_dialect(written(folder, text), problems)
    assert all(error.message for error in problems.errors)
    return [(error.line, f"{error.message} {error.fix}") for error in sorted(problems.errors)]


def test_all_of_it(tmp_path: Path) -> None:
    dialect = load_dialect(written(tmp_path, WHOLE))
    assert (dialect.base, dialect.headers) == ("https://gw.hall.gov.cn/openapi", (("X-App-Id", "hall-01"),))
    assert dialect.success == {200, 201}
    assert dialect.envelope is not None
    assert dialect.envelope.success == {"0", "0000"}
    assert dialect.auth == ClientCredentials(
        "https://id.hall.gov.cn/token", "hall", SecretSource("env", "HALL_SECRET"), "kiosk"
    )
    look, loss = dialect.rule("sbk.status"), dialect.rule("sbk.loss")
    assert (look.verb, look.path) == ("GET", "/cards/{身份证号}")
    assert look.returns["卡状态"] == FieldRule(("card", "state"), codes={"0": "正常", "1": "已挂失"})
    assert loss.sends["已办"].items == {"编号": FieldRule(("no",))}
    assert (loss.keeps_keys, loss.outcome, loss.constants) == (False, "sbk.outcome", ((("channel",), "kiosk"),))
    assert dialect.reason("sbk.loss", "4002") == "该卡已挂失"
    assert dialect.reason("sbk.loss", "4001") == dialect.reason("jzz.apply", "4001") == "该卡已注销"
    assert dialect.outcome_of("sbk.outcome") == "sbk.loss"
    assert dialect.rule("jzz.apply").path == "/api/{接口}"


def test_no_file_and_an_almost_empty_one_are_the_plain_dialect(tmp_path: Path) -> None:
    assert load_dialect(None) == PLAIN
    assert load_dialect(written(tmp_path, "接口: {}\n")) == PLAIN


def test_what_holds_for_all_interfaces_stands_at_the_top(tmp_path: Path) -> None:
    dialect = load_dialect(written(tmp_path, "路径: /v1/{接口}\n方法: PUT\n幂等: 否\n接口: {a: {方法: POST}}\n"))
    assert [(rule.path, rule.verb, rule.keeps_keys) for rule in (dialect.rule("a"), dialect.rule("b"))] == [
        ("/v1/{接口}", "POST", False), ("/v1/{接口}", "PUT", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("auth", "made"),
    [
        ("{方式: 令牌}", TokenAuth()),
        ('{方式: 令牌, 头: X-Token, 前缀: ""}', TokenAuth("X-Token", "")),
        ('{方式: 令牌, 前缀: ""}', TokenAuth(prefix="")),
        ("{方式: 令牌, 头: X-Token, 前缀: Token}", TokenAuth("X-Token", "Token ")),
        (
            "{方式: 令牌, 头: X-Token, 密钥: {文件: token}}",
            TokenAuth("X-Token", "", SecretSource("file", "FOLDER/token")),
        ),
        (
            '{方式: HMAC, 密钥: {环境: A}, 待签: "{方法}\\\\n{正文}", 时间: 秒, 编码: base64}',
            SignatureAuth(
                "HMAC-SHA256", SecretSource("env", "A"), "{方法}\n{正文}", "X-Signature", "base64", milliseconds=False
            ),
        ),
    ],
)
def test_ways_to_show_who_calls(tmp_path: Path, auth: str, made: object) -> None:
    dialect = load_dialect(written(tmp_path, f"认证: {auth}\n"))
    assert repr(dialect.auth).replace(str(tmp_path), "FOLDER").replace("line=1", "line=0") == repr(made)


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("接口:\n  a: {路经: /x}\n", 2, "不认识“路经” 是不是想写“路径”？"),
        ("接口:\n  a: {路径: x}\n", 2, "要以 / 开头"),
        ("接口:\n  a: {方法: POSTS}\n", 2, "“方法”不能是“POSTS”"),
        ("接口:\n  a:\n    查结果: b\n", 3, "指向 b，文件里没有"),
        ("接口:\n  a: {发送: {甲: x..y}}\n", 2, "有空的一段"),
        ("接口:\n  a: {发送: {甲: x, 乙: x}}\n", 2, "放在同一个地方"),
        ("接口:\n  a: {收到: {甲: {取: x, 对照: {1: 是}, 每条: {乙: y}}}}\n", 2, "不能一起写"),
        ("接口:\n  a: {收到: {甲: {取: x, 类型: 数字}}}\n", 2, "不认识“类型”"),
        ("接口:\n  a: {幂等: 不}\n", 2, "“幂等”不能是“不”"),
        ("成功状态: [200, 三百]\n", 1, "“三百”不是 200 到 299 的数"),
        ("请求头: {X-Hall: 大厅}\n", 1, "只能用英文字母"),
        ("地址: ftp://x\n", 1, "http:// 或 https://"),
        ("地址: https://me:pw@x\n", 1, "不带用户名和密码"),
        ("信封: {码: code}\n", 1, "没有“成功码”"),
        ("信封: {成功码: [0]}\n", 1, "没有“码”"),
        ("信封: {没有码: 成功}\n", 1, "没有“码”"),
        ("信封: {码: code, 没有码: 出错}\n", 1, "没有“成功码”"),
        ("信封: {码: code, 没有码: 好}\n", 1, "“没有码”不能是“好”"),
        ("认证: {方式: 密码}\n", 1, "“方式”不能是“密码”"),
        ("认证: {方式: HMAC, 待签: x}\n", 1, "少了“密钥”"),
        ("认证: {方式: 令牌, 密钥: hunter2}\n", 1, "密钥不能写在这个文件里"),
        ("认证: {方式: 令牌, 密钥: {环境: A, 文件: b}}\n", 1, "只写一个"),
        ('认证: {方式: HMAC, 密钥: {环境: A}, 待签: "{正交}"}\n', 1, "不认识 {正交}"),
        ('认证: {方式: SM3, 密钥: {环境: A}, 待签: "{正文}"}\n', 1, "要有 {密钥}"),
        ('认证: {方式: SM2, 密钥: {环境: A}, 待签: "{正文}", 公钥: 12}\n', 1, "128 个十六进制字符"),
        ("接口：{}\n", 1, "冒号"),
        ("- 接口\n", 1, "键: 值"),
        ("", 1, "空的"),
    ],
)
def test_mistakes_are_told_with_line_and_fix(tmp_path: Path, text: str, line: int, told: str) -> None:
    found = mistakes(tmp_path, text)
    assert any(at in (line, 2) and told in what for at, what in found), found
    assert not any("hunter2" in what for _, what in found)
    with pytest.raises(ScriptErrors):
        load_dialect(written(tmp_path, text))


USES = (
    InterfaceUse("sbk.status", False, (InterfaceField("身份证号"),), (InterfaceField("姓名"),), ("挂失",)),
    InterfaceUse(
        "wz.pay", True,
        (InterfaceField("方式", choices=("现金", "刷卡")), InterfaceField("已办", "list", items=("编号",))),
        (InterfaceField("单号"),), ("违章",),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("sbk.state: {}", "没有脚本用到接口“sbk.state” 是不是想写“sbk.status”？"),
        ("sbk.status: {收到: {名字: a}}", "“收到”里的“名字”，脚本里没有 是不是想写“姓名”？"),
        ("sbk.status: {发送: {身份证: a}}", "是不是想写“身份证号”？"),
        ("sbk.status: {路径: '/{证号}'}", "脚本不发这个字段"),
        ("wz.pay: {发送: {方式: {放: m, 对照: {现金: 1}}}}", "少了“刷卡”"),
        ("wz.pay: {发送: {已办: {放: r, 每条: {编码: n}}}}", "“编码”，脚本里没有"),
        ("wz.pay: {发送: {方式: {放: r, 每条: {编号: n}}}}", "不是列表"),
        ("sbk.status: {查结果: x}\n  x: {}", "不用写“查结果”"),
        ("wz.pay: {查结果: x}\n  x: {方法: GET, 路径: /cases}", "在路径里写 {幂等键}"),
    ],
)
def test_what_does_not_fit_the_scripts(tmp_path: Path, rule: str, told: str) -> None:
    problems = Problems("backend.yaml")
    dialect = read_dialect(written(tmp_path, f"接口:\n  {rule}\n"), problems)
    assert problems.errors == []
    check_fit(dialect, USES, problems)
    assert told in " ".join(f"{error.message} {error.fix}" for error in problems.errors)
    assert all(error.line >= 2 for error in problems.errors)


def test_a_code_with_errors_alone(tmp_path: Path) -> None:
    dialect = load_dialect(written(tmp_path, "信封: {码: error.code, 没有码: 成功, 原因: error.text}\n"))
    assert dialect.envelope == Envelope(("error", "code"), message=("error", "text"), codeless=True)


def test_the_halls_own_interfaces_can_be_mapped_whatever_the_scripts_ask(tmp_path: Path) -> None:
    text = "接口:\n  identity.phone: {路径: /phone, 发送: {身份证号: sfzh}, 收到: {手机号: sjh}}\n"
    problems = Problems("backend.yaml")
    dialect = read_dialect(written(tmp_path, text + "  identity.match: {收到: {相符: same}}\n"), problems)
    check_fit(dialect, USES, problems)
    person, phone = InterfaceField("身份证号"), InterfaceField("手机号")
    check_fit(dialect, (*USES, InterfaceUse("identity.phone", False, (person,), (phone,), ("挂失",))), problems)
    assert problems.errors == []
    wrong = read_dialect(written(tmp_path, "接口:\n  identity.phon: {}\n"), problems)
    check_fit(wrong, USES, problems)
    assert "是不是想写“identity.phone”？" in problems.errors[0].fix


def test_what_fits(tmp_path: Path) -> None:
    text = "接口:\n  wz.pay: {查结果: wz.sought, 发送: {已办: {放: r, 每条: {编号: n}}}}\n"
    text += "  wz.sought: {路径: '/{幂等键}'}\n"
    problems = Problems("backend.yaml")
    check_fit(read_dialect(written(tmp_path, text), problems), USES, problems)
    assert problems.errors == []
