"""What a telephone call is like, in figures.

python -m bench.phone hearing [--every 2] [--count 4]     # wrong characters and numbers: 16 kHz, 8 kHz, losses
"""

from __future__ import annotations

import argparse
import os

from bench.phone import hearing
from bench.table import preamble
from kiosk.config import load_settings


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=["hearing"])
    parser.add_argument("--every", type=int, default=2)
    parser.add_argument("--count", type=int, default=4)
    options = parser.parse_args()
    print(preamble(), flush=True)
    settings = load_settings(None, os.environ)
    return hearing.run(settings, every=options.every, count=options.count)


if __name__ == "__main__":
    raise SystemExit(main())
