"""Whether citizens are told that members of staff may hear them."""

from __future__ import annotations

from dialogue import phrases
from kiosk.assess import verdict as v
from kiosk.assess.verdict import AssessedItem, judged
from kiosk.config import Settings

_SAYS = "旁听"


def overhearing(settings: Settings) -> AssessedItem:
    """A notice in the hall cannot be seen from here: with `live.sound: on` that part is not assessed."""
    title, clauses = "旁听声音要告诉群众", (v.TOLD,)
    if settings.live.sound == "off":
        return AssessedItem(
            "overhearing", title, clauses, "pass", "live.sound 是 off：坐席听不到声音，只看遮了号码的字幕"
        )
    greetings = {"屏幕": phrases.GREETING_HEARD, "电话": phrases.GREETING_HEARD_ON_PHONE}
    problems = [f"{where}的开场白没有说会旁听" for where, text in greetings.items() if _SAYS not in text]
    if problems:
        return judged("overhearing", title, clauses, problems, "", "开场白里说明工作人员可能会旁听")
    return AssessedItem(
        "overhearing", title, clauses, "not_assessed", "live.sound 是 on：开场白说了会旁听，每次旁听记入审计",
        "大厅里有没有公示、为什么要旁听，请人看；不需要就设 live.sound: off",
    )  # fmt: skip
