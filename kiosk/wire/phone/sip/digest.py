"""Digest authentication (RFC 7616 and 2617) of our own requests: the answer to a 401 or 407."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from kiosk.wire.phone.sip.messages import SipHeaders, SipResponse

_HASHES = {"MD5": "md5", "SHA-256": "sha256"}
_FIELD = re.compile(r'([A-Za-z-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))')


@dataclass(frozen=True, slots=True)
class DigestLogin:
    """Of the account at the registrar or carrier. The password is never shown."""

    user: str
    password: str

    def __repr__(self) -> str:
        return f"DigestLogin({self.user!r}, …)"


def answer_challenge(
    response: SipResponse, login: DigestLogin, method: str, uri: str, cnonce: str
) -> tuple[str, str] | None:
    """The header that goes into the request when it is sent again; None where no challenge can be answered.

    Of several challenges the strongest that we know is taken.
    """
    asked, answered = (
        ("proxy-authenticate", "Proxy-Authorization") if response.code == 407 else ("www-authenticate", "Authorization")
    )
    known = [each for each in _challenges(response.headers, asked) if _is_known(each)]
    if not known:
        return None
    challenge = max(known, key=lambda each: each.get("algorithm", "MD5").upper() == "SHA-256")
    return answered, _credentials(challenge, login, method, uri, cnonce)


def _challenges(headers: SipHeaders, name: str) -> list[dict[str, str]]:
    lines = [value for key, value in headers if key.lower() == name]
    digests = [line.strip()[7:] for line in lines if line.strip()[:7].lower() == "digest "]
    return [{key.lower(): quoted or bare for key, quoted, bare in _FIELD.findall(line)} for line in digests]


def _is_known(challenge: dict[str, str]) -> bool:
    qop = [each.strip().lower() for each in challenge.get("qop", "auth").split(",")]
    known = challenge.get("algorithm", "MD5").upper() in _HASHES and "auth" in qop
    return known and "nonce" in challenge and "realm" in challenge


def _credentials(challenge: dict[str, str], login: DigestLogin, method: str, uri: str, cnonce: str) -> str:
    algorithm = challenge.get("algorithm", "MD5").upper()
    realm, nonce = challenge["realm"], challenge["nonce"]

    def digest(text: str) -> str:
        return hashlib.new(_HASHES[algorithm], text.encode("utf-8", "surrogateescape")).hexdigest()

    who, what = digest(f"{login.user}:{realm}:{login.password}"), digest(f"{method}:{uri}")
    fields = {"username": login.user, "realm": realm, "nonce": nonce, "uri": uri}
    bare = {"algorithm": algorithm}
    if "qop" in challenge:
        fields["response"] = digest(f"{who}:{nonce}:00000001:{cnonce}:auth:{what}")
        fields["cnonce"] = cnonce
        bare |= {"qop": "auth", "nc": "00000001"}
    else:
        fields["response"] = digest(f"{who}:{nonce}:{what}")
    if "opaque" in challenge:
        fields["opaque"] = challenge["opaque"]
    quoted = [f'{key}="{value}"' for key, value in fields.items()]
    return "Digest " + ", ".join([*quoted, *(f"{key}={value}" for key, value in bare.items())])
