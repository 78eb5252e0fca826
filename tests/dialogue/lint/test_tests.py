"""Ways through a script that no conversation test takes."""

from dialogue.lint.tests import tests as tried
from support.small_hall import Look, line_of

TRIED = """服务: 老人卡办理
对话:
  - 名称: 办成
    接口:
      lrk.status: {姓名: 王小明}
      lrk.apply: {受理号: L1}
    步骤:
      - 人: 办老人卡
      - 人: 同意
      - 读卡: {姓名: 王小明, 号码: 11010519491231002X}
      - 按键: 13800138000
      - 触屏: 邮寄
      - 人: 对
"""


def test_a_script_without_a_test(look: Look) -> None:
    assert [(finding.code, finding.line) for finding in look(families=[tried])] == [("no-tests", 1)]


def test_the_ways_nobody_took(look: Look) -> None:
    found = look(families=[tried], lrk_test=TRIED)
    assert {finding.code for finding in found} == {"untested-branch"}
    assert {finding.line for finding in found} == {line_of("查询"), line_of("如果"), line_of("提交")}
    assert all(finding.level == "warning" for finding in found)


def test_a_test_that_cannot_be_read(look: Look) -> None:
    found = look(families=[tried], lrk_test=TRIED.replace("步骤:", "步聚:"))
    assert {(finding.code, finding.level) for finding in found} == {("broken-test", "error")}
    assert all(finding.file.endswith("lrk.test.yaml") for finding in found)


def test_a_test_of_a_service_that_is_not_there(look: Look) -> None:
    found = look(families=[tried], lrk_test=TRIED.replace("服务: 老人卡办理", "服务: 老人证"))
    assert "broken-test" in {finding.code for finding in found}


def test_tests_that_fail_are_told_in_place_of_the_ways_that_they_do_not_reach(look: Look) -> None:
    failing = TRIED.replace("      - 人: 同意\n", "      - 人: 同意\n        期望: {然后问: 手机号}\n")
    found = look(families=[tried], lrk_test=failing)
    assert [(finding.code, finding.level) for finding in found] == [("failing-tests", "error")]
    assert "1 段对话测试没有通过：“办成”" in found[0].message
    assert found[0].line == 10
    assert found[0].file.endswith("lrk.test.yaml")
