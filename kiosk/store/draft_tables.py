"""The tables of drafts of the scripts (`kiosk.store.drafts`): what editors write in the console before they propose it.

Names that people type are sealed. Texts of scripts are not: they hold nothing of a citizen.
"""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from kiosk.store.schema import metadata

#: `parent`: the version that it was copied from; NULL: a folder without one. `digests`: path -> digest of
#: `service_files`, as it was copied. `discarded_ms`: when it was discarded. `proposed`: the version made of it last.
script_drafts = Table(
    "script_drafts",
    metadata,
    Column("id", String, primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("parent", Integer),
    Column("digests", JSON, nullable=False),
    Column("discarded_ms", BigInteger),
    Column("proposed", Integer),
    Column("name_sealed", LargeBinary, nullable=False),
    Column("who_sealed", LargeBinary, nullable=False),
)

#: Every save, also one that came too late. `revision`: 1, 2, 3, … of the draft. `base`: the revision of the file that
#: it started from; 0: as it was copied. `outcome`: `saved`, or `set_aside` where another save was quicker. `data`: the
#: file, compressed by zlib; NULL: it was deleted.
script_saves = Table(
    "script_saves",
    metadata,
    Column("draft", String, ForeignKey("script_drafts.id", ondelete="CASCADE"), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("path", String, nullable=False),
    Column("base", Integer, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("outcome", String, nullable=False),
    Column("data", LargeBinary),
    Column("who_sealed", LargeBinary, nullable=False),
)

#: Conversations that were typed to a draft. `ending`: empty while it has none. `lines_sealed`: JSON, what was done.
script_trials = Table(
    "script_trials",
    metadata,
    Column("id", String, primary_key=True),
    Column("draft", String, ForeignKey("script_drafts.id", ondelete="CASCADE"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("service", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("ending", String, nullable=False),
    Column("who_sealed", LargeBinary, nullable=False),
    Column("lines_sealed", LargeBinary, nullable=False),
    Index(None, "draft"),
)
