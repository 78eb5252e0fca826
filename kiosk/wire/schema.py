"""Prints the wire's JSON Schema: `python -m kiosk.wire.schema > kiosk/wire.schema.json`."""

import json
import sys

from kiosk.wire.codec import schema

if __name__ == "__main__":
    json.dump(schema(), sys.stdout, ensure_ascii=False, indent=1)
    print()
