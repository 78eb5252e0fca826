"""`samples.csv` of a services folder -> `Samples`: one utterance a line, as a clerk saves it from Excel.

服务,槽位,取值,例句
居住证办理,,,我在这边厂里干了一年了，想弄个住这儿的证
,,,驾照到期了给我换个新的
不动产登记查询,查询用途,孩子入学,娃上小学要用
不动产登记查询,查询用途,,你问这个干什么

No 服务: what no service here does. No 取值: what answers the question of the slot with none of its values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from dialogue.csv_rows import Row, csv_rows
from dialogue.errors import Problems
from dialogue.samples.samples import NO_SAMPLES, Sample, Samples
from mandarin.pinyin import clean

_SERVICE, _SLOT, _VALUE, _TEXT = "服务", "槽位", "取值", "例句"
_COLUMNS = (_SERVICE, _SLOT, _VALUE, _TEXT)
#: Rows in all; and of the services, or of one slot, which are fitted at once: 5,000 take seconds and 0.7 GB.
_MOST, _MOST_TOGETHER = 20_000, 5_000
_LONGEST = 120  # characters of an utterance


def load_samples(data: bytes, problems: Problems) -> Samples:
    """The samples; right if `problems` stayed empty."""
    rows = tuple(_read(csv_rows(data, _COLUMNS, _COLUMNS, problems), problems))
    return Samples(rows) if rows else NO_SAMPLES


def _read(rows: Iterable[Row], problems: Problems) -> Iterator[Sample]:
    first: dict[tuple[str, str, str], int] = {}
    together = Counter[tuple[str, str]]()
    for count, (line, cells) in enumerate(rows):
        service, slot, value, text = (cells[title] for title in _COLUMNS)
        place = (service, slot, clean(text))
        with_it = (service, slot) if slot else ("", "")
        together[with_it] += 1
        if count >= _MOST or together[with_it] > _MOST_TOGETHER:
            what = f"{_MOST} 行" if count >= _MOST else f"{_MOST_TOGETHER} 行（{slot or '各项服务'}）"
            problems.add(line, f"例句超过 {what}", "删掉相近的句子", code="bad-value")
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
