"""What a step says: one sentence for both channels, or one for each."""

from __future__ import annotations

from dialogue.errors import Problems
from dialogue.script.fields import Fields
from dialogue.script.model import Spoken
from dialogue.script.template import Template, parse_template
from dialogue.yaml_lines import Map


def read_spoken(fields: Fields, key: str, problems: Problems) -> Spoken | None:
    """A sentence for both channels, or {大屏: …, 电话: …}."""
    node = fields.node(key)
    if node is None:
        return None
    if isinstance(node, Map):
        inner = Fields(node, ("大屏", "电话"), f"“{key}”", problems)
        screen = _template(inner, "大屏", problems)
        phone = _template(inner, "电话", problems)
        return Spoken(screen, phone)
    template = parse_template(fields.text(key), node.line, problems)
    return Spoken(template, template)


def _template(fields: Fields, key: str, problems: Problems) -> Template:
    return parse_template(fields.text(key, required=True), fields.line_of(key), problems)
