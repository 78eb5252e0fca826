"""The text of a copied script."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import yaml

from dialogue.copying.rewriting import composed, edited, renamed, scalar, value_of
from dialogue.samples import Samples


def copied_script(text: str, old: str, name: str, others: Sequence[str] = ()) -> str:
    """The script of `old` as that of `name`. What citizens say for the old one would begin both, so it has its name
    alone as a wording; complaints that nobody names a service for (受理) stay with the old one. `others`: the names of
    the other services, which stay.
    """
    root = composed(text)
    edits = list(renamed(root, old, name, others))
    says = value_of(root, "说法", "says")
    if isinstance(says, yaml.SequenceNode) and says.value:
        start, end = says.start_mark.index, says.end_mark.index
        edits = [one for one in edits if not start <= one[0] < end]
        if says.flow_style:
            edits.append((start, end, f"[{scalar(name)}]"))
        else:
            edits.append((start, says.value[-1].end_mark.index, f"- {scalar(name)}"))
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    for key, value in pairs:
        if key.value == "受理" and text[value.end_mark.index :].lstrip(" ")[:1] in ("\n", ""):
            end = text.find("\n", value.end_mark.index) + 1 or len(text)
            edits = [
                *(one for one in edits if not key.start_mark.index <= one[0] < end),
                (key.start_mark.index, end, ""),
            ]
    return edited(text, edits)


def copied_samples(samples: Samples, old: str, name: str) -> str:
    """The rows of `samples.csv` that the copy adds: what citizens answer to its questions. What they say for the old
    service is not said for the copy.
    """
    written = io.StringIO(newline="")
    rows = csv.writer(written, lineterminator="\n")
    for one in samples.rows:
        if one.service == old and one.slot:
            rows.writerow((name, one.slot, one.value, one.text))
    return written.getvalue()
