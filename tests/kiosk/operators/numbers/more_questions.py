"""Questions that were written after the grammar: other wordings, and what it must not answer."""

from __future__ import annotations

from support.numbers_record import RECORD
from tests.kiosk.operators.numbers.first_questions import (
    DECEMBER,
    LAST_7,
    LAST_30,
    LAST_WEEK,
    NOVEMBER,
    REASON_WORDS,
    THIS_WEEK,
    UNDONE,
    YESTERDAY,
    Expected,
    Number,
    Refused,
    Rows,
    Top,
    asks,
    by,
    content,
    day_of,
    done,
    duration_s,
    groups,
    most,
    nearest_rank,
    rated,
    runs,
    share,
    talks,
    within,
)

OCTOBER = within("2026-10-01", "2026-10-31")
BOTH_MONTHS = within("2026-10-01", "2026-11-30")

MORE_QUESTIONS: tuple[tuple[str, Expected], ...] = (
    ("请问上个礼拜公积金提取一共办成了多少件？", Number(len(runs(LAST_WEEK, "completed", service="公积金提取")))),
    ("10月居住证办结率", Number(share(runs(OCTOBER, service="居住证办理"), done))),
    ("2026年10月转人工次数", Number(len(runs(OCTOBER, "handoff")))),
    ("十月到十一月取消了多少", Number(len(runs(BOTH_MONTHS, "cancelled")))),
    ("昨天下午接待了多少会话", Number(len(talks(within("2026-11-30T12:00", "2026-11-30T18:00"))))),
    (
        "11月27日上午9点到11点开始办了多少",
        Number(len(runs(within("2026-11-27T09:00", "2026-11-27T11:00"), begun=True))),
    ),
    ("前三个转人工最多的业务上个月", Top(most(by(runs(NOVEMBER, "handoff"), lambda run: run.service), 3))),
    ("上个月转人工最少的机器", Top(most(by(runs(NOVEMBER, "handoff"), lambda run: run.device), least=True))),
    (
        "一楼大厅上周办结多少",
        Number(len(runs(LAST_WEEK, "completed", device="kiosk-1") + runs(LAST_WEEK, "completed", device="kiosk-2"))),
    ),
    (
        "kiosk-1和kiosk-2上周各办结多少",
        Rows(
            by(
                runs(LAST_WEEK, "completed", device="kiosk-1") + runs(LAST_WEEK, "completed", device="kiosk-2"),
                lambda run: run.device,
            )
        ),
    ),
    (
        "上周社保卡挂失和窗口预约没办完的有多少",
        Rows(
            by(
                [run for run in runs(LAST_WEEK, *UNDONE) if run.service in ("社保卡挂失", "窗口预约")],
                lambda run: run.service,
            )
        ),
    ),
    ("公积金提取卡在哪一步", Rows(by(runs(LAST_30, *UNDONE, service="公积金提取"), lambda run: run.step))),
    ("上个月哪天办结最多", Top(most(by(runs(NOVEMBER, "completed"), lambda run: day_of(run.ended))))),
    ("今天办结了几件", Number(len(runs(within("2026-12-01", "2026-12-01"), "completed")))),
    ("11月环比办结数", Number(len(runs(NOVEMBER, "completed")) - len(runs(OCTOBER, "completed")))),
    ("这个月同比转人工", Number(len(runs(DECEMBER, "handoff")))),
    (
        "这周比上周满意率变化多少",
        Number(
            round((share(rated(THIS_WEEK), content) or 0) - (share(rated(LAST_WEEK), content) or 0), 2)
            if rated(THIS_WEEK)
            else None
        ),
    ),
    (
        "上周满意率最好的业务",
        Top(
            most(
                {
                    name: share(rows, content) or 0
                    for name, rows in groups(rated(LAST_WEEK), lambda one: one.service).items()
                }
            )
        ),
    ),
    (
        "上周平均办理时长最长的业务",
        Top(
            most(
                {
                    name: duration_s(rows) or 0
                    for name, rows in groups(runs(LAST_WEEK, "completed"), lambda run: run.service).items()
                }
            )
        ),
    ),
    ("上周没出声多少次", Number(len(asks(LAST_WEEK, "no_input")))),
    (
        "上个月居住证办理入住日期重问率",
        Number(share(asks(NOVEMBER, service="居住证办理", step="入住日期"), lambda ask: bool(ask.reask))),
    ),
    ("上周电话的首答时延p95", Number(nearest_rank([one.answer_ms for one in talks(LAST_WEEK, channel="phone")], 95))),
    ("近七天的评价数", Number(len(rated(LAST_7)))),
    ("上个月各评分星级的评价数", Refused(("星级",))),
    ("上个月每个星级的评价数", Rows(by(rated(NOVEMBER), lambda one: f"{one.score}分"))),
    ("10月以来办结多少", Number(len(runs(within("2026-10-01", "2026-12-01"), "completed")))),
    (
        "上周三电话转人工的原因",
        Rows(
            by(
                runs(within("2026-11-25", "2026-11-25"), "handoff", channel="phone"),
                lambda run: REASON_WORDS[run.reason],
            )
        ),
    ),
    ("昨天社保卡挂失平均用时", Number(duration_s(runs(YESTERDAY, "completed", service="社保卡挂失")))),
    ("最近30天没答上来的问题有多少个", Number(len([gap for gap in RECORD.gaps if LAST_30(gap.at)]))),
    ("上周三点到五点办结多少", Refused()),
    ("上周没有转人工的业务有多少", Refused(("没",))),
    ("办结率超过60%的业务", Refused(("超过",))),
    ("上周老年人办结多少", Refused(("老年人",))),
    ("11月31日办结多少", Refused(("没有31",))),
    ("上周和昨天办结多少", Refused(("上周",))),
    ("第九版上周的办结率", Refused(("第 9 版",))),
    ("上周转人工最多的业务和机器", Refused(("一样",))),
    ("满意率按步骤分", Refused(("不能按步骤",))),
    ("社保卡", Refused(("没看出要数什么",))),
    ("下周办结多少", Refused(("将来",))),
)
