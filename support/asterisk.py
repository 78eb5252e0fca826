"""A real Asterisk on loopback with a throw-away configuration: its dialplan and modules are those of docs/phone.md.

The program is the one that `ASTERISK_BIN` names. The caller is Asterisk's too: one end of a Local channel, whose other
end is in the documented dialplan.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import tempfile
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

DOCUMENT = Path(__file__).parents[1] / "docs" / "phone.md"
_FILE = re.compile(r"[;#] (\w+\.(?:conf|yaml))\b")
#: The dialplans, each in a context of its own, and where they are documented.
CONTEXTS = {
    "audiosocket": "Asterisk, AudioSocket",
    "json": "Asterisk, chan_websocket",
    "plain-text": "Asterisk, chan_websocket",
}
#: The first release of each series that does all that is tested of it.
SINCE: dict[str, dict[int, int]] = {
    "audiosocket": {20: 14, 21: 9, 22: 4, 23: 0},
    "json": {20: 18, 22: 8, 23: 2},
    "plain-text": {20: 16, 22: 6, 23: 0},
}
#: Modules of the caller's dialplan and of this program's commands, beside those of the document.
CALLER_MODULES = (
    "res_clioriginate.so", "app_record.so", "app_playtones.so", "app_senddtmf.so",
)  # fmt: skip
#: What the caller does; all of them hear the hall for the first six seconds.
CALLER = """[caller]
exten => keys,1,Answer()
 same => n,Record({heard},0,6,qk)
 same => n,PlayTones(440/3000)
 same => n,Wait(3)
 same => n,StopPlayTones()
 same => n,SendDTMF(0)
 same => n,Wait(60)
 same => n,Hangup()
exten => leaves,1,Answer()
 same => n,Record({heard},0,6,qk)
 same => n,Hangup()
"""
#: Files that Asterisk looks for, and does without.
_EMPTY = ("acl", "ccss", "cdr", "cel", "chan_websocket", "features", "indications", "stasis", "udptl")
#: Seconds to start, to answer a command, and to stop.
_START_S, _COMMAND_S, _STOP_S = 60.0, 10.0, 10.0


@dataclass(frozen=True, slots=True)
class HallAddress:
    """Ports of the hall on 127.0.0.1, and the password of its chan_websocket."""

    audiosocket: int
    public: int
    operators: int
    password: str


def why_not(environ: Mapping[str, str]) -> str:
    """Why no Asterisk can be tested against; "": one can."""
    named = environ.get("ASTERISK_BIN", "")
    if not named:
        return "ASTERISK_BIN names no Asterisk (docs/phone.md has its modules and configuration)"
    if not (os.path.isfile(named) and os.access(named, os.X_OK)):
        return f"ASTERISK_BIN is {named}, which is no program"
    return ""


def examples(heading: str) -> dict[str, str]:
    """The files in the examples under `### heading` of docs/phone.md. Raises ValueError where there are none."""
    _, found, rest = DOCUMENT.read_text(encoding="utf-8").partition(f"\n### {heading}\n")
    lines: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in re.split(r"\n##+ ", rest)[0].splitlines():
        text = line[4:] if line.startswith("    ") else ""
        if begins := _FILE.match(text):
            current = lines.setdefault(begins[1], [])
        if current is not None and text:
            current.append(text)
        elif line.strip():
            current = None
    if not found or not lines:
        raise ValueError(f"expected examples under {heading} in {DOCUMENT.name}")
    return {name: "\n".join([*file, ""]) for name, file in lines.items()}


def modules() -> list[str]:
    """Those that the documented dialplans need."""
    return re.findall(r"(?m)^load = (\w+\.so)$", examples("Asterisk, modules")["modules.conf"])


def dialplan(context: str, hall: HallAddress) -> str:
    """The documented one of `CONTEXTS`, for this hall."""
    text = examples(CONTEXTS[context])["extensions.conf"]
    changes = {"[hotline]": f"[{context}]", "127.0.0.1:8081": f"127.0.0.1:{hall.operators}"}
    if context == "audiosocket":
        changes["127.0.0.1:8093"] = f"127.0.0.1:{hall.audiosocket}"
    elif context == "plain-text":
        changes["f(json)"] = ""
    return _changed(text, changes)


def websocket_client(hall: HallAddress) -> str:
    """The documented websocket_client.conf, for this hall and without TLS."""
    changes = {
        "wss://kiosk.hall.gov.cn:8080": f"ws://127.0.0.1:{hall.public}",
        "tls_enabled = yes": "tls_enabled = no",
        "password = …": f"password = {hall.password}",
    }
    return _changed(examples(CONTEXTS["json"])["websocket_client.conf"], changes)


def write_configuration(folder: Path, hall: HallAddress) -> Path:
    """All files, in `folder`; what the caller hears goes to `heard.wav` in it. The path of asterisk.conf."""
    places = {"astetcdir": "etc", "astdbdir": "db", "astspooldir": "spool", "astrundir": "run", "astlogdir": "log"}
    for name in places.values():
        (folder / name).mkdir(parents=True, exist_ok=True)
    directories = "".join(f"{key} => {folder / name}\n" for key, name in places.items())
    loaded = "".join(f"load = {name}\n" for name in (*modules(), *CALLER_MODULES))
    caller = CALLER.format(heard=folder / "heard.wav")
    files = {
        "asterisk.conf": f"[directories]\n{directories}",
        "modules.conf": f"[modules]\nautoload = no\n{loaded}",
        "logger.conf": "[general]\n[logfiles]\nmessages => notice,warning,error\n",
        "http.conf": "[general]\nenabled = no\n",
        "manager.conf": "[general]\nenabled = no\n",
        "queues.conf": "[general]\n",
        "extensions.conf": "\n".join([*(dialplan(context, hall) for context in CONTEXTS), caller]),
        "websocket_client.conf": websocket_client(hall),
        **{f"{name}.conf": "" for name in _EMPTY},
    }
    for name, text in files.items():
        (folder / "etc" / name).write_text(text, encoding="utf-8")
    return folder / "etc" / "asterisk.conf"


def version_of(told: str) -> tuple[int, int] | None:
    """Series and release in what `asterisk -V` says; None: a build that tells none."""
    found = re.search(r"Asterisk (?:certified[-/])?(\d+)\.(\d+)", told)
    return (int(found[1]), int(found[2])) if found else None


def is_enough(version: tuple[int, int] | None, since: Mapping[int, int]) -> bool:
    """Whether a release of that version does it; `since`: the first release of each series, later series do too."""
    if version is None or version[0] > max(since):
        return True
    return version[0] in since and version[1] >= since[version[0]]


def is_running(module: str, told: str) -> bool:
    """Whether it does, by what `module show` says of it."""
    return re.search(rf"(?m)^{re.escape(module)}\s.*(?<!Not )\bRunning\b", told) is not None


class RunningAsterisk:
    """`heard`: the recording of what the caller heard, once it is written."""

    def __init__(self, program: str, folder: Path, configuration: Path) -> None:
        self._program, self._folder, self._configuration = program, folder, configuration
        self.heard = folder / "heard.wav"

    async def command(self, text: str) -> str:
        """What Asterisk answers to a command of its console. Raises ConnectionError where it does not run."""
        status, told = await _output(self._program, "-C", str(self._configuration), "-rx", text)
        if status:
            raise ConnectionError(told)
        return told

    async def version(self) -> tuple[int, int] | None:
        return version_of((await _output(self._program, "-V"))[1])

    async def missing(self, names: tuple[str, ...]) -> list[str]:
        """Those of these modules that do not run: not built, or older than it."""
        told = {name: await self.command(f"module show like {name}") for name in names}
        return [name for name in names if not is_running(name, told[name])]

    async def call(self, context: str, behaviour: str) -> None:
        """A call into the dialplan of `context`, by a caller who does `behaviour` (`CALLER`)."""
        await self.command(f"channel originate Local/12345@{context}/n extension {behaviour}@caller")

    async def channels(self) -> int:
        told = await self.command("core show channels count")
        found = re.search(r"(?m)^(\d+) active channels?", told)
        if found is None:
            raise ValueError(f"expected a number of active channels; got {told!r}")
        return int(found[1])

    def log(self) -> str:
        """The end of its log and of its output."""
        files = (self._folder / "log" / "messages", self._folder / "log" / "messages.log", self._folder / "output")
        return "\n".join(file.read_text(errors="replace")[-4000:] for file in files if file.exists())


@contextlib.asynccontextmanager
async def running_asterisk(program: str, hall: HallAddress) -> AsyncIterator[RunningAsterisk]:
    """Up inside the `async with`; nothing of it is left at its end. Raises RuntimeError where it does not start."""
    with tempfile.TemporaryDirectory(prefix="asterisk") as name:  # its control socket needs a short path
        folder = Path(name)
        configuration = write_configuration(folder, hall)
        asterisk = RunningAsterisk(program, folder, configuration)
        with _written(folder / "output") as output:
            process = await asyncio.create_subprocess_exec(
                program, "-f", "-n", "-C", str(configuration), stdin=asyncio.subprocess.DEVNULL, stdout=output,
                stderr=asyncio.subprocess.STDOUT,
            )  # fmt: skip
        try:
            await _booted(asterisk, process)
            yield asterisk
        finally:
            with contextlib.suppress(OSError, TimeoutError):
                await asterisk.command("core stop now")
            await _ended(process)


def _changed(text: str, changes: Mapping[str, str]) -> str:
    """Raises ValueError where one of them has nothing to change: then the document has become another."""
    for old, new in changes.items():
        if old not in text:
            raise ValueError(f"expected {old} in the examples of {DOCUMENT.name}")
        text = text.replace(old, new)
    return text


def _written(path: Path) -> BinaryIO:
    return open(path, "wb")


async def _booted(asterisk: RunningAsterisk, process: asyncio.subprocess.Process) -> None:
    try:
        async with asyncio.timeout(_START_S):
            while process.returncode is None:
                with contextlib.suppress(ConnectionError):
                    if "fully booted" in await asterisk.command("core waitfullybooted"):
                        return
                await asyncio.sleep(0.2)
    except TimeoutError:
        pass
    raise RuntimeError(f"Asterisk does not start (status {process.returncode}): {asterisk.log()}")


async def _ended(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        try:
            async with asyncio.timeout(_STOP_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


async def _output(*command: str) -> tuple[int, str]:
    """Status and output. Raises TimeoutError."""
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    try:
        async with asyncio.timeout(_COMMAND_S):
            told, _ = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        raise
    return process.returncode or 0, told.decode(errors="replace")
