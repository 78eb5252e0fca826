"""Conversations recorded by the real machine, played again against other scripts: what goes otherwise."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dialogue.acts import NoInput
from kiosk.__main__ import app
from kiosk.config import Settings, load_settings
from kiosk.hall.replay.running import ReplayResult
from kiosk.hall.replay.worker import replay
from kiosk.hall.version_files import read_folder
from kiosk.store import Store
from support.recorded_citizen import (
    ANSWERS,
    CARD,
    LOSS,
    MOBILE,
    NAME,
    NUMBER,
    Input,
    RecordedCitizen,
    loss_service,
    record,
    voice,
)


@pytest.fixture
def hall(tmp_path: Path) -> Settings:
    folder = loss_service(tmp_path / "services")
    return load_settings(None, {"KIOSK__DATA_DIR": str(tmp_path / "data"), "KIOSK__SERVICES_DIR": str(folder)})


def proposed(hall: Settings, tmp_path: Path, *changes: tuple[str, str]) -> Path:
    folder = tmp_path / "proposed"
    tmp_path.mkdir(exist_ok=True)
    shutil.copytree(hall.services_dir, folder)
    text = (folder / "sbk-loss.yaml").read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after)
    (folder / "sbk-loss.yaml").write_text(text, encoding="utf-8")
    return folder


def played(hall: Settings, folder: Path) -> ReplayResult:
    return replay(hall, folder, 7, lambda done, total: True)


def test_the_same_scripts_change_nothing(hall: Settings, tmp_path: Path) -> None:
    record(hall, LOSS, voice("我的社保卡丢了", "同意", "转人工", "要"))
    result = played(hall, proposed(hall, tmp_path))
    assert (result.total, result.same, result.otherwise, dict(result.not_replayed)) == (2, 2, 0, {}), result


@pytest.mark.parametrize("fields", [True, False])
def test_without_tests_beside_the_scripts_what_was_answered_is_played(
    hall: Settings, tmp_path: Path, fields: bool
) -> None:
    (hall.services_dir / "sbk-loss.test.yaml").unlink()
    record(hall, LOSS, fields=fields)
    result = played(hall, proposed(hall, tmp_path))
    assert dict(result.not_replayed) == ({} if fields else {"answer": 1})
    assert result.same == fields


def test_what_an_earlier_release_did_not_record_comes_from_the_tests(hall: Settings, tmp_path: Path) -> None:
    record(hall, LOSS, fields=False)
    assert played(hall, proposed(hall, tmp_path)).same == 1


REPORTED = {"sbk.status": {**ANSWERS["sbk.status"], "卡状态": "已挂失"}}
UNTIL_STATUS = (*voice("我的社保卡丢了", "同意"), CARD)


def test_a_field_that_the_script_only_branched_on_decides_again(hall: Settings, tmp_path: Path) -> None:
    """Each test's stub answers 正常 or has another state first: the recorded one counts."""
    record(hall, UNTIL_STATUS, answers=REPORTED)
    same = played(hall, proposed(hall, tmp_path))
    assert (same.same, dict(same.not_replayed)) == (1, {})
    result = replay(hall, proposed(hall, tmp_path / "2", ("卡状态 == 已挂失", "卡状态 == 挂失中")), 7, lambda *_: True)
    [talk] = result.talks
    assert "不用再办" in "".join(talk.before.steps[-1].said)
    assert "不用再办" not in "".join(talk.after.steps[-1].said)


def test_a_field_that_the_answer_lacked_is_lacking_again(hall: Settings, tmp_path: Path) -> None:
    lacking = {"sbk.status": {"姓名": NAME, "卡号末四位": "6789"}}
    record(hall, UNTIL_STATUS, answers=lacking)
    assert played(hall, proposed(hall, tmp_path)).same == 1
    unneeded = proposed(hall, tmp_path / "2", ("[姓名, 卡状态, 卡号末四位]", "[姓名, 卡号末四位]"))
    for branch in ("已挂失", "已注销"):
        text = (unneeded / "sbk-loss.yaml").read_text(encoding="utf-8")
        (unneeded / "sbk-loss.yaml").write_text(text.replace(f"卡状态 == {branch}", "姓名 == 没有"), encoding="utf-8")
    [talk] = replay(hall, unneeded, 7, lambda *_: True).talks
    assert talk.before.ended == "转人工"
    assert talk.after.ended == ""
    assert talk.after.steps[-1].asks == "挂失方式"


def test_a_field_that_only_the_proposed_scripts_want_is_told(hall: Settings, tmp_path: Path) -> None:
    record(hall, LOSS)
    result = played(hall, proposed(hall, tmp_path, ("[姓名, 卡状态, 卡号末四位]", "[姓名, 卡状态, 卡号末四位, 余额]")))
    [talk] = result.talks
    assert talk.after.stopped == "sbk.status"


CHANGES: tuple[tuple[str, tuple[tuple[str, str], ...], set[str]], ...] = (
    ("words", (("请说您的手机号。", "麻烦说一下手机号。"),), {"words"}),
    ("option", (("临时挂失", "暂停使用"),), {"slots", "words", "calls"}),
    ("another interface", (("sbk.status", "sbk.other"),), {"words", "calls", "slots", "ending", "service"}),
)  # fmt: skip


@pytest.mark.parametrize(("changes", "expected"), [row[1:] for row in CHANGES], ids=[row[0] for row in CHANGES])
def test_what_goes_otherwise_is_named_with_both_courses(
    hall: Settings, tmp_path: Path, changes: tuple[tuple[str, str], ...], expected: set[str]
) -> None:
    record(hall, LOSS)
    result = played(hall, proposed(hall, tmp_path, *changes))
    assert (result.same, result.otherwise) == (0, 1), result
    [talk] = result.talks
    assert set(talk.kinds) <= expected
    assert "words" in talk.kinds
    assert any(step.other for step in talk.after.steps)
    assert talk.before.services == ("社保卡挂失",)


def test_no_personal_value_is_in_what_is_shown(hall: Settings, tmp_path: Path) -> None:
    record(hall, LOSS)
    result = played(hall, proposed(hall, tmp_path, ("请说您的手机号。", "麻烦说一下手机号。")))
    told = json.dumps(asdict(result), ensure_ascii=False)
    assert result.otherwise == 1
    for secret in (MOBILE, NUMBER, NAME, "幺三九幺二三四五", "5678", "SB20261122001", "6789"):
        assert secret not in told, secret
    assert "〔略〕" in told


@pytest.mark.parametrize(
    ("turns", "reason"),
    [((*voice("我的社保卡丢了", "不同意"),), "no_consent"), ((), "nothing_said")],
)
def test_what_may_not_be_used_is_counted_by_its_reason(
    hall: Settings, tmp_path: Path, turns: tuple[Input, ...], reason: str
) -> None:
    record(hall, turns)
    assert dict(played(hall, proposed(hall, tmp_path)).not_replayed) == {reason: 1}


def test_without_a_recorded_consent_nothing_is_used(hall: Settings, tmp_path: Path) -> None:
    record(hall, LOSS, consent=False)
    assert dict(played(hall, proposed(hall, tmp_path)).not_replayed) == {"no_consent": 1}


def spoil(change: Callable[[Store], object]) -> Callable[[Settings], None]:
    def work(hall: Settings) -> None:
        async def go() -> None:
            store = await Store.open(hall)
            await change(store)  # type: ignore[misc]
            await store.close()

        asyncio.run(go())

    return work


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (spoil(lambda store: store.event("staff step in", "talk-0")), "staff"),
        (spoil(lambda store: store.event("taken up", "talk-0")), "moved"),
        (spoil(lambda store: store.event("identity", "talk-0", "face compared")), "proof"),
    ],
)
def test_inputs_that_are_not_recorded_are_told(
    hall: Settings, tmp_path: Path, change: Callable[[Settings], None], reason: str
) -> None:
    record(hall, LOSS)
    change(hall)
    assert dict(played(hall, proposed(hall, tmp_path)).not_replayed) == {reason: 1}


def test_a_conversation_that_goes_otherwise_already_with_its_own_scripts_proves_nothing(
    hall: Settings, tmp_path: Path
) -> None:
    record(hall, LOSS)
    folder = proposed(hall, tmp_path)
    file = hall.services_dir / "sbk-loss.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("- 收集: [身份证号]", "- 收集: [手机号]\n  - 收集: [身份证号]"),
        encoding="utf-8",
    )
    assert dict(played(hall, folder).not_replayed) == {"unfaithful": 1}


def test_the_version_that_it_had_is_the_one_it_is_compared_with(hall: Settings, tmp_path: Path) -> None:
    async def write() -> tuple[int, str]:
        store = await Store.open(hall)
        facts = await store.versions.add(read_folder(hall.services_dir), "李编辑", "第一版", None)
        for number, scripts in enumerate((facts.hash, "0" * 64)):
            await RecordedCitizen(hall).does(*LOSS).write(store, f"talk-{number}", scripts)
        await store.close()
        return facts.number, facts.hash

    number, _ = asyncio.run(write())
    shutil.rmtree(hall.services_dir)
    hall.services_dir.mkdir()
    result = replay(hall, number, 7, lambda done, total: True)
    assert (result.same, dict(result.not_replayed)) == (1, {"no_version": 1})


def test_silence_is_played_again_too(hall: Settings, tmp_path: Path) -> None:
    record(hall, (*voice("我的社保卡丢了", "同意"), ("", "", NoInput()), CARD, *voice("临时的", "转人工", "要")))
    result = played(hall, proposed(hall, tmp_path))
    assert (result.same, dict(result.not_replayed)) == (1, {})


def test_it_stops_when_told(hall: Settings, tmp_path: Path) -> None:
    record(hall, LOSS, LOSS)
    result = replay(hall, proposed(hall, tmp_path), 7, lambda done, total: done < 1)
    assert (result.cancelled, result.same) == (True, 1)


def test_the_command_tells_both_courses_and_json(hall: Settings, tmp_path: Path) -> None:
    record(hall, LOSS)
    folder = proposed(hall, tmp_path, ("请说您的手机号。", "麻烦说一下手机号。"))
    config = tmp_path / "config.yaml"
    config.write_text(f"data_dir: {hall.data_dir}\nservices_dir: {hall.services_dir}\n", encoding="utf-8")
    command = ["services", "replay", "--against", str(folder), "--config", str(config)]
    told = CliRunner().invoke(app, command)
    assert told.exit_code == 0, told.output
    for text in ("走得不一样 otherwise 1", "说的话不一样", "请说您的手机号。", "麻烦说一下手机号。", "社保卡挂失"):
        assert text in told.output, text
    found = json.loads(CliRunner().invoke(app, [*command, "--json"]).stdout)
    assert (found["total"], found["otherwise"], found["talks"][0]["id"]) == (1, 1, "talk-0")
    assert CliRunner().invoke(app, ["services", "replay", "--against", "7", "--config", str(config)]).exit_code == 1
