"""Signatures: published vectors, both sides, and a change of any part that breaks them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.dialect import sm2
from kiosk.dialect.model import SecretSource, SignatureAuth
from kiosk.dialect.secrets import SecretError, read_secret
from kiosk.dialect.signing import facts, filled, signature, sm3_digest, verified

AUTH = SignatureAuth(
    "HMAC-SHA256", SecretSource("env", "KEY"), "{方法}\n{路径}\n{查询}\n{时间}\n{随机}\n{正文摘要}", "X-Sign"
)
needs_sm2 = pytest.mark.skipif(not sm2.installed(), reason="gmssl-pyx is not installed")


def known(auth: SignatureAuth, body: bytes = b'{"b": 1}') -> dict[str, str]:
    return facts(
        auth, "key", "POST", "https://gw/a/b?x=1", body, {"b": 1, "a": "二", "c": {}}, time="12", nonce="ff", key="k"
    )


def test_sm3_of_the_standard() -> None:
    """GB/T 32905-2016, example 1."""
    assert sm3_digest(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_hmac_sha256_of_rfc_4231() -> None:
    """Test case 2."""
    wanted = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert signature(AUTH, "Jefe", b"what do ya want for nothing?") == wanted


def test_the_canonical_text() -> None:
    text = filled("{方法} {路径} {查询} {参数} {时间} {随机} {幂等键} {密钥} {别的}", known(AUTH))
    assert text == "POST /a/b x=1 a=二&b=1 12 ff k key {别的}"
    assert filled("{正文}", known(AUTH, b"{\xe7\x94\xb2}")) == "{甲}"


@pytest.mark.parametrize(
    "algorithm", ["HMAC-SHA256", "HMAC-SM3", "SHA256", "SM3", pytest.param("SM2", marks=needs_sm2)]
)
@pytest.mark.parametrize("encoding", ["hex", "base64"])
def test_both_sides(algorithm: str, encoding: str) -> None:
    auth, secret = replace(AUTH, algorithm=algorithm, encoding=encoding), "key"  # type: ignore[arg-type]
    if algorithm == "SM2":
        secret, public = sm2.generate()
        auth = replace(auth, public_key=public)
    message = filled(auth.canonical, known(auth)).encode()
    made = signature(auth, secret, message)
    assert verified(auth, secret, message, made)
    assert not verified(auth, secret, message + b" ", made)
    assert not verified(auth, secret, message, "no signature")
    assert not verified(auth, secret, message, "")


@needs_sm2
def test_sm2_keys_may_begin_with_04() -> None:
    private, public = sm2.generate()
    made = sm2.sign(private, f"04{public}", "1234567812345678", b"message")
    assert sm2.verify(public, "1234567812345678", b"message", made)
    assert not sm2.verify(public, "another signer", b"message", made)


def test_secrets_come_from_the_environment() -> None:
    assert read_secret(SecretSource("env", "KEY"), {"KEY": " value\n"}) == "value"
    with pytest.raises(SecretError, match="KEY is not set"):
        read_secret(SecretSource("env", "KEY"), {"KEY": " "})


def test_a_file_with_a_secret(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("secrets")
    (folder / "one").write_text("value\n")
    (folder / "empty").write_text("\n")
    assert read_secret(SecretSource("file", str(folder / "one")), {}) == "value"
    for name in ("empty", "away"):
        with pytest.raises(SecretError, match=name):
            read_secret(SecretSource("file", str(folder / name)), {})
