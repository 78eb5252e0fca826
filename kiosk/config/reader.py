"""Reads a YAML file and the environment against a tree of dataclasses, and collects every mistake."""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from dialogue.yaml_syntax import Slip, character_slips, colon_slips, syntax_slip
from kiosk.config.rules import FolderRule, TextRule, WrongValueError, came, rule_of

#: Bytes of the longest settings file.
_LONGEST = 1 << 20
#: What a YAML error quotes of the file; left out, because it may be a secret written without quotes.
_QUOTED = re.compile(r"(?<=')[^']{2,}(?=')")
#: Every environment override starts with this; two underscores lead into a section: `KIOSK__PUBLIC__PORT`.
PREFIX = "KIOSK__"


@dataclass(frozen=True, slots=True)
class Mistake:
    """`where` is `config.yaml:12` or the name of an environment variable."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


class ConfigError(Exception):
    """The settings cannot be used. The text lists every mistake, one on a line."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        count = len(self.mistakes)
        head = "1 mistake" if count == 1 else f"{count} mistakes"
        super().__init__("\n".join([f"{head} in the settings:", *(f"  {mistake}" for mistake in self.mistakes)]))


@dataclass(slots=True)
class Reader:
    """Values read so far, by dotted path (`public.port`), and the mistakes."""

    schema: type[Any]
    renamed: Mapping[str, str] = field(default_factory=dict)  # settings by their old dotted names
    gone: Mapping[str, str] = field(default_factory=dict)  # the mistake of settings that are none any more
    values: dict[str, object] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    def wrong(self, where: str, what: str) -> None:
        self.mistakes.append(Mistake(where, what))

    def _renamed(self, dotted: str, *, variable: bool = False) -> str | None:
        """The mistake of a setting that has another name now, or is none any more; None for any other."""
        if dotted in self.gone:
            return self.gone[dotted]
        new = self.renamed.get(dotted)
        return new and f"{dotted} is now called {as_variable(new) if variable else new}"

    # ---- the file ----

    def read_file(self, path: Path) -> None:
        try:
            with path.open("rb") as file:
                data = file.read(_LONGEST + 1)
            if len(data) > _LONGEST:
                return self.wrong(str(path), f"is longer than {_LONGEST} bytes: is it a settings file?")
            text = data.decode("utf-8-sig")
            node = yaml.compose(text, Loader=yaml.SafeLoader)
        except OSError as error:
            return self.wrong(str(path), f"cannot be read: {error.strerror}")
        except RecursionError:
            return self.wrong(str(path), "is not a settings file: its brackets are nested too deeply")
        except UnicodeDecodeError as error:
            return self.wrong(str(path), f"is not UTF-8 text (byte {error.start}); save it as UTF-8")
        except yaml.MarkedYAMLError as error:
            slips = list(character_slips(text, self._keys)) or [syntax_slip(error, text)]
            return self._not_yaml(path, slips)
        except yaml.YAMLError:
            return self.wrong(path.name, "is not YAML: it holds characters that no text has")
        if slips := list(colon_slips(text, self._keys)):  # YAML reads `port：9` as a word
            return self._not_yaml(path, slips)
        if node is None:  # an empty file: all defaults
            return None
        return self._section(node, self.schema, "", path)

    @property
    def _keys(self) -> frozenset[str]:
        return frozenset(_names(self.schema))

    def _not_yaml(self, path: Path, slips: Iterable[Slip]) -> None:
        for slip in slips:
            what = f"is not YAML: {slip.english} · {slip.message}（{slip.fix}）"
            self.wrong(f"{path.name}:{slip.line}", _QUOTED.sub("…", what))

    def _section(self, node: yaml.Node, schema: type[Any], prefix: str, path: Path) -> None:
        where = f"{path.name}:{node.start_mark.line + 1}"
        if not isinstance(node, yaml.MappingNode):
            if _kind(node) == "null":  # `public:` with everything under it commented out
                return None
            name = prefix.rstrip(".") or "the file"
            hidden = isinstance(node, yaml.ScalarNode) and _holds_secrets(schema)
            got = "something else" if hidden else _came(node)
            return self.wrong(where, f"{name}: expected `key: value` lines, got {got}")
        fields = fields_of(schema)
        seen: set[str] = set()
        for key, value in node.value:
            where = f"{path.name}:{key.start_mark.line + 1}"
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            if name not in fields:
                self.wrong(where, self._renamed(prefix + name) or unknown(prefix + _named(name), fields, prefix))
            elif name in seen:
                self.wrong(where, f"{prefix}{name} is given twice")
            else:
                seen.add(name)
                self._value(value, fields[name], prefix + name, path)
        return None

    def _value(self, node: yaml.Node, entry: dataclasses.Field[Any], dotted: str, path: Path) -> None:
        section = section_of(entry)
        if section is not None:
            return self._section(node, section, dotted + ".", path)
        where = f"{path.name}:{node.start_mark.line + 1}"
        rule = rule_of(entry.metadata)
        if not isinstance(node, yaml.ScalarNode):
            return self.wrong(where, f"{dotted}: expected {rule.expected}, got {_came(node)}")
        try:
            self.values[dotted] = rule.read(node.value, _kind(node), path.parent)
            self.places[dotted] = where
        except WrongValueError as error:
            self.wrong(where, f"{dotted}: expected {rule.expected}, got {error}")
        return None

    # ---- the environment ----

    def read_environment(self, env: Mapping[str, str], base: Path, aliases: Mapping[str, str]) -> None:
        for variable, dotted in aliases.items():
            if variable in env:
                self._override(variable, dotted.split("."), env[variable], base)
        for variable in sorted(env):
            if variable.startswith(PREFIX):
                self._override(variable, variable.removeprefix(PREFIX).lower().split("__"), env[variable], base)

    def read_option(self, dotted: str, raw: str, base: Path) -> None:
        """An option of the command line, named after its setting: `--port` for `public.port`."""
        names = dotted.split(".")
        self._override(f"--{names[-1].replace('_', '-')}", names, raw, base)

    def _override(self, variable: str, names: list[str], raw: str, base: Path) -> None:
        schema, prefix = self.schema, ""
        for depth, name in enumerate(names):
            fields = fields_of(schema)
            if name not in fields:
                renamed = self._renamed(prefix + name, variable=True)
                return self.wrong(variable, renamed or unknown(prefix + name, fields, prefix, variable=True))
            section = section_of(fields[name])
            last = depth == len(names) - 1
            if section is None and last:
                return self._override_value(variable, fields[name], prefix + name, raw, base)
            if section is None:
                return self.wrong(variable, f"{prefix}{name} is a single value: write {as_variable(prefix + name)}")
            if last:
                example = as_variable(f"{prefix}{name}.{next(iter(fields_of(section)))}")
                return self.wrong(variable, f"{name} is a section: name a key in it, such as {example}")
            schema, prefix = section, f"{prefix}{name}."
        return None

    def _override_value(self, variable: str, entry: dataclasses.Field[Any], dotted: str, raw: str, base: Path) -> None:
        rule = rule_of(entry.metadata)
        try:
            self.values[dotted] = rule.read(raw, "env", base)
            self.places[dotted] = variable
        except WrongValueError as error:
            self.wrong(variable, f"expected {rule.expected}, got {error}")

    # ---- the outcome ----

    def build(self, base: Path) -> Any:
        """The settings, with defaults for what was not set. Relative default paths start at `base`."""
        return self._build(self.schema, "", base)

    def _build(self, schema: type[Any], prefix: str, base: Path) -> Any:
        values: dict[str, object] = {}
        for name, entry in fields_of(schema).items():
            section = section_of(entry)
            if section is not None:
                values[name] = self._build(section, f"{prefix}{name}.", base)
            elif prefix + name in self.values:
                values[name] = self.values[prefix + name]
            elif isinstance(entry.default, Path):
                values[name] = self._default_path(entry.default, prefix + name, base)
        return schema(**values)

    def _default_path(self, default: Path, dotted: str, base: Path) -> Path:
        try:
            return FolderRule().read(str(default), "str", base)
        except WrongValueError as error:
            self.wrong(as_variable(dotted), f"{dotted}: the default is {error}; set this variable to a folder")
            return default


def fields_of(schema: type[Any]) -> dict[str, dataclasses.Field[Any]]:
    return {entry.name: entry for entry in dataclasses.fields(schema)}


def section_of(entry: dataclasses.Field[Any]) -> type[Any] | None:
    """The dataclass that a field is a section of, or None for a single value."""
    factory = entry.default_factory
    return factory if isinstance(factory, type) and dataclasses.is_dataclass(factory) else None


def _names(schema: type[Any]) -> Iterator[str]:
    """Every key of the settings, at any depth."""
    for name, entry in fields_of(schema).items():
        yield name
        section = section_of(entry)
        if section is not None:
            yield from _names(section)


def _holds_secrets(schema: type[Any]) -> bool:
    for entry in dataclasses.fields(schema):
        rule, section = entry.metadata.get("rule"), section_of(entry)
        if (isinstance(rule, TextRule) and rule.secret) or (section is not None and _holds_secrets(section)):
            return True
    return False


def _named(key: str) -> str:
    """A key as an error may repeat it: of `token=abc` or `token abc` (no colon), only the first word."""
    word = re.match(r"[\w.-]{0,60}", key)
    first = word[0] if word else ""
    return key if first == key else f"{first}…"


def as_variable(dotted: str) -> str:
    return PREFIX + dotted.replace(".", "__").upper()


def unknown(dotted: str, fields: Mapping[str, object], prefix: str, *, variable: bool = False) -> str:
    """`public.prot is not a setting; did you mean port?`"""
    name = dotted.removeprefix(prefix)
    close = difflib.get_close_matches(name.lower(), fields, n=1, cutoff=0.6)
    if close:
        meant = as_variable(prefix + close[0]) if variable else close[0]
        return f"{dotted} is not a setting; did you mean {meant}?"
    known = ", ".join(fields)
    return f"{dotted} is not a setting; known here: {known}"


def _kind(node: yaml.Node) -> str:
    tag: str = node.tag
    return tag.rpartition(":")[2]


def _came(node: yaml.Node) -> str:
    if isinstance(node, yaml.MappingNode):
        return "a section"
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    return came(str(node.value), _kind(node))
