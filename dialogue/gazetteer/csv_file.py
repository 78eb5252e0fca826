"""`gazetteer.csv` of a services folder -> `Gazetteer`: one place a line, as a clerk saves it from Excel.

名称,上级,别名
和平路,城关街道,
王家村,张镇,王庄、老王家
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from dialogue.errors import Problems
from dialogue.gazetteer.gazetteer import NO_GAZETTEER, Gazetteer, Place
from dialogue.sources import decoded, unharmed
from mandarin.pinyin import HANZI

_NAME, _PARENT, _OTHERS = "名称", "上级", "别名"
_COLUMNS = (_NAME, _PARENT, _OTHERS)
_MOST = 50_000
_PLACE_NAME = re.compile(rf"[{HANZI}][{HANZI}0-9A-Za-z]{{1,19}}")
_BETWEEN = re.compile(r"[、;；/|]")


def load_gazetteer(data: bytes, problems: Problems) -> Gazetteer:
    """The places; right if `problems` stayed empty."""
    with unharmed(problems):
        text = decoded(data, problems)
        if text is not None:
            return Gazetteer(_places(text, problems))
    return NO_GAZETTEER


def _places(text: str, problems: Problems) -> list[Place]:
    head = text.split("\n", 1)[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in head else ",", strict=True)
    try:
        columns = _columns(next(rows, []), problems)
        return _read(((rows.line_num, row) for row in rows), columns, problems) if columns else []
    except csv.Error as error:
        problems.add(
            rows.line_num or 1, f"这一行不是表格的一行（{error}）", "用 Excel 另存为 CSV UTF-8", code="not-yaml"
        )
        return []


def _columns(head: list[str], problems: Problems) -> dict[str, int]:
    """Where each column stands; empty where the names are not there."""
    found = {title.strip(): at for at, title in enumerate(head)}
    for title in found:
        if title and title not in _COLUMNS:
            problems.add(1, f"不认识的列“{title}”", f"第一行写 {','.join(_COLUMNS)}", code="unknown-key")
    if _NAME not in found:
        problems.add(1, f"第一行没有“{_NAME}”", f"第一行写 {','.join(_COLUMNS)}", code="missing-key")
        return {}
    return found


def _read(rows: Iterable[tuple[int, list[str]]], columns: dict[str, int], problems: Problems) -> list[Place]:
    found: dict[tuple[str, str], Place] = {}
    for line, row in rows:
        cells = {title: row[at].strip() if at < len(row) else "" for title, at in columns.items()}
        if not any(cells.values()):
            continue
        name, parent = cells[_NAME], cells.get(_PARENT, "")
        others = tuple(filter(None, (other.strip() for other in _BETWEEN.split(cells.get(_OTHERS, "")))))
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
