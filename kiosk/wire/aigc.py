"""The mark of AI-generated content in a file's metadata (GB 45438-2025): a JSON object under the key `AIGC`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from xml.sax.saxutils import escape

#: The name of the metadata: of the RIFF chunk in a WAV file.
AIGC_KEY = "AIGC"
#: The chunk of a PNG file that holds XMP, in which pictures carry the mark.
XMP_KEY = "XML:com.adobe.xmp"
_XMP = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    'xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/"><TC260:AIGC>%s</TC260:AIGC></rdf:Description></rdf:RDF>'
    '</x:xmpmeta><?xpacket end="w"?>'
)


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

    def to_xmp(self) -> str:
        """An XMP packet that holds `to_json`, for pictures and PDF."""
        return _XMP % escape(self.to_json())
