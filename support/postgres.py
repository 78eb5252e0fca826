"""A real PostgreSQL server for tests: temporary, on a Unix socket in a folder of its own, gone with the test run.

Its programs are looked for in the folder that `KIOSK_TEST_POSTGRESQL_BIN` names, then where Debian puts them. The
server refuses to run as root: started by root, it runs as the user `postgres`. It does not flush to the disk (fsync
off), which loses nothing while only its processes are killed. Names are ordered by Chinese rules, not by bytes, so that
a test sees where the record relies on the order of SQLite.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import make_url

#: Why tests are skipped, and what to do.
MISSING = (
    "no PostgreSQL server here: apt-get install postgresql, or set KIOSK_TEST_POSTGRESQL_BIN to the folder of initdb"
)
USER = "hall"
_SETTINGS = ("fsync=off", "synchronous_commit=on", "full_page_writes=off", "listen_addresses=", "max_connections=60",
             "shared_buffers=16MB", "log_min_messages=fatal", "autovacuum=off")  # fmt: skip


def programs() -> Path | None:
    """The folder of initdb and postgres, or None."""
    named = os.environ.get("KIOSK_TEST_POSTGRESQL_BIN")
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    for folder in ([Path(named)] if named else []) + versions[::-1]:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    return None


class PostgresServer:
    """`folder`: of its data and socket. Blocking."""

    def __init__(self, bin_folder: Path, folder: Path) -> None:
        self._bin, self.folder = bin_folder, folder
        self._data = folder / "data"
        self._process: subprocess.Popen[bytes] | None = None
        self._numbers = itertools.count(1)
        self.locale = "zh-CN"

    def make(self) -> None:
        """Make the cluster. Raises `CalledProcessError`."""
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres")
        passwords = self.folder / "password"
        passwords.write_text(f"{USER}\n", encoding="ascii")
        passwords.chmod(0o644)
        options = ["-D", str(self._data), "-U", USER, "--auth=scram-sha-256", f"--pwfile={passwords}", "--no-sync"]
        locale = ["-E", "UTF8", "--locale=C.UTF-8", "--locale-provider=icu", f"--icu-locale={self.locale}"]
        subprocess.run(
            [*self._as_user(), str(self._bin / "initdb"), *options, *locale], check=True, capture_output=True
        )

    def start(self) -> None:
        """Returns once it answers. Raises `AssertionError` where it does not."""
        settings = [
            part for setting in (*_SETTINGS, f"unix_socket_directories={self.folder}") for part in ("-c", setting)
        ]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*self._as_user(), str(self._bin / "postgres"), "-D", str(self._data), *settings],
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        ready = [str(self._bin / "pg_isready"), "-h", str(self.folder), "-t", "30", "-q"]
        for _ in range(600):
            if subprocess.run(ready, check=False).returncode == 0:
                return
            assert self._process.poll() is None, (self.folder / "log").read_text(errors="replace")[-2000:]
            try:
                self._process.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
        raise AssertionError("PostgreSQL did not answer within 30 s")

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT: cut all connections and close. SIGQUIT: as a crash. Waits for its end."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(60)
            self._process = None

    def url(self, database: str, *, user: str = USER, password: str = USER) -> str:
        return f"postgresql+asyncpg://{user}:{password}@/{database}?host={self.folder}"

    def new_database(self, template: str = "template1") -> str:
        """Its name."""
        name = f"hall{next(self._numbers)}"
        run_sql(self.url("postgres"), f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, database: str) -> None:
        run_sql(self.url("postgres"), f"DROP DATABASE {database} WITH (FORCE)")

    def _as_user(self) -> list[str]:
        return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.getuid() == 0 else []


@contextmanager
def postgres_server(bin_folder: Path) -> Iterator[PostgresServer]:
    """A running one. Its folder lies in the system's temporary folder: the path of a socket may have 107 characters."""
    folder = Path(tempfile.mkdtemp(prefix="hall-pg-"))
    server = PostgresServer(bin_folder, folder)
    try:
        server.make()
        server.start()
        yield server
    finally:
        server.stop(signal.SIGQUIT)
        shutil.rmtree(folder, ignore_errors=True)


def run_sql(url: str, *statements: str) -> list[tuple[Any, ...]]:
    """Run them on a connection of its own, several in one transaction; the rows of the last. Blocking, also inside an
    event loop. Raises what asyncpg raises.
    """

    async def run() -> list[tuple[Any, ...]]:
        parts = make_url(url)
        connection = await asyncpg.connect(
            host=str(parts.query["host"]), user=parts.username, password=parts.password, database=parts.database
        )
        try:
            if len(statements) == 1:  # such as CREATE DATABASE, which no transaction may hold
                return [tuple(row) for row in await connection.fetch(statements[0])]
            async with connection.transaction():
                rows = [await connection.fetch(statement) for statement in statements]
            return [tuple(row) for row in rows[-1]]
        finally:
            await connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(run())).result()
