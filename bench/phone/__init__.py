"""Measures of the telephone: see `python -m bench.phone --help`."""
