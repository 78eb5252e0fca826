"""The tables of operators' accounts and of their sessions in the console (`kiosk.store.accounts`).

Tokens and one-time codes stand as hashes; the second factor's secret and people's names are sealed.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from kiosk.store.schema import metadata

#: `account`: what the person signs in with. `password`: an argon2 hash. `one_time`: the password was given out by an
#: administrator and has to be changed. `totp_step`: the last 30 s step whose code was used. `recovery`: keyed hashes of
#: the one-time recovery codes that are left. `failures`: wrong passwords and codes since the last sign-in.
#: `linked_sealed`: who the person is at the organisation's sign-in server; `linked_mark`: a keyed hash of it.
accounts = Table(
    "accounts",
    metadata,
    Column("id", String, primary_key=True),
    Column("account", String, nullable=False),
    Column("name_sealed", LargeBinary, nullable=False),
    Column("roles", JSON, nullable=False),
    Column("password", String, nullable=False),
    Column("password_ms", BigInteger, nullable=False),
    Column("one_time", Integer, nullable=False),
    Column("totp_sealed", LargeBinary),
    Column("totp_step", BigInteger),
    Column("recovery", JSON, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until_ms", BigInteger),
    Column("made_ms", BigInteger, nullable=False),
    Column("disabled_ms", BigInteger),
    Column("signed_in_ms", BigInteger),
    Column("linked_sealed", LargeBinary),
    Column("linked_mark", String),
    UniqueConstraint("account"),
    Index(None, "linked_mark", unique=True),
)

#: `id`: by which it is listed and revoked. `seen_ms`: of the last request that a person made, to within half a minute.
#: `means`: how it was signed in (`StoredSession`).
account_sessions = Table(
    "account_sessions",
    metadata,
    Column("id", String, primary_key=True),
    Column("token_hash", String, nullable=False),
    Column("account", String, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    Column("made_ms", BigInteger, nullable=False),
    Column("seen_ms", BigInteger, nullable=False),
    Column("address", String, nullable=False),
    Column("browser", String, nullable=False),
    Column("means", String, nullable=False, server_default="password"),
    UniqueConstraint("token_hash"),
    Index(None, "account"),
)
