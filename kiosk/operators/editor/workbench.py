"""What is done with a draft in a worker's process: looked over, drawn, its tests played, its words listed."""

from __future__ import annotations

from dialogue.draw import lay_out
from dialogue.lint import FAMILIES, QUICK
from dialogue.lint.finding import Finding
from dialogue.script import keys
from dialogue.script.interfaces import interfaces
from dialogue.script.schema import schema
from dialogue.slot_kinds import by_word
from dialogue.testing import describe, run_conversation_test
from kiosk.config import Settings
from kiosk.hall.folder_report import report_on_read
from kiosk.operators.editor.bench_answers import (
    ChartBox,
    ChartEdge,
    DraftWords,
    Families,
    InterfaceWords,
    PlayedTest,
    PlayedTests,
    ScriptChart,
    UnmetExpectation,
)
from kiosk.operators.editor.draft_reading import ReadDraft, read_draft
from kiosk.operators.routes import RequestRefusedError, not_found
from kiosk.operators.script_answers import ScriptFinding


def look_over(files: dict[str, bytes], settings: Settings, families: Families) -> list[ScriptFinding]:
    """`typing`: without what plays the conversation tests."""
    draft = read_draft(files)
    report = report_on_read(draft.folder, settings, FAMILIES if families == "all" else QUICK)
    return [_finding(draft, one) for one in report.findings]


def _finding(draft: ReadDraft, one: Finding) -> ScriptFinding:
    return ScriptFinding(
        level=one.level, code=one.code, file=draft.shown(one.file), line=one.line, message=one.message, fix=one.fix
    )


def chart(files: dict[str, bytes], path: str) -> ScriptChart:
    draft = read_draft(files)
    if not any(draft.shown(one.file) == path for one in draft.folder.scripts):
        raise not_found("业务脚本")
    script = draft.script(path)
    errors = [one for one in draft.folder.errors if draft.shown(one.file) == path]
    if script is None or errors:
        told = f"第 {errors[0].line} 行 {errors[0].message}" if errors else "读不出来"
        raise RequestRefusedError(422, "not_loadable", f"脚本还有错，改好才能画图：{told}。 The script does not load.")
    found = lay_out(script)
    return ScriptChart(
        service=script.name, width=found.width, height=found.height,
        boxes=[
            ChartBox(
                x=box.x, y=box.y, width=box.width, height=box.height, kind=box.kind, head=box.head,
                text=list(box.text), line=box.line,
            )
            for box in found.boxes
        ],
        edges=[
            ChartEdge(start=edge.start, end=edge.end, points=list(edge.points), back=edge.back) for edge in found.edges
        ],
    )  # fmt: skip


def play(files: dict[str, bytes], first: int, most: int, service: str = "") -> PlayedTests:
    """Of one service, or of all. `revision` is the caller's to fill in."""
    draft = read_draft(files)
    if draft.test_errors:
        return PlayedTests(total=0, outcomes=[], mistakes=list(draft.test_errors), revision=0)
    library, tests = draft.library(), draft.tests.of(service) if service else draft.tests.tests
    found = []
    for test in tests[first : first + most]:
        outcome = run_conversation_test(library, test)
        told = "" if outcome.passed else describe(outcome).replace(f"{draft.folder.root}/", "")
        line = test.line if outcome.passed else outcome.mismatches[0].line
        found.append(
            PlayedTest(
                service=test.service, name=test.name, file=draft.shown(test.file), line=line, passed=outcome.passed,
                told=told,
                unmet=[
                    UnmetExpectation(line=one.line, what=one.what, expected=one.expected, got=one.got)
                    for one in outcome.mismatches
                ],
            )
        )  # fmt: skip
    return PlayedTests(total=len(tests), outcomes=found, mistakes=[], revision=0)


def words(files: dict[str, bytes]) -> DraftWords:
    """What can be completed. Of a draft that does not load: without what its scripts call."""
    draft = read_draft(files)
    scripts = [one.script for one in draft.folder.scripts if one.script is not None and not one.errors]
    return DraftWords(
        keys={name: list(found) for name, found in _KEYS.items()},
        words={name: list(found) for name, found in _WORDS.items()},
        about=_about(),
        interfaces=[
            InterfaceWords(
                name=use.api, sends=[one.name for one in use.sends], returns=[one.name for one in use.returns]
            )
            for use in interfaces(scripts)
        ],
        services=[script.name for script in scripts],
    )


def _about() -> dict[str, str]:
    """A sentence about each kind of step, as the schema has it."""
    found: dict[str, str] = {}
    for shape in schema()["$defs"]["step"]["oneOf"]:
        own = shape.get("properties", {})
        key = next((key for key in keys.STEPS if "description" in own.get(key, {})), None)
        if key is not None:
            found.setdefault(key, own[key]["description"])
    return found


#: Keys by what they stand in: the script itself, or the key above them.
_KEYS: dict[str, tuple[str, ...]] = {
    "": keys.SCRIPT,
    "槽位": keys.SLOT,
    "步骤": (*keys.STEPS, keys.LABEL, "那么", "否则", "分支"),
    "问": ("首次", "再问", "电话", "大屏"),
    "说": ("大屏", "电话"),
    "确认": ("大屏", "电话"),
    "查询": keys.CALL,
    "提交": keys.SUBMIT,
    "取号": keys.TAKE,
    "调用服务": keys.CALL_SERVICE,
    "挑选": keys.PICK,
    "逐条": keys.EACH,
    "拍照": keys.PHOTO,
    "上传": keys.CAPTURE,
    "签名": keys.CAPTURE,
    "同意": ("告知", "项目", "拒绝"),
    "依据": ("标题", "条款", "出处"),
    "卡片": ("名", "份数", "条件", "备注"),
    "适老": ("语速", "字号", "每句最多"),
    "身份": keys.IDENTITY_FIELDS,
    "更正": keys.CORRECTION,
    "失败": (*keys.OUTCOMES, keys.OTHER_OUTCOME),
}
#: Words that a key takes.
_WORDS: dict[str, tuple[str, ...]] = {
    "类型": tuple(by_word()),
    "取值": tuple(keys.MEANS),
    "核对": tuple(keys.READBACKS),
    "范围": tuple(keys.WHENS),
    "受理": tuple(keys.REPORTS),
    "字号": ("大",),
    "渠道": tuple(keys.CHANNELS),
    "脱敏": tuple(keys.MASKINGS),
    "回执": tuple(keys.RECEIPTS),
    "结束": tuple(keys.ENDINGS),
    "身份": tuple(keys.ASSURANCES),
    "来自": tuple(keys.CAPTURE_DEVICES),
    "可选": tuple(keys.PICKED),
    "失败": ("转人工",),
    "拒绝": ("转人工", "结束"),
    "幂等键": ("会话号",),
    "必填": ("是", "否"),
    "个人信息": ("是", "否"),
    "评价": ("好差评",),
}
