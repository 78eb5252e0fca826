"""How the calls of a back end look on the wire: addresses, envelopes, field names, signatures. Sans-I/O; no asyncio.

A mapping file (`reader`) makes a `BackendDialect`; `outgoing` writes requests, `kiosk.upstream.answer` reads answers,
and `served` is the other side of both, for the demo back end. Without a file, `PLAIN` holds: docs/backend.md.
"""
