"""The mark of AI-generated content in a file's metadata (GB 45438-2025): a JSON object under the key `AIGC`."""

from __future__ import annotations

import json
from dataclasses import dataclass

#: The name of the metadata: of the RIFF chunk in a WAV file.
AIGC_KEY = "AIGC"


@dataclass(frozen=True, slots=True)
class AigcMark:
    """`producer`: who made the content. `produce_id`: its number there. `digest`: SHA-256 of the content, hexadecimal.

    The label is always 1, "is generated or synthesised": what the clerk says always is.
    """

    producer: str
    produce_id: str
    digest: str = ""

    def to_json(self) -> str:
        """The value of the key: all seven fields. Those of a propagator are for whoever passes the file on."""
        fields = {
            "Label": "1",
            "ContentProducer": self.producer,
            "ProduceID": self.produce_id,
            "ReservedCode1": self.digest,
            "ContentPropagator": "",
            "PropagateID": "",
            "ReservedCode2": "",
        }
        return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
