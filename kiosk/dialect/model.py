"""A dialect: what a mapping file says, typed. Names of the script are Chinese; theirs are paths into their JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

#: A place in their JSON: `data.card.state` is ("data", "card", "state"); empty: the whole.
FieldPath = tuple[str, ...]
#: How a value is written in their JSON. picture: of a picture only its base64 text.
WireKind = Literal["text", "number", "bool", "picture"]
Verb = Literal["POST", "GET", "PUT", "PATCH", "DELETE"]
Algorithm = Literal["HMAC-SHA256", "HMAC-SM3", "SHA256", "SM3", "SM2"]
Encoding = Literal["hex", "base64"]
#: 200 OK, 201 Created, 202 Accepted, 204 No Content.
SUCCESS = frozenset({200, 201, 202, 204})
#: Verbs whose fields travel in the query of the address, without a body.
IN_QUERY = frozenset({"GET", "DELETE"})
#: The field of an interface under 查结果 that holds the submission's idempotency key.
KEY_FIELD = "幂等键"


@dataclass(frozen=True, slots=True)
class FieldRule:
    """Where a field of the script stands. `codes`: value → value, in the direction of the call: of what is sent from
    the script's words to theirs, of what is received from theirs to the script's. `items`: of a list, the rules of the
    fields of each item.
    """

    path: FieldPath
    kind: WireKind = "text"
    codes: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, FieldRule] = field(default_factory=dict)
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class InterfaceRule:
    """One interface. `base`: its address up to the path; empty: the dialect's. `path`: with holes {field}, which take
    fields out of what is sent, and {接口}. `constants`: sent with every call; `{接口}` in one is the interface's name.

    `reasons`: error code → words for the citizen. `keeps_keys`: the same Idempotency-Key files nothing twice.
    `outcome`: the interface that tells by the key what became of a submission; empty: there is none.
    """

    base: str = ""
    path: str = "/api/{接口}"
    verb: Verb = "POST"
    sends: Mapping[str, FieldRule] = field(default_factory=dict)
    constants: tuple[tuple[FieldPath, str], ...] = ()
    returns: Mapping[str, FieldRule] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    keeps_keys: bool = True
    outcome: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Envelope:
    """`code`: where the code of an answer stands, and which of them mean success; `message`: the reason of a refusal;
    `data`: the object with the fields. `request`: where the fields of a request are put; constants stand beside them.
    `codeless`: an answer without a code, or with an empty one or null, is a success.
    """

    code: FieldPath = ()
    success: frozenset[str] = frozenset()
    message: FieldPath = ()
    data: FieldPath = ()
    request: FieldPath = ()
    codeless: bool = False


@dataclass(frozen=True, slots=True)
class SecretSource:
    """A secret is in the environment or in a file, never in the mapping."""

    kind: Literal["env", "file"]
    name: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class TokenAuth:
    """A fixed token in a header. `secret` None: the setting `backend.token`."""

    header: str = "Authorization"
    prefix: str = "Bearer "
    secret: SecretSource | None = None


@dataclass(frozen=True, slots=True)
class ClientCredentials:
    """OAuth2 (RFC 6749, section 4.4): a token for the hall's own id and secret, kept until it expires."""

    url: str
    client: str
    secret: SecretSource
    scope: str = ""


@dataclass(frozen=True, slots=True)
class SignatureAuth:
    """Every request is signed. `canonical`: the text that is signed, with the holes of `signing.facts`. `headers`: sent
    beside the signature, with the same holes. `signer`, `public_key` (hex, 64 bytes): SM2 only.
    """

    algorithm: Algorithm
    secret: SecretSource
    canonical: str
    header: str
    encoding: Encoding = "hex"
    headers: tuple[tuple[str, str], ...] = ()
    milliseconds: bool = True
    signer: str = "1234567812345678"
    public_key: str = ""


Auth = TokenAuth | ClientCredentials | SignatureAuth


@dataclass(frozen=True, slots=True)
class BackendDialect:
    """`base`: address up to the path, instead of the setting `backend.url`; empty: that one. `envelope` None: answers
    are read as docs/backend.md says. `rules`: of the interfaces that differ from `usual`.
    """

    base: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    success: frozenset[int] = SUCCESS
    envelope: Envelope | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)
    auth: Auth = TokenAuth()
    usual: InterfaceRule = InterfaceRule()
    rules: Mapping[str, InterfaceRule] = field(default_factory=dict)

    def rule(self, api: str) -> InterfaceRule:
        return self.rules.get(api, self.usual)

    def reason(self, api: str, code: str) -> str:
        """The words for an error code; empty where the file has none."""
        return self.rule(api).reasons.get(code) or self.reasons.get(code, "")

    def outcome_of(self, api: str) -> str:
        """The submission that the interface `api` tells the outcome of; empty for any other interface."""
        return next((name for name, rule in self.rules.items() if rule.outcome == api), "")


#: Without a mapping file.
PLAIN = BackendDialect()
