"""The caller's side of the telephone: what a PBX or a carrier does between a caller and the hall, on every surface."""
