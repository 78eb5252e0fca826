"""`gazetteer.csv` of a services folder -> `Gazetteer`: one place a line, as a clerk saves it from Excel.

名称,上级,别名
和平路,城关街道,
王家村,张镇,王庄、老王家
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from dialogue.csv_rows import Row, csv_rows
from dialogue.errors import Problems
from dialogue.gazetteer.gazetteer import NO_GAZETTEER, Gazetteer, Place
from mandarin.pinyin import HANZI

_NAME, _PARENT, _OTHERS = "名称", "上级", "别名"
_COLUMNS = (_NAME, _PARENT, _OTHERS)
_MOST = 50_000
_PLACE_NAME = re.compile(rf"[{HANZI}][{HANZI}0-9A-Za-z]{{1,19}}")
_BETWEEN = re.compile(r"[、;；/|]")


def load_gazetteer(data: bytes, problems: Problems) -> Gazetteer:
    """The places; right if `problems` stayed empty."""
    places = _read(csv_rows(data, _COLUMNS, (_NAME,), problems), problems)
    return Gazetteer(places) if places else NO_GAZETTEER


def _read(rows: Iterable[Row], problems: Problems) -> list[Place]:
    found: dict[tuple[str, str], Place] = {}
    for line, cells in rows:
        name, parent = cells[_NAME], cells[_PARENT]
        others = tuple(filter(None, (other.strip() for other in _BETWEEN.split(cells[_OTHERS]))))
        wrong = [one for one in (name, *filter(None, [parent]), *others) if not _PLACE_NAME.fullmatch(one)]
        if wrong:
            problems.add(line, f"地名“{wrong[0]}”看不懂", "写 2 到 20 个字，以汉字开头", code="bad-value")
        elif (name, parent) in found:
            problems.add(line, f"“{parent}{name}”前面已经有了", "删掉一行", code="duplicate-key")
        elif len(found) >= _MOST:
            problems.add(line, f"地名超过 {_MOST} 个", "只留本大厅办事用得到的", code="bad-value")
            break
        else:
            found[name, parent] = Place(name, parent, others)
    return list(found.values())
