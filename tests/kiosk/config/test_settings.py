"""The settings: every mistake at once, each with its place, what was expected and what came."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.config import ConfigError, Settings, load_settings
from kiosk.config.former_names import RENAMED
from kiosk.config.settings import BargeInSettings

SHIPPED = Path(__file__).parents[3] / "config.yaml"


def load(tmp_path: Path, source: str, **env: str) -> Settings:
    path = tmp_path / "config.yaml"
    path.write_text(source, encoding="utf-8")
    return load_settings(path, env)


def mistakes(tmp_path: Path, source: str, **env: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, source, **env)
    assert all(str(mistake) in str(caught.value) for mistake in caught.value.mistakes)
    return [str(mistake) for mistake in caught.value.mistakes]


def test_no_file_is_a_working_set_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    loaded = load_settings(None, {})
    assert loaded.public.port == 8080
    assert loaded.data_dir == tmp_path / "data"
    assert loaded.key_path == tmp_path / "data" / "key"
    assert loaded.database_url == f"sqlite+aiosqlite:///{tmp_path}/data/hall.db"


def test_the_shipped_file_says_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(SHIPPED.parent)
    assert load_settings(SHIPPED, {}) == load_settings(None, {})


def test_the_shipped_file_names_every_setting() -> None:
    source = SHIPPED.read_text(encoding="utf-8")
    schema = Settings()
    for name in Settings.__dataclass_fields__:
        assert f"\n{name}:" in source
        for inner in getattr(getattr(schema, name), "__dataclass_fields__", ()):
            assert f"\n  {inner}:" in source, f"{name}.{inner}"
    for kind in BargeInSettings.__dataclass_fields__:
        assert f"\n    {kind}:" in source, f"turns.barge_in.{kind}"


def test_every_mistake_comes_at_once(tmp_path: Path) -> None:
    found = mistakes(
        tmp_path,
        'public:\n  prot: 1\n  port: 010\ntts:\n  engine: koko\n  speed: "1.0"\nlog: x\npublic: {}\n',
        KIOSK__LIMITS__SESSIONS="many",
    )
    assert found == [
        "config.yaml:2: public.prot is not a setting; did you mean port?",
        "config.yaml:3: public.port: expected a whole number from 0 to 65535, got the number 010",
        "config.yaml:5: tts.engine: expected kokoro or edge, got the text 'koko'",
        "config.yaml:6: tts.speed: expected a number from 0.5 to 2, got the text '1.0'; take the quotes away",
        "config.yaml:7: log: expected `key: value` lines, got something else",
        "config.yaml:8: public is given twice",
        "KIOSK__LIMITS__SESSIONS: expected a whole number from 1 to 10000, got 'many'",
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("drain_s: 12:30", "got the number 12:30"),  # base sixty in YAML 1.1
        ("hall: {name: no}", 'got the yes/no value no; put quotes around it: "no"'),
        ("hall: {name: 12345}", 'put quotes around it: "12345"'),
        ("hall: {name: ''}", "expected text that is not empty"),
        ("tts: {threads: 0}", "expected a whole number from 1 to 64, got 0"),
        ("tts: {threads: 2.0}", "got the number 2.0"),
        ("tts: {threads: true}", "got the yes/no value true"),
        ("tts: {speed: .inf}", "got the number .inf"),
        ("store: {key_file: }", "got nothing"),
        ("store: {key_file: []}", "got a list"),
        ("data_dir: {a: b}", "got a section"),
        ("backend: {url: localhost:8090}", "expected an http:// or https:// address"),
        ("public: [1]", "public: expected `key: value` lines, got a list"),
        ("- a", "the file: expected `key: value` lines, got a list"),
        ("a: [", "config.yaml:1: is not YAML"),
        ("public: {port: 8081}", "public.port and operators.port are both 8081"),
        ("turns: {idle_s: 5}", "turns.idle_s must be longer than turns.no_input_timeout_s"),
        ("turns: {barge_in: 1.2}", "turns.barge_in: expected `key: value` lines, got the number 1.2"),
        ("turns: {barge_in: {number: never}}", "expected a number from 0 to 10, or 'words', got the text 'never'"),
        (
            "turns: {barge_in: {number: 11}}",
            "turns.barge_in.number: expected a number from 0 to 10, or 'words', got 11",
        ),
        ("turns: {barge_in: {notice: no}}", "got the yes/no value no"),
        ("turns: {barge_in: {notice: '1.5'}}", "got the text '1.5'; take the quotes away"),
        ("turns: {barge_in: {quest: 1}}", "turns.barge_in.quest is not a setting; did you mean question?"),
        ("limits: {sessions: 100}", "limits.connections is 64; 100 sessions need as many or more"),
        ("zzz: 1", "zzz is not a setting; known here: hall, public"),
    ],
)
def test_a_mistake_says_what_came(tmp_path: Path, source: str, expected: str) -> None:
    (found,) = mistakes(tmp_path, source)
    assert expected in found
    assert found.startswith("config.yaml:")


@pytest.mark.parametrize(
    ("source", "line", "english", "chinese"),
    [
        ("turns:\n  hello_s：8\n  idle_s: 60\n", 2, "a full-width colon stands after hello_s", "全角冒号"),
        ("public:\n  port：9000\n", 2, "a full-width colon stands after port", "“port: ”"),
        ("public:\n  prot：9000\n  host: a\n", 2, "a full-width colon stands after prot", "全角冒号"),
        ("public:\n\tport: 9000\n", 2, "a tab indents this line", "制表符"),
        (
            "public:\n   port: 9000\n  host: a\n  hosts: b\n",
            2,
            "line 2 is indented 1 space more than line 3",
            "多缩进一格",
        ),
        ("public:\n  port 9000\n  host: a\n", 2, "expected `key: value`", "少了冒号"),
        ("hall:\n  name: a: b\n", 2, "two colons with a blank", "两个冒号"),
    ],
)
def test_a_slip_of_the_keyboard_is_told_at_its_own_line(
    tmp_path: Path, source: str, line: int, english: str, chinese: str
) -> None:
    (found,) = mistakes(tmp_path, source)
    assert found.startswith(f"config.yaml:{line}: is not YAML: {english}")
    assert chinese in found


def test_a_comment_may_hold_any_colon(tmp_path: Path) -> None:
    assert load(tmp_path, "# 例如，port：9000\npublic: {port: 9000}   # 或者，port：1\n").public.port == 9000


def test_bytes_that_are_no_text_are_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_bytes(b"hall: {name: \xff}")
    with pytest.raises(ConfigError, match="not UTF-8"):
        load_settings(path, {})


def test_a_file_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"absent\.yaml: cannot be read: No such file"):
        load_settings(tmp_path / "absent.yaml", {})


@pytest.mark.parametrize("hosts", ["https://kiosk.example", "a b/c", "kiosk.example;x", "user@kiosk.example", ","])
def test_hosts_are_names(tmp_path: Path, hosts: str) -> None:
    assert "expected host names with commas between them" in mistakes(tmp_path, f'public: {{hosts: "{hosts}"}}')[0]
    assert load(tmp_path, "public: {hosts: 'kiosk.example, 大厅.local:8443 [::1]:80'}").public.hosts


def test_a_folder_in_place_of_the_file_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_settings(tmp_path, {})


def test_the_environment_wins(tmp_path: Path) -> None:
    source = "public: {port: 1000}\nmodels_dir: a\n"
    loaded = load(tmp_path, source, KIOSK__PUBLIC__PORT="9000", KIOSK_MODELS="/m", KIOSK__HALL__NAME="12345")
    assert loaded.public.port == 9000
    assert loaded.models_dir == Path("/m")
    assert loaded.hall.name == "12345"  # the environment is text: nothing to quote
    assert load(tmp_path, source, KIOSK_MODELS="/m", KIOSK__MODELS_DIR="/n").models_dir == Path("/n")
    assert load(tmp_path, source).models_dir == tmp_path / "a"


def test_barge_in_is_seconds_or_words(tmp_path: Path) -> None:
    source = "turns: {barge_in: {question: 0.6, number: words, notice: 0}}"
    barge_in = load(tmp_path, source, KIOSK__TURNS__BARGE_IN__GREETING="words").turns.barge_in
    assert barge_in == BargeInSettings(greeting=None, question=0.6, readback=2.0, number=None, notice=0.0)


@pytest.mark.parametrize(
    ("variable", "expected"),
    [
        ("KIOSK__PUBLIC", "public is a section: name a key in it, such as KIOSK__PUBLIC__HOST"),
        ("KIOSK__TURNS__BARGE_IN", "name a key in it, such as KIOSK__TURNS__BARGE_IN__GREETING"),
        ("KIOSK__TURNS__BARGE_IN__NUMBER", "expected a number from 0 to 10, or 'words', got 'never'"),
        ("KIOSK__DRAIN_S__X", "drain_s is a single value: write KIOSK__DRAIN_S"),
        ("KIOSK__PUBLIC__PROT", "public.prot is not a setting; did you mean KIOSK__PUBLIC__PORT?"),
        ("KIOSK__", "is not a setting"),
    ],
)
def test_a_wrong_variable_is_named(tmp_path: Path, variable: str, expected: str) -> None:
    (found,) = mistakes(tmp_path, "", **{variable: "never"})
    assert found.startswith(f"{variable}: ")
    assert expected in found


def test_an_empty_section_keeps_its_defaults(tmp_path: Path) -> None:
    assert load(tmp_path, "public:\nlog:\n  level: debug\n").log.level == "debug"


def test_secrets_are_never_shown(tmp_path: Path) -> None:
    loaded = load(tmp_path, 'backend: {token: hush-hush}\nstore: {url: "postgresql+asyncpg://u:hush@h/d"}\n')
    assert loaded.backend.token == "hush-hush"
    assert "hush" not in repr(loaded)
    (found,) = mistakes(tmp_path, "", KIOSK__STORE__URL="//u:hush@h")
    assert "hush" not in found
    (found,) = mistakes(tmp_path, "backend: {token: 987654}")
    assert "987654" not in found


def test_home_is_found_and_its_absence_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/somewhere")
    assert load(tmp_path, "data_dir: ~/d").data_dir == Path("/somewhere/d")
    (found,) = mistakes(tmp_path, "data_dir: ~nobody-of-this-name/d")
    assert "no home folder" in found


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=80) | st.text(alphabet="publicort:{}[]-#&*!|>'\"%@ \n0123", max_size=60))
def test_no_file_is_bad_enough_for_a_traceback(tmp_path: Path, source: str) -> None:
    path = tmp_path / "config.yaml"
    path.write_bytes(source.encode("utf-8", "surrogatepass"))
    with contextlib.suppress(ConfigError):
        load_settings(path, {})


def test_the_old_name_of_a_setting_says_the_new_one(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_text("turns:\n  barge_in_ms: 300\n  silence_s: 9\n")
    with pytest.raises(ConfigError) as caught:
        load_settings(file, {"KIOSK__TURNS__BARGE_IN_MS": "300", "KIOSK__TURNS__SILENCE_S": "9"})
    assert [str(mistake) for mistake in caught.value.mistakes] == [
        "config.yaml:2: turns.barge_in_ms is now called asr.min_speech_ms",
        "config.yaml:3: turns.silence_s is now called turns.no_input_timeout_s",
        "KIOSK__TURNS__BARGE_IN_MS: turns.barge_in_ms is now called KIOSK__ASR__MIN_SPEECH_MS",
        "KIOSK__TURNS__SILENCE_S: turns.silence_s is now called KIOSK__TURNS__NO_INPUT_TIMEOUT_S",
    ]
    assert load_settings(None, {"KIOSK__ASR__MIN_SPEECH_MS": "300"}).asr.min_speech_ms == 300


def test_renamed_settings_lead_to_settings_that_exist() -> None:
    for old, new in RENAMED.items():
        section, name = new.split(".")
        assert hasattr(getattr(Settings(), section), name), f"{old} leads to {new}"
