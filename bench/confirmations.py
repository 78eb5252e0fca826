"""Does the clerk file, consent or keep a number only where a careful reader would hear a yes?

    python -m bench.confirmations [--count 5000] [--seed 8] [--misses]
    python -m bench.confirmations --sample 300 FILE     write answers without their labels, for a blind reader
    python -m bench.confirmations --labels FILE         compare with what the reader wrote

Answers come from `support.cases.answer_grammar`; each is given to the real machine at a confirmation, a consent and a
read-back of the shipped 社保卡挂失. A sample line is {"id", "context", "question", "text"}; a label line {"id",
"label"} with the label "yes" or "no" (no: anything that a careful clerk would not act on). Exit status 1 if any no was
taken as a yes.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from dialogue import load_library
from support.cases.answer_grammar import ASKED_ABOUT, answers
from support.cases.confirmations import SERVICES, Clerk, compare, measure, report, sampled


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=8)
    parser.add_argument("--sample", nargs=2, metavar=("COUNT", "FILE"))
    parser.add_argument("--labels", type=Path)
    parser.add_argument("--misses", action="store_true", help="list the yes answers that were not taken")
    options = parser.parse_args()
    made = answers(options.count, options.seed)
    if options.sample:
        count, file = options.sample
        with Path(file).open("w", encoding="utf-8") as lines:
            for one in sampled(made, int(count)):
                line = {"id": one.id, "context": one.context, "question": ASKED_ABOUT[one.context], "text": one.text}
                lines.write(json.dumps(line, ensure_ascii=False) + "\n")
        return
    outcomes = measure(made, Clerk(load_library(SERVICES)))
    if options.labels:
        lines_read = [json.loads(line) for line in options.labels.read_text("utf-8").splitlines() if line.strip()]
        good = compare(outcomes, {int(line["id"]): str(line["label"]) for line in lines_read})
    else:
        good = report(outcomes, misses=options.misses)
    raise SystemExit(0 if good else 1)


if __name__ == "__main__":
    main()
