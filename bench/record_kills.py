"""kill -9 of processes that write the record, on SQLite and on PostgreSQL: does it open, is anything lost or doubled?

    python -m bench.record_kills --count 200 [--only postgresql] [--minutes 20]

A process opens the record and writes conversations with a submission, its message, a ticket, a turn and an audit row,
and tells each once all of it is acknowledged; it is killed at a random moment, and the next one opens the record again
and writes first what was under way, as the journal does. PostgreSQL: a server of its own (support.postgres), whose
processes are not killed. Exit status 1 where a row is lost, doubled or torn, or the audit chain does not verify.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.table import preamble
from kiosk.store import Store
from support.databases import PostgresDatabase, SqliteDatabase, TestDatabase, make_template
from support.killed_writer import killed_again_and_again, wrong_rows
from support.postgres import MISSING, postgres_server, programs


@contextlib.contextmanager
def databases(only: str) -> Iterator[tuple[TestDatabase, ...]]:
    """SQLite, and PostgreSQL where there is one; `only`: one of them."""
    if only == "sqlite":
        yield (SqliteDatabase(),)
        return
    if (found := programs()) is None:
        print(f"PostgreSQL was left out: {MISSING}")
        yield (SqliteDatabase(),)
        return
    with postgres_server(found) as server:
        found_there = PostgresDatabase(server, make_template(server))
        yield (found_there,) if only else (SqliteDatabase(), found_there)


def killed(database: TestDatabase, folder: Path, most: int, minutes: float, seed: int) -> int:
    """Prints a line. How much is wrong."""
    settings, began, done = database.settings(folder), time.monotonic(), list[int]()

    def each() -> Iterator[int]:
        for number in range(most):
            if time.monotonic() - began > minutes * 60:
                return
            done.append(number)
            yield number

    acknowledged = killed_again_and_again(settings, each(), random.Random(seed))
    count = len(done)

    async def check() -> tuple[str, ...]:
        store = await Store.open(settings)
        try:
            return tuple(str(problem) for problem in (await store.check_audit()).problems)
        finally:
            await store.close()

    wrong = [*wrong_rows(database, settings, acknowledged, count), *asyncio.run(check())]
    took = time.monotonic() - began
    print(f"| {database.name} | {count} | {len(acknowledged)} | {len(wrong)} | {took:.0f} s |", flush=True)
    for line in wrong:
        print("  wrong:", line)
    return len(wrong)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200, help="kills on each database")
    parser.add_argument("--minutes", type=float, default=60, help="on each database at most")
    parser.add_argument("--only", choices=("sqlite", "postgresql"), default="")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(preamble(), flush=True)
    print("\n| record on | kill -9 | acknowledged writes | lost, doubled, torn or broken chain | took |")
    print("|---|---:|---:|---:|---:|")
    with databases(options.only) as every, tempfile.TemporaryDirectory(prefix="record-kills-") as place:
        return int(
            sum(killed(one, Path(place) / one.name, options.count, options.minutes, options.seed) for one in every) > 0
        )


if __name__ == "__main__":
    raise SystemExit(main())
