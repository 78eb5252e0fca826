"""`samples.csv` of a services folder -> `Samples`: one utterance a line, as a clerk saves it from Excel.

服务,槽位,取值,例句
居住证办理,,,我在这边厂里干了一年了，想弄个住这儿的证
,,,驾照到期了给我换个新的
不动产登记查询,查询用途,孩子入学,娃上小学要用
不动产登记查询,查询用途,,你问这个干什么

No 服务: what no service here does. No 取值: what answers the question of the slot with none of its values.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from dialogue.errors import Problems
from dialogue.samples.samples import NO_SAMPLES, Sample, Samples
from dialogue.sources import decoded, unharmed
from mandarin.pinyin import clean

_SERVICE, _SLOT, _VALUE, _TEXT = "服务", "槽位", "取值", "例句"
_COLUMNS = (_SERVICE, _SLOT, _VALUE, _TEXT)
#: Rows; fitting takes the square of them.
_MOST = 20_000
_LONGEST = 120  # characters of an utterance


def load_samples(data: bytes, problems: Problems) -> Samples:
    """The samples; right if `problems` stayed empty."""
    with unharmed(problems):
        text = decoded(data, problems)
        if text is not None:
            return Samples(tuple(_samples(text, problems)))
    return NO_SAMPLES


def _samples(text: str, problems: Problems) -> list[Sample]:
    head = text.split("\n", 1)[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in head else ",", strict=True)
    try:
        if not _has_columns(titles := [title.strip() for title in next(rows, [])], problems):
            return []
        cells = ((rows.line_num, dict(zip(titles, map(str.strip, row), strict=False))) for row in rows)
        return list(_read(cells, problems))
    except csv.Error as error:
        message = f"这一行不是表格的一行（{error}）"
        problems.add(rows.line_num or 1, message, "用 Excel 另存为 CSV UTF-8", code="not-yaml")
        return []


def _has_columns(titles: list[str], problems: Problems) -> bool:
    fix = f"第一行写 {','.join(_COLUMNS)}"
    for title in titles:
        if title and title not in _COLUMNS:
            problems.add(1, f"不认识的列“{title}”", fix, code="unknown-key")
    missing = [title for title in _COLUMNS if title not in titles]
    if missing:
        problems.add(1, f"第一行没有“{missing[0]}”", fix, code="missing-key")
    return not missing


def _read(rows: Iterable[tuple[int, dict[str, str]]], problems: Problems) -> Iterator[Sample]:
    first: dict[tuple[str, str, str], int] = {}
    for count, (line, cells) in enumerate(rows):
        service, slot, value, text = (cells.get(title, "") for title in _COLUMNS)
        if not any((service, slot, value, text)):
            continue
        place = (service, slot, clean(text))
        if count >= _MOST:
            problems.add(line, f"例句超过 {_MOST} 行", "删掉相近的句子", code="bad-value")
            return
        if not clean(text) or len(text) > _LONGEST:
            problems.add(line, f"例句要有 1 到 {_LONGEST} 个字", "写群众说的原话，一行一句", code="bad-value")
        elif slot and not service:
            problems.add(line, f"有槽位“{slot}”，没有写服务", "在“服务”一列写服务的名称", code="missing-key")
        elif value and not slot:
            problems.add(line, f"有取值“{value}”，没有写槽位", "在“槽位”一列写槽位的名称", code="missing-key")
        elif place in first:
            problems.add(line, f"这句第 {first[place]} 行已经有了", "删掉一行", code="duplicate-key")
        else:
            first[place] = line
            yield Sample(service, slot, value, text, line)
