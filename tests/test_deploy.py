"""The files of `deploy/` and the table of docs/operations.md name the metrics that the process exposes."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from kiosk.telemetry.metrics import Metrics

ROOT = Path(__file__).parents[1]
PROMETHEUS = ROOT / "deploy" / "prometheus"
RULES: list[dict[str, Any]] = yaml.safe_load((PROMETHEUS / "alerts.yaml").read_text(encoding="utf-8"))["groups"][0][
    "rules"
]
DASHBOARD: dict[str, Any] = json.loads((ROOT / "deploy" / "grafana" / "hall.json").read_text(encoding="utf-8"))
_MADE = {"Counter": "counter", "Gauge": "gauge", "Histogram": "histogram",
         "CounterMetricFamily": "counter", "GaugeMetricFamily": "gauge"}  # fmt: skip
#: Labels that Prometheus itself gives each sample.
_PROMETHEUS = {"instance", "job", "le"}


def made() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Each metric of the source, as Prometheus names it: its kind and its labels."""
    found = {}
    for path in (ROOT / "kiosk" / "telemetry").glob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in _MADE:
                given = [*call.args, *(one.value for one in call.keywords if one.arg == "labels")]
                name = ast.literal_eval(given[0])
                labels = next((ast.literal_eval(one) for one in given if isinstance(one, ast.List)), [])
                kind = _MADE[call.func.id]
                found[f"{name}_total" if kind == "counter" else name] = kind, tuple(labels)
    return found


METRICS = made()


def exposed(name: str) -> str:
    """A name of a sample without the suffix of a histogram's."""
    for suffix in ("_bucket", "_sum", "_count"):
        if METRICS.get(name.removesuffix(suffix), ("",))[0] == "histogram":
            return name.removesuffix(suffix)
    return name


def test_the_source_says_what_the_process_exposes() -> None:
    families = {family.name: family.type for family in Metrics().registry.collect()}
    assert {name.removesuffix("_total") for name in METRICS} == set(families)
    assert all(families[name.removesuffix("_total")] == kind for name, (kind, _) in METRICS.items())


def test_the_table_of_the_document_is_whole() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(kiosk_\w+)` \| (\w+) \| ([\w, ]*?) ?\| (.+) \|$", text, re.MULTILINE)
    listed = {name: (kind, tuple(filter(None, labels.split(", ")))) for name, kind, labels, _ in rows}
    assert listed == METRICS
    assert len(rows) == len(listed), "one of them stands twice"
    for name, _, _, told in rows:
        assert re.search(r"[a-z]{3}.* · .*[\u4e00-\u9fff]", told), f"{name}: in both languages"


def named(expression: str) -> set[str]:
    return {exposed(name) for name in re.findall(r"\bkiosk_\w+", expression)}


def expressions() -> dict[str, str]:
    found = {f"alert {rule['alert']}": rule["expr"] for rule in RULES}
    for panel in DASHBOARD["panels"]:
        for target in panel.get("targets", ()):
            found[f"panel {panel['title']} {target['refId']}"] = target["expr"]
    for variable in DASHBOARD["templating"]["list"]:
        if variable["type"] == "query":
            found[f"variable {variable['name']}"] = variable["query"]["query"]
    return found


@pytest.mark.parametrize("where", expressions())
def test_every_metric_and_label_in_an_expression_exists(where: str) -> None:
    expression = expressions()[where]
    names = named(expression)
    assert names <= set(METRICS), f"no such metric: {names - set(METRICS)}"
    known = {label for name in names for label in METRICS[name][1]} | _PROMETHEUS
    renamed = {f"exported_{label}" for label in known}
    matched = re.findall(r"(\w+)\s*(?:=~|!~|!=|=)\s*\"", expression)
    grouped = [label for group in re.findall(r"\bby \(([^)]*)\)", expression) for label in group.split(", ")]
    assert set(matched) | set(grouped) <= known | renamed, where


def test_every_metric_is_looked_at_or_is_for_looking_up() -> None:
    looked = set[str]().union(*(named(expression) for expression in expressions().values()))
    unseen = {"kiosk_taken_up_total", "kiosk_skew_milliseconds", "kiosk_client_errors_total", "kiosk_prompts",
              "kiosk_background_failures_total", "kiosk_language_model_total", "kiosk_phone_barge_ins_total",
              "kiosk_calls_resumed_total", "kiosk_conversations_total", "kiosk_staff_calls_total",
              "kiosk_staff_to_do", "kiosk_kiosks", "kiosk_devices", "kiosk_prints_total", "kiosk_step_ins_total",
              "kiosk_step_outs_total", "kiosk_stepped_in", "kiosk_identity_proven_total",
              "kiosk_work_tickets"}  # fmt: skip
    assert set(METRICS) - looked == unseen


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_an_alert_says_what_to_do_in_both_languages(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in ("critical", "warning")
    for text in (rule["annotations"]["summary"], rule["annotations"]["fix"]):
        chinese, _, english = text.partition(" · ")
        assert re.search(r"[\u4e00-\u9fff]{2}", chinese), text
        assert len(re.findall(r"[A-Za-z]{2,}", english)) >= 3, text
    labels = {label for name in named(rule["expr"]) for label in METRICS[name][1]} | _PROMETHEUS
    told = set(re.findall(r"\$labels\.(\w+)", rule["annotations"]["summary"]))
    assert told <= labels | {f"exported_{label}" for label in labels}
    assert rule["alert"] in (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def test_every_alert_is_played_firing_and_quiet() -> None:
    files = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in PROMETHEUS.glob("*_test.yaml")]
    tests = [test for file in files for test in file["tests"]]
    played = [(one["alertname"], bool(one["exp_alerts"])) for test in tests for one in test["alert_rule_test"]]
    assert sorted(played) == sorted((rule["alert"], fires) for rule in RULES for fires in (False, True))


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed (apt-get install prometheus)")
@pytest.mark.parametrize(
    "command",
    ["check rules alerts.yaml", "check config prometheus.yaml", "test rules alerts_test.yaml alerts_days_test.yaml"],
)
def test_promtool_agrees(command: str) -> None:
    done = subprocess.run(["promtool", *command.split()], cwd=PROMETHEUS, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_dashboard_has_one_place_for_each_panel() -> None:
    taken = set[tuple[int, int]]()
    for panel in DASHBOARD["panels"]:
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not cells & taken, panel["title"]
        assert at["x"] + at["w"] <= 24
        taken |= cells
    numbers = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(numbers) == len(set(numbers))
