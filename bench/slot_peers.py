"""What cn2an, wetext and jionlp make of spoken values: JSON lines in, JSON lines out.

Run by `bench.slots` with the Python of the peers' own environment, so nothing of this project is imported. The three
are normalisers, not slot readers, so what they write is searched here for a value of the wanted kind, in their favour:
breath marks do not count, the last value is taken (repairs), a day without a year falls on the wanted side of today.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

_TODAY = date(2026, 11, 22)
_BASE = time.mktime((2026, 11, 22, 10, 0, 0, 0, 0, -1))
_PM = re.compile(r"下午|晚上|傍晚|午后|p\.?m", re.IGNORECASE)


def pick(kind: str, when: str, area: str, said: str, text: str) -> str:
    """The last value of `kind` in normalised `text`, canonical; empty when there is none."""
    close = re.sub(r"[\s，,。、\-]", "", text).upper()
    match kind:
        case "id":
            return _last(r"\d{17}[\dX]", close)
        case "credit_code":
            return _last(r"[0-9A-Z]{18}", close)
        case "phone":
            return _last(r"1[3-9]\d{9}", close)
        case "landline":
            return _landline(close, area)
        case "date":
            return _date(text, when)
        case "time":
            return _time(text, said)
        case "money":
            return _money(text)
    return _last(r"\d+", text)


def _last(pattern: str, text: str) -> str:
    found: list[str] = re.findall(pattern, text)
    return found[-1] if found else ""


def _landline(text: str, area: str) -> str:
    main, _, extension = re.sub(r"分机号?|转", "#", text).partition("#")
    hit = re.search(r"(010|02\d|0[3-9]\d\d)(\d{7,8})$", main) or re.search(r"()(\d{7,8})$", main)
    if hit is None or not (hit[1] or area):
        return ""
    return "-".join(piece for piece in (hit[1] or area, hit[2], _last(r"\d+", extension)) if piece)


def _date(text: str, when: str) -> str:
    if full := re.findall(r"(\d{4})[年/.\-](\d{1,2})[月/.\-](\d{1,2})", text):
        year, month, day = map(int, full[-1])
    elif short := re.findall(r"(\d{1,2})[月/](\d{1,2})", text):
        (month, day), year = map(int, short[-1]), _TODAY.year
        year += ((month, day) < (11, 22)) if when == "future" else -((month, day) > (11, 22)) if when == "past" else 0
    else:
        return ""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _time(text: str, said: str) -> str:
    found = re.findall(r"(\d{1,2})(?:[:：点时])(?:钟)?(\d{1,2}|半)?", text)
    if not found:
        return ""
    hour, minute = int(found[-1][0]), 30 if found[-1][1] == "半" else int(found[-1][1] or 0)
    return f"{hour + 12 if hour < 12 and _PM.search(text + said) else hour:02d}:{minute:02d}"


def _money(text: str) -> str:
    found = re.findall(r"(\d[\d,]*(?:\.\d+)?)\s*([万亿]?)", text)
    if not found:
        return ""
    value = float(found[-1][0].replace(",", "")) * {"万": 1e4, "亿": 1e8}.get(found[-1][1], 1)
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _jionlp(jio: Any) -> Callable[[str, str, str, str], str]:
    def read(kind: str, when: str, area: str, said: str) -> str:
        if kind in ("date", "time"):
            found = jio.parse_time(said, time_base=_BASE)["time"][0]
            return str(found[:10] if kind == "date" else found[11:16])
        if kind == "money":
            value = jio.parse_money(said)["num"]
            return f"{float(value if isinstance(value, str) else value[0]):.2f}".rstrip("0").rstrip(".")
        if kind == "id":
            return str((jio.extract_id_card(re.sub(r"[\s，,。、\-]", "", said)) or [""])[-1])
        numbers = jio.extract_phone_number(re.sub(r"[\s，,。、]", "", said)) or [""]
        return pick(kind, when, area, said, str(numbers[-1]))

    return read


def main() -> None:
    out, sys.stdout = sys.stdout, sys.stderr  # jionlp greets on standard output
    import cn2an
    import jionlp
    from wetext import Normalizer

    itn, jio = Normalizer(lang="zh", operator="itn"), _jionlp(jionlp)
    for line in sys.stdin:
        case = json.loads(line)
        kind, when, area, said = case["kind"], case["when"], case["area"], case["said"]
        readers: dict[str, Callable[[], str]] = {
            "cn2an": lambda: pick(kind, when, area, said, cn2an.transform(said, "cn2an")),  # noqa: B023
            "wetext": lambda: pick(kind, when, area, said, itn.normalize(said)),  # noqa: B023
            "jionlp": lambda: jio(kind, when, area, said),  # noqa: B023
        }
        found = {}
        for name, read in readers.items():
            try:
                found[name] = read()
            except Exception as error:  # noqa: BLE001 - whatever a peer raises is its answer
                print(f"{name}: {said}: {error!r}", file=sys.stderr)
                found[name] = ""
        print(json.dumps(found), file=out, flush=True)


if __name__ == "__main__":
    main()
