"""The record's tables. Columns named `*_sealed` hold personal values, encrypted; no other may.

Times are milliseconds since 1970, UTC. The migrations under `migrations/` create the tables; a test compares.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _of_conversation(*, primary: bool = False) -> Column[str]:
    foreign = ForeignKey("conversations.id", ondelete="CASCADE")
    return Column("conversation", String, foreign, nullable=False, primary_key=primary)


conversations = Table(
    "conversations",
    metadata,
    Column("id", String, primary_key=True),
    Column("device", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("began_ms", BigInteger, nullable=False),
    Column("ended_ms", BigInteger),
    Column("ending", String),
    Column("service", String, nullable=False, server_default=""),
    Column("version", String, nullable=False, server_default=""),
    Column("hall", String, nullable=False, server_default=""),  # the hall's id; "": begun by a release without it
    Column("state_sealed", LargeBinary),  # the snapshot while the conversation runs, for resumption
    Column("place", String, nullable=False, server_default=""),  # of the kiosk, as it was then
    Column("window", String, nullable=False, server_default=""),
    Column("scripts", String, nullable=False, server_default=""),  # hash of the published version; "": the folder
    Column("reasks", Integer),  # how often a question was put again; NULL: by a release that did not count
    Index(None, "began_ms"),
    Index(None, "scripts"),
)

turns = Table(
    "turns",
    metadata,
    Column("id", String, primary_key=True),
    _of_conversation(),
    Column("number", Integer, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("who", String, nullable=False),
    Column("via", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("text_sealed", LargeBinary, nullable=False),
    Column("heard_sealed", LargeBinary),  # what the citizen heard of an interrupted turn of the clerk
    Column("timings", JSON, nullable=False),  # stage -> milliseconds
    Column("confidence", Float),  # of recognition, 0 to 1; NULL: not spoken, or by a release that did not keep it
    Column("rivals_sealed", LargeBinary),  # JSON list: the recogniser's other hypotheses, likeliest first
    UniqueConstraint("conversation", "number"),
)

#: What a reviewer heard where the recogniser misheard: of a turn, at most one, the last.
corrections = Table(
    "corrections",
    metadata,
    Column("turn", String, ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("text_sealed", LargeBinary, nullable=False),
    Column("who_sealed", LargeBinary, nullable=False),
)

#: Score sheets of reviewed conversations, one for each account. `marks`: JSON, criterion -> 0 to 2.
review_scores = Table(
    "review_scores",
    metadata,
    _of_conversation(primary=True),
    Column("account", String, primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("marks", JSON, nullable=False),
    Column("note_sealed", LargeBinary, nullable=False),
)

#: Each service that a citizen began: counted by what became of it, without words and values. `outcome`: empty while it
#: is in hand; completed, handoff, cancelled, left (the citizen), broken (by a fault). A hand-off without a service has
#: a row of its own, with an empty `service`. `step`: the question that was open last. `number`: `State.asked` where it
#: began; what distinguishes two of one service.
service_runs = Table(
    "service_runs",
    metadata,
    _of_conversation(primary=True),
    Column("service", String, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("device", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("scripts", String, nullable=False),
    Column("version", String, nullable=False),
    Column("began_ms", BigInteger, nullable=False),
    Column("ended_ms", BigInteger),
    Column("outcome", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("step", String, nullable=False),
    Index(None, "began_ms"),
    Index(None, "ended_ms"),
)

#: Each question that was put. `reask`: empty where it was put for the first time, or again for another reason than
#: no_match (the answer was not understood) or no_input (there was none). `put` 0: it was not put again; a hand-off or
#: the end followed. `number`: `State.asked`.
step_asks = Table(
    "step_asks",
    metadata,
    _of_conversation(primary=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("service", String, nullable=False),
    Column("step", String, nullable=False),
    Column("device", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("scripts", String, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("reask", String, nullable=False),
    Column("put", Integer, nullable=False),
    Index(None, "at_ms"),
)

slots = Table(
    "slots",
    metadata,
    _of_conversation(primary=True),
    Column("name", String, primary_key=True),
    Column("value_sealed", LargeBinary, nullable=False),
)

#: One row for each receipt that was shown; a conversation may have several. `slots_sealed`: JSON, name -> value.
cases = Table(
    "cases",
    metadata,
    Column("id", String, primary_key=True),
    _of_conversation(),
    Column("service", String, nullable=False),
    Column("version", String, nullable=False, server_default=""),
    Column("filed_ms", BigInteger, nullable=False),
    Column("receipt_sealed", LargeBinary, nullable=False),
    Column("slots_sealed", LargeBinary),  # NULL in cases of releases that stored them with the conversation
    Index(None, "conversation"),
)

#: Pictures that a citizen handed in: those of cases until the purge, others only while their conversation needs them.
pictures = Table(
    "pictures",
    metadata,
    _of_conversation(primary=True),
    Column("digest", String, primary_key=True),
    Column("mode", String, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("data_sealed", LargeBinary, nullable=False),
)

#: Questions without a written answer. Not linked to a conversation, for privacy. Never changed (a trigger refuses it),
#: and purged with the conversations of their time.
gaps = Table(
    "gaps",
    metadata,
    Column("id", String, primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("service", String, nullable=False),
    Column("question_sealed", LargeBinary, nullable=False),
    Column("device", String, nullable=False, server_default=""),  # the kiosk at which it was asked
    Index(None, "at_ms"),
)

#: The outbox: what another system must get at least once. Not linked to a conversation: it may have none. `state`:
#: waiting, accepted (by the carrier), delivered or undelivered (the carrier's report), refused, expired. `detail`: why,
#: never a value of a citizen. `reference`: the carrier's name of it. Purged with the conversations of its time.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("hall", String, nullable=False),
    Column("conversation", String, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("next_ms", BigInteger, nullable=False),  # when it is tried next, while it waits
    Column("attempts", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("detail", String, nullable=False),
    Column("reference", String, nullable=False),
    Column("body_sealed", LargeBinary, nullable=False),
    Column("done_ms", BigInteger),  # when staff saw to one that failed
    Index(None, "state", "next_ms"),
    Index(None, "kind", "state"),
)

#: Ratings (好差评). `score`: 5 the best, 1 the worst. `phone_sealed`: where staff may call back after a poor one.
#: `done_ms`: when staff saw to a poor one. Not linked to the conversation by a key: it is purged by its own age.
ratings = Table(
    "ratings",
    metadata,
    Column("id", String, primary_key=True),
    Column("hall", String, nullable=False),
    Column("conversation", String, nullable=False),
    Column("device", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("service", String, nullable=False),
    Column("version", String, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("score", Integer, nullable=False),
    Column("number_sealed", LargeBinary, nullable=False),
    Column("reason_sealed", LargeBinary, nullable=False),
    Column("phone_sealed", LargeBinary, nullable=False),
    Column("done_ms", BigInteger),
    Index(None, "at_ms"),
)

#: Call-back tickets. `caller`: a keyed hash of the number, by which there is one a day. Purged by age.
tickets = Table(
    "tickets",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("day", String, nullable=False),
    Column("caller", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("service", String, nullable=False),
    Column("conversation", String, nullable=False),
    Column("phone_sealed", LargeBinary, nullable=False),
    Column("done_ms", BigInteger),
    UniqueConstraint("caller", "day"),
)

#: Calls for staff, one for each hand-off or danger. `stage`: how far down the line it went; `nobody_ms`: when the line
#: ended and nobody had come. `values_sealed`: JSON, what staff are shown of the case, masked. Purged by age.
staff_calls = Table(
    "staff_calls",
    metadata,
    Column("id", String, primary_key=True),
    Column("hall", String, nullable=False),
    Column("conversation", String, nullable=False),
    Column("device", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("danger", String, nullable=False),
    Column("service", String, nullable=False),
    Column("called_ms", BigInteger, nullable=False),
    Column("stage", Integer, nullable=False),
    Column("nobody_ms", BigInteger),
    Column("taken_ms", BigInteger),
    Column("arrived_ms", BigInteger),
    Column("closed_ms", BigInteger),
    Column("ending", String, nullable=False),
    Column("values_sealed", LargeBinary, nullable=False),
    Column("who_sealed", LargeBinary),
    Column("place", String, nullable=False, server_default=""),  # of the kiosk, as it was then
    Column("window", String, nullable=False, server_default=""),
    Column("told_ms", BigInteger),
    Column("gone_ms", BigInteger),
    Column("gone", String, nullable=False, server_default=""),
    Index(None, "called_ms"),
)

#: The reconciliation list: submissions that may or may not have been filed (`kiosk.store.reconciling`). `number`: what
#: the citizen was told to ask by. `key`: the idempotency key. `state`: open, filed, not_filed. Purged by age once
#: settled.
reconciliations = Table(
    "reconciliations",
    metadata,
    Column("id", String, primary_key=True),
    Column("number", String, nullable=False),
    Column("conversation", String, nullable=False),
    Column("service", String, nullable=False),
    Column("version", String, nullable=False),
    Column("api", String, nullable=False),
    Column("key", String, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("state", String, nullable=False),
    Column("values_sealed", LargeBinary, nullable=False),  # JSON, name -> value
    Column("receipt_sealed", LargeBinary),
    Column("closed_ms", BigInteger),
    Index(None, "number"),
)

#: The kiosks of the hall (`kiosk.store.kiosks`). `volume`: percent. `code_mark`: of the code that enrols it, once.
kiosks = Table(
    "kiosks",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("place", String, nullable=False, server_default=""),
    Column("window", String, nullable=False, server_default=""),
    Column("volume", Integer, nullable=False, server_default="100"),
    Column("elderly", Integer, nullable=False, server_default="0"),
    Column("made_ms", BigInteger, nullable=False),
    Column("token_hash", String),
    Column("code_mark", String),
    Column("code_until_ms", BigInteger),
    Column("enrolled_ms", BigInteger),
    Column("revoked_ms", BigInteger),
    Column("seen_ms", BigInteger),
    Column("address", String, nullable=False, server_default=""),
    UniqueConstraint("name"),
)

#: What happened in conversations, without words: append-only (triggers refuse anything else); it outlives them.
events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("conversation", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("detail", String, nullable=False),
    Index(None, "conversation"),
)

#: Who read, exported, changed or deleted what is recorded of citizens (`kiosk.store.audit`): append-only, chained by
#: hashes. `subject`: a keyed hash of a case number. Never purged.
audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("what", String, nullable=False),
    Column("conversation", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("detail", String, nullable=False),
    Column("who_sealed", LargeBinary, nullable=False),
    Column("why_sealed", LargeBinary, nullable=False),
    Column("previous", String, nullable=False),
    Column("hash", String, nullable=False),
    Column("seal", String, nullable=False),
    Index(None, "subject"),
)

#: Conversations that were deleted before their time: an entry of them that comes late, such as one of the journal,
#: is not written. Purged with the conversations of their time.
deleted = Table(
    "deleted",
    metadata,
    Column("conversation", String, primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
)

#: One row for each telephone call that said which it is: what happened, without words, keys and numbers of the caller.
calls = Table(
    "calls",
    metadata,
    Column("id", String, primary_key=True),
    Column("call", String, nullable=False),  # as the dialplan or the carrier names it
    Column("conversation", String, nullable=False, server_default=""),  # "": only an announcement was played
    Column("at_ms", BigInteger, nullable=False),
    Column("facts", String, nullable=False),  # JSON of `kiosk.channels.phone.call_facts.CallFacts`
    Index(None, "at_ms"),
    Index(None, "call"),
)

#: Published scripts (`kiosk.store.versions`): each version, its files by content, and what became of it. Only ever
#: appended to (triggers refuse anything else), and never purged.
service_versions = Table(
    "service_versions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("hash", String, nullable=False),
    Column("parent", Integer),
    Column("at_ms", BigInteger, nullable=False),
    Column("digests", JSON, nullable=False),  # path -> digest of `service_files`
    Column("author_sealed", LargeBinary, nullable=False),
    Column("message_sealed", LargeBinary, nullable=False),
)

service_files = Table(
    "service_files",
    metadata,
    Column("digest", String, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

#: `number`: 1, 2, 3, … without a gap, so that of two who append at once one fails. `rollout`: JSON, or empty.
service_history = Table(
    "service_history",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("event", String, nullable=False),
    Column("rollout", String, nullable=False),
    Column("who_sealed", LargeBinary, nullable=False),
    Column("reason_sealed", LargeBinary, nullable=False),
)

#: What each running hall has ready of a version: prompts rendered. `at_ms`: when it said so last. `trouble`: why the
#: hall cannot load it, or empty.
service_halls = Table(
    "service_halls",
    metadata,
    Column("hall", String, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("trouble", String, nullable=False),
)

#: One row: a known text sealed with the current key. If it does not open, the key file is not this record's.
canary = Table(
    "canary",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)

#: One row: the trusted wall clock (`kiosk.store.clock.Belief`).
clock = Table(
    "clock",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("trusted_ms", BigInteger, nullable=False),
    Column("doubted_ms", BigInteger),
    Column("doubted_for_ms", BigInteger, nullable=False),
)
