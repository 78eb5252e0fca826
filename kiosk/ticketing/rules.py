"""The rules of a hall's tickets: a YAML file that clerks write -> `TicketRules` (docs/tickets.md, `rules.yaml`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from dialogue.errors import Problems, ScriptErrors
from dialogue.yaml_lines import Map, Node, Scalar, Seq, parse
from kiosk.ticketing.due import TimeLimit
from kiosk.ticketing.lifecycle import KIND_TITLES, TicketKind

_KEYS = ("诉求服务", "没答上的问题", "自动派单", "提醒", "重办时限", "时限", "部门", "派单", "回复")
_ROUTE_KEYS = ("来源", "服务", "词", "部门", "时限")
_LIMIT = re.compile(r"([1-9]\d{0,2})\s*(小时|天)")
_KINDS: Mapping[str, TicketKind] = {title: kind for kind, title in KIND_TITLES.items()}
_FIX_LIMIT = "写成 4小时 或者 5天"


@dataclass(frozen=True, slots=True)
class TicketRoute:
    """Empty: any. `words`: one of them stands in the ticket's text. `limit` None: that of the kind."""

    department: str
    kinds: frozenset[TicketKind] = frozenset()
    services: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    limit: TimeLimit | None = None

    def fits(self, kind: TicketKind, service: str, text: str) -> bool:
        return (
            (not self.kinds or kind in self.kinds)
            and (not self.services or service in self.services)
            and (not self.words or any(word in text for word in self.words))
        )


@dataclass(frozen=True, slots=True)
class TicketRules:
    """`gap_times`: how often the same question stays without an answer before it is a ticket."""

    complaint_services: frozenset[str]
    gap_times: int
    assigns: bool
    remind: TimeLimit
    reopened: TimeLimit
    limits: Mapping[TicketKind, TimeLimit]
    departments: tuple[str, ...]
    routes: tuple[TicketRoute, ...]
    reply: str

    def route(self, kind: TicketKind, service: str, text: str) -> tuple[str, TimeLimit]:
        """The department and the time limit: of the first route that fits; the last fits everything."""
        found = next(one for one in self.routes if one.fits(kind, service, text))
        return found.department, found.limit or self.limits[kind]


def load_rules(path: Path | None) -> TicketRules:
    """Of a file; None: the shipped ones. Raises `ScriptErrors` with every mistake."""
    if path is None:
        return read_rules(files("kiosk.ticketing").joinpath("rules.yaml").read_text("utf-8"), "rules.yaml")
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError:
        raise _unread(path, "工单规则不是 UTF-8 编码", "另存为 UTF-8") from None
    except OSError as error:
        raise _unread(path, f"工单规则读不了：{error.strerror}", "检查 services.ticket_rules 的路径") from None
    return read_rules(text, str(path))


def _unread(path: Path, message: str, fix: str) -> ScriptErrors:
    problems = Problems(path)
    problems.add(1, message, fix, code="not-yaml")
    return ScriptErrors(problems.errors)


def read_rules(text: str, name: str) -> TicketRules:
    """Raises `ScriptErrors` with every mistake."""
    problems = Problems(name)
    root = parse(text, problems, {*_KEYS, *_ROUTE_KEYS, *_KINDS})
    if not isinstance(root, Map):
        problems.add(1, "工单规则应该由“键: 值”组成", f"要有 {'、'.join(_KEYS)}", code="bad-value")
        raise ScriptErrors(problems.errors)
    reader = _Reader(problems)
    reader.known(root, _KEYS)
    departments = reader.texts(root, "部门", required=True)
    limits = reader.limits(root)
    rules = TicketRules(
        frozenset(reader.texts(root, "诉求服务")),
        reader.number(root, "没答上的问题"),
        reader.text(root, "自动派单") == "是",
        reader.limit(root, "提醒"),
        reader.limit(root, "重办时限"),
        limits,
        tuple(departments),
        reader.routes(root, departments),
        reader.text(root, "回复"),
    )
    if problems.errors:
        raise ScriptErrors(problems.errors)
    return rules


class _Reader:
    """Reads nodes and collects what is wrong with them."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems

    def known(self, node: Map, keys: tuple[str, ...]) -> None:
        for key, _ in node.entries:
            if key.value not in keys:
                self._wrong(key.line, f"没有“{key.value}”这一项", f"可以写 {'、'.join(keys)}", "unknown-key")

    def text(self, node: Map, key: str) -> str:
        found = node.get(key)
        if isinstance(found, Scalar) and found.value.strip():
            return found.value.strip()
        line = node.line if found is None else found.line
        self._wrong(line, f"“{key}”要写", f"例如 {key}: …", "missing-key")
        return ""

    def texts(self, node: Map, key: str, *, required: bool = False) -> list[str]:
        found = node.get(key)
        if isinstance(found, Scalar):
            return [found.value]
        if isinstance(found, Seq) and all(isinstance(one, Scalar) for one in found.items):
            return [one.value for one in found.items if isinstance(one, Scalar)]
        if found is not None or required:
            self._wrong(node.line if found is None else found.line, f"“{key}”要是一列", f"写成 {key}: [甲, 乙]")
        return []

    def number(self, node: Map, key: str) -> int:
        text = self.text(node, key)
        if re.fullmatch(r"[1-9]\d{0,2}", text):
            return int(text)
        if text:
            self._wrong(self._line(node, key), f"“{key}”的“{text}”不是次数", "写 1 到 999")
        return 1

    def limit(self, node: Map, key: str) -> TimeLimit:
        text = self.text(node, key)
        hit = _LIMIT.fullmatch(text)
        if hit is None:
            if text:
                self._wrong(self._line(node, key), f"“{key}”的“{text}”看不懂", _FIX_LIMIT)
            return TimeLimit(1, "days")
        return TimeLimit(int(hit[1]), "hours" if hit[2] == "小时" else "days")

    def limits(self, root: Map) -> dict[TicketKind, TimeLimit]:
        node = root.get("时限")
        if not isinstance(node, Map):
            self._wrong(root.line, "“时限”要写：每种工单多久办完", "例如 时限: {回电: 4小时}", "missing-key")
            return {}
        self.known(node, tuple(_KINDS))
        return {kind: self.limit(node, title) for title, kind in _KINDS.items()}

    def routes(self, root: Map, departments: list[str]) -> tuple[TicketRoute, ...]:
        node = root.get("派单")
        rows = [one for one in node.items if isinstance(one, Map)] if isinstance(node, Seq) else []
        routes = tuple(self._route(row, departments) for row in rows)
        last = routes[-1] if routes else None
        if last is None or last.kinds or last.services or last.words:
            line = root.line if node is None else node.line
            self._wrong(line, "“派单”的最后一条要什么都收", "最后加一条 - {部门: 服务台}")
        return routes

    def _route(self, row: Map, departments: list[str]) -> TicketRoute:
        self.known(row, _ROUTE_KEYS)
        department = self.text(row, "部门")
        if department and department not in departments:
            self._wrong(self._line(row, "部门"), f"“部门”里没有“{department}”", "在“部门”里加上，或者改对")
        kinds = set[TicketKind]()
        for title in self.texts(row, "来源"):
            if title in _KINDS:
                kinds.add(_KINDS[title])
            else:
                self._wrong(self._line(row, "来源"), f"没有“{title}”这种来源", f"可以写 {'、'.join(_KINDS)}")
        limit = self.limit(row, "时限") if row.get("时限") is not None else None
        services, words = frozenset(self.texts(row, "服务")), tuple(self.texts(row, "词"))
        return TicketRoute(department, frozenset(kinds), services, words, limit)

    def _line(self, node: Map, key: str) -> int:
        found: Node | None = node.get(key)
        return node.line if found is None else found.line

    def _wrong(self, line: int, message: str, fix: str, code: str = "bad-value") -> None:
        self._problems.add(line, message, fix, code=code)  # type: ignore[arg-type]
