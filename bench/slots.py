"""How many spoken values are read exactly: ours, cn2an, wetext and jionlp on the same lines.

    python -m bench.slots [--misses] [--alone] [--lines FILE.jsonl]

The lines are in `support/cases/slot_cases.txt`; each says whether it was written before the reader or after it. The
peers are installed on first use in `data/bench/peers/numbers`, and `bench/slot_peers.py` is run there. `--misses`
prints what we read wrong; `--alone` leaves the peers out. Then come the lines of `support/cases/slot_lines.jsonl`, in
which a clerk may have to ask back, or only those of `--lines`: how many readings are right, and how many values were
filed without a question where a clerk asks, or wrongly (aim: none).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import time
from collections.abc import Sequence
from pathlib import Path

from bench.machine import describe
from bench.peer_servers import Peer, install
from bench.processes import running
from kiosk.config import load_settings
from support.cases.slot_lines import OWN, is_filed_wrongly, is_right, load_lines, read_line
from support.cases.slots import Case, load_cases, ours

PEERS = ("cn2an", "wetext", "jionlp")
_NUMBERS = Peer("cn2an, wetext and jionlp", "cn2an==0.5.24", ("proces", "wetext==0.1.8", "jionlp==1.5.31"), "")
_CODES = ("plate", "passport", "permit", "code")
#: Kinds that a peer has nothing for.
_WITHOUT = dict.fromkeys(PEERS, _CODES) | {"jionlp": ("credit_code", "count", *_CODES)}


async def peers(cases: Sequence[Case], folder: Path) -> list[dict[str, str]]:
    python = await install(_NUMBERS, folder)
    lines = [
        json.dumps({"kind": case.kind, "when": case.when, "area": case.area, "said": "，".join(case.said)}) + "\n"
        for case in cases
    ]
    questions = folder.parent / "numbers.jsonl"
    answers = folder.parent / "numbers.answers.jsonl"
    questions.write_text("".join(lines), encoding="utf-8")
    script = Path(__file__).with_name("slot_peers.py")
    command = 'exec "$0" "$1" < "$2" > "$3"'
    async with running("sh", "-c", command, str(python), str(script), str(questions), str(answers),
                       log=folder.parent / "numbers.log") as process:  # fmt: skip
        if await asyncio.wait_for(process.wait(), 300):
            raise RuntimeError(f"the peers failed; see {folder.parent / 'numbers.log'}")
    return [json.loads(line) for line in answers.read_text(encoding="utf-8").splitlines()]


def show(cases: Sequence[Case], mine: Sequence[str], theirs: Sequence[dict[str, str]]) -> None:
    names = PEERS if theirs else ()
    print("\n| kind | before | after | ours | " + " | ".join(names) + " |\n|---|" + "---:|" * (3 + len(names)))
    kinds = list(dict.fromkeys(case.kind for case in cases))
    for kind in (*kinds, "all"):
        of = [at for at, case in enumerate(cases) if kind in (case.kind, "all")]
        cells = [
            _rate([mine[at] == cases[at].value for at in of if cases[at].written in written])
            for written in (("before",), ("after",), ("before", "after"))
        ]
        for name in names:
            counted = [at for at in of if cases[at].kind not in _WITHOUT.get(name, ())]
            cells.append(_rate([theirs[at][name] == cases[at].value for at in counted]))
        print(f"| {kind} | " + " | ".join(cells) + " |")


def show_lines(file: Path, *, misses: bool) -> None:
    lines = load_lines(file)
    readings = [read_line(line) for line in lines]
    print("\n| kind | right | filed without a question, wrongly | asked without need |\n|---|---:|---:|---:|")
    for kind in (*dict.fromkeys(line.kind for line in lines), "all"):
        of = [(line, found) for line, found in zip(lines, readings, strict=True) if kind in (line.kind, "all")]
        wrong = sum(is_filed_wrongly(line, found) for line, found in of)
        needless = sum(not line.ask and (found.doubtful or not found.value) for line, found in of)
        print(f"| {kind} | {_rate([is_right(line, found) for line, found in of])} | {wrong} | {needless} |")
    for line, found in zip(lines, readings, strict=True):
        if misses and (not is_right(line, found) or is_filed_wrongly(line, found)):
            print(f"{line.id} {line.kind}: {line.text}: {found}, not {line.right[0]}")


def _rate(right: Sequence[bool]) -> str:
    return f"{sum(right)} / {len(right)} ({sum(right) / len(right):.1%})" if right else "-"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--alone", action="store_true")
    parser.add_argument("--lines", type=Path)
    wishes = parser.parse_args()
    if wishes.lines:
        show_lines(wishes.lines, misses=wishes.misses)
        return
    cases = load_cases()
    print(describe())
    mine = [ours(case) for case in cases]
    folder = load_settings(Path("config.yaml"), os.environ).data_dir.absolute() / "bench" / "peers" / "numbers"
    show(cases, mine, [] if wishes.alone else asyncio.run(peers(cases, folder)))
    start = time.process_time()
    for case in cases:
        ours(case)
    print(f"\n{(time.process_time() - start) / len(cases) * 1000:.2f} ms of CPU a value, ours")
    if wishes.misses:
        for case, value in zip(cases, mine, strict=True):
            if value != case.value:
                print(f"{case.kind}, {case.written}: {' / '.join(case.said)}: {value or 'nothing'}, not {case.value}")
    show_lines(OWN, misses=wishes.misses)


if __name__ == "__main__":
    main()
