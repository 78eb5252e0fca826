"""Saved scripts go live for new conversations; running ones keep theirs; a mistake changes nothing and is told."""

from __future__ import annotations

import asyncio
import resource
import shutil
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dialogue import Library, Machine, ScriptError, ScriptErrors, ServicesFolder, load_library
from kiosk.config import Settings
from kiosk.hall import Hall
from kiosk.hall.scripts_folder import signature
from kiosk.jobs.reload import LOOK_S, RETRY_LOOKS, Reloader, load_machine
from support.halls import make_hall
from support.library_card import LIBRARY_CARD

BAD_ENTRIES = [
    ("nowhere.yaml", "away.yaml"), ("loop.yaml", "loop.yaml"), ("knowledge/nowhere.md", "away.md"),
    ("knowledge/loop.docx", "loop.docx"), ("knowledge", "away"), ("knowledge", "knowledge"),
    ("knowledge/\udcffname.md", "../card.yaml"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "target"), BAD_ENTRIES)
async def test_what_cannot_be_looked_at_is_watched_and_told_with_its_place(
    folder: Path, name: str, target: str
) -> None:
    """The loader refuses it: so hot reload must see it come and go, as the hall could not start with it."""
    if "/" in name:
        (folder / "knowledge").mkdir()
    hall = hall_in(folder)
    before, reloader = signature(folder), Reloader(hall, ())
    (folder / name).symlink_to(target)
    assert signature(folder) != before
    await looks(reloader)
    assert reloader.status.state == "refused"
    place = folder / "knowledge" if "name.md" in name else folder / name  # a name that is no text cannot be told
    assert [(mistake.file, mistake.line) for mistake in reloader.status.mistakes] == [(str(place), 1)]
    (folder / name).unlink()
    assert signature(folder) == before
    await looks(reloader)
    assert reloader.status.state == "current"


# ---- what follows ---------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    services = tmp_path / "services"
    services.mkdir()
    (services / "card.yaml").write_text(LIBRARY_CARD, encoding="utf-8")
    return services


def hall_in(folder: Path) -> Hall:
    library = load_library(folder)
    settings = replace(Settings(), services_dir=folder)
    return make_hall(settings, library=library, machine=Machine(library), services_seen=signature(folder))


def counted(hall: Hall, outcome: str) -> float:
    return hall.metrics.registry.get_sample_value("kiosk_services_reload_total", {"outcome": outcome}) or 0


def save(folder: Path, *changes: tuple[str, str]) -> None:
    text = (folder / "card.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / "card.yaml").write_text(text, encoding="utf-8")


class Heard:
    """A log that remembers."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, dict[str, Any]]] = []

    def info(self, event: str, **fields: Any) -> None:
        self.lines.append((event, fields))

    warning = info


async def looks(reloader: Reloader, times: int = 3) -> None:
    for _ in range(times):
        await reloader.look()


async def test_a_saved_script_goes_live(folder: Path) -> None:
    hall, prompts = hall_in(folder), list[Library]()
    before = hall.machine
    reloader = Reloader(hall, (prompts.append,))
    await looks(reloader)
    assert hall.machine is before
    save(folder, ("请带上户口本", "请带上户口本和照片"), ("版本: 1", "版本: 2"))
    await looks(reloader)
    assert hall.machine is not before
    assert hall.library is hall.machine.library
    assert hall.library.scripts[0].version == "2"
    assert before.library.scripts[0].version == "1"
    assert prompts == [hall.library]
    assert (counted(hall, "loaded"), counted(hall, "refused")) == (1, 0)
    assert (reloader.status.state, reloader.status.loads) == ("current", 1)


@pytest.mark.parametrize(
    ("right", "wrong", "line"),
    [
        ("  - 评价: 好差评", "  - 平价: 好差评", 27),
        ("失败: 转人工}\n  - {说: 办好了", "失败: 转人工\n  - {说: 办好了", 25),
    ],
)
async def test_a_mistake_changes_nothing_and_is_told(folder: Path, right: str, wrong: str, line: int) -> None:
    hall = hall_in(folder)
    hall.log = log = Heard()
    before, reloader = hall.machine, Reloader(hall, ())
    save(folder, (right, wrong))
    await looks(reloader, 5)
    assert hall.machine is before
    assert (counted(hall, "loaded"), counted(hall, "refused")) == (0, 1)
    assert reloader.status.state == "refused"
    assert reloader.status.places[0].startswith("card.yaml:")
    places = [fields["path"] for event, fields in log.lines if event == "services refused"]
    assert places
    assert all(place.startswith("card.yaml:") for place in places)
    assert abs(int(places[0].partition(":")[2]) - line) <= 1
    save(folder, (wrong, right), ("版本: 1", "版本: 2"))
    await looks(reloader)
    assert reloader.status.state == "current"
    assert hall.library.scripts[0].version == "2"


async def test_what_the_lint_calls_an_error_stays_out(folder: Path) -> None:
    hall = hall_in(folder)
    before, reloader = hall.machine, Reloader(hall, ())
    save(folder, ("需要您的手机号。, 项目: [手机号]", "需要您的手机号。, 项目: [种类]"))
    load_library(folder)  # the loader has nothing against it
    await looks(reloader)
    assert hall.machine is before
    assert reloader.status.mistakes


async def test_a_folder_that_is_away_changes_nothing(folder: Path) -> None:
    hall = hall_in(folder)
    before, reloader = hall.machine, Reloader(hall, ())
    shutil.move(folder, folder.parent / "away")
    await looks(reloader)
    assert hall.machine is before
    assert reloader.status.state == "refused"
    shutil.move(folder.parent / "away", folder)
    await looks(reloader)
    assert reloader.status.state == "current"


@pytest.mark.virtual_time
async def test_looks_often_enough_for_two_seconds(folder: Path) -> None:
    """A change is loaded at the second look that sees it: within a second, and there is another to load it in."""

    class Looking(Reloader):
        looked = 0

        async def look(self) -> None:
            self.looked += 1

    reloader = Looking(hall_in(folder), lambda _: None)
    running = asyncio.create_task(reloader.run())
    await asyncio.sleep(10.01)
    running.cancel()
    assert reloader.looked == 10 / LOOK_S
    assert 2 * LOOK_S <= 1


# ---- whatever is saved ----------------------------------------------------------------------------------------------

KNOWLEDGE = "来源: 公告\n问答:\n  - 问法: [几点上班]\n    答案: 上午九点。\n"
HOSTILE: list[tuple[str, bytes]] = [
    ("knowledge/k.yaml", "问答: &a [*a]".encode()),
    ("knowledge/k.yaml", b"a: " + b"[" * 50_000),
    ("knowledge/k.yaml", b""),
    ("card.yaml", b""),
    ("card.yaml", LIBRARY_CARD.encode()[:300]),
    ("card.yaml", LIBRARY_CARD.encode("utf-16")),
    ("other.yaml", "服务: &a {*a : *a}".encode()),
    ("knowledge/k.csv", '问法,答案,出处\n甲,"乙,丙\n'.encode()),
    ("knowledge/k.xlsx", b"PK\x03\x04"),
]


@pytest.mark.parametrize(("name", "data"), HOSTILE)
async def test_no_file_ends_hot_reload(folder: Path, name: str, data: bytes) -> None:
    (folder / "knowledge").mkdir()
    (folder / "knowledge" / "good.yaml").write_text(KNOWLEDGE, encoding="utf-8")
    hall = hall_in(folder)
    before, reloader = hall.machine, Reloader(hall, ())
    (folder / name).write_bytes(data)
    await looks(reloader)
    assert hall.machine is before
    assert reloader.status.state == "refused"
    assert reloader.status.mistakes
    assert Path(reloader.status.mistakes[0].file).name == Path(name).name
    (folder / name).unlink()
    (folder / "card.yaml").write_text(LIBRARY_CARD.replace("版本: 1", "版本: 2"), encoding="utf-8")
    await looks(reloader)
    assert hall.library.scripts[0].version == "2"


async def test_a_folder_that_cannot_be_read_changes_nothing(folder: Path) -> None:
    hall = hall_in(folder)
    before, reloader = hall.machine, Reloader(hall, ())
    (folder / "knowledge").symlink_to(folder / "knowledge")
    save(folder, ("版本: 1", "版本: 2"))
    await looks(reloader)
    assert hall.machine is before
    assert "文件夹读不出来" in reloader.status.mistakes[0].message


async def test_an_error_of_ours_while_loading_changes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hall = hall_in(folder)
    before, reloader = hall.machine, Reloader(hall, ())
    for broken in ("read_services", "lint", "warm_up"):
        with monkeypatch.context() as patch:
            patch.setattr(f"kiosk.jobs.reload.{broken}", lambda *_, **__: 1 / 0)
            save(folder, ("办好了", "已办好了"))
            await looks(reloader)
            assert hall.machine is before
            assert "ZeroDivisionError" in reloader.status.mistakes[0].message
    save(folder, ("版本: 1", "版本: 2"))
    await looks(reloader)
    assert hall.library.scripts[0].version == "2"


async def test_no_descriptor_is_no_mistake_in_a_script(folder: Path) -> None:
    hall = hall_in(folder)
    reloader = Reloader(hall, ())
    await looks(reloader)
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, before[1]))
        for _ in range(3):
            with pytest.raises(OSError, match="Too many open files"):  # the supervisor's: it tells, and tries again
                await reloader.look()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
    await looks(reloader)
    assert (reloader.status.state, counted(hall, "refused")) == ("current", 0)


async def test_a_file_that_goes_while_it_is_read_is_judged_when_all_has_settled(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall = hall_in(folder)
    hall.log = log = Heard()
    reloader = Reloader(hall, ())
    second = folder / "second.yaml"
    second.write_text(LIBRARY_CARD.replace("服务: ", "服务: 另办"), encoding="utf-8")
    read = Path.read_bytes

    def gone(path: Path) -> bytes:
        if path == second:
            second.unlink(missing_ok=True)
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", gone)
    await looks(reloader, 2)
    assert reloader.status.state == "current"  # nothing is said of a state that is over
    await looks(reloader, 2)
    assert (reloader.status.state, len(hall.library.scripts)) == ("current", 1)
    assert not [event for event, _ in log.lines if event == "services refused"]


async def test_what_was_refused_is_read_again_though_nothing_changed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall = hall_in(folder)
    hall.log = log = Heard()
    reloader = Reloader(hall, ())
    save(folder, ("版本: 1", "版本: 2"))
    with monkeypatch.context() as patch:
        patch.setattr("kiosk.jobs.reload.read_services", away)
        await looks(reloader)
        assert reloader.status.state == "refused"
        await looks(reloader)
        assert counted(hall, "refused") == 1  # at once again would be of no use
        await looks(reloader, RETRY_LOOKS)
        assert counted(hall, "refused") == 2
        assert [event for event, _ in log.lines] == ["services refused", "services unchanged"]  # told once
    await looks(reloader, 2 * RETRY_LOOKS)
    assert hall.library.scripts[0].version == "2"
    assert reloader.status.state == "current"


def away(folder: Path) -> ServicesFolder:
    raise ScriptErrors([ScriptError(str(folder), 1, "文件读不出来：Input/output error")])


class Gate:
    """Stands before `load_machine`: a load waits in its thread until it is let through."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.waiting: list[threading.Event] = []
        monkeypatch.setattr("kiosk.jobs.reload.LOOK_S", 0.001)
        monkeypatch.setattr("kiosk.jobs.reload.load_machine", self._load)

    def _load(self, settings: Settings, today: date) -> Machine:
        self.waiting.append(event := threading.Event())
        assert event.wait(60)
        return load_machine(settings, today)

    async def has(self, loads: int) -> None:
        async with asyncio.timeout(60):
            while len(self.waiting) < loads:
                await asyncio.sleep(0.001)  # until the thread has come so far


async def test_a_load_under_way_is_told_and_outdated_ones_are_given_up(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, hall = Gate(monkeypatch), hall_in(folder)
    before, reloader = hall.machine, Reloader(hall, ())
    running = asyncio.create_task(reloader.run())
    assert reloader.status.state == "current"
    save(folder, ("版本: 1", "版本: 2"))
    await gate.has(1)
    assert reloader.status.state == "loading"
    save(folder, ("版本: 2", "版本: 30"))
    await gate.has(2)  # the first has not ended, and its outcome would be of no use
    save(folder, ("版本: 30", "版本: 400"))
    gate.waiting[0].set()
    await gate.has(3)  # the second is given up when the first has ended
    assert len(gate.waiting) == 3
    assert hall.machine is before
    for event in gate.waiting:
        event.set()
    async with asyncio.timeout(60):
        while reloader.status.loads == 0:
            await asyncio.sleep(0.001)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert hall.library.scripts[0].version == "400"
    assert counted(hall, "loaded") == 1


@hypothesis_settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=200) | st.text("服务步骤:问答-[]{}&*a \n\"'|", max_size=80).map(str.encode))
async def test_any_bytes_may_be_saved(folder: Path, data: bytes) -> None:
    (folder / "knowledge").mkdir(exist_ok=True)
    (folder / "card.yaml").write_text(LIBRARY_CARD, encoding="utf-8")
    hall = hall_in(folder)
    before, reloader = hall.machine, Reloader(hall, ())
    places = [folder / "any.yaml", *(folder / "knowledge" / f"any.{kind}" for kind in ("md", "csv", "yaml"))]
    for place in places:
        place.write_bytes(data)
    await looks(reloader, 2)
    assert hall.machine is before or reloader.status.state == "current"
    for place in places:
        place.unlink()
    save(folder, ("版本: 1", "版本: 2"))
    await looks(reloader)
    assert hall.library.scripts[0].version == "2"
