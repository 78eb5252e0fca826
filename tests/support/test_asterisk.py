"""The throw-away configuration of a real Asterisk: what can be looked at without one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from support.asterisk import (
    CALLER_MODULES,
    CONTEXTS,
    SINCE,
    HallAddress,
    dialplan,
    examples,
    is_enough,
    is_running,
    modules,
    version_of,
    websocket_client,
    why_not,
    write_configuration,
)

HALL = HallAddress(audiosocket=28_093, public=28_080, operators=28_081, password="drawn")
#: Which module brings an application or a function; "": they are always there.
BROUGHT_BY = {
    "Answer": "", "Hangup": "", "Set": "", "GotoIf": "", "Wait": "", "AudioSocket": "app_audiosocket.so",
    "Queue": "app_queue.so", "ExecIf": "app_exec.so", "Dial": "app_dial.so", "Record": "app_record.so",
    "PlayTones": "app_playtones.so", "StopPlayTones": "app_playtones.so", "SendDTMF": "app_senddtmf.so",
    "CURL": "func_curl.so", "RAND": "func_rand.so", "EPOCH": "", "UNIQUEID": "", "CALL": "", "OFFER": "",
}  # fmt: skip
#: What these modules need of others, as their sources say (22.8).
REQUIRES = {
    "app_audiosocket.so": {"res_audiosocket.so"}, "func_curl.so": {"res_curl.so"},
    "res_websocket_client.so": {"res_http_websocket.so", "res_sorcery_config.so"},
    "chan_websocket.so": {"res_http_websocket.so", "res_websocket_client.so", "res_timing_timerfd.so"},
    "app_dial.so": {"bridge_simple.so"}, "app_record.so": {"format_wav.so"},
}  # fmt: skip


def parsed(text: str) -> dict[str, list[tuple[str, str]]]:
    """Sections of a configuration file, with their lines. Raises ValueError for a line that is none."""
    sections: dict[str, list[tuple[str, str]]] = {}
    lines: list[tuple[str, str]] | None = None
    for line in text.splitlines():
        line = line.partition(";")[0].strip()
        if head := re.fullmatch(r"\[([\w-]+)\]", line):
            if head[1] in sections:
                raise ValueError(f"expected one section {head[1]}")
            lines = sections[head[1]] = []
        elif line and (pair := re.fullmatch(r"([\w-]+)\s*=>?\s*(.*)", line)) and lines is not None:
            lines.append((pair[1], pair[2]))
        elif line:
            raise ValueError(f"expected a section, or a key and its value; got {line!r}")
    return sections


def test_each_file_is_one_that_asterisk_can_read(tmp_path: Path) -> None:
    main = write_configuration(tmp_path, HALL)
    files = {path.name: parsed(path.read_text(encoding="utf-8")) for path in main.parent.iterdir()}
    assert {"asterisk.conf", "modules.conf", "extensions.conf", "websocket_client.conf"} <= set(files)
    for _, place in files["asterisk.conf"]["directories"]:
        assert Path(place).is_dir()
        assert Path(place).is_relative_to(tmp_path), "nothing of the machine's own Asterisk is touched"
    assert not {"astmoddir", "astvarlibdir", "astdatadir"} & dict(files["asterisk.conf"]["directories"]).keys()
    assert set(files["extensions.conf"]) == {*CONTEXTS, "caller"}


def test_nothing_of_the_examples_is_left_that_is_not_this_halls() -> None:
    written = "\n".join([*(dialplan(context, HALL) for context in CONTEXTS), websocket_client(HALL)])
    for example in ("8080", ":8081", "8093", "hall.gov.cn", "…", "[hotline]"):
        assert example not in re.sub(r"280\d\d", "", written.replace("; phone.password", ""))
    client = dict(parsed(websocket_client(HALL))["hall"])
    assert client["uri"] == "ws://127.0.0.1:28080/phone/asterisk"
    assert (client["type"], client["protocols"], client["password"]) == ("websocket_client", "media", "drawn")
    assert "f(json)" in dialplan("json", HALL)
    assert "WebSocket/hall/c(ulaw)v(call=" in dialplan("plain-text", HALL)


def test_each_extension_is_numbered_from_one(tmp_path: Path) -> None:
    etc = write_configuration(tmp_path, HALL).parent
    for lines in parsed((etc / "extensions.conf").read_text(encoding="utf-8")).values():
        assert lines[0][0] == "exten"
        for key, value in lines:
            priority = value.split(",")[1] if key == "exten" else value.split(",")[0]
            assert re.fullmatch("1" if key == "exten" else r"n(\(\w+\))?", priority), value


def test_the_documented_modules_are_all_that_the_dialplans_use(tmp_path: Path) -> None:
    etc = write_configuration(tmp_path, HALL).parent
    text = (etc / "extensions.conf").read_text(encoding="utf-8")
    code = "\n".join(line.partition(";")[0] for line in text.splitlines())
    used = set(re.findall(r"(?:,|\?)([A-Z]\w+)\(", code)) | set(re.findall(r"\$\{(\w+)", code))
    assert used <= set(BROUGHT_BY), "another application or function: say which module brings it"
    brought = {BROUGHT_BY[name] for name in used} - {""}
    assert brought <= {*modules(), *CALLER_MODULES}
    assert {BROUGHT_BY[name] for name in ("AudioSocket", "Queue", "ExecIf", "Dial", "CURL", "RAND")} <= set(modules())
    loaded = [*modules(), *CALLER_MODULES]
    assert len(loaded) == len(set(loaded))
    for name, needed in REQUIRES.items():
        assert name in loaded
        assert all(loaded.index(each) < loaded.index(name) or name in CALLER_MODULES for each in needed), name
    assert "codec_ulaw.so" in modules(), "c(ulaw) in the dialplan"


def test_a_document_that_has_changed_is_told() -> None:
    with pytest.raises(ValueError, match="expected examples under Kamailio"):
        examples("Kamailio")
    assert "config.yaml" in examples(CONTEXTS["audiosocket"])


@pytest.mark.parametrize(("named", "told"), [("", "names no Asterisk"), ("/no/such/asterisk", "which is no program")])
def test_why_it_is_skipped(named: str, told: str) -> None:
    assert told in why_not({"ASTERISK_BIN": named} if named else {})


def test_a_program_is_tested_against(tmp_path: Path) -> None:
    program = tmp_path / "asterisk"
    program.write_text("#!/bin/sh\n")
    assert "no program" in why_not({"ASTERISK_BIN": str(program)}), "it may not be run"
    program.chmod(0o755)
    assert why_not({"ASTERISK_BIN": str(program)}) == ""


@pytest.mark.parametrize(
    ("told", "version"),
    [
        ("Asterisk 22.8.2", (22, 8)), ("Asterisk certified-20.7-cert5", (20, 7)),
        ("Asterisk certified/18.9-cert1", (18, 9)), ("Asterisk GIT-master-1234abc", None),
    ],
)  # fmt: skip
def test_the_version(told: str, version: tuple[int, int] | None) -> None:
    assert version_of(told) == version


@pytest.mark.parametrize(
    ("version", "context", "enough"),
    [
        ((22, 8), "json", True), ((22, 7), "json", False), ((23, 1), "json", False), ((23, 2), "json", True),
        ((21, 12), "json", False), ((24, 0), "json", True), ((20, 16), "plain-text", True),
        ((18, 26), "audiosocket", False), (None, "json", True),
    ],
)  # fmt: skip
def test_which_release_is_new_enough(version: tuple[int, int] | None, context: str, enough: bool) -> None:
    assert is_enough(version, SINCE[context]) is enough


@pytest.mark.parametrize(
    ("line", "runs"),
    [
        ("app_dial.so           Dialing Application              1          Running              core", True),
        ("app_dial.so           Dialing Application              0          Not Running          core", False),
        ("0 modules loaded", False),
    ],
)  # fmt: skip
def test_whether_a_module_runs(line: str, runs: bool) -> None:
    head = "Module                         Description                      Use Count  Status      Support Level"
    assert is_running("app_dial.so", f"{head}\n{line}\n") is runs
